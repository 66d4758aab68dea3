"""Budgets of a period that is over: which of them fit it, and what they say of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.core.amounts import ZERO
from bot.core.budgets.budget import FULL, Budget, BudgetStatus
from bot.core.budgets.budget_names import inside, of_amount, period_name, quantity, scope_name, standing
from bot.core.budgets.budget_spans import span_name, whole_periods
from bot.core.budgets.budget_state import BudgetState, budget_state, legend, worst
from bot.core.names import Names
from bot.core.periods import Period
from bot.core.slack import blocks, numbers
from bot.core.slack.dates import DAYS, MONTHS, day
from bot.core.slack.lines import line_blocks
from bot.core.slack.message import Block, Message
from bot.core.slack.text import listed

UNFIT_SHOWN = 5
ROOM = 5_000


@dataclass(frozen=True, slots=True)
class PastBudget:
    """
    One budget in each of its periods that make up the one that was asked about.

    The amounts are those of then, unless `is_amount_of_today` says that they are not known. `is_part`: it was not
    there in all of them. `is_running`: the last period is not over; `full_at` is when it is used up, where that is
    before its end.
    """

    statuses: tuple[BudgetStatus, ...]
    is_amount_of_today: bool = False
    is_part: bool = False
    is_running: bool = False
    full_at: datetime | None = None

    @property
    def budget(self) -> Budget:
        return self.statuses[0].budget

    @property
    def whole(self) -> BudgetStatus:
        """Its periods that were read as one, or all where none was."""
        read = [one for one in self.statuses if one.spent is not None]
        first, last = self.statuses[0], self.statuses[-1]
        spent = sum((one.spent for one in read if one.spent), ZERO) if read else None
        span, amount = Period(first.period.start, last.period.end), sum(one.amount for one in read or self.statuses)
        return BudgetStatus(self.budget, span, amount, spent, last.as_of, all(one.is_final for one in self.statuses))

    def state_in(self, status: BudgetStatus) -> BudgetState:
        """Of the last one, which may still run, where it leads counts too."""
        return budget_state(status, self.full_at if status is self.statuses[-1] else None)

    @property
    def state(self) -> BudgetState:
        return worst(map(self.state_in, self.statuses))

    @property
    def is_made_later(self) -> bool:
        """Whether it was not there yet: what was used is measured against what came after."""
        made = self.budget.created_at
        return made is not None and made >= self.statuses[-1].period.end

    def passed(self, percent: int) -> list[BudgetStatus]:
        return [] if self.is_made_later else [one for one in self.statuses if one.has_passed(percent)]


@dataclass(frozen=True, slots=True)
class PastView:
    """
    The UTC days that were asked about, the percent that counts as over, and whether each period has a line.

    `around` is how budgets stand whose running period is longer, or another one, and holds some of those days.
    """

    span: Period
    now: datetime
    percent: int = FULL
    is_by_period: bool = False
    around: tuple[PastBudget, ...] = ()


def _in(name: str) -> str:
    """`in October`, `on Sun 22 Nov`, `from September to November`."""
    word = "on" if name[:3] in DAYS and "–" not in name else "from" if " to " in name else "in"
    return f"{word} {name}"


def past_message(found: Sequence[PastBudget], unfit: Sequence[Budget], view: PastView, names: Names) -> Message:
    """How each budget came out of a period that is over, the fullest first."""
    name = span_name(view.span, view.now)
    there = sorted((one for one in found if not one.is_made_later), key=lambda one: -one.whole.percent)
    later = [one for one in found if one.is_made_later]
    text = _headline(there, later, view, names)
    if unfit and not found and view.percent == FULL:
        text = _untold(unfit, view, name)
    rows = _rows(there, names, view)
    lines = [*rows, *(line for one in there for line in _lines(one, names, view, is_alone=not rows))]
    lines += [_around_line(one, names) for one in sorted(view.around, key=lambda one: -one.whole.percent)]
    parts: list[Block] = [blocks.section(f"*{text}*"), *line_blocks(lines, "", room=ROOM)]
    if later:
        head = f"*Made after {name}*, they would have stood at" if there else f"{name} with today's budgets"
        parts += line_blocks([head, *(_later_line(one, names) for one in later)], "", room=ROOM)
    signs = [one.state for one in (*there, *later, *view.around)]
    explained = [signs_told] if (signs_told := legend(signs)) else []
    notes = [*(_unfit_text(unfit, name, names) if found else []), *explained, "Measured by UTC days, as OpenAI bills."]
    return Message(text, (*parts, blocks.context("\n".join(notes))))


def _untold(unfit: Sequence[Budget], view: PastView, name: str) -> str:
    """`All 4 budgets are for a month, so the week of 16 Nov has none. So far 1 of 4 is over`"""
    kinds = listed(dict.fromkeys(_kind(one) for one in unfit))
    those = "The budget is" if len(unfit) == 1 else f"{'Both' if len(unfit) == 2 else f'All {len(unfit)}'} budgets are"
    text = f"{those} for {kinds}, so {name} has none"
    read = [one.whole for one in view.around if one.whole.spent is not None]
    over = sum(one.has_passed(view.percent) for one in read)
    return f"{text}. So far {over or 'none'} of {len(read)} is over" if read else text


def _kind(budget: Budget) -> str:
    return f"a {budget.period}" if budget.resets else "credit"


def _around_line(one: PastBudget, names: Names) -> str:
    """What can be told instead, how a budget stands in its own period."""
    status = one.whole
    return f"{standing(status, scope_name(one.budget, names), one.full_at)} · {period_name(*_when(status))}"


def _rows(there: Sequence[PastBudget], names: Names, view: PastView) -> list[str]:
    """Of several budgets a row for each period that was asked about, the newest first."""
    units = {one.budget.period for one in there}
    if not view.is_by_period or len(there) < 2 or len(units) > 1:
        return []
    (unit,) = units
    every = [(one, status) for one in there for status in one.statuses]
    return [
        _row(_short_name(unit, each), [(one, status) for one, status in every if status.period == each], names)
        for each in reversed(whole_periods(unit, view.span))
    ]


def _row(name: str, there: Sequence[tuple[PastBudget, BudgetStatus]], names: Names) -> str:
    """`🔴 *Oct* 1 of 4 over, the fullest ci-runner 109 %`; `⚪ *Sep* no budget yet`."""
    read = [(one, status) for one, status in there if status.spent is not None]
    if not read:
        return f"⚪ *{name}* {'not read' if there else 'no budget yet'}"
    fullest = max((status for _, status in read), key=lambda one: one.percent)
    over = sum(one.has_passed(FULL) for _, one in read)
    so_far = " so far" if fullest.as_of and fullest.as_of < fullest.period.end else ""
    how = f"{over or 'none'} of {len(read)} over{so_far}, the fullest {scope_name(fullest.budget, names)}"
    sign = worst(one.state_in(status) for one, status in read).sign
    return f"{sign} *{name}* {how} {fullest.percent:,} %"


def _lines(one: PastBudget, names: Names, view: PastView, *, is_alone: bool) -> list[str]:
    """A budget on its line; with a line for each of its periods where they were asked for, and have no rows."""
    whole = past_line(one, names, view.now)
    if not view.is_by_period or len(one.statuses) == 1 or not is_alone:
        return [whole]
    *over, last = [replace(one, statuses=(status,)) for status in one.statuses]
    return [whole, *(_alone(replace(each, is_running=False, full_at=None)) for each in over), _alone(last)]


def _alone(one: PastBudget) -> str:
    """`🔴 Oct 109 % · $546 of $500 · $46 over`."""
    return f"{standing(one.whole, _short_name(*_when(one.whole)), one.full_at)} · {_verdict(one)}"


def _when(status: BudgetStatus) -> tuple[str, Period]:
    return status.budget.period, status.period


def _short_name(unit: str, period: Period) -> str:
    return MONTHS[period.start.month - 1] if unit == "month" else period_name(unit, period)


def _headline(there: Sequence[PastBudget], later: Sequence[PastBudget], view: PastView, names: Names) -> str:
    percent, when = view.percent, _in(span_name(view.span, view.now))
    if not there and len(later) == 1:
        return f"{scope_name(later[0].budget, names)} had no budget {when}"
    if not there:
        return f"There was no budget {when}" if percent == FULL else f"No budget was over {percent} % {when}"
    if len(there) == 1:
        return f"{scope_name(there[0].budget, names)} {when}: {_verdict(there[0])}"
    over = sum(bool(one.passed(percent)) for one in there)
    were = f"{'was' if over == 1 else 'were'} over{'' if percent == FULL else f' {percent} %'}"
    first = min(one.statuses[0].period.start for one in there)
    text = f"{over or 'None'} of {numbers.plural(len(there), 'budget')} {were}"
    if first <= view.span.start:
        return f"{text} {when}"
    since = span_name(Period(first, view.span.end), view.now)  # what was not there cannot have been over
    return f"{text} {_in(since)}; no budget before {'then' if '–' in since else since.partition(' to ')[0]}"


def past_line(one: PastBudget, names: Names, now: datetime) -> str:
    """`🔴 search 109 % · $546 of $500 · $46 over · $500 then, $700 now `#3``."""
    name = scope_name(one.budget, names)
    parts = [standing(one.whole, name, one.full_at), _verdict(one)] if len(one.statuses) == 1 else _several(one, name)
    return f"{' · '.join([*parts, *_notes(one, now)])} `#{one.budget.id}`"


