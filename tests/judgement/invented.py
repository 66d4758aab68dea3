"""Histories with their truth, made by seed: what a project used hour by hour, and what happened to it when."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

START = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = 150  # both clock changes of spring and five ends of a month are in it
HOURS = DAYS * 24
LASTING = 28 * 24  # hours for which a change that stays is still the same incident

# Dollars a token: input, cached, output.
PRICES = {
    "gpt-5": (1.25e-6, 0.125e-6, 10e-6),
    "gpt-5-mini": (0.25e-6, 0.025e-6, 2e-6),
    "gpt-4.1": (2e-6, 0.5e-6, 8e-6),
    "gpt-4o-mini": (0.15e-6, 0.075e-6, 0.6e-6),
    "house-7": (0.9e-6, 0.3e-6, 2.7e-6),  # a name that no price list knows
}
OFFICE = (1, 1, 1, 1, 1, 2, 6, 18, 40, 58, 62, 55, 40, 52, 64, 66, 60, 46, 28, 16, 9, 5, 3, 2)
SHOP = (14, 9, 6, 5, 5, 8, 15, 24, 32, 38, 42, 46, 50, 48, 46, 46, 50, 58, 68, 76, 78, 66, 44, 26)
EVEN = (24,) * 24
SHAPES = (
    (OFFICE, (1, 1.05, 1.06, 1.03, 0.9, 0.1, 0.08)),
    (SHOP, (0.9, 0.9, 0.93, 1, 1.1, 1.2, 1.15)),
    (EVEN, (1,) * 7),
)


@dataclass(frozen=True, slots=True)
class Event:
    """What ought to be told: from `start` to `end`, hours since START; `cause` is what `why` should say."""

    start: int
    end: int
    cause: str
    key: str = ""


@dataclass(slots=True)
class Stream:
    """One model with one key: requests of each hour, and what a request is like; a change begins at its hour."""

    model: str
    key: str
    requests: list[float]
    input: float
    cached: float
    output: float
    tier: float = 1.0
    changes: list[tuple[int, str, float]] = field(default_factory=list)  # hour, field, its new value

    def rows(self) -> list[tuple[float, float, float, float, float]]:
        """Requests, input, cached, output and dollars of each hour."""
        changes = sorted(self.changes)
        found, at = [], 0
        for hour, requests in enumerate(self.requests):
            while at < len(changes) and changes[at][0] <= hour:
                setattr(self, changes[at][1], changes[at][2])
                at += 1
            whole = round(requests)
            size = whole * self.input
            kept = size * self.cached
            said = whole * self.output
            fresh, stored, out = PRICES[self.model]
            found.append((whole, size, kept, said, self.tier * ((size - kept) * fresh + kept * stored + said * out)))
        return found


@dataclass(frozen=True, slots=True)
class History:
    """One project: its streams' rows, their sum in nanodollars an hour, and its events."""

    name: str
    kind: str
    streams: tuple[tuple[str, str, list[tuple[float, float, float, float, float]]], ...]
    hours: tuple[int, ...]
    events: tuple[Event, ...] = ()


@dataclass(slots=True)
class _Making:
    random: Random
    streams: list[Stream]
    events: list[Event] = field(default_factory=list)

    @property
    def mean(self) -> float:
        """Dollars an hour."""
        return sum(row[4] for stream in self.streams for row in _copy(stream).rows()[: 30 * 24]) / (30 * 24)

    @property
    def main(self) -> Stream:
        return self.streams[0]

    def moment(self) -> int:
        """An hour of work, late enough that four weeks are known."""
        day = self.random.randrange(50, DAYS - 35)
        while (START + timedelta(days=day)).weekday() >= 5:
            day -= 1
        return day * 24 + self.random.randrange(7, 17)

    def lasting(self, cause: str, start: int, key: str = "") -> None:
        self.events.append(Event(start, min(start + LASTING, HOURS), cause, key))


def _copy(stream: Stream) -> Stream:
    return replace(stream, requests=stream.requests, changes=list(stream.changes))


def _rhythm(random: Random, shape: tuple[tuple[float, ...], tuple[float, ...]], noise: float) -> list[float]:
    """Weights of hours with a mean near 1: rhythm of day and week, good and bad days, and restless hours."""
    hours, week = shape
    whole = sum(hours) / 24
    level, found = 0.0, []
    for day in range(DAYS):
        today = math.exp(random.gauss(0, noise)) * week[(START + timedelta(days=day)).weekday()]
        for hour in range(24):
            level = 0.7 * level + random.gauss(0, noise)
            burst = random.uniform(1.5, 3) if random.random() < 0.004 else 1
            found.append(today * hours[hour] / whole * math.exp(level) * burst)
    return found


