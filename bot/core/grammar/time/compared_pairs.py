"""Comparisons that name both periods: `compare today and yesterday`, `growth from september to october`."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.core.catalogue.words import listed
from bot.core.grammar.calendar_words import UNIT, WEEKDAY
from bot.core.grammar.draft import Draft, Earlier, Lean, Match
from bot.core.grammar.filters import read_names
from bot.core.grammar.pointers import MOVING
from bot.core.grammar.reader import Context
from bot.core.grammar.time.calendar import Span
from bot.core.grammar.time.comparisons import VERSUS, period_of, read_and_before, rival_of
from bot.core.grammar.time.earlier_words import read_ago
from bot.core.grammar.time.read_time import read_period
from bot.core.grammar.time.time_vocabulary import DAY_PARTS, LAST, ORDINALS
from bot.core.grammar.tokens import Words
from bot.core.grammar.vocabulary import DIMENSION_WORDS
from bot.core.time_units import UNIT_OF_TIME

COMPARE = listed(
    """
    compare, comparison of, comparison between, difference between, diff between, difference of, comparing, diff,
    change between, more in, less in, higher in, lower in, cheaper in, bigger in, busier in, more on, less on, worse in,
    better in
    """
)
_STROKES = frozenset(("vs", "versus", "v", "vs.", "against"))
_OF_ONE_KIND = (
    re.compile("|".join(WEEKDAY)),
    re.compile("|".join(DAY_PARTS)),
    re.compile("|".join((*ORDINALS, *LAST, *WEEKDAY, "half|week|weekend|quarter|month", r"\d(st|nd|rd|th)"))),
    re.compile(r"\d{1,2}(:\d\d)?(am|pm)?|am|pm|to|-|–|noon|midnight"),
)


def _said_behind(words: Words, at: int, context: Context) -> Match | None:
    """`first vs second half of october`, `monday vs tuesday last week`, `9-11am vs 2-4pm yesterday`."""
    near = range(at + 1, at + 5) if words.has(_STROKES) else ()
    stop = next((place for place in near if words.text(place) in _STROKES), 0)
    kind = next((kind for kind in _OF_ONE_KIND if stop and _are(kind, words, at, stop)), None)
    if not kind:
        return None
    place = words.skip(stop + 1, "the")
    found = read_period(words, place, context.calendar)
    if not found or words.spelt(at, stop) == words.spelt(place, place + stop - at):
        return None  # `monday vs monday last week`
    for cut in range(place + 1, found.end):
        one = period_of(words[at:stop] + words[cut : found.end], context) if _are(kind, words, place, cut) else None
        if one:
            return Match(Draft(spans=(one,), versus=(Earlier(found.span),)), found.end - at)
    return None


def _are(kind: re.Pattern[str], words: Words, at: int, end: int) -> bool:
    return all(kind.fullmatch(words.text(place)) for place in range(at, end))


def read_compare(words: Words, at: int, context: Context) -> Match | None:
    """`compare today and yesterday`, `difference between october and september`."""
    place = words.lead(at, COMPARE)
    if pair := _units_apart(words, words.skip(place, "the", "between") if place > at else at, context):
        return Match(pair[0], pair[1] - at)
    if place == at:
        return _said_behind(words, at, context)
    busier = Draft(metrics=("requests",)) if words.text(at) == "busier" else Draft()
    place = words.skip(place, "the", "between")
    longest = None
    for stop in range(place + 1, min(place + 8, len(words))):
        if words.text(stop) in ("and", "or", "to", "with", "vs", "against", "versus", "&", ",", "than"):
            longest = _two_spans(words, place, stop, context) or longest
    if longest:
        return Match(longest[0] + busier, longest[1] - at)
    names = read_names(words, place, context)
    if names and len(names[0]) > 1:
        return Match(Draft(included=names[0], contrasts=tuple(name.dimension for name in names[0])), names[1] - at)
    return Match(busier + Draft(leans=(Lean(words.spelt(at, place), ("moves", "by", "metrics")),)), place - at)


_BACK = {"this": 0, "current": 0, "last": 1, "previous": 1, "prev": 1, "prior": 1, "past": 1}
_BESIDE = (*VERSUS, *listed("and, with, or, to, from"))


def _units_apart(words: Words, at: int, context: Context) -> tuple[Draft, int] | None:
    """`two weeks ago vs last week`, `last month against 3 months ago`: whole units, each counted from now."""
    one = _unit_back(words, at)
    place = words.lead(one[2], _BESIDE) if one else at
    other = _unit_back(words, words.skip(place, "the", "with", "to")) if one and place > one[2] else None
    if not one or not other or one[1] != other[1] or one[0] == other[0] or not (one[3] or other[3]):
        return None
    unit, calendar = one[1], context.calendar
    earlier, later = (calendar.unit(unit, -count) for count in sorted((one[0], other[0]), reverse=True))
    return Draft(spans=(later,), versus=(Earlier(earlier),)), other[2]


def _unit_back(words: Words, at: int) -> tuple[int, str, int, bool] | None:
    """How many units back, of which, where it ends, and whether it was said with `ago` or `before last`."""
    if words.text(at) in ("today", "yesterday"):
        return int(words.text(at) == "yesterday"), "day", at + 1, False
    at = words.skip(at, "the")
    if words.match(at, "day before yesterday"):
        return 2, "day", at + 3, True
    if (whole := UNIT.get(words.text(at))) and words.match(at + 1, "before last"):
        return 2, whole, at + 3, True
    if words.text(at) in _BACK and (unit := UNIT.get(words.text(at + 1))):
        return (_BACK[words.text(at)], unit, at + 2, False) if not UNIT_OF_TIME[unit].is_clock else None
    ago = read_ago(words, at)
    is_ago = ago is not None and words.text(ago[1] - 1) == "ago" and not UNIT_OF_TIME[ago[0].unit].is_clock
    return (ago[0].count, ago[0].unit, ago[1], True) if ago and is_ago else None


def read_moved(words: Words, at: int, context: Context) -> Match | None:
    """`growth from september to october`: compares the two, where both are one unit of time."""
    if told := _moved_most_since(words, at, context) or _compared_behind(words, at, context):
        return told
    place = words.skip(at, "from", "between")
    joints = (*_TOWARDS, "and") if words.text(at) == "between" else _TOWARDS
    stops = [stop for stop in range(place + 1, min(place + 5, len(words))) if words.text(stop) in joints]
    if not stops or not any(words.text(step) in MOVING for step in range(len(words))):
        return None
    for stop in stops:
        one = period_of(words[place:stop], context)
        if not one:
            continue
        if before := read_and_before(words, stop, context):  # `changed between last week and the week before`
            return Match(Draft(spans=(one,)) + before.draft, stop + before.length - at)
        other = read_period(words, stop + 1, context.calendar)
        if other and _are_alike(one, other.span):
            return Match(Draft(spans=(other.span,), versus=(Earlier(one),)), other.end - at)
    return None


_MOST = ("most", "fastest", "biggest", "largest", "more", "which")
_CHANGED = frozenset(("changed", "change", "different", "differs"))
_WHAT = frozenset(("what", "whats", "what's", "anything", "something", "how", "much", "things", "thing"))
_WHOLE = ("week", "month", "quarter", "year")


def _moved_most_since(words: Words, at: int, context: Context) -> Match | None:
    """`which project grew most since october`: this month beside October, not beside what came before it."""
    is_since = words.text(at) == "since" or (words.text(at) == "from" and words.text(at - 1) in _CHANGED)
    found = read_period(words, at + 1, context.calendar) if is_since else None
    if not found:
        return None
    said = {word.text for word in words}
    is_change = bool(said & _CHANGED and said & _WHAT)  # `what changed since yesterday`
    if not is_change and not (said & MOVING and said & {*_MOST}):
        return None
    count, unit = found.span.step
    units = ("day", *_WHOLE) if is_change else _WHOLE
    now = context.calendar.unit(unit) if count == 1 and unit in units else found.span
    if not _are_alike(found.span, now) or (unit == "day" and found.span.end != now.start):
        return None
    return Match(Draft(spans=(now,), versus=(Earlier(found.span),)), found.end - at)


_TOWARDS = ("to", "→", "->", "-", "–", "into")
_COMPARING = ("compare", "comparing", "comparison")
_BESIDE_ROWS = frozenset(
    (*listed("by, per, each, across, hourly, daily, weekly, monthly"), *(f"{kind}s" for kind in DIMENSION_WORDS))
)


def _compared_behind(words: Words, at: int, context: Context) -> Match | None:
    """`compare web-app mon 9 nov to today`: two periods. Of rows or of several names, `to` makes one of them."""
    if at < 2 or words.text(0) not in _COMPARING:
        return None
    between = {words.text(place) for place in range(1, at)}
    if between & {*_BESIDE, ",", "&", "+"} or any(word.text in _BESIDE_ROWS for word in words):
        return None
    stops = [stop for stop in range(at + 1, min(at + 6, len(words))) if words.text(stop) in ("and", *_BESIDE)]
    pairs = [pair for stop in stops if (pair := _two_spans(words, at, stop, context))]
    longest = max(pairs, key=lambda pair: pair[1], default=None)
    return Match(longest[0], longest[1] - at) if longest else None


def _are_alike(one: Span, other: Span) -> bool:
    return one.step == other.step and one.step[0] == 1 and one.start < other.start


def _two_spans(words: Words, at: int, stop: int, context: Context) -> tuple[Draft, int] | None:
    left = Words(words[at:stop])
    one = read_period(left, 0, context.calendar)
    other = rival_of(words, stop, words.skip(stop + 1, "the", "in", "on"), context)
    if not one or one.end != len(left) or not other:
        return None
    first, second = Draft(spans=(one.span,)), other[0]
    if second.span and second.span.start > one.span.start:
        return Draft(spans=(second.span,), versus=(Earlier(one.span),)), other[1]
    return replace(first, versus=(second,)), other[1]
