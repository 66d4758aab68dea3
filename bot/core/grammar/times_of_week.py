"""Times of a week that are kept or left out: `weekdays only`, `mondays`, `outside business hours`, `no weekends`."""

from __future__ import annotations

from datetime import time, timedelta
from itertools import product

from bot.core.catalogue.words import Phrases, listed
from bot.core.errors import UserError
from bot.core.grammar.asked_times import ALL_DAYS
from bot.core.grammar.calendar_words import WEEKDAY
from bot.core.grammar.draft import Draft, Match
from bot.core.grammar.plain_words import EXCEPT
from bot.core.grammar.reader import Context, read_phrase
from bot.core.grammar.time.calendar import Calendar, Span
from bot.core.grammar.time.comparisons import VERSUS
from bot.core.grammar.time.length_slots import read_count
from bot.core.grammar.time.read_time import read_period, read_window
from bot.core.grammar.time.several_days import MOST_DAYS, working_days
from bot.core.grammar.time.time_vocabulary import DAY_PARTS, LISTS
from bot.core.grammar.tokens import Words
from bot.core.kept_times import BUSINESS_HOURS, WEEKEND, WORKING, KeptTimes
from bot.core.periods import DAY

_SINGLE = dict.fromkeys(LISTS["working day"], WORKING) | {"weekend": WEEKEND, "weekend day": WEEKEND}
_PLURAL = {
    **dict.fromkeys((*LISTS["working days"], "week days", "weekdays"), WORKING),
    **dict.fromkeys(("weekends", "weekend days", "wkends", "week-ends", "week ends"), WEEKEND),
    **{f"{word}s": (number,) for word, number in WEEKDAY.items() if word.endswith("day")},
}
_SINGLES, _PLURALS = Phrases(_SINGLE), Phrases(_PLURAL)
_EACH = ("every", "each", "every single", "any")
_ON = Phrases(
    f"{only} {on}".strip()
    for only, on in product(
        ("", "only", "just", "all", "but only"), ("", "on", "on the", "during", "in", "in the", "the", "at", "for")
    )
    if only or on not in ("", "for")  # `for` alone is no more than talk, before a period too
)
_OUT = Phrases((*EXCEPT, "out of", "not during", "not on", "non", "not in", "nothing on"))
_VERSUS = Phrases(VERSUS)
BUSINESS = Phrases(
    f"{what} {hours}".strip()
    for what in ("business", "office", "working", "work", "biz", "core")
    for hours in ("hours", "hrs", "time")
)
_DARK_HOURS = ("night", "nights", "nighttime", "evening", "evenings")
REST = ("rest", "the rest", "the others", "other days", "the other days")
_NIGHT = (time(18), time(6))
OFF_HOURS = Phrases(
    listed(
        """
        after hours, after-hours, off hours, off-hours, offhours, non-business hours, out of hours, out-of-hours,
        outside hours, off-peak hours, outside of hours, nonbusiness hours, non-working hours, non-work hours
        """
    )
)
_NIGHTS_AND_WEEKENDS = Phrases(
    f"{one} {joint} {other}"
    for joint in ("and", "&", "+", "or")
    for nights in ("nights", "evenings")
    for one, other in ((nights, "weekends"), ("weekends", nights))
)
_JOINTS = (",", "and", "&", "+", "or")
_LONG = 3 * DAY  # a period of which days can be left out


_LEADS = (*_VERSUS, *_OUT, *_ON, *OFF_HOURS, *_NIGHTS_AND_WEEKENDS, *BUSINESS, *_EACH, *LISTS["previous"], "per", "by")
_NAMED = ("nightly", "overnight", *_PLURAL, *_SINGLE, *WEEKDAY, *DAY_PARTS, "between", "from")
_BEGINNINGS = frozenset(phrase.split()[0] for phrase in (*_LEADS, *_NAMED))


