"""An amount that is to last: `i have 1200 for web-app`, `will we bust the 5k`, `how far are we from 20k`."""

from __future__ import annotations

from bot.core.catalogue.words import Phrases, listed
from bot.core.grammar.amounts import Sum, read_sum
from bot.core.grammar.draft import Draft, Match
from bot.core.grammar.exact_names import read_exact
from bot.core.grammar.reader import Context
from bot.core.grammar.tokens import Words

_HAVE = listed(
    """
    i have, we have, i've got, we've got, ive got, weve got, i got, we got, i have a budget of, we have a budget of, my
    budget is, our budget is, the budget is, with a budget of, we budgeted, i budgeted, we planned, i only have, we only
    have, only have
    """
)
_ENOUGH = ("make", "enough", "last", "stay", "suffice", "exceed", "overshoot", "manage")
_WHOSE = ("the", "our", "my", "its", "their", "that", "this")
_OF_THE_FUTURE = listed("will, gonna, going to, we'll, are we, can we, could we, might, think we, if we, do we")
# They say alone that the amount is one to come.
_LASTING = Phrases(
    listed(
        """
        bust, blow, blow through, blow past, burn through, break through, run through, use up, stay inside, stay in,
        stay within, fit in, fit into, make it on, get by on, get by with, live with, manage with, land on, land at,
        come in at, last on, survive on, keep inside, keep within
        """
    )
)
_PLACED = Phrases(
    f"{how} {lead}{from_}"
    for how in ("how far", "how close", "how near", "how much")
    for lead in (
        "",
        "are we ",
        "am i ",
        "is it ",
        "is that ",
        "we are ",
        "left ",
        "is left ",
        "left is ",
        "do we have left ",
    )
    for from_ in ("from", "off", "off from", "to", "away from", "till", "until", "before", "short of", "of", "into")
)
_USED_OF = Phrases(
    f"{share} of"
    for share in ("%", "what %", "what percent", "what percentage", "what share", "how much %", "which %", "percent")
)
_GONE = listed(
    """
    gone, used, used up, spent, consumed, burned, burnt, left, remaining, is gone, is used, is spent, is left, is
    consumed
    """
)


def read_goal(words: Words, at: int, context: Context) -> Match | None:
    """A forecast that says when so much is reached, and how much of it there is."""
    if words.match(at, "make it") and at + 2 == len(words):
        return Match(Draft(verbs=("forecast",)), 2)
    if cap := _cap_of(words, at, context):
        return cap
    for found in (_had(words, at), _busted(words, at), _placed(words, at), _part_of(words, at)):
        if found:
            return Match(Draft(verbs=("forecast",), over=(found[0],)), found[1] - at)
    return None


_REACHED = Phrases(
    listed(
        """
        blow, blow through, bust, hit, hits, reach, reaches, exceed, exceeds, pass, passes, break, cross, use up,
        uses up, go over, goes over, run through, run out of, runs out of, go past
        """
    )
)
_CAP = ("cap", "limit", "budget", "ceiling", "allowance")


def _cap_of(words: Words, at: int, context: Context) -> Match | None:
    """`when do we blow the search cap`: the name stands between."""
    place = words.skip(words.lead(at, _REACHED), *_WHOSE)
    named = read_exact(words, place, context) if words.lead(at, _REACHED) > at else None
    end = words.skip(named[1], "'s", "spend", "spending", "monthly", "weekly", "daily") if named else place
    is_asked = any(words.lead(before, _OF_THE_FUTURE) > before or words.text(before) == "when" for before in range(at))
    if not named or words.text(end) not in _CAP or not is_asked:
        return None
    return Match(Draft(verbs=("forecast",), included=(named[0],)), end + 1 - at)


def _had(words: Words, at: int) -> tuple[Sum, int] | None:
    """`i have 1200 for web-app, are we gonna make it`."""
    place = words.lead(at, _HAVE)
    read = read_sum(words, place) if place > at else None
    if not read or not any(words.text(later) in _ENOUGH for later in range(read[1], len(words))):
        return None
    return read[0], words.skip_phrase(read[1], "to spend", "budgeted", "in the budget")


def _busted(words: Words, at: int) -> tuple[Sum, int] | None:
    """`will we bust the 5k`, `gonna blow the 300 on search`."""
    place = words.lead(at, _LASTING)
    is_asked = place > at and any(words.lead(before, _OF_THE_FUTURE) > before for before in range(at))
    return read_sum(words, words.skip(place, *_WHOSE)) if is_asked else None


def _placed(words: Words, at: int) -> tuple[Sum, int] | None:
    """`how far are we from the 5k`, `how much is left of our 5k`."""
    place = words.lead(at, _PLACED)
    return _whole(words, place) if place > at else None


def _part_of(words: Words, at: int) -> tuple[Sum, int] | None:
    """`what % of the 5000 is gone`."""
    place = words.lead(at, _USED_OF)
    read = _whole(words, place) if place > at else None
    return (read[0], words.lead(read[1], _GONE)) if read else None


def _whole(words: Words, at: int) -> tuple[Sum, int] | None:
    """An amount that is written as one: `the 5k`, `$300`, `5000`; `of 20 keys` is none."""
    place = words.skip(at, *_WHOSE)
    read = read_sum(words, place)
    is_end = read and (read[1] == len(words) or words.lead(read[1], _ENDS) > read[1])
    return read if read and (is_end or place > at) else None


_ENDS = listed("are, is, have, has, we, did, do, already, now, yet, this, budget, cap, limit, for, on, in")
