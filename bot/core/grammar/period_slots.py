"""The readers of the time that a question asks of: periods, `as of`, `until`, days that are left out."""

from __future__ import annotations

from dataclasses import replace

from bot.core.catalogue import STATISTICS
from bot.core.catalogue.words import listed
from bot.core.grammar.calendar_words import UNIT
from bot.core.grammar.draft import Draft, Lean, Match
from bot.core.grammar.metric_words import tokens_of_price
from bot.core.grammar.plain_words import EXCEPT
from bot.core.grammar.pointers import ALL_TIME
from bot.core.grammar.price_sums import is_part_of_sum
from bot.core.grammar.reader import Context, read_phrase
from bot.core.grammar.time.calendar import Span
from bot.core.grammar.time.length_slots import Length, read_count
from bot.core.grammar.time.part_meanings import first_of, last_of
from bot.core.grammar.time.read_time import Found, read_period, read_until_day
from bot.core.grammar.time.unit_slots import TO_DATE
from bot.core.grammar.tokens import Words
from bot.core.periods import DAY, EVER


def read_asked_period(words: Words, at: int, context: Context) -> Match | None:
    number = at + (words.text(at) in ("of", "for"))  # `cost of 2000 tokens on gpt-5` is of no year
    if (
        is_part_of_sum(words, number)
        or tokens_of_price(words, number)
        or read_idle_over(words, at, context)
        or read_in_one_unit(words, at, context)
    ):
        return None  # `1M output tokens` are no months, `not used in 30 days` is not to come
    if words.text(at) == "as" and read_as_of(words, at, context):
        return None  # `as of end of october ytd`
    if words.text(at) == "overnight" and _is_beside_days(words, at, context):
        return None  # `overnight spend last week` is of each night
    found = read_period(words, at, context.calendar)
    if not found:
        return None
    is_all = found.span.start == EVER  # beside another period that one counts, and these words are named
    leans = (Lean(words.spelt(at, found.end), (ALL_TIME,)),) if is_all else ()
    return Match(Draft(spans=(found.span,), leans=leans), found.end - at)


_LONGER = listed(
    """
    >, >=, over, more than, longer than, older than, at least, for over, for more than, for at least, in over, for
    longer than, in more than, since over, in, within, for, for the, in about, for about
    """
)


def read_idle_over(words: Words, at: int, context: Context) -> Match | None:
    """`zombie projects >90d`, `not used in 3 weeks`: of idle things these are no amounts, and no time to come."""
    place = words.lead(at, _LONGER)
    if place == at or not any(_is_idle(words, other, context) for other in range(len(words))):
        return None
    found = read_period(words, place, context.calendar)
    if not found:
        return None
    return Match(Draft(spans=(found.span,)), found.end - at)


def _is_idle(words: Words, at: int, context: Context) -> bool:
    phrase = read_phrase(words, at, context)
    return phrase is not None and "idle" in phrase.draft.verbs


_SPENT = ("spent", "used", "made")


def read_until_then(words: Words, at: int, context: Context) -> Match | None:
    is_spent = words.text(at) in _SPENT and words.text(at + 1) == "by"  # `spent by nov 10` names a day, and nobody
    found = read_until_day(words, at + is_spent, context.calendar)
    return Match(Draft(untils=(found.span,)), found.end - at) if found else None


_AS_OF = listed(
    "as of, as at, up to and including, up to and incl, up to & incl, up to and incl., through, to and including"
)


def read_as_of(words: Words, at: int, context: Context) -> Match | None:
    """`accrual for nov as of today`: until then, where the period stands beside it."""
    place = words.lead(at, _AS_OF)
    day = words.text(words.skip(place, "."))
    if place == at:
        return None
    if day not in ("today", "now", "yesterday"):
        return _as_of_day(words, at, place, context)
    end = words.skip(place, ".") + 1
    if not _is_beside_period(words, at, end, context):
        return None
    untils = (context.calendar.unit("day", -1),) if day == "yesterday" else ()
    return Match(Draft(untils=untils, fillers=("as of",)), end - at)


