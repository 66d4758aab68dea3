"""`every weekday 9am cost yesterday by project in #ai-spend only over $50` becomes a Schedule."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal

from bot.core.amounts import NANO
from bot.core.catalogue import METRIC
from bot.core.errors import UserError
from bot.core.question import Question
from bot.core.schedules import DIGEST, EVERY_DAY, WEEKDAYS, WEEKEND, Schedule

EXAMPLE = "every weekday 9am cost yesterday by project in #ai-spend"
DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
GROUPS = {"day": EVERY_DAY, "morning": EVERY_DAY, "weekday": WEEKDAYS, "workday": WEEKDAYS, "weekend": WEEKEND}
NAMED_HOURS = {"noon": time(12), "midnight": time(0)}
MORNING = time(9)  # when no hour is named

CHANNEL = re.compile(r"(?:\b(?:in|to)\s+)?(?:<#(?P<id>[CG][A-Z0-9]+)(?:\|[^>]*)?>|#(?P<name>[^\s<>#]+))", re.I)
OVER = re.compile(r"\bonly\s+(?:if\s+)?over\s+(?P<dollar>\$?)(?P<number>[\d,]+(?:\.\d+)?)(?P<size>[km]?)\b", re.I)
CHANGED = re.compile(r"\bonly\s+(?:if|when)\s+(?:it\s+|they\s+)?changed\b", re.I)
HOUR = re.compile(r"(?:at\s+)?(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s*(?P<half>[ap]\.?m\.?)?$", re.I)
SIZES = {"": 1, "k": 1_000, "m": 1_000_000}


@dataclass(frozen=True, slots=True)
class Asked:
    """The parts of a schedule as typed; `over` keeps whether it was dollars."""

    days: tuple[int, ...]
    at: time
    question: str
    channel: str
    over: tuple[bool, Decimal] | None
    only_changed: bool


def read_schedule(text: str, read: Callable[[str], Question], *, channel: str, now: datetime) -> Schedule:
    """
    What follows `every`. `read` is the grammar, which also knows the zone; `channel` stands when none is named.

    Raises UserError with an example when a part is missing.
    """
    asked = schedule_parts(text)
    is_digest = asked.question.split(" ")[0].lower() == DIGEST
    words = asked.question.partition(" ")[2] if is_digest else asked.question
    question = read(f"yesterday {words}" if is_digest else words)
    return Schedule(
        question=f"{DIGEST} {words}".rstrip() if is_digest else asked.question,
        channel=asked.channel or channel,
        zone=question.zone,
        at=asked.at,
        days=asked.days,
        only_over=_over(asked.over, question),
        only_changed=asked.only_changed,
        created_at=now,
    )


def schedule_parts(text: str) -> Asked:
    """Days and hour stand first, the rest in any order."""
    text, over = _taken(OVER, text)
    text, changed = _taken(CHANGED, text)
    text, channel = _taken(CHANNEL, text)
    words = text.split()
    days, words = _days(words)
    at, words = _hour(words)
    if not days or not words:
        raise UserError(f"Say on which days, at what hour and what to report, for example: {EXAMPLE}", (EXAMPLE,))
    return Asked(
        days,
        at,
        " ".join(words),
        (channel["id"] or f"#{channel['name']}") if channel else "",
        (bool(over["dollar"]), _number(over)) if over else None,
        changed is not None,
    )


def _taken(pattern: re.Pattern[str], text: str) -> tuple[str, re.Match[str] | None]:
    found = pattern.search(text)
    return (text, None) if found is None else (f"{text[: found.start()]} {text[found.end() :]}", found)


def _number(over: re.Match[str]) -> Decimal:
    return Decimal(over["number"].replace(",", "")) * SIZES[over["size"].lower()]


def _days(words: list[str]) -> tuple[tuple[int, ...], list[str]]:
    """`weekday`, `mon, wed and fri`; the words that are left."""
    days: set[int] = set()
    for place, word in enumerate(words):
        plain = word.strip(",").lower()
        if plain in ("and", "&", "every", "on"):
            continue
        found = _day(plain)
        if not found:
            return tuple(sorted(days)), words[place:]
        days.update(found)
    return tuple(sorted(days)), []


def _day(word: str) -> tuple[int, ...]:
    if group := GROUPS.get(word.removesuffix("s")):
        return group
    single = word.removesuffix("s") if len(word) > 4 else word
    return tuple(number for number, name in enumerate(DAY_NAMES) if len(single) >= 3 and name.startswith(single))[:1]


def _hour(words: list[str]) -> tuple[time, list[str]]:
    """`9am`, `at 9:30`, `5 pm`, `noon`; nine in the morning when none is named."""
    rest = words[1:] if words[:1] in (["at"], ["At"], ["@"]) else words
    if rest and rest[0].lower() in NAMED_HOURS:
        return NAMED_HOURS[rest[0].lower()], rest[1:]
    for length in (2, 1):
        found = HOUR.fullmatch(" ".join(rest[:length])) if len(rest) >= length else None
        if found and (length == 1 or found["half"]):
            return _clock(found), rest[length:]
    return MORNING, rest


def _clock(found: re.Match[str]) -> time:
    hour, minute, half = int(found["hour"]), int(found["minute"] or 0), (found["half"] or "").lower()[:1]
    is_real = minute < 60 and (1 <= hour <= 12 if half else hour < 24)
    if not is_real:
        raise UserError(f"{found[0]} is no hour. Try 9am, 09:30 or 17:00.", (EXAMPLE,))
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute)


def _over(over: tuple[bool, Decimal] | None, question: Question) -> int | None:
    """In the unit of the question's metric: dollars mean nothing for tokens."""
    if over is None:
        return None
    in_dollars, number = over
    is_cost = METRIC[question.metric].unit == "nanodollar"
    if in_dollars and not is_cost:
        raise UserError(f"The report counts {question.metric}, so “only over” needs a number without $.")
    return int(number * NANO) if is_cost else int(number)
