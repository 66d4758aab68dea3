"""What is shown of budgets: the list, those over a level, and one budget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.budgets.budget import FULL, Budget, BudgetStatus
from bot.core.budgets.budget_names import (
    about_range,
    left_text,
    of_amount,
    period_gone,
    period_name,
    raise_text,
    scope_name,
    standing,
    uncovered_text,
    when_full,
)
from bot.core.budgets.budget_previews import delete_button
from bot.core.budgets.budget_state import BudgetState, budget_state, full_at, legend
from bot.core.budgets.budget_terms import own_terms, owner_text, told_text, whose_text
from bot.core.budgets.forecast import Forecast, Pace
from bot.core.names import Names
from bot.core.slack import blocks, numbers
from bot.core.slack.blocks import Button, Json
from bot.core.slack.lines import line_blocks
from bot.core.slack.mention import mention
from bot.core.slack.message import Block, Message
from bot.core.slack.text import escape, listed

BAR = 10
BESIDE = 8
NAMED = 3  # projects in the heading
ROW = "budget_row"  # action id of the menu beside a budget
WITH_MENU = 25  # budgets of a list with their own menu: a message has 50 blocks and 13,000 characters
REST = 5_000  # characters of the lines behind them


@dataclass(frozen=True, slots=True)
class NativeWords:
    """OpenAI's own limits in words: whom they stop now, what is said of that, and what else OpenAI watches."""

    stopped: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


NONE = NativeWords()
STOPPED = "stopped by OpenAI's hard limit: requests fail now"


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """One line of the list: a budget, where it stands, where it leads, and who looks after it."""

    status: BudgetStatus
    forecast: Forecast | None = None
    acknowledged_by: str | None = None  # None: by nobody; "": from the terminal
    snoozed_by: str | None = None
    pace: Pace | None = None  # of what does not reset: how long it lasts
    is_owner_shown: bool = False

    @property
    def full_at(self) -> datetime | None:
        """When the amount is used up, of one that is not yet and will be before its period ends."""
        return full_at(self.status, self.forecast.pace if self.forecast else self.pace)

    @property
    def state(self) -> BudgetState:
        return budget_state(self.status, self.full_at)


