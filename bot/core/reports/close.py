"""The month's close: what a month was billed, by project, team and line item, and what was restated since."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.core.errors import UserError
from bot.core.periods import DAY, INSTANT, Period
from bot.core.usage.freshness import SETTLING, is_settled

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
NUMBERS = re.compile(r"(?P<year>20\d\d)-(?P<month>\d\d?)")
WORDS = re.compile(r"(?P<name>[a-z]{3,9})\.?(?:[ -](?P<year>20\d\d))?")


@dataclass(frozen=True, slots=True, order=True)
class CloseLine:
    """
    What one project was billed for one line item in the month, in nanodollars; '' for no project and no team.

    `quantity` is what OpenAI says was used, an exact decimal text in `unit`; '' where it says nothing.
    """

    project: str
    team: str
    item: str
    amount: int
    quantity: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Close:
    """A month that was closed, as it was then."""

    month: Period
    at: datetime
    lines: tuple[CloseLine, ...]

    @property
    def total(self) -> int:
        return sum(line.amount for line in self.lines)


@dataclass(frozen=True, slots=True)
class Restated:
    """A line whose bill is another one now than when the month was closed."""

    project: str
    item: str
    closed: int
    now: int


def read_month(text: str, now: datetime) -> Period:
    """`2026-10`, `october`, `oct 2026`, `last month`: the last such month that has begun."""
    words = text.strip().casefold()
    if words in ("", "last month"):
        return month_of(month_of(now).start - INSTANT)
    if numbers := NUMBERS.fullmatch(words):
        year, month = int(numbers["year"]), int(numbers["month"])
    elif (named := WORDS.fullmatch(words)) and (month := _number(named["name"])):
        year = int(named["year"] or (now.year if month <= now.month else now.year - 1))
    else:
        month = 0
    if not 1 <= month <= 12:
        raise UserError(f"{text[:40]!r} is no month; write 2026-10 or october.", ("close last month",))
    return month_of(datetime(year, month, 1, tzinfo=UTC))


def _number(name: str) -> int:
    found = [place for place, month in enumerate(MONTHS, 1) if month.casefold().startswith(name)]
    return found[0] if len(found) == 1 else 0


def month_of(moment: datetime) -> Period:
    start = moment.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return Period(start, (start + 31 * DAY).replace(day=1))


def refuse_unsettled(month: Period, read_at: dict[datetime, datetime], now: datetime) -> None:
    """Raises UserError before every day of the month has the bill that stands."""
    if now < month.end + SETTLING:
        moment = f"{month.end + SETTLING:%Y-%m-%d %H:%M} UTC"
        raise UserError(f"{title(month)} can be closed from {moment} on: its last bills come hours after the usage.")
    days = [month.start + number * DAY for number in range((month.end - month.start) // DAY)]
    if never := [day for day in days if day not in read_at]:
        others = f" and of {len(never) - 1} other days" if len(never) > 1 else ""
        cure = f"Run `usage-bot sync --since {month.start:%Y-%m-%d}`."
        raise UserError(f"The bill of {never[0]:%Y-%m-%d}{others} was never read. {cure}")
    if early := [day for day in days if not is_settled(day, read_at[day])]:
        raise UserError(f"The bill of {early[0]:%Y-%m-%d} was read before it had settled. Run `usage-bot sync`.")


def title(month: Period) -> str:
    return f"{MONTHS[month.start.month - 1]} {month.start.year}"


def restated(closed: Iterable[CloseLine], now: Iterable[CloseLine]) -> tuple[Restated, ...]:
    """By project and line item, the largest change first: a team that changed is no other bill."""
    before, after = _amounts(closed), _amounts(now)
    found = [
        Restated(project, item, before.get((project, item), 0), after.get((project, item), 0))
        for project, item in sorted({*before, *after})
        if before.get((project, item), 0) != after.get((project, item), 0)
    ]
    return tuple(sorted(found, key=lambda one: -abs(one.now - one.closed)))


def _amounts(lines: Iterable[CloseLine]) -> dict[tuple[str, str], int]:
    sums: dict[tuple[str, str], int] = {}
    for line in lines:
        sums[line.project, line.item] = sums.get((line.project, line.item), 0) + line.amount
    return sums
