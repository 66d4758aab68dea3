"""Hours add up to their day, and the same period has one number: each reproduction, on an organisation of events."""

import random
from collections.abc import Iterable, Iterator
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
from bot.core.usage.freshness import HOUR_GRAIN
from bot.doctor import State, store_checks
from bot.jobs.snapshot import take_snapshot
from bot.services import Services
from bot.settings import load_settings
from bot.sources.reads import last_read
from tests.random_questions import Event, Organisation

NOW = datetime(2026, 11, 17, 14, 5, tzinfo=UTC)
TODAY = floor(NOW, Width.DAY)
LONG = "gpt-5.4-2026-03-05"


def used(at: datetime, *, tokens=1000, requests=1, key="key_one", model="gpt-5-2025-08-07", bill=0) -> Event:
    counts = {
        "input_tokens": tokens,
        "input_cached_tokens": 0,
        "input_uncached_tokens": tokens,
        "input_text_tokens": tokens,
        "output_tokens": 0,
        "num_model_requests": requests,
    }
    who = ("proj_a", "user-dana", key, model, "false", "default")
    return Event("completions", at, who, counts, bill, f"{model}, input", at + HOUR)


def pictured(at: datetime, count: int) -> Event:
    who = ("proj_a", "user-dana", "key_one", "dall-e-3", "1024x1024", "image.generation")
    return Event("images", at, who, {"images": count, "num_model_requests": count}, 0, "dall-e-3", at + HOUR)


def doubled(events: Iterable[Event]) -> None:
    for event in events:
        event.counts = {name: 2 * count for name, count in event.counts.items()}


class Bot:
    def __init__(self, store: Store, zone: str = "UTC") -> None:
        self.openai = Organisation(random.Random(1), NOW)  # noqa: S311
        settings = load_settings(values={"OPENAI_ADMIN_KEY": "sk-admin-none", "USAGE_BOT_TIMEZONE": zone})
        self.services = Services(settings, lambda: self.openai.now, store, self.openai, Prices())  # type: ignore[arg-type]

    def sync(self, now: datetime):
        self.openai.now = now
        return take_snapshot(self.services, now)

    def total(self, text: str) -> int:
        self.openai.requests.clear()
        return commands.run(text, LOCAL, self.services).facts["total"]["quantity"]

    def rows(self, text: str) -> dict[object, int]:
        facts = commands.run(text, LOCAL, self.services).facts
        (group,) = facts["reading"]["by"]
        return {row[group]: row["quantity"] for row in facts["rows"] if row["quantity"]}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "usage-bot.db") as store:
        yield store


def test_an_hour_of_today_that_openai_changes_is_read_again(store):
    bot = Bot(store)
    morning = [used(TODAY + hour * HOUR) for hour in range(10)]
    bot.openai.events += morning
    bot.sync(NOW)
    for event in morning:
        event.counts = {name: count + count // 10 for name, count in event.counts.items()}
    bot.sync(NOW + 15 * MINUTE)
    assert bot.total("tokens today") == bot.total("tokens today by hour") == 11_000


@pytest.mark.parametrize("one", [used(TODAY + HOUR), pictured(TODAY + HOUR, 10)], ids=["completions", "images"])
def test_an_hour_whose_use_moved_to_another_model_is_read_again(store, one):
    bot = Bot(store)
    bot.openai.events.append(one)
    bot.sync(NOW)
    one.key = tuple("gpt-5-mini-2025-08-07" if value == one.value("model") else value for value in one.key)
    bot.openai.requests.clear()
    bot.sync(NOW + 15 * MINUTE)
    hourly = [query for query in bot.openai.requests if query.width is Width.HOUR and query.endpoint == one.endpoint]
    assert len(hourly) == 3  # the running hour, which hours moved, that hour
    metric = "tokens" if one.endpoint == "completions" else "images"
    assert bot.rows(f"{metric} 01:00 to 02:00 by model") == bot.rows(f"{metric} today by model")


def test_quarters_follow_the_hours_of_a_day_that_changed_before_its_end(store):
    bot = Bot(store, "Asia/Kathmandu")
    evening = [used(TODAY + 18 * HOUR + 13 * MINUTE), used(TODAY + 18 * HOUR + 33 * MINUTE)]
    bot.openai.events += evening
    bot.sync(TODAY + 23 * HOUR + 58 * MINUTE)
    doubled(evening)
    bot.sync(TODAY + 46 * HOUR)
    assert bot.total("tokens 2026-11-17") == bot.total("tokens 2026-11-18") == 2_000


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (TODAY + DAY + 3 * MINUTE, TODAY + DAY + 33 * MINUTE),  # the day and its last hour are read again
        (TODAY + DAY - 3 * MINUTE, TODAY + DAY + 5 * MINUTE),
        (TODAY + DAY - 3 * MINUTE, TODAY + 47 * HOUR),
        (TODAY + DAY + 20 * MINUTE, TODAY + DAY + 40 * MINUTE),  # all of it was final
    ],
)
def test_quarters_that_were_final_before_their_hour_follow_it(store, first, second):
    bot = Bot(store, "Asia/Kolkata")
    bot.openai.events += [used(TODAY + 23 * HOUR + 40 * MINUTE), pictured(TODAY + 23 * HOUR + 40 * MINUTE, 1)]
    bot.sync(first)
    doubled(bot.openai.events)
    bot.sync(second)
    assert bot.rows("tokens 2026-11-18 by hour") == {"2026-11-17T23:30:00Z": 2000}
    assert bot.rows("images 2026-11-18 by hour") == {"2026-11-17T23:30:00Z": 2}


