"""A question's answer as a scheduled report."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.core.answers.answer import Answer
from bot.core.answers.answer_message import usage_message
from bot.core.answers.hint import hint_message
from bot.core.names import Names
from bot.core.reports.schedules import DueReport
from bot.core.slack import blocks, dates
from bot.core.slack.message import Message
from bot.core.slack.text import escape, shorten

QUESTION = 200


def report_message(answer: Answer, names: Names, report: DueReport) -> Message:
    """The answer, and why it is here."""
    message = usage_message(answer, names, now=report.planned)
    return Message(message.text, (*message.blocks, blocks.context(escape(_why(report)))))


def _why(report: DueReport) -> str:
    schedule = report.schedule
    parts = [f"Report {schedule.id}: {shorten(schedule.question, QUESTION)}"]
    if report.is_late:
        parts.append(late_words(report))
    if report.missed:
        parts.append(
            f"not sent: {', '.join(dates.day(day) for day in report.missed[-5:])}, when the bot was not running"
        )
    return " · ".join(parts)


def late_words(report: DueReport) -> str:
    """Why it comes now."""
    zone = ZoneInfo(report.schedule.zone)
    due = f"{dates.stamp(report.planned, zone)} {dates.zone_name(zone.key)}"
    return f"late: this was due {due}, when the bot was not running"


def unreadable_message(report: DueReport, reason: str, suggestions: Sequence[str]) -> Message:
    """A report whose words no longer mean anything says so instead of staying away."""
    question = shorten(report.schedule.question, QUESTION)
    return hint_message(f"Report {report.schedule.id} (“{question}”) could not be made: {reason}", suggestions)
