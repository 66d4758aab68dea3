"""Whether more was used or each of it costs more: `is it us using more or openai putting prices up`."""

from __future__ import annotations

from bot.core.catalogue.words import Phrases, listed
from bot.core.grammar.draft import Draft, Match
from bot.core.grammar.reader import Context
from bot.core.grammar.tokens import Words

_USE = Phrases(
    listed(
        """
    us using more, using more, we using more, we just using more, are we using more, are we just using more, we use
    more, we used more, did we use more, did we just use more, us, usage, use, more use, more usage, volume, more
    volume, our volume, because of volume, cause of volume, traffic, more traffic, more requests, more tokens, quantity,
    more calls, more reqs
    """
    )
)
_PRICE = Phrases(
    listed(
        """
    openai putting prices up, putting prices up, openai raising prices, raising prices, openai charging more, charging
    more, price, prices, the price, the prices, higher prices, higher price, a price increase, price increase, price
    increases, price hike, a price hike, prices going up, prices go up, did prices go up, prices went up, did the prices
    go up, openai prices, openai's prices, openais prices, new prices, because of price, cause of price, rates,
    the pricier model, a pricier model, pricier model, pricier models, a dearer model, the dearer model, dearer models,
    the expensive model, a more expensive model, more expensive models, expensive models
    """
    )
)
_EACH = Phrases(
    listed(
        """
        longer calls, bigger calls, longer requests, bigger requests, longer prompts, bigger prompts, longer answers,
        bigger answers, larger prompts, larger requests, more tokens per request, more tokens per call, heavier calls,
        heavier requests, fatter prompts, longer outputs
        """
    )
)
_LEADS = listed("from, due to, because of, cause of, down to, driven by, caused by, just from, it is, its, it's, just")
_JOINT = listed("or, vs, versus, or is it, or just, or are, or is that, or did, ,")


def read_volume_or_price(words: Words, at: int, context: Context) -> Match | None:
    """`why` says all three: what was used more, what was longer each, and what had another price."""
    kinds, end = set[int](), at
    while found := _kind_at(words, words.lead(end, _JOINT) if kinds else end):
        kinds.add(found[0])
        end = found[1]
    return Match(Draft(verbs=("why",)), end - at) if len(kinds) > 1 else None


def _kind_at(words: Words, at: int) -> tuple[int, int] | None:
    place = words.lead(at, _LEADS)
    place = words.lead(place, _LEADS)
    for start in (place, at):
        for kind, phrases in enumerate((_USE, _PRICE, _EACH)):
            if (end := words.lead(start, phrases)) > start:
                return kind, end
    return None