def _counted(random: Random, weights: list[float], a_hour: float) -> list[float]:
    """Whole requests around their expectation."""
    return [max(0.0, random.gauss(w * a_hour, math.sqrt(w * a_hour))) for w in weights]


def _project(random: Random) -> _Making:
    """A project of some streams: between $8 and $1,500 a day."""
    shape, noise = random.choice(SHAPES), random.choice((0.06, 0.1, 0.15, 0.22))
    a_day = math.exp(random.uniform(math.log(8), math.log(1500)))
    streams = []
    model = random.choice(list(PRICES))
    for place in range(random.choice((1, 2, 3))):
        chosen = model if place == 0 else random.choice(list(PRICES))
        share = a_day * (0.75 if place == 0 else 0.15)
        stream = Stream(
            chosen,
            f"key-{place + 1}",
            [],
            random.choice((600, 1500, 4000, 9000)),
            random.choice((0.0, 0.3, 0.6, 0.75)),
            random.choice((80, 250, 600, 1200)),
        )
        stream.requests = _counted(random, _rhythm(random, shape, noise), share / 24 / _a_request(stream))
        streams.append(stream)
    return _Making(random, streams)


def _a_request(stream: Stream) -> float:
    fresh, stored, out = PRICES[stream.model]
    input = stream.input * ((1 - stream.cached) * fresh + stream.cached * stored)
    return stream.tier * (input + stream.output * out)


def _leak(made: _Making) -> None:
    """Somebody else uses a key around the clock, often with a dear model."""
    random, start = made.random, made.moment()
    hours = random.randrange(4, 72)
    model = random.choice(("gpt-5", made.main.model))
    stream = Stream(model, random.choice(("key-leaked", made.main.key)), [0.0] * HOURS, 1200, 0.0, 700)
    dollars = max(made.mean * random.uniform(3, 12), 8)
    for hour in range(start, min(start + hours, HOURS)):
        stream.requests[hour] = dollars / _a_request(stream) * random.uniform(0.8, 1.2)
    stream.requests[start] *= random.random()
    made.streams.append(stream)
    made.events.append(Event(start, start + hours, "requests", stream.key))


def _retry(made: _Making) -> None:
    """A loop without a pause: the same requests again and again for some hours."""
    random, start, times = made.random, made.moment(), made.random.uniform(4, 15)
    hours = random.randrange(2, 14)
    least = max(8, made.mean) / _a_request(made.main)
    for hour in range(start, start + hours):
        made.main.requests[hour] = max(made.main.requests[hour] * times, least * times / 4)
    made.events.append(Event(start, start + hours, "requests", made.main.key))


def _dearer(made: _Making, what: str, value: float, cause: str) -> None:
    """One field changes for good; by how much the cost does is for the caller to choose."""
    start = made.moment()
    made.main.changes.append((start, what, value))
    made.lasting(cause, start, made.main.key)


def _solved(made: _Making, what: str, times: float) -> float:
    """The value of a field with which a request costs `times` as much."""
    stream = made.main
    whole = _a_request(stream)
    raised = replace(stream, **{what: getattr(stream, what) * 2})
    return float(getattr(stream, what) * (1 + (times - 1) * whole / (_a_request(raised) - whole)))


def _prompt(made: _Making) -> None:
    made.main.cached = min(made.main.cached, 0.3)
    _dearer(made, "input", _solved(made, "input", made.random.uniform(1.8, 3)), "input size")


def _answers(made: _Making) -> None:
    _dearer(made, "output", _solved(made, "output", made.random.uniform(1.8, 3)), "output size")


def _model(made: _Making) -> None:
    """The same requests go to a dearer model from one hour to the next."""
    start, stream = made.moment(), made.main
    stream.model = made.random.choice(("gpt-5-mini", "gpt-4o-mini"))
    stream.requests = [requests * 8 for requests in stream.requests]
    new = Stream("gpt-5" if stream.model == "gpt-5-mini" else "gpt-4.1", stream.key, [], *_sizes(stream))
    new.requests = [0.0] * start + stream.requests[start:]
    stream.requests = stream.requests[:start] + [0.0] * (HOURS - start)
    made.streams.append(new)
    made.lasting("model mix", start, stream.key)


def _sizes(stream: Stream) -> tuple[float, float, float]:
    return stream.input, stream.cached, stream.output


def _cache(made: _Making) -> None:
    made.main.cached, made.main.output = 0.8, min(made.main.output, made.main.input * 0.04)
    if made.main.model == "house-7" or made.main.model == "gpt-4o-mini":
        made.main.model = "gpt-5-mini"
    _dearer(made, "cached", 0.0, "cache")


def _tier(made: _Making) -> None:
    made.main.tier = 0.5
    _dearer(made, "tier", made.random.choice((1.0, 1.0, 2.0)), "price")


