"""What is written about a budget, word by word: names, a number, a period, and what other readers know."""

from __future__ import annotations

import re

from bot.core.budgets.budget import BUDGET_METRICS, ORGANISATION, PERIODS, SCOPES
from bot.core.budgets.budget_amounts import read_amount, read_old_amount, read_step, read_verb
from bot.core.budgets.budget_draft import BudgetDraft, DraftReader
from bot.core.budgets.credit_words import CREDIT_WORDS, NOT_LATER, OF_CREDIT
from bot.core.budgets.credit_words import EXAMPLE as CREDIT
from bot.core.budgets.level_reader import (
    BEFORE_AMOUNTS,
    BEFORE_LEVELS,
    TELLING,
    TELLING_OTHERS,
    read_levels,
    read_levels_change,
)
from bot.core.catalogue.words import listed
from bot.core.errors import UserError
from bot.core.grammar.calendar_words import MONTH, UNIT
from bot.core.grammar.names import exact_choice, index
from bot.core.grammar.real_words import REAL_WORDS
from bot.core.grammar.spelling import is_near
from bot.core.grammar.tokens import Word, Words
from bot.core.grammar.vocabulary import BARE_DIMENSION_WORDS, DIMENSION_WORDS
from bot.core.grammar.wish_words import single
from bot.core.names import Names, quoted

EXAMPLE = "checkout-prod 500/month warn 50 80 100"
MOST_LEVELS = 10
HIGHEST_LEVEL = 1000

PERIOD_WORDS = {word: unit for word, unit in UNIT.items() if unit in PERIODS} | {
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "mon": "month",
}
PERIOD_LETTERS = {"d": "day", "w": "week", "m": "month"}  # a period behind `/` and `per` alone: a name may be `R & D`
_WHOLE = listed(
    "organisation, organization, org, everything, company, overall, total, all, company-wide, org-wide, companywide"
)
_SOME = 2  # names that are offered for one budget of each
_EACH = ("everyone", "everybody", "each", "every")
# `limit 500` comes as `top 500`, as in searches.
_FILLER = frozenset(
    (
        *single("politely", "thanks", "make", "change", "when"),
        *BEFORE_LEVELS,
        *BEFORE_AMOUNTS,
        *listed(
            """
            budget, budgets, of, for, a, an, per, and, with, be, limit, owner, owned, by, channel, post, %, &, +, in,
            want, would, like, need, can, could, you, allowed, cap, capped, max, maximum, should, must, may, new,
            whole, entire, budgt, passing, crosses, exceeds, costs, lemme, know, any, as, soon, rather, instead,
            effective, immediately, our, my, have, has, that, this, so, then, alert, alerts, let, start, now, from,
            everything's, another, owns, who, use, uses, u, ur, r, i'd, id, i'm, im, i'll, we'd, we'll, let's, stay,
            stays, keep, keeps, under, below, within, back, again, one, ones, together, never, top, will, does, do, ca,
            cost, spent, here, there, alone, in total, cool, great, ceiling, quota, quotas, allowance, hard, soft,
            upper, bound, impose, introduce, enforce, place, restrict, hold, assign, allocate, earmark, reserve, aside,
            hear, told, warned, alerted, inform, flag, scream, heads-up, old, existing, current, anymore, send, route,
            ownership, owners, own, become, get, gets, got, please, too, also, fire, fires, firing,
            trigger, triggers, earlier, sooner
            """
        ),
    )
)
_KNOWN = frozenset(
    word
    for word in (
        *_FILLER,
        *PERIOD_WORDS,
        *single("raise", "lower", "multiply", "move"),
        *TELLING,
        *TELLING_OTHERS,
        *_WHOLE,
    )
    if word.isalpha()
)
# The longest amount is a part of these, whatever their words say alone.
_NO_MORE = listed(
    """
    no more than, not more than, never more than, up to, at most, not over, not above, not exceed, never exceed,
    not spend more than, not cost more than, not go over, not go above, not be over, not be above, never let
    """
)
_NOT = dict.fromkeys(listed("shouldn't, shouldnt, mustn't, mustnt, can't, cant, cannot, won't, wont"), "not")


def read_words(words: Words, names: Names) -> BudgetDraft:
    """Raises UserError that says what would work."""
    words = Words(_mended(word, names) for word in words)
    draft, at = BudgetDraft(), 0
    while at < len(words):
        at = next((end for reader in READERS if (end := reader(words, at, draft, names)) > at), at + 1)
    if not draft.names and draft.number is None:
        draft.names += [("", text) for text in draft.spare[:1]]
    return draft


def _mended(word: Word, names: Names) -> Word:
    """`chnage`, `mnth`: a word with a typo, unless it is its own word or begins a name; `shouldn't` turns round."""
    text = word.text
    if text in _NOT and not word.quoted:
        return Word("not", word.typed)
    if (
        word.slot
        or word.quoted
        or text in _KNOWN
        or not text.isalpha()
        or text in REAL_WORDS
        or text in DIMENSION_WORDS
        or index(names).begun(text)
    ):
        return word
    near = [known for known in _KNOWN if is_near(text, known)]
    return Word(near[0], word.typed) if len(near) == 1 else word


def _number(words: Words, at: int, draft: BudgetDraft, names: Names) -> int:
    """`#7`."""
    match = re.fullmatch(r"#(\d{1,9})", words.text(at))
    if match:
        draft.number = int(match[1])
    return at + bool(match)


