"""Prepaid credit in words: `credit 5000 since nov 1`, a budget that does not begin anew."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from bot.core.budgets.budget import SINCE
from bot.core.errors import UserError
from bot.core.grammar.time.calendar import Calendar
from bot.core.grammar.time.read_time import read_date
from bot.core.grammar.tokens import Words
from bot.core.periods import utc_day
from bot.core.slack.dates import day

_SINCE = re.compile(r"\b(?:since|starting)(?:\s+on)?\s+(\S+(?:\s+\S+){0,3})", re.I)
_SINCE_DAY = re.compile(r"\bsince\s+(\d{4}-\d\d-\d\d)(?!\S)", re.I)
CREDIT_WORDS = ("credit", "credits", "prepaid", "prepayment", "prepay")
_OF_CREDIT = re.compile(rf"\b(?:{'|'.join(CREDIT_WORDS)})\b", re.I)
EXAMPLE = "credit 5000 since nov 1"
NOT_LATER = "A budget counts from when it is set: set it on that day, or now."
OF_CREDIT = "credit"  # in the place of a period: of the credit that is there, since whenever


def dated(text: str, *, now: datetime) -> str:
    """The same words with the day that `since nov 1` means. Raises UserError for one that is still to come."""
    match = _SINCE.search(text)
    calendar = Calendar(now.astimezone(UTC), ZoneInfo("UTC"))
    for length in range(4, 0, -1) if match else ():
        typed = "\\s+".join(map(re.escape, match[1].split()[:length]))  # type: ignore[index]  # there is a match
        words = Words.of(" ".join(match[1].split()[:length]))  # type: ignore[index]
        found = read_date(words, 0, calendar)
        if found and found.end == len(words):
            is_starting = match[0].lower().startswith("starting")  # type: ignore[index]
            if is_starting and found.span.loose and not (found.span.day and _OF_CREDIT.search(text)):
                raise UserError(NOT_LATER, (f"budget {_SINCE.sub('', text).strip()}",))
            if found.span.start > calendar.now:
                raise UserError(
                    f"{day(found.span.start.date())} is in the future; credit counts from a day in the past."
                )
            return re.sub(rf"\b(?:since|starting)(?:\s+on)?\s+{typed}", f"since {found.span.start:%Y-%m-%d}", text)
    return text


def without_since(text: str) -> tuple[str, str | None]:
    """`since 2026-11-01` is a period of its own: a budget that does not begin anew."""
    match = _SINCE_DAY.search(text)
    if match is None:
        return text, None
    try:
        utc_day(date.fromisoformat(match[1]))
    except ValueError:
        raise UserError(f"{match[1]} is no day of any calendar; write one such as `{EXAMPLE}`.") from None
    return _SINCE_DAY.sub(" ", text, count=1), f"{SINCE}{match[1]}"
