"""A question's answer as a scheduled report."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.core.answers.answer import Answer
from bot.core.answers.answer_message import usage_message
from bot.core.answers.hint import hint_message
from bot.core.names import Names
from bot.core.reports.schedules import Slot
from bot.core.slack import blocks, dates
from bot.core.slack.message import Message
from bot.core.slack.text import escape, shorten

QUESTION = 200


def report_message(answer: Answer, names: Names, slot: Slot) -> Message:
    """The answer, and why it is here."""
    message = usage_message(answer, names, now=slot.planned)
    return Message(message.text, (*message.blocks, blocks.context(escape(_why(slot)))))


def _why(slot: Slot) -> str:
    schedule = slot.schedule
    parts = [f"Report {schedule.id}: {shorten(schedule.question, QUESTION)}"]
    if slot.is_late:
        parts.append(late_words(slot))
    if slot.missed:
        parts.append(f"not sent: {', '.join(dates.day(day) for day in slot.missed[-5:])}, when the bot was not running")
    return " · ".join(parts)


def late_words(slot: Slot) -> str:
    """Why it comes now."""
    zone = ZoneInfo(slot.schedule.zone)
    due = f"{dates.stamp(slot.planned, zone)} {dates.zone_name(zone.key)}"
    return f"late: this was due {due}, when the bot was not running"


def unreadable_message(slot: Slot, reason: str, suggestions: Sequence[str]) -> Message:
    """A report whose words no longer mean anything says so instead of staying away."""
    question = shorten(slot.schedule.question, QUESTION)
    return hint_message(f"Report {slot.schedule.id} (“{question}”) could not be made: {reason}", suggestions)
