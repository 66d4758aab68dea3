"""Reports whose days stand behind: `at 9 every monday cost by project`, `yesterday by key at 8:30 mon-fri`."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.core.grammar.calendar_words import ONE_RHYTHM, ONE_WEEKDAY, RHYTHMS
from bot.core.grammar.wish_words import one_of
from bot.core.patterns import Pattern
from bot.core.reports.plain_schedules import CLOCK, PAGE, PLEASE, SEND
from bot.core.reports.schedules import DIGEST

_HOUR = rf"(?:(?:at|@)\s+)?(?P<hour>{CLOCK}|(?<=at )\d{{1,2}})"
_ONE = rf"(?:{ONE_WEEKDAY}|day|morning|weekday|workday)s?"
_RANGE = rf"{ONE_WEEKDAY}\s*(?:-|–|to|thru|through)\s*{ONE_WEEKDAY}"
_TO = r"(?:\s+(?P<to>(?:in|to|into)\s+<?#\S+))?"
_A = r"(?:(?:a|an|the|our|my)\s+)?"
_SENT = Pattern(rf"(?:{one_of('politely')}\s+)*{one_of('send')}\b", re.I)
# A report of each such day is of the day before or of what runs: `at noon every day last week` looks back.
_OF_DAYS = Pattern(r"\b(?:yesterday|today|to date|[wmqy]td|so far)\b", re.I)
_BACK = Pattern(r"\b(?:last|past|since|this|in|during|of|20\d\d|q[1-4])\b", re.I)
_WHOLE_PAGE = Pattern(rf"{_A}(?:\w+\s+)?{PAGE}", re.I)


def _clock_first(found: re.Match[str]) -> str:
    """`at 9 every monday cost by project`."""
    is_of_rows = _BACK.search(found["what"]) and not _OF_DAYS.search(found["what"])
    is_each_day = re.match(r"(?:day|morning)s?$", found["days"], re.I) is not None
    return "" if is_of_rows and is_each_day and not _SENT.match(found[0]) else _made(found)


def _range_last(found: re.Match[str]) -> str:
    """`send me yesterday's cost at 8:30 mon-fri`."""
    is_report = _SENT.match(found[0]) or _OF_DAYS.search(found["what"])
    return _made(found) if is_report else ""


def _other_week(found: re.Match[str]) -> str:
    """`biweekly summary on monday`, `fortnightly cost by project on mondays`."""
    return f"other {_made(found)}"


def _how_last(found: re.Match[str]) -> str:
    """`email me the digest daily`."""
    return _made(found, RHYTHMS[found["how"].lower()].day)


def _made(found: re.Match[str], days: str = "") -> str:
    said = found.groupdict()
    what = said.get("what", "") or DIGEST
    what = DIGEST if _WHOLE_PAGE.fullmatch(what) else what.strip()
    hour = (said.get("hour") or "9am").lower()
    hour = f"{hour}:00" if hour.isdecimal() else hour
    return " ".join(filter(None, (days or said["days"], hour, what, said.get("to"))))


_TURNED: tuple[tuple[Pattern, Callable[[re.Match[str]], str]], ...] = tuple(
    (Pattern(rf"{SEND}{pattern}{PLEASE}", re.I), meaning)
    for pattern, meaning in (
        (rf"{_HOUR}\s+{one_of('every')}\s+(?P<days>{_ONE})\s*[:,]?\s+(?P<what>.+?)", _clock_first),
        (rf"(?P<what>.+?)\s+{_HOUR}\s+(?:on\s+)?(?P<days>{_RANGE}){_TO}", _range_last),
        (rf"(?P<what>.+?)\s+(?:on\s+)?(?P<days>{_RANGE})\s+{_HOUR}{_TO}", _range_last),
        (
            rf"{_A}(?:bi-?weekly|fortnightly)\s+(?P<what>.+?)\s+(?:on\s+)?(?P<days>{ONE_WEEKDAY}s?)(?:\s+{_HOUR})?{_TO}",
            _other_week,
        ),
        (rf"{_A}(?P<what>{PAGE}){_TO}\s+(?P<how>{ONE_RHYTHM})(?:\s+{_HOUR})?{_TO.replace('to>', 'then>')}", _how_last),
        (rf"{_A}(?P<how>{ONE_RHYTHM})\s+(?P<what>digest)\s+{_HOUR}{_TO}", _how_last),
        (rf"{_A}weekly\s+(?P<what>digest)\s+(?:on\s+)?(?P<days>{ONE_WEEKDAY}s?)\s+{_HOUR}{_TO}", _made),
    )
)


def turned_schedule(text: str) -> str:
    """What follows `every` in such words; '' where they are none."""
    return next(
        (made for pattern, meaning in _TURNED if (found := pattern.fullmatch(text)) and (made := meaning(found))), ""
    )
