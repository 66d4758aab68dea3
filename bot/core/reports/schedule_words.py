"""`every weekday 9am cost yesterday by project in #ai-spend only over $50` becomes a Schedule."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from bot.core.errors import UserError
from bot.core.grammar import WEEKDAY, read_amount, read_time_of_day
from bot.core.grammar.calendar_words import ONE_RHYTHM, ONE_WEEKDAY, RHYTHMS, WEEKDAYS
from bot.core.grammar.time.time_vocabulary import NUMBER_WORDS
from bot.core.grammar.wish_words import one_of
from bot.core.patterns import Pattern
from bot.core.question import Question
from bot.core.reports.report_days import ReportDays
from bot.core.reports.said_days import read_days
from bot.core.reports.schedules import DIGEST, Schedule
from bot.core.slack.channels import channel_in

EXAMPLE = "every weekday 9am cost yesterday by project in #ai-spend"
MORNING = time(9)  # when no hour is named

# A person's own conversation with the bot.
IN_PERSON = Pattern(
    r"\b(?:(?:dm|message)\s+(?=me\b)|(?:in|into|to|as)\s+(?:my\s+(?:messages|dms?|direct\s+messages?|inbox)|an?\s+(?:dm|direct\s+message)|me)"
    r"|privately|in\s+private)\b",
    re.I,
)
ME = "me"  # the channel of a report that goes to the one who makes it
OVER = Pattern(r"\bonly\s+(?:if\s+)?over\s+(?P<amount>\S+)", re.I)
CHANGED = Pattern(r"\bonly\s+(?:if|when)\s+(?:it\s+|they\s+)?changed\b", re.I)


# A part of the day behind its days: `friday afternoon`, `evening at 6`.
_PART = Pattern(
    r"(?P<days>(?:[a-z,&/-]+\s+){0,6}?)(?P<part>afternoon|evening|night)s?\b(?:\s*,?\s*(?:at|@))?"
    r"(?:\s+(?P<hour>\d{1,2})(?P<minute>:\d\d)?(?=\s+(?![ap]m\b)|$))?",
    re.I,
)
_PARTS = {"afternoon": "15:00", "evening": "18:00", "night": "21:00"}
_TO = Pattern(rf"\b(?P<first>{ONE_WEEKDAY})\s*(?:-|–|to|thru|through)\s*(?P<last>{ONE_WEEKDAY})\b", re.I)
_OR = Pattern(rf"\b({ONE_WEEKDAY})/(?={ONE_WEEKDAY}\b)", re.I)


@dataclass(frozen=True, slots=True)
class ScheduleWords:
    """The parts of a schedule as typed; the unit of `over` is the question's."""

    days: ReportDays
    at: time
    question: str
    channel: str
    over: str
    only_changed: bool


def read_schedule(text: str, read: Callable[[str], Question], *, channel: str, now: datetime, me: str = "") -> Schedule:
    """
    What follows `every`. `read` is the grammar, which also knows the zone; `channel` stands when none is named, `me`
    is who makes it.

    Raises UserError with an example when a part is missing.
    """
    asked = schedule_parts(text)
    is_digest = asked.question.split(" ")[0].lower() == DIGEST
    words = asked.question.partition(" ")[2] if is_digest else asked.question
    try:
        question = read(f"yesterday {words}" if is_digest else words)
    except UserError as error:
        raise type(error)(str(error), _offered(text, words, error.suggestions)) from None
    return Schedule(
        question=f"{DIGEST} {words}".rstrip() if is_digest else asked.question,
        channel=me if asked.channel == ME else asked.channel or channel,
        zone=question.zone,
        at=asked.at,
        days=asked.days.days,
        on=asked.days.on,
        only_over=read_amount(asked.over, question.metric)[0] if asked.over else None,
        only_changed=asked.only_changed,
        created_at=now,
    )


def _offered(text: str, asked: str, suggestions: Sequence[str]) -> tuple[str, ...]:
    """What the question could be, as reports on the same days."""
    when = re.sub(r"\s+(?:at|@)$", "", text.partition(asked)[0].strip()) if asked in text else "monday 9am"
    return tuple(one if one.startswith("every ") else f"every {when} {one}" for one in suggestions)


