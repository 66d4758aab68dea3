"""Invented usage with a fixed seed: rows, their JSON in OpenAI's words, and buckets of core."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from itertools import cycle
from operator import add
from random import Random

from bot.core.catalogue import COMPLETIONS, COSTS
from bot.core.periods import DAY, Period, Width, to_unix
from bot.core.usage.buckets import Bucket, Row

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
TODAY = NOW.replace(hour=0, minute=0)
MODELS = (
    *("gpt-5", "gpt-5-mini", "gpt-5-nano", "gpt-5-codex", "gpt-5.1", "gpt-4.1", "gpt-4.1-mini", "gpt-4.1-nano"),
    *("gpt-4o", "gpt-4o-mini", "o3", "o3-mini", "o4-mini", "gpt-4-turbo", "gpt-3.5-turbo"),
)
Counted = tuple[tuple[str, ...], tuple[int, ...]]  # a key, and its counts
SPREAD = 997  # different sets of counts; a prime, so that they meet every key


@dataclass(frozen=True)
class Organisation:
    """`projects × keys × models` rows a bucket. A key has one user."""

    projects: int
    keys: int
    models: int

    @cached_property
    def dimensions(self) -> list[tuple[str, ...]]:
        """Keys of rows in the order of the catalogue: project, user, key, model, batch, tier."""
        return [
            (f"proj_{p:016}", f"user-{(p + k) % 300:016}", f"key_{p:08}{k:08}", MODELS[m], "false", "default")
            for p in range(self.projects)
            for k in range(self.keys)
            for m in range(self.models)
        ]

    def rows(self, start: datetime) -> Iterator[Counted]:
        shift = to_unix(start) // 3600
        counts = _counts()
        for number, key in enumerate(self.dimensions):
            yield key, counts[(number + shift) % SPREAD]

    def hours(self, day: datetime, rows: int) -> dict[datetime, list[Counted]]:
        """What each hour of a day has by project and model, `rows` an hour: they add up to the day, as OpenAI's do."""
        sums: dict[tuple[str, ...], list[int]] = {}
        for key, counts in self.rows(day):
            place = (key[0], "", "", *key[3:])
            sums[place] = [*map(add, sums.get(place, [0] * len(counts)), counts)]
        found: dict[datetime, list[Counted]] = {hour: [] for hour in Period(day, day + DAY).buckets(Width.HOUR)}
        starts, parts = cycle(found), max(1, 24 * rows // len(sums))
        for key, whole in sums.items():
            for part in range(parts):
                counts = [count // parts + (count % parts if part == 0 else 0) for count in whole]
                found[next(starts)].append((key, tuple(counts)))
        return found

    def bucket(self, start: datetime) -> Bucket:
        rows = sorted(Row(key, counts, counts[0] * 1250 + counts[10] * 10_000, 0) for key, counts in self.rows(start))
        return Bucket(start, start + DAY, tuple(rows))


def _counts() -> list[tuple[int, ...]]:
    random = Random(7)
    return [_plausible(random) for _ in range(SPREAD)]


def _plausible(random: Random) -> tuple[int, ...]:
    """Counters of a row of text, in the order of the catalogue."""
    fresh, cached, output = random.randrange(10**6), random.randrange(10**5), random.randrange(10**5)
    text = fresh + cached
    return (text, cached, 0, fresh, text, cached, 0, 0, 0, 0, output, output, 0, 0, random.randrange(1, 2000), 0, 0)


NAMES = {"project": "project_id", "user": "user_id", "key": "api_key_id", "tier": "service_tier"}


def bucket_json(rows: Iterable[Counted], start: datetime, span: int, group_by: tuple[str, ...]) -> bytes:
    """One bucket as OpenAI would send it, at these groups."""
    places = [COMPLETIONS.kept.index(name) for name in group_by]
    absent = dict.fromkeys((NAMES.get(name, name) for name in COMPLETIONS.dimensions), None)
    results = []
    for key, counts in rows:
        shown = {NAMES.get(name, name): key[place] for name, place in zip(group_by, places, strict=True)}
        if "batch" in shown:
            shown["batch"] = False
        counted = dict(zip(COMPLETIONS.counters, counts, strict=True))
        results.append({"object": COMPLETIONS.result, **counted, **absent, **shown})
    edge = to_unix(start)
    return json.dumps({"object": "bucket", "start_time": edge, "end_time": edge + span, "results": results}).encode()


def bill_json(organisation: Organisation, start: datetime) -> bytes:
    """One day's bill, a dollar a project."""
    of_each = {"object": COSTS.result, "amount": {"value": 1, "currency": "usd"}, "line_item": "input"}
    results = [{**of_each, "project_id": id} for id in sorted({key[0] for key in organisation.dimensions})]
    edge = to_unix(start)
    return json.dumps({"object": "bucket", "start_time": edge, "end_time": edge + 86_400, "results": results}).encode()


def last_days(days: int) -> Period:
    return Period(TODAY - days * DAY, TODAY)