def _as_of_day(words: Words, at: int, place: int, context: Context) -> Match | None:
    """`mtd as of friday`, `as of end of october ytd`: until then; by itself it is since then."""
    start = words.skip(place, "the")
    cut = next((other for other in range(start + 1, len(words)) if words.text(other) in TO_DATE), len(words))
    found = read_period(Words(words[:cut]), start, context.calendar) if words.text(at) == "as" else None
    if not found or found.span.start >= context.calendar.now or not _is_beside_period(words, at, found.end, context):
        return None
    return Match(Draft(untils=(found.span,), fillers=("as of",)), found.end - at)


def _is_beside_days(words: Words, at: int, context: Context) -> bool:
    """Whether a period of several days stands apart from this word."""
    found = (read_period(words, other, context.calendar) for other in range(len(words)) if other not in (at, at + 1))
    return any(one and one.span.end - one.span.start > 2 * DAY for one in found)


def _is_beside_period(words: Words, at: int, end: int, context: Context) -> bool:
    return any(read_period(words, other, context.calendar) for other in range(len(words)) if not at <= other < end)


def read_late_month(words: Words, at: int, context: Context) -> Match | None:
    """`cost end of september`, by itself: its last days, like `late september`; `at the end of` is its last day."""
    place = words.lead(at, ("end of", "end"))
    month = read_period(words, place, context.calendar) if place > at else None
    if not month or month.span.step != (1, "month") or month.span.end > context.calendar.now:
        return None
    late = replace(words[at], text="late", typed="late")
    found = read_period(Words((late, *words[place : month.end])), 0, context.calendar)
    return Match(Draft(spans=(found.span,)), month.end - at) if found else None


def read_without_days(words: Words, at: int, context: Context) -> Match | None:
    """`this month without today`, `october except the 31st`."""
    place = words.lead(at, EXCEPT)
    if last := _without_its_last(words, at, place, context):
        return last
    found = read_period(words, place, context.calendar) if place > at else None
    if not found or words.text(place) in ("weekends", "weekdays"):  # `without weekends last week` leaves out times
        return None
    others = (step for step in range(len(words)) if not at <= step < found.end)
    if not any(read_period(words, step, context.calendar) for step in others):
        return None  # nothing is left, so it is not clear what the word negates
    holes, end = [found.span], found.end
    while more := _one_more(words, end, holes[0], context):
        holes.append(more.span)
        end = more.end
    return Match(Draft(holes=tuple(holes)), end - at)


def _without_its_last(words: Words, at: int, place: int, context: Context) -> Match | None:
    """`october without its last 3 days`, `oct w/o the last week`: of the period in front, and not the latest ones."""
    start = words.skip(place, "the", "its")
    edge = words.text(start) if start > place > at else ""
    count, end = read_count(words, start + 1) if edge in _EDGES else (None, start)
    end = end if count else start + 1
    unit = UNIT.get(words.text(end)) if edge in _EDGES else None
    before = [read_period(words, step, context.calendar) for step in range(at)] if unit in ("day", "week") else []
    whole = next((one.span for one in before if one and one.end == at), None)
    if unit is None or whole is None or whole.end > context.calendar.now:
        return None
    cut = last_of if edge in ("last", "final") else first_of
    hole = cut(context.calendar, Length(count or 1, unit), whole)
    return Match(Draft(holes=(hole,)), end + 1 - at) if hole else None


_EDGES = ("last", "final", "first")


def _one_more(words: Words, at: int, hole: Span, context: Context) -> Found | None:
    """The second of `except the 3rd and the 10th`: of the same kind."""
    place = words.skip(at, ",", "and", "&", "or")
    found = read_period(words, place, context.calendar) if place > at else None
    return found if found and (found.span.step, found.span.loose) == (hole.step, hole.loose) and hole.loose else None


def read_in_one_unit(words: Words, at: int, context: Context) -> Match | None:
    """`max cost in an hour`, `most tokens in a single day`: the rows of a statistic, and no time to come."""
    place = words.lead(at, ("in an", "in a", "in one", "in any", "in a single", "in any one", "within an", "within a"))
    unit = UNIT.get(words.text(place)) if place > at else None
    stats = {word for name in ("max", "min", "busiest", "quietest") for word in STATISTICS[name]}
    if not unit or not any(words.text(before) in stats for before in range(at)):
        return None
    return Match(Draft(by=(unit,)), place + 1 - at)
