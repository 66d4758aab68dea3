"""
Random questions about random organisations, each against a count by brute force.

`python -m tests.random_questions --organisations 60 --questions 50` asks 3,000 of them, with restatements of open and
closed days between reads, at moments where mistakes hide. It prints each difference and how many there were. Nothing
here uses the planner, the store's sums or the simulator: an organisation is a list of events, and a count is a loop.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot import commands
from bot.adapters.openai_usage.request_queue import at_once
from bot.adapters.prices import Prices
from bot.adapters.store import Store
from bot.commands.request import LOCAL
from bot.core.catalogue import ENDPOINT
from bot.core.errors import UserError
from bot.core.names import Named
from bot.core.periods import Width, floor
from bot.core.usage.buckets import Bucket, Row, UsageQuery, summed
from bot.core.usage.freshness import HOUR_GRAIN
from bot.core.usage.rates import Kind
from bot.jobs.snapshot import take_snapshot
from bot.services import Services
from bot.settings import load_settings

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
QUARTER = timedelta(minutes=15)
ZONES = (
    *("UTC", "UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Tokyo"),
    *("America/St_Johns", "Pacific/Chatham"),
)
CLOCKS = ((0, 3), (0, 10), (14, 5), (23, 58))
DATES = (
    *(date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 2), date(2026, 11, 3), date(2026, 11, 17)),
    *(date(2026, 10, 26), date(2027, 3, 15), date(2027, 3, 29), date(2027, 4, 5)),  # after a change of clocks
    *(date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 3)),
)
LONG = 272_000
NO_SUCH_TIME = ("That period has had no such time yet", "is in the future")
COMPLETIONS = ENDPOINT["completions"]
MODELS = (
    "gpt-5-2025-08-07",
    "gpt-5-mini-2025-08-07",
    "gpt-4.1-2025-04-14",
    "gpt-5.4-2026-03-05",
    "gpt-5.5-2026-04-23",
    "mystery-1",
)
OTHERS = ("embeddings", "images", "speeches", "transcriptions", "web_search", "file_search")
OTHER_MODELS = {
    "embeddings": "text-embedding-3-small",
    "images": "dall-e-3",
    "speeches": "tts-1",
    "transcriptions": "whisper-1",
    "web_search": "gpt-5-2025-08-07",
}


@dataclass(eq=False)
class Event:
    """One minute's use by one key, and what it is billed. `seen` is when the bill has it."""

    endpoint: str
    at: datetime
    key: tuple[str, ...]
    counts: dict[str, int]
    bill: int
    item: str
    seen: datetime

    def value(self, dimension: str) -> str:
        known = dict(zip(ENDPOINT[self.endpoint].dimensions, self.key, strict=False))
        return known.get(dimension, "")


