"""Whether words ask a whole question, so that they refine no answer before: `top 5 projects this month`."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.core.catalogue.words import listed
from bot.core.errors import UserError
from bot.core.grammar.draft import Draft
from bot.core.grammar.names import index
from bot.core.grammar.reader import Context
from bot.core.grammar.slots import best_match
from bot.core.grammar.time.calendar import Calendar
from bot.core.grammar.tokens import Words
from bot.core.grammar.what_if import is_supposed
from bot.core.names import Names

# Whether words name a period, a metric or a group depends on no day and on no organisation.
_ANY = Context(Calendar(datetime(2026, 12, 31, 12, tzinfo=UTC), ZoneInfo("UTC")), index(Names(())))
# What stands for the answer before: `what would it cost if we moved it to gpt-5-mini`.
_POINTING = ("it", "that", "this", "them", "those", "these")
_MOVED = listed(
    """
    if we moved, if we move, if we switched, if we switch, if we swapped, if we ran, if we run, if we used, if we use,
    if we put, if we migrated, if we migrate, if they moved, if they ran, if they used, if i moved, if i switched
    """
)


@lru_cache(maxsize=64)
def is_whole(words: Words) -> bool:
    """Whether the words name a period, and a metric, a group or a page; or suppose something of a thing they name."""
    draft = _draft(words)
    has_period = bool(draft.spans or draft.versus or draft.times)
    asks = bool(draft.metrics or draft.endpoints or draft.soft_cost or draft.by or draft.contrasts or draft.verbs)
    if has_period and asks:
        return True
    return is_supposed(words) and (has_period or _moves_a_thing(words)) and not _points(words)


def _draft(words: Words) -> Draft:
    draft, at, context = Draft(), 0, replace(_ANY, matches={})
    while at < len(words):
        try:
            match = best_match(words, at, context)
        except UserError:  # what no number tells is refused by whoever reads the question
            match = None
        draft += match.draft if match else Draft()
        at += match.length if match else 1
    return draft


def _moves_a_thing(words: Words) -> bool:
    ends = (words.lead(at, _MOVED) for at in range(len(words)))
    return any(
        end > at and words.text(end) not in (*_POINTING, "to", "on", "all", "everything") for at, end in enumerate(ends)
    )


def _points(words: Words) -> bool:
    """Whether `it` is what was asked before; in `what would it cost if we moved search` it is not."""
    return any(words.text(at) in _POINTING and words.text(at - 1) not in ("would", "if") for at in range(len(words)))
