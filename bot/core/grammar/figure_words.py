"""Figures in words: `per request`, `how many models`, `average`, `share of web-app`."""

from __future__ import annotations

import re
from itertools import pairwise

from bot.core.catalogue import FIGURE, FIGURES, STATISTICS
from bot.core.catalogue.words import Meanings, Phrases, listed
from bot.core.errors import UserError
from bot.core.grammar.calendar_words import UNIT
from bot.core.grammar.draft import Draft, Lean, Match
from bot.core.grammar.filters import read_names
from bot.core.grammar.groups import RECURRING_WORDS
from bot.core.grammar.reader import Context, read_phrase
from bot.core.grammar.shares import read_share
from bot.core.grammar.tokens import Words
from bot.core.grammar.vocabulary import BILLED_BY, BUSY, BUSY_WORDS, DIMENSION_WORDS, OF_ONE
from bot.core.question import TIME_UNITS

_DIVIDED = Meanings({word: figure.name for figure in FIGURES for word in figure.words})
_SAID = Meanings({word: figure.name for figure in FIGURES for word in figure.said})
_STATISTIC = Meanings({word: name for name, words in STATISTICS.items() for word in words})
_COUNTING = listed(
    """
    how many, how many distinct, how many different, how many unique, number of, the number of, total number of,
    count, count of, count distinct, count of distinct, distinct, number of distinct, number of different, # of, how
    many of our, how many of the, how many active, number of active, no of, no. of, counts of, number of unique,
    count unique, num of, num of active, nr of, nr of active, no of active, count of active, how many different active
    """
)
_PER = listed("per, /, per each, for each, for every, per one, per single")
_PER_ONE = Phrases((*_PER, *OF_ONE))


def read_figure(words: Words, at: int, context: Context) -> Match | None:
    return (
        _quotient(words, at)
        or _of_one_request(words, at, context)
        or _of_audio(words, at, context)
        or _unit_cost(words, at)
        or _count(words, at)
        or _said(words, at, ("share",))
        or read_share(words, at, context)
        or _said(words, at)
        or _statistic(words, at)
    )


def _longest(words: Words, at: int, table: Meanings) -> tuple[str, int] | None:
    end = words.lead(at, table.phrases)
    if end > at:
        return table[words.spelt(at, end)], end - at
    if "," not in words.text(at):
        return None
    grouped = f"{words.text(at).replace(',', '')} {words.text(at + 1)}"  # `1,000 requests`
    return (table[grouped], 2) if grouped in table else None


def _quotient(words: Words, at: int) -> Match | None:
    """`per request`, `a call`, `/1M tokens`, `$/1k`."""
    text = words.text(at)
    glued = re.fullmatch(r"(?:\$|usd|cost|spend)?/(1k|1m|mtok|ktok)", text) if "/" in text else None
    if glued and _DIVIDED.get(f"{glued[1]} {words.text(at + 1)}") == "per 1k requests":
        return Match(Draft(figures=("per 1k requests",), metrics=("cost",)), 2)
    if glued:
        return Match(
            Draft(figures=(_DIVIDED[glued[1]],), metrics=("cost",)), 1 + (words.text(at + 1) in ("tokens", "tok"))
        )
    place = words.lead(at, _PER_ONE)
    found = _longest(words, place, _DIVIDED) if place > at else None
    if not found or words.text(place + found[1]) in _SIZES:
        return None  # `the average prompt size` is of tokens
    if words.spelt(at, place) in OF_ONE and not _is_of_one(words, place + found[1], found[0]):
        return None
    if FIGURE[found[0]].by != "requests" and words.text(place + found[1]) in ("requests", "calls", "reqs"):
        raise UserError("I divide by one request: ask `cost per request`.", ("cost per request today",))
    return Match(Draft(figures=(found[0],)), place + found[1] - at)


_MANY = {"1k": "per 1k requests", "1000": "per 1k requests", "1,000": "per 1k requests", "thousand": "per 1k requests"}
_REQUEST = ("request", "call", "req", "requests", "calls", "reqs")


def _of_one_request(words: Words, at: int, context: Context) -> Match | None:
    """`does one web-app call use`, `per 1000 embeddings requests`: of requests of what is named between."""
    place = words.lead(at, _PER_ONE)
    figure = _MANY.get(words.text(place), "per request") if place > at else ""
    place += figure != "per request"
    named = read_names(words, place, context) if figure else None
    phrase = read_phrase(words, place, context) if figure and not named else None
    if phrase and phrase.draft.endpoints:
        named = (), place + 1
    if not named or words.text(named[1]) not in _REQUEST[: 3 if figure == "per request" else 6]:
        return None
    of = Draft(included=named[0], endpoints=phrase.draft.endpoints if phrase else ())
    return Match(Draft(figures=(figure,)) + of, named[1] + 1 - at)


_SIZES = ("size", "sizes", "length", "lengths", "len")
_PAID = ("cost", "costs", "price", "pay", "paid", "$")


def _is_of_one(words: Words, at: int, figure: str) -> bool:
    """`what does one image cost`; `one image token` is no image, and `an image` alone divides nothing."""
    is_paid = any(word.text in _PAID for word in words)
    return figure == "per request" or (figure == "per image" and is_paid and words.text(at) not in ("token", "tokens"))


