"""Decides which buckets are final, which days are settled, and what is due to be read or compared again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.catalogue import COMPLETIONS, COSTS, ENDPOINTS
from bot.core.periods import DAY, Period, Width, floor, utc_day

# A bucket is counted a little late: 15 minutes make it final (docs/facts.md, OpenAI 9).
GRACE = timedelta(minutes=15)
# Costs lag by hours: a bill is settled when it was read a day or more after the day's end (docs/design.md section 5).
SETTLING = DAY
HOURS_KEPT = timedelta(days=35)
FIRST_READ = timedelta(days=60)
LOOK_AGAIN_USAGE = 3
LOOK_AGAIN_COSTS = 7
# Days of minutes an endpoint and run: after the first one a month of local days is answered for three endpoints.
QUARTERS_A_RUN = 10
SIDES_A_RUN = 10  # one request each
MONTH_AGAIN_ON = 3  # day of the month on which the ended month is looked at once more


@dataclass(frozen=True, slots=True)
class ReadNote:
    """When a bucket was read, and how many rows it had; 0 rows means that it was read and is empty."""

    read_at: datetime
    rows: int


def is_final(start: datetime, width: Width, read_at: datetime) -> bool:
    """A bucket of usage is final when it was read 15 minutes or more after its end."""
    return read_at >= start + width.span + GRACE


def is_settled(day_start: datetime, read_at: datetime) -> bool:
    """A day's costs are settled when they were read 24 hours or more after the UTC day's end."""
    return read_at >= day_start + DAY + SETTLING


# The longest that an open bucket of a small endpoint is told from the store, however seldom the store reads.
STANDS_IN = timedelta(hours=1)
QUIET = 7  # days of no use, after which nobody asks whether an endpoint is used since this morning
LOOKED = DAY


def stands_in(endpoint: str, read_at: datetime, *, now: datetime, sync: timedelta) -> bool:
    """
    Whether an open bucket may come from the store in a sum over all endpoints.

    Completions and costs are asked live. The others are a small part of the sum and eight requests of it, so what
    the last turn of the reader or the one before saw of them will do; the answer names the older time.
    """
    return endpoint not in ("completions", "costs") and is_fresh(read_at, now=now, sync=sync)


def is_fresh(read_at: datetime, *, now: datetime, sync: timedelta) -> bool:
    """Whether the store saw it in the last turn of the reader or in the one before."""
    return timedelta() <= now - read_at <= min(2 * sync, STANDS_IN)


def is_quiet(notes: Mapping[datetime, ReadNote], now: datetime) -> bool:
    """Whether an endpoint was read as empty for a week, the last time within a day: then today is taken as empty."""
    today = floor(now, Width.DAY)
    week = [notes.get(today - days * DAY) for days in range(1, QUIET + 1)]
    known = [*week, *([notes[today]] if today in notes else [])]
    reads = [note for note in known if note is not None and not note.rows]
    return len(reads) == len(known) and now - max(note.read_at for note in reads) < LOOKED


@dataclass(frozen=True, slots=True)
class Grain:
    """One level of detail that the store keeps: an endpoint, a width and the groups of its rows."""

    endpoint: str
    width: Width
    group_by: tuple[str, ...]

    def kept_since(self, now: datetime) -> datetime:
        """The earliest bucket that a first read asks for."""
        return floor(now - (FIRST_READ if self.width is Width.DAY else HOURS_KEPT), Width.DAY)

    @property
    def look_again_days(self) -> int:
        return LOOK_AGAIN_COSTS if self.endpoint == "costs" else LOOK_AGAIN_USAGE


DAY_GRAINS = tuple(
    Grain(endpoint.name, Width.DAY, endpoint.kept)
    for endpoint in sorted(ENDPOINTS, key=lambda one: one.name != "costs")  # the bill first: it is a page or two
)
# Hours of completions leave out users and keys, which would make ten rows of one.
HOUR_GRAIN = Grain(COMPLETIONS.name, Width.HOUR, ("project", "model", "batch", "tier"))
_OTHERS = tuple(endpoint for endpoint in ENDPOINTS if endpoint not in (COMPLETIONS, COSTS))
HOUR_GRAINS = (HOUR_GRAIN, *(Grain(one.name, Width.HOUR, one.kept) for one in _OTHERS))
QUARTER_GRAINS = tuple(Grain(one.endpoint, Width.QUARTER, one.group_by) for one in HOUR_GRAINS)
SIDE_GRAIN = Grain(COMPLETIONS.name, Width.SIDE, COMPLETIONS.kept)  # with the keys and users that hours leave out
# Bills by key and by user are read once their days are settled, and with each read where a budget is of one.
# Not every organisation is told them.
BILL_GRAINS = tuple(Grain(COSTS.name, Width.DAY, ("project", owner)) for owner in ("key", "user"))
GRAINS = (*DAY_GRAINS, *HOUR_GRAINS, *QUARTER_GRAINS, SIDE_GRAIN)


def due_to_read(
    grain: Grain, notes: Mapping[datetime, ReadNote], *, now: datetime, since: datetime
) -> tuple[Period, ...]:
    """Spans of whole buckets from `since` to now that were never read, or were read before they were final."""
    return joined(due_starts(Period(since, now), grain.width, notes), grain.width)


def due_starts(wanted: Period, width: Width, notes: Mapping[datetime, ReadNote]) -> list[datetime]:
    """The buckets that were never read, or before they were final: a quarter is read anew as long as its hour is."""
    whole = Width.HOUR if width is Width.QUARTER else width
    return [
        start
        for start in wanted.buckets(width)
        if (note := notes.get(start)) is None or not is_final(floor(start, whole), whole, note.read_at)
    ]


def due_to_look_at(
    grain: Grain, notes: Mapping[datetime, ReadNote], *, now: datetime, month_again: bool = False
) -> tuple[Period, ...]:
    """
    Spans of final days whose totals are compared with OpenAI's again: the trailing days, or the whole ended month.

    A day that nobody has looked at since it was one of the trailing days is looked at once more, however long the bot
    was down. What changed is then read in full. Hours follow their day.
    """
    if grain.width is not Width.DAY:
        return ()
    today, trailing = floor(now, Width.DAY), grain.look_again_days * DAY
    since = min(today - trailing, ended_month(now).start if month_again else today)
    looked = [
        start
        for start, note in notes.items()
        if start < today
        and is_final(start, Width.DAY, note.read_at)
        and (start >= since or note.read_at < start + DAY + trailing)
    ]
    return joined(looked, Width.DAY)


def month_again_slot(now: datetime) -> str | None:
    """`2026-10` from 3 November on: the month that has to be looked at once more; None before the 3rd."""
    return f"{ended_month(now).start:%Y-%m}" if now.day >= MONTH_AGAIN_ON else None


def ended_month(now: datetime) -> Period:
    """The whole UTC month before the one that holds `now`."""
    this = now.replace(day=1)
    last = (this - DAY).replace(day=1)
    return Period(utc_day(date(last.year, last.month, 1)), utc_day(date(this.year, this.month, 1)))


def needs_quarters(zones: Iterable[ZoneInfo], now: datetime) -> bool:
    """Whether a day of one of these zones began inside of an hour while hours are kept."""
    moments = (now, now - HOURS_KEPT)
    return any(floor(moment, Width.DAY).astimezone(zone).minute for zone in zones for moment in moments)


def joined(starts: Iterable[datetime], width: Width) -> tuple[Period, ...]:
    """Sorted bucket starts as the fewest spans."""
    spans: list[Period] = []
    for start in sorted(starts):
        if spans and spans[-1].end == start:
            spans[-1] = Period(spans[-1].start, start + width.span)
        else:
            spans.append(Period(start, start + width.span))
    return tuple(spans)
