"""Shares by their words: `batch share in october`, `% of tokens on gpt-5`; not `share it`."""

from __future__ import annotations

from bot.core.catalogue.words import listed
from bot.core.grammar.draft import Draft, Lean, Match
from bot.core.grammar.exclusions import read_except
from bot.core.grammar.filters import read_name, read_names
from bot.core.grammar.reader import Context, read_phrase
from bot.core.grammar.shares import names_before
from bot.core.grammar.tokens import Words
from bot.core.grammar.wish_words import single

_PERCENT = ("percentage", "percent", "proportion", "pct", "%")
_SHARED = single("please", "thanks") + listed("it, that, with, to, and, publicly, now")


def read_portion(words: Words, at: int, context: Context) -> Match | None:
    """`cached share by model` asks for a part, not to share the answer; `batch share in october` is a figure."""
    if words.text(at) in _PERCENT and (before := names_before(words, at, context)):
        return Match(Draft(figures=("share",), part=before), 1 + (words.text(at + 1) == "of"))
    if (
        words.text(at) in _PERCENT
        and not words.text(at - 1).isdecimal()
        and (part := read_names(words, at + 1, context))
    ):
        return Match(Draft(figures=("share",), included=part[0], part=part[0]), part[1] - at)
    if words.text(at) in _PERCENT and _is_of_metric(words, at + 1, context):
        return Match(Draft(figures=("share",)), 1)
    if words.text(at) not in ("share", "shared") or not 0 < at < len(words) - 1 or words.text(at + 1) in _SHARED:
        return None
    if words.text(at + 1) == "this" and at + 2 == len(words):
        return None  # `share this`
    if before := names_before(words, at, context):
        return Match(Draft(figures=("share",), part=before), 1 + (words.text(at + 1) == "of"))
    return Match(Draft(leans=(Lean(words.text(at), ("by", "figure")),)), 1)


def read_share_at_end(words: Words, at: int, context: Context) -> Match | None:
    """`gpt-5 share`, `uncached input share` are not to be shared, as `cost by project share` is."""
    if words.text(at) != "share" or not 0 < at == len(words) - 1:
        return None
    if part := names_before(words, at, context):
        return Match(Draft(figures=("share",), part=part), 1)
    return Match(Draft(leans=(Lean("share", ()),)), 1) if _is_part(words, at, context) else None


_AGAINST = ("vs", "vs.", "versus", "v", "against", "/", "or", "and")
_REST = listed(
    """
    the rest, rest, everything else, all else, all the rest, the others, others, all others, all the others, everyone
    else, the rest of the org, rest of the org, the rest of the company, rest of the company, everything but, all other
    projects, other projects, all other models, other models, the other projects, the other models
    """
)


def read_against_rest(words: Words, at: int, context: Context) -> Match | None:
    """`search vs everything else`, `prod vs non prod`: the share of the one tells both."""
    place = words.skip(at + 1, "the") if words.text(at) in _AGAINST[:5] else at
    if place == at:
        return _against_its_own(words, at, context)
    end = words.lead(at + 1, _REST)
    left = read_except(words, place, context) if end == at + 1 else None
    before = names_before(words, at, context) if left or end > at + 1 else ()
    if not before or before[0].dimension == "batch":  # whose two rows say more
        return None
    if left and {*left.draft.excluded} == {*before}:
        end = place + left.length
    return Match(Draft(figures=("share",), part=before), end - at) if end > at + 1 else None


def _against_its_own(words: Words, at: int, context: Context) -> Match | None:
    """`prod vs non prod`, where several names have that word."""
    left = read_except(words, at + 2, context) if words.text(at + 1) in _AGAINST[:5] else None
    if (
        not left
        or not left.draft.excluded
        or left.draft.excluded[0].dimension == "batch"
        or words.text(at) not in words.spelt(at + 2, at + 2 + left.length)
    ):
        return None
    part = left.draft.excluded
    return Match(Draft(figures=("share",), included=part, part=part), 2 + left.length)


_RAN = listed(
    """
    run on, run as, run in, run through, run via, run with, runs on, running on, running as, running in, running
    through, go through, going through, use, using, on, sent as, sent to, billed as, billed at, done as, done in, run
    """
)
_ASKING = ("did", "does", "do", "is", "are", "was", "were", "has", "have")
_WAYS = ("batch", "tier")


def read_whether_ran(words: Words, at: int, context: Context) -> Match | None:
    """`did batch-eval run on batch`: beside what did not. `what did batch-eval cost on batch` asks for a part."""
    if words.text(at) not in _ASKING or any(words.text(place) in _NO_WHETHER for place in range(at)):
        return None
    whose = read_names(words, at + 1, context)
    end = words.skip(whose[1], "actually", "really", "even", "all", "also", "now", "still", "already") if whose else at
    after = words.lead(end, _RAN)
    way = read_names(words, words.skip(after, "the"), context) if whose and after > end else None
    if not whose or not way or way[0][0].dimension not in _WAYS:
        return None
    return Match(Draft(included=whose[0], by=(way[0][0].dimension,)), way[1] - at)


_NO_WHETHER = ("what", "how", "which", "why", "when", "much", "many", "cost", "spend", "tokens", "requests")
_WHOLES = ("cost", "tokens", "requests")


def _is_part(words: Words, at: int, context: Context) -> bool:
    """Whether a part of the tokens stands before."""
    before = (read_phrase(words, start, context) for start in range(max(at - 3, 0), at))
    return any(phrase and set(phrase.draft.metrics) - {*_WHOLES} for phrase in before)


def _is_of_metric(words: Words, at: int, context: Context) -> bool:
    """`% traffic moved to gpt-5`: a name stands behind what is counted, and nothing groups."""
    phrase = read_phrase(words, at, context)
    if not phrase or not (phrase.draft.metrics or phrase.draft.soft_cost):
        return False
    return any(read_name(words, place, context) for place in range(at + phrase.length, len(words)))
