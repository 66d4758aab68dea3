"""Budgets as people write them: `checkout-prod 500/month warn 50 80 100 @dana`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from bot.core.budgets.budget import ORGANISATION, PERIODS, Budget
from bot.core.budgets.budget_amounts import checked_amount
from bot.core.budgets.budget_draft import AmountChange
from bot.core.budgets.budget_reader import EXAMPLE, HIGHEST_LEVEL, MOST_LEVELS, PERIOD_LETTERS, PERIOD_WORDS, read_words
from bot.core.budgets.credit_words import EXAMPLE as CREDIT
from bot.core.budgets.credit_words import NOT_LATER, OF_CREDIT, without_since
from bot.core.budgets.spoken_changes import LATER
from bot.core.budgets.written_budget import amount_words, budget_words
from bot.core.catalogue.words import either
from bot.core.errors import UserError
from bot.core.grammar.errors import Ambiguous, UnknownName
from bot.core.grammar.names import exact_choice, index, near_choice, unknown_name, watchable
from bot.core.grammar.tokens import Words
from bot.core.names import Names
from bot.core.patterns import Pattern
from bot.core.slack.channels import channel_in
from bot.core.time_units import UNITS_OF_TIME

LONGEST = 1000
WHICH = "Which project, team, model, key or user?"

_OWNER = Pattern(
    r"<@(?P<user>[UW][A-Z0-9]+)(?:\|[^>]*)?>|<!subteam\^(?P<group>S[A-Z0-9]+)(?:\|[^>]*)?>|(?<!\S)@(?P<id>[UWS][A-Z0-9]{2,})(?!\S)"
    r"|(?<!\S)(?P<name>@[\w.-]{1,80})(?!\S)"
)
_PER = Pattern(rf"\s*/\s*({either((*PERIOD_WORDS, *PERIOD_LETTERS))})\b", re.IGNORECASE)
_OTHER_UNITS = [unit for unit in UNITS_OF_TIME if unit.name not in (*PERIODS, "minute")]
_OTHER_WORDS = (word for unit in _OTHER_UNITS for word in (*unit.words, *unit.rows))
OTHER_PERIODS = Pattern(rf"(?<![\w-])(?:{either(_OTHER_WORDS)}|annual|(?:two|2) weeks)(?![\w-])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """
    What was written about a budget. None where nothing was written, so that a change leaves it alone.

    `number` is the budget's own, `#7`. `step` changes the amount that is there; `direction` is 1 for a verb that goes
    up and -1 for one that goes down.
    """

    scope: str
    names: tuple[str, ...]
    metric: str
    amount: int | None
    period: str | None
    levels: tuple[int, ...] | None = None
    channel: str | None = None
    owner: str | None = None
    repairs: tuple[tuple[str, str], ...] = ()
    number: int | None = None
    step: AmountChange | None = None
    direction: int = 0
    levels_change: int = 0
    levels_gone: tuple[int, ...] = ()

    @property
    def is_change(self) -> bool:
        return (self.amount, self.step, self.levels, self.owner, self.channel) != (None,) * 5

    def made(self, known: Budget | None) -> Budget:
        """A new budget, or `known` with what was written about it."""
        if not known and self.step:
            raise UserError(f"There is no budget yet that could change; make one: `{EXAMPLE}`.")
        if not (self.amount or known):
            raise UserError(f"How much? Write an amount, as in `{EXAMPLE}`.")
        if not known and self.period == OF_CREDIT:
            raise UserError(f"Since when? Write the day on which the credit was bought, as in `{CREDIT}`.")
        budget = known or Budget(self.scope, self.names, self.metric, self.amount or 0, self.period or "month")
        return replace(
            budget,
            amount=self.new_amount(known) if known else budget.amount,
            levels=self.new_levels(known) or budget.levels,
            channel=budget.channel if self.channel is None else self.channel,
            owner=budget.owner if self.owner is None else self.owner,
        )

    def new_levels(self, known: Budget | None) -> tuple[int, ...]:
        """Raises UserError where one that is not there is to go, or the last one."""
        said = self.levels or ()
        if not known or not self.levels_change:
            return said
        gone = said if self.levels_change < 0 else self.levels_gone
        left = tuple(level for level in known.levels if level not in gone)
        if self.levels_change > 0 and len(left) + len(gone) == len(known.levels):
            return checked_levels((*left, *said))
        if not left or len(left) + len(gone) != len(known.levels):
            told = (
                f"{', '.join(map(str, known.levels[:-1]))} and {known.levels[-1]}"
                if known.levels[1:]
                else known.levels[0]
            )
            raise UserError(f"Its levels are {told} %; write those that it is to have, such as `warn 80 100`.")
        return left

    def new_amount(self, known: Budget) -> int:
        """Raises UserError for a change that goes the other way than its verb."""
        amount = self.amount or known.amount
        if self.step:
            if self.step.metric not in ("", known.metric):
                raise UserError(f"That budget counts {known.metric}; write the change in {known.metric}.")
            amount = self.step.applied(known.amount)
        if self.direction and self.amount and (amount > known.amount) is not (self.direction > 0):
            now, by = (amount_words(one, known.metric) for one in (known.amount, self.amount))
            way, verb = ("above", "increase") if self.direction > 0 else ("below", "lower")
            raise UserError(f"{by} is not {way} the budget, which is {now} now. Did you mean `{verb} … by {by}`?")
        return checked_amount(amount, known.metric)


def read_budget(text: str, names: Names) -> Wanted:
    """Read one budget in any order of its parts. Raises UserError that says what would work."""
    if len(text) > LONGEST:
        raise UserError(f"That is {len(text):,} characters long; a budget is one line, such as `{EXAMPLE}`.")
    text, since = without_since(text)
    if LATER.search(text):
        raise UserError(NOT_LATER)
    if other := OTHER_PERIODS.search(text):
        raise UserError(f"A budget is for a day, a week or a month, not for “{other[0]}”.")
    if comma := re.search(r"(?<![\d,.])\d+,\d{1,2}[km]\b", text, re.IGNORECASE):
        raise UserError(f"“{comma[0]}” can be read in two ways; write `1.5k` or `1500`.")
    rest, owner, channel = _without_addresses(text)
    draft = read_words(Words.of(_PER.sub(r" per \1 ", rest)), names)
    levels = None if draft.levels is None else checked_levels(draft.levels)
    try:
        scope, found, repairs = ("", (), ()) if draft.number is not None else _scope(draft.names, names)
    except UnknownName as error:
        raise _no_amount(error, draft.names) if draft.amount is None else error from None
    if draft.number is not None and draft.names:
        _scope(draft.names, names)  # a word that says nothing here is not dropped in silence
    metric = draft.metric or "cost"
    return Wanted(
        scope,
        found,
        metric,
        draft.amount,
        _period(since, draft.period),
        levels,
        channel,
        owner,
        repairs,
        draft.number,
        draft.step,
        draft.direction,
        draft.levels_change,
        tuple(draft.levels_gone),
    )


def _period(since: str | None, said: str | None) -> str | None:
    if since and said in PERIODS:
        raise UserError(f"“{said}” begins anew, and what counts {since} does not: write one of them.")
    return since or said


def _without_addresses(text: str) -> tuple[str, str | None, str | None]:
    """
    The owner and the channel are ids that Slack writes; they are taken before the words are read.

    A name that Slack did not turn into an id is kept as it is: it is shown, and notifies nobody.
    """
    owner = _OWNER.search(text)
    text = _OWNER.sub(" ", text)
    text, channel = channel_in(text)
    owner_id = next((id for id in owner.groups() if id), None) if owner else None
    return text, owner_id, channel or None


def checked_levels(levels: Sequence[int]) -> tuple[int, ...]:
    """Levels sorted, each once. Raises UserError for what is no level."""
    kept = tuple(sorted(set(levels)))
    if not kept or kept[0] < 1 or kept[-1] > HIGHEST_LEVEL or len(kept) > MOST_LEVELS:
        wanted = f"1 to {MOST_LEVELS} percentages from 1 to {HIGHEST_LEVEL}"
        raise UserError(f"Levels are {wanted}, such as `warn 50 80 100`.")
    return kept


def _scope(typed: Sequence[tuple[str, str]], names: Names) -> tuple[str, tuple[str, ...], tuple[tuple[str, str], ...]]:
    """What the names stand for: things of one kind, or the organisation."""
    if not typed:
        raise UserError(f"{WHICH} `{EXAMPLE}`, or `organisation 5000/month`.")
    if any(scope == ORGANISATION for scope, _ in typed):
        if any(scope != ORGANISATION for scope, _ in typed):
            raise UserError("The organisation's budget covers everything; name either it or its parts.")
        return ORGANISATION, (), ()
    kinds: set[str] = set()
    found: set[str] = set()
    repairs = []
    for scope, text in typed:
        kind, ids, repaired = _resolved(scope, text, names)
        kinds.add(kind)
        found.update(ids)
        repairs += [(text, repaired)] if repaired else []
    if len(kinds) == 2 and "user" in kinds:
        raise _no_mention(typed, names)
    if len(kinds) > 1:
        raise UserError(f"One budget is for things of one kind; these are {' and '.join(sorted(kinds))}.")
    return kinds.pop(), tuple(sorted(found)), tuple(repairs)


def _no_amount(error: UnknownName, typed: Sequence[tuple[str, str]]) -> UnknownName:
    """Behind a name, where no amount was written, a strange word stands in the amount's place."""
    others = [text for _, text in typed if text != error.typed]
    if not others or not error.typed or typed[-1][1] != error.typed:
        return error
    told = f"“{error.typed[:80]}” is neither an amount nor a name; write an amount, as in `{others[0]} 500/month`."
    return UnknownName(told, error.suggestions, error.typed)