def _verdict(one: PastBudget) -> str:
    """`$46 over`, `$78 under`; of several periods how many were over."""
    whole = one.whole
    if whole.spent is None:
        return "not read"
    if len(one.statuses) > 1:
        over, kind = len(one.passed(FULL)), whole.budget.period
        return f"over {'on' if kind == 'day' else 'in'} {over or 'none'} of {numbers.plural(len(one.statuses), kind)}"
    difference = whole.spent.quantity - whole.amount
    if not difference:
        return "just used up"
    rest = "left" if one.is_running else "under"
    return f"{quantity(abs(difference), whole.budget.metric)} {'over' if difference > 0 else rest}"


def _several(one: PastBudget, name: str) -> list[str]:
    """`🔴 search over on 13 of 31 days · $670 of $620 (108 %) in all · most on Fri 30 Oct: 307 %`."""
    whole = one.whole
    if whole.spent is None:
        return [f"⚪ {name} (a {whole.budget.period}) not read"]
    fullest = max((status for status in one.statuses if status.spent), key=lambda status: status.percent)
    when = _in(_short_name(*_when(fullest)))
    unread = sum(status.spent is None for status in one.statuses)
    missing = [f"{unread} of them not read"] if unread else []
    head = f"{one.state.sign} {name} (a {fullest.budget.period}) {_verdict(one)}"
    return [head, f"{of_amount(whole)} in all", f"most {when}: {fullest.percent:,} %", *missing]


