"""Finds what to read again: days that OpenAI changed, hours that do not add up to their day, quarters to their hour."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from bot.core.catalogue import COSTS
from bot.core.catalogue.words import as_words
from bot.core.errors import UpstreamError
from bot.core.periods import DAY, HOUR, Period, Width, floor
from bot.core.usage.buckets import Bucket, UsageQuery, counted
from bot.core.usage.freshness import HOUR_GRAINS, QUARTER_GRAINS, Grain, joined
from bot.jobs.reading_plan import ReadingPlan, queries_of, query_of
from bot.services import Services
from bot.sources.reads import is_compared_today


class Changes:
    """What a run must read again, by query."""

    def __init__(self, services: Services, now: datetime, plan: ReadingPlan) -> None:
        self.services = services
        self.now = now
        self.plan = plan
        self.days: dict[UsageQuery, Grain] = {}
        self.hours: dict[UsageQuery, Grain] = {}
        self.open_hours: dict[UsageQuery, Grain] = {}

    def compare(self, grain: Grain, coarse: UsageQuery, buckets: Iterable[Bucket]) -> None:
        """Note the days whose totals differ from the store's; the others count as read now."""
        ours = {bucket.start: _totals(bucket) for bucket in self.services.store.usage.fetch(coarse)}
        theirs = {bucket.start: _totals(bucket) for bucket in buckets}
        if any(ours.values()) and not any(theirs.values()):
            raise _all_gone(coarse)
        # Each amount is rounded to a nanodollar, so a sum of many is not the total to the last of them.
        notes = self.plan.notes[grain] if grain.endpoint == COSTS.name else {}
        slack = {start: note.rows for start, note in notes.items()}
        same = [
            start
            for start in coarse.period.buckets(Width.DAY)
            if _are_equal(ours.get(start), theirs.get(start), slack.get(start, 0))
        ]
        self.services.store.usage.confirm(grain.endpoint, Width.DAY, same, self.now)
        for start in coarse.period.buckets(Width.DAY):
            if start not in same:
                self._note_change(grain, Period(start, start + DAY))

    def by_owner(self, query: UsageQuery, buckets: Iterable[Bucket]) -> tuple[Bucket, ...]:
        """Bills by key or user. Raises UpstreamError when they hold nothing of days that were billed."""
        found = tuple(buckets)
        billed = self.services.store.usage.notes(COSTS.name, Width.DAY, query.period)
        if not any(bucket.rows for bucket in found) and any(note.rows for note in billed.values()):
            raise _all_gone(query)
        return found

    def ready_days(self, failed: Collection[Grain]) -> dict[UsageQuery, Grain]:
        """A day is replaced after its hours: until then, the next run sees again that both have changed."""
        waiting = {grain.endpoint for grain in HOUR_GRAINS if grain in failed}
        return {query: grain for query, grain in self.days.items() if query.endpoint not in waiting}

    def open_days_that_differ(self) -> dict[UsageQuery, Grain]:
        """
        Queries for the hours of today by model, of endpoints whose hours do not add up to the day so far.

        Traffic between two requests makes them differ too, so OpenAI is asked which of the finished hours changed.
        """
        today = Period(floor(self.now, Width.DAY), self.now)
        return {
            UsageQuery(grain.endpoint, today, Width.HOUR, tuple({*grain.group_by} & {"model"})): grain
            for grain in HOUR_GRAINS
            if today.start < self.now and self.services.store.usage.days_apart(grain.endpoint, today)
        }

    def compare_hours(self, grain: Grain, coarse: UsageQuery, buckets: Iterable[Bucket]) -> None:
        """Note the finished hours of which a model has other counts than in the store."""
        ours = {bucket.start: counted(bucket) for bucket in self.services.store.usage.fetch(coarse)}
        changed = [
            bucket.start
            for bucket in buckets
            if bucket.end == bucket.start + HOUR and counted(bucket) != ours.get(bucket.start, {})
        ]
        self.open_hours.update((query_of(grain, span), grain) for span in joined(changed, Width.HOUR))

    def hours_that_differ(self, saved_days: Mapping[str, datetime]) -> dict[UsageQuery, Grain]:
        """Hours of finished days to which they do not add up: those saved now, and once a day all that are kept."""
        return {
            query_of(grain, Period(day, day + DAY)): grain
            for grain in HOUR_GRAINS
            for day in self.services.store.usage.days_apart(grain.endpoint, self._compared(grain, saved_days))
        }

    def quarters_that_differ(self, saved_days: Mapping[str, datetime]) -> dict[UsageQuery, Grain]:
        """Quarters of finished hours to which they do not add up, of the same days and of today."""
        found: dict[UsageQuery, Grain] = {}
        for grain in QUARTER_GRAINS:
            period = Period(self._compared(grain, saved_days).start, self.now)
            hours = self.services.store.usage.hours_apart(grain.endpoint, period)
            starts = (start for hour in hours for start in Period(hour, hour + HOUR).buckets(Width.QUARTER))
            found.update(dict.fromkeys(queries_of(grain, starts), grain))
        return found

    def _note_change(self, grain: Grain, day: Period) -> None:
        self.days[query_of(grain, day)] = grain
        for narrow in HOUR_GRAINS:
            if narrow.endpoint == grain.endpoint and day.start >= narrow.kept_since(self.now):
                self.hours[query_of(narrow, day)] = narrow

    def _compared(self, grain: Grain, saved_days: Mapping[str, datetime]) -> Period:
        today = floor(self.now, Width.DAY)
        since = grain.kept_since(self.now)
        if is_compared_today(self.services, self.now):
            since = max(since, min(saved_days.get(grain.endpoint, today), today))
        return Period(since, today)


def _all_gone(coarse: UsageQuery) -> UpstreamError:
    days = f"{coarse.period.start:%Y-%m-%d} to {coarse.period.end - DAY:%Y-%m-%d}"
    return UpstreamError(
        f"OpenAI says that nothing was used or billed from {days} ({as_words(coarse.endpoint)}), which it had"
        " reported before. What was read stays as it is until OpenAI has it again.",
        transient=True,
        code="all_empty",
    )


def _are_equal(ours: tuple[int, ...] | None, theirs: tuple[int, ...] | None, slack: int) -> bool:
    if not ours or not theirs:
        return ours == theirs
    return all(abs(one - other) <= slack for one, other in zip(ours, theirs, strict=True))


def _totals(bucket: Bucket) -> tuple[int, ...]:
    """The counters of an ungrouped bucket added up; empty and all zero look alike."""
    sums = tuple(map(sum, zip(*(row.counts for row in bucket.rows), strict=True)))
    return sums if any(sums) else ()