def read_times(words: Words, at: int, context: Context) -> Match | None:
    """`weekdays only`, `on mondays`, `outside business hours`, `vs weekends`."""
    if words.text(at) not in _BEGINNINGS and not words.text(at)[:1].isdecimal():
        return None  # most words of a question begin none of them
    against = words.lead(at, _VERSUS)
    if against > at and (found := _days(words, words.lead(against, _ON), context)):
        days, end = found
        group = "part of week" if days in (WORKING, WEEKEND) else "weekday"
        return Match(Draft(times=(KeptTimes(days),), by=(group,)), end - at)
    if against > at and (rest := _the_rest(words, at, against)):
        return rest
    return _left_out(words, at, context) or _said_hours(words, at, context) or _kept(words, at, context)


def _the_rest(words: Words, at: int, place: int) -> Match | None:
    """`weekdays vs the rest`: a week has two parts."""
    end = words.lead(place, REST)
    days = _PLURAL.get(words.text(at - 1))
    if end == place or days not in (WORKING, WEEKEND):
        return None
    other = WEEKEND if days == WORKING else WORKING
    return Match(Draft(times=(KeptTimes(other),), by=("part of week",)), end - at)


def _said_hours(words: Words, at: int, context: Context) -> Match | None:
    """`nights (22-6)`, `office hours 9-18`: the hours that are said take the place of those that the name has."""
    place = words.lead(at, _ON)
    end = words.lead(place, (*BUSINESS, *_DARK_HOURS))
    hours = hours_at(words, words.skip(end, "only"), context) if end > place else None
    if not hours or None in (window := hours.draft.windows[0]):
        return None
    start, stop = window
    length = words.skip(end, "only") - at + hours.length
    if words.lead(place, _DARK_HOURS) > place:  # in `nights 10-6` the half of the day is open
        return Match(hours.draft, length) if start and start.hour >= 12 else None
    return Match(Draft(times=(KeptTimes(WORKING, (start, stop)),)), length)  # type: ignore[arg-type]  # both are there


def _kept(words: Words, at: int, context: Context) -> Match | None:
    place = words.lead(at, _ON)
    if found := _always(words, place):
        return Match(Draft(times=(found[0],)), words.skip(found[1], "only") - at)
    if words.text(at) in ("per", "by", "each", "every") and words.text(at + 1) in ("weekend", "weekends"):
        return Match(Draft(times=(KeptTimes(WEEKEND),), by=("week",)), 2)  # a row for each
    if found_each := _each(words, at):
        return Match(Draft(times=(KeptTimes(found_each[0]),), by=("day",)), found_each[1] - at)
    if words.text(at) in ("per", "by", "each", "every") and words.text(at + 1) in ("night", "nights"):
        return Match(Draft(times=(KeptTimes((), _NIGHT),), by=("day",)), 2)
    if match := _nights(words, at, context) or _last_few(words, at, context) or _daily(words, at, context):
        return match
    found_days = _days(words, place, context) or _of_parts(words, place)
    if not found_days:
        return None
    days, end = found_days
    end = words.skip(end, "only", "alone")
    hours = hours_at(words, end, context)
    draft = Draft(times=(KeptTimes(days),)) + (hours.draft if hours else Draft())
    return Match(draft, end + (hours.length if hours else 0) - at)


def _nights(words: Words, at: int, context: Context) -> Match | None:
    """`nightly spend`, a row for each night; `overnight cost this week` is of all its nights, alone it is the last."""
    phrase = read_phrase(words, at + 1, context) if words.text(at) == "nightly" else None
    if phrase and (phrase.draft.metrics or phrase.draft.soft_cost):
        return Match(Draft(times=(KeptTimes((), _NIGHT),), by=("day",)), 1)
    if words.text(at) != "overnight":
        return None
    others = (read_period(words, place, context.calendar) for place in range(len(words)) if place != at)
    is_of_several = any(one and one.span.end - one.span.start > timedelta(days=2) for one in others)
    return Match(Draft(times=(KeptTimes((), _NIGHT),)), 1) if is_of_several else None