_OF_US = listed(
    """
    how many of us, how many of our people, how many of our team, how many of our engineers, how many of our users, how
    many of you, how many of them, how many of the team, how many of my team, how many people of us
    """
)


_UNIT_COST = listed("unit cost, unit costs, cost per unit, costs per unit, price per unit")


def _unit_cost(words: Words, at: int) -> Match | None:
    """What a request costs, where no other unit is said: `unit cost per 1k tokens`."""
    end = words.lead(at, _UNIT_COST)
    is_said = end == at or any(_quotient(words, other) for other in range(len(words)) if not at <= other < end)
    return None if is_said else Match(Draft(figures=("per request",), metrics=("cost",)), end - at)


def _of_audio(words: Words, at: int, context: Context) -> Match | None:
    """`whisper cost per minute`: of minutes of audio; requests per minute are rows."""
    place = words.lead(at, _PER)
    if place == at or words.text(place) not in ("minute", "min"):
        return None
    said = [phrase.draft for other in range(len(words)) if (phrase := read_phrase(words, other, context))]
    is_cost = any("cost" in draft.metrics or draft.soft_cost for draft in said)
    if not is_cost or not any("transcriptions" in draft.endpoints for draft in said):
        return None
    return Match(Draft(figures=("per minute of audio",)), place + 1 - at)


def _count(words: Words, at: int) -> Match | None:
    if (end := words.lead(at, _OF_US)) > at:
        return Match(Draft(figures=("how many users",)), end - at)
    if counted := _counted_behind(words, at):
        return Match(Draft(figures=(f"how many {counted}s",)), 1)
    place = words.lead(at, _COUNTING)
    for length in (2, 1) if place > at else ():
        kind = DIMENSION_WORDS.get(" ".join(words.text(place + step) for step in range(length)))
        if f"how many {kind}s" in FIGURE:
            return Match(Draft(figures=(f"how many {kind}s",)), place + length - at)
    return None


def _counted_behind(words: Words, at: int) -> str:
    """The kind in `key count per project`, `keys per project count`."""
    kind = DIMENSION_WORDS.get(words.text(at), "")
    if not kind:
        return ""
    last = words.skip(len(words) - 1, "?")
    is_led = words.text(at - 1) in ("by", "per", "each", "/")
    is_counted = words.text(at + 1) in ("count", "counts") or (
        words.text(at) == f"{kind}s" and words.text(at + 1) in ("per", "by") and words.text(last) == "count"
    )
    return kind if is_counted and not is_led and f"how many {kind}s" in FIGURE else ""


def _said(words: Words, at: int, without: tuple[str, ...] = ()) -> Match | None:
    found = _longest(words, at, _SAID)
    return Match(Draft(figures=(found[0],)), found[1]) if found and found[0] not in without else None


def _statistic(words: Words, at: int) -> Match | None:
    """`30 min` and `per min` are minutes."""
    first = words.skip(at, "the")
    if first > at and (match := _statistic(words, first)):
        return Match(match.draft, first - at + match.length)
    is_unit = words.text(at) == "min" and (
        words.text(at - 1).isdecimal() or words.text(at - 1) in ("per", "by", "last")
    )
    found = None if is_unit else _longest(words, at, _STATISTIC)
    if not found:
        return None
    typed = " ".join(words.text(at + step) for step in range(found[1]))
    draft = Draft(stats=(Lean(typed, (found[0],)),), fillers=(BUSY,) if typed in BUSY_WORDS else ())
    place = words.skip(at + found[1], "spending", "spend", "cost", "usage", "single")
    if words.text(place) in BILLED_BY and not _says_rows(words, found[0]):
        return Match(draft + Draft(by=("month",), metrics=("cost",)), place + 1 - at)
    if (end := words.lead(place, RECURRING_WORDS.phrases)) > place and words.text(place) != "hour":
        return Match(draft + Draft(by=(RECURRING_WORDS[words.spelt(place, end)],)), end - at)
    unit = "hour" if words.match(place, "time of day") or words.match(place, "time") else UNIT.get(words.text(place))
    is_change = words.text(place + 1) in ("on", "over", "to", "by") and UNIT.get(words.text(place + 2)) == unit
    if unit in TIME_UNITS and words.text(place) != "min" and not is_change:  # `busiest hour`, not `most week on week`
        of_day = ("of the day", "of day", "in the day", "during the day", "a day")
        return Match(draft + Draft(by=(unit,)), (words.lead(place + 1, of_day) if unit == "hour" else place + 1) - at)
    return Match(draft, found[1])


def _says_rows(words: Words, statistic: str) -> bool:
    """Whether other rows are said: `average bill per day`, `who has the biggest bill`."""
    is_ranking = statistic in ("busiest", "quietest")
    texts = [words.text(place) for place in range(len(words))]
    units = any(one in ("per", "a", "by", "each") and other in UNIT for one, other in pairwise(texts))
    return units or (is_ranking and any(text in DIMENSION_WORDS or text in ("who", "whose") for text in texts))
