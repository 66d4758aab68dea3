"""The questions that likely come next, as words that the grammar reads."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core import grammar
from bot.core.catalogue import ENDPOINT, METRIC
from bot.core.names import Names
from bot.core.periods import DAY, Period, local_midnight
from bot.core.question import Question, Shape
from bot.core.slack import blocks
from bot.core.slack.blocks import Button
from bot.core.slack.message import Message

USAGE, SHARE, CSV, WHY = "usage", "share", "csv", "why"  # action ids; those of questions are `usage:<n>`
HOME = "home"  # the block id of the Home tab's own buttons, and the words that ask for it
GROUPS = ("model", "project")


def buttons(question: Question, names: Names, now: datetime) -> list[Button]:
    """One row: other groups, the day before, then what to do with this answer."""
    asking = [
        Button(label, f"{USAGE}:{number}", grammar.question_text(one, names, now=now))
        for number, (label, one) in enumerate(_next(question, now).items(), 1)
    ]
    again = grammar.question_text(question, names, now=now)
    return [*asking, Button("CSV", CSV, again), *share(question, names, now)]


def share(question: Question, names: Names, now: datetime) -> list[Button]:
    """What people use is told in private, so that an answer about them cannot be shared."""
    return [] if question.is_about_people else [Button("Share", SHARE, grammar.question_text(question, names, now=now))]


def _next(question: Question, now: datetime) -> dict[str, Question]:
    """By the label of its button."""
    plain = replace(
        question, top=None, bottom=None, over=None, under=None, verb="", shape=Shape(), versus=None, versus_whole=None
    )
    found = {
        f"By {group}": replace(plain, by=(group,))
        for group in GROUPS
        if group not in question.by and _has(question, group)
    }
    if question.period.length > DAY and not question.time_unit:
        found["By day"] = replace(plain, by=("day",))
    day = _yesterday(question, now)
    if day != question.period and "By day" not in found and not question.is_about_people:  # a phone has room for five
        found["Yesterday"] = replace(plain, period=day)
    return found


def _has(question: Question, group: str) -> bool:
    """Whether what is asked about can be told apart by `group`."""
    endpoints = (question.endpoint,) if question.endpoint else METRIC[question.metric].counters
    return all(group in ENDPOINT[name].dimensions for name in endpoints)


def _yesterday(question: Question, now: datetime) -> Period:
    """The local day before now."""
    zone = ZoneInfo(question.zone)
    today = now.astimezone(zone).date()
    return Period(local_midnight(today - timedelta(days=1), zone), local_midnight(today, zone))


def with_way_back(message: Message) -> Message:
    """An answer that takes the place of Home leads back to it."""
    if any(block.get("block_id") == HOME for block in message.blocks):
        return message
    return Message(message.text, (*message.blocks, blocks.actions(Button("Back to Home", f"{USAGE}:{HOME}", HOME))))
