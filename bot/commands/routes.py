"""Which command a line is for: rules in order, each named by what the line says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, partial

from bot.commands import route_words as give
from bot.commands.request import Command
from bot.commands.route_words import Said
from bot.commands.table import COMMANDS
from bot.core.alerts.ack_words import ACKNOWLEDGED, QUIET
from bot.core.catalogue.words import either, listed
from bot.core.grammar import meaningful_words
from bot.core.grammar.limits import OVER, UNDER
from bot.core.grammar.price_sums import A_MODEL
from bot.core.grammar.vocabulary import MONTH, ONE_WEEKDAY, RHYTHMS
from bot.core.grammar.wish_patterns import wish_pattern
from bot.core.patterns import Pattern
from bot.core.time_units import UNITS_OF_TIME


def first_word(text: str) -> str:
    return next(iter(text.lower().split(maxsplit=1)), "").rstrip(":,")


def after_first(text: str) -> str:
    return text.strip()[len(first_word(text)) :].lstrip(":,").strip()


def _verb(words: Iterable[str]) -> str:
    return rf"(?:{either(words)})[:,]*(?!\S)"


_MAY_BEGIN_A_BUDGET = ("new", "notify", "alert")
_PERIODS = (
    "yesterday",
    "last",
    "past",
    "previous",
    "prior",
    "ago",
    *(word for unit in UNITS_OF_TIME for word in unit.to_date),
)
_LOOKING = listed(
    """
    on it, looking at it, looking into it, taking a look, having a look, checking it, checking, handling it, taking care
    of it, working on it, investigating
    """
)
# What is said around a wish for the answer that stands there, and nothing else.
_WISHING = either(
    listed(
        """
        can, could, may, i, we, to, would, like, love, want, need, please, pls, get, have, see, receive, send, post,
        give, show, share, do, make, repeat, run, schedule, me, us, u, you, i'd, we'd, lets, let's, now, and, ok, okay,
        great, nice, cool, thanks, yes, hey, in, here, into, this channel
        """
    )
)
_RATE = (
    r"(?P<rate>\$?\d[\d.,]*[km]?\s*(?:\$|usd|dollars?|bucks)?\s*"
    r"(?:(?:/|per|an?|each|every)\s*(?:day|week|month|mo|quarter)\b|daily\b|weekly\b|monthly\b|quarterly\b))"
)
_SLOTS = {
    **{f"verb {one.verb}": _verb(one.words) for one in COMMANDS},
    "another verb": _verb(word for one in COMMANDS[1:] for word in one.words if word not in _MAY_BEGIN_A_BUDGET),
    "figure": r"\d",
    "dollars": r"(?:\$\s*\d|\d[km]?\s*(?:\$|usd|dollars?|bucks|/|a\s|per\s|an?\s))",
    "sum": r"(?:\$\s*\d[\d.,]*[km]?|\d[\d.,]*[km]?\s*(?:\$|usd|dollars?|bucks))",
    "number": r"\d[\d.,]*[km]?",
    "name": r"(?!\d)\S+",
    "word": r"\S+",
    "nothing": "",
    "rhythm": either((*RHYTHMS, "quarterly", "yearly", "annual")),
    "level": either(listed("level, levels, alert, alerts, threshold, thresholds, warning, warnings")),
    "owner": r"(?P<owner>@?[a-z][\w.@-]*)",
    "percent": r"\d{1,4}\s*(?:%|percent|pct)",
    "plus": r"[+-]\s*\$?\d",
    "list": _verb(("list", "budgets")),
    "what": either(listed("what, what's, whats, which, anything, something, the, our, all")),
    "what time": r"\b(?:what\s+time|when)\b",
    "days": r"(?P<days>.+)",
    "wanted": r"(?P<wanted>(?:(?:daily|weekly|monthly)\s+)?(?:digest|report|summary)\b.*)",
    "whose": r"(?P<whose>.+?)",
    "a name": r"(?P<whose>[\w.@-]+)",
    "channel": r"(?P<channel><#[^>]+>|#[\w-]+)",
    "hour": r"\d{1,2}(?::\d\d)?\s*(?:am|pm)?\b",
    "went off": either(listed("fire, fired, go off, went off, gone off, trigger, triggered, sent, come, came, posted")),
    "wish for": either(listed("get, have, receive, want, like, need, subscribe me to, sign me up for, subscribe to")),
    "weekday": rf"\b{ONE_WEEKDAY}\b",
    "month": rf"\b(?:{either(MONTH)})\b",
    "period": rf"\b(?:{either(MONTH)}|{either(_PERIODS)}|(?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?|q[1-4])\b",
    "rate": _RATE,
    "seen": either(listed("seen it, saw it, got it, noted, on it, i'm on it, im on it, looking at it, taking it")),
    "got": either(listed("got, saw, seen, i got, i saw, i've seen, ive seen, i have seen, we got, we saw")),
    "looking": rf"(?:i'?m|i am|we'?re|we are|am)?\s*{either(_LOOKING)}",
    "acknowledged": ACKNOWLEDGED,
    "quiet": QUIET,
    "should go": r"(?:should|must|need\s+to|have\s+to|ought\s+to)\s+(?:go|be\s+sent|be\s+posted|post|come|land)",
    "may we": r"(?:can|could|should|may)\s+(?:we|i)",
    "i or we": r"(?:i|we|you|this\s+channel)",
    "levels": r"(?P<levels>\d{1,3}%?(?:\s*[/,]\s*\d{1,3}%?){1,5})",
    "then": r"(?P<then>.+)",
    "wished": rf"{_WISHING}(?:[\s,!.]+{_WISHING})*",
    "that": r"(?:that|this|it|these|those|(?:the\s+)?same(?:\s+(?:thing|one|numbers|report))?)(?:\s+(?:again|here))?",
    "at most": either(listed("max, maximum, at most, no more than, not more than, capped at, up to, max out at")),
    "posted": either(listed("go, goes, posted, sent, land, come, show up, get posted, get sent")),
    "page": rf"\b{either(('over', 'exceeded', 'owner', 'owners', 'owned', 'changes', 'history', 'without', 'with'))}\b",
    "limit": either((*OVER, *UNDER, "at", "near", "close to")),
    "price": r"\b(?:prices?|pricing|rates?)\b",
    # `gpt-5`, `gpt-5 and o3`: of models alone, and nothing about a time
    "models": rf"(?P<models>{A_MODEL}(?:(?:\s*,\s*|\s+and\s+|\s+){A_MODEL})*)\s*\??",
}


@cache
def _compiled(pattern: str) -> Pattern:
    return wish_pattern(pattern, _SLOTS)


_LONGEST = 1000  # characters; a wish is short, and what was pasted is looked at by its first word alone


@dataclass(frozen=True)
class Route:
    """
    A line that says `pattern` is for the command `verb`, unless it says one of `unless`.

    `gives` makes the words for the command; None where the rule does not mean the line after all.
    """

    pattern: str
    verb: str
    gives: Callable[[Said], str | None]
    unless: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for pattern in (self.pattern, *self.unless):
            _compiled(pattern)

    def words(self, line: str) -> str | None:
        """The words for the command; None for a line that is not for it."""
        if len(line) > _LONGEST and not self.pattern.startswith("<verb") and self.pattern != "…":
            return None
        found = _compiled(self.pattern).fullmatch(line)
        if found is None or any(_compiled(one).fullmatch(line) for one in self.unless):
            return None
        return self.gives(Said(line, after_first(line), found))


# Beside a page's word they ask for no other one.
_LATELY = (
    *("today", "yesterday", "last", "night", "recent", "recently", "lately", "week", "hour", "new", "more"),
    *("my", "me", "mine", "our", "open", "active", "there", "some", "yet", "team", "still"),
)
_PAGE = {word: one for one in COMMANDS if one.is_page for word in one.words}


def _alone(said: Said, *, page: Command) -> str | None:
    """`are there any alerts?`: a sentence with a page's word, and no other one that says something."""
    asked = {_PAGE.get(word) for word in meaningful_words(said.line, _PAGE) if word not in _LATELY}
    return "" if asked == {page} else None


