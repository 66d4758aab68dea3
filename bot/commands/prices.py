"""`prices`: which price holds for what is used, or for the models that are named."""

from __future__ import annotations

import re

from bot.commands.request import Asker, Command, Reply
from bot.core.answers.price_sums import priced_sums
from bot.core.answers.prices_message import dearness, prices_json, prices_message
from bot.core.grammar.price_sums import PriceSum
from bot.core.patterns import Pattern
from bot.services import Services
from bot.sources.price_facts import prices_in_use
from bot.sources.price_list import list_state

FILLERS = ("of", "for", "the", "a", "and", "model", "models", "what", "is", "are", "list", "all")
ALL = Pattern(r"\ball\b", re.IGNORECASE)


def run(text: str, asker: Asker, services: Services) -> Reply:
    asked = tuple(word for word in re.split(r"[\s,?`\"]+", text.lower()) if word and word not in FILLERS)
    is_short = bool(asker.user_id) and not asked and not ALL.search(text)
    return listed(asked, services, is_short=is_short)


def listed(
    models: tuple[str, ...],
    services: Services,
    asked: PriceSum | None = None,
    *,
    is_ranked: bool = False,
    is_short: bool = False,
) -> Reply:
    """Their prices, and what so much of them comes to. Ranked, the cheapest is first; short, a button has the rest."""
    prices, state = prices_in_use(services, services.clock(), models), list_state(services)
    prices = tuple(sorted(prices, key=dearness)) if is_ranked else prices
    sums = priced_sums(asked, prices) if asked else ()
    message = prices_message(prices, state, sums, is_ranked=is_ranked, is_short=is_short)
    return Reply(message, {"verb": "prices", **prices_json(prices, state, sums)})


COMMAND = Command("prices", ("prices",), run, "Says which price holds, since when and from where.", "prices gpt-5")
