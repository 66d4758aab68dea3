"""List prices: the rates that are known, the traps of the price data, and own prices before both."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import genai_prices
import genai_prices.data
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.prices import LIST_PRICES, Prices
from bot.adapters.prices.price_list import TIERS, installed_list
from bot.core.amounts import nanodollars
from bot.core.catalogue import COMPLETIONS
from bot.core.errors import UserError
from bot.core.periods import DAY, Period, Width
from bot.core.usage.buckets import Bucket, Row, UsageQuery
from bot.core.usage.estimates import LONG_CONTEXT, completion_cost, estimated
from bot.core.usage.price_rules import KeptPrices, Project
from bot.core.usage.rates import PRICED_BY, Kind
from tests.adapters.openai_stub import recorded

TODAY = date(2026, 11, 23)
START = datetime(2026, 11, 23, tzinfo=UTC)
PRICES = Prices()
JULY = date(2026, 7, 10)
A_YEAR = [TODAY - DAY * ago for ago in range(365)]


def rates(model, *, endpoint="completions", batch="false", tier="default", long=False, day=TODAY):
    return PRICES.rates(endpoint, Kind(model, batch, tier), long=long, day=day)


def per_million(dollars):
    return int(Decimal(dollars) * 1_000_000)


def counts(**given):
    return tuple(given.get(name, 0) for name in COMPLETIONS.counters)


@pytest.mark.parametrize(
    ("model", "input", "cached", "output"),
    [
        ("gpt-4o-2024-08-06", "2.50", "1.25", "10"),
        ("gpt-4o-2024-05-13", "5", "5", "15"),
        ("gpt-4o-mini-2024-07-18", "0.15", "0.075", "0.60"),
        ("gpt-4.1-2025-04-14", "2", "0.5", "8"),
        ("gpt-4.1-mini-2025-04-14", "0.4", "0.1", "1.6"),
        ("gpt-4.1-nano-2025-04-14", "0.1", "0.025", "0.4"),
        ("o3-2025-04-16", "2", "0.5", "8"),
        ("o4-mini-2025-04-16", "1.10", "0.275", "4.40"),
        ("gpt-5-2025-08-07", "1.25", "0.125", "10"),
        ("gpt-5-mini-2025-08-07", "0.25", "0.025", "2"),
        ("gpt-5-nano-2025-08-07", "0.05", "0.005", "0.4"),
        ("gpt-5.1-2025-11-13", "1.25", "0.125", "10"),
        ("gpt-5.2-2025-12-11", "1.75", "0.175", "14"),
        ("gpt-5.4-2026-03-05", "2.5", "0.25", "15"),
        ("gpt-5.5-2026-04-23", "5", "0.5", "30"),
        ("gpt-6-astra", "10", "1", "50"),
        ("gpt-3.5-turbo-0125", "0.5", "0.5", "1.5"),
        ("gpt-5-search-api-2025-10-14", "1.25", "0.125", "10"),
        ("gpt-4o-mini-tts-2025-03-20", "0.60", "0.60", "12"),
        ("ft:gpt-4o-2024-08-06:distillation-test:wordle2:EXAMPLE", "3.75", "1.875", "15"),
        ("ft:gpt-4o-mini-2024-07-18:acme::abc", "0.30", "0.15", "1.20"),
        ("ft:gpt-3.5-turbo-0125:acme::abc", "3", "3", "6"),
        ("ft:gpt-4.1-2025-04-14:acme::abc", "3", "0.75", "12"),
        ("ft:gpt-4.1-mini-2025-04-14:acme::abc", "0.8", "0.2", "3.2"),
        ("ft:gpt-4.1-nano-2025-04-14:acme::abc", "0.2", "0.05", "0.8"),
        ("ft:o4-mini-2025-04-16:acme::abc", "4", "1", "16"),
        ("ft:babbage-002:acme::abc", "1.6", "1.6", "1.6"),
        ("ft:davinci-002", "12", "12", "12"),
        ("davinci:ft-acme-2023-01-02-03-04-05", "120", "120", "120"),
        ("gpt-4o-mini-2024-07-18:ft-acme-2024-09-01", "0.30", "0.15", "1.20"),
        ("gpt-daybreak-blue-latest", "4", "0.4", "20"),
    ],
)
def test_the_list_price_of_a_model(model, input, cached, output):
    found = rates(model)
    assert (found.input, found.cached, found.output) == tuple(map(per_million, (input, cached, output)))


@pytest.mark.parametrize(
    ("model", "input", "cached", "output"),
    [
        ("ft:gpt-4o-2024-08-06:acme::abc", "2.225", "0.90", "12.50"),
        ("ft:gpt-4o-mini-2024-07-18:acme::abc", "0.15", "0.075", "0.60"),
        ("ft:gpt-4.1-2025-04-14:acme::abc", "1.5", "0.5", "6"),
        ("ft:gpt-4.1-mini-2025-04-14:acme::abc", "0.4", "0.1", "1.6"),
        ("ft:gpt-4.1-nano-2025-04-14:acme::abc", "0.1", "0.025", "0.4"),
        ("ft:o4-mini-2025-04-16:acme::abc", "2", "0.5", "8"),
        ("ft:babbage-002:acme::abc", "0.8", "0.8", "0.9"),
        ("ft:davinci-002:acme::abc", "6", "6", "6"),
        ("babbage-002", "0.2", "0.2", "0.2"),
        ("davinci-002", "1", "1", "1"),
        ("chatgpt-image-latest", "2.5", "0.63", "5"),
        ("gpt-4o-search-preview", "1.25", "1.25", "5"),
        ("o3-deep-research-2025-06-26", "5", "2.5", "20"),
        ("o1-mini", "0.55", "0.55", "2.2"),
    ],
)
def test_a_model_has_its_batch_rate_though_the_price_data_lack_it(model, input, cached, output):
    found = rates(model, batch="true")
    assert (found.input, found.cached, found.output) == tuple(map(per_million, (input, cached, output)))


@pytest.mark.parametrize(
    ("endpoint", "model", "units", "dollars"),
    [
        ("embeddings", "text-embedding-3-small", 1_000_000, "0.02"),
        ("embeddings", "text-embedding-3-large", 1_000_000, "0.13"),
        ("moderations", "omni-moderation-latest", 1_000_000, "0"),
        ("moderations", "a-moderation-of-tomorrow", 1_000_000, "0"),
        ("speeches", "tts-1", 1_000_000, "15"),
        ("speeches", "tts-1-hd", 1_000_000, "30"),
        ("speeches", "tts-1-1106", 1_000_000, "15"),
        ("speeches", "tts-1-hd-1106", 1_000_000, "30"),
        ("transcriptions", "whisper-1", 60, "0.006"),
        ("transcriptions", "gpt-4o-transcribe", 60, "0.006"),
        ("transcriptions", "gpt-4o-mini-transcribe-2025-12-15", 60, "0.003"),
        ("web_search", "gpt-4o-search-preview", 1000, "25"),
        ("web_search", "gpt-4o-mini-search-preview-2025-03-11", 1000, "25"),
        ("web_search", "gpt-5-search-api", 1000, "10"),
        ("code_interpreter", "", 100, "3"),
        ("vector_stores", "", 1, "0.1"),
        ("web_search", "gpt-5", 1000, "10"),
        ("file_search", "", 1000, "2.5"),
    ],
)
def test_the_list_price_of_a_unit(endpoint, model, units, dollars):
    assert rates(model, endpoint=endpoint, batch="", tier="").unit * units == Decimal(dollars) * 10**12


@pytest.mark.parametrize(
    ("endpoint", "model"),
    [
        pytest.param("completions", "gpt-of-tomorrow", id="an unknown model"),
        pytest.param("completions", "", id="no model"),
        pytest.param("completions", "ft:gpt-of-tomorrow:acme::abc", id="fine-tuned, and nobody knows its base"),
        pytest.param("completions", "whisper-1", id="a model without token prices"),
        pytest.param("images", "dall-e-3", id="its price depends on the quality"),
        pytest.param("speeches", "gpt-4o-mini-tts-2025-03-20", id="its list entry is for tokens"),
    ],
)
def test_what_has_no_certain_price_has_none(endpoint, model):
    assert rates(model, endpoint=endpoint) is None


def test_the_golden_bills_are_reproduced_to_the_digit():
    for fact in recorded("golden-price-checks.facts.json"):
        row = Row(
            (fact["model"], str(fact["batch"]).lower(), fact["service_tier"], ""),
            counts(**{name: fact[name] for name in ("input_tokens", "output_tokens", "num_model_requests")}),
        )
        start = datetime.fromisoformat(fact["date"]).replace(tzinfo=UTC)
        query = UsageQuery("completions", Period(start, start + DAY), Width.DAY, ("model", "batch", "tier", "project"))
        (priced,) = estimated(Bucket(start, start + DAY, (row,)), query, PRICES.rates).rows
        assert priced.estimate == nanodollars(fact["billed_usd"])


@pytest.mark.parametrize(
    ("model", "day_of_short_requests"),
    [("gpt-5.4", "4.00"), ("gpt-5.5", "8.00"), ("gpt-6-astra", "15.00")],
)
def test_a_day_of_short_requests_does_not_pay_for_long_context(model, day_of_short_requests):
    start = datetime(2026, 11, 1, tzinfo=UTC)
    query = UsageQuery("completions", Period(start, start + DAY), Width.DAY, ("model", "batch", "tier", "project"))
    usage = {"input_tokens": 1_000_000, "output_tokens": 100_000}
    rows = tuple(Row((model, "false", "default", str(n)), counts(num_model_requests=n, **usage)) for n in (1, 3, 4))
    priced = [row.estimate for row in estimated(Bucket(start, start, rows), query, PRICES.rates).rows]
    assert priced[2] == nanodollars(day_of_short_requests)
    assert priced[0] == priced[1] > priced[2]


@pytest.mark.parametrize("day", [date(2025, 11, 1), date(2026, 10, 1), date(2026, 10, 13), date(2026, 10, 15)])
def test_batch_and_tiers_have_their_rates_before_the_price_data_knew_them(day):
    full = rates("gpt-5", day=day)
    for batch, tier in (("true", "default"), ("true", ""), ("false", "flex")):
        half = rates("gpt-5", batch=batch, tier=tier, day=day)
        assert (2 * half.input, 2 * half.cached, 2 * half.output) == (full.input, full.cached, full.output)
    for tier in ("priority", "fast"):
        assert rates("gpt-5", tier=tier, day=day).input == 2 * full.input


@pytest.mark.parametrize("tier", ["", "default", "auto"])
def test_standard_processing_has_the_standard_price(tier):
    assert rates("gpt-5", tier=tier) == rates("gpt-5")


@pytest.mark.parametrize(
    ("model", "tier"),
    [
        pytest.param("gpt-5", "scale", id="prepaid"),
        pytest.param("gpt-5", "something new", id="a tier of tomorrow"),
        pytest.param("gpt-5", "ultrafast", id="a tier that only others have"),
        pytest.param("gpt-5-nano-2025-08-07", "priority", id="a snapshot, and its family has no such rate"),
        pytest.param("ft:gpt-4.1-2025-04-14:acme::abc", "priority", id="fine-tuned, and its base has such a rate"),
        pytest.param("gpt-4o-audio-preview", "flex", id="an entry of ours, which says nothing of tiers"),
    ],
)
def test_a_tier_without_a_known_rate_has_no_price(model, tier):
    assert rates(model) is not None
    assert rates(model, tier=tier) is None


@pytest.mark.parametrize("model", ["gpt-6-astra", "gpt-6.1-sol"])
@pytest.mark.parametrize("long", [False, True])
def test_ultrafast_costs_six_times_the_standard_price(model, long):
    standard, fast = rates(model, long=long), rates(model, tier="ultrafast", long=long)
    parts = ("input", "cached", "cache_write", "cache_write_12h", "output")
    assert [getattr(fast, part) for part in parts] == [6 * getattr(standard, part) for part in parts]


def test_a_model_without_a_batch_rate_costs_its_standard_price():
    assert rates("codex-mini-latest", batch="true") == rates("codex-mini-latest")


def test_before_a_price_cut_batch_costs_its_part_of_the_price_of_that_day():
    full, half = (rates("o3", batch=batch, day=date(2025, 6, 9)) for batch in ("false", "true"))
    assert (full.input, full.output) == (per_million("10"), per_million("40"))
    assert (half.input, half.output) == (per_million("5"), per_million("20"))
    flex = rates("gpt-5.6-luna", tier="flex", day=date(2026, 7, 1), long=True)
    assert (flex.input, flex.output) == (per_million("1"), per_million("4.5"))


@pytest.mark.parametrize(
    ("model", "family"),
    [
        ("gpt-5-2027-01-01", "gpt-5"),
        ("gpt-5-mini-2027-01-01", "gpt-5-mini"),
        ("gpt-4o-2026-01-01", "gpt-4o"),
        ("ft:gpt-5-mini:acme::abc", "gpt-5-mini"),
        ("ft:gpt-5-2025-08-07:acme::abc", "gpt-5-2025-08-07"),
    ],
)
def test_a_name_that_no_list_has_costs_what_its_family_does_and_says_that_this_is_assumed(model, family):
    quote = PRICES.book.quote("completions", Kind(model, tier="default"), long=False, day=TODAY)
    assert quote.assumed == family
    assert quote.rates == rates(family)
    assert PRICES.book.quote("completions", Kind(family), long=False, day=TODAY).assumed == ""


def test_twelve_hours_in_the_cache_cost_twice_as_much_to_write():
    assert rates("gpt-6-astra").cache_write_12h == 2 * rates("gpt-6-astra").cache_write == per_million("25")
    query = UsageQuery("completions", Period(START, START + DAY), Width.DAY, PRICED_BY)
    written = counts(input_tokens=1_000_000, input_cache_write_tokens=1_000_000, num_model_requests=100)
    extra = '{"input_cache_write_12h_tokens":400000}'

    def priced(model):
        row = Row((model, "false", "default", ""), written, extra=extra)
        return estimated(Bucket(START, START + DAY, (row,)), query, PRICES.rates).rows[0]

    assert priced("gpt-6-astra").estimate == nanodollars("17.5")
    assert (priced("gpt-5").estimate, priced("gpt-5").unpriced) == (0, 1_000_000)


def test_processing_in_a_region_costs_a_tenth_more_where_the_project_has_it():
    prices = Prices(projects=lambda: [Project("proj_eu", "", "EU_STORAGE_PROCESSING"), Project("proj_2", "", "GLOBAL")])

    def paid(model, project):
        return prices.rates("completions", Kind(model, project=project), long=False, day=TODAY).input

    assert paid("gpt-6-astra", "proj_eu") == per_million("11")
    assert paid("gpt-6-astra", "proj_2") == paid("gpt-6-astra", "") == per_million("10")
    assert paid("gpt-5", "proj_eu") == per_million("1.25")
    assert Prices().version != prices.version


def test_a_dated_price_is_the_price_of_its_day():
    usage = counts(input_tokens=100_000, output_tokens=100_000, num_model_requests=10)
    before, after = (completion_cost(usage, rates("o3", day=date(2025, 6, day))) for day in (9, 10))
    assert (before, after) == (5 * 10**12, 1 * 10**12)


@pytest.mark.parametrize(
    ("model", "audio", "spoken"),
    [
        ("gpt-4o-audio-preview-2024-12-17", "40", "80"),
        ("gpt-4o-mini-audio-preview", "10", "20"),
        ("gpt-audio", "32", "64"),
    ],
)
def test_audio_has_its_own_price(model, audio, spoken):
    found = rates(model)
    assert (found.input_audio, found.output_audio) == (per_million(audio), per_million(spoken))


MODELS = [
    model
    for provider in genai_prices.data.providers
    if provider.id == "openai"
    for model in provider.models
    if rates(model.id) is not None
    and not model.id.startswith(("ft:", "gpt-4o-audio", "gpt-4o-mini-audio", "gpt-4o-search", "chatgpt-image"))
    and not model.id.endswith("-002")
]


def test_every_tier_of_the_price_data_starts_at_the_same_length():
    starts = {
        tier.start
        for model in MODELS
        for price in (model.prices if isinstance(model.prices, list) else [model])
        for value in vars(price.prices).values()
        for tier in getattr(value, "tiers", ())
    }
    assert starts == {LONG_CONTEXT}


share = st.integers(0, 5000)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(MODELS),
    st.lists(share, min_size=10, max_size=10),
    st.sampled_from([{}, {"processing": "batch"}, *({"service_tier": tier} for tier in TIERS)]),
)
def test_an_estimate_agrees_with_the_price_data_to_the_picodollar(model, parts, context):
    _text, cached, write, audio, cached_audio, image, cached_image, spoken, drawn, written = parts
    everything = sum(parts[:7])
    # The price data want totals of a modality, the API tells the uncached part (docs/facts.md, OpenAI 12).
    theirs = genai_prices.Usage(
        input_tokens=everything,
        cache_read_tokens=cached + cached_audio + cached_image,
        cache_write_tokens=write,
        input_audio_tokens=audio + cached_audio,
        cache_audio_read_tokens=cached_audio,
        input_image_tokens=image + cached_image,
        cache_image_read_tokens=cached_image,
        output_tokens=spoken + drawn + written,
        output_audio_tokens=spoken,
        output_image_tokens=drawn,
    )
    moment = datetime(2026, 11, 23, tzinfo=UTC)
    expected = genai_prices.calc_price(
        theirs, model.id, provider_id="openai", genai_request_timestamp=moment, price_context=context
    ).total_price
    ours = counts(
        input_tokens=everything,
        input_cached_tokens=cached + cached_audio + cached_image,
        input_cache_write_tokens=write,
        input_audio_tokens=audio,
        input_cached_audio_tokens=cached_audio,
        input_image_tokens=image,
        input_cached_image_tokens=cached_image,
        output_tokens=spoken + drawn + written,
        output_audio_tokens=spoken,
        output_image_tokens=drawn,
    )
    batch = "true" if "processing" in context else "false"
    found = rates(model.id, batch=batch, tier=context.get("service_tier", "default"))
    varies = any(context.items() <= one.when.items() for one in model.price_variants or ())
    if varies or not context:  # for other tiers the price data say the standard price; ours has some of them
        assert found is not None
        assert completion_cost(ours, found) == expected * 10**12


@pytest.mark.parametrize(
    "model",
    [
        "gpt-5-search-api-2025-10-14",
        "gpt-4o-mini-tts-2025-03-20",
        "ft:gpt-4.1-2025-04-14:acme::abc",
        "ft:gpt-4.1-mini-2025-04-14:acme::abc",
        "ft:gpt-4.1-nano-2025-04-14:acme::abc",
        "ft:o4-mini-2025-04-16:acme::abc",
    ],
)
def test_an_entry_of_ours_is_still_missing_in_the_price_data(model):
    # When this fails, the price data have learned the model: take the entry out of list_prices.toml.
    with pytest.raises(LookupError):
        genai_prices.calc_price(genai_prices.Usage(), model, provider_id="openai")


@pytest.mark.parametrize("entry", LIST_PRICES.read_text().split("\n\n")[1:])
def test_an_entry_of_ours_says_where_its_price_comes_from_and_when_that_was_checked(entry):
    said = entry.partition("[[price]]")[0].replace("\n# ", " ")
    assert re.search(r"Source: \S", said)
    assert re.search(r"Checked 20\d\d-\d\d-\d\d\.", said)


def test_own_prices_come_before_list_prices(tmp_path):
    own = tmp_path / "prices.toml"
    own.write_text('[[price]]\nmodel = "gpt-5*"\ninput = "1"\noutput = "2"\n[[price]]\nmodel = "ft:*"\ninput = "9"\n')
    prices = Prices(own)
    assert prices.rates("completions", Kind("gpt-5-mini", "true", "flex"), long=False, day=TODAY).input == 1_000_000
    assert prices.rates("completions", Kind("ft:gpt-4o-mini-2024-07-18:a"), long=False, day=TODAY).input == 9_000_000
    assert prices.rates("completions", Kind("o3"), long=False, day=TODAY) == rates("o3")


OF_A_WEEK = """
[[price]]
model = "gpt-5"
input = 1.00
output = 2.00
from = 2026-11-02
until = 2026-11-08
"""


def test_the_prices_of_every_day_are_its_own_however_few_days_are_looked_up(tmp_path):
    """A list changed on 10 July, an own price holds for a week, and the installed list has days of its own."""
    own = tmp_path / "prices.toml"
    own.write_text(OF_A_WEEK)
    listed = installed_list()
    dearer = listed.text.replace('"input_mtok":"1.25"', '"input_mtok":"2.25"')
    kept = [KeptPrices(day, "", "", START, text) for day, text in ((date.min, listed.text), (JULY, dearer))]
    book = Prices(own, kept=lambda: tuple(kept)).book
    kinds = [Kind(model, "false", tier) for model in ("gpt-5", "gpt-5.6-sol", "o3") for tier in ("default", "flex")]
    of_each = {(kind, day): book.quote("completions", kind, long=False, day=day) for kind in kinds for day in A_YEAR}
    looked_up = {key: book.rates("completions", key[0], long=False, day=key[1]) for key in of_each}
    assert looked_up == {key: quote and quote.rates for key, quote in of_each.items()}
    assert len({found.input for (kind, _), found in looked_up.items() if found and kind.model == "gpt-5"}) > 3


def test_the_version_changes_with_the_own_prices(tmp_path):
    own = tmp_path / "prices.toml"
    assert Prices(own).version == PRICES.version
    own.write_text('[[price]]\nmodel = "a"\ninput = "1"\n')
    first = Prices(own).version
    own.write_text('[[price]]\nmodel = "a"\ninput = "2"\n')
    assert len({PRICES.version, first, Prices(own).version}) == 3
    assert first.startswith("genai-prices ")


def test_a_mistake_in_the_own_prices_is_told_when_they_are_opened(tmp_path):
    own = tmp_path / "prices.toml"
    own.write_text('[[price]]\nmodel = "a"\ninput = "free"\n')
    with pytest.raises(UserError, match=r"prices\.toml, line 1, entry 1: input should be dollars"):
        Prices(own)
    own.write_bytes(b"\xff\xfe")
    with pytest.raises(UserError, match="UTF-8"):
        Prices(own)
    own.unlink()
    own.mkdir()
    with pytest.raises(UserError, match=r"cannot be read: Is a directory\.$"):
        Prices(own)


def test_the_entries_of_ours_are_in_the_package():
    assert LIST_PRICES.parent.name == "prices"
    assert "[[price]]" in LIST_PRICES.read_text()
