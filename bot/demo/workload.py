"""When an invented company works: how many requests a day has, in which minutes, and how large they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from bot.core.catalogue import ENDPOINT

MINUTES = 1440
VARIANTS = 16
FIRST_DAY = date(2025, 1, 1).toordinal()


class Profile(NamedTuple):
    """`hours` has the weights of a day's UTC hours; `week` the percentages of a full day from Monday to Sunday."""

    hours: tuple[int, ...]
    week: tuple[int, ...]


PROFILES = {
    "office": Profile(
        (1, 1, 1, 1, 1, 2, 6, 18, 40, 58, 62, 55, 40, 52, 64, 66, 60, 46, 28, 16, 9, 5, 3, 2),
        (96, 104, 106, 103, 88, 9, 7),
    ),
    "shop": Profile(
        (14, 9, 6, 5, 5, 8, 15, 24, 32, 38, 42, 46, 50, 48, 46, 46, 50, 58, 68, 76, 78, 66, 44, 26),
        (92, 90, 93, 98, 112, 124, 118),
    ),
    "always": Profile((24,) * 24, (100,) * 7),
    "nightly": Profile((0, 12, 60, 80, 40, 8) + (0,) * 18, (100, 100, 100, 100, 100, 40, 40)),
    "builds": Profile(
        (2, 1, 1, 6, 1, 1, 4, 20, 44, 70, 60, 74, 30, 66, 58, 80, 72, 40, 18, 10, 8, 6, 4, 3),
        (100, 110, 112, 108, 80, 6, 4),
    ),
    "spread": Profile((20, 18) * 6 + (30, 34) * 6, (100, 102, 104, 102, 98, 70, 66)),
}


def noise(*numbers: int) -> int:
    """64 bits that look random and depend on `numbers` alone (splitmix64)."""
    mixed = 0x9E3779B97F4A7C15
    for number in numbers:
        mixed = (mixed + number * 0xBF58476D1CE4E5B9 + 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
        mixed ^= mixed >> 31
    return mixed


@cache
def curve(profile: str, variant: int) -> tuple[int, ...]:
    """How much of a day's work is done before each of its minutes: 1,441 numbers from 0, in any unit."""
    weights = []
    for hour, weight in enumerate(PROFILES[profile].hours):
        lively = weight * (56 + noise(variant * 24 + hour) % 17)
        first = (variant * 24 + hour) * 60
        weights += [lively * (32 + noise(first + minute) % 65) for minute in range(60)]
    return tuple(accumulate(weights, initial=0))


class Flow(NamedTuple):
    """
    One stream on one day: its requests, the parts that they use together, and when they come.

    Every interval is a difference of two running totals, so that minutes, hours and days add up, and a minute without a
    request has no tokens.
    """

    requests: int
    parts: tuple[int, ...]
    curve: Sequence[int]
    phase: int

    def before(self, minute: int) -> int:
        """Requests that came before this minute of the day."""
        return (self.requests * self.curve[minute] + self.phase) // self.curve[MINUTES]

    def between(self, start: int, end: int) -> tuple[int, ...]:
        """Requests and parts of the minutes `start <= m < end`; empty when no request came."""
        if start == 0 and end == MINUTES:
            return (self.requests, *self.parts) if self.requests else ()
        first, last = self.before(start), self.before(end)
        if first == last:
            return ()
        return (last - first, *[part * last // self.requests - part * first // self.requests for part in self.parts])


@dataclass(frozen=True, slots=True)
class Stream:
    """
    One steady use of one model (or tool) with one key. `key` has the dimensions of its endpoint in their order.

    `requests` is the number on a full day; `parts` is what a request uses of each part of the endpoint (facts.METERS),
    in thousandths. The stream runs on the days with the ordinals `since <= day < until`. A `late` stream is work that
    OpenAI reports only on the day after: batch requests that were tried again.
    """

    number: int
    endpoint: str
    key: tuple[str, ...]
    profile: str
    requests: int
    parts: tuple[int, ...]
    since: int = FIRST_DAY
    until: int = date.max.toordinal()
    late: bool = False

    @property
    def values(self) -> tuple[str, ...]:
        """`key`, with the API source at its end where the endpoint tells it. One stream in seven is an agent."""
        has_source = "api_source" in ENDPOINT[self.endpoint].dimensions
        return (*self.key, *((self.api_source,) if has_source else ()))

    @property
    def api_source(self) -> str:
        return "unlabeled" if self.number % 7 else "agents_api"

    def flow(self, seed: int, day: int) -> Flow | None:
        """What this stream does on the day with this ordinal. It does not depend on earlier calls."""
        if not self.since <= day < self.until:
            return None
        bits = noise(seed, self.number, day)
        # Every factor is a whole number of thousandths (or of 1/1024): floats would differ between machines.
        growth = 600 + (day - FIRST_DAY)
        busy = PROFILES[self.profile].week[(day - 1) % 7] * growth * (864 + (bits & 255))
        requests = self.requests * busy // 102_400_000
        if not requests and bits % 102_400_000 < self.requests * busy:
            requests = 1
        weight = 896 + (bits >> 8 & 255)
        parts = tuple([requests * part * weight // 1_024_000 for part in self.parts])
        shape = curve(self.profile, bits >> 16 & (VARIANTS - 1))
        return Flow(requests, parts, shape, (bits >> 20) % shape[MINUTES])