def _last_few(words: Words, at: int, context: Context) -> Match | None:
    """`last 3 mondays`, `last 2 weekends`, `last 10 working days`: those that are over."""
    place = words.lead(at, LISTS["previous"])
    count, first = read_count(words, place) if place > at else (None, at)
    end = words.lead(first, _PLURALS)
    if not count or end == first or count > MOST_DAYS:
        return None
    days, calendar = _PLURAL[words.spelt(first, end)], context.calendar
    span = _of_last(calendar, days, count)
    if span.step[0] <= len(days):
        return None  # one stretch, which is a period
    return Match(Draft(spans=(span,), times=(KeptTimes(days),)), end - at)


def _of_last(calendar: Calendar, days: tuple[int, ...], count: int) -> Span:
    """From the first of so many to the last that is over."""
    if days == WORKING:
        working = working_days(calendar, count)
        start, end = working[0], working[-1]
    else:
        end = calendar.today - timedelta((calendar.today.weekday() - days[-1] - 1) % 7 + 1)
        start = end - timedelta(7 * (count - 1) + len(days) - 1)
    return Span(calendar.day(start).start, calendar.day(end).end, ((end - start).days + 1, "day"))


_DAILY = listed("each day, every day, daily, a day, per day, each weekday, every weekday")


def _daily(words: Words, at: int, context: Context) -> Match | None:
    """`9-17 each day`: of several days, and one sum unless rows are asked for."""
    if match := _of_long_period(words, at, context):
        return match
    hours = hours_at(words, at, context)
    end = words.lead(at + hours.length, _DAILY) if hours else at
    if not hours or end == at + hours.length:
        return None
    is_weekday = words.text(end - 1).endswith("weekday")
    return Match(hours.draft + Draft(times=(KeptTimes(WORKING),) if is_weekday else ()), end - at)


def _of_long_period(words: Words, at: int, context: Context) -> Match | None:
    """`between 10pm and 6am oct 3 to oct 10`, where the hours and the first day would make a period."""
    hours = read_window(words, at, context)
    place = at + hours.length if hours else at
    place = words.skip(place, "on", "in", "from", "of")
    period = read_period(words, place, context.calendar) if hours else None
    if not hours or not period or period.span.end - period.span.start <= _LONG or None in hours.draft.windows[0]:
        return None
    return Match(hours.draft + Draft(spans=(period.span,)), period.end - at)


def hours_at(words: Words, at: int, context: Context) -> Match | None:
    """`9am to 5pm`, `mornings`; here 9-17 are hours, and so are 9-5."""
    first = words.skip(at, "between", "from")
    numbers = [words.text(first), words.text(first + 2)]
    joints = ("-", "to", "–", "and") if first > at else ("-", "to", "–")
    if words.text(first + 1) in joints and all(each.isdecimal() and int(each) <= 24 for each in numbers):
        start, end = map(int, numbers)
        end += 12 * (end <= start <= 12)
        return Match(Draft(windows=((time(start % 24), time(end % 24)),)), first + 3 - at) if start != end else None
    return read_window(words, at, context)


def _of_parts(words: Words, at: int) -> tuple[tuple[int, ...], int] | None:
    """The day of `friday nights`, `weekday mornings`."""
    if words.text(at + 1) not in ("nights", "mornings", "afternoons", "evenings"):
        return None
    return _of_name(words, at)


def _left_out(words: Words, at: int, context: Context) -> Match | None:
    """`outside business hours`, `without weekends`, `outside 9-17`."""
    place = words.lead(at, _OUT)
    if place == at:
        return None
    place = words.skip(place, "the", "on", "of", "any", "our", "during")
    if end := words.lead(place, BUSINESS) - place:
        return Match(Draft(times=(KeptTimes(WORKING, BUSINESS_HOURS, outside=True),)), place + end - at)
    found = _days(words, place, context, is_led=True)
    days, end = found if found else ((), place)
    hours = hours_at(words, end, context)
    window = hours.draft.windows[0] if hours else None
    if window and None not in window:
        kept = KeptTimes(days, (window[0], window[1]), outside=True)  # type: ignore[arg-type]  # both are there
        return Match(Draft(times=(kept,)), end + (hours.length if hours else 0) - at)
    return Match(Draft(times=(KeptTimes(days, outside=True),)), end - at) if days else None