def test_quarters_of_which_a_run_knew_nothing_follow_their_hours_the_next_day(store):
    """Their request failed, or the program was killed, when their hours and their day were saved already."""
    bot = Bot(store, "Asia/Kolkata")
    bot.openai.events += [used(TODAY - DAY + hour * HOUR + 40 * MINUTE) for hour in (3, 9)]
    bot.sync(NOW)
    doubled(bot.openai.events)
    answer = bot.openai.read

    def read(query: UsageQuery, *, hurried: bool = False):
        if query.width is Width.QUARTER:
            raise UpstreamError("down", transient=True)
        return answer(query, hurried=hurried)

    bot.openai.read = read
    bot.sync(NOW + 15 * MINUTE)
    bot.openai.read = answer
    bot.sync(NOW + DAY)
    assert bot.rows("tokens 2026-11-16 by hour") == {"2026-11-16T03:30:00Z": 2000, "2026-11-16T09:30:00Z": 2000}


def test_doctor_says_whether_quarters_add_up_to_their_hours(store):
    bot, evening = Bot(store, "Asia/Kolkata"), TODAY - DAY + 18 * HOUR
    bot.openai.events += [used(evening + 10 * MINUTE), used(evening + 40 * MINUTE)]
    bot.sync(NOW)
    (right,) = store_checks.hours(bot.services, NOW)
    query = UsageQuery("completions", Period(evening, evening + HOUR), Width.QUARTER, HOUR_GRAIN.group_by)
    first, *_ = store.usage.fetch(query)
    store.usage.save(query, [replace(first, rows=())], NOW)
    (off,) = store_checks.hours(bot.services, NOW)
    assert (right.state, right.text) == (
        State.OK,
        "the hours of each day add up to it, and the quarter hours to each hour",
    )
    assert (off.state, off.text) == (
        State.NOTE,
        "the quarter hours of Mon 16 Nov 18:00 UTC (completions) do not add up to the hour",
    )
    bot.sync(NOW + DAY)
    assert [one.state for one in store_checks.hours(bot.services, NOW + DAY)] == [State.OK]


def test_what_changed_while_the_bot_was_down_is_found_when_it_is_back(store):
    bot = Bot(store, "Asia/Kolkata")
    bot.openai.events += [used(TODAY - DAY + 3 * HOUR), used(TODAY - 9 * DAY)]
    bot.sync(NOW)
    doubled(bot.openai.events)
    bot.sync(NOW + 10 * DAY)
    assert bot.total("tokens 2026-11-16") == bot.total("tokens 2026-11-16 by hour") == 2000
    assert bot.total("tokens 2026-11-08") == 1000  # it was no longer looked at


def test_hours_that_are_off_are_healed_by_the_first_run_of_a_day(store):
    bot = Bot(store)
    bot.openai.events += [used(TODAY - 10 * DAY + hour * HOUR) for hour in range(24)]
    bot.sync(NOW)
    day = Period(TODAY - 10 * DAY, TODAY - 9 * DAY)
    query = UsageQuery("completions", day, Width.HOUR, HOUR_GRAIN.group_by)
    buckets = store.usage.fetch(query)
    store.usage.save(query, [type(one)(one.start, one.end, ()) for one in buckets[:5]], NOW)
    assert store.usage.days_apart("completions", day) == (day.start,)
    bot.sync(NOW + DAY)
    assert store.usage.days_apart("completions", day) == ()
    assert store.usage.fetch(query) == buckets


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu"])
def test_a_closed_period_is_answered_without_a_request_in_any_zone(store, zone):
    bot = Bot(store, zone)
    bot.openai.events += [used(TODAY - day * DAY + hour * HOUR) for day in range(20) for hour in (3, 18, 19, 23)]
    bot.openai.events += [pictured(TODAY - day * DAY + 18 * HOUR + 20 * MINUTE, 3) for day in range(20)]
    for run in range(6):
        bot.sync(NOW + run * 15 * MINUTE)
    local = [event for event in bot.openai.events if _day_of(event.at, zone) == _day_of(NOW, zone) - DAY]
    assert bot.total("tokens yesterday") == sum(event.counts.get("input_tokens", 0) for event in local)
    assert bot.openai.requests == []
    texts = (
        "cost yesterday by model",
        "cost 2026-11-03..2026-11-16 by day",
        "images yesterday",
        "cost yesterday vs day before",
    )
    assert {text: bot.openai.requests for text in texts if bot.total(text) is not None and bot.openai.requests} == {}


