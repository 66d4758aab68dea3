"""What of words about a budget was understood, offered as lines that are read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.core.amounts import NANO
from bot.core.budgets.budget import ORGANISATION, Budget
from bot.core.budgets.spoken_changes import LATER
from bot.core.budgets.words import OTHER_PERIODS, WHICH, Wanted, is_meant, read_budget
from bot.core.budgets.written_budget import amount_words
from bot.core.catalogue.words import either
from bot.core.errors import UserError
from bot.core.grammar.calendar_words import MONTH, ONE_RHYTHM
from bot.core.grammar.errors import UnknownName
from bot.core.grammar.plain_words import NEGATIONS
from bot.core.grammar.wish_words import leading, one_of
from bot.core.names import Names, quoted
from bot.core.patterns import Pattern

_MOST_LEFT_OUT = 4
_SOME = 2  # budgets that are offered where none was named
_MONTHS = {3: ("quarter",), 12: ("year", "annual"), 6: ("half",)}
_A_MONTH = Pattern(rf"(?:\b(?:from|starting|as of|in|for)\s+)?\b(?!may\b){either(MONTH)}\b", re.IGNORECASE)
_OF_PERIOD = Pattern(
    rf"\bfrom\s+{ONE_RHYTHM}\b|\s*(?:/|\b(?:per|a|an|every|each))\s*(?=quarter|year|half)", re.IGNORECASE
)
_UNTIL = Pattern(rf"\b{one_of('until')}\b", re.IGNORECASE)
_PLAIN = Pattern(r"(?:\b(?:in|to|owner)\s+)?(?<!\S)[#@][a-z][\w.-]*", re.IGNORECASE)  # an address that reaches nobody
_VERB = leading("raise", "make", "change")
_MINUS = Pattern(r"(?<!\S)-\$?(?P<by>\d[\d.,]*)(?!\S)")
_FOREIGN = Pattern(r"[€£¥]|(?<=\d)\s*(?:eur|euros?|gbp|pounds)\b", re.IGNORECASE)
_NO_MORE_OF_IT = Pattern(rf"\b(?:anymore|any more|no longer|{one_of('not wanted')})\b", re.IGNORECASE)


def with_offers(error: UserError, text: str, budgets: Sequence[Budget], names: Names) -> UserError:
    """The same sentence with lines about budgets that are read; `budgets` lists them in any case."""
    own = (*_of_all(text, names), *_of_each(text, budgets, names)) if str(error).startswith(WHICH) else ()
    own += (*_in_months(text, names), *_without_month(text, names))
    offered = (*error.suggestions, *own, *_offers(_FOREIGN.sub(" ", text), budgets, names), "budgets")
    return UserError(str(error), tuple(dict.fromkeys(offered)))


def _of_all(text: str, names: Names) -> tuple[str, ...]:
    """`warn us before we hit $3000` names nothing: it may be of all together."""
    try:
        wanted = read_budget(f"organisation {text}", names)
    except UserError:
        return ()
    if not wanted.amount:
        return ()
    return (f"budget {ORGANISATION} {amount_words(wanted.amount, wanted.metric)}/{wanted.period or 'month'}",)


def _of_each(text: str, budgets: Sequence[Budget], names: Names) -> tuple[str, ...]:
    """`erase the 80% alert` names nothing: it is of one of those that there are."""
    return tuple(f"budget {_joined(text)} for #{one.id}" for one in budgets[:_SOME])


def _without_month(text: str, names: Names) -> tuple[str, ...]:
    """`search budget 900 from december` as it would count now."""
    left = _A_MONTH.sub(" ", LATER.sub(" ", text))
    return (f"budget {_joined(left)}", *_of_all(left, names)) if left != text else ()


def _in_months(text: str, names: Names) -> tuple[str, ...]:
    """`6000 a quarter` as the month's part of it, in whole cents."""
    other = OTHER_PERIODS.search(text)
    months = next((many for many, of in _MONTHS.items() if other and other[0].lower().startswith(of)), 0)
    plain = OTHER_PERIODS.sub(" ", _OF_PERIOD.sub(" ", _PLAIN.sub(" ", text)))
    try:
        wanted = read_budget(plain, names) if months else None
    except UserError:
        return ()
    if not wanted or not wanted.amount:
        return ()
    step = NANO // 100 if wanted.metric == "cost" else 1
    part = amount_words(wanted.amount // months // step * step, wanted.metric)
    levels = f" warn {' '.join(map(str, wanted.levels))}" if wanted.levels else ""
    return (f"budget {_name(wanted, names)} {part}/month{levels}",)


def _offers(text: str, budgets: Sequence[Budget], names: Names) -> Iterator[str]:
    if minus := _MINUS.search(text):
        yield f"lower {_joined(_MINUS.sub(' ', text))} by {minus['by']}"
    if _UNTIL.search(text) and any(map(str.isdigit, text)):
        yield f"raise {_joined(_VERB.sub('', text, count=1))}"
        return
    left, wanted = _left(_PLAIN.sub(" ", text), names)
    is_known = wanted is not None and any(is_meant(budget, wanted) for budget in budgets)
    if wanted and (not wanted.is_change or (wanted.step and not is_known)):
        if len(wanted.names) > 1:
            return
        name = _name(wanted, names)
        verb = "delete " if _NO_MORE_OF_IT.search(text) else ""
        yield (
            f"budget {verb}{name}"
            if is_known and not wanted.period
            else f"budget {name} 500/{wanted.period or 'month'}"
        )
    elif wanted:
        yield f"budget {left}"


def _left(text: str, names: Names) -> tuple[str, Wanted | None]:
    """The words without those that nobody knows, where they still say something; never without one that turns round."""
    is_no_more = _NO_MORE_OF_IT.search(text)
    for _ in range(_MOST_LEFT_OUT):
        try:
            return _joined(text), read_budget(text, names)
        except UnknownName as unknown:
            if unknown.typed in NEGATIONS and not is_no_more:
                return "", None
            text = re.sub(rf"(?<!\S)\W*{re.escape(unknown.typed)}(?![\w-])", " ", text, count=1, flags=re.IGNORECASE)
        except UserError:
            return "", None
    return "", None


def _name(wanted: Wanted, names: Names) -> str:
    if wanted.number is not None:
        return f"#{wanted.number}"
    return " ".join(quoted(names.label(wanted.scope, name)) for name in wanted.names) or ORGANISATION


def _joined(text: str) -> str:
    return " ".join(word for word in text.split() if any(map(str.isalnum, word)))