def _always(words: Words, at: int) -> tuple[KeptTimes, int] | None:
    """Times that have a name."""
    for phrases, kept in (
        (OFF_HOURS, KeptTimes(WORKING, BUSINESS_HOURS, outside=True)),
        (_NIGHTS_AND_WEEKENDS, KeptTimes(WORKING, (time(6), time(18)), outside=True)),
        (BUSINESS, KeptTimes(WORKING, BUSINESS_HOURS)),
    ):
        if (end := words.lead(at, phrases)) > at:
            return kept, end
    return None


def _each(words: Words, at: int) -> tuple[tuple[int, ...], int] | None:
    """`every tuesday`, `each weekend`: rows by day of them."""
    is_per = words.text(at) == "per" and words.text(at + 1) in WEEKDAY
    place = at + 1 if is_per else words.lead(at, _EACH)
    if place == at:
        return None
    return _of_name(words, place)


def _of_name(words: Words, at: int) -> tuple[tuple[int, ...], int] | None:
    """The days of one word: `tuesday`, `weekend`."""
    name = words.text(at)
    days = _SINGLE.get(name) or ((WEEKDAY[name],) if name in WEEKDAY else None)
    return (days, at + 1) if days else None


def _days(words: Words, at: int, context: Context, *, is_led: bool = False) -> tuple[tuple[int, ...], int] | None:
    """`weekdays`, `mondays and fridays`; beside another period `weekend` and `mon-fri` too."""
    found = _listed(words, at)
    is_plain = found is not None and (is_led or set(found[0]) != {*WEEKEND})
    found = found or _single(words, at)
    if not found:
        return None
    period = read_period(words, at, context.calendar)
    if period and period.end > found[1] and not is_plain:
        return None
    if is_plain or words.text(at - 1) in ("on", "only", "just", "all", "at", "vs", "versus") or is_led:
        return found
    is_of = words.text(at + 1) in ("in", "of", "during") and read_period(words, at + 2, context.calendar) is not None
    is_only = is_of or "only" in (words.text(found[1]), words.text(at + 1))
    return found if is_only or _is_beside_period(words, at, found[1], context) else None


def _listed(words: Words, at: int) -> tuple[tuple[int, ...], int] | None:
    days: set[int] = set()
    end = at
    while (after := words.lead(end, _PLURALS)) > end:
        days |= {*_PLURAL[words.spelt(end, after)]}
        at, end = after, words.skip(after, *_JOINTS)
    return (tuple(sorted(days)), at) if days else None


def _single(words: Words, at: int) -> tuple[tuple[int, ...], int] | None:
    """The `weekend` of `weekend spend in october`, and `mon-fri`."""
    if (end := words.lead(at, _SINGLES)) > at:
        return _SINGLE[words.spelt(at, end)], end
    first, last = WEEKDAY.get(words.text(at)), None
    if first is not None and words.text(at + 1) in ("-", "to", "–", "through", "thru", "until"):
        last = WEEKDAY.get(words.text(at + 2))
    return (ALL_DAYS[first : last + 1], at + 3) if first is not None and last is not None and first < last else None


def _is_beside_period(words: Words, at: int, end: int, context: Context) -> bool:
    """Whether other words name a period of which these are days."""
    for place in range(len(words)):
        if at <= place < end:
            continue
        try:
            found = read_period(words, place, context.calendar)
        except UserError:
            continue
        if found and not place <= at < found.end and found.span.end - found.span.start > _LONG:
            return True
    return False
