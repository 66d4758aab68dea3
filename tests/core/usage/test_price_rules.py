"""`prices.toml`: exact amounts, patterns, the first entry that holds, and mistakes named by line and entry."""

from datetime import date
from decimal import Decimal

import pytest

from bot.core.errors import UserError
from bot.core.usage.price_rules import PriceFile, Project, read_price_file
from bot.core.usage.rates import Kind, Rates

DAY = date(2026, 11, 1)

NEGOTIATED = """
# ours until the end of the year
[[price]]
model = "gpt-5*"
batch = true
tier = "flex"
from = 2026-10-01
until = "2026-12-31"
input = "0.625"
cached = 0.0625
output = 5

[[price]]
model = "gpt-5*"
input = 1.25
output = "10"

[[price]]
endpoint = "images"
model = "dall-e-3"
unit = "0.04"
"""


def found(file, endpoint="completions", model="gpt-5-mini", batch="true", tier="flex", *, long=False, day=DAY):
    kind = Kind(model, batch, tier)
    return next(
        (
            one.rates
            for one in file.rules
            if one.is_for(endpoint, kind.model) and one.holds_for(kind, long=long, day=day)
        ),
        None,
    )


def test_amounts_are_exact_however_they_are_written():
    rates = found(read_price_file(NEGOTIATED))
    assert (rates.input, rates.cached, rates.output) == (625_000, 62_500, 5_000_000)


def test_a_price_that_is_not_given_falls_back():
    rates = found(read_price_file(NEGOTIATED), batch="false")
    assert rates == Rates(
        *(1_250_000,) * 3, 10_000_000, *(1_250_000,) * 2, 10_000_000, *(1_250_000,) * 2, 10_000_000, 1_250_000
    )


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param({}, 625_000, id="all choices hold"),
        pytest.param({"batch": "false"}, 1_250_000, id="no batch"),
        pytest.param({"tier": "default"}, 1_250_000, id="another tier"),
        pytest.param({"day": date(2026, 9, 30)}, 1_250_000, id="the day before"),
        pytest.param({"day": date(2026, 10, 1)}, 625_000, id="the first day"),
        pytest.param({"day": date(2026, 12, 31)}, 625_000, id="the last day"),
        pytest.param({"day": date(2027, 1, 1)}, 1_250_000, id="the day after"),
    ],
)
def test_the_first_entry_that_holds_decides(asked, expected):
    assert found(read_price_file(NEGOTIATED), **asked).input == expected


def test_other_models_and_endpoints_are_left_alone():
    rules = read_price_file(NEGOTIATED)
    assert found(rules, model="o3") is None
    assert found(rules, endpoint="web_search") is None
    assert found(rules, endpoint="images", model="dall-e-3").unit == 40_000_000_000


