"""Several models by a part of their names: `the minis`, `gpt-5 family`, `models with mini in the name`."""

from __future__ import annotations

from bot.core.grammar.draft import Draft, Match
from bot.core.grammar.exact_names import read_exact
from bot.core.grammar.names import Choice
from bot.core.grammar.reader import Context
from bot.core.grammar.tokens import Words

_SIZES = ("mini", "nano", "minis", "nanos")


def models_of_size(text: str, context: Context) -> Choice | None:
    """`minis`: all models with that word in their names, unless a name is that word."""
    size = text.removesuffix("s")
    known = text in _SIZES and any(size in one.id.split("-") for one in context.index.known if one.kind == "model")
    return Choice("model", (f"*{size}*",)) if known else None


def read_sizes(words: Words, at: int, context: Context) -> Match | None:
    """`the minis`, `mini models`, `models with mini in the name`, `line items containing mini`."""
    place = words.lead(at, ("the", "all the", "all", "all of the"))
    size = models_of_size(words.text(place), context)
    if size and (words.text(place).endswith("s") or words.text(place + 1) == "models"):
        return Match(Draft(included=(size,)), words.skip(place + 1, "models") - at)
    place = words.lead(at, ("models with", "models containing", "models named", "models called", "all models with"))
    text = words[place].text if place > at and place < len(words) else ""
    end = words.lead(place + 1, ("in the name", "in their name", "in their names", "in it")) if text else place
    if text.isalnum() and (end > place + 1 or words.text(place - 1) == "containing"):
        return Match(Draft(included=(Choice("model", (f"*{text}*",)),)), end - at)
    family = read_family(words, words.skip(at, "the"), context)
    return Match(Draft(included=family[0]), family[1] - at) if family else None


_FAMILY = frozenset(("family", "series", "line-up"))


def read_family(words: Words, at: int, context: Context) -> tuple[tuple[Choice, ...], int] | None:
    """`gpt-5 family`, `o3 series`."""
    family = read_exact(words, at, context, "model") if words.has(_FAMILY) else None
    if family and words.text(family[1]) in _FAMILY and len(words[at].text) < 16:
        return (_family(words[at].text, context),), family[1] + 1
    return None


def _family(text: str, context: Context) -> Choice:
    """`gpt-5 family`; `4o family` is said for gpt-4o."""
    is_begun = any(one.id.startswith(text) for one in context.index.known if one.kind == "model")
    return Choice("model", (f"{'' if is_begun else 'gpt-'}{text}*",))
