"""Parts of the tokens in words: `output vs input tokens`, both ends of audio, and what a part costs by the list."""

from __future__ import annotations

from bot.core.catalogue import METRICS
from bot.core.catalogue.words import Meanings, Phrases, listed
from bot.core.grammar.draft import Draft, Lean, Match
from bot.core.grammar.exact_names import read_exact
from bot.core.grammar.reader import Context
from bot.core.grammar.tokens import Words
from bot.core.grammar.vocabulary import DIMENSION_WORDS, IN_AND_OUT

_PARTS = Meanings(
    {
        phrase: metric.name
        for metric in METRICS
        if metric.unit == "token" and metric.name != "tokens"
        for phrase in metric.words
    }
)
_JOINTS = listed("and, &, +, /, vs, versus, or, to, plus")


def token_parts(words: Words, at: int) -> tuple[tuple[str, ...], int]:
    """`output vs input tokens`, `audio`."""
    found: list[str] = []
    place = end = at
    while (after := words.lead(place, _PARTS.phrases)) > place:
        found.append(_PARTS[words.spelt(place, after)])
        end = after
        place = words.lead(end, _JOINTS)
        if place == end:
            break
    return tuple(found), end


def read_price_of_part(words: Words, at: int, context: Context) -> Match | None:
    return _ranked_price(words, at) or _price_of_named(words, at, context) or _price_of_part(words, at, context)


_OF_PRICE = ("cheapest", "priciest", "costliest", "dearest", "expensive")


def _ranked_price(words: Words, at: int) -> Match | None:
    """`cheapest model per output token`, `the cheapest input tokens`: no bill tells it, the price list does."""
    is_led = (words.text(at) == "per" or _is_for_models(words, at)) and any(word.text in _OF_PRICE for word in words)
    first = words.skip(at, "the")
    is_priced = is_led or words.text(first) in _OF_PRICE
    part, end = token_parts(words, first + 1) if is_priced else ((), at)
    if len(part) != 1:
        return None
    leans = () if is_led else (Lean(words.text(first), ()),)
    return Match(Draft(verbs=("prices",), leans=leans), end - at)


def _is_for_models(words: Words, at: int) -> bool:
    """`which model is cheapest for output`; which project is, the bill tells."""
    if words.text(at) not in ("for", "on") or words.text(at - 1) not in (*_OF_PRICE, "model", "models"):
        return False
    return {DIMENSION_WORDS.get(word.text) for word in words} <= {"model", None}


_PRICES = listed("price, prices, pricing, list price, list prices, rate, rates, token price, token prices, token rate")
_PRICE_OF = Phrases(f"{price} {of}" for price in _PRICES for of in ("of", "for", "on", "of the", "for the"))


def _price_of_part(words: Words, at: int, context: Context) -> Match | None:
    """`gpt-5 input price`, `the price of cached tokens on o3`: of a model that is named, the list tells each part."""
    place = words.lead(at, _PRICE_OF)
    parts, end = token_parts(words, place)
    end = words.lead(end, _PRICES) if place == at else end
    if (
        not parts
        or words.spelt(at, end) == words.spelt(at, at + 1)
        or (place == at and not _ends_in_price(words, at, end))
    ):
        return None
    if not any(read_exact(words, other, context, "model") for other in range(len(words)) if not at <= other < end):
        return None
    return Match(Draft(verbs=("prices",)), end - at)


def _ends_in_price(words: Words, at: int, end: int) -> bool:
    """`cache hit rate` is a figure, and no price."""
    is_figure = any(words.text(place) in ("hit", "hits") for place in range(at, end))
    return not is_figure and words.text(end - 1) in ("price", "prices", "pricing", "rate", "rates")


_HOW_DEAR = listed("how much is, how much are, how expensive is, how expensive are")


def _price_of_named(words: Words, at: int, context: Context) -> Match | None:
    """`how much is cached input on gpt-4.1`, of no period: the price list tells it."""
    place = words.lead(at, _HOW_DEAR)
    parts, end = token_parts(words, words.skip(place, "the", "a")) if place > at else ((), at)
    model = read_exact(words, end + 1, context, "model") if words.text(end) in ("on", "for", "of", "with") else None
    if not parts or not model or any(word.text not in ("?", "now", "please") for word in words[model[1] :]):
        return None
    return Match(Draft(verbs=("prices",)), end - at)


_IN_AND_OUT = Phrases(listed(IN_AND_OUT))


def read_ends_of_audio(words: Words, at: int) -> Match | None:
    """`audio tokens web-app today in and out`: both ends of the audio, which was said before and apart."""
    end = words.lead(at, _IN_AND_OUT)
    if end == at:
        return None
    said = any(words.text(place) == "audio" for place in range(at - 1))
    if not said or words.text(at - 1) in _JOINTS or words.text(at - 1) == ",":
        return None
    return Match(Draft(metrics=("audio input", "audio output"), fillers=("and",)), end - at)
