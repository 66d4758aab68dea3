"""The levels of a budget in words: `warn 50 80 100`, `alert us at 80 %`, `drop the 80% alert`, `also warn at 90`."""

from __future__ import annotations

import re

from bot.core.budgets.budget_draft import BudgetDraft
from bot.core.catalogue.words import listed
from bot.core.errors import UserError
from bot.core.grammar.amounts import read_sum
from bot.core.grammar.tokens import Words
from bot.core.grammar.wish_words import WISHES, single
from bot.core.names import Names
from bot.core.patterns import Pattern

PERCENT = ("%", "percent", "pct")
TELLING = ("warn", "warning", "warnings", "levels", "level", "thresholds", "threshold")
TELLING_OTHERS = (*(word for word in single("alert", "tell") if word not in TELLING), "alerts")
_LEVEL = Pattern(r"(\d{1,6})%?")
_LEVELS = Pattern(r"\d{1,6}%?(?:[,/+&]\d{1,6}%?)*")
BEFORE_LEVELS = listed(
    "me, us, them, only, when, it, its, hits, reaches, passes, at, if, is, to, the, on, =, :, we, once, over, are"
)
BEFORE_AMOUNTS = listed(
    """
    before, we, i, us, hit, go, goes, get, gets, past, pass, over, above, exceed, reach, cross, spend, spends,
    spending, burn, burns, burning, use, uses, eat, eats, cost, costs, than, more, it
    """
)
_TELLING_NOW = listed("warning, alerting, pinging, notifying, telling, messaging")
_MORE = ("add", "also")
_FEWER = (*WISHES["delete"], *listed("no more, without, lose, skip, take away"))
# `drop the 80% alert on search` is no deletion of its budget.
OF_LEVEL = Pattern(rf"\b\d{{1,4}}\s*(?:%|percent|pct)?\s*(?:{'|'.join((*TELLING, 'alerts?'))})\b", re.IGNORECASE)


def read_levels(words: Words, at: int, draft: BudgetDraft, names: Names) -> int:
    """`warn 50 80 100`, `alert us when it hits 80 %`, `at 80%`; behind the amount `80%`, `50 80 100`."""
    text = words.text(at)
    if text in (*TELLING, *TELLING_OTHERS):
        return _told(words, at, draft)
    place = at
    if text in ("at", "when", "if", "once") or (text == "to" and draft.is_told and draft.amount is None):
        place = words.skip(at + 1, *BEFORE_LEVELS)
        if not _is_level(words, place) or not (draft.amount is not None or _is_list(words, place)):
            return at
    elif draft.amount is None or not _LEVELS.fullmatch(text):
        return at
    elif not _is_list(words, at):
        raise _what_for(words, at, draft)
    return _listed(words, place, draft)


def _whom_or_when(words: Words, place: int) -> str:
    """`warn bob` names somebody, as plain text that notifies nobody."""
    if not words.text(place).isalpha():
        return "At which percentages of the budget? Write `warn 50 80 100`."
    name = words[place].typed[:40]
    return f"“{name}” is plain text and notifies nobody: mention the person (`@…`) or write `in #channel`."


def _told(words: Words, at: int, draft: BudgetDraft) -> int:
    draft.is_told = True
    place = words.skip(at + 1, *TELLING, *TELLING_OTHERS, *BEFORE_LEVELS)
    if words.text(place) == "half":
        draft.levels = [*(draft.levels or []), 50]
        return place + 1
    if (end := _swapped(words, place, draft)) > place:
        return end
    if not _is_level(words, place):
        amount = read_sum(words, words.skip(place, *BEFORE_AMOUNTS))
        later = range(place, min(place + 5, len(words)))  # `warn carol at 75`: whom, before at what
        is_later = any(words.text(step) in ("at", "to") and _is_level(words, step + 1) for step in later)
        if words.text(at) in TELLING and not amount and not is_later:
            raise UserError(_whom_or_when(words, place))
        return place
    return _listed(words, place, draft)


