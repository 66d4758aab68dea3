"""What people did on a day, such as a deploy: what came since, or what is asked of its two sides."""

from __future__ import annotations

import re
from typing import NamedTuple

from bot.core.catalogue.words import Phrases, listed
from bot.core.errors import UserError
from bot.core.grammar.calendar_words import UNIT
from bot.core.grammar.draft import Draft, Earlier, Lean, Match
from bot.core.grammar.exact_names import read_exact
from bot.core.grammar.pointers import MOVING
from bot.core.grammar.reader import FILLERS, Context
from bot.core.grammar.time.calendar import Span
from bot.core.grammar.time.earlier import sides_of
from bot.core.grammar.time.length_slots import read_count
from bot.core.grammar.time.range_meanings import since
from bot.core.grammar.time.read_time import Found, read_period
from bot.core.grammar.tokens import Words
from bot.core.periods import DAY, HOUR

_EITHER_SIDE = Phrases(
    f"{one} {joint} {other}"
    for pair in (("before", "after"), ("pre", "post"), ("before", "since"))
    for one, other in (pair, pair[::-1])
    for joint in ("/", "and", "vs", "v", "versus", "or", "&", "to", "-", "→", "->")
)
_THEN = Phrases(
    listed("after that, since that, since then, since, after, afterwards, ever since, thereafter, after it")
)
_MOVE = ("move", "moved", "shift", "budge", "differ")
_WE = ("we", "i", "they", "you", "it", "he", "she")
_DONE = Phrases(
    listed(
        """
        deployed, shipped, released, launched, migrated, switched, enabled, disabled, merged, rolled out, rolled back,
        rolled, upgraded, changed, moved, introduced, updated, refactored, turned on, turned off, went live, cut over,
        pushed, fixed, added, swapped, replaced, activated
        """
    )
)
_EVENT = Phrases(
    listed(
        """
        deploy, deployment, release, launch, rollout, roll-out, migration, upgrade, reindex, re-index, reindexing,
        incident, cutover, rollback, go-live, prompt change, refactor, refactoring, backfill, new prompt, hotfix, model
        switch
        """
    )
)
_PERHAPS = Phrases(
    listed("switch, change, fix, merge, experiment, update, push, cleanup, patch")
)  # behind `since the`, or beside `before/after`
_THE = ("the", "our", "that", "a", "last", "this", "my")
_SINCE = ("since", "after", "from", "following")
_BESIDE = (*_SINCE, "before", "vs", "versus")
_ON = ("on", "of", "from", "at")
_COST = ("cost", "use", "burn", "eat")
_FEW = 6  # words between what was done and its day
# Beside an event these ask what it changed, too.
_CHANGING = frozenset(
    listed(
        """
        better, worse, cheaper, raise, raised, less, fewer, more, help, helped, affect, affected, impact, effect,
        improve, improved, save, saved, reduce, reduced, higher, lower, bigger, smaller, spike, before, after, rise,
        drop, fall, increase, decrease, go, went, gone, grow, shrink, climb, jump, cut, make, push, move,
        shift, budge, differ
        """
    )
)


class _Event(NamedTuple):
    """When it was, what else was said of it, and the place after it."""

    found: Found
    told: Draft


def read_event(words: Words, at: int, context: Context) -> Match | None:
    """
    `before/after nov 9`, `since the reindex on nov 11`, `we deployed on nov 9, did input tokens go down`, `what did the
    deploy at 11:30 cost us`.

    What came since, with its own day, beside as long a time before. What happened is named as unused.
    """
    if around := _around(words, at, context):
        return around
    then = words.lead(at, _THEN)
    is_moved = words.text(at) in _MOVE and words.text(at - 1) != "we"
    if (is_moved or (then > at and then == len(words))) and has_event(words, context):
        return Match(Draft(fillers=("since then",)), max(then - at, 1))
    place = words.lead(at, _EITHER_SIDE)
    if place > at:
        return _either_side(words, at, place, context)
    place = words.skip(at, *_SINCE)
    event = _event(words, place, context)
    if not event or (words.text(at - 1) in _WE and place == at):
        return None
    if _is_moved(words, at, event.found.end):
        return _both_sides(event, at, context)
    if words.text(at - 1) == "did" and words.text(event.found.end) in _COST:  # what came since may have other reasons
        told = Draft(leans=(Lean(words.text(words.skip(at, *_THE)), ()),))
        return _since(event._replace(told=event.told + told), at, context)
    return _since(event, at, context) if place > at and words.text(at) != "from" else None


_JOINTS = ("vs", "versus", "v", "with", "and", "to", "against", "or")


def _around(words: Words, at: int, context: Context) -> Match | None:
    """`the week before nov 9 vs the week after`: as long on each side, without the day itself."""
    length = _length(words, words.skip(at, "compare", "the", "between"), "before")
    day = _day_at(words, words.skip(length[2], "the", "on"), context) if length else None
    if not length or not day or words.text(day.end) not in _JOINTS:
        return None
    place = words.skip(day.end, *_JOINTS, "the")
    other = _length(words, place, "after")
    end = other[2] if other else place + (words.text(place) == "after")
    if end == place or (other and other[:2] != length[:2]):
        return None
    count, unit, _ = length
    calendar, middle, step = context.calendar, day.span, (count, unit)
    before = Span(calendar.shifted(middle.start, -count, unit), middle.start, step)
    after = Span(middle.end, calendar.shifted(middle.end, count, unit), step)
    return Match(Draft(spans=(after,), versus=(Earlier(before),)), words.skip(end, "it", "that") - at)


