"""Exclusions: `except data-eval and web-app`, `requests without a user`."""

from __future__ import annotations

from bot.core.catalogue.words import Phrases, listed
from bot.core.errors import UserError
from bot.core.grammar.draft import Draft, Match
from bot.core.grammar.filters import read_left_out, read_names
from bot.core.grammar.kinds_of_models import read_kinds_left_out
from bot.core.grammar.names import Choice
from bot.core.grammar.plain_words import EXCEPT
from bot.core.grammar.reader import PHRASES, Context, read_phrase
from bot.core.grammar.tokens import Words
from bot.core.grammar.vocabulary import DIMENSION_WORDS


def _without_part(words: Words, at: int, context: Context) -> Match | None:
    """`non-prod`: all projects but those with that word in their names."""
    text = words.text(at)
    if not text.startswith("non"):
        return None
    after = words.text(at + 1)
    part = text[3:].lstrip("-") if len(text) > 5 else after if text == "non" else ""
    if read_phrase(words, at, context) or (part,) in PHRASES:
        return None  # `non-batch` is of no project
    found = [named for named in context.index.containing(part, "project") if not named.gone] if part else []
    if not found or context.index.spelt(part):
        return None
    left = tuple(Choice("project", (named.id,)) for named in found)
    return Match(Draft(excluded=left), 2 if text == "non" else 1)


def read_except(words: Words, at: int, context: Context) -> Match | None:
    """`except data-eval and web-app`."""
    if part := _without_part(words, at, context) or _taken_out(words, at, context):
        return part
    place = words.lead(at, EXCEPT)
    if place == at:
        return None
    place = words.skip(place, "for", "the", "on", "in", "any", "from")
    if words.text(place) == "cached" and any(
        words.text(step) in ("tokens", "toks", "tok") for step in range(len(words))
    ):
        told = "Tokens without those from the cache are `uncached and output tokens`."
        raise UserError(told, ("uncached and output tokens today",))
    found = _before_what_is_asked(words, place, context) or read_left_out(words, place, context)
    if not found and words.text(at) != "no":
        _require_owned(words, at, place)
    if not found and (kinds := read_kinds_left_out(words, place, context)):
        return Match(Draft(excluded=kinds[0], soft_cost=(True,)), kinds[1] - at)
    after = words.skip(found[1], "and", "or", ",", "&", "+", "nor") if found else place
    if found and after > found[1] and (kinds := read_kinds_left_out(words, after, context)):
        return Match(Draft(excluded=(*found[0], *kinds[0])), kinds[1] - at)
    kind = read_phrase(words, after, context) if not found or after > found[1] else None
    if kind and kind.draft.endpoints:
        told = "I can leave out models, not kinds of usage; write `except model:dall-e*`, or ask `by model`."
        named = (words.instead(found[1], len(words), ""),) if found else ()
        by_model = words.instead(at, len(words), "by model")
        raise UserError(told, (*named, by_model, "this month by model"))
    return Match(Draft(excluded=found[0]), found[1] - at) if found else None


_TAKEN = Phrases(
    f"{joint}{taken}"
    for joint in ("", "is ", "are ", "being ")
    for taken in listed("excluded, omitted, taken out, left out, stripped out, filtered out, carved out, not included")
)
_TAKEN_WITH = Phrases((*_TAKEN, "removed", "gone"))  # `with search removed`; alone it asks when that was
_STARTS = frozenset(phrase.split()[0] for phrase in _TAKEN_WITH)


def _taken_out(words: Words, at: int, context: Context) -> Match | None:
    """`october with data-eval taken out`: what is left out stands first."""
    if not words.has(_STARTS):
        return None
    place = words.skip(at, "with")
    stops = [stop for stop in range(place + 1, place + 6) if words.text(stop) in _STARTS]
    found = read_names(words, place, context) if stops else None
    end = words.lead(found[1], _TAKEN_WITH if place > at else _TAKEN) if found else at
    return Match(Draft(excluded=found[0]), end - at) if found and end > found[1] else None


_ASKED = frozenset(listed("spend, spending, cost, costs, usage, tokens, requests, calls, bill, input, output"))


def _before_what_is_asked(words: Words, at: int, context: Context) -> tuple[tuple[Choice, ...], int] | None:
    """`everyone except alice, gpt-5 spend`: what is asked for stands behind the comma, and is not left out."""
    found = read_names(words, at, context, is_near=True)
    commas = [place for place in range(at, found[1]) if words.text(place) == ","] if found else []
    if not found or len(commas) != 1 or words.text(found[1]) not in _ASKED:
        return None
    before = read_names(Words(words[: commas[0]]), at, context, is_near=True)
    kinds = {choice.dimension for choice in before[0]} if before else set()
    return before if found[0][-1].dimension not in kinds else None


_NOBODYS = listed(
    """
    unknown, unnamed, missing, unattributed, anonymous, unassigned, without a, without any, has no, have no, had no,
    with no, belongs to no, belong to no, is of no, came from no, comes from no, not attributed to, not assigned to, not
    tied to, not linked to, isn't attributed to, cant be attributed to, can't be attributed to
    """
)


def read_nobodys(words: Words, at: int, context: Context) -> Match | None:
    """Raises UserError for `unknown key`, since rows by key show what has none."""
    place = words.lead(at, _NOBODYS)
    if place > at:
        _require_owned(words, at, place)
    return None


def _require_owned(words: Words, at: int, place: int) -> None:
    """Raises UserError for `requests without a user`; it names the question whose answer shows them."""
    place = words.skip(place, "a", "an", "any")
    kind = DIMENSION_WORDS.get(words.text(place), "")
    if kind not in ("key", "user") or words.text(place) not in (kind, f"{kind}s"):
        return
    told = f"`by {kind}` has a row for what belongs to no {kind}."
    raise UserError(told, (words.instead(at, place + 1, f"by {kind}"), f"this month by {kind}"))
