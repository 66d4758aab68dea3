"""Why a number moved: parts that add up, and each cause found where it was put."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.answers.why import CompletionUse, why
from bot.core.periods import Period
from bot.core.time_rows import earlier, same_weekday
from bot.core.usage.rates import Rates

PRICE = Rates(input=1_000_000, cached=100_000, output=10_000_000)


def use(requests: int, input: int = 1000, cached: int = 0, output: int = 100) -> CompletionUse:
    """So many requests of this size, at list price."""
    cost = requests * ((input - cached) * 1000 + cached * 100 + output * 10_000)
    return CompletionUse(requests, requests * input, requests * cached, requests * output, cost)


def of(**models: CompletionUse) -> dict[tuple[str, str], CompletionUse]:
    """Models of one project."""
    return {("p1", model): used for model, used in models.items()}


def parts(before: dict, now: dict) -> dict[str, int]:
    return {part.reason: part.cost for part in why(before, now, lambda model: PRICE).parts if part.cost}


def test_more_requests_alike_are_volume():
    assert parts(of(a=use(10)), of(a=use(15))) == {"requests": use(5).cost}


def test_longer_prompts_and_longer_answers_are_told_apart():
    assert parts(of(a=use(10)), of(a=use(10, 2000))) == {"input size": 10 * 1000 * 1000}
    assert parts(of(a=use(10)), of(a=use(10, output=300))) == {"output size": 10 * 200 * 10_000}


def test_a_lost_cache_is_cache():
    before, now = use(10, cached=800), use(10)
    assert parts(of(a=before), of(a=now)) == {"cache": now.cost - before.cost}


def test_another_model_is_the_mix():
    dear = CompletionUse(10, 10_000, 0, 1000, 5 * use(10).cost)
    assert parts(of(a=use(10), b=dear), of(a=use(0), b=dear + dear)) == {"model mix": dear.cost - use(10).cost}


def test_changes_of_two_projects_are_not_summed_into_one_reason():
    """One stops a dear model while another one asks more of a cheap one: no model took the place of the other."""
    before = {("p1", "a"): use(100), ("p2", "dear"): CompletionUse(100, 100_000, 0, 10_000, 5 * use(100).cost)}
    now = {("p1", "a"): use(300), ("p2", "dear"): CompletionUse(10, 10_000, 0, 1000, 5 * use(10).cost)}
    assert set(parts(before, now)) == {"requests"}


def test_a_leak_with_a_dearer_model_is_requests_and_not_the_mix():
    leaked = CompletionUse(50, 60_000, 0, 35_000, 40 * use(50).cost)
    found = why(of(a=use(100)), of(a=use(90), dear=leaked), lambda model: PRICE)
    assert found.main == "requests"


def test_of_two_changes_at_once_the_one_that_multiplied_more_is_the_main_one():
    assert why(of(a=use(100)), of(a=use(1000, 2000, 0, 200)), lambda model: PRICE).main == "requests"


def test_a_dearer_tier_is_rates():
    now = CompletionUse(10, 10_000, 0, 1000, 2 * use(10).cost)
    assert parts(of(a=use(10)), of(a=now)) == {"price": use(10).cost}


counts = st.integers(0, 10**9)
some_use = st.builds(
    lambda requests, input, cached, output, cost: CompletionUse(requests, input, min(input, cached), output, cost),
    counts, counts, counts, counts, counts,
)  # fmt: skip
some_uses = st.dictionaries(st.tuples(st.sampled_from("pq"), st.sampled_from("abc")), some_use)


@given(some_uses, some_uses, st.sampled_from([PRICE, None]))
def test_parts_add_up_to_the_change(before: dict, now: dict, rates: Rates | None):
    found = why(before, now, lambda model: rates)
    assert sum(part.cost for part in found.parts) == found.now.cost - found.before.cost
    assert sum(part.tokens for part in found.parts) == found.now.tokens - found.before.tokens


BERLIN = ZoneInfo("Europe/Berlin")


def local(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=BERLIN).astimezone(UTC)


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        pytest.param(
            Period(local(2026, 11, 24), local(2026, 11, 24, 14, 5)),
            Period(local(2026, 11, 23), local(2026, 11, 23, 14, 5)),
            id="today so far",
        ),
        pytest.param(
            Period(local(2026, 11, 22), local(2026, 11, 23)),
            Period(local(2026, 11, 21), local(2026, 11, 22)),
            id="a whole day",
        ),
        pytest.param(
            Period(local(2026, 10, 25), local(2026, 10, 26)),
            Period(local(2026, 10, 24), local(2026, 10, 25)),
            id="the day on which clocks go back",
        ),
        pytest.param(
            Period(local(2026, 11, 1), local(2026, 11, 24, 9)),
            Period(local(2026, 10, 1), local(2026, 10, 24, 9)),
            id="the month so far, over a clock change",
        ),
        pytest.param(
            Period(local(2026, 3, 1), local(2026, 3, 31, 9)),
            Period(local(2026, 2, 1), local(2026, 3, 1)),
            id="further into a month than the month before was long",
        ),
        pytest.param(
            Period(local(2026, 11, 17), local(2026, 11, 23, 12)),
            Period(local(2026, 11, 10), local(2026, 11, 16, 12)),
            id="seven days",
        ),
        pytest.param(
            Period(local(2026, 11, 23, 13, 5), local(2026, 11, 23, 14, 5)),
            Period(local(2026, 11, 23, 12, 5), local(2026, 11, 23, 13, 5)),
            id="an hour",
        ),
    ],
)
def test_the_period_before_is_a_like_one(period: Period, expected: Period):
    assert earlier(period, BERLIN) == expected


def test_a_part_of_a_day_is_compared_with_the_same_weekday():
    monday = Period(local(2026, 10, 26), local(2026, 10, 26, 14, 5))  # the clocks went back the day before
    assert same_weekday(monday, BERLIN) == Period(local(2026, 10, 19), local(2026, 10, 19, 14, 5))


def test_a_year_before_a_leap_year_is_found():
    zone = ZoneInfo("UTC")
    year = Period(datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC))
    assert earlier(year, zone).start.date() == date(2024, 1, 1)
