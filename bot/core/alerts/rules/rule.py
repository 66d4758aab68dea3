"""A rule is a row: what it finds, the words for it, and how long a finding is remembered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.alerts.levels import LEVEL, AlertRow
from bot.core.alerts.rules.finding import Finding, RuleFacts
from bot.core.answers.labels import dimension_label
from bot.core.budgets.budget import Budget
from bot.core.names import Names
from bot.core.slack.blocks import Button
from bot.core.slack.message import Message
from bot.core.slack.text import escape, shorten

LONGEST_NAME = 60
TWO_MONTHS = timedelta(days=60)
FOR_EVER = None


@dataclass(frozen=True, slots=True)
class FindingWords:
    """
    What a finding says: `first` is complete on a lock screen, `more` explains it, `ask` is the question that shows
    more. `sign` stands before `first` where it is not the rule's. `thing` is its name under a shared heading. `beside`
    is what a line of several says of `more`: when it was, what to do.
    """

    first: str
    more: tuple[str, ...] = ()
    ask: str = ""
    sign: str = ""
    thing: str = ""
    beside: str = ""
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenFacts:
    """
    The facts that decide whether an alert is still open.

    `stopped` are projects ('' for all) that OpenAI's hard limit stops, `near` those that are near it.
    """

    now: datetime
    rows: Sequence[AlertRow] = ()  # the newest first
    budgets: Mapping[int, Budget] = field(default_factory=dict)
    with_message: frozenset[int] = frozenset()  # budgets that have an open message of their own
    stopped: frozenset[str] = frozenset()
    near: frozenset[str] = frozenset()


def never(*_: object) -> bool:
    return False


def nothing(*_: object) -> Message | None:
    return None


@dataclass(frozen=True, slots=True)
class Rule:
    """
    One rule beside levels. `kind` is the alert's name in the store.

    `line` says in a list what was told of whom. `remembered` is how long something that was told is not told again;
    FOR_EVER for what is told once. `shared` heads several that stand in one message. `is_open` says whether what was
    told still holds, `ended` what its thread hears when it no longer does, `is_silent` what is noted without a word.

    In quiet hours only what `wakes` is told. The rest is found again in the morning, with the numbers of then; what is
    `is_fleeting` may be over by then, so it is written at once and sent in the morning.
    """

    kind: str
    found: Callable[[RuleFacts], Iterable[Finding]]
    words: Callable[[Finding, Names, ZoneInfo], FindingWords]
    line: Callable[[AlertRow, str], str]
    sign: str = "🟠"
    remembered: timedelta | None = FOR_EVER
    shared: str = ""
    can_be_expected: bool = False
    is_open: Callable[[AlertRow, OpenFacts], bool] = never
    ended: Callable[[AlertRow, RuleFacts, ZoneInfo], Message | None] = nothing
    is_silent: Callable[[Finding, RuleFacts], bool] = never
    wakes: Callable[[Finding], bool] = never
    is_fleeting: bool = False


def checked(rules: Iterable[Rule]) -> Mapping[str, Rule]:
    """The table by kind. A row that cannot work stops the program when it is read."""
    table: dict[str, Rule] = {}
    for rule in rules:
        if not rule.kind or rule.kind == LEVEL or rule.kind in table:
            raise ValueError(
                f"A rule needs a kind of its own, and {rule.kind!r} is none: `level` and others are taken."
            )
        if rule.remembered is not None and rule.remembered <= timedelta():
            raise ValueError(
                f"The rule {rule.kind!r} is told at every check: `remembered` must be longer than nothing."
            )
        table[rule.kind] = rule
    return table


def subject_name(subject: str, names: Names) -> str:
    """`checkout-prod`, escaped; `The organisation`."""
    kind, _, id = subject.partition(":")
    return escape(shorten(dimension_label(names, kind, id), LONGEST_NAME)) if id else "The organisation"