def test_an_empty_file_has_no_entries():
    assert read_price_file("") == PriceFile()


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        pytest.param('input = "1"', "model is missing: a name, or a pattern such as gpt-5*", id="no model"),
        pytest.param('model = "m"', "input is missing: dollars per million tokens", id="no price"),
        pytest.param('model = "m"\ninput = "cheap"', 'input should be dollars such as "1.25"', id="a word"),
        pytest.param('model = "m"\ninput = "1_25"', 'input should be dollars such as "1.25"', id="a gap"),
        pytest.param('model = "m"\ninput = "١٢"', 'input should be dollars such as "1.25"', id="other digits"),
        pytest.param('model = "m"\ninput = true', 'input should be dollars such as "1.25"', id="a claim"),
        pytest.param('model = "m"\ninput = -1', "input should be between 0 and 1000000 dollars", id="negative"),
        pytest.param('model = "m"\ninput = nan', 'input should be dollars such as "1.25"', id="no number"),
        pytest.param('model = "m"\ninput = "1e9"', "input should be between 0 and 1000000 dollars", id="absurd"),
        pytest.param('model = 5\ninput = "1"', "model should be a text", id="a number for a name"),
        pytest.param('model = "m"\ninput = "1"\nbatch = "yes"', "batch should be true or false", id="batch"),
        pytest.param('model = "m"\ninput = "1"\nfrom = "soon"', "from should be a day such as 2026-11-01", id="day"),
        pytest.param(
            'model = "m"\ninput = "1"\nfrom = 2026-02-01\nuntil = 2026-01-01', "until is before from", id="reversed"
        ),
        pytest.param('model = "m"\nunit = "1"', "unit needs an endpoint, one of images", id="a unit of what"),
        pytest.param(
            'model = "m"\nendpoint = "images"\nunit = "1"\ninput = "1"', "unit and input do not go together", id="both"
        ),
        pytest.param('model = "m"\nendpoint = "images"\ninput = "1"', "endpoint should be one of", id="not in tokens"),
        pytest.param('model = "m"\nprice = "1"', "'price' is not known; an entry may have model", id="unknown"),
    ],
)
def test_a_mistake_names_its_line_and_entry(entry, problem):
    text = f'# prices\n[[price]]\nmodel = "fine"\ninput = "1"\n\n[[price]]\n{entry}\n'
    with pytest.raises(UserError) as mistake:
        read_price_file(text)
    assert str(mistake.value).startswith(f"prices.toml, line 6, entry 2: {problem}")


def test_all_mistakes_are_told_at_once():
    with pytest.raises(UserError) as mistake:
        read_price_file('[[price]]\nmodel = "a"\n[[price]]\ninput = "1"\n')
    assert len(str(mistake.value).splitlines()) == 2


@pytest.mark.parametrize("text", ["[[price]\n", "price = 1", "[prices]\na = 1", "price = [1]"])
def test_a_file_of_another_form_is_refused(text):
    with pytest.raises(UserError, match=r"prices\.toml"):
        read_price_file(text)


DISCOUNTS = """
discount = "0.15"
[[discount]]
model = "gpt-5*"
project = "checkout-prod"
off = 0.30
[[discount]]
model = "gpt-5*"
off = "0.20"
[[discount]]
project = "proj_2"
off = "-0.10"
"""


@pytest.mark.parametrize(
    ("model", "project", "percent"),
    [
        pytest.param("o3", Project(), "85", id="all"),
        pytest.param("gpt-5-mini", Project(), "80", id="a model"),
        pytest.param("gpt-5-mini", Project("proj_1", "checkout-prod"), "70", id="a model of a project"),
        pytest.param("o3", Project("proj_1", "checkout-prod"), "85", id="another model of that project"),
        pytest.param("o3", Project("proj_2", "search"), "110", id="an uplift, by id"),
        pytest.param("gpt-5", Project("proj_2", "search"), "80", id="the first that holds"),
    ],
)
def test_the_first_discount_that_holds_decides(model, project, percent):
    assert read_price_file(DISCOUNTS).percent(model, project) == Decimal(percent)


def test_without_discounts_everything_is_paid():
    assert read_price_file(NEGOTIATED).percent("o3", Project()) == 100


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('discount = "much"', 'prices.toml, discount: a discount should be a part of 1 such as "0.15"'),
        ('discount = "0_1"', "prices.toml, discount: a discount should be a part of 1"),
        ('discount = "0.١"', "prices.toml, discount: a discount should be a part of 1"),
        ("discount = 15", "prices.toml, discount: a discount should be a part of 1"),
        ('\n[[discount]]\nmodel = "a"', "prices.toml, line 2, entry 1: off is missing"),
        ('[[discount]]\nmodl = "a"', "prices.toml, line 1, entry 1: 'modl' is not known"),
        ("[[discount]]\nmodel = []\noff = 0.1", "prices.toml, line 1, entry 1: model should be a name, a pattern"),
    ],
)
def test_a_mistake_in_a_discount_is_named(text, problem):
    with pytest.raises(UserError) as mistake:
        read_price_file(text)
    assert str(mistake.value).startswith(problem)