def _known_name(words: Words, at: int, draft: BudgetDraft, names: Names) -> int:
    """A known name of two words or more: `Data Science`, `R & D`; with its kind before it, `user Dana Kim`."""
    scope = words.text(at) if words.text(at) in SCOPES[1:] else ""
    first = at + bool(scope)
    for end in range(min(first + 5, len(words)), first + 1, -1):
        run = words[first:end]
        spelt = " ".join(word.text for word in run)
        is_plain = not any(word.slot or word.quoted for word in run) and _starts_and_ends(run[0].text, run[-1].text)
        if is_plain and exact_choice(spelt, index(names), scope):
            draft.names.append((scope, spelt))
            return end
    return _nearly_known(words, first, scope, draft, names) or at


def _nearly_known(words: Words, at: int, scope: str, draft: BudgetDraft, names: Names) -> int:
    """Where two words with a typo in them end that are a name, `checkuot prod`; 0 where there is none."""
    run = words[at : at + 2]
    spelt = " ".join(word.text for word in run)
    is_plain = len(run) == 2 and all(not (one.slot or one.quoted) and one.text.isalpha() for one in run)
    if not is_plain or run[0].text in _KNOWN or run[1].text in _KNOWN or len(index(names).near(spelt, scope)) != 1:
        return 0
    draft.names.append((scope, spelt))
    return at + 2


def _starts_and_ends(*texts: str) -> bool:
    return all(any(map(str.isalnum, text)) for text in texts)


def _marked_name(words: Words, at: int, draft: BudgetDraft, names: Names) -> int:
    """`project:x`, `"Data Science"`, `project search`, `key "ci runner"`."""
    word = words[at]
    if word.slot and word.slot not in SCOPES:
        raise UserError(
            f"A budget is for the organisation, a project, a team, a model, a key or a user, not for a {word.slot}."
        )
    if word.slot or word.quoted:
        draft.names.append((word.slot, word.text))
        return at + 1
    after = words[at + 1] if at + 1 < len(words) else None
    if word.text not in SCOPES[1:] or after is None or not (after.quoted or after.text not in _FILLER | {",", ";"}):
        return at
    draft.names.append((word.text, after.text))
    return at + 2


def _one_for_each(words: Words, at: int, draft: BudgetDraft, names: Names) -> int:
    """`everyone 100`, `each project 100`, `100 each`: as many budgets as there are things."""
    text = words.text(at)
    place = words.skip(at + 1, "of", "the", "our", "my")
    kind = BARE_DIMENSION_WORDS.get(words.text(place), "") if text in (*_EACH, "all", "per") else ""
    is_each = text in _EACH and words.text(at + 1) not in PERIOD_WORDS
    if is_each or kind in SCOPES[1:]:
        end = place + 1 if kind else at + 1
        some = [quoted(one.name) for one in names.of(kind or "project") if one.name][:_SOME]
        asks = tuple(f"budget {words.instead(at, end, name)}" for name in (ORGANISATION, *some))
        raise UserError(
            f"One budget for all together, or one for each {kind or 'person or project'} by itself?",
            (*asks, f"this month by {kind or 'project'}"),
        )
    return at


def _period(words: Words, at: int, draft: BudgetDraft, names: Names) -> int:
    """`monthly`, `per week`, `a day`, `per d`."""
    place = words.skip(at, "per", "a", "each", "every", "/")
    text = words.text(place)
    period = PERIOD_WORDS.get(text) or (PERIOD_LETTERS.get(text) if words.text(place - 1) in ("per", "/") else None)
    if period is None:
        return at
    draft.period = period
    return place + 1


def _credit(words: Words, at: int, draft: BudgetDraft, names: Names) -> int:
    """`credit 5000`: the organisation's, and no period."""
    if words.text(at) == "since":
        raise UserError(f"Since when? Write a day, as in `{CREDIT}`.")
    if words.text(at) not in CREDIT_WORDS:
        return at
    draft.names.append((ORGANISATION, OF_CREDIT))
    draft.period = draft.period or OF_CREDIT
    return at + 1


def _rest(words: Words, at: int, draft: BudgetDraft, names: Names) -> int:
    """The organisation, a metric, a word without a meaning; whatever else is a name."""
    text = words.text(at)
    end = words.lead(at, _NO_MORE)
    if end > at:
        return end
    if text in MONTH and text != "may":
        raise UserError(NOT_LATER)
    if text in _WHOLE:
        draft.names.append((ORGANISATION, text))
    elif text in BUDGET_METRICS:
        draft.metric = text
    elif text in SCOPES[1:] and words.text(at - 1) not in _FILLER and draft.names:
        pass  # `the ci-runner key`: what it is, said behind it
    elif text in _FILLER or not any(map(str.isalnum, text)):
        draft.spare += [text] if _starts_and_ends(text) and exact_choice(text, index(names)) else []
    else:
        draft.names.append(("", text))
    return at + 1


READERS: tuple[DraftReader, ...] = (
    _number,
    read_levels_change,
    _known_name,
    _one_for_each,
    _marked_name,
    _period,
    _credit,
    read_verb,
    read_step,
    read_levels,
    read_old_amount,
    read_amount,
    _rest,
)
