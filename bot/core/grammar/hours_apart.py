"""Hours beside all others: `office hours vs rest`, `in vs out of business hours`. A week has two parts."""

from __future__ import annotations

from itertools import product

from bot.core.catalogue.words import Phrases, listed
from bot.core.errors import UserError
from bot.core.grammar.draft import Draft, Match
from bot.core.grammar.reader import Context
from bot.core.grammar.time.comparisons import VERSUS
from bot.core.grammar.times_of_week import BUSINESS, OFF_HOURS, REST, hours_at
from bot.core.grammar.tokens import Words
from bot.core.kept_times import BUSINESS_HOURS

_BESIDE = Phrases((*VERSUS, "and", "or", "&", "x", "against"))
_OTHERS = Phrases(
    (
        *REST,
        *OFF_HOURS,
        *(f"{out} {hours}" for out in ("out of", "outside", "outside of", "non") for hours in BUSINESS),
        *listed(
            "outside, outside of them, outside them, the other hours, other hours, non-business, out of hours, not"
        ),
    )
)
_TOKENS = ("tokens", "toks", "tok", "token")
_IN_AND_OUT = Phrases(
    f"{one} {joint} {other}"
    for one, other in product(("in", "inside", "during", "within", "on"), ("out of", "outside", "outside of", "off"))
    for joint in ("vs", "versus", "and", "or", "/", "v")
)


def read_hours_apart(words: Words, at: int, context: Context) -> Match | None:
    """`office hours vs rest`: a row for each of the two. Raises UserError for hours that no rows have."""
    counted = words.skip(at, *_TOKENS)  # `tokens in vs out of office hours` are no input and output
    if (place := words.lead(counted, _IN_AND_OUT)) > counted:
        end = words.lead(words.skip(place, "the", "our"), BUSINESS)
        metrics = ("tokens",) if counted > at else ()
        return Match(Draft(metrics=metrics, by=("business hours",)), end - at) if end > place else None
    end = words.lead(at, BUSINESS)
    is_figures = words.text(at)[:1].isdecimal()  # `9 to 5 vs the rest`
    hours = hours_at(words, end, context) if end > at or is_figures else None
    place = end + hours.length if hours else end
    beside = words.lead(place, _BESIDE) if place > at else place
    last = words.lead(beside, _OTHERS) if beside > place else beside
    if last == beside:
        return None
    if hours and hours.draft.windows[0] != BUSINESS_HOURS:
        if is_figures:
            return None
        told = "Rows are of business hours from 9 to 17 and of all others; ask other hours by themselves."
        said = " ".join(word.typed for word in words[end:place])
        one, other = f"weekdays {said}", f"outside weekdays {said}"
        raise UserError(told, (words.instead(at, last, one), words.instead(at, last, other)))
    return Match(Draft(by=("business hours",)), last - at)
