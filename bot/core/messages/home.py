"""The Home tab: today and this month as everybody sees them, then the budgets and reports of who looks."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.budgets import BudgetStatus
from bot.core.messages import blocks
from bot.core.messages.blocks import Button
from bot.core.messages.budget import of_amount, scope_name
from bot.core.messages.followups import USAGE
from bot.core.messages.lines import line_blocks
from bot.core.messages.message import Block, Message
from bot.core.messages.schedules import schedule_text
from bot.core.messages.text import escape
from bot.core.names import Names
from bot.core.schedules import Schedule

HOME = "home"
MOST = 10  # of each list; the whole lists are a button away
NEXT = {"All budgets": "budgets", "All reports": "reports", "Help": "help"}


def home_message(
    overview: Message, budgets: Sequence[BudgetStatus], reports: Sequence[tuple[Schedule, str]], names: Names
) -> Message:
    """`reports` come with the metric of their question."""
    told = [f"{scope_name(one.budget, names)}: {escape(of_amount(one))} this {one.budget.period}" for one in budgets]
    planned = [_report(schedule, metric) for schedule, metric in reports]
    buttons = [Button(label, f"{USAGE}:{words}", words) for label, words in NEXT.items()]
    parts: list[Block] = [
        blocks.header("Today and this month"),
        *overview.blocks,
        *_section("My budgets", told, "No budget names you as its owner."),
        *_section("My reports", planned, "Make one: `every weekday 9am cost yesterday by project in #ai-spend`"),
        {**blocks.actions(*buttons), "block_id": HOME},
    ]
    return Message(overview.text, tuple(parts))


def _report(schedule: Schedule, metric: str) -> str:
    return schedule_text(schedule, metric) + (" (paused)" if schedule.paused else "")


def _section(title: str, lines: Sequence[str], nothing: str) -> list[Block]:
    shown = [f"• {line}" for line in lines[:MOST]] or [nothing]
    more = [f"and {len(lines) - MOST} more"] if len(lines) > MOST else []
    return line_blocks([f"*{title}*", *shown, *more], "")


def with_way_back(message: Message) -> Message:
    """An answer that takes the place of Home leads back to it."""
    if any(block.get("block_id") == HOME for block in message.blocks):
        return message
    return Message(message.text, (*message.blocks, blocks.actions(Button("Back to Home", f"{USAGE}:{HOME}", HOME))))
