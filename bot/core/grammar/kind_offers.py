"""Offers of the kind that was wanted, a budget, a report, the alerts, with the names and numbers that were said."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.core.catalogue.words import listed
from bot.core.errors import UserError
from bot.core.grammar.calendar_words import MONTH, UNIT, WEEKDAY
from bot.core.grammar.filters import read_name
from bot.core.grammar.plain_words import NEGATIONS
from bot.core.grammar.reader import Context
from bot.core.grammar.time.read_time import read_period
from bot.core.grammar.tokens import Words
from bot.core.patterns import Pattern

COMMANDS = ("budget", "delete", "every", "reports", "alerts")  # what such offers begin with that are no questions
_AMOUNT = Pattern(r"[$€£]?\d[\d.,]*[km]?[$€£]?")
_CLOCK = Pattern(r"\d{1,2}(:\d\d)?(am|pm)|\d{1,2}:\d\d")
_UNITS = {"day": listed("daily, day"), "week": listed("weekly, week"), "month": listed("monthly, month, mo")}
_MOST_PERCENT = 200


@dataclass(frozen=True, slots=True)
class Heard:
    """What of a line can be carried into an offer."""

    texts: frozenset[str]
    name: str = ""
    model: str = ""
    amount: str = ""
    percents: tuple[str, ...] = ()
    channel: str = ""
    clock: str = ""
    period: str = ""
    names: tuple[str, ...] = ()

    @property
    def unit(self) -> str:
        return next((unit for unit, words in _UNITS.items() if self.texts & {*words}), "month")

    @property
    def weekday(self) -> str:
        return next((text for text in sorted(self.texts) if text in WEEKDAY), "day")


@dataclass(frozen=True, slots=True)
class KindOfOffer:
    """A line that has a word of each of `words` is offered what `make` makes of it; '' is nothing."""

    words: tuple[tuple[str, ...], ...]
    make: Callable[[Heard], str]
    sets: bool = False  # it changes something, so that a line with `not` in it would get the opposite


def _said(*parts: str) -> str:
    return " ".join(filter(None, parts))


def _what_if(heard: Heard) -> str:
    period = heard.period or "last month"
    return _said("what would", period, "have cost on", heard.model, heard.name) if heard.model else ""


def _budget(heard: Heard) -> str:
    levels = _said("warn", *heard.percents) if heard.percents else ""
    sum_of_it = f"{heard.amount.strip('$€£')}/{heard.unit}" if heard.amount else ""
    place = f"in {heard.channel}" if heard.channel else ""
    if not (sum_of_it or (heard.name and (levels or place))):
        return ""
    return _said("budget", heard.name or "org", sum_of_it, levels, place)


def _credit(heard: Heard) -> str:
    since = next((period.removeprefix("since ").removeprefix("on ") for period in [heard.period] if period), "")
    return f"budget credit {heard.amount.strip('$€£')} since {since}" if heard.amount and since else ""


def _report(heard: Heard) -> str:
    place = f"in {heard.channel}" if heard.channel else ""
    about = heard.period if heard.period and heard.weekday not in heard.period else "yesterday by project"
    return _said("every", heard.weekday, heard.clock or "9am", about, heard.name, place)


def _idle(heard: Heard) -> str:
    return _said("idle", "keys" if heard.texts & {"key", "keys"} else "projects", heard.period)


_BUDGETS = listed("budget, limit, cap, allowance, budgets, bdgt, quota")
_PROJECTS = listed("project, projects, key, keys")
_LEVELS = listed("warn, ping, alert, alerts, notify, warned, levels, level")
_OF_A_YEAR = listed("ytd, year, q1, q2, q3, q4, quarter, total")
_SETTING = (*_BUDGETS, *_LEVELS, *listed("put, set, give, allow, post, send, route"))

KINDS = (
    KindOfOffer((listed("credit, credits, prepaid, prepayment"),), _credit, sets=True),
    KindOfOffer((listed("if, instead, switched, everything"), listed("if, have, would, wouldve, instead")), _what_if),
    KindOfOffer(
        (listed("off, delete, remove, drop, cancel, scrap"), _BUDGETS),
        lambda heard: _said("delete budget", heard.name) if heard.name else "",
        sets=True,
    ),
    KindOfOffer((listed("digest, recap, remind, reminder, report, summary"),), _report, sets=True),
    KindOfOffer((_SETTING,), _budget, sets=True),
    KindOfOffer((listed("each, both, monthly"),), lambda heard: _budget(heard) if heard.name else "", sets=True),
    KindOfOffer((listed("%, percent, percentage, share, fraction"), _OF_A_YEAR), lambda heard: "this year by month"),
    KindOfOffer((listed("per, have"),), lambda heard: _budget(heard) if heard.name else "", sets=True),
    KindOfOffer((listed("move, change, reschedule"), listed("one, report, digest")), lambda heard: "reports"),
    KindOfOffer((listed("alert, alerts, alarm, alarms"),), lambda heard: "alerts"),
    KindOfOffer((listed("nothing, dead, stopped, unused"), _PROJECTS), _idle),
    KindOfOffer(
        (listed("year, annual"), listed("end, expected, projected, projection, land")),
        lambda heard: "forecast this year",
    ),
    KindOfOffer(
        (listed("cheaper, under, below, than, above, less, more"), listed("last, than")),
        lambda heard: _said(heard.name, "this month vs last month"),
    ),
    KindOfOffer(
        (listed("ever, started, beginning, inception"),),
        lambda heard: "" if heard.period else _said("cost since 2025-01-01 by month", heard.name),
    ),
    KindOfOffer(
        (listed("close, limit, left, make, over, enough, warn"), (*_BUDGETS, *listed("close, make, warn"))),
        lambda heard: _said("budgets", heard.name),
    ),
    KindOfOffer((_BUDGETS,), lambda heard: _said("budgets", heard.name) if heard.name else ""),
)


def kind_offers(words: Words, context: Context, is_read: Callable[[str], bool]) -> Iterator[str]:
    """Offers of the kinds that the words touch, the first row first; each works."""
    said = heard(words, context)
    is_negated = bool(said.texts & NEGATIONS)
    for kind in KINDS:
        if all(said.texts & {*each} for each in kind.words) and not (kind.sets and is_negated):
            text = kind.make(said)
            if text and (text.split()[0] in COMMANDS or is_read(text)):
                yield text


def heard(words: Words, context: Context) -> Heard:
    texts = [words.text(at) for at in range(len(words))]
    names = list(_names(words, context))
    told = next((at for at, text in enumerate(texts) if text in _LEVELS), len(texts))
    levels = tuple(text.rstrip("%") for at, text in enumerate(texts) if _is_level(text, at > told))
    amounts = (text for at, text in enumerate(texts) if _is_amount(words, at) and not _is_level(text, at > told))
    return Heard(
        frozenset(filter(None, texts)),
        next((typed for kind, typed in names if kind != "model"), ""),
        next((typed for kind, typed in reversed(names) if kind == "model"), ""),
        next(amounts, ""),
        levels,
        next((word.typed for word in words if re.fullmatch(r"#[\w-]+", word.typed)), ""),
        next((text for text in texts if _CLOCK.fullmatch(text)), ""),
        max((one for one in periods(words, context) if not one.startswith("to ")), key=len, default="").removeprefix(
            "the "
        ),
        tuple(dict.fromkeys(typed for _, typed in names)),
    )


def _is_amount(words: Words, at: int) -> bool:
    """A sum for a budget; not the 6 of `6 weeks` or of `top 6`, nor the 15 of `nov 15`."""
    beside = (words.text(at - 1), words.text(at + 1))
    is_counting = any(text in UNIT or text in MONTH or text in ("top", "bottom", "-", "to", "over") for text in beside)
    return _AMOUNT.fullmatch(words.text(at)) is not None and not is_counting


def _is_level(text: str, is_told: bool) -> bool:
    """`80%`, and the 80 of `warn at 80`."""
    number = text.rstrip("%")
    return number.isdecimal() and int(number) <= _MOST_PERCENT and (text.endswith("%") or is_told)


def _names(words: Words, context: Context) -> Iterator[tuple[str, str]]:
    """The kind of each name that the words have, and the name as it was typed."""
    at = 0
    while at < len(words):
        is_tool = words.text(at) == "search" and words.text(at - 1) in ("web", "file")  # no project is meant
        match = None if is_tool else read_name(words, at, context)
        if match and match.draft.included:
            typed = " ".join(word.typed for word in words[at : at + match.length])
            yield match.draft.included[0].dimension, f'"{typed}"' if " " in typed else typed
        at += match.length if match else 1


def periods(words: Words, context: Context) -> Iterator[str]:
    for at in range(len(words)):
        try:
            found = read_period(words, at, context.calendar)
        except UserError:
            continue
        if found and not words.text(at)[:1].isdecimal() and found.span.start <= context.calendar.now:
            yield " ".join(word.typed for word in words[at : found.end])