def embedded(at: datetime) -> Event:
    who = ("proj_a", "user-dana", "key_one", "text-embedding-3-small")
    return Event("embeddings", at, who, {"input_tokens": 10, "num_model_requests": 1}, 0, "embedding", at + HOUR)


def with_three_endpoints(store: Store, zone: str) -> tuple[Bot, datetime]:
    """At the end of a month, each used in the hour in which a day of Kolkata begins."""
    bot, now = Bot(store, zone), datetime(2026, 11, 30, 9, 20, tzinfo=UTC)
    evenings = [floor(now, Width.DAY) - day * DAY + 18 * HOUR for day in range(1, 40)]
    bot.openai.events += [made for at in evenings for made in (used(at), pictured(at, 3), embedded(at))]
    bot.sync(now)
    return bot, now


def test_a_month_of_half_hour_days_is_answered_after_the_first_read(store):
    bot, _ = with_three_endpoints(store, "Asia/Kolkata")
    assert len(commands.run("mtd by day", LOCAL, bot.services).facts["rows"]) == 30


def test_what_is_refused_until_the_reader_has_followed_says_from_when_it_works(store):
    bot, now = with_three_endpoints(store, "UTC")
    text = "last 30 days by day in kolkata"
    refused = commands.run(text, LOCAL, bot.services).facts["error"]
    assert "it can answer this from about Mon 30 Nov 15:05 Kolkata time" in refused
    bot.sync(now + 15 * MINUTE)
    assert len(commands.run(text, LOCAL, bot.services).facts["rows"]) == 30


def test_an_hour_without_use_is_not_asked_for(store):
    bot = Bot(store, "Europe/Berlin")
    sunday = TODAY - 2 * DAY
    bot.openai.events += [used(sunday - day * DAY + 12 * HOUR) for day in range(1, 9)]
    bot.openai.events += [used(sunday + 23 * HOUR + 30 * MINUTE)]
    bot.sync(NOW)
    assert (bot.total("tokens last week by key"), bot.openai.requests) == (6000, [])


def test_hours_of_small_endpoints_follow_a_few_pages_with_each_read(store):
    bot, asked = Bot(store, "Europe/Berlin"), []
    bot.openai.events += [pictured(TODAY - day * DAY + 23 * HOUR, 3) for day in range(36)]
    for run in range(4):
        bot.openai.requests.clear()
        bot.sync(NOW + run * 15 * MINUTE)
        hours = [query for query in bot.openai.requests if (query.endpoint, query.width) == ("images", Width.HOUR)]
        asked.append([query.period.length for query in hours])
    assert len(asked[0]) == 2
    assert max(asked[0]) <= 7 * DAY
    assert bot.total("images 2026-10-20..2026-11-16") == 28 * 3
    assert bot.openai.requests == []


def test_the_first_read_brings_the_hours_of_two_weeks(store):
    bot = Bot(store, "Europe/Berlin")
    bot.openai.events += [pictured(TODAY - day * DAY - HOUR, 3) for day in range(36)]
    bot.openai.events += [pictured(TODAY + HOUR, 3)]
    bot.sync(NOW)
    assert bot.total("images 2026-11-05..2026-11-16") == 12 * 3
    assert bot.openai.requests == []


def _day_of(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=UTC, hour=0, minute=0, second=0, microsecond=0)


def test_an_open_period_asks_each_endpoint_once_at_most(store):
    bot = Bot(store, "Europe/Berlin")
    bot.openai.events += [
        used(TODAY - day * DAY + 18 * HOUR, model=LONG, tokens=900_000, requests=3) for day in range(9)
    ]
    bot.openai.events += [used(TODAY + 3 * HOUR, model=LONG, tokens=900_000, requests=3)]
    bot.sync(NOW)
    bot.total("cost today by model")
    asked = [query.endpoint for query in bot.openai.requests]
    assert sorted(asked) == sorted(set(asked))


