"""The reader: copies what is due of usage and costs from OpenAI into the store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.adapters.clock_guard import CLOCK_OFF
from bot.core.catalogue import COSTS
from bot.core.errors import UpstreamError
from bot.core.names import Sightings
from bot.core.usage.buckets import Bucket, Restatement, UsageQuery
from bot.core.usage.freshness import (
    BILL_GRAINS,
    DAY_GRAINS,
    GRAINS,
    SIDE_GRAIN,
    Grain,
    month_again_slot,
)
from bot.core.usage.reading import complete
from bot.jobs.changes import Changes
from bot.jobs.intake import Intake
from bot.jobs.reading_plan import MONTH_AGAIN, ReadingPlan
from bot.services import Services
from bot.sources.live import OF_ONE_ENDPOINT
from bot.sources.reads import (
    COMPLETE,
    HOURS_COMPARED,
    LAST_TRIED,
    OWNERS_BILLED,
    last_complete,
    note_attempt,
    note_unserved,
)
from bot.sources.right_organisation import OTHER_ORGANISATION
from bot.sources.right_time import is_clock_right

log = structlog.get_logger()
Progress = Callable[[int, int], None]
Buckets = Iterable[Bucket]
KEY_IS_REFUSED = ("invalid_api_key", "missing_scope", "forbidden", CLOCK_OFF, OTHER_ORGANISATION)
STOPPING = "stopping"
OF_THE_RUN = (CLOCK_OFF, STOPPING)  # whatever was asked
DAY_GRAIN = next(grain for grain in DAY_GRAINS if grain.endpoint == "completions")  # what most budgets count
BROKE = "What OpenAI answers about {} cannot be taken in; the log says where it broke."


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a run read: number of buckets, restatements, failures, and the projects, keys and users it met."""

    buckets: int
    restated: tuple[Restatement, ...]
    failures: tuple[UpstreamError, ...]
    sightings: Sightings

    def sentence(self) -> str:
        read = f"{self.buckets} bucket{'' if self.buckets == 1 else 's'} read"
        return f"{read}, {len(self.restated)} numbers restated." if self.restated else f"{read}."


def take_snapshot(
    services: Services, now: datetime, *, since: datetime | None = None, progress: Progress | None = None
) -> Snapshot:
    """
    Read what is due of every grain. A grain that fails changes nothing in the store and does not stop the others.

    `since` is the first UTC day to read, in place of what retention asks for. `progress` is called with the number of
    spans that are done and that are known.
    """
    guard = services.guard
    if guard and not is_clock_right(services) and (error := guard.error()):
        return Snapshot(0, (), (error,), Sightings())
    reader = _Reader(services, now, since, progress or (lambda done, of: None))
    reader.intake.price_again()
    reader.read()
    note_unserved(services, reader.unserved)
    failures = tuple(error for grain, error in reader.failed.items() if not reader.is_spared(grain, error))
    if guard and (services.clock() < now or not is_clock_right(services)):
        guard.was_off = True  # the clock was ahead: what was noted is cleared before the check
        return Snapshot(reader.intake.buckets, tuple(reader.intake.restated), failures, reader.intake.sightings)
    note_attempt(services, now, is_read=DAY_GRAIN not in reader.failed and reader.intake.buckets > 0)
    if not any(error.code == STOPPING for error in failures):
        services.store.meta.set(LAST_TRIED, now.isoformat())
    if not failures:
        _note_run(services, now)
    return Snapshot(reader.intake.buckets, tuple(reader.intake.restated), failures, reader.intake.sightings)


def _note_run(services: Services, now: datetime) -> None:
    """Remember a run that read everything. The first one leaves the bills by key and by user to the next."""
    is_first = last_complete(services) is None
    services.store.meta.set(COMPLETE, now.isoformat())
    with services.store.write() as connection:
        if not is_first:
            services.store.runs.claim(connection, OWNERS_BILLED, f"{now:%Y-%m-%d}", now)
        services.store.runs.claim(connection, HOURS_COMPARED, f"{now:%Y-%m-%d}", now)
        if slot := month_again_slot(now):
            services.store.runs.claim(connection, MONTH_AGAIN, slot, now)


