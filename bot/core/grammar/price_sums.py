"""What a price is asked for: `200k requests at 1.2k in and 300 out`, `how far does $100 go`, `the cheapest model`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.core.amounts import NANO
from bot.core.catalogue.words import Phrases, listed
from bot.core.grammar.amounts import BEFORE_LIMITS, read_sum
from bot.core.grammar.calendar_words import UNIT
from bot.core.grammar.draft import Draft, Match
from bot.core.grammar.names import Choice, exact_choice
from bot.core.grammar.reader import Context
from bot.core.grammar.time.read_time import read_date
from bot.core.grammar.tokens import Words

# A model that was never used here is recognised by its spelling.
A_MODEL = (
    r"(?:ft:)?(?:gpt|chatgpt|o\d|text-embedding|whisper|tts|dall-e|codex|davinci|babbage|omni|computer-use)[\w.:*-]*"
)
A_MODEL_NAME = re.compile(A_MODEL)
_ENDS = {"in": "input", "out": "output", "input": "input", "output": "output", "prompt": "input"}
_BEHIND = ("", "and", ",", "/", "+", "&", "on", "with", "for", "each", "per")
_COUNTED = ("requests", "input", "output")
_HOW_FAR = listed(
    """
    how far can, how far does, how far will, how far would, how far do, how far, how long does, what does, what can,
    what will, how many tokens does, how many tokens do, how many tokens can, how many tokens will, how many tokens for,
    how many tokens is, how much usage is, how many tokens
    """
)
_GO = listed("go on, go with, go for, go, get me, get us, get you, get, buy me, buy us, buy, buys, gets, last on")
_WORDS_OF_BUYING = Phrases((*_HOW_FAR, *_GO))
_SPENT = listed("go, buy, buys, gets, get me, get us, get you, for, is, how far")


@dataclass(frozen=True, slots=True)
class PriceSum:
    """So many requests of so many tokens each; or so many nanodollars, and what they buy. `way` is batch or a tier."""

    requests: int = 1
    input: int = 0
    output: int = 0
    nanodollars: int = 0
    way: str = ""


@lru_cache(maxsize=64)  # asked at every number of a question
def price_sum(words: Words) -> PriceSum | None:
    """What a line counts that was not used but may be; None for any other question."""
    found: dict[str, int] = {}
    at = 0
    while at < len(words):
        part = _part(words, at)
        if part and part[0] in found:
            return None  # two sums in one line
        found |= {part[0]: part[1]} if part else {}
        at = part[2] if part else at + 1
    if found.keys() & {"input", "output"}:
        return PriceSum(found.get("requests", 1), found.get("input", 0), found.get("output", 0), way=_way(words))
    is_bought = "cost" in found and words.says(_HOW_FAR)
    is_spent = words.says(_SPENT)
    return PriceSum(nanodollars=found["cost"], way=_way(words)) if is_bought and is_spent else None


def _way(words: Words) -> str:
    """`1M out on batch`: the price of that way of asking; '' is the plain one."""
    return next((way for way in ("batch", "flex", "priority") if words.has((way,))), "")


def _part(words: Words, at: int) -> tuple[str, int, int] | None:
    """`1.2k in`, `300 output tokens`, `200k reqs`, `$100`: of what, how much, and where it ends."""
    if not words.text(at).lstrip("$")[:1].isdecimal() or words.lead_back(at, *BEFORE_LIMITS) < at:
        return None
    read = read_sum(words, at)
    if not read:
        return None
    end = words.skip(read[1], "tokens", "token", "toks", "tok") if not read[0].metric else read[1]
    name = read[0].metric or _ENDS.get(words.text(end), "")
    end += not read[0].metric and name != ""
    if name == "tokens" and words.text(end) in ("in", "out") and words.text(end + 1) in _BEHIND:
        name, end = _ENDS[words.text(end)], end + 1  # `3k tokens in and 1k out`
    number = read[0].number * (NANO if name == "cost" else 1)
    if (name not in _COUNTED and name != "cost") or number != number.to_integral_value() or number <= 0:
        return None
    return name, int(number), words.skip(end, "tokens", "token", "toks", "tok", "each")


def is_part_of_sum(words: Words, at: int) -> bool:
    """Whether a number counts what is priced: `10M in and 2M out` are no months."""
    return bool(words.text(at)[:1].isdecimal() and price_sum(words) and _part(words, at))


def read_price_sum(words: Words, at: int, context: Context) -> Match | None:
    """A part of such a line; its model is read as a name."""
    asked = price_sum(words)
    if not asked:
        return None
    if part := _part(words, at + (words.text(at) == "per" and asked.way != "")):
        return Match(Draft(verbs=("prices",)), part[2] - at)
    if A_MODEL_NAME.fullmatch(words.text(at)) and not exact_choice(words.text(at), context.index):
        return Match(Draft(included=(Choice("model", (words.text(at),)),)), 1)  # one that nobody here used yet
    end = words.lead(at, _WORDS_OF_BUYING) if asked.nanodollars else words.skip(at, "@", "x", "×", "est", "estimated")
    return Match(Draft(fillers=("sum",)), end - at) if end > at else None


_CHEAPEST = Phrases(
    f"{the}cheapest {gpt}{model}"
    for the in ("", "the ")
    for gpt in ("", "gpt ", "openai ")
    for model in ("model", "models")
)
_OF_USE = listed(
    "spend, spent, cost, costs, bill, project, month, week, today, yesterday, year, quarter, hour, day, request, call"
)


def read_cheapest(words: Words, at: int, context: Context) -> Match | None:
    """`the cheapest model we use`: by its price. With a period or a cost it is the one for which least was paid."""
    end = words.lead(at, _CHEAPEST)
    if end == at:
        return None
    places = [place for place in range(len(words)) if not at <= place < end]
    is_of_use = any(words.text(place) in _OF_USE or words.text(place) in UNIT for place in places)
    if is_of_use or any(read_date(words, place, context.calendar) for place in places):
        return None
    return Match(Draft(verbs=("prices",), bottom=(1,)), end - at)