# `how is the $500 budget?` asks; a line with another first word is what that says.
_NO_WISH = ("<another verb> …", "<ask> …", "… ?")
_TOLD = "[<politely>]* <alert>|<tell> … <when> … <figure> …"
_OF_A_REPORT = ("… <report>|thing|post|message|summary|update|recap …",)
_BESIDE_A_BUDGET = ("… over|above|under|below|near|last|past|every|each|at …",)
_OF_ROWS = (  # `keys at most $5 a day` asks which ones those are
    "all|any|projects|keys|models|users|people|teams|days|weeks|months|hours|cost|spend|tokens|requests|average …",
    "… <period> …",
)
# `set a budget of $500 a month for search`, `100 dollars budget for search`; `ping me if search goes over 20 usd`: to
# be told of an amount is a budget.
_WISHES_OF_A_BUDGET = (
    ("[<politely>]* limit|cap <name> … <figure> …", ()),
    ("[<politely>]* <make> … <figure> … limit|cap …", ()),
    ("[<politely>]* <make> … limit|cap … <figure> …", ()),
    ("[<politely>]* new [<word>] <budget> …", ()),
    ("[<politely>]* <make>|<change>|<move>|<delete>|<lower>|<multiply> … <budget> …", ()),
    ("[<politely>]* i|we <not wanted> … <budget> …", ()),
    ("[<politely>]* <rhythm> <sum> [limit|cap|ceiling|maximum] for|on …", ()),
    ("[<politely>]* <make> [a|an] <rhythm> <number> …", ()),
    ("[<politely>]* <number> per|a|each|/ day|week|month|mo|quarter|year for|on <name> …", ()),
    ("<name> <at most> [of] <rate> … <alert> …", ()),
    ("[<politely>]* <change>|<make>|<move> … from|to|into <rhythm> …", _OF_A_REPORT),
    ("[<politely>]* <alert>|<tell> <channel> …", ()),
    ("[<politely>]* <not to> <alert>|alerting|pinging|warning|notifying [me|us] at <figure> …", ()),
    ("… <budget> … <dollars> …", ()),
    ("… <dollars> … <budget> …", ()),
    ("… <budget> [<word>] [<word>] <number>", _BESIDE_A_BUDGET),
    ("[<politely>]* [<make>] <name> [<word>] [to|at] <at most> [of] <rate> [<please>]", _OF_ROWS),
    ("[<politely>]* <make> <name> [<word>] to|at <rate> [<please>]", _OF_ROWS),
    ("<rhythm> <budget> [of] <number> …", ()),
    ("<number> <rhythm> for|on <name> …", ()),
    ("everyone|everybody <number> …", ()),
    ("[<politely>]* give <name> <number> more|extra …", ()),
    ("… <budget> should be|become|go|stay <number> …", ()),
    ("… <budget> <number> from|starting|as <word> …", ()),
    ("… <budget> <plus> …", ()),
    (
        "[<politely>]* <change>|<make> [the|a|an|our] [<word>] <level> … <figure> …",
        (),
    ),
    (
        "[<politely>]* <make>|<delete>|<stop> [the|a|an|our|another] <percent> <level> …",
        (),
    ),
    (
        "[<politely>]* <send>|<move>|put|route … alert|alerts [of|for] [<word>] in|to <channel> …",
        (),
    ),
    (_TOLD, ()),
    ("[<politely>]* [also] <alert> [me|us] [only|again] at <figure> …", ()),
)

