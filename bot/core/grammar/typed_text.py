"""The typed text in plain form: without Slack's escapes, typographic variants and flags of other languages."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable
from functools import lru_cache

from bot.core.catalogue.words import either
from bot.core.grammar.calendar_words import MONTH, ONE_RHYTHM, ONE_UNIT, RHYTHMS, WEEKDAY
from bot.core.grammar.vocabulary import ONE_KIND
from bot.core.grammar.wish_words import one_of
from bot.core.patterns import Pattern

_QUOTES = str.maketrans("“”„‟«»″’‘‛´", '"""""""\'\'\'\'')
_POWER = Pattern(r"(?<=\d)(?:\^(?=\d)|(?=[⁰¹²³⁴⁵⁶⁷⁸⁹]))")  # `5²` is no 52
_DASHES = str.maketrans("‐‑‒−", "----")
_SLACK = Pattern(r"<(?:[@#!]|https?:|mailto:)[^<>|]*\|([^<>]*)>")
_SLACK_BARE = Pattern(r"<(?:[@#!][^<>|]*|(?:https?://|mailto:)([^<>|]*))>")
_DASHED = Pattern(
    r"(?<=[\d.])(?<!\d{4}-\d\d)-(?=\d{1,4}[/.]\d)|(?:(?<=\d-\d)|(?<=\d-\d\d))-(?=20\d\d-\d)|(?<=\d:\d\d)-(?=\d)"
)


def _half_day(match: re.Match[str]) -> str:
    """`3:30 p m`, `330 p.m.`, `ten a. m.`."""
    return f"{match[1] or match[2]}m"


_DIGITS = {"one": "1", "three": "3", "four": "4", "five": "5", "six": "6"}
_DIGIT = "|".join(_DIGITS)
# A phone writes what it hears: `gpt five mini`, `g p t four o`, `gpt four point one`.
_SPOKEN_MODEL = rf"\bg\.? ?p\.? ?t[ -]({_DIGIT})(?:[ -]point[ -]({_DIGIT}))?(?:[ -](o))?(?=\W|$)"


def _model(number: str, part: str | None, omni: str | None) -> str:
    point = f".{_DIGITS[part.lower()]}" if part else ""
    return f"gpt-{_DIGITS[number.lower()]}{point}{omni or ''}"


# A greeting is no time of day: `morning! spend yesterday`.
# The bot as people type it where Slack makes no mention of it.
THE_BOT = r"@usage(?:[-_ ]?bot)?\b"
_TO_THE_BOT = Pattern(rf"(?:^|(?<=\s)){THE_BOT}[,:]?(?=\s|$)", re.IGNORECASE)
_GREETING = Pattern(
    r"^\W*(?:good\s+)?(?:morning|afternoon|evening)\s*(?:[!.]+|[^\x00-\x7f]+|,(?=\s*(?:can|could"
    rf"|{one_of('ask', 'show', 'please')})\b))\s*(?=\w)",
    re.IGNORECASE,
)
_HOUR = r"([01]?\d|2[0-3])\.([0-5]\d)"
# `9.30 - 11.00`: at least one of them is no day and month.
_POINTED_HOURS = (
    rf"(?<![\d.$€£])(?=[\d. -]*\.(?:00|1[3-9]|[2-5]\d)){_HOUR} ?(?:-|–|to|until|till) ?{_HOUR}(?![\d.]|\.\d)"
)
_DAY_OF_MONTH = r"(\d{1,2})\.(0?[1-9]|1[0-2])\.?"
_POINTED_DAYS = rf"(?<![\d.$€£]){_DAY_OF_MONTH} ?(?:-|–|to|until|till|bis) ?{_DAY_OF_MONTH}(?![\d.]|\.\d)"
_COUNT = r"\d{1,2}|two|three|four|five|six|twelve"
_DAYS = tuple(word for word in WEEKDAY if word.endswith("day"))
_ONCE = "run|job|bill|invoice|spike|peak|deploy|launch|release|incident|backfill|test|experiment|bump|jump"
_FLAGS = {"p": "project", "m": "model", "k": "key", "u": "user"}
_SIGNS = {">=": "since", "<=": "until", ">": "after", "<": "before"}  # before a date, as search queries write them
_WIDTHS = {"m": "minute", "h": "hour", "d": "day"}
_OPERATORS: tuple[tuple[Pattern, str | Callable[[re.Match[str]], str]], ...] = tuple(
    (Pattern(pattern, re.IGNORECASE), words)
    for pattern, words in (
        (r"(?<=\d)--(?=\d{4}-\d|p\d)", " to "),
        (rf"(?<!\S)--(?={ONE_KIND})", ""),
        (r"(?<!\S)[\w-]+ team\s*=\s*(?=[\w-]+(?:\s*[+,&]|\s+and\s))", ""),  # said of its parts: `team = a + b`
        (rf"(?<!\S)[-!](?=(?:{ONE_KIND})[:=])", "except "),
        (rf"(?<![\w-])({ONE_KIND})\s*(?:!=|<>)\s*", r"except \1:"),
        (rf"(?<![\w-])({ONE_KIND})\s*==?\s*(?=['\"\w])", r"\1:"),
        (r"(?<!\S)-([pmku])[ =]+(?=[\w\"'])", lambda match: f"{_FLAGS[match[1]]} "),
        (r"(?<!\S)-d[ =]+(\d{1,4})(?!\S)", r"last \1 days"),
        (r"(?<!\S)-n[ =]+(\d{1,4})(?!\S)", r"top \1"),
        (r"(?<!\S)-n[ =]+(?=[a-z\"'])", "project "),  # a namespace
        (r"(?<!\S)-t[ =]+(?=\d)", "last "),
        (r"(?<!\S)-g[ =]+(?=\w)", "by "),
        (r"(:)'([^']*)'", r'\1"\2"'),
        (
            r"(?:\b(?:date|day|time|ts|timestamp|created|updated)\s*:?\s*)?([<>]=?)\s*'?(?=\d{4}-\d)",
            lambda match: f" {_SIGNS[match[1]]} ",
        ),
        (r"\b(?:created|date|day)\s*:\s*(?=\d{4}-)", ""),
        (r"(?<!\S)(?:--)?time[-_]period\s+", ""),
        (r"(?:(?<!\S)-{0,2}|(?<=[&,]))(start|end|from|to)[-_](?:date|time|day|at|dt)\s*[=:]?\s*", r"\1 "),
        (r"&(?=(?:to|end|until|start|from)\b)", " "),
        (r"\bearliest\s*=\s*", "since "),
        (r"\blatest\s*=\s*now\b", ""),
        (r"['\"](\d{4}-\d\d-\d\d[^'\"]{0,16}|\d{1,3} \w+ ago)['\"]", r"\1"),
        (r"\b(\d{1,3})\.(minutes?|hours?|days?|weeks?|months?|years?)\.ago\b", r"\1 \2 ago"),
        (rf"\b(\d{{1,3}}),(\d)(?=\s*(?:{ONE_UNIT})\b)", r"\1.\2"),
        (
            r"(?<!over )(?<!under )(?<!above )(?<!below )(?<!than )(?<!gpt )(?<!\S)"
            r"(\d{1,2})\.(0?[1-9]|1[0-2])\.(?=[\s?!]|$)",
            lambda match: f"{int(match[1]):02}.{int(match[2]):02}.",
        ),
        (r"(?<![\w'])([ap])(?:\.\s?|\s)m\b\.?(?!\w)|(?<=\d)\s?([ap])(?:\.\s?|\s)m\b\.?(?!\w)", _half_day),
        (rf"(?<!\d )(?<!\S)-(\d{{1,4}})\s+(?=(?:{ONE_UNIT})\b)", r"last \1 "),
        (r"(?<!\S)(\d{1,2}) / (\d{1,2})(?!\S)", r"\1/\2"),
        (r"\btoday ?- ?(\d{1,3}) ?d(?:ays?)?\b", r"\1 days ago"),
        (r"\bnow ?- ?(\d{1,5}) ?([mhdw])\b(?!/)", r"now-\1\2"),
        (r"\b(\d{1,2})([ap]) ?- ?(\d{1,2})([ap])\b", r"\1\2m-\3\4m"),
        (r"\b(by|per) (week|wk) no\b(?=\.?\s*(?:$|[?,;]))", r"\1 week"),
        (rf"\bby ({ONE_UNIT}) so far\b", r"so far by \1"),
        (_POINTED_HOURS, r"\1:\2 - \3:\4"),
        (_POINTED_DAYS, lambda match: "{:0>2}.{:0>2}. - {:0>2}.{:0>2}.".format(*match.groups())),
        (r"\b(?:btwn|betwn|b/w)\b", "between"),
        (r"\b(at|between|before|until|till) ([01]?\d|2[0-4])h(?!\w)(?!.*\bago\b)", r"\1 \2:00"),
        (r"(?<=:00) (and|to|until|till|-|–) ([01]?\d|2[0-4])h(?!\w)", r" \1 \2:00"),
        (
            rf"^\W*({ONE_RHYTHM}) (?=(?:summary|recap|overview)\b)",
            lambda match: f"{RHYTHMS[match[1].lower()].about} ",
        ),
        (
            r"\b(?:the )?(week|month|quarter|year) (?:that )?(?:has |had )?just (?:ended|closed|over|passed)\b",
            r"last \1",
        ),
        (
            rf"\b({_COUNT}|nine) months (?:to|through|ended|ending) ({either(MONTH)})\b(?! ?\d)",
            lambda match: f"{match[1]} months to {monthrange(2025, MONTH[match[2].lower()])[1]} {match[2]}",
        ),
        (r"\b(?:last|latest|previous) (bill|invoice)\b(?! \d)", r"last month \1"),
        (rf"\b(last|past|previous) ({_COUNT}) (?:bills|invoices)\b", r"\1 \2 full months"),
        (_SPOKEN_MODEL, lambda match: _model(match[1], match[2], match[3])),
        (
            r"\b(three|four|five) point (one|five)\b",
            lambda match: f"{_DIGITS[match[1].lower()]}.{_DIGITS[match[2].lower()]}",
        ),
        (r"\bo[h ]?[ -](one|three|four)(?=\W|$)", lambda match: f"o{_DIGITS[match[1].lower()]}"),
        (r"(?<=\w)\[([^\[\]]*)\]", r" \1"),
        (r"\s*=>\s*", " -> "),
        (r"\b(?:i?like|matches)\s+['\"]?([\w.-]+)%['\"]?", r"\1*"),
        (r"\b(?:(?:time[ _-]?)?(?:range|frame|window)|lookback)\s*[=:]\s*(?=\d|last\b|past\b|this\b|now\b)", ""),
        (r"\bgroup_by(?:\[\])?\s*=\s*", "by "),  # as the API's own addresses have it
        (r"\bbucket_width\s*=\s*1?([mhd])\b", lambda match: f"by {_WIDTHS[match[1].lower()]}"),
        (r"\b(?:every|each|per|by) half(?:[ -]an)?[ -]hour\b", "half hourly"),
        (r"\barvo\b", "afternoon"),
        (r"(?<!\S)start\s*=\s*(?=\d)", "since "),
        (r"\b(if|had) (we|they|you)d\b", r"\1 \2'd"),
        (
            r"\b(?:i|we)(?:'ve)? (?:only )?(?:have|got|have got) \$?(\d[\d.,]*k?)(?: dollars| bucks| usd)?"
            r" (?=for |on |to )",
            r"forecast over $\1 ",
        ),
        (
            rf"\b(?:how much|what share|what part|what percentage|what percent|what %) of (?:the |our )?"
            rf"((?:(?:last|this) (?:{ONE_UNIT})|{either(MONTH)}))(?:'s|s)? (?:total )?"
            r"(bill|spend|spending|invoice|costs?|total)\b",
            r"how much of the \2 in \1",
        ),
        (
            rf"(?<!on )(?<!and )\b({either(_DAYS)})s (?=(?:[\w-]+ )?(?:{_ONCE})\b)",
            r"\1's ",  # `fridays eval run`: one day has it
        ),
        (rf"\bthis ({ONE_UNIT}) (?:or|and) (?:the )?last(?: one)?(?=\s*(?:$|[?,;]))", r"this \1 and last"),
        (r"\b(\d{1,2}|six|twelve)[ -](month|week|quarter)s? trend\b(?!.*\bby\b)", r"\1 \2 trend by \2"),
        (r"\b(spend|spent) (?:on|with|at) open ?ai\b", r"\1"),
        (r"\b(?:vs|versus|against|to|with) (?:the )?same (?:days|dates|part|point|stage) (?:in|of) (?=\w)", "vs "),
        (r"\bno\.? of (?=\w)", "number of "),
        (r"\b(check|see|find out|verify|confirm) (?:if|whether)\b", r"\1"),
        (
            r"\bwhich (?:one )?of (?:my|our|the|these) two(?= (?:is|are|was|were|has|costs?|uses?)\b.* (?:or|vs) )",
            "which",
        ),
        (r"\b(in|out|input|output|tokens?|toks?)/(?=\d)", r"\1 / "),  # `1.2k in/300 out`
        (r"\b(?:limit|head)\s+(?=\d{1,4}\b)", "top "),
        (r"\b(top|bottom)k\(\s*(\d+)\s*,", r"\1 \2 "),
        (r"\(\s*\*\s*\)|(?<=select) \*", " "),
    )
)


@lru_cache(maxsize=64)  # a question is cleaned for its reading, for its suggestions, and for the reading of each
def cleaned(text: str) -> str:
    """The text with Slack's escapes undone, and without control and invisible characters."""
    text = _GREETING.sub("", _SLACK.sub(r"\1", _TO_THE_BOT.sub(" ", text)))
    text = _SLACK_BARE.sub(lambda match: match[1] or _mentioned(match[0]), text)
    for escape, sign in (("&gt;", ">"), ("&lt;", "<"), ("&amp;", "&"), ("`", " ")):
        text = text.replace(escape, sign)
    text = unicodedata.normalize("NFKC", _POWER.sub("×", text)).translate(_QUOTES).translate(_DASHES)
    text = _as_words(" ".join("".join(map(_visible, text)).split()))
    return _DASHED.sub(" - ", " ".join(text.split()))


def _mentioned(escape: str) -> str:
    """A mention of a person stays, to be looked up or refused. Mentions of channels and of `<!here>` go."""
    return f" {escape[1:-1]} " if escape.startswith("<@") else " "


def _as_words(text: str) -> str:
    """Flags and operators of other languages, written as words: `--project=x`, `project != x`, `cost[7d]`."""
    for pattern, words in _OPERATORS:
        text = pattern.sub(words, text)
    return text


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cf", "Mn", "Me", "Sk"):
        return ""
    return " " if category in ("Cc", "Cs", "Co", "Cn", "So", "Zl", "Zp") else character
