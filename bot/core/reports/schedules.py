"""Scheduled reports: what is due at a moment, once a local date, whatever the clocks do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.periods import DAY, MINUTE, first_instant
from bot.core.reports.report_days import EVERY_DAY, ReportDays, falls_on

THAT = "that"  # what stands for the question that was asked before
DIGEST = "digest"  # the question of a schedule that posts the digest
ON_TIME = 15 * MINUTE  # later than this is said
TOO_LATE = DAY  # later than this is not sent; the next report mentions it
LOOK_BACK = 31  # days


@dataclass(frozen=True, slots=True)
class Schedule:
    """
    One report: what it asks, where it goes and when.

    `question` is words for the grammar, or DIGEST with or without filters after it. `at` is a local hour in `zone`,
    `days` are weekdays (0 is Monday), `on` narrows them (core/reports/report_days.py). `only_over` is in the unit of
    the question's metric; `only_changed` keeps quiet while the numbers stay as they were. `id` is 0 for the digest
    that the settings make.
    """

    question: str
    channel: str
    zone: str
    at: time
    days: tuple[int, ...] = EVERY_DAY
    only_over: int | None = None
    only_changed: bool = False
    paused: bool = False
    id: int = 0
    created_at: datetime | None = None
    created_by: str = ""
    on: str = ""

    @property
    def kind(self) -> str:
        """Its name in the record of runs."""
        return f"{DIGEST}:{self.id}" if self.is_digest else f"report:{self.id}"

    @property
    def is_digest(self) -> bool:
        return self.question.split(" ")[0] == DIGEST


def default_schedules(channel: str, zone: str, at: time | None, since: datetime | None = None) -> tuple[Schedule, ...]:
    """The digest that the settings make, if they name a channel and an hour; nothing is owed of before `since`."""
    return (Schedule(DIGEST, channel, zone, at, created_at=since),) if channel and at else ()


@dataclass(frozen=True, slots=True)
class DueReport:
    """One sending that is due: its local date, when it was planned, and the dates that were missed before it."""

    schedule: Schedule
    day: date
    planned: datetime
    is_late: bool = False
    missed: tuple[date, ...] = ()

    @property
    def name(self) -> str:
        """What makes it once, beside the schedule's kind."""
        return self.day.isoformat()


def due(schedules: Iterable[Schedule], now: datetime, last: Mapping[str, date]) -> tuple[DueReport, ...]:
    """
    What is to be sent now, at most one report a schedule. `last` has the local date of the last run by `kind`.

    A date is compared, not an instant: so a zone or an hour that was changed neither doubles nor skips one.
    """
    reports = (_due(schedule, now, last.get(schedule.kind)) for schedule in schedules if not schedule.paused)
    return tuple(report for report in reports if report is not None)


def _due(schedule: Schedule, now: datetime, last: date | None) -> DueReport | None:
    passed = list(_passed(schedule, now, last))
    if not passed:
        return None
    day, planned = passed[0]
    if now - planned > TOO_LATE:
        return None
    missed = tuple(day for day, _ in reversed(passed[1:]))
    return DueReport(schedule, day, planned, now - planned > ON_TIME, missed)


def _passed(schedule: Schedule, now: datetime, last: date | None) -> Iterator[tuple[date, datetime]]:
    """Dates whose hour has come and that were not sent, the latest first."""
    today = now.astimezone(ZoneInfo(schedule.zone)).date()
    is_unknown = last is None and schedule.created_at is None  # since when it should be sent: nothing is owed
    for back in range(1 if is_unknown else LOOK_BACK):
        day = today - timedelta(days=back)
        if last is not None and day <= last:
            return
        planned = planned_at(schedule, day)
        if planned is None or planned > now:
            continue
        if schedule.created_at is not None and planned < schedule.created_at:
            return
        yield day, planned


def told_day(moment: datetime) -> date:
    """The last UTC day that is over."""
    return moment.astimezone(UTC).date() - timedelta(days=1)


def planned_at(schedule: Schedule, day: date) -> datetime | None:
    """When the report of a local date is sent; None when it is not asked for or the date does not exist."""
    zone = ZoneInfo(schedule.zone)
    since = schedule.created_at.astimezone(zone).date() if schedule.created_at else day
    if not falls_on(ReportDays(schedule.days, schedule.on), day, since):
        return None
    moment = first_instant(day, schedule.at, zone)
    return moment if moment.astimezone(zone).date() == day else None


def next_at(schedule: Schedule, now: datetime) -> datetime:
    """The next sending after `now`."""
    day = now.astimezone(ZoneInfo(schedule.zone)).date()
    while True:
        planned = planned_at(schedule, day)
        if planned is not None and planned > now:
            return planned
        day += timedelta(days=1)
