"""Random questions in random zones at awkward moments: each answer equals the sum of the company's facts by hand."""

import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.core.catalogue import ENDPOINT
from bot.core.periods import DAY, Period, Width, floor, local_midnight
from bot.core.question import TIME_UNITS, Question
from bot.core.time_rows import label
from bot.demo.company import Company
from bot.demo.openai import Simulator
from bot.sources import answer
from tests.living import Bot

ZONES = (
    "UTC", "Europe/Berlin", "America/New_York", "America/Santiago", "Australia/Sydney", "Australia/Lord_Howe",
    "Asia/Kolkata", "Asia/Kathmandu", "Australia/Adelaide", "Pacific/Chatham",
)  # fmt: skip
MOMENTS = {
    "a UTC midnight": datetime(2026, 11, 23, tzinfo=UTC),
    "a local midnight of Kolkata": datetime(2026, 11, 20, 18, 30, tzinfo=UTC),
    "the hour that Berlin has twice": datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    "the day that New York has 25 hours": datetime(2026, 11, 1, 19, 7, tzinfo=UTC),
    "the day that Sydney has 23 hours and Lord Howe 23.5": datetime(2026, 10, 4, 11, 59, tzinfo=UTC),
    "a second past an hour": datetime(2026, 11, 12, 9, 0, 1, tzinfo=UTC),
}
GROUPS = ((), ("model",), ("project", "model"), ("day",), ("week",), ("hour",), ("day", "project"), ("user",))
COUNTERS = {"tokens": ("input_tokens", "output_tokens"), "requests": ("num_model_requests",)}


def asked(chance: random.Random, now: datetime) -> Question:
    """Whole local days, local hours, or the last minutes; the end is now or before it."""
    zone = chance.choice(ZONES)
    place = ZoneInfo(zone)
    today = now.astimezone(place).date()
    first = today - timedelta(days=chance.randrange(6))
    start = local_midnight(first, place) + timedelta(hours=chance.choice((0, 0, 0, 1, 7)))
    end = local_midnight(first + timedelta(days=chance.randint(1, 5)), place)
    period = Period(min(start, now), max(min(end, now), min(start, now)))
    if chance.random() < 0.2:
        period = Period(now - timedelta(minutes=chance.randint(1, 400)), now)
    by = chance.choice(GROUPS)
    if by == ("hour",) and period.length > 2 * DAY:
        by = ("day",)
    return Question("", period, zone, chance.choice(sorted(COUNTERS)), by=by)


def by_hand(company: Company, question: Question, now: datetime) -> dict[tuple[str, ...], int]:
    spec, zone = ENDPOINT["completions"], ZoneInfo(question.zone)
    places = [spec.counters.index(name) for name in COUNTERS[question.metric]]
    uneven = (zone.utcoffset(question.period.start) or timedelta()) % timedelta(hours=1)
    width = Width.MINUTE if uneven and question.time_unit == "hour" else Width.HOUR
    found: dict[tuple[str, ...], int] = defaultdict(int)
    period = Period(floor(question.period.start, Width.MINUTE), question.period.end)  # nothing is finer
    for part in local_days(period, zone):
        for fact in company.facts("completions", part, now, width=width):
            values = dict(zip(spec.dimensions, fact.key, strict=True))
            labels = [
                label(by, max(fact.start, part.start), zone) if by in TIME_UNITS else values[by] for by in question.by
            ]
            found[tuple(labels)] += sum(fact.counts[place] for place in places)
    return {labels: quantity for labels, quantity in found.items() if quantity}


def local_days(period: Period, zone: ZoneInfo) -> Iterator[Period]:
    day: date = period.start.astimezone(zone).date()
    while (start := local_midnight(day, zone)) < period.end:
        day += timedelta(days=1)
        yield Period(max(start, period.start), min(local_midnight(day, zone), period.end))


def check(company: Company, path: Path, now: datetime, *, seed: int, count: int, has_read: bool) -> None:
    chance = random.Random(seed)  # noqa: S311
    with Simulator(company, lambda: now) as simulator:
        bot = Bot(path, simulator.url)
        bot.now = now
        if has_read:
            bot.snapshot(floor(now, Width.DAY) - 8 * DAY)
        for _ in range(count):
            question = asked(chance, now)
            found = answer(question, bot.services)
            told = {line.labels: line.amount.quantity for line in found.lines if line.amount and line.amount.quantity}
            assert told == by_hand(company, question, now), question
            assert found.total is not None
            assert found.total.quantity == sum(told.values())
        bot.close()


@pytest.mark.parametrize("has_read", [True, False], ids=["with a store", "with an empty store"])
@pytest.mark.parametrize("moment", MOMENTS)
def test_an_answer_is_the_sum_of_the_facts(company: Company, tmp_path: Path, moment: str, has_read: bool):
    check(company, tmp_path / "usage-bot.db", MOMENTS[moment], seed=5, count=5, has_read=has_read)
