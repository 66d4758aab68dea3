"""`every weekday 9am cost yesterday by project in #ai-spend only over $50` becomes a Schedule."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from bot.core.errors import UserError
from bot.core.grammar import WEEKDAY, read_amount, read_time_of_day
from bot.core.question import Question
from bot.core.reports.report_days import EVERY_DAY, ReportDays, read_days
from bot.core.reports.schedules import DIGEST, Schedule
from bot.core.slack.channels import channel_in

EXAMPLE = "every weekday 9am cost yesterday by project in #ai-spend"
MORNING = time(9)  # when no hour is named

# A person's own conversation with the bot.
IN_PERSON = re.compile(
    r"\b(?:(?:in|into|to|as)\s+(?:my\s+(?:messages|dms?|direct\s+messages?|inbox)|an?\s+(?:dm|direct\s+message)|me)"
    r"|privately|in\s+private)\b",
    re.I,
)
ME = "me"  # the channel of a report that goes to the one who makes it
OVER = re.compile(r"\bonly\s+(?:if\s+)?over\s+(?P<amount>\S+)", re.I)
CHANGED = re.compile(r"\bonly\s+(?:if|when)\s+(?:it\s+|they\s+)?changed\b", re.I)


SAID = re.compile(
    r"\b(?P<how>every|each)\s+(?P<rest>.+)|\bdaily\s+(?=(?:at|@)\s)(?P<daily>.+)"
    r"|^\s*(?P<list>(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*(?:[\s,]+and|[\s,])\s*){2,}(?:at\s+)?\d.*)"
    r"|^\s*(?:on\s+)?(?:the\s+)?(?P<first>(?:first|last|\d{1,2}(?:st|nd|rd|th))(?:\s+day)?)\s+of\s+(?:every|each|evry)"
    r"\s+(?:month|mnth)\b(?P<then>.*)"
    r"|\b(?P<days>(?:mon|tues|wednes|thurs|fri|satur|sun|week)days\s+(?:at\s+)?\d.*)",
    re.I | re.S,
)
# `daily digest at 8am`, `weekly report of cost by project on mondays at 9am`
_PAGE = re.compile(
    r"(?:send\s+)?(?:me\s+|us\s+)?(?:a\s+|the\s+)?(?P<how>daily|weekly|monthly)\s+(?P<what>(?:digest|report|summary)\b.*?)"
    r"(?:\s+on\s+(?:the\s+)?(?P<on>\S+))?\s+at\s+(?P<hour>\d[\d:]*\s*(?:am|pm)?|noon|midnight)(?P<rest>\s.*)?",
    re.I | re.S,
)
_EACH = {"daily": "day", "weekly": "monday", "monthly": "1st"}
# `stop the daily report`: which one is asked back.
STOPPING = re.compile(
    r"\b(?:stop|cancel|kill|disable|unsubscribe|remove|delete|turn off|no more|never send|don'?t send)\b"
    r".*\b(?:reports?|digests?|schedules?)\b|\b(?:stop|quit|no more)\s+(?:sending|posting|reporting)\b",
    re.I | re.S,
)
_HOURLY = re.compile(r"hour(?:ly\s+(?:report|update|summary|post))?\b", re.I)
_TOO_OFTEN = re.compile(r"\bhourly\b|\b(?:twice|two times|three times)\s+(?:a|per)\s+day\b", re.I)
_SEND = re.compile(r"\s*(?:please\s+)?(?:send|post|report)\b", re.I)
_WEEKLY = re.compile(r"\b(?:daily|weekly)\s+(?:report|summary)\b:?", re.I)


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
    question = read(f"yesterday {words}" if is_digest else words)
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


def schedule_parts(text: str) -> ScheduleWords:
    """Days and hour stand first, the rest in any order."""
    text, over = _taken(OVER, text)
    text, changed = _taken(CHANGED, text)
    text, channel = channel_in(text)
    text, in_person = _taken(IN_PERSON, text)
    words = text.split()
    days, words = read_days(words)
    at, words = _hour(words)
    words = _asked(" ".join(words)).split()
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


# `send me … please`: to whom it goes is its channel.
_WISH = re.compile(
    r"^(?:[:;,-]\s*)?(?:(?:please|pls|can you|could you|then)\s+)*"
    r"(?:(?:send|post|give|show|report|share|tell|dm|message)\b\s*)?"
    r"(?:(?:me|us|the team|everyone|everybody)\b\s*)?(?:(?:with|of|about)\s+)?(?:(?:a|an|the|our)\s+)?",
    re.I,
)
_POLITE = re.compile(r"(?:\s+(?:please|pls|plz|thanks|thx|ok|okay|here|in here|in this channel|on|at))+[.!]*$", re.I)
_SUMMARY = re.compile(
    r"\b(?P<how>daily|weekly|monthly)\s+(?P<what>[\w ]*?)\s*(?:report|summary|update|overview)\b", re.I
)
_PERIOD_OF = {"daily": "yesterday", "weekly": "last week", "monthly": "last month"}


def _asked(text: str) -> str:
    """`Send a weekly cost summary on` is `cost last week`."""
    text = _POLITE.sub("", f" {text}").strip()
    wish = _WISH.match(text)
    text = text[wish.end() :] if wish and text[wish.end() :] else text
    if summary := _SUMMARY.search(text):
        period = _PERIOD_OF[summary["how"].lower()]
        rest = re.sub(r"^\s+(?:of|on|for|about|with)\s+", " ", text[summary.end() :])
        text = f"{text[: summary.start()]}{summary['what']} {period}{rest}"
    return text.strip()


def put_first(text: str) -> str:
    """What follows `every`, where it is not said first: `cost by project every monday 9am`; '' when nothing is."""
    if page := _PAGE.fullmatch(text.strip()):
        is_digest = page["what"].lower().startswith(DIGEST)
        what = page["what"] if is_digest else _asked(f"{page['how']} {page['what']}")
        return f"{page['on'] or _EACH[page['how'].lower()]} {page['hour']} {what}{page['rest'] or ''}"
    is_sent = _SEND.match(text) or _HOURLY.match(text.strip()) or channel_in(text)[1]
    if _TOO_OFTEN.search(text) and is_sent and not SAID.search(text):
        return "hour"  # which the report refuses, with what works
    found = SAID.search(text)
    if not found:
        return ""
    if found["first"]:
        return f"{found['first']} {found['then']}".strip()
    rest = found["rest"] or found["days"] or found["list"] or f"day {found['daily']}"
    if _HOURLY.match(rest) and not (_SEND.match(text) or channel_in(text)[1]):
        return ""  # rows, as in `by hour`; what is to be sent is told that it is too often
    try:
        days, words = read_days(rest.split())
    except UserError:
        return rest  # too often, or one of two: the report says so
    is_timed = _hour(words)[1] != words
    how = (found["how"] or "").lower()
    is_named = days != ReportDays(EVERY_DAY) and (how == "every" or (how == "each" and not days.on))
    is_one = days.days and (is_timed or is_named)
    return f"{rest} {_WEEKLY.sub('', text[: found.start()])}".strip() if is_one else ""


def _taken(pattern: re.Pattern[str], text: str) -> tuple[str, re.Match[str] | None]:
    found = pattern.search(text)
    return (text, None) if found is None else (f"{text[: found.start()]} {text[found.end() :]}", found)


def _hour(words: list[str]) -> tuple[time, list[str]]:
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


def named_reports(text: str, known: Sequence[Schedule]) -> list[Schedule]:
    """Those that words such as `the daily report` or `my monday digest` may mean; none when they say too little."""
    said = set(re.findall(r"[\w-]+", text.lower()))
    said |= {word.removesuffix("s") for word in said}
    return [one for one in known if said & _called(one)]


def _called(schedule: Schedule) -> set[str]:
    """What people call it by: its days, the digest, the names in its question."""
    often = {7: {"daily"}, 5: {"weekday", "weekdays"}, 1: {"weekly"}}.get(len(schedule.days), set())
    often = {"monthly"} if schedule.on.startswith(("day", "nth")) else often
    days = {name for name, number in WEEKDAY.items() if number in schedule.days and len(schedule.days) < 5}
    return often | days | (set(re.findall(r"[\w-]+", schedule.question.lower())) - {"by", "last", "cost", "the", "of"})
