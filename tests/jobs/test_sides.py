"""Local days by key and user come from the store: the shorter side of the team's midnight is kept of each UTC day."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot import commands
from bot.adapters.prices import Prices
from bot.adapters.store import Store
from bot.commands.request import LOCAL
from bot.core.errors import UpstreamError
from bot.core.periods import DAY, HOUR, MINUTE, Period, Width, floor
from bot.core.usage.buckets import UsageQuery
from bot.core.usage.freshness import HOURS_KEPT, SIDE_GRAIN, SIDES_A_RUN
from bot.core.usage.sides import Side, kept_side, midnights
from bot.doctor import State, store_checks
from bot.sources.reads import zones_in_use
from tests.jobs.test_hours import LONG, NOW, TODAY, Bot, used

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Tokyo", "Asia/Kolkata", "Pacific/Chatham")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "usage-bot.db") as store:
        yield store


def busy(store: Store, zone: str) -> Bot:
    """Two keys, used at random minutes of the last days, and a bot that has read once."""
    bot, chance = Bot(store, zone), random.Random(zone)  # noqa: S311
    for _ in range(150):
        at = floor(NOW, Width.MINUTE) - chance.randrange(1, 12 * 1440) * MINUTE
        tokens, key = chance.randrange(1, 2000), chance.choice(("key_one", "key_two"))
        bot.openai.events.append(used(at, tokens=tokens, key=key))
    bot.sync(NOW)
    return bot


def by_key(bot: Bot, zone: str, first: str, last: str) -> dict[object, int]:
    """What the events of these local days add up to."""
    sums: Counter[object] = Counter()
    for event in bot.openai.events:
        if first <= f"{event.at.astimezone(ZoneInfo(zone)):%Y-%m-%d}" <= last:
            sums[event.value("key")] += event.counts["input_tokens"]
    return dict(sums)


@pytest.mark.parametrize("zone", ZONES)
def test_closed_local_days_by_key_and_user_ask_nothing(store, zone):
    bot = busy(store, zone)
    bot.openai.requests.clear()
    for first, last in (("2026-11-12", "2026-11-12"), ("2026-11-09", "2026-11-15")):
        expected = by_key(bot, zone, first, last)
        assert bot.rows(f"tokens {first}..{last} by key") == expected
        assert bot.rows(f"tokens {first}..{last} by user") == {"user-dana": sum(expected.values())}
        assert sum(bot.rows(f"tokens {first}..{last} key:key_one by day").values()) == expected["key_one"]
    assert bot.openai.requests == []


def test_an_open_end_by_key_asks_for_the_open_day_alone(store):
    bot = busy(store, "Europe/Berlin")
    bot.openai.requests.clear()
    assert bot.rows("tokens last 7 days by key") == by_key(bot, "Europe/Berlin", "2026-11-11", "2026-11-17")
    assert [query.period.start for query in bot.openai.requests] == [TODAY]


def test_estimates_of_local_days_are_the_same_by_key_and_by_hour(store):
    bot, midnight = Bot(store, "Europe/Berlin"), TODAY - 3 * DAY + 23 * HOUR
    for at in (midnight - HOUR, midnight + 5 * MINUTE, midnight + 2 * HOUR):
        bot.openai.events += [
            used(at, tokens=4_000_000, requests=10, key="key_long", model=LONG),
            used(at, tokens=1_000_000, requests=1000, key="key_short", model=LONG),
        ]
    bot.sync(NOW)
    by_hour = bot.total("cost 2026-11-15 by hour")
    assert sum(bot.rows("cost 2026-11-15 by key").values()) == by_hour > 0
    assert bot.openai.requests == []


def test_a_day_that_openai_changes_has_its_side_read_again(store):
    bot = busy(store, "Asia/Kolkata")
    bot.sync(NOW + 20 * HOUR)
    for event in bot.openai.events:
        if TODAY - 2 * DAY <= event.at < TODAY:
            event.counts = {name: 3 * count for name, count in event.counts.items()}
    bot.sync(NOW + 21 * HOUR)
    bot.openai.requests.clear()
    for day in ("2026-11-15", "2026-11-16", "2026-11-17"):
        assert bot.rows(f"tokens {day} by key") == by_key(bot, "Asia/Kolkata", day, day)
    assert bot.openai.requests == []


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Kolkata"])
def test_a_side_that_is_off_is_said_by_doctor_and_read_again_on_the_next_day(store, zone):
    bot = busy(store, zone)
    bot.sync(NOW + 15 * MINUTE)
    right = [one.text for one in store_checks.hours(bot.services, bot.openai.now)]
    cut = max(store.usage.notes("completions", Width.SIDE, Period(TODAY - 3 * DAY, TODAY)))
    query = UsageQuery("completions", Period(cut, cut + DAY), Width.SIDE, SIDE_GRAIN.group_by)
    (kept,) = store.usage.fetch(query)
    store.usage.save(query, [replace(kept, rows=kept.rows[1:])], NOW)
    (off,) = store_checks.hours(bot.services, bot.openai.now)
    bot.sync(NOW + DAY)
    healed = [one.text for one in store_checks.hours(bot.services, bot.openai.now)]
    assert right == healed
    assert right[0].startswith("the hours of each day add up to it")
    assert (f"{cut:%a %d %b}" in off.text, off.state) == (True, State.NOTE)
    assert store.usage.fetch(query)[0].rows == kept.rows


@pytest.mark.parametrize(
    ("zone", "now"),
    [
        ("America/New_York", NOW),  # at 09:05 its yesterday ended five hours into a UTC day that goes on
        ("Asia/Kolkata", TODAY + 19 * HOUR + 15 * MINUTE),
        ("Pacific/Auckland", NOW),
    ],
)
def test_a_local_day_is_kept_as_soon_as_it_is_over(store, zone, now):
    bot = busy(store, zone)
    bot.openai.events += [used(TODAY + hour * HOUR, key="key_two") for hour in range(24)]
    bot.sync(now)
    day = f"{now.astimezone(ZoneInfo(zone)) - DAY:%Y-%m-%d}"
    bot.openai.requests.clear()
    assert bot.rows(f"tokens {day} by key") == by_key(bot, zone, day, day)
    assert bot.openai.requests == []
    bot.sync(now + 15 * MINUTE)
    assert [query for query in bot.openai.requests if "key" in query.group_by and query.width is not Width.DAY] == []
    for event in bot.openai.events:  # what changes while the day is open, and after it
        event.counts = {name: 2 * count for name, count in event.counts.items()}
    for moment in (now + 30 * MINUTE, TODAY + DAY + 20 * MINUTE):
        bot.sync(moment)
        bot.openai.requests.clear()
        assert bot.rows(f"tokens {day} by key") == by_key(bot, zone, day, day)
        assert bot.openai.requests == []


def test_a_side_waits_for_its_day_to_be_read_to_its_end(store):
    bot = busy(store, "Europe/Berlin")
    bot.openai.events.append(used(TODAY + 3 * HOUR))
    bot.sync(TODAY + 23 * HOUR + 5 * MINUTE)
    answer = bot.openai.read

    def read(query: UsageQuery, *, hurried: bool = False):
        if query.width is Width.DAY:
            raise UpstreamError("down", transient=True)
        return answer(query, hurried=hurried)

    bot.openai.read = read
    bot.sync(TODAY + DAY + 30 * MINUTE)
    assert max(store.usage.notes("completions", Width.SIDE, Period(TODAY - DAY, NOW + DAY))) < TODAY


def test_another_zone_that_is_asked_for_gets_its_sides(store):
    bot = busy(store, "Europe/Berlin")
    for zone in ("Asia/Tokyo", "America/New_York"):
        text = f"tokens 2026-11-10..2026-11-12 by key in {zone}"
        assert bot.rows(text) == by_key(bot, zone, "2026-11-10", "2026-11-12")
    assert bot.openai.requests != []
    for run in (1, 2, 3, 4):
        bot.sync(NOW + run * 15 * MINUTE)
    bot.openai.requests.clear()
    for zone in ("Asia/Tokyo", "America/New_York", "Europe/Berlin"):
        text = f"tokens 2026-11-10..2026-11-12 by key in {zone}"
        assert bot.rows(text) == by_key(bot, zone, "2026-11-10", "2026-11-12")
    assert bot.openai.requests == []


def test_questions_that_sides_would_not_answer_name_no_zone(store):
    bot = busy(store, "Europe/Berlin")
    for text in ("tokens 24h by key in utc", "tokens yesterday by key by hour in tokyo", "tokens yesterday in tokyo"):
        bot.total(text)
    assert zones_in_use(bot.services) == (ZoneInfo("Europe/Berlin"),)


def test_sides_of_another_midnight_are_of_no_use(store):
    events = busy(store, "Europe/Berlin").openai.events
    bot = Bot(store, "Asia/Tokyo")
    bot.openai.events = events
    text = "tokens 2026-11-10..2026-11-12 by key"
    expected = by_key(bot, "Asia/Tokyo", "2026-11-10", "2026-11-12")
    assert bot.rows(text) == expected
    assert bot.openai.requests != []
    bot.sync(NOW + 15 * MINUTE)
    bot.openai.requests.clear()
    assert (bot.rows(text), bot.openai.requests) == (expected, [])


def test_new_prices_reach_the_sides(store, tmp_path):
    bot = busy(store, "America/New_York")
    before = bot.rows("cost 2026-11-10..2026-11-12 by key")
    own = tmp_path / "prices.toml"
    own.write_text('discount = "0.5"\n')
    bot.services = replace(bot.services, prices=Prices(own))
    bot.sync(NOW + 15 * MINUTE)
    bot.openai.requests.clear()
    after = bot.rows("cost 2026-11-10..2026-11-12 by key")
    assert bot.openai.requests == []
    assert after == pytest.approx({key: amount / 2 for key, amount in before.items()}, rel=1e-6)


def test_sides_follow_a_few_with_each_read_the_newest_first(store):
    busy(store, "Europe/Berlin")
    cuts = store.usage.notes("completions", Width.SIDE, Period(NOW - HOURS_KEPT, NOW))
    assert len(cuts) == SIDES_A_RUN
    assert max(cuts) == TODAY - HOUR


def test_a_team_whose_midnight_is_that_of_utc_keeps_no_sides(store):
    bot = busy(store, "UTC")
    assert [query for query in bot.openai.requests if query.width is Width.HOUR and "key" in query.group_by] == []


@pytest.mark.parametrize(
    ("zone", "day", "cut", "kept"),
    [
        ("Europe/Berlin", "2026-11-10", "23:00", "23:00-24:00"),
        ("America/New_York", "2026-11-10", "05:00", "00:00-05:00"),
        ("Asia/Kolkata", "2026-11-10", "18:30", "18:30-24:00"),
        ("Europe/Berlin", "2026-10-24", "22:00", "22:00-24:00"),
        ("Europe/Berlin", "2026-10-25", "23:00", "23:00-24:00"),
        ("Pacific/Chatham", "2026-11-10", "10:15", "00:00-10:15"),
        ("UTC", "2026-11-10", "", ""),
        ("Europe/London", "2026-11-10", "", ""),
        ("Europe/London", "2026-07-10", "23:00", "23:00-24:00"),
    ],
)
def test_the_shorter_side_of_a_midnight_is_kept(zone, day, cut, kept):
    start = datetime.fromisoformat(day).replace(tzinfo=UTC)
    found = [*midnights(ZoneInfo(zone), Period(start, start + DAY))]
    assert [f"{one:%H:%M}" for one in found] == ([cut] if cut else [])
    sides = [kept_side(one, start + 2 * DAY) for one in found]
    spans = [side.period for side in sides]
    assert [f"{one.start:%H:%M}-{one.end:%H:%M}".replace("-00:00", "-24:00") for one in spans] == (
        [kept] if kept else []
    )
    assert [side.other.period.length for side in sides] == [DAY - one.length for one in spans]
    assert [kept_side(one, start + DAY) for one in found] == [Side(one, is_late=False) for one in found]


def test_a_scenario_of_a_key_prices_sides_by_model_and_tier(store):
    bot = busy(store, "Europe/Berlin")
    bot.total("tokens 2026-11-12 key:key_one")
    bot.openai.requests.clear()
    cost = bot.total("cost 2026-11-12 key:key_one by hour")
    bot.openai.requests.clear()
    facts = commands.run("what would key:key_one on 2026-11-12 have cost as batch", LOCAL, bot.services).facts
    assert facts["total"]["as_used"] == cost
    assert facts["total"]["quantity"] == cost // 2
    assert bot.openai.requests == []
