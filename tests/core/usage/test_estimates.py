"""Tokens times rates, in integers, rounded once a row; what has no price is counted and not guessed."""

from datetime import UTC, date, datetime

import pytest

from bot.core.catalogue import COMPLETIONS
from bot.core.periods import DAY, Period, Width
from bot.core.usage.buckets import Bucket, Row, UsageQuery
from bot.core.usage.estimates import LONG_CONTEXT, completion_cost, estimated, is_long
from bot.core.usage.finest import priced_by_hour
from bot.core.usage.rates import BYTES_OF_A_GIBIBYTE_DAY, Kind, Rates, token_rates

START = datetime(2026, 11, 1, tzinfo=UTC)
PERIOD = Period(START, START + DAY)
QUERY = UsageQuery("completions", PERIOD, Width.DAY, ("project", "model", "batch", "tier"))


def counts(**given):
    return tuple(given.get(name, 0) for name in COMPLETIONS.counters)


def bucket(*rows):
    return Bucket(START, START + DAY, rows)


class Lookup:
    """Rates by model; keeps what it was asked."""

    def __init__(self, **rates):
        self.known, self.asked = rates, []

    def __call__(self, endpoint, kind, *, long, day):
        self.asked.append((endpoint, kind, long, day))
        return self.known.get(kind.model)


def test_a_row_is_priced_by_its_model_batch_tier_and_project():
    lookup = Lookup(o3=Rates(input=2_000_000, output=8_000_000))
    row = Row(("p", "o3", "true", "flex"), counts(input_tokens=10, output_tokens=5, num_model_requests=1))
    (priced,) = estimated(bucket(row), QUERY, lookup).rows
    assert (priced.estimate, priced.unpriced) == (60_000, 0)
    assert priced._replace(estimate=None) == row
    assert lookup.asked == [("completions", Kind("o3", "true", "flex", "p"), False, date(2026, 11, 1))]


def test_rows_together_cost_what_each_costs_alone():
    """Rows of text are priced together, any others one by one: some of those are among the first hundreds here."""
    lookup = Lookup(o3=token_rates({"input": 2_000_001, "cached": 499_999, "cache_write": 3, "output": 7_777_777}))
    text = [
        counts(input_tokens=1000 + n * 7919, input_cached_tokens=n, output_tokens=n * 31, num_model_requests=1 + n % 2)
        for n in range(900)
    ]
    media = counts(input_tokens=900, input_audio_tokens=100, output_tokens=5, output_image_tokens=3)
    long_writes = counts(input_tokens=9, input_cache_write_tokens=5, input_cache_write_12h_tokens=5)
    more_cached = counts(input_tokens=9, input_cached_tokens=10)
    rows = [Row(("p", "o3", "false", "default"), one) for one in text]
    for place, one in enumerate((media, long_writes, more_cached)):
        rows[200 * place] = rows[200 * place]._replace(counts=one)
    rows[1] = rows[1]._replace(key=("p", "unknown", "false", "default"))
    rows[201] = rows[201]._replace(extra='{"video_tokens":3}')
    alone = tuple(estimated(bucket(row), QUERY, lookup).rows[0] for row in rows)
    assert estimated(bucket(*rows), QUERY, lookup).rows == alone
    assert len({long for _, _, long, _ in lookup.asked}) == 2


def test_rates_are_looked_up_once_for_equal_kinds_of_rows():
    lookup = Lookup(o3=Rates(input=1))
    query = UsageQuery("completions", PERIOD, Width.DAY, ("project", "user", "model", "batch", "tier"))
    rows = [Row(("p", f"u{n}", "o3", "false", "default"), counts(input_tokens=1)) for n in range(50)]
    estimated(bucket(*rows), query, lookup)
    assert len(lookup.asked) == 1


def test_what_has_no_price_is_counted_and_never_zero_dollars_alone():
    row = Row(("p", "mystery", "false", ""), counts(input_tokens=10, output_tokens=5, num_model_requests=1))
    (priced,) = estimated(bucket(row), QUERY, Lookup()).rows
    assert (priced.estimate, priced.unpriced) == (0, 15)


def test_rows_that_do_not_tell_what_they_cost_stay_unestimated():
    query = UsageQuery("completions", PERIOD, Width.DAY, ("model", "batch"))
    row = Row(("o3", "false"), counts(input_tokens=10))
    assert estimated(bucket(row), query, Lookup(o3=Rates(input=1))).rows == (row,)
    assert estimated(bucket(), UsageQuery("costs", PERIOD, Width.DAY), Lookup()) == bucket()