def bar(percent: int) -> str:
    """`▓▓▓▓▓▓▓▓░░`; more than all is all."""
    filled = min(percent * BAR // 100, BAR)
    return "▓" * filled + "░" * (BAR - filled)


def list_message(
    standings: Sequence[BudgetLine],
    uncovered: tuple[int, int],
    names: Names,
    command: str,
    native: NativeWords = NONE,
) -> Message:
    """What OpenAI stops; every budget on a line, the fullest first; what OpenAI watches; projects without a budget."""
    first, beside = _beside(native.first), _beside(native.others)
    if not standings:
        text = f"There are no budgets yet. Make one: {escape(command)} checkout-prod 500/month warn 50 80 100"
        return Message(text, (*first, blocks.section(text), *beside, _form_button()))
    ordered = sorted(standings, key=lambda one: -one.status.percent)
    over = sum(one.status.has_passed(FULL) for one in ordered)
    count = f"{len(ordered)} budget{'s' if len(ordered) > 1 else ''}, {over or 'none'} over budget"
    text = f"{stopped_text(native)}{count}"  # on a lock screen; in the message what is stopped has its own line
    parts: list[Block] = [*first, blocks.section(f"*{count}*"), *_rows(ordered, names), *beside]
    number = f"Commands take a budget's name or number: `{escape(command)} show #{ordered[0].status.budget.id}`"
    said = [one for one in (legend(one.state for one in ordered), uncovered_text(*uncovered), number) if one]
    return Message(text, (*parts, blocks.context("\n".join(said)), _form_button()))


def stopped_text(native: NativeWords) -> str:
    """`data-eval is stopped by OpenAI's hard limit: requests fail now; `: worse than any budget."""
    if not native.stopped:
        return ""
    are = "is" if len(native.stopped) == 1 else "are"
    who = listed([*native.stopped[:NAMED], *_rest(native.stopped)])
    return f"{who} {are} {STOPPED}; "


def _rest(names: Sequence[str]) -> list[str]:
    return [f"{len(names) - NAMED} more"] if len(names) > NAMED else []


def over_message(
    passed: Sequence[BudgetLine], ahead: Sequence[BudgetLine], percent: int, known: int, names: Names
) -> Message:
    """`2 of 5 budgets are over 80 %`, and these; of 100 % also those that are expected to get there."""
    ordered = sorted(passed, key=lambda one: -one.status.percent)
    are = "is" if len(ordered) == 1 else "are"
    text = f"{len(ordered)} of {numbers.plural(known, 'budget')} {are} over {percent} %"
    text = text if ordered else f"No budget is over {percent} %"
    parts: list[Block] = [blocks.section(f"*{text}*"), *line_blocks([line(one, names) for one in ordered], "")]
    if ahead:
        parts += line_blocks(["*Expected to go over*", *(line(one, names) for one in ahead)], "", room=REST)
    if told := legend(one.state for one in (*passed, *ahead)):
        parts.append(blocks.context(told))
    return Message(text, tuple(parts))


def is_expected_over(one: BudgetLine) -> bool:
    """Whether its amount is used up before its period ends, if the pace holds."""
    return one.status.budget.resets and one.full_at is not None


def _rows(ordered: Sequence[BudgetLine], names: Names) -> list[Block]:
    """Each budget with what can be done about it; those behind the first ones are lines alone."""
    rows: list[Block] = [
        blocks.section(line(one, names), accessory=_row_menu(one.status.budget)) for one in ordered[:WITH_MENU]
    ]
    rest = [line(one, names) for one in ordered[WITH_MENU:]]
    return rows + (line_blocks(rest, "", room=REST) if rest else [])


def _row_menu(budget: Budget) -> Json:
    labels = (("change", "Change"), ("delete", "Delete"))
    options = [{"text": blocks.plain(label), "value": f"{verb}:{budget.id}"} for verb, label in labels]
    return {"type": "overflow", "action_id": ROW, "options": options}


def _beside(native: Sequence[str]) -> list[Block]:
    """OpenAI's own limits: the first few, as the most urgent come first and the budgets need the room."""
    more = [f"and {len(native) - BESIDE} more with OpenAI's own limits"] if len(native) > BESIDE else []
    return [blocks.section("\n".join([*native[:BESIDE], *more]))] if native else []


def line(one: BudgetLine, names: Names) -> str:
    """`🟠 checkout-prod 82 % · ≈ $411 of $500 · 100 % about Sat 28 Nov #7`; commands take the number."""
    status = one.status
    period = [] if status.budget.period == "month" else [period_name(status.budget.period, status.period)]
    name = "Credit" if status.budget.is_credit else scope_name(status.budget, names)
    parts = [standing(status, name, one.full_at), *period, *_left(one), *_care(one)]
    return f"{' · '.join(parts)}\u00a0`#{status.budget.id}`"


def _period(status: BudgetStatus) -> str:
    named = period_name(status.budget.period, status.period)
    return f"of credit {named}" if status.budget.is_credit else named


def state(one: BudgetLine) -> list[str]:
    """What somebody should know beside the number: where it leads, who looks after it."""
    status, metric, unit = one.status, one.status.budget.metric, one.status.budget.period
    said = []
    if one.forecast and status.spent and status.as_of:
        said.append(f"{period_gone(status.period, status.as_of - status.period.start)} % through the {unit}")
        said.append(f"{unit}-end forecast ≈ {about_range(one.forecast.low, one.forecast.high, metric)}")
    return [*said, *when_full(status, one.full_at), *_left(one), *_care(one)]


def _left(one: BudgetLine) -> list[str]:
    """Of credit what is left, and until when."""
    status = one.status
    return [left_text(status, one.pace)] if status.spent and not status.budget.resets else []


def _care(one: BudgetLine) -> list[str]:
    """Who looks after it, and whether its amount is a raised one."""
    status = one.status
    said = ["budget raised"] if status.budget.raised and status.amount > status.budget.amount else []
    said += [f"acknowledged by {mention(one.acknowledged_by)}"] if one.acknowledged_by is not None else []
    said += [owner_text(status.budget)] if one.is_owner_shown else []
    return said + ([f"snoozed by {mention(one.snoozed_by)}"] if one.snoozed_by is not None else [])


def show_message(
    one: BudgetLine,
    names: Names,
    zone: ZoneInfo,
    usual: str,
    chart: Block | None = None,
    native: NativeWords = NONE,
) -> Message:
    """One budget: where it stands, where it leads, its terms, whom it tells, and what can be done."""
    status = one.status
    stands = of_amount(status) if status.spent else "not read yet"
    budget = status.budget
    text = f"{scope_name(budget, names)}: {stands}, {_period(status)}"
    owner = [whose_text(budget, names, usual)] if one.is_owner_shown else []
    lines = [
        *(f"*{line}*" for line in owner),
        f"*{text}*",
        *native.first,
        bar(status.percent),
        " · ".join(state(replace(one, is_owner_shown=False))),
        own_terms(replace(budget, channel="", owner="")),
    ]
    lines += [] if one.is_owner_shown else [told_text(budget, usual)]
    lines = [line for line in lines if line]
    if raised := raise_text(status.budget, zone):
        lines.append(f"Budget {raised}")
    lines += native.others
    row = blocks.actions(Button("Change", "budget_form", str(status.budget.id)), delete_button(status.budget))
    return Message(" ".join([*owner, text]), (blocks.section("\n".join(lines)), *([chart] if chart else []), row))


def _form_button() -> Block:
    return blocks.actions(Button("New budget", "budget_form", "new"))