def _no_mention(typed: Sequence[tuple[str, str]], names: Names) -> UnknownName:
    """Beside a project a person is who owns its budget or hears of it: somebody of Slack."""
    person, thing = sorted((text for _, text in typed), key=lambda text: _resolved("", text, names)[0] != "user")[:2]
    told = (
        f"“{person}” is plain text and notifies nobody: mention who owns a budget, and name the channel of its alerts"
    )
    return UnknownName(f"{told}, as in `{thing} 500/month @dana in #finance`.", (), person)


def _resolved(scope: str, text: str, names: Names) -> tuple[str, tuple[str, ...], str]:
    """A pattern stays one, so that what appears later counts too."""
    choice = exact_choice(text, index(names), scope) or near_choice(text, index(names), scope)
    if choice is None and scope and "*" in text:
        return scope, (text,), ""
    if choice is None:
        raise unknown_name(scope, text, names)
    watchable(choice)
    return choice.dimension, (text,) if "*" in text else choice.values, choice.repaired


def find_budgets(text: str, budgets: Sequence[Budget], names: Names) -> tuple[Budget, ...]:
    """The budgets that words mean: `3` or `#3` by number, `checkout-prod`, `organisation`, with a period if need be."""
    if match := re.fullmatch(r"(?:the\s+)?(?:budget\s+)?(?:number\s+)?#?(\d{1,9})", text.strip(), re.IGNORECASE):
        return tuple(budget for budget in budgets if budget.id == int(match[1]))
    wanted = read_change(text, budgets, names)
    return tuple(budget for budget in budgets if is_meant(budget, wanted))