@pytest.mark.parametrize("since", [TODAY, TODAY - DAY], ids=["live", "of the store"])
def test_an_estimate_does_not_depend_on_its_grouping(store, since):
    bot = Bot(store)
    bot.openai.events += [
        used(since + 3 * HOUR, tokens=4_000_000, requests=10, key="key_long", model=LONG),
        used(since + 3 * HOUR, tokens=1_000_000, requests=1000, key="key_short", model=LONG),
    ]
    period = f"{since:%Y-%m-%d}"
    never_synced = bot.total(f"cost {period} by model")
    bot.sync(NOW)
    texts = (
        f"cost {period}{by}" for by in ("", " by model", " by key and model", " by project", " by hour", " by tier")
    )
    assert {bot.total(text) for text in texts} == {never_synced}


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kathmandu"])
def test_new_prices_are_as_exact_as_the_old_ones(store, tmp_path, zone):
    bot, since = Bot(store, zone), TODAY - 2 * DAY
    bot.openai.events += [
        used(since + 3 * HOUR, tokens=4_000_000, requests=10, key="key_long", model=LONG),
        used(since + 3 * HOUR, tokens=1_000_000, requests=1000, key="key_short", model=LONG),
        # Half of these hours lies in the next day of Kathmandu: one long request alone is none among a hundred.
        used(since + 18 * HOUR + 5 * MINUTE, tokens=400_000, requests=1, key="key_one", model=LONG),
        used(since + 18 * HOUR + 35 * MINUTE, tokens=100_000, requests=100, key="key_one", model=LONG),
        used(since + 18 * HOUR + 40 * MINUTE, tokens=900_000, requests=3, key="key_long", model=LONG),
    ]
    bot.sync(NOW)
    before, next_day = (bot.total(f"cost {day:%Y-%m-%d} by hour") for day in (since, since + DAY))
    own = tmp_path / "prices.toml"
    own.write_text('discount = "0.5"\n')
    bot.services = replace(bot.services, prices=Prices(own))
    bot.sync(NOW + 15 * MINUTE)
    texts = (f"cost {since:%Y-%m-%d}{by}" for by in (" by hour", " by tier", " by key and tier"))
    assert {bot.total(text) for text in texts} == {before // 2}
    assert bot.total(f"cost {since + DAY:%Y-%m-%d} by tier") == next_day // 2


def test_a_read_in_which_all_that_was_settled_is_gone_changes_nothing(store):
    bot = Bot(store)
    bot.openai.events += [used(TODAY - day * DAY + HOUR, bill=10**9) for day in range(9)]
    bot.sync(NOW)
    before = bot.total("cost last 7 days")
    kept, bot.openai.events = bot.openai.events, []
    taken = bot.sync(NOW + HOUR)
    assert {error.code for error in taken.failures} == {"all_empty"}
    assert taken.restated == ()
    bot.openai.events = kept
    assert bot.sync(NOW + 2 * HOUR).failures == ()
    assert bot.total("cost last 7 days") == before


def test_cost_by_model_is_what_the_bill_names_and_a_row_for_the_rest(store):
    bot = Bot(store)
    day = TODAY - 5 * DAY
    bot.openai.events += [
        used(day + HOUR, bill=7_000_000_000),
        Event("costs", day, ("", "", ""), {}, 2_000_000_000, "file search storage", day + 27 * HOUR),
    ]
    bot.sync(NOW)
    period = f"cost on {day:%Y-%m-%d}"
    assert bot.rows(f"{period} by model") == {"gpt-5-2025-08-07": 7_000_000_000, None: 2_000_000_000}
    assert {bot.total(f"{period}{by}") for by in ("", " by model", " by user", " by key")} == {9_000_000_000}


def test_a_page_without_the_buckets_that_were_asked_for_is_refused(store):
    bot = Bot(store)
    bot.openai.events += [used(TODAY - day * DAY + HOUR, bill=10**9) for day in range(9)]
    bot.sync(NOW)
    before = store.usage.notes("completions", Width.DAY, Period(TODAY - 9 * DAY, NOW))
    bot.openai.read = lambda query, hurried=False: ()
    taken = bot.sync(NOW + HOUR)
    assert {error.code for error in taken.failures} == {"malformed"}
    assert store.usage.notes("completions", Width.DAY, Period(TODAY - 9 * DAY, NOW)) == before


def test_an_endpoint_that_openai_does_not_serve_is_no_failure(store):
    bot = Bot(store)
    read = bot.openai.read

    def answer(query, hurried=False):
        if query.endpoint == "decisions":
            raise UpstreamError("Invalid URL", transient=False, code="not_found")
        return read(query)

    bot.openai.read = answer
    assert bot.sync(NOW).failures == ()
    assert last_read(bot.services, NOW) == NOW


def test_a_zone_that_somebody_asked_for_gets_its_quarters(store):
    bot = Bot(store)
    bot.openai.events += [used(TODAY - DAY + 18 * HOUR + minute * MINUTE) for minute in (10, 40)]
    bot.sync(NOW)
    text = "tokens yesterday in kolkata"
    assert (bot.total(text), len(bot.openai.requests)) == (1000, 1)
    bot.sync(NOW + 15 * MINUTE)
    assert (bot.total(text), bot.openai.requests) == (1000, [])
