"""A little world of usage whose every sum can be checked by hand: facts to the minute, answered as OpenAI would."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase

from bot.core.answers.planner import Plan
from bot.core.periods import DAY, MINUTE, Period, Width, floor
from bot.core.usage.buckets import Bucket, Filter, Row, UsageQuery, summed
from bot.core.usage.reading import OPENAI, STORE, Reading

START = datetime(2026, 10, 20, tzinfo=UTC)
DAYS = 34
PROJECTS = ("proj_a", "proj_b", "")
USERS = ("user_1", "user_2")
KEYS = ("key_1", "key_2", "")
MODELS = ("gpt-5", "gpt-5-mini", "o4-mini")
COMPLETIONS = ("project", "user", "key", "model", "batch", "tier")


@dataclass(frozen=True)
class Fact:
    """Some requests in one minute: what they cost at list price, and what of their tokens has no price."""

    at: datetime
    where: tuple[str, ...]
    tokens: int
    nanodollars: int
    unpriced: int = 0

    def value(self, dimension: str) -> str:
        return self.where[COMPLETIONS.index(dimension)] if dimension in COMPLETIONS else ""


def facts(seed: int = 7, count: int = 900) -> tuple[Fact, ...]:
    chance = random.Random(seed)  # noqa: S311
    return tuple(
        Fact(
            START + MINUTE * chance.randrange(DAYS * 1440),
            (
                chance.choice(PROJECTS),
                chance.choice(USERS),
                chance.choice(KEYS),
                chance.choice(MODELS),
                chance.choice(("false", "true")),
                chance.choice(("default", "flex")),
            ),
            chance.randrange(1, 5000),
            chance.randrange(10**9),
            chance.choice((0, 0, 0, 17)),
        )
        for _ in range(count)
    )


FACTS = facts()
QUIET = floor(START + 5 * DAY, Width.DAY)
FACTS = tuple(fact for fact in FACTS if floor(fact.at, Width.DAY) != QUIET)


def bill(day: datetime, project: str, key: str) -> int:
    """What OpenAI bills: something else than any estimate, by a rule that tests can repeat."""
    seed = f"{day:%d}{project}{key}"
    return sum(map(ord, seed)) * 1_000_003 if day != QUIET else 0


def passes(fact: Fact, filters: tuple[Filter, ...]) -> bool:
    return all(
        any(fnmatchcase(fact.value(one.dimension), wanted) for wanted in one.values) != one.excluded for one in filters
    )


def usage(query: UsageQuery, now: datetime) -> tuple[Bucket, ...]:
    """What OpenAI answers to `query` at `now`."""
    rows: dict[datetime, list[Row]] = {}
    spec = query.spec
    for fact in FACTS if query.endpoint == "completions" else ():
        if fact.at in query.period and fact.at < now and passes(fact, query.filters):
            counts = {"input_tokens": fact.tokens, "output_tokens": 1, "num_model_requests": 1}
            row = Row(
                tuple(fact.value(name) for name in query.group_by),
                tuple(counts.get(name, 0) for name in spec.counters),
                fact.nanodollars,
                fact.unpriced,
            )
            rows.setdefault(floor(fact.at, query.width), []).append(row)
    return tuple(
        Bucket(start, min(start + query.width.span, now), summed(rows.get(start, ())))
        for start in query.period.buckets(query.width)
        if start < now
    )


def costs(query: UsageQuery) -> tuple[Bucket, ...]:
    found = []
    for day in query.period.buckets(Width.DAY):
        values = [(p, "tokens", k) for p in PROJECTS for k in KEYS if bill(day, p, k)]
        names = ("project", "item", "key")
        kept = [v for v in values if all(v[names.index(f.dimension)] in f.values for f in query.filters)]
        rows = [
            Row(tuple(v[names.index(n)] for n in names if n in query.group_by), (bill(day, v[0], v[2]),)) for v in kept
        ]
        found.append(Bucket(day, day + DAY, summed(rows)))
    return tuple(found)


def readings(plan: Plan, now: datetime) -> tuple[Reading, ...]:
    """Every query of the plan answered: what is final from the store, the rest live."""
    found = []
    for origin, every in ((STORE, plan.stored), (OPENAI, plan.live)):
        for one in every:
            query = one.query
            buckets = costs(query) if query.endpoint == "costs" else usage(query, now)
            kept = tuple((bucket, now) for bucket in buckets if bucket.start in one.starts)
            found.append(Reading(query, origin, kept))
    return tuple(found)


def tokens(period: Period, filters: tuple[Filter, ...] = ()) -> int:
    return sum(fact.tokens + 1 for fact in FACTS if fact.at in period and passes(fact, filters))