def read_change(text: str, budgets: Sequence[Budget], names: Names) -> Wanted:
    """What is written about one of `budgets`: of several things that begin so, one that has a budget is meant."""
    try:
        return read_budget(text, names)
    except Ambiguous as error:
        with suppress(UserError):
            return read_budget(text, _with_budgets(budgets, names))
        raise error from None


def _with_budgets(budgets: Sequence[Budget], names: Names) -> Names:
    return Names(one for one in names.known if any(each.scope == one.kind and one.id in each.names for each in budgets))


def is_meant(budget: Budget, wanted: Wanted) -> bool:
    """Whether the words are about this budget. A metric or a period that was not written fits any."""
    if wanted.number is not None:
        return budget.id == wanted.number and wanted.period in (None, budget.period)
    same = (budget.scope, frozenset(budget.names)) == (wanted.scope, frozenset(wanted.names))
    if wanted.period == OF_CREDIT:
        return same and budget.is_credit
    is_period = wanted.period == budget.period or (wanted.period is None and not budget.is_credit)
    return same and is_period and wanted.metric in ("cost", budget.metric)


def known_budget(wanted: Wanted, budgets: Sequence[Budget]) -> Budget | None:
    """The budget that the words change: the one of its kind, or the one that is named in full."""
    found = [budget for budget in budgets if is_meant(budget, wanted)]
    if wanted.number is not None and not found:
        raise UserError(f"There is no budget #{wanted.number}; `budgets` lists those there are.")
    if wanted.period in (None, OF_CREDIT) and len(found) > 1:
        text = " or ".join(f"`{budget_words(budget)}`" for budget in found[:2])
        raise UserError(f"There are several such budgets: say which period, {text}.")
    return found[0] if found else None