def test_an_endpoint_without_a_model_is_priced_by_its_unit():
    query = UsageQuery("file_search", PERIOD, Width.DAY, ("project",))
    lookup = Lookup(**{"": Rates(unit=2_500_000_000)})
    (priced,) = estimated(bucket(Row(("p",), (7,))), query, lookup).rows
    assert priced.estimate == 17_500_000


def test_the_quarters_of_an_endpoint_without_requests_are_priced_by_their_hour():
    """Only completions have long-context rates, and only their rows the counters that tell."""
    query = UsageQuery("file_search", PERIOD, Width.HOUR, ("project",))
    quarter = bucket(Row(("p",), (3,)))
    (priced,) = priced_by_hour([quarter], query, Lookup(**{"": Rates(unit=2_500_000_000)}))
    assert priced == estimated(quarter, query, Lookup(**{"": Rates(unit=2_500_000_000)}))


def test_a_price_for_many_units_is_exact_for_one():
    query = UsageQuery("vector_stores", PERIOD, Width.DAY, ("project",))
    lookup = Lookup(**{"": Rates(unit=100_000_000_000, per=BYTES_OF_A_GIBIBYTE_DAY)})
    rows = [Row((f"p{n}",), (size,)) for n, size in enumerate((24 * 2**30, 24 * 2**29, 24 * 38_000_000_000))]
    priced = estimated(bucket(*rows), query, lookup).rows
    assert [row.estimate for row in priced] == [100_000_000, 50_000_000, 3_539_025_784]


@pytest.mark.parametrize(
    ("input_tokens", "requests", "expected"),
    [
        pytest.param(LONG_CONTEXT, 1, False, id="at the limit"),
        pytest.param(LONG_CONTEXT + 1, 1, True, id="one above"),
        pytest.param(1_000_000, 10, False, id="a day of short requests"),
        pytest.param(10 * LONG_CONTEXT + 1, 10, True, id="a day of long requests"),
        pytest.param(LONG_CONTEXT + 1, 0, True, id="no requests counted"),
        pytest.param(0, 0, False, id="nothing"),
    ],
)
def test_long_context_is_decided_by_the_average_request(input_tokens, requests, expected):
    assert is_long(counts(input_tokens=input_tokens, num_model_requests=requests)) is expected


@pytest.mark.parametrize(("picodollars", "nanodollars"), [(499, 0), (500, 1), (1499, 1), (1500, 2), (0, 0)], ids=str)
def test_an_estimate_is_rounded_once_a_row(picodollars, nanodollars):
    row = Row(("p", "o3", "", ""), counts(input_tokens=picodollars))
    assert estimated(bucket(row), QUERY, Lookup(o3=Rates(input=1))).rows[0].estimate == nanodollars


PRIMES = Rates(2, 3, 5, 7, 11, 13, 17, 19, 23, 29)


def test_every_part_of_a_completion_has_its_own_rate():
    row = counts(
        input_tokens=1000,
        input_cached_tokens=400,
        input_cache_write_tokens=100,
        input_audio_tokens=50,
        input_cached_audio_tokens=60,
        input_image_tokens=30,
        input_cached_image_tokens=40,
        output_tokens=500,
        output_audio_tokens=70,
        output_image_tokens=80,
    )
    expected = 420 * 2 + 300 * 3 + 100 * 5 + 350 * 7 + 50 * 11 + 60 * 13 + 70 * 17 + 30 * 19 + 40 * 23 + 80 * 29
    assert completion_cost(row, PRIMES) == expected


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param({"input_cached_tokens": 101}, id="more cached than all"),
        pytest.param({"input_cached_tokens": 60, "input_cache_write_tokens": 60}, id="cached and written"),
        pytest.param({"input_audio_tokens": 101}, id="more audio than all"),
        pytest.param({"input_cached_tokens": 5, "input_cached_audio_tokens": 6}, id="more cached audio than cached"),
        pytest.param({"output_audio_tokens": 11}, id="more audio than output"),
    ],
)
def test_parts_that_contradict_their_sum_are_left_out_of_account(parts):
    assert completion_cost(counts(input_tokens=100, output_tokens=10, **parts), PRIMES) == 100 * 2 + 10 * 7


def test_a_part_without_a_price_costs_what_it_belongs_to():
    assert token_rates({"input": 8, "output": 9}) == Rates(8, 8, 8, 9, 8, 8, 9, 8, 8, 9, unit=8)
    assert token_rates({"input": 8, "cached": 2, "output": 9}).cached_image == 2
    assert token_rates({"input": 8, "cached": 2, "input_audio": 50}).cached_audio == 50