_ONE_OF_THEM = "thing|one|post|message|summary|update|report"
_OF_BUDGETS = ("… <budget> …",)
_ALERTS_GO_TO = tuple(
    Route(f"[<politely>]* {one} to|into|in <channel>", "budget", give.alerts_go_to)
    for one in (
        "<send>|<move>|route|direct <whose> alert|alerts|warnings",
        "<send>|<move>|route|direct alert|alerts|warnings for|of <whose>",
        "<change>|<make>|<move> [the] channel of|for <whose>",
        "[the|all] alert|alerts|warnings|pings for|of|about|on <whose> <should go>",
        "[the|all] <whose> alert|alerts|warnings <should go>",
    )
)

_WHERE_ALERTS_GO = tuple(
    Route(f"{where} do|does|will|are|is {alerts} <posted> …", "ask", give.owner_of)
    for where in ("where", "which|what channel")
    for alerts in (
        "[the|our|all] alert|alerts|warnings|pings for|of|about|on <whose>",
        "[the|our|all] <whose> alert|alerts|warnings|pings",
    )
)
_QUIET = (
    *(
        Route(f"{line} [from now] <until>|for <then>", "snooze", give.quiet)
        for line in (
            "[<politely>]* <quiet> [about|on|for|over|from] [the] <whose> [alert|alerts|budget]",
            "… alert|alerts|ping|warning about|for|on|of [the] <a name> … <quiet> [about|on|for|over] it|this|that",
        )
    ),
    Route("[<politely>]* <quiet> about|over [the] <whose>", "snooze", give.named, ("… <until> …",)),
)
_ACKNOWLEDGED = (
    Route("<acknowledged>", "ack", give.nothing),
    *(
        Route(f"[<politely>]* {line}", "ack", give.named, ("… ?",))
        for line in (
            "[<thanks>] <seen> ack|acknowledge [the] <whose> [alert] [<thanks>]",
            "<got> [the|that] alert for|of|on|about <whose> [and] <looking> [<thanks>]",
            "<got> [the|that] <whose> alert [and] <looking> [<thanks>]",
        )
    ),
)

