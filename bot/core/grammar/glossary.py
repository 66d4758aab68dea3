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
            ("tokens today", "cost per 1m tokens this month by model"),
        ),
        (
            "cached, cached token, cached tokens, cached input, cache, prompt cache, prompt caching, cache hit",
            "A cached token is a part of a prompt that OpenAI has read a moment before, and charges at a lower price.",
            ("cached tokens today", "cache hit rate this month"),
        ),
        (
            "cache hit rate",
            "The cache hit rate is how much of the input came from the cache, at a lower price.",
            ("cache hit rate this month", "saved by cache this month"),
        ),
        (
            "cache write, cache writes",
            "A cache write is input that OpenAI keeps to be read again; some models charge for it.",
            ("cache writes this month", "cached tokens today by model"),
        ),
        (
            "uncached, uncached token, uncached tokens",
            "Uncached tokens are input that OpenAI sees for the first time, at full price.",
            ("uncached tokens today", "cache hit rate this month"),
        ),
        (
            "input, input token, input tokens, output, output token, output tokens",
            "Input is what is sent to a model, output what it writes; each has its own price.",
            ("input and output today", "input and output this month by project"),
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
            ("requests today", "cost per request this month"),
        ),
        (
            "estimate, estimated, ≈",
            "An estimate is tokens times list price; it stands until OpenAI's bill for the day is complete.",
            ("today", "today explain"),
        ),
        (
            "line item, line items",
            "A line item is one line of OpenAI's bill: a model's input, its output, storage, a tool.",
            ("last month by line item top 5", "this month by line item"),
        ),
        (
            "scale tier",
            "Scale Tier is capacity that is bought from OpenAI by the day, and billed whether it is used or not.",
            ("this month by tier", "this month by line item"),
        ),
        (
            "embedding, embeddings",
            "An embedding is a text turned into numbers, for search; it has input and no output.",
            ("embeddings this month", "embeddings this month by project"),
        ),
        (
            "api key, api keys",
            "An API key is what a program sends OpenAI to be let in; usage is counted by it.",
            ("how many keys this month", "this month by key"),
        ),
    )
)
_MEANING = {word: (told, asks) for spelt, told, asks in _MEANINGS for word in spelt}
_ASKED = re.compile(
    r"(?:(?:what|wat)(?:\s+do|\s+does)\s+(?:an?\s+|the\s+)?(?P<one>.+?)\s+mean|what\s+is\s+meant\s+by\s+(?P<two>.+)"
    r"|(?:what(?:\s+is|'?s|\s+are)|define|meaning\s+of)\s+(?:an?\s+)?(?P<three>.+))\s*\?*",
    re.IGNORECASE,
)


def meaning(text: str) -> tuple[str, tuple[str, ...]] | None:
    """The sentence about the word that is asked about, and questions that count it."""
    match = _ASKED.fullmatch(text.strip())
    word = next((one for one in match.groups() if one), "") if match else ""
    return _MEANING.get(word.casefold().strip(" '\"?"))


def refuse_meaning(text: str) -> None:
    """Raises UserError with the explanation of the word that is asked about."""
    if found := meaning(text):
        raise UserError(*found)