def _what_for(words: Words, at: int, draft: BudgetDraft) -> UserError:
    """A second number: a level that does not say so, or another budget's amount."""
    typed, number = words[at].typed, words.text(at).strip("%")
    is_another = len(draft.names) > 1 or words.text(at + 1) in ("for", "on", "a", "per", "/")
    if is_another:
        return UserError(f"I set one budget at a time: leave out “{typed[:20]}” and what it is for, and write it next.")
    return UserError(f"What is the {typed} for? A level is `warn {number}` or `{number}%`.")


def read_levels_change(words: Words, at: int, draft: BudgetDraft, names: Names) -> int:
    """`add a level at 95`, `also warn at 90%`; `drop the 80% alert`, `don't warn me at 50`; `at 70 not 80`."""
    if (end := _swapped(words, at, draft)) > at:
        return end
    if words.text(at) in _MORE:
        place = words.skip(
            at + 1, "a", "an", "another", "one", "new", "more", *TELLING, *TELLING_OTHERS, *BEFORE_LEVELS
        )
        is_told = any(words.text(step) in (*TELLING, *TELLING_OTHERS) for step in range(at, place))
        is_told = is_told or words.text(words.skip(place + 1, *PERCENT)) in (*TELLING, *TELLING_OTHERS)
        return _changed(words, place, draft, 1) if is_told and _is_level(words, place) else at
    lead = words.lead(at, WISHES["not to"])
    place = words.skip(lead, *TELLING, *TELLING_OTHERS, *_TELLING_NOW, *BEFORE_LEVELS)
    if at < lead < place - 1 and _is_level(words, place):
        return _changed(words, place, draft, -1)
    lead = words.lead(at, _FEWER)
    place = words.skip(lead, "the", "our", "my", "any")
    if lead == at or not _LEVELS.fullmatch(words.text(place)):
        return at
    end = words.skip(place + 1, *PERCENT)
    return _changed(words, place, draft, -1) if words.text(end) in (*TELLING, "alert", "alerts") else at


def _swapped(words: Words, at: int, draft: BudgetDraft) -> int:
    """`at 70 not 80`, `60 instead of 50`: one level in the place of another; the others stay."""
    first = words.skip(at, "at", "to")
    behind = words.skip(first + 1, *PERCENT)
    place = words.lead(behind, _IN_PLACE_OF)
    other = words.skip(place, "at", "to", "the")
    is_of_levels = words.text(first).endswith("%") or words.has((*TELLING, *TELLING_OTHERS))
    both = _LEVEL.fullmatch(words.text(first)) and _LEVEL.fullmatch(words.text(other))
    if place == behind or not both or not is_of_levels:
        return at
    draft.levels, draft.levels_change = [int(words.text(first).strip("%"))], 1
    draft.levels_gone = [int(words.text(other).strip("%"))]
    return words.skip(other + 1, *PERCENT)


_IN_PLACE_OF = listed("not, instead of, rather than, in place of, and not, , not, not at, instead, over")


def _changed(words: Words, at: int, draft: BudgetDraft, change: int) -> int:
    draft.levels_change = change
    return words.skip(_listed(words, at, draft), *TELLING, "alert", "alerts")


def _listed(words: Words, at: int, draft: BudgetDraft) -> int:
    draft.levels = draft.levels or []
    while at < len(words):
        if _LEVELS.fullmatch(words.text(at)):
            draft.levels += map(int, re.findall(r"\d+", words.text(at)))
        elif words.text(at) not in (",", "and", "/", "&", ";", "or", *PERCENT):
            break
        at += 1
    return at


def _is_level(words: Words, at: int) -> bool:
    """`at 80`; not `at 20 dollars`."""
    read = read_sum(words, at)
    return _LEVELS.fullmatch(words.text(at)) is not None and not (read and read[0].metric)


def _is_list(words: Words, at: int) -> bool:
    """`80%`, `50 80 100`; a single bare number may be anything, such as the rest of `1 500`."""
    after = words.skip(at + 1, ",", "and", "/", "&")
    text = words.text(at)
    return bool(
        text.endswith("%")
        or words.text(at + 1) in PERCENT
        or _LEVEL.fullmatch(words.text(after))
        or (_LEVELS.fullmatch(text) and not text.strip("%").isdecimal())
    )
