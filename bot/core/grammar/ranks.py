"""Ranks: how many rows there are, the largest or the smallest first."""

from __future__ import annotations

import re

from bot.core.catalogue import STATISTICS
from bot.core.catalogue.words import Phrases
from bot.core.errors import UserError
from bot.core.grammar.draft import Draft, Lean, Match
from bot.core.grammar.groups import group_at
from bot.core.grammar.pointers import MOVED
from bot.core.grammar.reader import Context
from bot.core.grammar.time.length_slots import read_count
from bot.core.grammar.tokens import Words
from bot.core.grammar.vocabulary import BUSY, BUSY_WORDS
from bot.core.question import TIME_UNITS

TOP = ("top", "the top", *(word for word in STATISTICS["busiest"] if word not in ("most", "the most", "more")))
BOTTOM = ("bottom", "the bottom", *(word for word in STATISTICS["quietest"] if word not in ("least", "the least")))
_DRIVERS = (
    *(f"{of} {drivers}" for of in ("cost", "spend", "spending") for drivers in ("driver", "drivers")),
    *(f"drivers of {what}" for what in ("cost", "costs", "spend", "spending", "our spend", "our costs", "the bill")),
)
_SPENDING = Phrases((*TOP[2:], "spending", "by", "cost", "costing", *_DRIVERS))


def read_top(words: Words, at: int, context: Context) -> Match | None:
    """`top 5 projects`, `top models`, `top 10`, `5 biggest users`, `most expensive model`, `bottom 3 keys`."""
    return _ranked(words, at, TOP) or _ranked(words, at, BOTTOM)


_AT_ITS_END = Phrases(
    f"{total}{line}{at}"
    for total in (
        "total",
        "totals",
        "sum",
        "a total",
        "a sum",
        "the total",
        "the sum",
        "grand total",
        "the grand total",
    )
    for line in ("", " line", " row", " column")
    for at in (
        *("", " at the bottom", " at bottom", " on the bottom", " below", " underneath", " at the end", " at end"),
        *(" at the top", " on top", " in the last row", " in the last line", " as last row", " as the last row"),
    )
    if line or at
)


def read_total(words: Words, at: int, context: Context) -> Match | None:
    """`total at the bottom`: every answer has its total, so no row is left out for it."""
    place = words.skip(at, "with", "and", "plus", "incl", "including", "+", "&")
    end = words.lead(place, _AT_ITS_END)
    return (
        Match(Draft(fillers=("total",)), end - at) if end > place and words.text(end) not in ("item", "items") else None
    )


def _ranked(words: Words, at: int, leads: tuple[str, ...]) -> Match | None:
    first = words.skip(at, "the")
    count, place = read_count(words, first)
    lead = words.lead(place if count else first, leads)
    if count and lead == place:
        return None
    if lead == first:
        match = re.fullmatch(rf"{leads[0]}-?(\d{{1,4}})", words.text(first))
        count, lead = (int(match[1]), first + 1) if match else (None, first)
    elif not count:
        count, lead = read_count(words, lead)
    moved = words.lead(lead, MOVED) if lead > first else lead
    if moved > lead:
        said = str(count) if leads is TOP else words.spelt(at, lead)
        return Match(Draft(verbs=("why",), leans=(Lean(said, ()),) if count or leads is BOTTOM else ()), moved - at)
    found = _topped(words, at, count, lead, leads[0]) if lead > first else None
    if found and words.text(lead - 1) in BUSY_WORDS:
        return Match(found.draft + Draft(fillers=(BUSY,)), found.length)
    return found


def _topped(words: Words, at: int, count: int | None, place: int, slot: str) -> Match | None:
    place = words.lead(place, _SPENDING)
    group = group_at(words, place)
    if count == 0 or (count and count > 1000):
        raise UserError(f"`{slot}` takes a number from 1 to 1000; try `{slot} 5 projects`.", (f"{slot} 5 projects",))
    if group and (count or group[0] not in TIME_UNITS):
        many = count or usual_number(words.text(group[1] - 1))
        usual = () if count else (many,)
        return Match(counted(slot, (many,)) + Draft(by=(group[0],), usual=usual), group[1] - at)
    if not count and not words.match(at, slot) and not words.match(at, f"the {slot}"):
        return None
    place -= words.text(place - 1) == "by"  # `at the bottom by day`
    return Match(counted(slot, (count or 5,)), place - at)


def counted(slot: str, many: tuple[int]) -> Draft:
    return Draft(top=many) if slot == "top" else Draft(bottom=many)


def usual_number(word: str) -> int:
    """The number of rows where none was said: five for `top models`, one for `the most expensive model`."""
    return 5 if word.endswith("s") else 1
