"""Scheduled reports in words: what was understood, what is kept, when each comes next."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.answers.followups import WHY
from bot.core.catalogue import METRIC
from bot.core.kept_times import WEEKEND, WORKING
from bot.core.question import Question
from bot.core.reports.report_days import EVERY_DAY
from bot.core.reports.schedules import DIGEST, Schedule, next_at
from bot.core.slack import blocks, dates, numbers
from bot.core.slack.blocks import Button
from bot.core.slack.mention import is_person, mention
from bot.core.slack.message import Block, Message
from bot.core.slack.text import escape, listed, shorten

REPORT = "report"  # action id; `report:save`, `report:pause:3`
FORM = "report_form"  # action id of the button that opens the form
QUESTION = 200
SHOWN = 15
CHANNEL_ID = re.compile(r"[CG][A-Z0-9]{2,}")
OPENLY = "It shows what single people use to everybody in the channel; with `in my messages` only you see it."


def schedule_text(schedule: Schedule, metric: str = "cost") -> str:
    """`Every weekday at 09:00 UTC in #ai-spend: cost yesterday by project, only over $50`; mrkdwn."""
    zone = dates.zone_name(schedule.zone)
    text = f"{when_text(schedule)} at {schedule.at:%H:%M} {zone} in {channel_text(schedule.channel)}: "
    text += escape(shorten(schedule.question, QUESTION))
    if schedule.only_over is not None:
        text += f", only over {numbers.quantity(schedule.only_over, METRIC[metric].unit)}"
    return f"{text}, only if changed" if schedule.only_changed else text


def when_text(schedule: Schedule) -> str:
    """`Every weekday`, `On day 1 of each month`, `On the first Monday of each month`, `Every 2 weeks on Monday`."""
    kind, _, number = schedule.on.partition(" ")
    days = days_text(schedule.days)
    if kind == "day":
        return "On the last day of each month" if number == "-1" else f"On day {number} of each month"
    if kind == "work":
        return f"On the {_nth(int(number))} weekday of each month"
    if kind == "nth":
        return f"On the {_NTH[int(number)]} {days} of each month"
    return f"Every {number} weeks on {days}" if kind == "weeks" else f"Every {days}"


def _nth(number: int) -> str:
    return _NTH.get(number) or f"{number}{_ENDINGS.get(number, 'th')}"


_ENDINGS = {21: "st", 22: "nd", 23: "rd"}
_NTH = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last"}


def days_text(days: tuple[int, ...]) -> str:
    known = {EVERY_DAY: "day", WORKING: "weekday", WEEKEND: "weekend day"}
    return known.get(days) or listed(dates.WEEKDAYS[day] for day in days)


def channel_text(channel: str) -> str:
    """An id becomes the channel's link; a person's is where the bot talks to them alone."""
    if is_person(channel):
        return f"the messages of {mention(channel)}"
    return f"<#{channel}>" if CHANNEL_ID.fullmatch(channel) else escape(channel)


def _next(schedule: Schedule, now: datetime) -> str:
    return dates.stamp(next_at(schedule, now), ZoneInfo(schedule.zone))


def report_preview(schedule: Schedule, question: Question, reading: str, words: str, *, now: datetime) -> Message:
    """What was understood, before it is kept. `words` make the same schedule again when Save is pressed."""
    text = schedule_text(schedule, question.metric)
    said = f"New report, not saved yet: {text[0].lower()}{text[1:]}. First on {_next(schedule, now)}."
    # Shown beside this message, not in its place: what was seen can still be saved.
    buttons = [
        Button("Save", f"{REPORT}:save", words, "primary"),
        Button("Show it now", WHY, schedule.question),
        Button("Cancel", f"{REPORT}:cancel", "cancel"),
    ]
    notes = [f"Sent now it would show: {escape(reading)}"] * bool(reading)
    is_open = question.is_about_people and not is_person(schedule.channel)
    notes += [OPENLY] * is_open
    small = [blocks.context(*notes)] * bool(notes)
    return Message(said, (blocks.section(said), *small, blocks.actions(*buttons)))


def cancelled_message() -> Message:
    said = "No report was saved."
    return Message(said, (blocks.section(said),))


def saved_message(schedule: Schedule, metric: str, *, now: datetime) -> Message:
    done = f"Saved as report {schedule.id}." if schedule.id else "The settings send this report already."
    said = f"{done} {schedule_text(schedule, metric)}. First on {_next(schedule, now)}."
    return Message(said, (blocks.section(said),))


def schedules_message(
    schedules: Sequence[Schedule], metrics: Sequence[str], *, now: datetime, done: str = "", changer: str | None = None
) -> Message:
    """
    All reports, with when each comes next. `metrics` are those of their questions; `done` is what just happened.

    `changer` is who may change their own only; None may change all.
    """
    if not schedules:
        words = f"{done} There are no reports. Make one: `every weekday 9am cost yesterday by project in #ai-spend`"
        return Message(words.strip(), (blocks.section(words.strip()), *_making(changer)))
    count = numbers.plural(len(schedules), "report")
    parts: list[Block] = [blocks.section(f"*{done} {count}*".replace("* ", "*"))]
    for schedule, metric in list(zip(schedules, metrics, strict=True))[:SHOWN]:
        parts += _entry(schedule, metric, now, changer in (None, schedule.channel))
    if hidden := len(schedules) - SHOWN if len(schedules) > SHOWN else 0:
        parts.append(blocks.context(f"and {hidden} more"))
    return Message(f"{done} {count}.".strip(), (*parts, *_making(changer)))


def _making(changer: str | None) -> list[Block]:
    return [blocks.actions(Button("New report", FORM, "new"))] if changer is None else []


def _entry(schedule: Schedule, metric: str, now: datetime, can_change: bool) -> list[Block]:
    when = "paused" if schedule.paused else f"next on {_next(schedule, now)}"
    name = f"*{schedule.id}* " if schedule.id else ""
    parts: list[Block] = [blocks.section(f"{name}{schedule_text(schedule, metric)} · {when}")]
    if not schedule.id:
        parts.append(blocks.context("set by USAGE_BOT_DIGEST_AT and USAGE_BOT_DIGEST_CHANNEL"))
    elif can_change:
        verbs = ("resume" if schedule.paused else "pause", "delete")
        row = [Button(verb.capitalize(), f"{REPORT}:{verb}:{schedule.id}", f"{verb} {schedule.id}") for verb in verbs]
        parts.append(blocks.actions(*row))
    return parts


def schedule_json(schedule: Schedule) -> dict[str, object]:
    """One report for `--json`."""
    return {
        "id": schedule.id,
        "question": schedule.question,
        "channel": schedule.channel,
        "zone": schedule.zone,
        "at": f"{schedule.at:%H:%M}",
        "days": [dates.WEEKDAYS[day].lower() for day in schedule.days],
        **({"on": schedule.on} if schedule.on else {}),
        "only_over": schedule.only_over,
        "only_changed": schedule.only_changed,
        "paused": schedule.paused,
        "digest": schedule.question.split(" ")[0] == DIGEST,
    }