ROUTES = (
    *_WHERE_ALERTS_GO,
    *_ACKNOWLEDGED,
    *_QUIET,
    Route(
        "did|has|have|who [anyone|someone|somebody|anybody] ack|acked|acknowledge|acknowledged …",
        "alerts",
        give.nothing,
    ),
    Route(
        "[<politely>]* [<may we>] <raise> [the|our] <whose> [budget] to <rate> [<then>]",
        "raise",
        give.raised,
        ("how|what|which|who|why|when …",),
    ),
    Route("<levels> for|on [the] <whose> [<please>] [not|instead|rather …]", "budget", give.levels_of),
    Route(
        "[<politely>]* <make>|<change> <owner> [as|the|be]* owner of|for [the] <whose>",
        "budget",
        give.owned_by,
        ("… ?", "… and|, …"),
    ),
    Route(
        "what|which <report> do|does|did|am|are|is|will [<i or we>] get|getting|receive|receiving|send …",
        "reports",
        give.nothing,
    ),
    Route("[<wished>] <that> <every> <then>", "every", give.that_again),
    Route("[<politely>]* <lower> [the|our] <whose> to <rate> [<please>]", "lower", give.lowered, _NO_WISH),
    Route(
        "[is|are|<show>] [<what>] [alerts] [is|are] snoozed|muted [alerts|now] …",
        "alerts",
        give.nothing,
        ("… <figure> …",),
    ),
    Route("who gets|is pinged|alerted|notified|warned|told for|about [the] <whose>", "ask", give.owner_of),
    Route("…", "about", give.to_the_bot),
    Route("every|each project|model|key|user|team|person …", "ask", give.whole),
    Route("every|each <word> …", "ask", give.each_of_the_past),
    Route("why … i|we get|got|receive|received … alert|alerts|warning|ping …", "alerts", give.nothing),
    Route("<verb budgets> [that are] <limit> <figure> …", "ask", give.whole),
    Route("<verb budgets> … <period>|<page> …", "ask", give.whole),
    Route("<verb alerts> … <period>|today|tonight|week|month …", "ask", give.whole),
    Route("<verb increase> … <until> …", "raise", give.rest),
    Route("<verb digest> <every> <days>", "every", give.on_days),
    Route("<verb digest> …", "every", give.scheduled),
    Route("<verb reports> …", "every", give.scheduled_after),
    Route("[<politely>]* <start> [the|a|our|my] <wanted>", "every", give.started),
    Route("…", "raise", give.extra, _NO_WISH),
    *_ALERTS_GO_TO,
    Route("[<politely>]* switch … <budget> … from|to|into <rhythm> …", "budget", give.switched, _OF_A_REPORT),
    *(Route(one, "budget", give.whole, (*_NO_WISH, *unless)) for one, unless in _WISHES_OF_A_BUDGET),
    Route("…", "budget", give.plain_budget, _NO_WISH),
    *(
        Route(f"<verb {one.verb}> …", one.verb, give.rest, ("<verb increase> from|between|since|in|of … <month> …",))
        for one in COMMANDS[1:]
        if one.words
    ),
    Route(
        "[what|what's|whats|<show>|<tell>] [is|are] [me] [the] [list|current] <price> [of|for] <models>",
        "prices",
        lambda said: said.found["models"],
    ),
    Route("how do|can|to|should … ask|use|set|work …", "help", give.nothing),
    Route("what [else] can you|u|i|it …", "help", give.nothing),
    Route("[<politely>]* <pause>|<stop> … alert|alerts|alerting|pings …", "alerts", give.nothing, ("… <figure> …",)),
    Route("[<politely>]* <stop> [the|my|our] daily|weekly|monthly …", "reports", give.stopped),
    Route(
        "[<politely>]* <make>|<move> [the|my|our] daily|weekly|monthly … in|to|into|on …",
        "reports",
        give.changed,
        ("… <figure> …", "… <budget> …"),
    ),
    Route(
        "[<politely>]* <move>|<change>|<pause> my|our|the [daily|weekly|monthly] <weekday> …",
        "reports",
        give.changed,
        ("… <budget> …",),
    ),
    Route(
        "[<politely>]* <move>|<change> my|our [daily|weekly|monthly] thing|one|post|message|summary|update … to …",
        "reports",
        give.changed,
        ("… <budget> …",),
    ),
    Route("what do|did i|we have|has scheduled …", "reports", give.nothing),
    Route("what|which <report> … channel|here …", "reports", give.nothing),
    *(
        Route(f"{seen} [the|this|that] <whose> {one}", "ack", lambda said: said.found["whose"])
        for seen, one in (
            ("got|on it ack|acked|acknowledge|acknowledged", "[one|alert|budget]"),
            ("[i|we|have]* acked|acknowledged", "one|alert"),
        )
    ),
    Route(
        "what|which <report> go|goes|run|runs|come|comes|get|are|is|land [posted|sent] to|in|here …",
        "reports",
        give.nothing,
    ),
    *(
        Route(
            f"[<politely>]* {wish} my|our|the <hour>|daily|weekly|monthly {_ONE_OF_THEM} …",
            "reports",
            gives,
            _OF_BUDGETS,
        )
        for wish, gives in (("<move>|<change>|<pause>", give.changed), ("<stop>", give.stopped))
    ),
    Route("[<politely>]* turn|switch my|our|the [daily|weekly|monthly] <report> off", "reports", give.stopped),
    Route(
        "[<politely>]* <stop> [the|my|our] [daily|weekly|monthly] <weekday> …",
        "reports",
        give.stopped,
        ("… <budget> …", "… <figure> …"),
    ),
    Route("<ask>|<show> … alert|alerts … <period>|today|tonight|weekend|week|month …", "ask", give.whole),
    Route("did|which|what|any|have|has|were|was|how … alert|alerts … <went off> …", "alerts", give.nothing),
    Route("unsnooze|unmute …", "alerts", give.nothing),
    Route("… <wish for> [the|a|our] [daily|weekly|monthly] digest [too|also|please]", "every", give.digest_of),
    Route("[<politely>]* skip|postpone … <report> …", "reports", give.changed),
    Route("… <stop> … <report> …", "reports", give.stopped),
    Route("… <stop>|quit sending|posting|reporting …", "reports", give.stopped),
    Route("… <report> … scheduled …", "reports", give.nothing),
    Route("what|which [<word>] do you <send> …", "reports", give.nothing),
    Route("sched ls|list …", "reports", give.nothing),
    Route("scheduled <report>|things|questions …", "reports", give.nothing),
    Route("next run|runs", "reports", give.nothing),
    Route("<what time> do|does|is|are|will … <report> …", "reports", give.nothing),
    Route("what|what's|whats [is] scheduled …", "reports", give.nothing),
    Route("[<politely>]* <change>|<move>|<pause> … <report> …", "reports", give.changed),
    Route("…", "every", give.scheduled),
    *(Route("…", page.verb, partial(_alone, page=page)) for page in dict.fromkeys(_PAGE.values())),
    Route("…", "ask", give.whole),
)

# Of words about budgets alone, as `/budget` gets them: without a verb they are a budget to set, or a question.
ROUTES_OF_BUDGETS = (
    Route("left|remaining|used|spent|vs|against <word> …", "ask", lambda said: f"budget {said.line}"),
    Route("<nothing>", "budgets", give.nothing),
    Route("history|changes|owner|owners …", "ask", lambda said: f"budget {said.line}"),
    Route("<list> … <period>|<page> …", "ask", lambda said: f"budgets {said.after}"),
    Route("<list> …", "budgets", give.rest),
    *_ALERTS_GO_TO,
    Route("<verb increase> … <until> …", "raise", give.rest),
    *(
        Route(f"<verb {one.verb}> …", one.verb, give.rest, (_TOLD,))
        for one in COMMANDS
        if one.is_about_budgets and one.verb != "budget"
    ),
    Route("<ask> …", "ask", give.whole, ("<word>",)),
    Route("… ?", "ask", give.whole, ("<word>",)),
    Route("…", "raise", give.for_a_while, _NO_WISH),
    Route("…", "budget", give.whole),
)
