"""Sentences as people say them, in the words that readers know; and what in them asks nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from bot.core.catalogue.words import either, listed
from bot.core.grammar.calendar_words import MONTH, WEEKDAY
from bot.core.patterns import Pattern

_KINDS = listed("projects, models, keys, api keys, users, people, teams, project, model, key, user, team")
_TURNS = listed("jump, spike, bump, peak, hike, surge, rise, increase, dip, drop, fall, change, variance, swing, delta")
_CAUSES = listed("price, prices, pricing, rate, rates, volume, volumes, usage, use, mix, traffic, quantity")
_BY_DAY = tuple(sorted({f"{day}s" for day in WEEKDAY if day.endswith("day")}))
_IS_THE = r"(?:is|was|are|were)(?: the| this| that| our)?"
_ONE = rf"(?!(?:{either(MONTH)}|today|yesterday)\b)[a-z][\w.-]*"  # a name, and no period
_CAUSE = rf"(?P<use>(?:due to |from |mostly |mainly )?\b{either(_CAUSES)}(?:,? or | vs\.? |/){either(_CAUSES)})"
_PART = r"(?:half|a third|a quarter|two thirds|most|\d{1,2} ?%|\d{1,2} percent)"
_SPENT = r"(?:bill|spend|spending|costs?|usage|total)"
_SHORT = r"(?:a|one|two|three|1|2|3|a few|a couple of)(?: short)?"
_MOVED = r"\b(moved|changed|grew|went up|went down|rose|fell|dropped|jumped)\b"
_STANDS = r"(?:sit|be|go|live|count|land|show|appear)(?: (?:in|on|under|with|as part of|against))?"


class Plain(NamedTuple):
    """What a line asks in plain words, and what was said beside it."""

    text: str
    beside: tuple[str, ...]


# A group `use` asks nothing, and is named as such; `\1` and the like stay.
_ROWS: tuple[tuple[Pattern, str], ...] = tuple(
    (Pattern(pattern, re.IGNORECASE), plain)
    for pattern, plain in (
        # which of two figures: a bill is what is shown wherever there is one
        (
            r",?\s*\b(?:billed|invoiced)(?:,| and| but)? not (?:the )?(?:estimated?|estimates|projected|forecast)\b",
            " billed",
        ),
        # what is asked of the product's own rules is no part of a period: `cutoff is midnight utc right?`
        (
            r"[,;–—-]+\s*(?P<use>(?:and |so )?(?:the |your |our |a )?(?:cut[- ]?off|day|month|week|bill|it|that|this)"
            r" (?:is|are|starts?|ends?|begins?|closes?|runs?|counts?|cuts off)\b[^,;?]*,? "
            r"(?:right|correct|yes|no|yeah|isn'?t it))\s*\?*$",
            "",
        ),
        # what a page of somebody else says
        (
            r"(?P<use>\b(?:invoiced|billed|charged) (?:us |me )?\$?\d[\d.,]*\d(?: ?(?:usd|dollars))?)(?= for\b| in\b)",
            "cost",
        ),
        (
            r"[,;–—-]+\s*(?P<use>(?:does|do|did|is|will) (?:that|this|it|they|these|those|we|both) "
            r"(?:tie|match|agree|reconcile|fit|square|line up|tally)\b[^,;?]*)\??$",
            "",
        ),
        # a word for names that follow in brackets
        (r"(?P<use>\bnon[- ]?[a-z]+)(?=\s*\((?:[^()]*(?:[+,&]| and )[^()]*)\))", ""),
        (r"\baudio(?=\s*\(\s*whisper\b[^()]*\))", ""),
        # which kind of rows is meant, and which is not
        (rf"[,;]+\s*(?P<use>(?:\w+ )?(?:{either(_KINDS)}),? not (?:the )?(?:{either(_KINDS)}))\s*[?.!]*$", ""),
        # sums of rows beside their whole
        (
            r"\b(?:reconcile|tie out|tie|foot|match|compare) (?:the |our )?"
            r"(project|model|key|user|team)s?(?:'s)? totals? (?:to|with|against) "
            r"(?:the |our )?(?:(?:org|organi[sz]ation|overall|grand|company|whole) ?)+totals?\b",
            r"total by \1",
        ),
        # why: its price or its volume, and a jump that is pointed at
        (
            rf"^{_IS_THE} {either(_TURNS)} (?:in|on|of|for) (?P<rest>{_ONE})\s*{_CAUSE}\W*$",
            r"why this month \g<rest>",
        ),
        (rf"^{_IS_THE} {either(_TURNS)} (?:(?:in|on|of|for) )?(?P<rest>.*?)\s*{_CAUSE}\W*$", r"why \g<rest>"),
        (
            rf"^(?P<use>(?:(?:is it |is that )?(?:a )?one[- ]off or \w+|recurring or (?:a )?one[- ]off)\??[,;]?\s*)?"
            rf"(?:that|this) (?:{either(_TURNS)}) (?=(?:on|of|in|last|yesterday|at|around)\b)",
            "why ",
        ),
        # a share that somebody claims
        (
            rf"^(?:so |is |are )?(?P<use>(?:about |roughly |still )?{_PART}) of (?:our |the |all )?{_SPENT} "
            r"(?:is|are|was|goes to|comes from|on|from|still) (?=[a-z\d])",
            "what share of the bill is ",
        ),
        (
            rf"^(?:is )?(?P<rest>[\w.:-]+) (?:is )?(?P<use>still (?:about |roughly )?{_PART}) of (?:our |the )"
            rf"{_SPENT}\b(?:,? or (?:has|did|is) it [^,;?]*)?",
            r"what share of the bill is \g<rest>",
        ),
        (rf"\b({either(_BY_DAY)}) only (?:for |over |in |of )?(?=(?:the )?(?:last|past) \d+)", r"by day \1 only "),
        # how long the answer is to be, and whom it is for
        (rf",?\s*\b(?P<use>in {_SHORT} (?:sentences?|lines?|words|bullets?|bullet points))\b,?", ""),
        (r"(?P<use>\b(?:1|one|2|two)[- ]lin(?:e|er)s? )(?=(?:summary|recap|overview|update)\b)", ""),
        (r"(?P<use>\bfor (?:my|our|the|a) (?:1:1|one[- ]on[- ]one|1-1|1on1)(?: (?:w|with|w/) \w+)?)", ""),
        # `materiality is $50, …`: the amount that is meant by `more than that`
        (
            r"^(?:our |the )?(?:materiality|threshold|limit)(?: threshold| level)? (?:is|of|=|:) "
            r"\$?(?P<sum>\d[\d.,]*k?)(?: ?(?:dollars|usd|bucks))?[,;:. ]+"
            r"(?P<rest>.*\b(?:than|over|above|by)) (?:that|this|it)\b(?P<tail>.*)$",
            r"\g<rest> $\g<sum>\g<tail>",
        ),
        (
            rf"{_MOVED}(?P<rest>[^,;?]*?) (?:since|from|on) last (month|week|quarter)\b(?! (?:on|by|to|until)\b)",
            r"\1\g<rest> this \3 vs last \3",
        ),
        (
            r"\bthat (?:can(?:'?t|not)|could(?: not|n'?t)|(?:are|is)(?: not|n'?t)) (?:be )?"
            r"(?:allocated|assigned|attributed|mapped|tied|traced) to (?:a|any) project\b",
            "without a project",
        ),
        (r"\bw/o\b", "without"),
        (rf"(?P<use>\bshould {_STANDS} [\w-]+,? not [\w-]+)", ""),
        # a part of the rows that the rows have anyway
        (r"[,;]+\s*(?P<use>(?:incl\.?|including|inclusive of) [\w-]+)\W*$", ""),
    )
)


def said_plainly(text: str) -> Plain:
    """The line in words that readers know, and the parts of it that ask nothing, as they were typed."""
    beside = list[str]()
    for pattern, plain in _ROWS:
        found = pattern.search(text)
        if found is None:
            continue
        changed = " ".join((text[: found.start()] + found.expand(plain) + text[found.end() :]).split()).strip(" ,;")
        if changed:
            text = changed
            beside += _named(found)
    return Plain(text, tuple(beside))


def _named(found: re.Match[str]) -> Iterator[str]:
    said = found.groupdict().get("use")
    if said:
        yield said.strip(" ,;")
