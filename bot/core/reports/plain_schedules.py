"""Reports in plain words: `send me a recap on fridays`, `daily update at ten to nine`, `weekdays at noon: mtd`."""

from __future__ import annotations

import re

from bot.core.catalogue.words import either
from bot.core.grammar.calendar_words import ONE_RHYTHM, RHYTHMS
from bot.core.grammar.time.time_vocabulary import SMALL
from bot.core.grammar.wish_words import one_of
from bot.core.patterns import Pattern
from bot.core.reports.schedules import DIGEST

_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_ONE = rf"(?:(?:{_DAY}|weekday|workday|weekend)s?|mornings?|day)"
_DAYS = rf"(?:(?:every|each|on)\s+)*(?P<days>{_ONE}(?:(?:\s*,\s*|\s+and\s+|\s*&\s*){_ONE})*)(?:\s+(?:mornings?))?"
CLOCK = r"(?:\d{1,2}(?:[:.]\d\d)?\s*(?:am|pm)|\d{1,2}:\d\d|noon|midday|midnight)"
_AT = rf"(?:\s*,?\s*(?:at|@|by|around)?\s*(?P<hour>{CLOCK}|(?<=at )\d{{1,2}}))?"
PAGE = (
    "(?:digest|recap|summary|update|overview|roundup|round-up|rundown|run-down|report"
    "|briefing|heads[- ]up|numbers|figures|status|wrap[- ]up)"
)
SEND = (
    rf"(?:(?:{one_of('politely')}|i want|i'd like|i would like|we want|we need|i need)\s+)*"
    rf"(?:(?:{one_of('send', 'tell', 'show')}|mail|drop|push|get|want|need)\s+)?"
    r"(?:me\s+|us\s+|the team\s+|everyone\s+)?"
)
_THE = (
    r"(?:a\s+|an\s+|the\s+|my\s+|our\s+|some\s+)?(?:(?:daily|weekly|monthly)\s+(?=numbers"
    r"|figures|recap|round|run|status))?(?:morning\s+|evening\s+|short\s+|quick\s+|brief\s+|cost\s+|spend\s+"
    r"|spending\s+|usage\s+)?"
)
PLEASE = rf"(?:\s+{one_of('please', 'thanks')})*[.!?]*"

# `send me a recap on fridays`
_PAGE_ON = Pattern(rf"{SEND}{_THE}{PAGE}(?:\s+(?P<to>(?:in|to)\s+<?#\S+))?\s*,?\s+{_DAYS}{_AT}{PLEASE}", re.I)
# `daily update at ten to nine`
_OFTEN_PAGE = Pattern(
    rf"{SEND}(?:a\s+|the\s+)?(?P<how>{ONE_RHYTHM})\s+{PAGE}"
    rf"(?:\s+(?P<to>(?:in|to)\s+<?#\S+))?(?:\s+{_DAYS})?\s+(?:at|@|around|by)\s+(?P<hour>{CLOCK}|\d{{1,2}}){PLEASE}",
    re.I,
)
# `weekdays at noon: month-to-date total`, `fridays 4pm: spend by project`
_DAYS_FIRST = Pattern(
    rf"(?:every\s+|each\s+|on\s+)?(?P<days>(?:{_DAY}|weekday|workday)s(?:\s+and\s+{_DAY}s)*)"
    rf"\s*,?\s*(?:at\s+|@\s*)?(?P<hour>{CLOCK})\s*[:,–-]?\s+(?P<what>.+)",
    re.I,
)
# `first thing monday morning send spend`
_FIRST_THING = Pattern(
    rf"first thing\s+(?:(?:on|every|each)\s+)*(?P<days>{_DAY}s?|weekdays?|day|morning)"
    r"(?:\s+mornings?)?\s*[:,]?\s+(?P<what>.+)",
    re.I,
)
_THING_LAST = Pattern(
    rf"(?P<what>{one_of('send', 'tell', 'show')}\b.+?)\s+first thing\s+(?:(?:on|every|each|in "
    rf"the)\s+)*(?P<days>{_DAY}s?|weekdays?|day|morning)(?:\s+mornings?)?{PLEASE}",
    re.I,
)
_NUMBER = either(word for word, number in SMALL.items() if number <= 12)
_MINUTES = {"five": 5, "ten": 10, "quarter": 15, "a quarter": 15, "twenty": 20, "twenty five": 25, "half": 30}
_SPOKEN = Pattern(
    rf"\b(?:(?P<minutes>{either(_MINUTES)})\s+(?P<way>to|past"
    rf"|before|after)\s+(?P<of>{_NUMBER}|\d{{1,2}})"
    rf"|(?<=at )(?P<alone>{_NUMBER}))(?:\s*o'?clock)?(?P<half>\s*[ap]m|\s+in the (?:morning"
    r"|afternoon|evening))?\b(?!\s*[:.]\d)",
    re.I,
)


_LONGEST = 200  # characters


def spoken_clock(text: str) -> str:
    """`ten to nine` is `08:50`, `half past four in the afternoon` is `16:30`; what is said of no half is in the day."""
    return _SPOKEN.sub(_clock, text)


def _clock(match: re.Match[str]) -> str:
    said = (match["of"] or match["alone"]).lower()
    hour = SMALL.get(said) or int(said)
    minutes = _MINUTES.get(" ".join((match["minutes"] or "").lower().split()), 0)
    late = (match["half"] or "").lower().strip() in ("pm", "in the afternoon", "in the evening")
    early = bool(match["half"]) and not late
    hour += 12 if (late or (not early and hour < 7)) and hour < 12 else 0  # reports come in the day
    total = hour * 60 + (-minutes if (match["way"] or "").lower() in ("to", "before") else minutes)
    return f"{total // 60 % 24:02}:{total % 60:02}"


def plain_schedule(text: str) -> str:
    """What follows `every` in such words; '' where they are none."""
    text = spoken_clock(" ".join(text.split())).strip() if len(text) <= _LONGEST else ""
    if match := _OFTEN_PAGE.fullmatch(text):
        return _made(match["days"] or RHYTHMS[match["how"].lower()].day, match["hour"], DIGEST, match["to"])
    if (match := _PAGE_ON.fullmatch(text)) and _comes_again(match):
        return _made(match["days"], match["hour"], DIGEST, match["to"])
    if match := _DAYS_FIRST.fullmatch(text):
        return _made(match["days"], match["hour"], match["what"])
    if match := _FIRST_THING.fullmatch(text) or _THING_LAST.fullmatch(text):
        return _made(match["days"], "", match["what"])
    return ""


def _comes_again(match: re.Match[str]) -> bool:
    """`a recap on fridays` does; `a recap on friday` may be of that day."""
    said = match[0].lower()
    return match["days"].lower().endswith("s") or re.search(r"\b(?:every|each)\b", said) is not None


def _made(days: str, hour: str | None, what: str, to: str | None = None) -> str:
    at = (hour or "9am").lower().replace("midday", "noon").replace(".", ":")
    at = f"{at}:00" if at.isdecimal() else at
    days = re.sub(r"\bmornings?\b", "day", days, flags=re.I)
    what = re.sub(
        rf"^(?:{one_of('politely')}\s+)?{one_of('send', 'tell', 'show')}\s+(?:me\s+|us\s+|the team\s+)?(?:the\s+)?",
        "",
        what.strip(),
        flags=re.I,
    )
    return " ".join(filter(None, (days, at, what.strip(), to)))