@dataclass
class Organisation:
    """Events and the clock; answers as OpenAI does, from a loop over the events."""

    chance: random.Random
    now: datetime
    events: list[Event] = field(default_factory=list)
    requests: list[UsageQuery] = field(default_factory=list)
    server_time: datetime | None = None
    organisation: str = "org-random"
    begun: datetime | None = None  # when it was first read: what was old then is kept by days only

    def read(self, query: UsageQuery, *, hurried: bool = False) -> tuple[Bucket, ...]:
        self.requests.append(query)
        is_costs = query.endpoint == "costs"
        rows: dict[datetime, list[Row]] = {start: [] for start in query.period.buckets(query.width) if start < self.now}
        for key, at, counts in self._facts(query, is_costs):
            start = floor(at, query.width)
            if start in rows and (is_costs or at in query.period):
                rows[start].append(Row(key, counts))
        span = query.width.span
        return tuple(
            Bucket(start, start + span if is_costs else min(start + span, self.now), summed(found))
            for start, found in rows.items()
        )

    def each(
        self, queries: Iterable[UsageQuery], *, hurried: bool = False, give_way: Callable[[], object] = at_once
    ) -> Iterator[tuple[UsageQuery, Iterator[Bucket]]]:
        for query in queries:
            yield query, self._as_it_comes(query)

    def _as_it_comes(self, query: UsageQuery) -> Iterator[Bucket]:
        yield from self.read(query)

    def _facts(self, query: UsageQuery, is_costs: bool) -> Iterator[tuple[tuple[str, ...], datetime, tuple[int, ...]]]:
        for event in self.events:
            if event.at > self.now or (is_costs and event.seen > self.now):
                continue
            if not is_costs and event.endpoint != query.endpoint:
                continue
            value = event.value if not is_costs else _billed(event)
            if all(value(one.dimension) in one.values for one in query.filters):
                counts = (event.bill,) if is_costs else tuple(event.counts.get(c, 0) for c in query.spec.counters)
                if not is_costs or event.bill:
                    yield tuple(value(name) for name in query.group_by), event.at, counts

    def restate(self) -> None:
        """OpenAI changes what it said of today and of the last days."""
        for event in self.events:
            age = floor(self.now, Width.DAY) - floor(event.at, Width.DAY)
            if event.at < self.now and age <= 2 * DAY and self.chance.random() < 0.2:
                event.counts = {name: count + count // 10 for name, count in event.counts.items()}
            if event.at < self.now and age <= 6 * DAY and self.chance.random() < 0.1:
                event.bill += event.bill // 8
            if event.endpoint == "completions" and not age and self.chance.random() < 0.1:  # to another model
                project, user, key, _, *others = event.key
                event.key = (project, user, key, self.chance.choice(MODELS), *others)


def _billed(event: Event) -> Callable[[str], str]:
    known = {"project": event.value("project"), "key": event.value("key"), "user": event.value("user")}
    return lambda name: event.item if name == "item" else known.get(name, "")


def organisation(chance: random.Random, now: datetime) -> Organisation:
    made = Organisation(chance, now)
    projects = [f"proj_{chance.choice('ABCDEFGH')}{number}x" for number in range(chance.randint(1, 4))]
    keys = [
        (p, f"user-{chance.randint(1, 4)}", f"key_{p[5:]}{n}") for p in projects for n in range(chance.randint(1, 3))
    ]
    models = chance.sample(MODELS, chance.randint(1, 4))
    used = chance.sample(OTHERS, chance.randint(0, 4))
    start, minutes = floor(now, Width.DAY) - 45 * DAY, 46 * 1440
    for _ in range(chance.randint(200, 500)):
        at = start + chance.randrange(minutes) * MINUTE
        if chance.random() < 0.3:
            at = floor(now, Width.MINUTE) - chance.randrange(1, 4000) * MINUTE
        made.events.append(_completion(chance, at, chance.choice(keys), chance.choice(models)))
    for _ in range(chance.randint(0, 150) if used else 0):
        at = start + chance.randrange(minutes) * MINUTE
        made.events.append(_other(chance, at, chance.choice(keys), chance.choice(used)))
    for day in range(46):
        at = start + day * DAY
        made.events.append(Event("costs", at, ("", "", ""), {}, 17_000_000, "file search storage", at + 27 * HOUR))
    return made


def _completion(chance: random.Random, at: datetime, who: tuple[str, ...], model: str) -> Event:
    requests = chance.choice((1, 2, 10, 400))
    size = chance.choice((400_000, 280_000, 250_000, 900)) if model.startswith(("gpt-5.4", "gpt-5.5")) else 1200
    tokens, output = requests * size, requests * chance.randrange(50, 500)
    cached = tokens // chance.choice((2, 3, 10))
    batch, tier = chance.choice((("false", "default"), ("false", "default"), ("true", "default"), ("false", "flex")))
    counts = {
        "input_tokens": tokens,
        "input_cached_tokens": cached,
        "input_uncached_tokens": tokens - cached,
        "input_text_tokens": tokens - cached,
        "input_cached_text_tokens": cached,
        "output_tokens": output,
        "output_text_tokens": output,
        "num_model_requests": requests,
    }
    bill = tokens * chance.randrange(800, 2000)
    item = f"batch | {model}, input" if batch == "true" else f"{model}, {chance.choice(('input', 'output'))}"
    return Event("completions", at, (*who, model, batch, tier), counts, bill, item, at + chance.randrange(1, 7) * HOUR)


def _other(chance: random.Random, at: datetime, who: tuple[str, ...], endpoint: str) -> Event:
    spec = ENDPOINT[endpoint]
    values = {**dict(zip(("project", "user", "key"), who, strict=True)), "model": OTHER_MODELS.get(endpoint, "")}
    key = tuple(values.get(name, f"{name}-{chance.randint(1, 2)}") for name in spec.dimensions)
    counts = {counter: chance.randrange(1, 900) for counter in spec.counters}
    return Event(endpoint, at, key, counts, chance.randrange(10**6, 10**8), f"{endpoint} calls", at + 3 * HOUR)


# Words for the times that count, and whether a moment of the clocks is one of them.
KEPT: dict[str, Callable[[datetime], bool]] = {
    "weekdays only": lambda at: at.weekday() < 5,
    "without weekends": lambda at: at.weekday() < 5,
    "weekends only": lambda at: at.weekday() >= 5,
    "on mondays and thursdays": lambda at: at.weekday() in (0, 3),
    "except fridays": lambda at: at.weekday() != 4,
    "during business hours": lambda at: at.weekday() < 5 and 9 <= at.hour < 17,
    "outside business hours": lambda at: at.weekday() >= 5 or not 9 <= at.hour < 17,
    "between 10pm and 6am": lambda at: at.hour >= 22 or at.hour < 6,
    "09:30 to 17:00 each day": lambda at: (9, 30) <= (at.hour, at.minute) < (17, 0),
    "friday nights": lambda at: (at.weekday() == 4 and at.hour >= 18) or (at.weekday() == 5 and at.hour < 6),
}
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
RECURRING: dict[str, Callable[[datetime], str]] = {
    "weekday": lambda at: WEEK[at.weekday()],
    "hour of day": lambda at: f"{at.hour:02}:00",
    "part of week": lambda at: "weekends" if at.weekday() >= 5 else "weekdays",
    "business hours": lambda at: f"{'business' if at.weekday() < 5 and 9 <= at.hour < 17 else 'other'} hours",
}
TIMES = ("day", "hour", *RECURRING)


@dataclass(frozen=True)
class Asked:
    """A question as text, and what it means."""

    text: str
    start: datetime
    end: datetime
    zone: ZoneInfo
    metric: str
    endpoint: str
    by: tuple[str, ...] = ()
    filters: tuple[tuple[str, str, bool], ...] = ()  # dimension, value, excluded
    kept: str = ""  # one of KEPT

    def keeps(self, at: datetime) -> bool:
        return not self.kept or KEPT[self.kept](at.astimezone(self.zone))

    @property
    def has_times(self) -> bool:
        """Whether any of the period counts: a Tuesday and a Wednesday have no Friday night."""
        steps = range((self.end - self.start) // QUARTER + 1)
        return any(self.keeps(self.start + step * QUARTER) for step in steps if self.start + step * QUARTER < self.end)

    def label(self, unit: str, at: datetime) -> str:
        local = at.astimezone(self.zone)
        if unit in RECURRING:
            return RECURRING[unit](local)
        if unit == "day":
            return local.date().isoformat()
        start = at - timedelta(minutes=local.minute)
        return f"{start:%Y-%m-%dT%H:%M:%SZ}"


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _period(chance: random.Random, now: datetime, zone: ZoneInfo) -> tuple[str, datetime, datetime]:
    today = now.astimezone(zone).date()
    minute = floor(now, Width.MINUTE)
    monday = today - timedelta(days=today.weekday())
    first = today.replace(day=1)
    last = (first - DAY).replace(day=1)
    back = chance.randint(2, 20)
    some, more = today - timedelta(days=chance.randint(8, 30)), chance.randint(0, 7)
    return chance.choice(
        [
            ("today", _midnight(today, zone), now),
            ("yesterday", _midnight(today - DAY, zone), _midnight(today, zone)),
            (f"last {back} days", _midnight(today - timedelta(days=back - 1), zone), now),
            ("this week", _midnight(monday, zone), now),
            ("last week", _midnight(monday - 7 * DAY, zone), _midnight(monday, zone)),
            ("mtd", _midnight(first, zone), now),
            ("last month", _midnight(last, zone), _midnight(first, zone)),
            ("24h", minute - DAY, minute),
            (f"last {back} hours", minute - back * HOUR, minute),
            (f"{back * 3}h", minute - back * 3 * HOUR, minute),
            ("last 90 minutes", minute - 90 * MINUTE, minute),
            (
                f"{some}..{some + timedelta(days=more)}",
                _midnight(some, zone),
                _midnight(some + timedelta(days=more + 1), zone),
            ),
        ]
    )


DIMENSIONS = ("project", "model", "key", "user", "batch", "tier")


def question(chance: random.Random, org: Organisation, zone: ZoneInfo) -> Asked:
    other = chance.choice(ZONES) if chance.random() < 0.2 else ""
    zone = ZoneInfo(other) if other else zone
    text, start, end = _period(chance, org.now, zone)
    metric = chance.choice(("cost", "cost", "cost", "tokens", "requests", "input", "output"))
    used = sorted({event.endpoint for event in org.events if event.endpoint not in ("costs", "completions")})
    endpoint = "completions" if metric != "cost" else ""
    words = [metric]
    if metric == "requests" and used and chance.random() < 0.5:
        endpoint = chance.choice(used)
        words = [
            {"speeches": "speech", "transcriptions": "transcription"}.get(endpoint, endpoint.replace("_", " ")),
            "requests",
        ]
    dimensions = [name for name in DIMENSIONS if not endpoint or name in ENDPOINT[endpoint].dimensions]
    by: tuple[str, ...] = ()
    if chance.random() < 0.6:
        by = tuple(chance.sample(dimensions, min(len(dimensions), 1 if chance.random() < 0.7 else 2)))
    if len(by) < 2 and chance.random() < 0.35 and end - start > 2 * HOUR:
        unit = "day" if end - start > 3 * DAY or chance.random() < 0.5 else "hour"
        by = (*by, chance.choice(tuple(RECURRING)) if chance.random() < 0.4 else unit)
    filters: list[tuple[str, str, bool]] = []
    if chance.random() < 0.4:
        name = chance.choice([name for name in dimensions if name not in by])
        seen = sorted({event.value(name) for event in org.events if event.endpoint == "completions"} - {""})
        value = chance.choice(seen)
        if name == "batch":
            filters.append(("batch", chance.choice(("true", "false")), False))
            words.append("not batch" if filters[0][1] == "false" else "batch:true")
        elif name != "tier":
            filters.append((name, value, chance.random() < 0.25))
            words.append(f"{'except ' if filters[0][2] else ''}{name}:{value}")
    kept = chance.choice(tuple(KEPT)) if end - start > 3 * DAY and chance.random() < 0.3 else ""
    words += [kept, text, *(["in", other] if other else [])]
    if by:
        words.append("by " + " and ".join(by))
    return Asked(" ".join(words), start, min(end, org.now), zone, metric, endpoint, by, tuple(filters), kept)


ELSEWHERE = ("elsewhere",)  # what a filter leaves out of a day and project that is weighed as one


class Count:
    """The answer by brute force."""

    def __init__(self, org: Organisation, asked: Asked, prices: Prices, read_at: datetime) -> None:
        self.org, self.asked, self.prices, self.read_at = org, asked, prices, read_at
        self.whole: dict[datetime, bool] = {}  # UTC days, looked at once
        self.hours: dict[tuple[datetime, tuple[str, ...]], list[int]] = defaultdict(lambda: [0, 0])
        for event in org.events:
            if event.endpoint == "completions" and event.at <= org.now:
                known = self.hours[self._decides(event.at), event.key]
                known[0] += event.counts["input_tokens"]
                known[1] += event.counts["num_model_requests"]

    def _decides(self, at: datetime) -> datetime:
        """What long-context rates are decided by: the hour, and the day that was stored where no hours are kept."""
        is_kept = at >= HOUR_GRAIN.kept_since(self.org.begun or self.org.now)
        is_stored = not is_kept and self._is_whole(floor(at, Width.DAY))
        return floor(at, Width.DAY if is_stored else Width.HOUR)

    def rows(self) -> dict[tuple[str, ...], int]:
        return self._cost() if self.asked.metric == "cost" else self._quantity()

    def _passes(self, value: Callable[[str], str]) -> bool:
        return all((value(name) == wanted) is not excluded for name, wanted, excluded in self.asked.filters)

    def _labels(self, value: Callable[[str], str], at: datetime) -> tuple[str, ...]:
        return tuple(self.asked.label(name, at) if name in TIMES else value(name) for name in self.asked.by)

    def _inside(self, event: Event) -> bool:
        is_kept = self.asked.keeps(event.at)
        return is_kept and self.asked.start <= event.at < self.asked.end and event.at <= self.org.now

    def _quantity(self) -> dict[tuple[str, ...], int]:
        names = {
            "tokens": ("input_tokens", "output_tokens"),
            "input": ("input_tokens",),
            "output": ("output_tokens",),
            "requests": ("num_requests",)
            if self.asked.endpoint in ("web_search", "file_search")
            else ("num_model_requests",),
        }[self.asked.metric]
        sums: dict[tuple[str, ...], int] = defaultdict(int)
        for event in self.org.events:
            if event.endpoint == self.asked.endpoint and self._inside(event) and self._passes(event.value):
                sums[self._labels(event.value, event.at)] += sum(event.counts.get(name, 0) for name in names)
        return sums

    def estimate(self, event: Event) -> int:
        if event.endpoint == "costs":
            return 0
        model, batch, tier, project = map(event.value, ("model", "batch", "tier", "project"))
        tokens, requests = self.hours[self._decides(event.at), event.key] if event.endpoint == "completions" else (0, 0)
        rates = self.prices.rates(
            event.endpoint, Kind(model, batch, tier, project), long=tokens > LONG * (requests or 1), day=event.at.date()
        )
        if rates is None:
            return 0
        counts = event.counts
        if event.endpoint == "completions":
            cached = counts["input_cached_tokens"]
            fresh = counts["input_tokens"] - cached
            pico = fresh * rates.input + cached * rates.cached + counts["output_tokens"] * rates.output
        else:
            unit = {"embeddings": "input_tokens", "images": "images", "speeches": "characters"}.get(event.endpoint)
            pico = (
                counts[unit or {"transcriptions": "seconds"}.get(event.endpoint, "num_requests")]
                * rates.unit
                // rates.per
            )
        return (pico + 500) // 1000

    def _cost(self) -> dict[tuple[str, ...], int]:
        sums: dict[tuple[str, ...], int] = defaultdict(int)
        days: dict[tuple[datetime, str], tuple[dict[Any, int], dict[Any, int]]] = {}
        for event in self.org.events:
            if event.at <= self.org.now:
                day = floor(event.at, Width.DAY)
                cell = days.setdefault((day, event.value("project")), ({}, {}))
                if self._is_billed(day):
                    self._bill(event, day, cell[0])
                    self._weighed(event, day, cell[1])
                else:
                    self._estimates(event, sums)
        for (day, _), (billed, estimates) in days.items():
            is_bill = self._is_settled(day) or sum(billed.values()) >= sum(estimates.values())
            for labels, amount in (billed if is_bill else estimates).items():
                if labels != ELSEWHERE:
                    sums[labels] += amount
        return sums

    def _bill(self, event: Event, day: datetime, billed: dict[Any, int]) -> None:
        value = self._bill_value(event)
        if event.seen <= self.org.now and event.bill:
            _add(billed, self._labels(value, day) if self._passes(value) else ELSEWHERE, event.bill)

    def _weighed(self, event: Event, day: datetime, estimates: dict[Any, int]) -> None:
        """Bill or estimate stands for the whole project: a filter takes of the one that does."""
        if event.endpoint != "costs":
            labels = self._labels(event.value, day) if self._passes(event.value) else ELSEWHERE
            _add(estimates, labels, self.estimate(event))

    def _estimates(self, event: Event, sums: dict[Any, int]) -> None:
        knows = {name for name, _, excluded in self.asked.filters if not excluded}
        if event.endpoint == "costs" or not knows <= set(ENDPOINT[event.endpoint].dimensions):
            return
        if self._inside(event) and self._passes(event.value):
            _add(sums, self._labels(event.value, event.at), self.estimate(event))

    def _is_settled(self, day: datetime) -> bool:
        return self._is_billed(day) and day + 2 * DAY <= self.read_at

    def _is_billed(self, day: datetime) -> bool:
        names = {*self.asked.by, *(name for name, _, _ in self.asked.filters)}
        return names <= {"project", "key", "user", "model", "day", "weekday", "part of week"} and self._is_whole(day)

    def _bill_value(self, event: Event) -> Callable[[str], str]:
        known = _billed(event)
        model = event.item.removeprefix("batch | ").split(", ")[0] if event.endpoint == "completions" else ""
        return lambda name: model if name == "model" else known(name)

    def _is_whole(self, day: datetime) -> bool:
        """Whether the UTC day lies in one row of the answer, as far as it has come."""
        asked = self.asked
        inside = asked.start <= day and (day + DAY <= asked.end or asked.end >= floor(self.org.now, Width.MINUTE) > day)
        if not inside or {"hour", "hour of day"} & {*asked.by}:
            return False
        if day not in self.whole:
            steps = [day + step * QUARTER for step in range(96) if day + step * QUARTER < self.org.now]
            kept = all(asked.keeps(at) for at in steps)
            labels = {tuple(asked.label(name, at) for name in asked.by if name in TIMES) for at in steps}
            self.whole[day] = kept and len(labels) <= 1
        return self.whole[day]


def _add(sums: dict[Any, int], labels: Any, amount: int) -> None:
    sums[labels] = sums.get(labels, 0) + amount


def difference(found: dict[tuple[str, ...], int], counted: dict[tuple[str, ...], int], total: int | None) -> str:
    """What is not equal, to a millionth: each row of an estimate is rounded to a nanodollar."""
    for labels in sorted({*found, *counted}):
        one, other = found.get(labels, 0), counted.get(labels, 0)
        if abs(one - other) > 2000 + abs(other) // 1_000_000:
            return f"{labels}: told {one:,}, counted {other:,}"
    sums = sum(counted.values())
    if total is not None and abs(total - sums) > 5000 + abs(sums) // 1_000_000:
        return f"total: told {total:,}, counted {sums:,}"
    return ""


def facts(services: Services, asked: Asked) -> tuple[dict[tuple[str, ...], int], int | None]:
    told = commands.run(asked.text, LOCAL, services).facts
    if "error" in told or "rows" not in told:
        raise UserError(str(told.get("error", told)))
    by = told["reading"]["by"]
    rows: dict[tuple[str, ...], int] = {}
    for row in told["rows"]:
        labels = tuple(_json_label(name, row[name.replace(" ", "_")]) for name in asked.by)
        rows[labels] = rows.get(labels, 0) + (row["quantity"] or 0)
    if sorted(by) != sorted(asked.by):
        raise UserError(f"read by {by}")
    return rows, told["total"]["quantity"]


def _json_label(name: str, value: Any) -> str:
    return {True: "true", False: "false", None: ""}.get(value, value)


def run(organisations: Iterable[int], questions: int, seed: int) -> Iterator[tuple[int, str, str]]:
    """Each question with its organisation and what differs, '' when nothing does."""
    for number in organisations:
        chance = random.Random(f"{seed}-{number}")  # noqa: S311
        with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "usage-bot.db") as store:
            for text, what in one_organisation(chance, store, questions):
                yield number, text, what


def one_organisation(chance: random.Random, store: Store, questions: int) -> Iterator[tuple[str, str]]:
    clock = datetime.combine(chance.choice(DATES), time(*chance.choice(CLOCKS), 33), UTC)
    zone = chance.choice(ZONES)
    steps = (clock - DAY, clock - 30 * MINUTE, clock)
    org = organisation(chance, clock + DAY)  # what is to come while it is asked is made, too
    running = {floor(step, Width.MINUTE) for step in steps}  # is told with an open hour, and else with the next minute
    org.events = [event for event in org.events if floor(event.at, Width.MINUTE) not in running]
    settings = load_settings(values={"OPENAI_ADMIN_KEY": "sk-admin-none", "USAGE_BOT_TIMEZONE": zone})
    services = Services(settings, lambda: org.now, store, org, Prices())  # type: ignore[arg-type]
    _learn(services, org)
    if chance.random() < 0.5:
        _watch_owners(services, org)
    org.begun = steps[0]
    for step in steps:
        org.now = step
        taken = take_snapshot(services, org.now)
        assert not taken.failures, taken.failures
        _learn(services, org)
        for _ in range(questions // len(steps)):
            asked = question(chance, org, ZoneInfo(zone))
            yield f"{zone} {org.now:%m-%d %H:%M} {asked.text}", _answer(services, org, asked)
        org.restate()
        services.recent._kept.clear()


def _watch_owners(services: Services, org: Organisation) -> None:
    """Budgets of a key and of a user, whose bills are then read too."""
    used = next(event for event in org.events if event.endpoint == "completions")
    for kind in ("key", "user"):
        words = f"budget {kind}:{used.value(kind)} 300000/month in #spend"
        commands.agree(commands.run(words, LOCAL, services), LOCAL, services)


def _learn(services: Services, org: Organisation) -> None:
    kinds = ("project", "user", "key", "model")
    known = {(kind, event.value(kind)) for event in org.events for kind in kinds if event.value(kind)}
    services.store.names.save([Named(kind, id, id) for kind, id in sorted(known)], org.now)


def _answer(services: Services, org: Organisation, asked: Asked) -> str:
    try:
        found, total = facts(services, asked)
    except UserError as error:
        return "" if any(said in str(error) for said in NO_SUCH_TIME) and not asked.has_times else f"refused: {error}"
    return difference(found, Count(org, asked, services.prices, org.now).rows(), total)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--organisations", type=int, default=60)
    parser.add_argument("--questions", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    count = differ = 0
    for number, text, what in run(range(chosen.organisations), chosen.questions, chosen.seed):
        count += 1
        differ += bool(what)
        if what:
            sys.stdout.write(f"organisation {number}: {text}\n    {what}\n")
        if count % 100 == 0 or what:
            sys.stdout.write(f"{differ} of {count} questions differ\n")
            sys.stdout.flush()
    sys.stdout.write(f"{differ} of {count} questions differ\n")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
