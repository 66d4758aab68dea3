"""Finds spikes that begin, in stored hours and days: what stands out is looked at closely."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.alerts.levels import Until
from bot.core.alerts.rules.excess import WEEK, WEEKLY, WEEKS, WINDOWS, HourlyUse, SpikeWindow, onset
from bot.core.alerts.rules.finding import EXPECTED, Spike
from bot.core.alerts.rules.incidents import Incident, incidents
from bot.core.alerts.rules.spike import SPIKE
from bot.core.alerts.rules.spike_cause import Cause, SpikeUses, UseByKeyAndModel, cause
from bot.core.amounts import ZERO, Amount
from bot.core.answers.why import COUNTED, CompletionUse
from bot.core.budgets.budget import ORGANISATION
from bot.core.catalogue import COMPLETIONS
from bot.core.periods import DAY as A_DAY
from bot.core.periods import HOUR, Period, Width, floor
from bot.core.question import Question
from bot.core.usage.buckets import Bucket, Filter, UsageQuery
from bot.core.usage.freshness import HOURS_KEPT, ReadNote
from bot.core.usage.rates import Kind, Rates
from bot.services import Services
from bot.sources.answers import over_time, used
from bot.sources.budget_status import BudgetSums

REMEMBERED = 70 * A_DAY
FEWEST = 3  # of the four weeks must have been read
FEW = 200  # projects that are read by themselves
NAMED_FROM = 25  # percent above its usual from which a project may be the one that makes the organisation's excess


def spikes(services: Services, sums: BudgetSums, compared: str | None) -> tuple[Spike, ...]:
    """As of the last read, the hour in progress too; whole weeks once a day, after `compared`."""
    if sums.as_of is None:
        return ()
    look = _Look.at(services, sums)
    is_new_day = compared is None or datetime.fromisoformat(compared) < floor(sums.as_of, Width.DAY)
    standing_out = look.standing_out(weekly=is_new_day)
    if not standing_out:
        return ()
    told_at = look.told_at()
    watched = {subject: look.hours(subject, weekly=is_new_day) for subject in standing_out}
    found = incidents(look.place, watched, told_at, ORGANISATION, count=look.count)
    return tuple(look.spike(one, watched[one.subject]) for one in found)


@dataclass(slots=True)
class _Look:
    """The stored hours. A place is a number of hours since `start`."""

    services: Services
    sums: BudgetSums
    start: datetime
    place: int
    read: Mapping[datetime, ReadNote]
    count: int = 1

    @classmethod
    def at(cls, services: Services, sums: BudgetSums) -> _Look:
        end = floor(sums.as_of or sums.now, Width.HOUR) + HOUR
        start = floor(end - HOURS_KEPT, Width.DAY)
        read = services.store.usage.notes(COMPLETIONS.name, Width.HOUR, Period(start, end))
        return cls(services, sums, start, (end - start) // HOUR, read)

    def standing_out(self, *, weekly: bool) -> tuple[str, ...]:
        """Subjects of which one window is clearly above its usual, and what may be most of the organisation's."""
        found, named = set[str](), set[str]()
        for window in (*WINDOWS, *([WEEKLY] if weekly else [])):
            now = self._spent(window, 0) or {}
            self.count = max(self.count, len(now))
            over = {subject: spent for subject, spent in now.items() if spent > window.floor}  # less is no spike
            weeks = [then for week in range(1, WEEKS + 1) if over and (then := self._spent(window, week, over))]
            for subject, spent in over.items() if len(weeks) >= FEWEST else ():
                usual = sorted(week.get(subject, 0) for week in weeks)[len(weeks) // 2]
                if spent - usual > max(window.floor, usual * window.over // 100):
                    found.add(subject)
                if spent - usual > max(window.floor, usual * NAMED_FROM // 100):
                    named.add(subject)
        return tuple(sorted(named if ORGANISATION in found else found))

    def _spent(self, window: SpikeWindow, week: int, among: Collection[str] = ()) -> Mapping[str, int]:
        """What each subject (or those of `among`) spent in the window so many weeks ago; empty when it was not read."""
        end = self._moment(self.place)
        if window is WEEKLY:
            end = floor(end - HOUR, Width.DAY)
        span = Period(end - (window.hours + week * WEEK) * HOUR, end - week * WEEK * HOUR)
        notes, width = (self.sums.notes, Width.DAY) if window is WEEKLY else (self.read, Width.HOUR)
        if not all(start in notes for start in span.buckets(width) if start <= self.sums.now):
            return {}
        return self._billed(span) if window is WEEKLY else self._estimated(span, among)

    def _billed(self, span: Period) -> dict[str, int]:
        amounts = self.sums.amounts("cost", span, "project")
        return _with_all({id: amount.quantity for id, amount in amounts.items()})

    def _estimated(self, span: Period, among: Collection[str]) -> dict[str, int]:
        """All projects, or few of them and all together: two thousand of each week would take most of a check."""
        ids = tuple(subject.partition(":")[2] for subject in among if subject != ORGANISATION)
        if not among or len(ids) > FEW:
            return _with_all(self._sums(span, ("project",)))
        of_some = self._sums(span, ("project",), (Filter("project", ids),)) if ids else {}
        return {**_with_all(of_some), ORGANISATION: self._sums(span, ()).get("", 0)}

    def _sums(self, span: Period, by: tuple[str, ...], of: tuple[Filter, ...] = ()) -> dict[str, int]:
        buckets = self._fetch(span, by, of=of, whole=True)
        return {"".join(row.key): row.estimate or 0 for bucket in buckets for row in bucket.rows}

    def _fetch(
        self, span: Period, by: tuple[str, ...], *, of: tuple[Filter, ...] = (), whole: bool = False
    ) -> tuple[Bucket, ...]:
        query = UsageQuery(COMPLETIONS.name, span, Width.HOUR, by, of)
        counters = COUNTED if "model" in by else ()
        return self.services.store.usage.fetch(query, whole=whole, counters=counters, notes=self.read)

    def hours(self, subject: str, *, weekly: bool) -> HourlyUse:
        """A project that was used before the hours that are kept has been in use all the time."""
        of = _filter(subject)
        spent = [0] * self.place
        for bucket in self._fetch(Period(self.start, self._moment(self.place)), (), of=of):
            spent[(bucket.start - self.start) // HOUR] = sum(row.estimate or 0 for row in bucket.rows)
        unread = {place for place in range(self.place - 1) if self._moment(place) not in self.read}
        before = Period(self.start - REMEMBERED, self.start)
        is_old = self.sums.amounts("requests", before, ORGANISATION if not of else "project")
        known = is_old.get(of[0].values[0] if of else "", ZERO).quantity > 0
        days = self._days(of) if weekly else []
        return HourlyUse(spent, days, first=0 if known else None, unread=unread)

    def _days(self, of: tuple[Filter, ...]) -> list[int]:
        today = floor(self._moment(self.place) - HOUR, Width.DAY)
        span = Period(today - REMEMBERED, today)
        by_day = over_time(Question("", span, by=("day",), filters=of), self.services, self.sums.now)
        return [by_day.get(day, ZERO).quantity for day in span.buckets(Width.DAY)]

    def told_at(self) -> Mapping[str, Sequence[int]]:
        """When spikes were told of each subject; what people expect counts as told just now."""
        store, found = self.services.store, defaultdict(list)
        for _, _, subject, slot, _ in store.alerts.identities({SPIKE: self.sums.now - REMEMBERED}):
            found[subject].append((slot - self.start) // HOUR)
        for key, snooze in store.alerts.snoozes().items():
            is_on = snooze.until is Until.MORNING and self.sums.now < snooze.ends_at
            if key.startswith(EXPECTED) and is_on:
                found[key.removeprefix(EXPECTED)].append(self.place - 1)
        return {subject: sorted(places) for subject, places in found.items()}

    def spike(self, found: Incident, hours: HourlyUse) -> Spike:
        excess = found.excess
        end = self._moment(self.place)
        last = floor(end - HOUR, Width.DAY) if excess.hours == WEEK else end
        span = Period(last - excess.hours * HOUR, last)
        spike = Spike(
            found.subject,
            end,
            span,
            Amount(excess.spent, excess.spent, estimate=True),
            excess.usual,
            excess.bound,
            found.is_told,
            found.beside,
        )
        return replace(spike, cause=self._cause(spike, hours)) if found.is_told else spike

    def _cause(self, spike: Spike, hours: HourlyUse) -> Cause:
        end = (spike.span.end - self.start) // HOUR
        began = onset(hours, end, spike.span.length // HOUR)
        uses = self._uses(spike.subject, began, end)
        found = cause(SpikeUses(uses, began, end), self._rates)
        return replace(found, key=self._key(spike))

    def _uses(self, subject: str, start: int, end: int) -> dict[str, dict[int, UseByKeyAndModel]]:
        found: dict[str, dict[int, dict[tuple[str, str], CompletionUse]]] = defaultdict(lambda: defaultdict(dict))
        places = [COMPLETIONS.counters.index(name) for name in COUNTED]
        for week in range(WEEKS + 1):
            first = max(start - week * WEEK, 0)
            span = Period(self._moment(first), self._moment(max(end - week * WEEK, first)))
            for bucket in self._fetch(span, ("project", "model"), of=_filter(subject)):
                for row in bucket.rows:
                    project, model = row.key
                    requests, input, cached, output = (row.counts[place] for place in places)
                    hour = (bucket.start - self.start) // HOUR
                    found[project][hour]["", model] = CompletionUse(requests, input, cached, output, row.estimate or 0)
        return {project: {**hours} for project, hours in found.items()}

    def _rates(self, model: str) -> Rates | None:
        return self.services.prices.rates(COMPLETIONS.name, Kind(model), long=False, day=self.sums.now.date())

    def _key(self, spike: Spike) -> str | None:
        """The key that made most of what its days have more than the same weekdays; hours hold no keys."""
        first = floor(spike.span.start, Width.DAY)
        days = Period(first, max(floor(spike.span.end, Width.DAY), first + A_DAY))
        now, *weeks = (
            used(
                Question("", _back(days, week), by=("key",), filters=_filter(spike.subject)),
                self.services,
                self.sums.now,
            )
            for week in range(WEEKS + 1)
        )
        keys = {key: amount.quantity for (key,), amount in now.items() if key}
        added = {
            key: spent - sum(week.get((key,), ZERO).quantity for week in weeks) // WEEKS for key, spent in keys.items()
        }
        first_key = max(sorted(added), key=lambda key: added[key], default=None)
        return first_key if first_key and added[first_key] * 2 > spike.quantity.quantity - spike.usual else None

    def _moment(self, place: int) -> datetime:
        return self.start + place * HOUR


def _back(span: Period, weeks: int) -> Period:
    return Period(span.start - weeks * WEEK * HOUR, span.end - weeks * WEEK * HOUR)


def _filter(subject: str) -> tuple[Filter, ...]:
    kind, _, id = subject.partition(":")
    return (Filter(kind, (id,)),) if id else ()


def _with_all(spent: Mapping[str, int]) -> dict[str, int]:
    """By subject: projects, and all together."""
    return {ORGANISATION: sum(spent.values()), **{f"project:{id}": amount for id, amount in spent.items() if id}}
