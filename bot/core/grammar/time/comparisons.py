"""Comparisons: what `vs` and `compare` put beside the period."""

from __future__ import annotations

import re

from bot.core.catalogue.words import Phrases, listed
from bot.core.errors import UserError
from bot.core.grammar.calendar_words import UNIT
from bot.core.grammar.draft import Draft, Earlier, Lean, Match
from bot.core.grammar.filters import read_names
from bot.core.grammar.reader import Context, read_phrase
from bot.core.grammar.time.calendar import Span
from bot.core.grammar.time.earlier_words import read_earlier
from bot.core.grammar.time.read_time import read_period
from bot.core.grammar.time.time_vocabulary import LISTS
from bot.core.grammar.tokens import Word, Words

VERSUS = listed(
    """
    vs, v, versus, vs., /, against, compared to, compared with, compare to, compare with, compared against, relative to,
    in comparison to, in comparison with, comparing to, as compared to, compare against, than, higher than, more than,
    less than, lower than, cheaper than, pricier than, dearer than, costlier than, more expensive than, bigger than, up
    from, down from, up on, compared, up vs, down vs, overtake, overtook, beat, beats, overtaken by, up or down on, up
    or down vs, up or down from, up or down against, up or down compared to, down on, cheaper then, higher then, lower
    then, pricier then, more expensive then, bigger then, above where we were, below where we were, over where we were,
    under where we were, ahead of where we were, behind where we were, ahead of, compared to where we were, vs where we
    were, than where we were, up on where we were, compared w, compared w /, compare w, compare w /
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
    earlier = rival_of(words, at, place, context)
    if earlier:
        return Match(Draft(versus=(earlier[0],)), earlier[1] - at)
    rival = read_names(words, place, context)
    if rival:
        kinds = tuple(choice.dimension for choice in rival[0])
        moves = ("prices",) if words.text(at) in _DEARER and set(kinds) == {"model"} else ()
        return Match(Draft(included=rival[0], contrasts=kinds, moves=moves), rival[1] - at)
    return _other_metric(words, at, place, context)


def read_above_last(words: Words, at: int, context: Context) -> Match | None:
    """`are we above last month`; before a sum they are a limit."""
    if words.text(at) not in ("above", "below", "behind"):
        return None
    if words.text(at + 1) not in (*LISTS["previous"], "this", "the"):
        return None
    earlier = read_earlier(words, words.skip(at + 1, "the"), context)
    return Match(Draft(versus=(earlier[0],)), earlier[1] - at) if earlier else None


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


_OF_AN_ORDINAL = ("half", "week", "wk", "third", "fortnight", "weekend", "quarter")


def rival_of(words: Words, at: int, place: int, context: Context) -> tuple[Earlier, int] | None:
    """The period at `place`, behind the `vs` at `at`; by itself, or completed by the words before it."""
    try:
        own = read_earlier(words, place, context)
    except UserError:
        if once := _said_before(words, at, place, context):
            return once
        raise
    if own and own[1] == place + 1 and words.text(own[1]) in _OF_AN_ORDINAL:  # the `2nd` of `2nd half` is no day
        return _said_before(words, at, place, context) or own
    return own or _said_before(words, at, place, context)


def _said_before(words: Words, at: int, place: int, context: Context) -> tuple[Earlier, int] | None:
    """`first half of oct vs second half`: what the second leaves out is that of the first."""
    first = next((start for start in range(max(at - 8, 0), at) if period_of(words[start:at], context)), at)
    for stop in range(min(place + 4, len(words)), place, -1):
        for cut in range(first + 1, at):
            for line in (words[place:stop] + words[cut:at], words[first:cut] + words[place:stop]):
                if span := period_of(line, context):
                    return Earlier(span), stop
    return None


def period_of(line: tuple[Word, ...], context: Context) -> Span | None:
    """The period that all of these words make, if they make one."""
    try:
        found = read_period(Words(line), 0, context.calendar)
    except UserError:
        return None
    return found.span if found and found.end == len(line) else None