def _creep(made: _Making) -> None:
    start = made.moment() // 24 * 24
    for stream in made.streams:
        for hour in range(start, HOURS):
            stream.requests[hour] *= 1.03 ** min((hour - start) / 24, 30)
    made.lasting("requests", start)


def _launch(made: _Making) -> None:
    start, times = made.moment(), made.random.uniform(1.9, 3.5)
    ramp = made.random.choice((1, 24, 48))
    for hour in range(start, HOURS):
        made.main.requests[hour] *= 1 + (times - 1) * min(1, (hour - start + 1) / ramp)
    made.lasting("requests", start, made.main.key)


def _quiet(made: _Making) -> None:
    """Nothing happens."""


def _holiday(made: _Making) -> None:
    start = made.random.randrange(45, DAYS - 30) * 24
    for stream in made.streams:
        for hour in range(start, start + made.random.choice((5, 9, 14)) * 24):
            stream.requests[hour] *= 0.12


def _growth(made: _Making) -> None:
    a_week = made.random.uniform(1.02, 1.07)
    for stream in made.streams:
        stream.requests = [requests * a_week ** (hour / 168) for hour, requests in enumerate(stream.requests)]


def _month_end(made: _Making) -> None:
    last = made.random.choice((1, 2))
    times = made.random.uniform(3, 8)
    for hour in range(HOURS):
        if (START + timedelta(hours=hour, days=last)).month != (START + timedelta(hours=hour)).month:
            made.main.requests[hour] *= times


def _sparse(made: _Making) -> None:
    """A few hours a week, now and then a large one."""
    random, share = made.random, made.random.uniform(0.01, 0.08)
    for stream in made.streams:
        busy = 20 / _a_request(stream)
        stream.requests = [
            busy * random.lognormvariate(0, 0.9) if random.random() < share else 0.0 for _ in range(HOURS)
        ]


def _bursty(made: _Making) -> None:
    """Experiments: bursts of some hours, a few a week, of very different sizes."""
    random, base = made.random, made.main.requests
    hour = 0
    while hour < HOURS:
        hour += int(random.expovariate(1 / random.choice((20, 40, 60)))) + 1
        size = random.lognormvariate(1.3, 0.8)
        for one in range(hour, min(hour + random.randrange(1, 9), HOURS)):
            base[one] += size * made.main.requests[one] + size
    for stream in made.streams[1:]:
        stream.requests = [requests * random.lognormvariate(0, 0.5) for requests in stream.requests]


def _clock(made: _Making) -> None:
    """Nightly batches at local hours, which move in UTC with the clocks."""
    zone = ZoneInfo(made.random.choice(("America/New_York", "Europe/Berlin", "Australia/Sydney")))
    at, long = made.random.randrange(0, 5), made.random.choice((1, 2, 3))
    heavy = max(made.mean * 24, 60) / _a_request(made.main) / long
    for hour in range(HOURS):
        if at <= (START + timedelta(hours=hour)).astimezone(zone).hour < at + long:
            made.main.requests[hour] += heavy * made.random.uniform(0.9, 1.1)


def _new(made: _Making) -> None:
    """Nothing at first, then a project that grows into its use."""
    start = made.random.randrange(30, 90) * 24
    ramp = made.random.choice((1, 5, 14)) * 24
    for stream in made.streams:
        for hour in range(HOURS):
            stream.requests[hour] *= 0 if hour < start else min(1, (hour - start + 24) / ramp)


WANTED: dict[str, Callable[[_Making], None]] = {
    "leak": _leak,
    "retry loop": _retry,
    "longer prompts": _prompt,
    "longer answers": _answers,
    "dearer model": _model,
    "cache off": _cache,
    "tier": _tier,
    "creep": _creep,
    "launch": _launch,
}
USUAL: dict[str, Callable[[_Making], None]] = {
    "quiet": _quiet,
    "holiday": _holiday,
    "growth": _growth,
    "month-end": _month_end,
    "clock change": _clock,
    "new": _new,
    "sparse": _sparse,
    "bursty": _bursty,
}
KINDS = {**WANTED, **USUAL}
NANO = 1_000_000_000


def history(kind: str, seed: int, number: int) -> History:
    """The same for the same seed, on every machine."""
    random = Random(f"{kind}/{seed}/{number}")
    made = _project(random)
    KINDS[kind](made)
    streams = tuple((stream.model, stream.key, stream.rows()) for stream in made.streams)
    dollars = (sum(of_hour) for of_hour in zip(*([row[4] for row in rows] for _, _, rows in streams), strict=True))
    hours = tuple(round(of_hour * NANO) for of_hour in dollars)
    return History(f"{kind}-{number}", kind, streams, hours, tuple(made.events))


def histories(seed: int, each: int = 8) -> list[History]:
    return [history(kind, seed, number) for kind in KINDS for number in range(each)]