def _length(words: Words, at: int, side: str) -> tuple[int, str, int] | None:
    """`3 days before`, `week after`: how many, of which unit, and the place behind."""
    count, place = read_count(words, at)
    unit = UNIT.get(words.text(place))
    return (count or 1, unit, place + 2) if unit and words.text(place + 1) == side else None


def has_event(words: Words, context: Context) -> bool:
    """Whether the line tells of an event with its day."""
    return any(_event(words, place, context) for place in range(len(words)))


def _either_side(words: Words, at: int, place: int, context: Context) -> Match | None:
    found = read_period(words, words.skip(place, "the", "on"), context.calendar)
    if found:
        return _both_sides(_Event(found, Draft()), at, context)
    event = _event(words, place, context)
    event = event or (_dated(words, place + 1, context) if is_dated_for(words, place, context) else None)
    if event:
        return _both_sides(event, at, context)
    return Match(Draft(fillers=("either side",)), place - at) if has_event(words, context) else None


def is_dated_for(words: Words, at: int, context: Context) -> bool:
    """Whether `for search wednesday` stands here: a name between the two sides and their day."""
    return words.text(at) == "for" and _dated(words, at + 1, context) is not None


def _both_sides(event: _Event, at: int, context: Context) -> Match:
    one, other = sides_of(event.found.span, context.calendar)
    return Match(event.told + Draft(spans=(other,), versus=(Earlier(one),)), event.found.end - at)


def _since(event: _Event, at: int, context: Context) -> Match:
    return Match(event.told + Draft(spans=(since(context.calendar, event.found.span),)), event.found.end - at)


def _is_moved(words: Words, at: int, end: int) -> bool:
    texts = {word.typed.casefold() for word in (*words[:at], *words[end:])}  # one that is unused asks, too
    is_asked = any(words.match(place, "do to") or words.match(place, "do with") for place in range(end, len(words)))
    return bool(is_asked or texts & MOVING or texts & _CHANGING)


def _event(words: Words, at: int, context: Context) -> _Event | None:
    """`we shipped the new prompt on nov 9`, `the deploy on nov 9`, `yesterday's deploy at 16:00`."""
    return _done(words, at, context) or _named(words, at, context) or _of_day(words, at, context)


def _done(words: Words, at: int, context: Context) -> _Event | None:
    start = words.skip(at, *_WE)
    end = words.lead(start, _DONE)
    is_told = start > at or at == 0 or words[at - 1].typed.casefold() in _CHANGING  # `did it help? deployed wed 11th`
    return _dated(words, end, context) if end > start and is_told else None


def _named(words: Words, at: int, context: Context) -> _Event | None:
    start = words.skip(at, *_THE)
    for place in (start, start + 1, start + 2)[: 3 if start > at else 1]:
        perhaps = words.lead(place, _PERHAPS) if start > at else place
        is_sure = perhaps > place and (words.text(at - 1) in _BESIDE or _has_sides(words))
        end = max(words.lead(place, _EVENT), perhaps if is_sure else place)
        if end > place:
            return _dated(words, end, context, told=(start, place))
    return None


def _has_sides(words: Words) -> bool:
    """Whether `before/after` is said anywhere: beside it a `change` is an event."""
    return words.says(_EITHER_SIDE)


def _dated(words: Words, at: int, context: Context, told: tuple[int, int] = (0, 0)) -> _Event | None:
    for place in range(at, min(at + _FEW, len(words))):
        found = _day_at(words, words.skip(place, *_ON), context)
        if found:
            return _Event(found, _told(words, told, context) + _told(words, (at, place), context))
    return None


def _of_day(words: Words, at: int, context: Context) -> _Event | None:
    """`yesterday's deploy at 16:00`: the day stands first, and its time behind."""
    day = _day_at(words, at, context)
    end = words.lead(day.end, _EVENT) if day else at
    if not day or end <= day.end:
        return None
    clock = words[end : end + 3] if words.text(end) in ("at", "around") else ()
    for length in range(len(clock), 1, -1):
        line = Words((*words[at : day.end], *clock[:length]))
        exact = _day_at(line, 0, context)
        if exact and exact.end == len(line):
            return _Event(Found(exact.span, end + length), Draft())
    return _Event(Found(day.span, end), Draft())


def _day_at(words: Words, at: int, context: Context) -> Found | None:
    """A day or a part of one that is not to come."""
    try:
        found = read_period(words, at, context.calendar) or _at_clock(words, at, context)
    except UserError:
        return None
    return found if found and found.span.end - found.span.start <= DAY + HOUR else None


_CLOCK = re.compile(r"\d{1,2}:\d\d(?:am|pm)?|\d{1,2}(?:am|pm)|noon|midday")


def _at_clock(words: Words, at: int, context: Context) -> Found | None:
    """`deployed at 11:30`, and no day: of today."""
    if not _CLOCK.fullmatch(words.text(at)):
        return None
    line = Words((words[at], *Words.of("today")))
    found = read_period(line, 0, context.calendar)
    is_past = found is not None and found.end == len(line) and found.span.start < context.calendar.now
    return Found(found.span, at + 1) if found and is_past else None


def _told(words: Words, place: tuple[int, int], context: Context) -> Draft:
    """What an event was about: a project, key or user is the scope of the question, and all else is unused."""
    (at, end), told, rest = place, Draft(), list[str]()
    while at < end:
        named = read_exact(words, at, context)
        if named and named[0].dimension in ("project", "key", "user") and named[1] <= end:
            told, at = told + Draft(included=(named[0],)), named[1]
        else:
            rest.append(words[at].typed)
            at += 1
    is_told = any((word.casefold(),) not in FILLERS for word in rest)  # `we deployed it`
    return told + Draft(leans=(Lean(" ".join(rest), ()),) if is_told else ())
