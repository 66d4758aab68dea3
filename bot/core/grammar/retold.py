"""Questions told as stories, in plain words: `switched search from gpt-4.1 to gpt-5-mini on nov 9, savings so far`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.core.catalogue.words import either, listed
from bot.core.grammar.calendar_words import WEEKDAY
from bot.core.patterns import Pattern

_DAY = either(tuple(WEEKDAY))
_NAME = r"[\w.-]+"
_ABOUT = r"(?:abt|about|around|roughly|approx\.?|approximately|~)? ?"
_CALLS = r"(?:calls|requests|reqs)"
_IS = r"(?:is|are|was|were|has been|have been)"
_FLAT = either(listed("flat, steady, stable, constant, unchanged, the same, level, not up, not changed"))
_ODD = either(listed("off, weird, odd, wrong, strange, funny, fishy"))
_SUM = r"\$?\d(?:[\d.,]*\d)?k?(?: (?:bucks|dollars|usd))?"
_NO_CACHE = r"(?:w ?/ ?o|without|with no) (?:the |any )?cach(?:e|ing)"


@dataclass(frozen=True, slots=True)
class _Story:
    """How something is told, the plain words for it, and the group of what they do not answer."""

    told: Pattern
    plain: str
    beside: str = ""


def _story(told: str, plain: str, beside: str = "") -> _Story:
    return _Story(Pattern(told, re.IGNORECASE), plain, beside)


STORIES = (
    _story(r"(?<!\S)(?P<json>--json|(?:--format|--output|-o)[= ]json)(?!\S)", "", "json"),
    _story(
        rf"(?P<flat>(?:requests|calls|reqs|traffic|volume|tokens|request count)(?: {_IS}| stayed| remained)?"
        rf" {_FLAT})(?:,|;| but| yet| while| whereas| and)+ (?P<rest>(?:the )?(?:costs?|spend|spending|bill)\b)",
        "{rest}",
        "flat",
    ),
    _story(
        rf"(?P<ratio>(?:input|prompt)(?: ?[:/] ?| to |-to-| )(?:output|completion)s? ratio) (?P<of>.*?)"
        rf"(?P<odd>(?:looks?|is|seems?|feels?) {_ODD})[,;.?]+ (?P<fat>(?:has|have|is|are|did) (?:the|our) prompts? .*?)"
        r"(?P<since> since .*)?$",
        "{ratio} {of}{since} by week",
        "fat",
    ),
    _story(rf"(?P<name>{_NAME}) is doing what\b[?! ]*", "{name} "),
    _story(
        r"(?P<more>\d+(?:\.\d+)?x (?:the |our |its |my )?(?:usual|normal)(?: [a-z]+day)?),? "
        r"(?:break (?:it|this|that) down|explain|why|what'?s going on|what happened)",
        "why",
        "more",
    ),
    _story(
        rf"\bof (?:the|that|our|my) [\w -]{{3,24}}? (?:on )?(?P<day>{_DAY})\s*[,;:(]+ ?(?:it|that|this) (?:was|is|ran)"
        rf" (?:as |on |under )?(?P<name>(?:(?:key|project|user|model) )?{_NAME}) (?:from )?{_ABOUT}(?P<from>\d\d?:\d\d)"
        rf" (?:till|until|to|-) {_ABOUT}(?P<to>\d\d?)(?:ish|:00|h)? ?(?P<later>{_DAY})\)?",
        "of {name} from {day} {from} till {later} {to}:00",
    ),
    _story(
        rf"^(?:we |i )?(?:switched|moved|migrated) (?P<name>{_NAME}) from (?P<old>{_NAME}) to (?P<new>{_NAME}) on"
        r" (?P<day>[\w ]+?)[,;.:]+ ?(?:and |so )?(?:show me |what(?:'?s| is| are) )?(?:the |our )?(?:sav(?:ings?|ed))"
        r"(?: so far| since)*(?P<net> net of .*)?$",
        "what would {name} {new} since {day} have cost on {old}",
        "net",
    ),
    _story(
        rf"cost of (?P<one>(?:a|one) (?:single )?[\w-]+) ?\({_ABOUT}(?P<count>\d+ {_CALLS}) (?:of|on|to|with)"
        rf" (?P<model>{_NAME})\) (?:going by|based on|using|from) (?P<when>(?:last|this|past) \w+?)'?s?"
        r" (?:average|avg)",
        "cost per request {model} {when}",
        "count",
    ),
    _story(
        r"\b(?:did|has|have) (?:any ?one|any ?body|some ?one|some ?body) (?:create|make|add|mint|generate)(?:d|ed)?"
        r" (?:a |any |some )?(?:new )?(?P<thing>key|project)s?\b",
        "new {thing}s",
    ),
    _story(r",? ?(?P<spends>that'?s already (?:spending|spent|costing|used)(?: money)?)\s*\??$", "", "spends"),
    _story(
        r"(?:^|(?<=[,;] ))(?P<test>(?:the |our |my |a )?(?:load ?test|backfill|test|demo|job|run|rehearsal)"
        rf" (?:went|ran|was|lasted|happened)) (?=(?:from |between )?\d)"
        rf"(?!.*\b(?:yesterday|today|last|{_DAY}|\d{{4}}-\d)\b)",
        "today ",
        "test",
    ),
    _story(r",? ?(?:give|show) me (?:just|only) (?:that|this|the) (?:window|slot|range|period|time)\b", ""),
    _story(
        r"(?:,| and|;) ?(?:subtract|minus|less|deduct|take off) (?:what'?s|what is|the) (?:normal|usual|baseline)\b",
        " vs same time last week",
    ),
    _story(
        rf"(?P<share>how (?:much|many) of [^,?]*? {_IS} cached(?: input| tokens)*),? (?:and|&) how much (?:would|will)"
        rf" (?:it|that|the bill) (?:be|have been|cost) {_NO_CACHE}",
        "what would the bill this month have been without caching",
        "share",
    ),
    _story(
        r"(?<=realtime )(?P<unit>(?:audio )?(?:minutes|seconds|hours|mins)) or (?P<kept>tokens|cost|dollars)"
        r"(?:,? (?:whatever|whichever|what) (?:you|u) (?:have|got))?",
        "{kept}",
        "unit",
    ),
    _story(
        r"^(?P<what>[^?]{3,60}?),? (?:do|does) (?:these|this|they|it|those) show up(?: anywhere)?\?*,?"
        r" (?:as )?line items?\??$",
        "this month by line item",
        "what",
    ),
    _story(
        rf"(?<=\w )(?P<said>(?:says|claims|thinks|reckons) [^,]*?{_SUM}, (?:and |but )?(?:i|we) (?:say|think)"
        rf" {_SUM}(?:, ?who'?s right|, who is right)?)"
        r",?(?: it was)?",
        "",
        "said",
    ),
    _story(
        r"(?:image gen(?:eration)?s?[:,]? )?how many (?:pics|pictures|images)(?: did we (?:make|generate|create))?,?"
        r"(?: (?P<sizes>(?:what|which) sizes?),?)? (?:and )?how (?:much|many) (?:\$+|dollars|money|did they cost)",
        "images and cost",
        "sizes",
    ),
    _story(r",? (?:and )?(?P<flag>(?:flag|mark|highlight) (?:the )?deprecated(?: ones| models)?)\b", "", "flag"),
    _story(r",\s*(?P<use>(?:as )?(?:candidates?|a shortlist|contenders) (?:for|to) [\w ]{3,30})\s*$", "", "use"),
    _story(
        r"(?:\$|cost|dollars|usd) ?(?:/|per|an) ?(?:hr|h|hour) (?:burn|rate|spend|cost)s? (?:rate )?"
        r"(?:rn|right now|now|atm|currently)\b",
        "cost by hour last 6 hours",
    ),
    _story(
        rf"^(?P<event>(?:we |i )?(?:rolled back|deployed|shipped|released|fixed it)) at (?P<at>\d\d?:\d\d)[,;.:]+ ?"
        rf"(?:has|did|is) (?P<what>{_NAME}(?: {_NAME})?) (?:come|gone|go|dropped|drop|back|fallen) .*?to where it was"
        rf" (?:on )?(?P<day>{_DAY}|yesterday)\??$",
        "{what} today {at} to now vs {day} {at} to {clock}",
        "event",
    ),
    _story(
        rf"^is (?P<name>(?:(?:key|project) )?{_NAME}) (?:actually |really |even )*(?:hitting|using|on|running on)"
        r" (?:the )?batch(?: api)?,? or (?:are we |is it |do we )?(?:still )?(?:paying|pay|at|on) (?:the )?full price",
        "{name} by batch",
    ),
    _story(
        r",? ?(?P<hour>at the top of the hour(?: (?:vs|versus|and) the rest(?: of (?:the hour|it))?)?)",
        "",
        "hour",
    ),
    _story(r"\b(?P<env>staging|prod|production|live|test) (?:env|environment)\b", "{env}"),
)

# Of a project that OpenAI itself made, unless one is called so.
DEFAULT_PROJECT = Pattern(
    r"[?.,;]\s*(?P<use>(?:is there |or |and )?anything (?:that'?s |that is |thats )?"
    r"(?:landing|ending up|going|showing up|left|stuck) in (?:the |our )?default(?: project)?)\s*\??\s*$",
    re.IGNORECASE,
)


def retold(text: str, clock: str) -> tuple[str, tuple[str, ...]]:
    """The line in plain words, and what of it they do not answer, as it was typed. `clock` is now, as `14:05`."""
    beside = list[str]()
    for story in STORIES:
        found = story.told.search(text)
        if not found:
            continue
        said = {name: value or "" for name, value in found.groupdict().items()}
        rest = text[: found.start()] + story.plain.format(**said, clock=clock) + text[found.end() :]
        if rest.strip(" ,;.?!"):
            text = rest
            beside += [said[story.beside].strip()] if said.get(story.beside) else []
    return text, tuple(beside)
