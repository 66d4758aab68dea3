"""Means over things: `average cost per key`, `median per active user`."""

from __future__ import annotations

from bot.core.catalogue import FIGURES
from bot.core.grammar.calendar_words import RHYTHMS, UNIT
from bot.core.grammar.draft import Draft, Match
from bot.core.grammar.groups import read_groups, skip_adjectives
from bot.core.grammar.reader import Context
from bot.core.grammar.tokens import Words
from bot.core.grammar.vocabulary import BILLED_BY, DIMENSION_WORDS

_DIVISORS = {word for figure in FIGURES for word in figure.words}


def read_mean_of_things(words: Words, at: int, context: Context) -> Match | None:
    """`average cost per key`: the mean over the keys, unless an average over days was said."""
    place = words.lead(at, ("per", "a", "for each", "each"))
    kind, end = _kind(words, skip_adjectives(words, place)) if place > at else ("", at)
    if not kind:
        return None
    if any(word.text in _MEANS and words.text(step + 1) in BILLED_BY for step, word in enumerate(words)):
        return None  # `average bill per project`: of months
    statistic = next((name for word in words if (name := _MEANS.get(word.text))), "")
    if not statistic and "active" in words.spelt(place, end).split():
        statistic = "average"  # `per active user`: of those that used something
    elif any(_says_rows(words, other) for other in range(len(words))) and not _is_written_so(words, at):
        return None
    if not statistic:
        return None
    more = read_groups(words, end, context)  # `per key by project`
    draft = Draft(figures=(f"{statistic} per {kind}",))
    return Match(draft + more.draft, end - at + more.length) if more else Match(draft, end - at)


_MEANS = {"average": "average", "avg": "average", "mean": "average", "typical": "average", "median": "median"}
_ROWS = ("hourly", *RHYTHMS)


def _kind(words: Words, at: int) -> tuple[str, int]:
    for length in (2, 1):
        kind = DIMENSION_WORDS.get(words.spelt(at, at + length))
        if kind and f"average per {kind}" in _MEAN_OF:
            return kind, at + length
    return "", at


def _is_written_so(words: Words, at: int) -> bool:
    """`average per user by month`, as a reading says it; `average per user per day` is of days."""
    units = (words.text(place) for place in range(len(words)) if words.text(place + 1) in UNIT)
    return words.text(at - 1) in _MEANS and all(lead not in ("per", "a", "each") for lead in units)


_MEAN_OF = {figure.name for figure in FIGURES if figure.kind == "mean"}


def _says_rows(words: Words, at: int) -> bool:
    is_unit = words.text(at) in ("per", "a", "by", "each") and words.text(at + 1) in UNIT
    is_other = words.text(at) == "per" and words.text(at + 1) in _DIVISORS
    return is_unit or is_other or words.text(at) in _ROWS
