"""Days, clock times and spans as people read them, always in a named zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.periods import INSTANT, Period

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def zone_name(zone: str) -> str:
    """`UTC`, `Berlin time`; names that are no place stay as they are."""
    area, _, place = zone.rpartition("/")
    return zone if not area or area == "Etc" else f"{place.replace('_', ' ')} time"


def day(moment: date, *, year: int | None = None) -> str:
    """`Mon 23 Nov`, with its year when that is not `year`."""
    text = f"{DAYS[moment.weekday()]} {moment.day} {MONTHS[moment.month - 1]}"
    return text if year in (None, moment.year) else f"{text} {moment.year}"


def clock(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%H:%M")


def stamp(moment: datetime, zone: ZoneInfo, *, year: int | None = None) -> str:
    """`Mon 23 Nov 14:05`, in the zone."""
    return f"{day(moment.astimezone(zone).date(), year=year)} {clock(moment, zone)}"


def period(span: Period, zone: ZoneInfo, *, year: int | None = None) -> str:
    """`Mon 23 Nov 00:00–14:05 UTC`, `Sun 22 Nov UTC`, `Sun 1 – Sun 15 Nov UTC`. `year` is the one to leave out."""
    return f"{_span(span, zone, year)} {zone_name(zone.key)}"


def _span(span: Period, zone: ZoneInfo, year: int | None) -> str:
    start, end = span.start.astimezone(zone), span.end.astimezone(zone)
    last = (end - INSTANT).date()
    if _begins_a_day(start) and _begins_a_day(end):
        return days(start.date(), last, year=year)
    if start.date() == end.date():
        return f"{stamp(start, zone, year=year)}–{clock(end, zone)}"
    first = day(start.date(), year=year) if _begins_a_day(start) else stamp(start, zone, year=year)
    return f"{first} – {stamp(end, zone, year=year)}"


def _begins_a_day(local: datetime) -> bool:
    """Whether a local day starts here; where a clock change skips midnight, that is at 01:00."""
    earlier = local.astimezone(UTC) - INSTANT
    return earlier.astimezone(local.tzinfo).date() < local.date()


def days(first: date, last: date, *, year: int | None = None) -> str:
    """`Sun 22 Nov`, `Sun 1 – Sun 15 Nov`: both are in it."""
    if first >= last:
        return day(first, year=year)
    if (first.year, first.month) == (last.year, last.month):
        return f"{DAYS[first.weekday()]} {first.day} – {day(last, year=year)}"
    return f"{day(first, year=year)} – {day(last, year=year)}"


def ago(span: timedelta) -> str:
    """`under a minute`, `25 min`, `2 h 45 min`, `3 days`."""
    minutes = int(span.total_seconds()) // 60
    if minutes < 1:
        return "under a minute"
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        hours, rest = divmod(minutes, 60)
        return f"{hours} h {rest} min" if rest and hours < 10 else f"{hours} h"
    return f"{minutes // (24 * 60)} days"
