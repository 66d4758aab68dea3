"""What the words of OpenAI's bills mean, for people who ask `what is a token?`, with a question that counts each."""

from __future__ import annotations

import re

from bot.core.catalogue.words import listed
from bot.core.errors import UserError

_MEANINGS = tuple(
    (listed(spelt), told, asks)
    for spelt, told, asks in (
        (
            "token, tokens",
            "A token is a piece of a word, about four characters of English; OpenAI bills most models by it.",
            ("tokens today by model", "cost per 1m tokens this month by model"),
        ),
        (
            "cached, cached tokens, cached input, cache, cache hit rate",
            "Cached tokens are input that OpenAI has seen a moment before; they cost less.",
            ("cached tokens today by model", "cache hit rate this month"),
        ),
        (
            "uncached, uncached tokens",
            "Uncached tokens are input that OpenAI sees for the first time, at full price.",
            ("uncached tokens today by model", "cache hit rate this month"),
        ),
        (
            "input, input tokens, output, output tokens",
            "Input is what is sent to a model, output what it writes; each has its own price.",
            ("input and output today by model", "input and output this month by project"),
        ),
        (
            "batch, batch api",
            "Batch is work that may take a day and costs half.",
            ("this month by batch", "saved by batch this month"),
        ),
        (
            "flex, priority, tier, service tier",
            "A service tier is how fast OpenAI serves: flex waits and costs less, priority goes first and costs more.",
            ("this month by tier", "today by tier"),
        ),
        (
            "request, requests, call, calls",
            "A request is one call of a program to OpenAI.",
            ("requests today by project", "cost per request this month"),
        ),
        (
            "estimate, estimated, ≈",
            "An estimate is tokens times list price; it stands until OpenAI's bill for the day is complete.",
            ("today explain", "this month explain"),
        ),
    )
)
_MEANING = {word: (told, asks) for spelt, told, asks in _MEANINGS for word in spelt}
_ASKED = re.compile(
    r"(?:(?:what|wat)(?:\s+do|\s+does)\s+(?:an?\s+|the\s+)?(?P<one>.+?)\s+mean|what\s+is\s+meant\s+by\s+(?P<two>.+)"
    r"|(?:what(?:\s+is|'?s|\s+are)|define|meaning\s+of)\s+(?:an?\s+)?(?P<three>.+))\s*\?*",
    re.IGNORECASE,
)


def refuse_meaning(text: str) -> None:
    """Raises UserError with the explanation of the word that is asked about."""
    match = _ASKED.fullmatch(text.strip())
    word = next((one for one in match.groups() if one), "") if match else ""
    if found := _MEANING.get(word.casefold().strip(" '\"?")):
        raise UserError(*found)
