"""Reads on which days a report is sent: `weekday`, `mon, wed and fri`, `1st`, `first monday`, `2 weeks`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.core.errors import UserError
from bot.core.grammar import LAST, ORDINALS, WEEKDAY
from bot.core.grammar.spelling import is_near
from bot.core.kept_times import WEEKEND, WORKING
from bot.core.reports.report_days import EVERY_DAY, ReportDays
from bot.core.time_units import UNIT_OF_TIME

GROUPS = {"day": EVERY_DAY, "morning": EVERY_DAY, "weekday": WORKING, "workday": WORKING, "weekend": WEEKEND}
TOO_OFTEN = "A report is sent once a day at most; try `every day 9am cost yesterday by hour`."
TOO_RARE = (
    "A report comes every day, week or month; `every 1st 9am last quarter by project` says the quarter each month."
)
_JOINTS = ("and", "&", "every", "on", "the")
_OF_MONTH = ("of", "the", "each", "every", "a", "month", "day")
_NUMBERS = {"two": 2, "three": 3, "four": 4, "other": 2, "alternate": 2}


def read_days(words: Sequence[str]) -> tuple[ReportDays, list[str]]:
    """What stands first: `weekday`, `mon,thu`, `1st`, `first monday`, `2 weeks`; and the words that are left."""
    plain = [word.strip(",:;").lower() for word in words]
    return _each_month(plain, list(words)) or _weeks(plain, list(words)) or _weekdays(list(words))


def _each_month(plain: Sequence[str], words: list[str]) -> tuple[ReportDays, list[str]] | None:
    """`1st`, `the last day of the month`, `first monday`, `month on the 15th`."""
    at = _past(plain, 0, "on", "the", "month", "each")
    number = _ordinal(plain[at]) if at < len(plain) else 0
    if not number:
        return (ReportDays(EVERY_DAY, "day 1"), words[1:]) if plain[:1] == ["month"] else None
    after = at + 1
    if (end := _past_working_day(plain, after)) > after:
        return ReportDays(WORKING, f"work {number}"), words[_past(plain, end, *_OF_MONTH) :]
    weekday = WEEKDAY.get(plain[after].removesuffix("s")) if after < len(plain) else None
    if weekday is None:
        if plain[after : after + 1] in (["and"], ["&"], ["or"]) and _ordinal(*plain[after + 1 : after + 2] or [""]):
            two = tuple(f"every {plain[place]} 9am mtd by project" for place in (at, after + 1))
            raise UserError(f"A report has one day of the month: make two, such as `{two[0]}`.", two)
        return ReportDays(EVERY_DAY, f"day {number}"), words[_past(plain, after, *_OF_MONTH) :]
    end = _past(plain, after + 1, *_OF_MONTH)
    if plain[at] in ("second", "2nd") and end == after + 1:
        name = plain[after].title()
        said = (f"every other {plain[after]}", f"every 2nd {plain[after]} of the month")
        asks = tuple(f"{one} {' '.join(words[end:]) or 'cost last week'}" for one in said)
        raise UserError(f"Every other {name}, or the 2nd {name} of each month? Write `{said[0]}` or `{said[1]}`.", asks)
    return ReportDays((weekday,), f"nth {min(number, 5)}"), words[end:]


def _past_working_day(plain: Sequence[str], at: int) -> int:
    """`working day`, `business day`, `weekday`: Monday to Friday, since no country's holidays are known."""
    first = plain[at] if at < len(plain) else ""
    if first in ("weekday", "workday"):
        return at + 1
    return at + 2 if first in ("working", "business", "work", "banking") and plain[at + 1 : at + 2] == ["day"] else at


def _ordinal(word: str) -> int:
    figure = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)", word)
    number = int(figure[1]) if figure else ORDINALS.get(word) or LAST.get(word, 0)
    return number if -1 <= number <= 31 else 0


def _past(plain: Sequence[str], at: int, *known: str) -> int:
    while at < len(plain) and plain[at] in known:
        at += 1
    return at


def _weeks(plain: Sequence[str], words: list[str]) -> tuple[ReportDays, list[str]] | None:
    """`2 weeks`, `other friday`, `fortnight`, `week`: on Mondays when no day is named."""
    first = plain[0] if plain else ""
    if first.removesuffix("s") in ("hour", "minute") or plain[1:2] in (["hours"], ["minutes"], ["hour"]):
        raise UserError(TOO_OFTEN, ("every day 9am cost yesterday by hour",))
    if first.removesuffix("s") in ("quarter", "year"):
        raise UserError(TOO_RARE, ("every 1st 9am last quarter by project", "every 1st 9am last month by project"))
    count = _NUMBERS.get(first, int(first) if re.fullmatch(r"[2-9]", first) else 0)
    unit = UNIT_OF_TIME.get(first)
    if unit and unit.is_of_weeks:
        count, at = unit.days // 7, 1
    elif count and plain[1:2] and plain[1].removesuffix("s") == "week":
        at = 2
    elif count and first in _NUMBERS and plain[1:2] and plain[1].removesuffix("s") in WEEKDAY:
        at = 1
    else:
        return None
    days, left = _weekdays(words[at:])
    return ReportDays(days.days or (0,), f"weeks {count}" if count > 1 else ""), left


def _weekdays(words: list[str]) -> tuple[ReportDays, list[str]]:
    """`weekday`, `mon, wed and fri`, `mon,thu`."""
    days: set[int] = set()
    for place, word in enumerate(words):
        pieces = [piece for piece in word.lower().strip(":;").split(",") if piece]
        if all(piece in _JOINTS for piece in pieces):
            continue
        found = [_day(piece, days) for piece in pieces]
        if not all(found):
            return ReportDays(tuple(sorted(days))), words[place:]
        days.update(number for each in found for number in each)
    return ReportDays(tuple(sorted(days))), []


def _day(word: str, known: set[int]) -> tuple[int, ...]:
    if word in ("morning", "mornings") and known:  # `monday morning`
        return tuple(known)
    if group := GROUPS.get(word.removesuffix("s")):
        return group
    number = WEEKDAY.get(word, WEEKDAY.get(word.removesuffix("s")))
    if number is None and len(word) > 5:  # `moonday`
        number = next((day for name, day in WEEKDAY.items() if len(name) > 5 and is_near(word, name)), None)
    return () if number is None else (number,)
