"""What somebody says of the number and wants confirmed: `less than 100 bucks on evals this month right`."""

from __future__ import annotations

from bot.core.catalogue.words import listed
from bot.core.grammar.amounts import read_sum
from bot.core.grammar.draft import Draft, Lean, Match
from bot.core.grammar.limits import OVER, UNDER
from bot.core.grammar.reader import Context
from bot.core.grammar.tokens import Words
from bot.core.grammar.vocabulary import DIMENSION_WORDS

_RIGHT = listed("right, correct, yes, yeah, yea, ya, yep, innit, no, true, or not, or no, is that right, isnt it, huh")
_KEEPING = frozenset((*listed("who, which, what, any, list, show, only, by, per, each, every, all"), *DIMENSION_WORDS))


def read_claim(words: Words, at: int, context: Context) -> Match | None:
    """The amount is beside the answer, which is the whole number; it is named, and keeps no rows."""
    place = words.lead(at, (*OVER, *UNDER))
    read = read_sum(words, place) if place > at else None
    if not read or read[0].metric not in ("", "cost") or words.has(_KEEPING) or not _is_asked_back(words, read[1]):
        return None
    return Match(Draft(leans=(Lean(" ".join(word.typed for word in words[at : read[1]]), ()),)), read[1] - at)


def _is_asked_back(words: Words, after: int) -> bool:
    """Whether the line ends in `right?`."""
    end = len(words) - (words.text(len(words) - 1) == "?")
    return any(end - count >= after and words.lead(end - count, _RIGHT) == end for count in (1, 2, 3))


def read_asked_back(words: Words, at: int, context: Context) -> Match | None:
    """The `no` of `web-app cost more than 500 in oct, no?`, which leaves nothing out."""
    end = words.lead(at, _RIGHT)
    is_end = end > at and words.skip(end, "?") == len(words)
    is_claim = is_end and any(read_claim(words, place, context) for place in range(at))
    return Match(Draft(fillers=("right",)), end - at) if is_claim else None
