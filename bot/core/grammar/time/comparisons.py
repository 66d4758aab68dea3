"""Comparisons: what `vs` and `compare` put beside the period."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.core.catalogue.words import Phrases, listed
from bot.core.errors import UserError
from bot.core.grammar.draft import Draft, Earlier, Lean, Match
from bot.core.grammar.filters import read_names
from bot.core.grammar.pointers import MOVING
from bot.core.grammar.reader import Context, read_phrase
from bot.core.grammar.time.calendar import Span
from bot.core.grammar.time.earlier_words import read_ago, read_earlier
from bot.core.grammar.time.read_time import read_period
from bot.core.grammar.time.time_vocabulary import DAY_PARTS, LAST, ORDINALS
from bot.core.grammar.tokens import Word, Words
from bot.core.grammar.vocabulary import DIMENSION_WORDS, UNIT, WEEKDAY
from bot.core.time_units import UNIT_OF_TIME

VERSUS = listed(
    """
    vs, v, versus, vs., /, against, compared to, compared with, compare to, compare with, compared against, relative to,
    in comparison to, in comparison with, comparing to, as compared to, compare against, than, higher than, more than,
    less than, lower than, cheaper than, pricier than, dearer than, costlier than, more expensive than, bigger than, up
    from, down from, up on, compared, up vs, down vs, overtake, overtook, beat, beats, overtaken by, up or down on, up
    or down vs, up or down from, up or down against, up or down compared to, down on, cheaper then, higher then, lower
    then, pricier then, more expensive then, bigger then
    """
)
COMPARE = listed(
    """
    compare, comparison of, comparison between, difference between, diff between, difference of, comparing, diff,
    change between, more in, less in, higher in, lower in, cheaper in, bigger in, busier in, more on, less on, worse in,
    better in
    """
)
_CHANGES = {
    phrase: unit
    for unit, letter in (("day", "d"), ("week", "w"), ("month", "m"), ("quarter", "q"), ("year", "y"))
    for phrase in (
        *(f"{word} {joint} {word}" for word, name in UNIT.items() if name == unit for joint in ("over", "on")),
        f"{unit}-over-{unit}",
        f"{letter}o{letter}",
        f"{letter}/{letter}",
        f"{letter} / {letter}",
    )
}

_CHANGING = Phrases(_CHANGES)


def read_versus(words: Words, at: int, context: Context) -> Match | None:
    if words.text(at) == "the" and (change := _change(words, at + 1)):  # `the day over day change`
        return change._replace(length=change.length + 1)
    place = words.lead(at, VERSUS) if not _is_over_last(words, at, context) else at + 1
    if words.match(at, "vs storage"):
        return None  # vector stores
    if words.text(at) == ">" and (rival := read_names(words, at + 1, context)):
        return Match(Draft(included=rival[0], contrasts=tuple(each.dimension for each in rival[0])), rival[1] - at)
    if place == at or (words.text(at) == "/" and not _is_behind_period(words, at, context)):
        return _change(words, at)
    place = words.lead(words.skip(place, "the", "to", "with", "in", "during"), _SAME_PART)
    if budget := _budget_of(words, at, place, context):
        return budget
    earlier = _rival(words, at, place, context)
    if earlier:
        return Match(Draft(versus=(earlier[0],)), earlier[1] - at)
    rival = read_names(words, place, context)
    if rival:
        kinds = tuple(choice.dimension for choice in rival[0])
        moves = ("prices",) if words.text(at) in _DEARER and set(kinds) == {"model"} else ()
        return Match(Draft(included=rival[0], contrasts=kinds, moves=moves), rival[1] - at)
    return _other_metric(words, at, place, context)


def _other_metric(words: Words, at: int, place: int, context: Context) -> Match | None:
    """`input vs output`: both are asked for."""
    phrase = read_phrase(words, place, context)
    if not phrase or not phrase.draft.metrics:
        return None
    joint = Draft(fillers=("and",), leans=(Lean(words.spelt(at, place), ("metrics",)),))
    return Match(phrase.draft + joint, place - at + phrase.length)


_BUDGETED = ("budget", "budgets", "plan", "target")


def _budget_of(words: Words, at: int, place: int, context: Context) -> Match | None:
    """`q4 to date vs q4 budget`: its budget, and no other period."""
    ahead = next((step for step in range(place, place + 4) if words.text(step) in _BUDGETED), at)
    found = read_period(words, place, context.calendar) if ahead > place else None
    if not found or not any(read_period(words, start, context.calendar) for start in range(at)):
        return None
    return Match(Draft(verbs=("budgets",)), ahead + 1 - at) if found.end == ahead else None


_AND = Phrases(f"{joint}{the}" for joint in ("and", "&", "+", ",", "then", "or") for the in ("", " the"))


def read_and_before(words: Words, at: int, context: Context) -> Match | None:
    """`last week and the week before`: both are asked for, side by side."""
    place = words.lead(at, _AND)
    if place == at:
        return None
    last = next((step for step in range(place, place + 4) if words.text(step) in ("before", "prior", "earlier")), 0)
    if not last or not _is_behind_period(words, at, context):
        return None
    earlier = read_earlier(words, place, context)
    return Match(Draft(versus=(earlier[0],)), earlier[1] - at) if earlier and earlier[1] > last else None


_SAME = Phrases(f"{lead}{same}" for lead in ("", "and ", "also ") for same in ("same", "the same"))
_TOO = ("too", "also", "as well")


def read_same_too(words: Words, at: int, context: Context) -> Match | None:
    """`search this month, same period last month too`: both are asked for."""
    end = words.lead(at, _SAME)
    lead = words.skip(at, "and", "also")
    earlier = read_earlier(words, lead, context) if at < end else None
    if not earlier or not earlier[0].unit or not at:
        return None
    after = words.lead(earlier[1], _TOO)
    return Match(Draft(versus=(earlier[0],)), after - at) if after > earlier[1] or lead > at else None


# Like for like is how a period that runs is compared anyway: `vs the same days of october`.
_SAME_PART = Phrases(
    f"same {part} {of}{last}"
    for part in ("days", "dates", "period", "time", "part", "point")
    for of in ("of", "in")
    for last in ("", " the")
)
_DEARER = ("cheaper", "pricier", "dearer", "costlier", "more")  # of models without a period: by their prices


def _is_behind_period(words: Words, at: int, context: Context) -> bool:
    """Whether a stroke compares: it does in `today/yesterday`, and only divides in `cost/project/yesterday`."""
    starts = range(max(at - 4, 0), at)
    found = (read_period(words, start, context.calendar) for start in starts)
    return any(each and each.end == at for each in found)


def _is_over_last(words: Words, at: int, context: Context) -> bool:
    """`this week over last`, `oct over sep`, `week 45 w week 46`; after another word, `over` is a limit."""
    is_said = words.text(at) in ("over", "w") and re.match(r"[a-z]", words.text(at + 1)) is not None
    if not is_said or not _is_behind_period(words, at, context):
        return False
    place = words.lead(at + 1, ("last", "the last", "previous", "the previous"))
    if place > at + 1:
        return not words.text(place).isdecimal()  # `over the last 6 weeks`
    after = read_period(words, at + 1, context.calendar)
    return after is not None


def _change(words: Words, at: int) -> Match | None:
    """`week over week`, `mom`."""
    end = words.lead(at, _CHANGING)
    unit = _CHANGES.get(words.spelt(at, end)) if end > at else None
    return Match(Draft(versus=(Earlier(unit=unit, is_change=True),)), end - at) if unit else None


def _rival(words: Words, at: int, place: int, context: Context) -> tuple[Earlier, int] | None:
    """The period at `place`, behind the `vs` at `at`; by itself, or completed by the words before it."""
    try:
        own = read_earlier(words, place, context)
    except UserError:
        if once := _said_before(words, at, place, context):
            return once
        raise
    return own or _said_before(words, at, place, context)


def _said_before(words: Words, at: int, place: int, context: Context) -> tuple[Earlier, int] | None:
    """`first half of oct vs second half`: what the second leaves out is that of the first."""
    first = next((start for start in range(max(at - 8, 0), at) if _is_period(words[start:at], context)), at)
    for stop in range(min(place + 4, len(words)), place, -1):
        for cut in range(first + 1, at):
            for line in (words[place:stop] + words[cut:at], words[first:cut] + words[place:stop]):
                if span := _is_period(line, context):
                    return Earlier(span), stop
    return None


def _is_period(line: tuple[Word, ...], context: Context) -> Span | None:
    """The period that all of these words make, if they make one."""
    try:
        found = read_period(Words(line), 0, context.calendar)
    except UserError:
        return None
    return found.span if found and found.end == len(line) else None


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
        one = _is_period(words[at:stop] + words[cut : found.end], context) if _are(kind, words, place, cut) else None
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
        one = _is_period(words[place:stop], context)
        if not one:
            continue
        if before := read_and_before(words, stop, context):  # `changed between last week and the week before`
            return Match(Draft(spans=(one,)) + before.draft, stop + before.length - at)
        other = read_period(words, stop + 1, context.calendar)
        if other and _are_alike(one, other.span):
            return Match(Draft(spans=(other.span,), versus=(Earlier(one),)), other.end - at)
    return None


_MOST = ("most", "fastest", "biggest", "largest", "more", "which")


def _moved_most_since(words: Words, at: int, context: Context) -> Match | None:
    """`which project grew most since october`: this month beside October, not beside what came before it."""
    found = read_period(words, at + 1, context.calendar) if words.text(at) == "since" else None
    if not found:
        return None
    said = {word.text for word in words}
    if not said & MOVING or not said & {*_MOST}:
        return None
    count, unit = found.span.step
    now = context.calendar.unit(unit) if count == 1 and unit in ("week", "month", "quarter", "year") else found.span
    if not _are_alike(found.span, now):
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
    other = _rival(words, stop, words.skip(stop + 1, "the", "in", "on"), context)
    if not one or one.end != len(left) or not other:
        return None
    first, second = Draft(spans=(one.span,)), other[0]
    if second.span and second.span.start > one.span.start:
        return Draft(spans=(second.span,), versus=(Earlier(one.span),)), other[1]
    return replace(first, versus=(second,)), other[1]