def plain_days(text: str) -> str:
    """Days one by one, and hours as figures: `mon-fri`, `tue/thu`, `friday afternoon`, `at nine`."""
    text = each_day(text)
    text = re.sub(
        rf"\bat\s+({'|'.join(NUMBER_WORDS)})\b(?!\s+\w+s\b)",
        lambda match: f"at {NUMBER_WORDS[match[1].lower()]}",
        text,
        flags=re.I,
    )
    part = _PART.match(text)
    if not part or not all(WEEKDAY.get(day.removesuffix("s")) is not None for day in _days_in(part["days"])):
        return text
    hour, rest = part["hour"], text[part.end() :]
    if hour and 0 < int(hour) < 12:
        at = f"{int(hour) + 12}{part['minute'] or ':00'}"
    else:
        at = "" if hour_in(rest.split())[1] != rest.split() else _PARTS[part["part"].lower()]
    return f"{part['days'].strip() or 'day'} {at} {rest}"


def _days_in(text: str) -> list[str]:
    return [day for day in re.findall(r"[a-z]+", text.lower()) if day not in ("and", "on", "every", "day", "weekday")]


def _between(match: re.Match[str]) -> str:
    first, last = (WEEKDAY[match[name].lower().removesuffix("s")] for name in ("first", "last"))
    return ",".join(WEEKDAYS[(first + step) % 7][0] for step in range((last - first) % 7 + 1))


def schedule_parts(text: str) -> ScheduleWords:
    """Days and hour stand first, the rest in any order."""
    text, over = _taken(OVER, plain_days(text))
    text, changed = _taken(CHANGED, text)
    text, channel = channel_in(text)
    text, in_person = _taken(IN_PERSON, text)
    words = text.split()
    days, words = read_days(words)
    at, words = hour_in(words)
    _refuse_two_hours(at, words)
    words = asked_words(" ".join(words)).split()
    if not days.days or not words:
        raise UserError(f"Say on which days, at what hour and what to report, for example: {EXAMPLE}", (EXAMPLE,))
    return ScheduleWords(
        days,
        at,
        " ".join(words),
        channel or (ME if in_person else ""),
        over["amount"] if over else "",
        changed is not None,
    )


def _refuse_two_hours(at: time, words: list[str]) -> None:
    """Raises UserError for `9am and 5pm`, of which the second would be read as a part of the question."""
    if words and words[0].lower() in ("and", "&", ",", "+") and _time(" ".join(words[1:2])) is not None:
        asked = " ".join(words[2:]) or "yesterday by project"
        asks = (f"every day {at:%H:%M} {asked}", f"every day {words[1]} {asked}")
        raise UserError(f"A report has one hour: make two, such as `{asks[0]}`.", asks)


# `send me … please`: to whom it goes is its channel.
WISH = Pattern(
    rf"^(?:[:;,-]\s*)?(?:(?:{one_of('politely')}|then)\s+)*"
    rf"(?:(?:{one_of('send', 'tell', 'show')}|put)\b\s*)?"
    r"(?:(?:me|us|the team|everyone|everybody)\b\s*)?(?:(?:with|of|about)\s+)?(?:(?:a|an|the|our)\s+)?",
    re.I,
)
_POLITE = Pattern(rf"(?:\s+(?:{one_of('politely', 'thanks')}|here|in here|in this channel|on|at))+[.!]*$", re.I)
_SUMMARY = Pattern(rf"\b(?P<how>{ONE_RHYTHM})\s+(?P<what>[\w ]*?)\s*(?:report|summary|update|overview)\b", re.I)


def asked_words(text: str) -> str:
    """`Send a weekly cost summary on` is `cost last week`."""
    text = _POLITE.sub("", f" {text}").strip()
    wish = WISH.match(text)
    text = text[wish.end() :] if wish and text[wish.end() :] else text
    if summary := _SUMMARY.search(text):
        period = RHYTHMS[summary["how"].lower()].about
        rest = re.sub(r"^\s+(?:of|on|for|about|with)\s+", " ", text[summary.end() :])
        text = f"{text[: summary.start()]}{summary['what']} {period}{rest}"
    return text.strip()


def each_day(text: str) -> str:
    return _TO.sub(_between, _OR.sub(r"\1,", text))


def _taken(pattern: Pattern, text: str) -> tuple[str, re.Match[str] | None]:
    found = pattern.search(text)
    return (text, None) if found is None else (f"{text[: found.start()]} {text[found.end() :]}", found)


def hour_in(words: list[str]) -> tuple[time, list[str]]:
    """`9am`, `at 9:30`, `5 pm`, `noon`; nine in the morning when none is named."""
    rest = words[1:] if words and words[0].lower() in ("at", "@") else words
    for length in (2, 1):
        at = _time(" ".join(rest[:length]))
        if at is not None and len(rest) >= length:
            return at, rest[length:]
    return MORNING, rest


def _time(text: str) -> time | None:
    text = re.sub(r"^([01]\d|2[0-3])([0-5]\d)$", r"\1:\2", text)  # `0800`
    try:
        return read_time_of_day(text)
    except UserError:
        return None
