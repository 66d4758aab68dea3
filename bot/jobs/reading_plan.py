"""Plans what a run reads: what was never read, what was read before it was final, and what is compared again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property
from itertools import islice

from bot.core.budgets.budget import budget_period
from bot.core.catalogue import COMPLETIONS, COST_KEY_EPOCH, COSTS
from bot.core.errors import UpstreamError
from bot.core.periods import DAY, Period, Width, floor
from bot.core.usage.buckets import UsageQuery
from bot.core.usage.buckets_to_ask import requests_for
from bot.core.usage.freshness import (
    BILL_GRAINS,
    DAY_GRAINS,
    GRACE,
    HOUR_GRAIN,
    HOUR_GRAINS,
    LOOK_AGAIN_COSTS,
    QUARTER_GRAINS,
    QUARTERS_A_RUN,
    SIDE_GRAIN,
    SIDES_A_RUN,
    Grain,
    ReadNote,
    due_starts,
    due_to_look_at,
    due_to_read,
    is_settled,
    joined,
    month_again_slot,
    needs_quarters,
)
from bot.core.usage.sides import Side, kept_side, midnights, query_of_side
from bot.services import Services
from bot.sources.reads import is_billed_today, is_compared_today, last_complete, sides_apart, zones_in_use

MONTH_AGAIN = "month-again"
PAGES_A_RUN, PAGE_OF_HOURS = 2, 7 * DAY  # of the hours of an endpoint beside completions


class ReadingPlan:
    """The queries of a run. `since` is the first UTC day, in place of what retention asks for."""

    def __init__(self, services: Services, now: datetime, since: datetime | None) -> None:
        self.services = services
        self.now = now
        self.since = since
        self.notes = {grain: self._notes(grain) for grain in DAY_GRAINS}

    def days(self) -> dict[UsageQuery, Grain]:
        """Days that were never read, or before they were final."""
        return {
            query_of(grain, span): grain
            for grain in DAY_GRAINS
            for span in due_to_read(grain, self.notes[grain], now=self.now, since=self._since(grain))
        }

    def bills(self, changed: Collection[datetime]) -> dict[UsageQuery, Grain]:
        """
        Bills by key and by user: days that `changed`; once a day those that have been settled since.

        Where a budget is of one, every day that was never read, and with each run the last week, in which what changes
        late changes. A week is one request, and so are the days of a first read, which is long enough without them.
        """
        found: dict[UsageQuery, Grain] = {}
        for grain in BILL_GRAINS:
            template = query_of(grain, Period(self._billed_since(grain), self.now))
            known = self.services.store.usage.notes(template.ledger, Width.DAY, template.period)
            is_due = self._bill_since_a_week if grain in self.owners_budgeted else self._bill_once_settled
            again = known.keys() & {*changed}
            days = [day for day in template.period.buckets(Width.DAY) if day in again or is_due(day, known)]
            found.update((query_of(grain, span), grain) for span in joined(days, Width.DAY))
        return found

    def _billed_since(self, grain: Grain) -> datetime:
        """What is prepaid counts from its own day, however long ago that is."""
        budgets = self.services.store.budgets.all() if grain in self.owners_budgeted else ()
        prepaid = (
            budget_period(one.period, self.now).start for one in budgets if one.metric == "cost" and not one.resets
        )
        first = min([self._since(grain), *prepaid])
        return max(first, COST_KEY_EPOCH) if grain.group_by[-1] == "key" else first

    def _bill_since_a_week(self, day: datetime, known: Mapping[datetime, ReadNote]) -> bool:
        return day not in known or day >= floor(self.now, Width.DAY) - LOOK_AGAIN_COSTS * DAY

    def _bill_once_settled(self, day: datetime, known: Mapping[datetime, ReadNote]) -> bool:
        is_new = day not in known or not is_settled(day, known[day].read_at)
        return is_new and is_settled(day, self.now) and self._is_time_for_bills

    @cached_property
    def _is_time_for_bills(self) -> bool:
        """Once a day, and not with the first read."""
        return last_complete(self.services) is not None and not is_billed_today(self.services, self.now)

    @cached_property
    def owners_budgeted(self) -> tuple[Grain, ...]:
        """The bills of what budgets are of."""
        scopes = {budget.scope for budget in self.services.store.budgets.all() if budget.metric == "cost"}
        if "team" in scopes:
            scopes.update(self.services.teams.current().parts)
        return tuple(grain for grain in BILL_GRAINS if grain.group_by[-1] in scopes)

    def looks(self) -> dict[UsageQuery, Grain]:
        """Final days, of which only the totals are compared with OpenAI's."""
        slot = month_again_slot(self.now)
        month_again = slot is not None and not self.services.store.runs.has(MONTH_AGAIN, slot)
        return {
            UsageQuery(grain.endpoint, span, Width.DAY): grain
            for grain, notes in self.notes.items()
            for span in due_to_look_at(grain, notes, now=self.now, month_again=month_again)
        }

    def hours(self) -> dict[UsageQuery, Grain]:
        """Hours of completions, whichever days they were used on: nothing has to be read before."""
        all_days = Period(self._since(HOUR_GRAIN), self.now).buckets(Width.DAY)
        return dict.fromkeys(self._narrow_due(HOUR_GRAIN, all_days), HOUR_GRAIN)

    def hours_of_used_days(self) -> dict[UsageQuery, Grain]:
        """
        Hours of the days on which another endpoint was used.

        A few pages with each read, the newest first: nine endpoints would be two thirds of a first read.
        """
        found: dict[UsageQuery, Grain] = {}
        for grain in HOUR_GRAINS[1:]:
            wanted = self._narrow_due(grain, self._used_days(grain))
            pages = (page for query in wanted for page in _parts(query, PAGE_OF_HOURS))
            found.update(dict.fromkeys(_newest(pages, PAGES_A_RUN), grain))
        return found

    def quarters(self) -> dict[UsageQuery, Grain]:
        """Quarters of an hour where a zone needs them: what is open, and some of what is missing, the newest first."""
        if not needs_quarters(zones_in_use(self.services), self.now):
            return {}
        found: dict[UsageQuery, Grain] = {}
        for grain in QUARTER_GRAINS:
            for starts in islice(self._days_due(grain, sorted(self._used_days(grain), reverse=True)), QUARTERS_A_RUN):
                found.update(dict.fromkeys(queries_of(grain, starts), grain))
        return found

    def sides(self) -> dict[UsageQuery, Side]:
        """Sides that are final of days that were used: one request each, the newest first."""
        span = Period(self._since(SIDE_GRAIN), self.now)
        if span.start >= span.end:
            return {}
        days, known = (self.services.store.usage.notes(COMPLETIONS.name, it, span) for it in (Width.DAY, Width.SIDE))
        today = floor(self.now, Width.DAY)
        compared = Period(today if is_compared_today(self.services, self.now) else span.start, self.now)
        apart = sides_apart(self.services, compared) if known else ()
        cuts = {cut for zone in zones_in_use(self.services) for cut in midnights(zone, span)}
        missing = ((cut, days.get(floor(cut, Width.DAY))) for cut in cuts if cut not in known or cut in apart)
        due = sorted((side for cut, note in missing if note and (side := self._ready_side(cut, note))), reverse=True)
        return {query_of_side(side): side for side in due[:SIDES_A_RUN]}

    def _ready_side(self, cut: datetime, day: ReadNote) -> Side | None:
        """What is kept of a midnight's day, once it is final; a day that is over has to be read first."""
        side = kept_side(cut, self.now)
        is_ready = side == kept_side(cut, day.read_at) and query_of_side(side).period.end + GRACE <= self.now
        return side if day.rows and is_ready else None

    def unserved(self, failed: Mapping[Grain, UpstreamError]) -> frozenset[str]:
        """Endpoints that were never read and are not found: OpenAI does not serve them to everybody."""
        never = (grain.endpoint for grain, error in failed.items() if error.code == "not_found" and grain in self.notes)
        read = {grain.endpoint for grain, notes in self.notes.items() if notes}
        return frozenset(never) - read - {COMPLETIONS.name, COSTS.name}

    def _notes(self, grain: Grain) -> Mapping[datetime, ReadNote]:
        horizon = Period(min(self._since(grain), grain.kept_since(self.now) - DAY * 40), self.now + DAY)
        return self.services.store.usage.notes(grain.endpoint, grain.width, horizon)

    def _since(self, grain: Grain) -> datetime:
        kept = grain.kept_since(self.now)
        if self.since is None:
            return kept
        return self.since if grain.width is Width.DAY else max(self.since, kept)

    def _narrow_due(self, grain: Grain, days: Iterable[datetime]) -> Iterator[UsageQuery]:
        """What is due of the hours (or quarters) of these days, in as few requests as can be."""
        return queries_of(grain, (start for day in self._days_due(grain, days) for start in day))

    def _days_due(self, grain: Grain, days: Iterable[datetime]) -> Iterator[list[datetime]]:
        """What is due of each of these days, where something is."""
        kept = Period(self._since(grain), self.now)
        spans = [Period(day, min(day + DAY, self.now)) for day in days if day in kept]
        notes = self.services.store.usage.notes(grain.endpoint, grain.width, kept) if spans else {}
        return filter(None, (due_starts(span, grain.width, notes) for span in spans))

    def _used_days(self, grain: Grain) -> set[datetime]:
        period = Period(grain.kept_since(self.now), self.now)
        notes = self.services.store.usage.notes(grain.endpoint, Width.DAY, period)
        return {day for day, note in notes.items() if note.rows}


def query_of(grain: Grain, span: Period) -> UsageQuery:
    """The query for a span with all groups of a grain."""
    return UsageQuery(grain.endpoint, span, grain.width, grain.group_by)


def queries_of(grain: Grain, starts: Iterable[datetime]) -> Iterator[UsageQuery]:
    """The queries for these buckets with all groups of a grain, in as few requests as can be."""
    wanted = [*starts]
    if wanted:
        template = query_of(grain, Period(wanted[0], wanted[-1]))
        yield from (replace(one.query, limit=None) for one in requests_for(template, wanted))


def _parts(query: UsageQuery, page: timedelta) -> Iterator[UsageQuery]:
    """The query request by request, cut at midnight, the newest page first. What is left over is the oldest."""
    midnight = floor(query.period.end, Width.DAY)
    end = midnight if midnight == query.period.end else midnight + DAY
    while part := query.period.overlap(Period(end - page, end)):
        yield replace(query, period=part)
        end -= page


def _newest(queries: Iterable[UsageQuery], most: int) -> list[UsageQuery]:
    return sorted(queries, key=lambda one: one.period, reverse=True)[:most]
