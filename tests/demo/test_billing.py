"""The simulated OpenAI bills what its list prices say, late, and more than usage explains."""

from collections import defaultdict
from datetime import date

import pytest

from bot.adapters.prices import Prices
from bot.core.catalogue import COMPLETIONS
from bot.core.periods import DAY, HOUR, Period, Width, utc_day
from bot.core.usage.buckets import UsageQuery
from bot.core.usage.estimates import estimated
from bot.demo import companies
from bot.demo.billing import TOKEN_PRICES, stream_charges
from bot.demo.workload import MINUTES
from tests.moment import NOW
from tests.oracle import expected, total

MONDAY = utc_day(date(2026, 11, 16))


def test_costs_are_hours_behind_and_whole_a_day_after():
    company = companies.shop(NOW)
    day = Period(MONDAY, MONDAY + DAY)
    billed = [
        sum(fact.counts[0] for fact in company.facts("costs", day, MONDAY + hours * HOUR)) for hours in (2, 12, 24, 48)
    ]
    assert billed[0] == 0
    assert billed == sorted(set(billed))
    assert billed[-1] == total(company, "costs", "amount", day)


def test_some_settled_days_are_corrected_downwards_days_after():
    company = companies.shop(NOW)
    corrected = next(MONDAY - n * DAY for n in range(11) if (MONDAY - n * DAY).toordinal() % 11 == 0)
    day = Period(corrected, corrected + DAY)
    before, after = (
        sum(fact.counts[0] for fact in company.facts("costs", day, corrected + hours * HOUR)) for hours in (83, 84)
    )
    assert 0 < before - after < 3_000_000_000
    assert after == total(company, "costs", "amount", day)


def test_golden_days_cost_what_openai_billed():
    """80,992 tokens in and 274,770 out of gpt-5-mini were billed 0.569788 dollars (docs/facts.md, OpenAI 10)."""
    fresh, _, _, output = TOKEN_PRICES["gpt-5-mini-2025-08-07"]
    assert 80_992 * fresh + 274_770 * output == 569_788_000_000


@pytest.mark.parametrize("day", [date(2025, 3, 4), date(2025, 8, 20), date(2026, 11, 17)])
def test_bills_of_completions_agree_with_estimates(company, day):
    """Two price tables, written apart: long requests, audio, cache writes, batch and tiers come out the same."""
    query = UsageQuery("completions", Period(utc_day(day), utc_day(day) + DAY), Width.DAY, COMPLETIONS.kept)
    billed: dict[tuple[str, ...], int] = defaultdict(int)
    for stream in company.of("completions"):
        if flow := stream.flow(company.world.seed, day.toordinal()):
            lines = stream_charges(company.world, stream, flow, day.toordinal(), MINUTES)
            billed[stream.key] += sum(charge.amount for charge in lines)
    rows = estimated(expected(company, query, NOW)[0], query, Prices().rates).rows
    # Bills round each line item and estimates each row; and the price list rounds half a flex price to three places.
    near = {
        row.key: abs(row.estimate - billed[row.key]) <= 20 + row.estimate // 1000 for row in rows if not row.unpriced
    }
    assert [key for key, is_near in near.items() if not is_near] == []
    assert [row.key[3] for row in rows if row.unpriced] == (["gpt-6-x-preview"] if day.year == 2026 else [])
    assert len(rows) >= 8


def test_some_cost_belongs_to_no_project_and_some_to_no_usage(company):
    facts = list(company.facts("costs", Period(MONDAY, MONDAY + 14 * DAY)))
    assert {fact.key[1] for fact in facts if not fact.key[0]} == {"scale tier | gpt-5-2025-08-07"}
    assert {"evals | storage", "gpt-4o-mini-2024-07-18, fine-tuning training"} <= {fact.key[1] for fact in facts}


def test_today_is_billed_up_to_now_even_when_nothing_lags(company):
    today = Period(NOW.replace(hour=0, minute=0), NOW.replace(hour=0, minute=0) + DAY)
    so_far = sum(fact.counts[0] for fact in company.facts("costs", today, NOW))
    assert 0 < so_far < total(company, "costs", "amount", today)
