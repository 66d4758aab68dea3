"""What OpenAI has to answer, added up by brute force from the facts of an invented company."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.core.catalogue import COSTS
from bot.core.periods import Period, Width, floor
from bot.core.usage.buckets import Bucket, Filter, Row, UsageQuery, summed
from bot.demo.company import Company
from bot.demo.facts import Fact


def expected(company: Company, query: UsageQuery, now: datetime) -> tuple[Bucket, ...]:
    """The answer to `query` at `now`: every bucket of the period up to now, empty ones too."""
    costs = query.spec is COSTS
    days = [floor(query.period.start, Width.DAY), floor(now, Width.DAY) + Width.DAY.span]
    period = Period(days[0] if costs else query.period.start, min(query.period.end, days[1] if costs else now))
    places = [query.spec.dimensions.index(name) for name in query.group_by]
    rows: dict[datetime, list[Row]] = {start: [] for start in period.buckets(query.width)}
    width = Width.MINUTE if query.width is Width.MINUTE else Width.HOUR
    for fact in passing(company.facts(query.endpoint, period, now, width=width), query):
        key = tuple(fact.key[place] for place in places)
        rows[floor(fact.start, query.width)].append(Row(key, fact.counts))
    return tuple(
        Bucket(start, start + query.width.span if costs else min(start + query.width.span, period.end), summed(found))
        for start, found in rows.items()
    )


def total(company: Company, endpoint: str, counter: str, period: Period, *filters: Filter) -> int:
    """One counter over a whole period when all is known: nothing is late, nothing is cut."""
    query = UsageQuery(endpoint, period, Width.DAY, filters=filters)
    place = query.spec.counters.index(counter)
    return sum(fact.counts[place] for fact in passing(company.facts(endpoint, period), query))


def passing(facts: Iterable[Fact], query: UsageQuery) -> Iterable[Fact]:
    places = [(query.spec.dimensions.index(known.dimension), known) for known in query.filters]
    for fact in facts:
        if all((fact.key[place] in known.values) != known.excluded for place, known in places):
            yield fact
