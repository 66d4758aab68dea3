"""The stored past as a history on which the rules can be tried."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.core.alerts.history import History, evenly
from bot.core.alerts.rules.spike_cause import UseByKeyAndModel
from bot.core.amounts import ZERO
from bot.core.answers.sums import add_up
from bot.core.answers.why import COUNTED, CompletionUse
from bot.core.catalogue import COMPLETIONS
from bot.core.periods import DAY, HOUR, Period, Width, floor
from bot.core.question import Question
from bot.core.usage.buckets import UsageQuery
from bot.core.usage.freshness import HOURS_KEPT
from bot.services import Services
from bot.sources.answers import read_stored

REACH = 200 * DAY
DETAIL = frozenset({"model", "requests", "input_tokens", "cached_tokens", "output_tokens"})


def history(services: Services, now: datetime) -> History:
    """Whole days as far as they were read, and the hours of the last five weeks; projects by their names."""
    today = floor(now, Width.DAY)
    read = services.store.usage.notes(COMPLETIONS.name, Width.DAY, Period(today - REACH, today))
    start, hours_from = min(read, default=today), max(min(read, default=today), floor(now - HOURS_KEPT, Width.DAY))
    days = _days(services, Period(start, today), now)
    uses = _hours(services, Period(hours_from, floor(now, Width.HOUR)), start)
    names, count = services.store.names.all(), (floor(now, Width.HOUR) - start) // HOUR
    labels = {id: names.label("project", id) or id for id in {*days, *uses}}
    return History(
        start,
        {labels[id]: _spent(days.get(id, []), uses.get(id, {}), (hours_from - start) // HOUR, count) for id in labels},
        {labels[id]: found for id, found in uses.items()},
        columns=DETAIL,
        days={labels[id]: found for id, found in days.items()},
        hours_from=(hours_from - start) // HOUR,
    )


def _days(services: Services, span: Period, now: datetime) -> dict[str, list[int]]:
    if span.start >= span.end:
        return {}
    done = read_stored(Question("", span, by=("day", "project")), services, now)
    found = add_up(done.plan, done.readings).amounts
    places = {at: (one.period.start - span.start) // DAY for at, one in enumerate(done.plan.spans)}
    days: dict[str, list[int]] = {}
    for (at, labels), amount in found.items():
        days.setdefault(labels[-1], [0] * (span.length // DAY))[places[at]] += (amount or ZERO).quantity
    return days


def _hours(services: Services, span: Period, start: datetime) -> Mapping[str, Mapping[int, UseByKeyAndModel]]:
    query = UsageQuery(COMPLETIONS.name, span, Width.HOUR, ("project", "model"))
    places = [COMPLETIONS.counters.index(name) for name in COUNTED]
    found: dict[str, dict[int, dict[tuple[str, str], CompletionUse]]] = {}
    for bucket in services.store.usage.fetch(query, counters=COUNTED) if span.start < span.end else ():
        hour = (bucket.start - start) // HOUR
        for row in bucket.rows:
            project, model = row.key
            requests, input, cached, output = (row.counts[place] for place in places)
            use = CompletionUse(requests, input, cached, output, row.estimate or 0)
            found.setdefault(project, {}).setdefault(hour, {})["", model] = use
    return found


def _spent(days: list[int], uses: Mapping[int, UseByKeyAndModel], hours_from: int, count: int) -> list[int]:
    """Hours as they were, and before these the days as even hours."""
    before = [part for day in days for part in evenly(day)][:hours_from]
    before += [0] * (hours_from - len(before))
    return before + [sum(use.cost for use in uses.get(hour, {}).values()) for hour in range(hours_from, count)]
