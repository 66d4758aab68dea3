"""Forms: what their menus offer, and the field that a mistake is shown at."""

import pytest

from bot.core.budgets.words import read_budget
from bot.core.errors import UserError
from bot.core.home.forms import GOOD_BUDGET, budget_form, check, subject_options, written
from bot.core.names import Named, Names
from bot.core.slack.limits import violations
from bot.core.slack.message import Message

NAMES = Names([Named("project", "proj_1", "checkout-prod"), Named("project", "proj_2", "search")])
FINE = {"what": "project:proj_1", "amount": "$500", "levels": "50 80", "period": "month", "owner": "", "channel": ""}


def values(options):
    return [one["value"] for one in options]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        pytest.param("", ["project:proj_1", "project:proj_2", "organisation"], id="nothing typed"),
        pytest.param("SEA", ["project:proj_2", "SEA"], id="part of a name"),
        pytest.param("search", ["project:proj_2"], id="a name"),
        pytest.param("model:gpt-5*", ["model:gpt-5*"], id="anything else"),
        pytest.param("organ", ["organisation", "organ"], id="the organisation"),
    ],
)
def test_the_menu_offers_projects_and_takes_other_words(typed, offered):
    assert values(subject_options(typed, NAMES)) == offered


@pytest.mark.parametrize("name", ["x" * 200, "😀" * 100, "<!channel>"], ids=["long", "emoji", "mention"])
def test_any_number_of_projects_of_any_name_fits_into_a_menu(name):
    known = Names([Named("project", f"proj_{number}", f"{name}{number}") for number in range(2000)])
    for typed in ("", name):
        menu = {"type": "static_select", "action_id": "what", "options": subject_options(typed, known)}
        assert violations(Message("-", ({"type": "actions", "elements": [menu]},))) == ()


def state(**fields):
    return {name: {name: {"value": value}} for name, value in (FINE | fields).items()}


def words(one):
    return f"{one['what']} {one['amount']} per {one['period']} warn {one['levels']}"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        pytest.param({"amount": "lots"}, "amount", id="no amount"),
        pytest.param({"levels": "most"}, "levels", id="no percents"),
        pytest.param({"what": "nonsense"}, "what", id="no such project"),
        pytest.param({"amount": "lots", "what": "nonsense"}, "", id="two at once"),
    ],
)
def test_a_mistake_is_shown_at_its_field(fields, field):
    with pytest.raises(UserError) as raised:
        check(written(state(**fields)), lambda one: read_budget(words(one), NAMES), GOOD_BUDGET)
    assert raised.value.field == field


def test_the_words_at_a_field_are_about_that_field():
    with pytest.raises(UserError, match=r"an amount above zero, such as \$500"):
        check(written(state(amount="lots")), lambda one: read_budget(words(one), NAMES), GOOD_BUDGET)


def test_a_readable_form_raises_no_error():
    check(written(state()), lambda one: read_budget(words(one), NAMES), GOOD_BUDGET)


def test_a_form_speaks_without_marks_of_code():
    assert UserError("Say `500`.").plain == "Say 500."


def test_a_form_about_a_project_has_chosen_it():
    field = budget_form(None, "project:proj_1", NAMES)["blocks"][0]["element"]
    assert (field["type"], field["initial_option"]["value"]) == ("external_select", "project:proj_1")
