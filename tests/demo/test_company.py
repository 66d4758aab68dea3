"""The invented company: deterministic, additive, believable."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.core.catalogue import COMPLETIONS, ENDPOINTS
from bot.core.periods import DAY, HOUR, MINUTE, Period, utc_day
from bot.core.usage.buckets import Filter
from bot.demo import companies
from bot.demo.company import Company
from bot.demo.facts import TOKENS
from bot.demo.workload import Stream
from tests.moment import NOW
from tests.oracle import total

MONDAY = utc_day(date(2026, 11, 16))
WEEK = Period(MONDAY, MONDAY + 7 * DAY)
DECIDING = Stream(
    1, "decisions", ("proj_a", "user-a", "key_a", "gpt-5", "false", "default"), "office", 900, (700,) * len(TOKENS)
)


def _sums(company: Company, endpoint: str, periods: list[Period]) -> dict[tuple[str, ...], tuple[int, ...]]:
    sums: dict[tuple[str, ...], tuple[int, ...]] = {}
    for period in periods:
        for fact in company.facts(endpoint, period):
            known = sums.get(fact.key, (0,) * len(fact.counts))
            sums[fact.key] = tuple(map(sum, zip(known, fact.counts, strict=True)))
    return sums


def _cut(start: datetime, pieces: int, width: timedelta) -> list[Period]:
    return [Period(start + n * width, start + (n + 1) * width) for n in range(pieces)]


@pytest.mark.parametrize("endpoint", [spec.name for spec in ENDPOINTS if spec.name != "costs"])
def test_minutes_add_up_to_hours_and_hours_to_the_day(company, endpoint):
    if endpoint == "decisions":  # the shop makes none
        company = replace(company, plan=lambda: (DECIDING,))
    day = _sums(company, endpoint, [Period(MONDAY, MONDAY + DAY)])
    assert day
    assert _sums(company, endpoint, _cut(MONDAY, 24, HOUR)) == day
    assert _sums(company, endpoint, [Period(MONDAY, MONDAY + MINUTE), Period(MONDAY + MINUTE, MONDAY + DAY)]) == day


def test_minutes_of_an_hour_add_up_to_it(company):
    noon = MONDAY + 12 * HOUR
    assert _sums(company, "completions", _cut(noon, 60, MINUTE)) == _sums(
        company, "completions", [Period(noon, noon + HOUR)]
    )


def test_the_same_seed_makes_the_same_facts_and_another_seed_others():
    facts = list(companies.shop(NOW, lag=False).facts("completions", WEEK))
    assert list(companies.shop(NOW, lag=False).facts("completions", WEEK)) == facts
    assert list(companies.shop(NOW, seed=8, lag=False).facts("completions", WEEK)) != facts


def test_an_hour_does_not_depend_on_what_was_asked_before():
    hour = Period(MONDAY + 9 * HOUR, MONDAY + 10 * HOUR)
    alone = list(companies.shop(NOW).facts("completions", hour))
    week = companies.shop(NOW).facts("completions", WEEK)
    assert sorted(fact for fact in week if fact.start in hour) == sorted(alone)


def test_counters_of_a_completion_agree_with_each_other(company):
    for fact in company.facts("completions", WEEK):
        row = dict(zip(COMPLETIONS.counters, fact.counts, strict=True))
        cached = row["input_cached_text_tokens"] + row["input_cached_audio_tokens"] + row["input_cached_image_tokens"]
        fresh = row["input_text_tokens"] + row["input_audio_tokens"] + row["input_image_tokens"]
        assert row["input_cached_tokens"] == cached
        assert row["input_uncached_tokens"] == fresh
        assert row["input_tokens"] == cached + fresh + row["input_cache_write_tokens"]
        assert row["num_model_requests"] > 0


def test_the_shop_has_eight_projects_and_a_dozen_models(company):
    models = {fact.key[3] for fact in company.facts("completions", WEEK)}
    assert len(company.projects) == 8
    assert len(models) >= 12
    assert any(project.archived for project in company.projects)
    assert any(key.name is None for key in company.keys)
    assert "" in {fact.key[2] for fact in company.facts("completions", WEEK)}


@pytest.mark.parametrize("month", [date(2025, 1, 1), date(2025, 7, 1), date(2026, 11, 1)])
def test_every_month_since_2025_has_usage_and_costs(company, month):
    day = Period(utc_day(month), utc_day(month) + DAY)
    assert total(company, "completions", "input_tokens", day) > 0
    assert total(company, "costs", "amount", day) > 0


def test_weekends_are_quiet_in_the_office(company):
    evals = Filter("key", (company.key("evals").id,))
    tuesday, sunday = (Period(MONDAY + n * DAY, MONDAY + (n + 1) * DAY) for n in (1, 6))
    busy = total(company, "completions", "num_model_requests", tuesday, evals)
    assert total(company, "completions", "num_model_requests", sunday, evals) * 3 < busy


def test_the_runaway_key_uses_twice_the_tokens_a_request_since_two_hours():
    company = companies.shop(NOW)
    key = Filter("key", (company.key(companies.RUNAWAY).id,))
    usual, now = (Period(NOW.replace(hour=hour, minute=0), NOW.replace(hour=hour + 1, minute=0)) for hour in (11, 12))
    counters = ("input_tokens", "num_model_requests")
    tokens, requests = (total(company, "completions", counter, usual, key) for counter in counters)
    more, asked = (total(company, "completions", counter, now, key) for counter in counters)
    assert 1.9 < (more / asked) / (tokens / requests) < 2.1


def test_all_usage_is_known_fifteen_minutes_later():
    company = companies.shop(NOW)
    hour = Period(NOW.replace(hour=12, minute=0), NOW.replace(hour=13, minute=0))
    truth = list(company.facts("completions", hour))
    assert list(company.facts("completions", hour, hour.end + timedelta(minutes=15))) == truth
    early = sum(fact.counts[0] for fact in company.facts("completions", hour, hour.end))
    assert 0 < early < sum(fact.counts[0] for fact in truth)


def test_a_late_batch_lands_on_the_day_before():
    company = companies.shop(NOW)
    batch = Period(MONDAY, MONDAY + DAY)
    first = sum(fact.counts[0] for fact in company.facts("completions", batch, MONDAY + 25 * HOUR))
    later = sum(fact.counts[0] for fact in company.facts("completions", batch, MONDAY + 34 * HOUR))
    assert first < later == total(company, "completions", "input_tokens", batch)


@pytest.mark.parametrize("endpoint", [spec.name for spec in ENDPOINTS])
def test_four_days_after_a_week_all_is_known(endpoint):
    company = companies.shop(NOW)
    early = list(company.facts(endpoint, WEEK, WEEK.end))
    truth = list(company.facts(endpoint, WEEK))
    assert list(company.facts(endpoint, WEEK, WEEK.end + 4 * DAY)) == truth
    assert sum(fact.counts[0] for fact in early) <= sum(fact.counts[0] for fact in truth)


def test_an_empty_organisation_has_no_facts():
    assert list(companies.empty().facts("completions", WEEK)) == []
    assert list(companies.empty().facts("costs", WEEK)) == []


@pytest.mark.parametrize(("variants", "rows"), [(0, 400), (56, 624), (125, 900)])
def test_the_size_is_a_parameter(variants, rows):
    company = companies.huge(projects=20, keys=5, models=4, variants=variants)
    keys = {fact.key for fact in company.facts("completions", Period(MONDAY, MONDAY + DAY))}
    assert len(company.projects) == 20
    assert rows * 0.9 < len(keys) < rows * 1.1
    assert len(keys) == len(company.streams)
