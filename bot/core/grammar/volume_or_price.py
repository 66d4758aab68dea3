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
    volume, our volume, because of volume, cause of volume, traffic, more traffic, more requests, more tokens, quantity
    """
    )
)
_PRICE = Phrases(
    listed(
        """
    openai putting prices up, putting prices up, openai raising prices, raising prices, openai charging more, charging
    more, price, prices, the price, the prices, higher prices, higher price, a price increase, price increase, price
    increases, price hike, a price hike, prices going up, prices go up, did prices go up, prices went up, did the prices
    go up, openai prices, openai's prices, openais prices, new prices, because of price, cause of price, rates
    """
    )
)
_JOINT = listed("or, vs, versus, or is it, or just, or are, or is that, or did, or")


def read_volume_or_price(words: Words, at: int, context: Context) -> Match | None:
    """`why` says both."""
    for one, other in ((_USE, _PRICE), (_PRICE, _USE)):
        joint = words.lead(at, one)
        place = words.lead(joint, _JOINT) if joint > at else joint
        end = words.lead(place, other) if place > joint else place
        if end > place:
            return Match(Draft(verbs=("why",)), end - at)
    return None