class _Reader:
    """The state of one run: how far it is, and what failed."""

    def __init__(self, services: Services, now: datetime, since: datetime | None, progress: Progress) -> None:
        self.services = services
        self.now = now
        self.progress = progress
        self.done = 0
        self.failed: dict[Grain, UpstreamError] = {}
        self.plan = ReadingPlan(services, now, since)
        self.changes = Changes(services, now, self.plan)
        self.intake = Intake(services, now)

    @property
    def unserved(self) -> frozenset[str]:
        return self.plan.unserved(self.failed)

    def is_spared(self, grain: Grain, error: UpstreamError) -> bool:
        """What OpenAI does not tell this organisation is no failure of the run, nor is a bill that no budget needs."""
        if grain not in BILL_GRAINS or error.code in OF_THE_RUN:
            return grain.endpoint in self.unserved
        return error.code in OF_ONE_ENDPOINT or grain not in self.plan.owners_budgeted

    def read(self) -> None:
        """Read what is due, what OpenAI changed, and what does not add up to its day or hour."""
        changes, save = self.changes, self.intake.save
        self._each({**self.plan.days(), **self.plan.hours()}, save)
        self._each(self.plan.looks(), changes.compare)
        self._each(self.plan.hours_of_used_days(), save)
        self._each(changes.hours, save)
        days = changes.ready_days(self.failed)
        self._each(days, save)
        if not any(grain.endpoint == COSTS.name for grain in self.failed):
            bills = self.plan.bills([query.period.start for query in days if query.endpoint == COSTS.name])
            self._each(bills, lambda grain, query, rows: save(grain, query, changes.by_owner(query, rows)))
        self._each(changes.open_days_that_differ(), changes.compare_hours)
        self._each({**changes.hours_that_differ(self.intake.saved_days), **changes.open_hours}, save)
        self._each({**self.plan.quarters(), **changes.quarters_that_differ(self.intake.saved_days)}, save)
        sides = self.plan.sides()
        self._each(
            dict.fromkeys(sides, SIDE_GRAIN), lambda _, query, rows: self.intake.save_side(sides[query], query, rows)
        )
        for grain in GRAINS:
            error = self.failed.get(grain)
            if error or not self._is_over:
                outcome = error.code if error else "ok"
                self.services.observer.read(grain.endpoint, grain.width.value, outcome, self.intake.rows[grain])

    def _each(self, asked: Mapping[UsageQuery, Grain], take: Callable[[Grain, UsageQuery, Buckets], None]) -> None:
        """Save the answer to each query. A grain that fails is left; the others go on."""
        wanted = (query for query, grain in asked.items() if grain not in self.failed and not self._is_over)
        give_way = self.services.right_of_way.reader_gives_way
        for done, (query, buckets) in enumerate(self.services.openai.each(wanted, give_way=give_way)):
            grain = asked[query]
            self.progress(self.done + done, self.done + len(asked))
            if grain in self.failed or self._is_over:
                continue  # on its way before the failure
            try:
                take(grain, query, complete(buckets, query, self.now))
            except UpstreamError as error:
                self._failed(grain, error)
            except Exception:  # a bug in one grain must not stop the others, nor the check
                log.exception("read broke", endpoint=grain.endpoint, width=grain.width.value)
                self._failed(grain, UpstreamError(BROKE.format(grain.endpoint), transient=False, code="bug"))
        self.done += len(asked)

    def _failed(self, grain: Grain, error: UpstreamError) -> None:
        self.failed[grain] = error
        if error.code != STOPPING:
            log.warning("read failed", endpoint=grain.endpoint, width=grain.width.value, reason=str(error))

    @property
    def _is_over(self) -> bool:
        """Whether no other endpoint will answer either. A bill that is refused says nothing of the others."""
        failed = [*self.failed.items()]  # at once: threads that read pages ask, too
        codes = {error.code for grain, error in failed if grain not in BILL_GRAINS or error.code in OF_THE_RUN}
        return bool(codes & {*KEY_IS_REFUSED, STOPPING})
