"""Reports that people ask for without `every` in front: `daily digest at 8am`, `cost by project every monday 9am`."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.core.catalogue.words import either
from bot.core.errors import UserError
from bot.core.grammar.calendar_words import MONTH, ONE_RHYTHM, ONE_WEEKDAY, RHYTHMS, WEEKDAY
from bot.core.grammar.wish_patterns import wish_pattern
from bot.core.grammar.wish_words import one_of
from bot.core.patterns import Pattern
from bot.core.reports.plain_schedules import plain_schedule, spoken_clock
from bot.core.reports.report_days import EVERY_DAY, ReportDays
from bot.core.reports.said_days import read_days
from bot.core.reports.schedule_words import WISH, asked_words, each_day, hour_in, plain_days
from bot.core.reports.schedules import DIGEST
from bot.core.reports.turned_schedules import turned_schedule
from bot.core.slack.channels import channel_in, with_here

_CLOCK = r"\d{1,2}(?::\d\d)?\s*(?:am|pm)|\d{1,2}:\d\d|noon|midnight"
_EACH_SUCH_DAY = either(f"{day}s" for day in WEEKDAY if day.endswith("day"))  # `mondays`
_SLOTS = {
    "how often": f"(?P<how>{ONE_RHYTHM})",
    "page": r"(?P<what>(?:digest|report|summary)\b.*?)",
    "what": "(?P<what>.+?)",
    "report of": r"(?P<what>(?:report|summary|update)\s+(?:of|on|about|for)\s+.+)",
    "on a day": r"on\s+(?:the\s+)?(?P<on>\S+)",
    "such a day": rf"(?P<on>{_EACH_SUCH_DAY}|\d{{1,2}}(?:st|nd|rd|th))",
    "hour": r"(?P<hour>\d[\d:]*\s*(?:am|pm)?|noon|midnight)",
    "clock": f"(?P<hour>{_CLOCK})",
    "to a channel": r"(?P<rest>(?:in|to|for)\b.*)",
    "a channel": r"(?P<place><?#\S+)",
    "rest": "(?P<rest>.+)",
    "the rest": r"(?<=[:,]\s)(?P<rest>.+)",
}


def _page(found: re.Match[str]) -> str:
    is_digest = found["what"].lower().startswith(DIGEST)
    what = found["what"] if is_digest else asked_words(f"{found['how']} {found['what']}")
    return f"{found['on'] or _day(found)} {found['hour']} {what} {found['rest'] or ''}".rstrip()


def _digest(found: re.Match[str]) -> str:
    return f"{_day(found)} 9am {DIGEST} {found['rest'] or ''}".rstrip()


def _on(found: re.Match[str]) -> str:
    what = found["rest"] or _about(found["how"], found["what"])
    return f"{found['on']} {found['hour'] or '9am'} {what}"


def _on_of_month(found: re.Match[str]) -> str:
    """`send me the month total on the 1st of each month`: of the month that is over, where nothing else is said."""
    what = re.sub(
        r"^(?:the\s+)?(?:whole\s+)?month(?:ly)?(?:'s)?\s+total$", "last month", found["what"].strip(), flags=re.I
    )
    return f"{found['on']} {found['hour'] or '9am'} {what}"


def _posted(found: re.Match[str]) -> str:
    """`post daily spend to #ml-costs at 8:30`: what has a place to come to is no question of rows."""
    asked = _about(found["how"], found["what"])
    return f"{found['on'] or _day(found)} {found['hour'] or '9am'} {asked} in {found['place']}"


def _wanted(found: re.Match[str]) -> str:
    return f"{_day(found)} 9am {_about(found['how'], found['what'])}"


def _day(found: re.Match[str]) -> str:
    return RHYTHMS[found["how"].lower()].day


# What is called by how often it comes, in the order in which it is tried, and what of it follows `every`. Without a
# day, an hour or a wish they are rows: `weekly cost by project`.
_CALLED: tuple[tuple[Pattern, Callable[[re.Match[str]], str]], ...] = tuple(
    (wish_pattern(pattern, _SLOTS), meaning)
    for pattern, meaning in (
        ("[send] [me|us] [a|the] <how often> <page> [<on a day>] at <hour> [<rest>]", _page),
        ("[send|post] [me|us] [a|the] <how often> digest [<to a channel>]", _digest),
        ("[send] [me|us] [a|the] <how often> <what> on [the] <such a day> [at <clock>] [<the rest>]", _on),
        ("[send] [me|us] [a|the] <how often> <what> on [the] <such a day> <clock> [<the rest>]", _on),
        (
            "[<politely>]* <send>|<show> [me|us] <what> on [the] <such a day> of <every> month [at <hour>]",
            _on_of_month,
        ),
        ("<how often> on [the] <such a day> [at <clock>] <the rest>", _on),
        (
            "[<politely>|i|we]* <send>|post|share [me|us] [a|the|our] <how often> <what> in|to|into <a channel>"
            " [<on a day>] [at <hour>]",
            _posted,
        ),
        ("[<politely>|i|we]* <send>|<make>|<show>|schedule|want|need [me|us] [a] <how often> <report of>", _wanted),
    )
)


def _named(text: str) -> str:
    return next((meaning(found) for pattern, meaning in _CALLED if (found := pattern.fullmatch(text))), "")


def _short(text: str) -> str:
    if found := _SHORT.fullmatch(text):
        return found["rest"] if found["how"].lower() == "weekly" else f"other {found['rest']}"
    if found := _CRON.fullmatch(text):
        return "hour" if found["how"].lower() == "hourly" else f"{_day(found)} 9am {found['what']}"
    return ""


_EVERY = one_of("every")
_SUCH_DAY = rf"(?:(?:working|business|work)\s+day|weekday|workday|day|{ONE_WEEKDAY})"
_SAID = Pattern(
    rf"\b(?P<how>{_EVERY})\s+(?P<rest>.+)|\bdaily\s+(?=(?:at|@)\s|(?:{_CLOCK})\b)(?P<daily>.+)"
    rf"|^\s*(?P<list>(?:{ONE_WEEKDAY}(?:[\s,]+and|[\s,])\s*){{2,}}(?:at\s+)?\d.*)"
    rf"|^\s*(?:on\s+)?(?:the\s+)?(?P<first>(?:first|last|\d{{1,2}}(?:st|nd|rd|th))(?:\s+{_SUCH_DAY})?)\s+of\s+"
    rf"(?:{_EVERY}\s+(?:month|mnth)\b|(?:(?:the|a)\s+)?month(?=\s*[,:]|\s+at\s|\s+(?:{_CLOCK})\b))(?P<then>.*)"
    rf"|\b(?P<days>(?:{_EACH_SUCH_DAY}|weekdays)\s+(?:at\s+)?\d.*)",
    re.I | re.S,
)
_CLOCKED = Pattern(rf"\b{_EVERY}\b|\b(?:{_CLOCK})\b|\bat\s+\d", re.I)
_HOURLY = Pattern(r"hour(?:ly\s+(?:report|update|summary|post))?\b", re.I)
_SOME_A_DAY = Pattern(r"\b(?:twice|two times|three times)\s+(?:a|per)\s+day\b", re.I)
_TOO_OFTEN = Pattern(rf"\bhourly\b|{_SOME_A_DAY.text}", re.I)
_SENT = wish_pattern("[<politely>]* <send> …")
_WISHED = wish_pattern("[<politely>]* <send>|<tell>|<show> …")
_MORNING = Pattern(r"(?:mornings?|evening|afternoon|night)\b", re.I)
_OF_THE_PAST = Pattern(
    rf"(?:(?:{ONE_WEEKDAY}|weekday|weekend)[\s,]+(?:and\s+)?)+(?:since|during|last\s+(?:month|quarter|year)|(?:in|of)\s+(?:{either(MONTH)}|q[1-4]"
    r"|20\d\d|this|last))\b",
    re.I,
)
# `every month since june by model`; `every month last month` may be a report.
_ROWS_OF_THE_PAST = Pattern(
    rf"(?:{ONE_WEEKDAY}\s+)?(?:hour|day|week|month|quarter|night|morning|afternoon|evening)\s+"
    rf"(?:since|(?:in|of|during)\s+(?:{either(MONTH)}|q[1-4]|20\d\d|last))\b"
    r"|nights?\s+(?:this|last|in\s+the\s+last)\s+(?:\d+\s+)?(?:week|month|days|weeks)\b",
    re.I,
)
# `cost by project on the first working day of each month at 9`
_MONTH = Pattern(r"(?:months?|mnth)\b", re.I)
_DAY_OF = Pattern(
    rf"\s*(?:\bon\s+)?(?:\bthe\s+)?\b(?P<day>(?:first|second|third|fourth|last|\d{{1,2}}(?:st|nd|rd|th))"
    rf"(?:\s+{_SUCH_DAY})?)\s+of\s*$",
    re.I,
)
_LOOKED_BACK = Pattern(
    r"[\s,]*(?:(?:in|of|for|over|during)\s+)?(?:(?:this|last)\s+(?:year|quarter)|since\b|20\d\d\b|q[1-4]\b)", re.I
)
# As calendars and crontabs write it: `biweekly thu 10am model mix`, `@daily cost yesterday`.
_SHORT = Pattern(
    rf"(?P<how>bi-?weekly|fortnightly|weekly)\s+(?:on\s+)?(?P<rest>{ONE_WEEKDAY}\s+(?:at\s+)?\d.*)", re.I | re.S
)
_CRON = Pattern(r"@(?P<how>hourly|daily|weekly|monthly)\s+(?P<what>.+)", re.I | re.S)
_LEADS_ON = Pattern(r"(?:(?:^|\s+)(?:for|w/|with|on|at|in|to|into|only|,))+\s*$", re.I)
# `weekly cost by team`, of which the days are said.
_RHYTHM_FIRST = Pattern(
    rf"(?P<wish>(?:{one_of('politely', 'send')}\s+|me\s+|us\s+)*)(?P<how>{ONE_RHYTHM})\s+(?P<what>.+)", re.I
)
_RHYTHM_ALONE = Pattern(rf"\b{ONE_RHYTHM}\s+(?:report|summary)\b:?", re.I)


_HOURS = Pattern(
    rf"\b(?:{_CLOCK})\s*(?:to|-|–|until|till|and)\s*\d|\b\d{{1,2}}\s*(?:to|-|–|and)\s*(?:{_CLOCK})\b", re.I
)


def is_of_the_past(said: str) -> bool:
    """Whether the days that follow `every` are some of a period: `monday in october, requests`. None of them comes."""
    is_past = _OF_THE_PAST.match(said) or _ROWS_OF_THE_PAST.match(said)
    return is_past is not None and not _CLOCKED.search(said) and not channel_in(said)[1]


def put_first(text: str) -> str:
    """What follows `every`, where it is not said first: `cost by project every monday 9am`; '' when nothing is."""
    said, text = text, with_here(text, "")  # a report comes where it is made, unless it names another place
    is_sent = _SENT.fullmatch(text) is not None or channel_in(text)[1] != "" or said != text
    is_of_hours = _HOURS.search(text) is not None and not is_sent  # `weekdays 9am to 5pm last month` are looked at
    return (
        ""
        if is_of_hours
        else plain_schedule(text) or turned_schedule(spoken_clock(text.strip())) or _put_first(text, is_sent)
    )


def _put_first(text: str, is_sent: bool) -> str:
    text = each_day(text) if _CLOCKED.search(text) else text
    if named := _named(text.strip()) or _short(text.strip()):
        return named
    is_refused = is_sent or any(each.match(text.strip()) for each in (_SOME_A_DAY, _HOURLY))
    found = _SAID.search(text)
    if not found:
        return "hour" if _TOO_OFTEN.search(text) and is_refused else ""  # which the report refuses, with what works
    if found["first"]:
        return _on_day_of_month(found, is_sent)
    if of_month := _of_month(text[: found.start()], found["rest"] or ""):
        return of_month
    rest = found["rest"] or found["days"] or found["list"] or f"day {found['daily']}"
    if _OF_THE_PAST.match(rest) or (not is_sent and is_of_the_past(rest)):
        return ""  # `cost every friday since october`
    if _HOURLY.match(rest) and not is_sent:
        return ""  # rows, as in `by hour`; what is to be sent is told that it is too often
    if _MORNING.match(rest) and found.start() and not is_sent and not _WISHED.fullmatch(text):
        return ""  # `cost every morning this week`
    return f"{rest} {_before(text[: found.start()])}".strip() if _is_report(rest, (found["how"] or "").lower()) else ""


def _on_day_of_month(found: re.Match[str], is_sent: bool) -> str:
    """`1st of each month at 9 cost`; '' for `1st monday of each month this year`, which looks back."""
    then = found["then"]
    is_past = not is_sent and _LOOKED_BACK.match(then) and not _CLOCKED.search(then)
    return "" if is_past else f"{found['first']} {then.strip(' ,:')}"


def _of_month(before: str, rest: str) -> str:
    """`cost by project on the first working day of`, `month at 9`; '' where no day stands before the month."""
    month, day = _MONTH.match(rest), _DAY_OF.search(before)
    return f"{day['day']} {rest[month.end() :].strip(' ,:')} {_before(before[: day.start()])}" if month and day else ""


def _before(text: str) -> str:
    """What is asked for before the days are said; of `tell me every morning …` nothing."""
    before = _LEADS_ON.sub("", _RHYTHM_ALONE.sub("", text))
    if WISH.fullmatch(before):
        return ""
    rhythm = _RHYTHM_FIRST.fullmatch(before)
    return f"{rhythm['wish']}{_about(rhythm['how'], rhythm['what'])}" if rhythm else before


def _is_report(said: str, how: str) -> bool:
    """Whether the days, the hour, or the wish for each morning say that it is to come by itself."""
    rest = plain_days(said)
    try:
        days, words = read_days(rest.split())
    except UserError:
        return True  # too often, or one of two: the report says so
    is_timed = hour_in(words)[1] != words
    is_named = days != ReportDays(EVERY_DAY) and (how != "each" or not days.on) and how != ""
    return bool(days.days and (is_timed or is_named or _MORNING.match(rest)))


def _about(how: str, what: str) -> str:
    """`weekly cost by project` is of the last week, where it says no period itself."""
    asked, period = asked_words(f"{how} {what}"), RHYTHMS[how.lower()].about
    if not asked.lower().startswith(how.lower()):
        return asked
    asked = asked[len(how) :].strip()
    rest = re.sub(r"^(?:report|summary|update)\s+(?:of|on|about|for)\s+", "", asked, flags=re.I)
    return f"{rest} {period}" if rest != asked else f"{period} {asked}"