def _notes(one: PastBudget, now: datetime) -> list[str]:
    """What to know of the amount and of the budget: it was another one, it was not there all the time."""
    budget, first, last = one.budget, one.statuses[0], one.statuses[-1]
    metric, today = budget.metric, budget.amount_at(now)
    said = []
    if one.is_amount_of_today:
        said.append("against today's amount: the one then is not known")
    elif last.amount != today and one.budget.deleted_at is None:
        said.append(f"{quantity(last.amount, metric)} then, {quantity(today, metric)} now")
    made = budget.created_at
    said += [f"made {_date(made, now)}"] if made and (one.is_part or made > first.period.start) else []
    said += [f"deleted {_date(one.budget.deleted_at, now)}"] if one.budget.deleted_at else []
    is_told = one.is_running or last.is_final or last.spent is None  # what runs says what is left
    return said + ([] if is_told else ["not final yet"])


def _later_line(one: PastBudget, names: Names) -> str:
    """`🔴 ci-runner 122 % · $611 of $500 · made Thu 5 Nov`."""
    made = day(one.budget.created_at.astimezone(UTC).date()) if one.budget.created_at else ""
    return f"{standing(one.whole, scope_name(one.budget, names))} · made {made} `#{one.budget.id}`"


def _date(moment: datetime, now: datetime) -> str:
    return day(moment.astimezone(UTC).date(), year=now.year)


def _unfit_text(unfit: Sequence[Budget], name: str, names: Names) -> list[str]:
    """`These do not count October as a whole, so they are not judged: gpt-5* (a week)`."""
    if not unfit:
        return []
    told = [f"{inside(scope_name(one, names))} ({_kind(one)})" for one in unfit]
    shown = [*told[:UNFIT_SHOWN], *([f"{len(told) - UNFIT_SHOWN} more"] if len(told) > UNFIT_SHOWN else [])]
    these = "This one does" if len(unfit) == 1 else "These do"
    return [f"{these} not count {name} as a whole: {listed(shown)}."]
