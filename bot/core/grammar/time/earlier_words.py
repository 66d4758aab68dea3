"""The words behind `vs` for the earlier period: `last week`, `the month before`, `previous 7 days`."""

from __future__ import annotations

import re

from bot.core.catalogue.words import Phrases, listed
from bot.core.grammar.calendar_words import GLUED_UNIT, UNIT, WEEKDAY
from bot.core.grammar.draft import Earlier
from bot.core.grammar.reader import Context
from bot.core.grammar.time.length_slots import read_count
from bot.core.grammar.time.read_time import read_period
from bot.core.grammar.time.time_vocabulary import DAY_PARTS, LISTS
from bot.core.grammar.tokens import Words
from bot.core.time_units import UNIT_OF_TIME

_SAME_BEFORE = (
    f"{same} {what} {last}"
    for same in ("same", "the same")
    for what in ("time", "point", "period", "dates", "days", *UNIT_OF_TIME)
    for last in ("last", "previous", "the previous", "prior", "of last", "in last", "of the previous")
)
_UNIT_BEFORE = Phrases((*LISTS["previous"], "this time last", *_SAME_BEFORE))
_ONE_BEFORE = listed(
    """
    previous period, the previous period, prior period, last period, preceding period, period before, last, last one,
    previous one, one before, previous, prior, same period before, the one before, before, last time, the period before
    """
)
_DAYS_AND_WEEKS = dict.fromkeys(DAY_PARTS, "day") | dict.fromkeys(LISTS["weekend"], "week")  # `the night before`
_ALIKE = listed(
    """
    same point, at the same point, at same point, to the same point, same time, at the same time, at same time, up to
    the same time, until same time, until the same time, till same time, till the same time, up to the same point, at
    this point, to date, so far, at this time, by this time, by now
    """
)
_SAME_YESTERDAY = Phrases(
    f"{same} {what} yesterday" for same in ("same", "the same", "this", "at this", "at the same", "by this")
    for what in ("time", "point", "hour", "moment")
)  # fmt: skip


_SAME_OF = Phrases(
    f"{at}{same} {what}{of}"
    for at in ("", "at ", "up to ")
    for same in ("same", "the same")
    for what in ("time", "point", "days", "dates", "period", "stretch", "part", "hours")
    for of in ("", " in", " of", " on", " during")
)  # `vs the same days in october`: the same part is compared in any case
_AT_THE_SAME = Phrases(each for each in _ALIKE if "same" in each or "this" in each)


def read_earlier(words: Words, at: int, context: Context) -> tuple[Earlier, int] | None:
    place = words.lead(at, _UNIT_BEFORE)
    unit = UNIT.get(words.text(place)) if place > at else None
    if unit and words.text(place + 1) not in ("of", "in"):  # `vs last week of october`
        place = words.skip_phrase(place + 1, "before", "prior", "earlier")
        return Earlier(unit=unit), words.lead(place, _ALIKE)
    if (place := words.lead(at, _SAME_YESTERDAY)) > at:
        return Earlier(unit="day"), place
    found = _as_many(words, at) or _so_many_before(words, at) or read_ago(words, at) or _before(words, at)
    found = (
        found
        or _same_days_before(words, at, context)
        or _yesterday(words, at, context)
        or _named(words, words.lead(at, _SAME_OF), context)
    )
    place = words.lead(at, _ONE_BEFORE)
    found = found or ((Earlier(), place) if place > at else None)
    return (found[0], words.lead(found[1], _AT_THE_SAME)) if found else None


def _yesterday(words: Words, at: int, context: Context) -> tuple[Earlier, int] | None:
    """`vs yesterday` is a day before the period; `yesterday 9am` and `yesterday morning` are what they say."""
    found = read_period(words, at, context.calendar)
    is_alone = found is not None and found.end == at + 1 and words.text(at) in LISTS["yesterday"]
    return (Earlier(unit="day"), at + 1) if is_alone else None


def _before(words: Words, at: int) -> tuple[Earlier, int] | None:
    """`the month before`, `the day before`."""
    if words.text(at) in WEEKDAY and words.text(at + 1) in ("before", "prior"):
        return Earlier(unit="week"), at + 2
    unit = UNIT.get(words.text(at)) or _DAYS_AND_WEEKS.get(words.text(at))
    is_before = words.text(at + 1) in ("before", "prior", "earlier", "previous")
    if unit and is_before and words.text(at + 2) not in ("yesterday", "last", "that's"):
        is_own = unit in ("day", "year") or words.text(at) in _DAYS_AND_WEEKS
        return (Earlier(unit=unit) if is_own else Earlier()), at + 2
    return None


def _same_days_before(words: Words, at: int, context: Context) -> tuple[Earlier, int] | None:
    """`the mon-thu before`, `the friday night before`: the same of the week before the period."""
    found = read_period(words, at, context.calendar)
    is_before = found is not None and words.text(found.end) in ("before", "prior", "earlier")
    if not found or not is_before or found.span.loose != "week":
        return None
    return Earlier(unit="week"), words.skip(found.end + 1, *_THAT)


def _as_many(words: Words, at: int) -> tuple[Earlier, int] | None:
    """`previous 7 days`, `the 7 days before that`: the period must have as many units."""
    place = words.lead(at, ("previous", "prev", "prior", "preceding"))
    glued = re.fullmatch(r"(\d{1,4})([a-z]+)", words.text(place))
    count, end = (int(glued[1]), place) if glued else read_count(words, place)
    unit = GLUED_UNIT.get(glued[2]) if glued else UNIT.get(words.text(end))
    if place > at and count and not unit and not words.text(end):
        return Earlier(count=count, is_alike=True), end  # `last 7 days vs prior 7`
    if place == at or not count or not unit:
        return None
    return Earlier(count=count, unit=unit, is_alike=True), end + 1


_THAT = ("that", "them", "those", "these", "it", "this")


def _so_many_before(words: Words, at: int) -> tuple[Earlier, int] | None:
    """`vs the 10 before`, `the 30 before them`: as many units as the period has."""
    count, end = read_count(words, words.skip(at, "the"))
    is_before = words.text(end) in ("before", "prior", "preceding") and words.text(end + 1) not in UNIT
    return (Earlier(count=count, is_alike=True), words.skip(end + 1, *_THAT)) if count and is_before else None


def read_ago(words: Words, at: int) -> tuple[Earlier, int] | None:
    glued = re.fullmatch(r"(\d{1,4})([a-z]+)", words.text(at))
    count, place = (int(glued[1]), at) if glued else read_count(words, at)
    unit = GLUED_UNIT.get(glued[2]) if glued else UNIT.get(words.text(place))
    if count and unit and words.text(place + 1) in ("ago", "earlier", "before", "back"):
        return Earlier(count=count, unit=unit), place + 2
    return None


def _named(words: Words, at: int, context: Context) -> tuple[Earlier, int] | None:
    found = read_period(words, at, context.calendar)
    if not found:
        return None
    whole = read_period(words, found.end + 1, context.calendar) if words.text(found.end) == "of" else None
    return (Earlier(whole.span, part=found.span), whole.end) if whole else (Earlier(found.span), found.end)
