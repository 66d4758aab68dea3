"""Rows of a comparison that went one way: `only those that went up`, `projects that grew more than 20 %`."""

from __future__ import annotations

from bot.core.catalogue.words import Phrases, listed
from bot.core.errors import UserError
from bot.core.grammar.draft import Draft, Lean, Match
from bot.core.grammar.reader import Context, read_phrase
from bot.core.grammar.tokens import Words
from bot.core.grammar.vocabulary import DIMENSION_WORDS
from bot.core.question import OneWay

KEPT = "moved rows"  # the slot on which the words lean
_WAYS = {
    "up": listed(
        """
        up, grew, grow, grown, growing, growth, rose, rise, rises, risen, rising, risers, growers, increased, increase,
        increases, increasing, jumped, jump, jumps, climbed, climb, climbing, spiked, gained, gains, surged
        """
    ),
    "down": listed(
        """
        down, fell, fall, falls, fallen, falling, fallers, dropped, drop, drops, dropping, decreased, decrease,
        decreases, decreasing, shrank, shrink, shrunk, declined, decline, declines, sank, decliners, reduced
        """
    ),
}
_WAY = {word: way for way, words in _WAYS.items() for word in words}
_EITHER = listed("moved, changed, swung, shifted, differ, differed, move, change, differs")
_BY_CHANGE = Phrases(
    f"{ordered}{largest}{change}{first}"
    for ordered in ("sorted by ", "sort by ", "order by ", "ordered by ", "ranked by ", "rank by ", "by ")
    for largest in ("", "the ", "biggest ", "largest ", "the biggest ", "the largest ", "absolute ", "abs ", "dollar ")
    for change in ("delta", "change", "difference", "variance", "movement", "swing", "diff", "$ change")
    for first in ("", " first", " desc", " descending")
)
_LEADS = Phrases(
    f"{only}{those}{that}{went}".strip()
    for only in ("only ", "just ", "")
    for those in ("", "the ", "those ", "the ones ", "ones ", "rows ", "the rows ", "what ")
    for that in ("", "that ", "which ", "who ", "with ", "with an ", "with a ")
    for went in ("", "went ", "have gone ", "has gone ", "are ", "moved ", "is ")
    if only or that
)


def way_of(words: Words, at: int) -> str:
    """The way that the nearest word before this place says, else the first one behind it; '' where none does."""
    ways = [_WAY.get(words.text(place), "") for place in (*range(at - 1, -1, -1), *range(at, len(words)))]
    return next(filter(None, ways), "")


def read_moved_rows(words: Words, at: int, context: Context) -> Match | None:
    """`only those that went up`, `projects that dropped`. Without a comparison the words ask what they asked before."""
    if (end := words.lead(at, _BY_CHANGE)) > at:
        typed = " ".join(word.typed for word in words[at:end])
        return Match(Draft(moved=(OneWay("either"),), leans=(Lean(typed, (KEPT, "moves")),)), end - at)
    place = words.lead(at, _LEADS)
    if place > at and words.text(place - 1) in _EITHER and words.text(place) not in _WAY:
        place -= 1
    way = _either_way(words, place) if place > at else ""
    is_only = words.text(at) in ("only", "just")
    if not way or not (is_only or words.text(at - 1) in DIMENSION_WORDS):
        return None
    phrase = read_phrase(words, place, context)
    other = phrase.draft if phrase and not is_only else Draft()
    typed = " ".join(word.typed for word in words[at : place + 1])
    kept = Draft(moved=(OneWay(way),), leans=(Lean(typed, (KEPT, "moves") if not is_only else (KEPT,)),))
    return Match(kept + other, max(place + 1, place + (phrase.length if phrase and not is_only else 0)) - at)


def _either_way(words: Words, at: int) -> str:
    """The way of a word; `moved` is either way where an amount says by how much, or where rows are kept."""
    return _WAY.get(words.text(at), "") or ("either" if words.text(at) in _EITHER else "")


def moved_at(words: Words, at: int) -> int:
    """The place behind `moved` or `changed by`; 0 where no such word is."""
    return words.skip(at + 1, "by") if words.text(at) in _EITHER else 0


def amount_moved(words: Words, at: int, amount: int) -> OneWay | None:
    """`projects that moved more than $50`: the rows that did, beside the period before; None where it is a limit."""
    place = at - 1 - (words.text(at - 1) == "by")
    way = _either_way(words, place)
    return OneWay(way, amount=amount) if way and any(word.text in DIMENSION_WORDS for word in words) else None


def percent_moved(words: Words, at: int, end: int, percent: int) -> Draft:
    """`grew more than 20 %`: of rows those that did, beside the period before; of one number why."""
    typed = words.spelt(at, end)
    if not any(word.text in DIMENSION_WORDS for word in words):
        return Draft(moves=("why",), leans=(Lean(typed, ()),))
    kept = OneWay(way_of(words, at) or "up", percent)
    return Draft(moves=("versus",), moved=(kept,), leans=(Lean(typed, (KEPT,)),))


def moved_of(draft: Draft, verb: str, metric: str) -> OneWay | None:
    """The rows that are kept, where the question has rows of two periods. Raises UserError for dollars of tokens."""
    if not keeps_moved(draft, verb):
        return None
    if metric != "cost" and any(moved.amount for moved in draft.moved):
        raise UserError(f"A limit in dollars does not fit {metric}; write it in the same unit.")
    return max(draft.moved, key=lambda moved: (moved.percent, moved.amount), default=None)


def keeps_moved(draft: Draft, verb: str) -> bool:
    return bool(draft.versus and not (verb or draft.figures) and (draft.by or draft.contrasts))
