"""`every weekday 9am cost yesterday by project in #ai-spend only over $50` becomes a Schedule."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from bot.core.errors import UserError
from bot.core.grammar import WEEKDAY, read_amount, read_time_of_day
from bot.core.grammar.vocabulary import NUMBERS, WEEKDAYS
from bot.core.question import Question
from bot.core.reports.report_days import EVERY_DAY, ReportDays, read_days
from bot.core.reports.schedules import DIGEST, Schedule
from bot.core.slack.channels import channel_in

EXAMPLE = "every weekday 9am cost yesterday by project in #ai-spend"
MORNING = time(9)  # when no hour is named

# A person's own conversation with the bot.
IN_PERSON = re.compile(
    r"\b(?:(?:dm|message)\s+(?=me\b)|(?:in|into|to|as)\s+(?:my\s+(?:messages|dms?|direct\s+messages?|inbox)|an?\s+(?:dm|direct\s+message)|me)"
    r"|privately|in\s+private)\b",
    re.I,
)
ME = "me"  # the channel of a report that goes to the one who makes it
OVER = re.compile(r"\bonly\s+(?:if\s+)?over\s+(?P<amount>\S+)", re.I)
CHANGED = re.compile(r"\bonly\s+(?:if|when)\s+(?:it\s+|they\s+)?changed\b", re.I)


_DAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:days?)?"
_CLOCK = r"\d{1,2}(?::\d\d)?\s*(?:am|pm)|\d{1,2}:\d\d|noon|midnight"
SAID = re.compile(
    rf"\b(?P<how>every|each)\s+(?P<rest>.+)|\bdaily\s+(?=(?:at|@)\s|(?:{_CLOCK})\b)(?P<daily>.+)"
    r"|^\s*(?P<list>(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*(?:[\s,]+and|[\s,])\s*){2,}(?:at\s+)?\d.*)"
    rf"|^\s*(?:on\s+)?(?:the\s+)?(?P<first>(?:first|last|\d{{1,2}}(?:st|nd|rd|th))(?:\s+(?:day|{_DAY}))?)\s+of\s+"
    rf"(?:(?:every|each|evry)\s+(?:month|mnth)\b|(?:the|a)\s+month(?=\s*[,:]|\s+at\s|\s+(?:{_CLOCK})\b))(?P<then>.*)"
    r"|\b(?P<days>(?:mon|tues|wednes|thurs|fri|satur|sun|week)days\s+(?:at\s+)?\d.*)",
    re.I | re.S,
)
# `daily digest at 8am`, `weekly report of cost by project on mondays at 9am`
_PAGE = re.compile(
    r"(?:send\s+)?(?:me\s+|us\s+)?(?:a\s+|the\s+)?(?P<how>daily|weekly|monthly)\s+(?P<what>(?:digest|report|summary)\b.*?)"
    r"(?:\s+on\s+(?:the\s+)?(?P<on>\S+))?\s+at\s+(?P<hour>\d[\d:]*\s*(?:am|pm)?|noon|midnight)(?P<rest>\s.*)?",
    re.I | re.S,
)
# `weekly cost by project on mondays`, `monthly report on the 1st: last month by project`
_ON = re.compile(
    r"(?:send\s+)?(?:me\s+|us\s+)?(?:a\s+|the\s+)?(?P<how>daily|weekly|monthly)\s+(?P<what>.+?)\s+on\s+(?:the\s+)?"
    rf"(?P<on>(?:mon|tues|wednes|thurs|fri|satur|sun)days|\d{{1,2}}(?:st|nd|rd|th))(?:\s+at\s+(?P<hour>{_CLOCK}))?"
    r"(?:\s*[:,]\s*(?P<rest>.+))?",
    re.I | re.S,
)
# `send me a weekly report of cost by project`; without a wish they are rows by week.
_WANTED = re.compile(
    r"(?:(?:please|pls|can you|could you|i|we)\s+)*(?:send|post|give|set\s+up|make|create|schedule|want|need)\s+"
    r"(?:me\s+|us\s+)?(?:a\s+)?(?P<how>daily|weekly|monthly)\s+(?P<what>(?:report|summary|update)\s+(?:of|on|about|for)\s+.+)",
    re.I | re.S,
)
_CLOCKED = re.compile(rf"\b(?:every|each)\b|\b(?:{_CLOCK})\b|\bat\s+\d", re.I)
# A part of the day behind its days: `friday afternoon`, `evening at 6`.
_PART = re.compile(
    r"(?P<days>(?:[a-z,&/-]+\s+){0,6}?)(?P<part>afternoon|evening|night)s?\b(?:\s*,?\s*(?:at|@))?"
    r"(?:\s+(?P<hour>\d{1,2})(?P<minute>:\d\d)?(?=\s+(?![ap]m\b)|$))?",
    re.I,
)
_PARTS = {"afternoon": "15:00", "evening": "18:00", "night": "21:00"}
_TO = re.compile(rf"\b(?P<first>{_DAY})\s*(?:-|–|to|thru|through)\s*(?P<last>{_DAY})\b", re.I)
_OR = re.compile(rf"\b({_DAY})/(?={_DAY}\b)", re.I)
_EACH = {"daily": "day", "weekly": "monday", "monthly": "1st"}
_HOURLY = re.compile(r"hour(?:ly\s+(?:report|update|summary|post))?\b", re.I)
_SOME_A_DAY = re.compile(r"\b(?:twice|two times|three times)\s+(?:a|per)\s+day\b", re.I)
_TOO_OFTEN = re.compile(rf"\bhourly\b|{_SOME_A_DAY.pattern}", re.I)
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
    return tuple(f"every {when} {one}" for one in suggestions)


def _plain(text: str) -> str:
    """Days one by one, and hours as figures: `mon-fri`, `tue/thu`, `friday afternoon`, `at nine`."""
    text = _each_day(text)
    text = re.sub(
        rf"\bat\s+({'|'.join(NUMBERS)})\b(?!\s+\w+s\b)",
        lambda match: f"at {NUMBERS[match[1].lower()]}",
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
        at = "" if _hour(rest.split())[1] != rest.split() else _PARTS[part["part"].lower()]
    return f"{part['days'].strip() or 'day'} {at} {rest}"


def _days_in(text: str) -> list[str]:
    return [day for day in re.findall(r"[a-z]+", text.lower()) if day not in ("and", "on", "every", "day", "weekday")]


def _between(match: re.Match[str]) -> str:
    first, last = (WEEKDAY[match[name].lower().removesuffix("s")] for name in ("first", "last"))
    return ",".join(WEEKDAYS[(first + step) % 7][0] for step in range((last - first) % 7 + 1))


def schedule_parts(text: str) -> ScheduleWords:
    """Days and hour stand first, the rest in any order."""
    text, over = _taken(OVER, _plain(text))
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


# `weekly digest to #finance`, `daily digest`: nothing but a report.
_DIGEST = re.compile(
    r"(?:(?:send|post)\s+)?(?:me\s+|us\s+)?(?:a\s+|the\s+)?(?P<how>daily|weekly|monthly)\s+digest(?P<rest>\s+(?:in|to|for)\b.*)?",
    re.I | re.S,
)


def _named(text: str) -> str:
    """Those that are called by how often they come: `weekly cost by project on mondays`, `daily digest at 8`."""
    if page := _PAGE.fullmatch(text):
        is_digest = page["what"].lower().startswith(DIGEST)
        what = page["what"] if is_digest else _asked(f"{page['how']} {page['what']}")
        return f"{page['on'] or _EACH[page['how'].lower()]} {page['hour']} {what}{page['rest'] or ''}"
    if wanted := _DIGEST.fullmatch(text):
        return f"{_EACH[wanted['how'].lower()]} 9am {DIGEST}{wanted['rest'] or ''}"
    if wanted := _ON.fullmatch(text):
        what = wanted["rest"] or _told(wanted["how"], wanted["what"])
        return f"{wanted['on']} {wanted['hour'] or '9am'} {what}"
    if wanted := _WANTED.fullmatch(text):
        return f"{_EACH[wanted['how'].lower()]} 9am {_told(wanted['how'], wanted['what'])}"
    return ""


def put_first(text: str) -> str:
    """What follows `every`, where it is not said first: `cost by project every monday 9am`; '' when nothing is."""
    text = _plain_days(text)
    if named := _named(text.strip()):
        return named
    is_sent = any(each.match(text.strip()) for each in (_SOME_A_DAY, _SEND, _HOURLY)) or channel_in(text)[1]
    if _TOO_OFTEN.search(text) and is_sent and not SAID.search(text):
        return "hour"  # which the report refuses, with what works
    found = SAID.search(text)
    if not found:
        return ""
    if found["first"]:
        return f"{found['first']} {found['then'].strip(' ,:')}"
    rest = found["rest"] or found["days"] or found["list"] or f"day {found['daily']}"
    if _HOURLY.match(rest) and not (_SEND.match(text) or channel_in(text)[1]):
        return ""  # rows, as in `by hour`; what is to be sent is told that it is too often
    is_wish = found.start() == 0 or _ASKING.match(text) is not None
    if _MORNING.match(rest) and not is_wish:
        return ""  # `cost every morning this week`
    before = _WEEKLY.sub("", text[: found.start()])
    before = "" if _WISH.fullmatch(before) else before  # `tell me every morning …`
    return f"{rest} {before}".strip() if _is_report(_plain(rest), (found["how"] or "").lower()) else ""


def _is_report(rest: str, how: str) -> bool:
    """Whether the days, the hour, or the wish for each morning say that it is to come by itself."""
    try:
        days, words = read_days(rest.split())
    except UserError:
        return True  # too often, or one of two: the report says so
    is_timed = _hour(words)[1] != words
    is_named = days != ReportDays(EVERY_DAY) and (how == "every" or (how == "each" and not days.on))
    return bool(days.days and (is_timed or is_named or _MORNING.match(rest)))


_MORNING = re.compile(r"(?:mornings?|evening|afternoon|night)\b", re.I)
_ASKING = re.compile(
    r"\s*(?:(?:please|pls|can you|could you)\s+)*(?:send|tell|dm|message|give|show|post|share|report)\b", re.I
)


def _plain_days(text: str) -> str:
    return _each_day(text) if _CLOCKED.search(text) else text


def _each_day(text: str) -> str:
    return _TO.sub(_between, _OR.sub(r"\1,", text))


def _told(how: str, what: str) -> str:
    """`weekly cost by project` is of the last week, where it says no period itself."""
    asked = _asked(f"{how} {what}")
    if asked.lower().startswith(how.lower()):
        asked = asked[len(how) :].strip()
        rest = re.sub(r"^(?:report|summary|update)\s+(?:of|on|about|for)\s+", "", asked, flags=re.I)
        asked = f"{rest} {_PERIOD_OF[how.lower()]}" if rest != asked else f"{_PERIOD_OF[how.lower()]} {asked}"
    return asked


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
