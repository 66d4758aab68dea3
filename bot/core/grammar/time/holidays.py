"""Holidays that do not depend on a country."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from bot.core.catalogue.words import listed
from bot.core.errors import UserError
from bot.core.grammar.errors import Ambiguous
from bot.core.grammar.time.calendar import Calendar, Span
from bot.core.grammar.time.figure_slots import dated
from bot.core.grammar.time.rule_patterns import Line, Read
from bot.core.grammar.time.week_meanings import week_of

DayOf = Callable[[int], date]


def easter(year: int) -> date:
    """Western Easter Sunday (the anonymous Gregorian computus)."""
    golden, (century, rest) = year % 19, divmod(year, 100)
    leaps, odd_centuries = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - leaps - correction + 15) % 30
    leap_years, odd_years = divmod(rest, 4)
    to_sunday = (32 + 2 * odd_centuries + 2 * leap_years - moon - odd_years) % 7
    late = (golden + 11 * moon + 22 * to_sunday) // 451
    month, day = divmod(moon + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _fixed(month: int, day: int) -> DayOf:
    return lambda year: date(year, month, day)


def nth_weekday(year: int, month: int, weekday: int, number: int) -> date:
    first = date(year, month, 1)
    return first + timedelta((weekday - first.weekday()) % 7 + 7 * (number - 1))


def _thanksgiving(year: int) -> date:
    return nth_weekday(year, 11, 3, 4)


_christmas = _fixed(12, 25)
_LONG = {easter: (2, 1), _christmas: (1, 1)}  # days before and after that belong to it

HOLIDAYS: tuple[tuple[str, DayOf], ...] = (
    ("new year, new years, new year day, new years day, new year's day", _fixed(1, 1)),
    ("valentine, valentines, valentine day, valentines day", _fixed(2, 14)),
    ("st patrick day, st patricks day, saint patrick day", _fixed(3, 17)),
    ("april fools, april fools day, april fool day", _fixed(4, 1)),
    ("good friday", lambda year: easter(year) - timedelta(2)),
    ("easter, easter sunday, easter day", easter),
    ("easter monday", lambda year: easter(year) + timedelta(1)),
    ("4th of july, fourth of july, the fourth of july, july 4th, july fourth", _fixed(7, 4)),
    ("halloween, hallowe'en", _fixed(10, 31)),
    ("thanksgiving, thanksgiving day", _thanksgiving),
    ("black friday", lambda year: _thanksgiving(year) + timedelta(1)),
    ("cyber monday", lambda year: _thanksgiving(year) + timedelta(4)),
    ("christmas eve, xmas eve", _fixed(12, 24)),
    ("christmas, xmas, christmas day, xmas day", _christmas),
    ("boxing day, st stephens day, second christmas day", _fixed(12, 26)),
    ("epiphany, three kings day", _fixed(1, 6)),
    ("groundhog day", _fixed(2, 2)),
    ("womens day, women day, international womens day", _fixed(3, 8)),
    ("pi day", _fixed(3, 14)),
    ("earth day", _fixed(4, 22)),
    ("anzac day", _fixed(4, 25)),
    ("cinco de mayo", _fixed(5, 5)),
    ("canada day", _fixed(7, 1)),
    ("bastille day", _fixed(7, 14)),
    ("german unity day, day of german unity, tag der deutschen einheit", _fixed(10, 3)),
    ("reformation day", _fixed(10, 31)),
    ("all saints day, all saints", _fixed(11, 1)),
    ("all souls day", _fixed(11, 2)),
    ("guy fawkes, guy fawkes night, bonfire night", _fixed(11, 5)),
    ("armistice day, remembrance day, singles day, singles' day", _fixed(11, 11)),
    ("st nicholas day", _fixed(12, 6)),
    ("ash wednesday", lambda year: easter(year) - timedelta(46)),
    ("palm sunday", lambda year: easter(year) - timedelta(7)),
    ("maundy thursday", lambda year: easter(year) - timedelta(3)),
    ("ascension, ascension day", lambda year: easter(year) + timedelta(39)),
    ("pentecost, whit sunday", lambda year: easter(year) + timedelta(49)),
    ("whit monday, pentecost monday", lambda year: easter(year) + timedelta(50)),
    ("corpus christi", lambda year: easter(year) + timedelta(60)),
    ("martin luther king day, mlk day", lambda year: nth_weekday(year, 1, 0, 3)),
    ("presidents day, president day", lambda year: nth_weekday(year, 2, 0, 3)),
    ("juneteenth", _fixed(6, 19)),
    ("columbus day", lambda year: nth_weekday(year, 10, 0, 2)),
    ("veterans day, veteran day", _fixed(11, 11)),
    ("new year eve, new years eve, nye", _fixed(12, 31)),
)
# Days that differ by country. They are asked back, with the dates that people may mean.
_BY_COUNTRY: tuple[tuple[str, tuple[DayOf, ...]], ...] = (
    ("labor day, labour day", (lambda year: nth_weekday(year, 9, 0, 1), _fixed(5, 1))),
    ("independence day", (_fixed(7, 4), _fixed(8, 15))),
    ("mother day, mothers day", (lambda year: nth_weekday(year, 5, 6, 2), lambda year: easter(year) - timedelta(21))),
    ("father day, fathers day", (lambda year: nth_weekday(year, 6, 6, 3), _fixed(3, 19))),
    ("memorial day", (lambda year: date(year, 5, 31) - timedelta(date(year, 5, 31).weekday()), _fixed(5, 8))),
)
_DAYS = {phrase: day_of for spelt, day_of in HOLIDAYS for phrase in listed(spelt)}
_ASKED = {phrase: days for spelt, days in _BY_COUNTRY for phrase in listed(spelt)}
HOLIDAY_WORDS = (*_DAYS, *_ASKED)


MOVING = listed(
    """
    bank holiday, bank holidays, public holiday, public holidays, federal holiday, diwali, deepavali, holi, eid,
    eid al fitr, eid al adha, ramadan, ramzan, chinese new year, lunar new year, spring festival, golden week, hanukkah,
    chanukah, passover, pesach, rosh hashanah, yom kippur, carnival, mardi gras, midsummer, national day, kings day,
    the holidays, holiday season, the holiday season, cyber week, oktoberfest, super bowl, super bowl sunday, election
    day, prime day, singles week
    """
)


def moving_feasts(line: Line, at: int) -> Iterator[Read]:
    yield from (Read(line.words.spelt(at, end), end) for end in line.words.ends(at, MOVING))


def holidays(line: Line, at: int) -> Iterator[Read]:
    for end in line.words.ends(at, HOLIDAY_WORDS):
        text = line.words.spelt(at, end)
        known = text in _DAYS
        yield Read(_DAYS[text] if known else _differs(text, _ASKED[text], line.calendar), end)


def _differs(text: str, days: tuple[DayOf, ...], calendar: Calendar) -> UserError:
    told = tuple(f"{_latest(day_of, calendar):%-d %b %Y}".lower() for day_of in days)
    return Ambiguous(f"{text.title()} differs by country: {told[0]} or {told[1]}?", told, text)


def _latest(day_of: DayOf, calendar: Calendar, *, before: bool = False) -> date:
    year = calendar.today.year
    day = day_of(year)
    return day_of(year - 1) if day > calendar.today or (before and day == calendar.today) else day


def holiday(calendar: Calendar, day_of: DayOf, year: int | None) -> Span:
    """The latest such day, or that of the year."""
    if year:
        return calendar.day(day_of(year))
    return replace(calendar.day(_latest(day_of, calendar)), loose="year", of_year=day_of)


def over_holiday(calendar: Calendar, day_of: DayOf, year: int | None) -> Span:
    """`over easter`: from Good Friday to its Monday; `over christmas`: 24 to 26 December; else the day."""
    feast = holiday(calendar, day_of, year)
    if feast.day is None or day_of not in _LONG:
        return feast
    before, after = _LONG[day_of]
    return calendar.days(feast.day - timedelta(before), feast.day + timedelta(after + 1))


def between_holidays(calendar: Calendar, first: DayOf, last: DayOf, year: int) -> Span | None:
    """`xmas to new year 2025` begins in 2025, where those days have been; it is the year of nearly all of them."""
    start, turns = first(year), last(year) < first(year)
    if turns and start > calendar.today:
        start = first(year - 1)
    end = last(start.year + turns)
    return calendar.days(start, end + timedelta(1)) if start < end else None


def holiday_weekend(calendar: Calendar, day_of: DayOf, year: int | None) -> Span | None:
    """`thanksgiving weekend 2025`: the holiday, and the free days beside it."""
    spans = (_long_weekend(calendar, day_of(each)) for each in ([year] if year else _years(calendar)))
    return next((span for span in spans if year or span.start <= calendar.now), None)


def _years(calendar: Calendar) -> tuple[int, int]:
    return calendar.today.year, calendar.today.year - 1


def _long_weekend(calendar: Calendar, day: date) -> Span:
    if day.weekday() in (1, 2):
        raise UserError(f"{day:%-d %b %Y} is in the middle of a week; write the days.")
    saturday = day + timedelta(5 - day.weekday() if day.weekday() else -2)
    after = max(saturday + timedelta(2), day + timedelta(1))
    return calendar.days(min(day, saturday), after)


def holiday_week(calendar: Calendar, day_of: DayOf, year: int | None) -> Span | None:
    """`christmas week`: the week that has the day in it."""
    return week_of(calendar, holiday(calendar, day_of, year))


def holiday_week_of_year(calendar: Calendar, day_of: DayOf, year: Span) -> Span | None:
    return holiday_week(calendar, day_of, year.start.astimezone(calendar.zone).year)


def holiday_of_this_year(calendar: Calendar, day_of: DayOf) -> Span:
    """`this thanksgiving`: that of this year. It may be still to come."""
    return replace(calendar.day(day_of(calendar.today.year)), loose="year")


def ides(calendar: Calendar, month: int, year: int | None) -> Span:
    """The 15th of March, May, July and October; the 13th of other months."""
    return dated(15 if month in (3, 5, 7, 10) else 13, month, year, calendar)


def holiday_weekend_of_year(calendar: Calendar, day_of: DayOf, year: Span) -> Span | None:
    return holiday_weekend(calendar, day_of, year.start.astimezone(calendar.zone).year)


def no_date(calendar: Calendar, month: int | None, feast: str) -> Span:
    """Raises UserError for feasts whose date differs: `diwali`, `august bank holiday`."""
    today = calendar.today
    asks = (f"nov 1 to nov 3 {today.year - 1}", "last month by day")
    raise UserError(f"The day of {feast} moves, or differs by country; write its date, such as `nov 3`.", asks)


def last_holiday(calendar: Calendar, day_of: DayOf) -> Span:
    return calendar.day(_latest(day_of, calendar, before=True))


def holiday_of_year(calendar: Calendar, day_of: DayOf, year: Span) -> Span:
    return calendar.day(day_of(year.start.astimezone(calendar.zone).year))
