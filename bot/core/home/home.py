"""The Home tab: today and this month, what is open and what can be done about it, budgets as bars, my reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.answers.followups import HOME, USAGE
from bot.core.budgets.budget_messages import BudgetLine, line
from bot.core.budgets.budget_state import legend
from bot.core.home.overview import OVER_HALF
from bot.core.names import Names
from bot.core.reports.schedules import Schedule
from bot.core.reports.schedules_message import schedule_text
from bot.core.slack import blocks
from bot.core.slack.blocks import Button
from bot.core.slack.lines import line_blocks
from bot.core.slack.message import Block, Message

MOST = 10  # of each list; the whole lists are a button away
NEXT = {"All alerts": "alerts", "All budgets": "budgets", "All reports": "reports", "Help": "help"}


@dataclass(frozen=True, slots=True)
class Shown:
    """What Home adds to the overview; `reports` come with the metric of their question."""

    alerts: str
    opened: tuple[Block, ...] = ()
    budgets: tuple[BudgetLine, ...] = ()
    reports: tuple[tuple[Schedule, str], ...] = ()
    stopped: tuple[str, ...] = ()  # what OpenAI's hard limits stop now


def home_message(overview: Message, shown: Shown, names: Names) -> Message:
    lines = [line(one, names) for one in shown.budgets]
    planned = [_report(schedule, metric) for schedule, metric in shown.reports]
    buttons = [Button(label, f"{USAGE}:{words}", words) for label, words in NEXT.items()]
    parts: list[Block] = [
        *(line_blocks(shown.stopped[:MOST], "") if shown.stopped else []),
        blocks.header("Today and this month"),
        *(block for block in overview.blocks if not _is_beside(block, shown)),
        blocks.header(shown.alerts),
        *shown.opened,
        *_section("Budgets", lines, "There are none yet."),
        *([blocks.context(told)] if (told := legend(one.state for one in shown.budgets[:MOST])) else []),
        *_section("My reports", planned, "Make one: `every weekday 9am cost yesterday by project in #ai-spend`"),
        {**blocks.actions(*buttons[:3], Button("New budget", "budget_form", "new"), *buttons[3:]), "block_id": HOME},
    ]
    return Message(overview.text, tuple(parts))


def _is_beside(block: Block, shown: Shown) -> bool:
    """What Home shows in a place of its own: all budgets, and what is stopped."""
    text = str(block.get("text", {}).get("text", ""))
    return text.startswith((OVER_HALF, *shown.stopped[:1]))


def _report(schedule: Schedule, metric: str) -> str:
    return "• " + schedule_text(schedule, metric) + (" (paused)" if schedule.paused else "")


def _section(title: str, lines: Sequence[str], nothing: str) -> list[Block]:
    shown = list(lines[:MOST]) or [nothing]
    more = [f"and {len(lines) - MOST} more"] if len(lines) > MOST else []
    return line_blocks([f"*{title}*", *shown, *more], "")
