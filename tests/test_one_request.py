"""A question with an open end asks each endpoint once: its first minutes and what is open are one page of minutes."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import commands
from bot.adapters.store import Store
from bot.commands.request import LOCAL
from bot.core.periods import DAY, HOUR, MINUTE, Period, Width, floor
from bot.core.usage.buckets import UsageQuery
from bot.core.usage.freshness import ReadNote
from bot.core.usage.parameters import bucket_count
from bot.sources.stored import ReadNotes
from tests.jobs.test_hours import LONG, Bot, embedded, pictured, used

AFTERNOON = datetime(2026, 11, 17, 14, 5, 40, tzinfo=UTC)
TODAY = floor(AFTERNOON, Width.DAY)
AFTER_MIDNIGHT = datetime(2026, 11, 17, 0, 0, 33, tzinfo=UTC)
OPEN = (
    *("24h", "1h", "90m", "12h", "36h", "48h", "72h", "today", "last 7 days", "7d by day", "since yesterday 9:30"),
    *("tokens 24h by key", "cost 24h by user", "cost 48h user:user-dana", "images 24h", "cost 24h by hour"),
    *("cost today by hour", "requests last 3 hours by minute", "tokens 3h by model", "cost last 7 days by key"),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "usage-bot.db") as store:
        yield store


def busy(store: Store, now: datetime, zone: str = "UTC", model: str = "gpt-5-2025-08-07") -> Bot:
    """Used by two keys at random minutes of four days; it was read three minutes before `now`."""
    bot, chance = Bot(store, zone), random.Random(5)  # noqa: S311
    for _ in range(120):
        at = floor(now, Width.MINUTE) - chance.randrange(1, 4 * 1440) * MINUTE
        key, tokens = chance.choice(("key_one", "key_two")), chance.randrange(1, 2000)
        bot.openai.events.append(used(at, tokens=tokens, key=key, model=model, bill=tokens * 1000))
        bot.openai.events += [pictured(at, 2)] * (tokens % 5 == 0) + [embedded(at)] * (tokens % 7 == 0)
    for minutes in (18, 3):
        bot.sync(now - minutes * MINUTE)
    bot.openai.now = now
    return bot


def requests(bot: Bot, text: str) -> Counter[str]:
    """How many requests each endpoint gets for a question that nobody asked within the last minute."""
    bot.services.recent._kept.clear()
    bot.openai.requests.clear()
    commands.run(text, LOCAL, bot.services)
    pages = [(one.endpoint, -(-bucket_count(one.period, one.width) // one.most)) for one in bot.openai.requests]
    return sum((Counter({name: count}) for name, count in pages), Counter())


@pytest.mark.parametrize(
    ("zone", "now"),
    [
        ("UTC", AFTERNOON),
        ("Europe/Berlin", AFTER_MIDNIGHT),
        ("Asia/Kolkata", AFTERNOON),
    ],
)
def test_an_open_end_asks_each_endpoint_once(store, zone, now):
    bot = busy(store, now, zone)
    assert {text: asked for text in OPEN if max((asked := requests(bot, text)).values(), default=0) > 1} == {}


COMPARISONS = (
    "today vs yesterday",
    "this week vs last week",
    "mtd vs last month by project",
    "today vs same day last week",
)


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"])
def test_a_comparison_asks_each_endpoint_for_what_is_open_and_for_the_minutes_that_end_the_earlier_part(store, zone):
    bot = busy(store, AFTERNOON, zone)
    for run in (4, 5, 6):
        bot.sync(AFTERNOON + run * 15 * MINUTE)
    bot.openai.now = AFTERNOON + 92 * MINUTE
    for text in COMPARISONS:
        asked = requests(bot, text)
        closed = [one for one in bot.openai.requests if one.period.end < TODAY]
        assert (asked["costs"] <= 1, max(asked.values()) <= 2) == (True, True), (text, asked)
        assert [one for one in closed if one.period.length >= HOUR] == [], text


@pytest.mark.parametrize(("text", "back"), [("24h", 24), ("12h", 12), ("1h", 1), ("20h", 20)])
def test_a_window_that_rolls_counts_whole_minutes_up_to_this_one(store, text, back):
    bot = busy(store, AFTERNOON)
    end = floor(AFTERNOON, Width.MINUTE)
    facts = commands.run(f"tokens {text} by key", LOCAL, bot.services).facts
    assert facts["reading"]["start"] == f"{end - back * HOUR:%Y-%m-%dT%H:%M:%SZ}"
    assert facts["reading"]["end"] == "2026-11-17T14:05:00Z"
    counted: Counter[str] = Counter()
    for event in bot.openai.events:
        if event.endpoint == "completions" and end - back * HOUR <= event.at < end:
            counted[event.value("key")] += event.counts["input_tokens"]
    assert {row["key"]: row["quantity"] for row in facts["rows"]} == counted


def test_where_a_page_does_not_hold_both_ends_the_open_one_is_as_the_store_saw_it(store):
    bot = busy(store, AFTERNOON)
    before = bot.total("tokens 48h")
    bot.openai.events.append(used(AFTERNOON - 2 * MINUTE, tokens=50_000))
    facts = commands.run("tokens 48h", LOCAL, bot.services).facts
    assert facts["total"]["quantity"] == before
    assert facts["reading"]["text"].endswith("– Tue 17 Nov 14:05 UTC · as of 14:02, 2 min ago")
    assert [one["from"] for one in facts["sources"]] == ["openai", "store"]


def test_long_context_rates_need_the_whole_first_hour_so_a_day_of_minutes_is_more_than_a_page(store):
    bot = busy(store, AFTERNOON, model=LONG)
    assert max(requests(bot, "24h").values()) == 1
    assert "as of 14:02" in commands.run("24h", LOCAL, bot.services).facts["reading"]["text"]
    assert "as of 14:05" in commands.run("12h", LOCAL, bot.services).facts["reading"]["text"]


def test_when_nobody_reads_the_open_end_is_asked_for_all_the_same(store):
    bot = busy(store, AFTERNOON)
    bot.openai.now = AFTERNOON + 2 * HOUR
    bot.openai.events.append(used(AFTERNOON + HOUR, tokens=50_000))
    assert bot.total("tokens 48h") > 50_000
    assert "as of 16:05" in commands.run("tokens 48h", LOCAL, bot.services).facts["reading"]["text"]


@pytest.mark.parametrize(("rows", "is_small"), [(100, True), (105, False)])
def test_minutes_of_many_rows_are_not_asked_for_in_the_place_of_an_hour(rows, is_small):
    start = floor(AFTERNOON, Width.HOUR) - DAY
    hours = {start + hour * HOUR: ReadNote(AFTERNOON, rows) for hour in range(24)}
    notes = ReadNotes({("completions", Width.HOUR): hours}, "tokens", AFTERNOON, timedelta(minutes=15))
    day = Period(start, start + DAY)
    assert notes.is_small(UsageQuery("completions", day, Width.MINUTE)) is is_small
    assert notes.is_small(UsageQuery("completions", day, Width.HOUR))
