"""Which command a line is for: rules in order, each named by what the line says."""

from __future__ import annotations

from functools import partial

from bot.commands import route_words as give
from bot.commands.budget_routes import (
    ACKNOWLEDGED_ROUTES,
    ALERTS_GO_TO,
    NO_WISH,
    OF_A_REPORT,
    QUIET_ROUTES,
    WHERE_ALERTS_GO,
    WISHES_OF_A_BUDGET,
)
from bot.commands.request import Command
from bot.commands.route import Route
from bot.commands.route_words import Said
from bot.commands.table import COMMANDS
from bot.core.grammar import meaningful_words

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


_ONE_OF_THEM = "thing|one|post|message|summary|update|report"
_OF_BUDGETS = ("… <budget> …",)
ROUTES = (
    *WHERE_ALERTS_GO,
    *ACKNOWLEDGED_ROUTES,
    *QUIET_ROUTES,
    Route("…", "budget", give.spoken_change),
    Route(
        "[<politely>]* undo|cancel|remove|end|lift|stop|clear|revert|reverse|delete|drop [the|my|our|that|this|all]* "
        "[<word>] snooze|snoozes|mute …",
        "alerts",
        give.nothing,
    ),
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
        "… <make>|<change> <owner> [as|the|be]* owner of|for [the] <whose>",
        "budget",
        give.owned_by,
        ("… ?",),
    ),
    Route(
        "… <make>|<change> <owner> [as|the|be]* owner of|for [the] <whose> [and] [<politely>]* "
        "[<send>|<move>|route|direct] [the|its|all|their|our]* [alert|alerts|warnings] to|in|into <channel>",
        "budget",
        give.owned_and_sent,
        ("… ?",),
    ),
    Route(
        "what|which <report> do|does|did|am|are|is|will [<i or we>] get|getting|receive|receiving|send …",
        "reports",
        give.nothing,
    ),
    Route("[<wished>] <that> <every> <then>", "every", give.that_again),
    Route("…", "every", give.on_condition),
    Route("[<politely>]* <lower> [the|our] <whose> to <rate> [<please>]", "lower", give.lowered, NO_WISH),
    Route(
        "[is|are|<show>] [<what>] [alerts] [is|are] snoozed|muted [alerts|now] …",
        "alerts",
        give.nothing,
        ("… <figure> …",),
    ),
    Route("who gets|is pinged|alerted|notified|warned|told for|about [the] <whose>", "ask", give.owner_of),
    Route("who gets|receives [the|all]* alerts|warnings|pings for|of|about|on [the] <whose>", "ask", give.owner_of),
    Route("who gets|receives [the|all]* <whose> alerts|warnings|pings", "ask", give.owner_of),
    Route("…", "about", give.to_the_bot),
    Route("every|each project|model|key|user|team|person …", "ask", give.whole),
    Route("every|each <word> …", "ask", give.each_of_the_past),
    Route("why … i|we get|got|receive|received … alert|alerts|warning|ping …", "alerts", give.nothing),
    Route("<verb budgets> [that are] <limit> <figure> …", "ask", give.whole),
    Route("<verb budgets> … <period>|<page> …", "ask", give.whole),
    Route("<verb alerts> … <period>|today|tonight|week|month …", "ask", give.whole, ("<alert> … <when> … <figure> …",)),
    Route("<verb increase> … <until> …", "raise", give.rest),
    Route("<verb digest> <every> <days>", "every", give.on_days),
    Route("<verb digest> …", "every", give.scheduled),
    Route("<verb reports> …", "every", give.scheduled_after),
    Route("[<politely>]* <start> [the|a|our|my] <wanted>", "every", give.started),
    Route("…", "raise", give.extra, NO_WISH),
    *ALERTS_GO_TO,
    Route("[<politely>]* switch … <budget> … from|to|into <rhythm> …", "budget", give.switched, OF_A_REPORT),
    *(Route(one, "budget", give.whole, (*NO_WISH, *unless)) for one, unless in WISHES_OF_A_BUDGET),
    Route("…", "budget", give.plain_budget, NO_WISH),
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
    Route("… what [else] can you|u <show>|do|tell|answer …", "help", give.nothing),
    Route("… what [else] can i|we ask [you|u|it|here] …", "help", give.nothing),
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
    Route("[<politely>]* turn|switch my|our|the [daily|weekly|monthly] <report> off …", "reports", give.stopped),
    Route(
        "[<politely>]* <delete> [the|my|our] [daily|weekly|monthly] <report> …", "reports", give.stopped, _OF_BUDGETS
    ),
    Route("can|could|should my|our|the [daily|weekly|monthly] <report> come|go|run|be …", "reports", give.changed),
    Route("… my|our|the [daily|weekly|monthly] <report> at <hour> instead …", "reports", give.changed),
    Route("how do|can|to [i|we|you] <change>|<stop>|<move>|<make>|<pause> … <report> …", "reports", give.nothing),
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
    Route("[list|show] [me] [all|the|our|my] scheduled <report>|things|questions …", "reports", give.nothing),
    Route("which|what <report>|things|questions are|is scheduled …", "reports", give.nothing),
    Route("next run|runs", "reports", give.nothing),
    Route("<what time> do|does|is|are|will … <report> …", "reports", give.nothing),
    Route("what|what's|whats [is] scheduled …", "reports", give.nothing),
    Route("[<politely>]* <change>|<move>|<pause> … <report> …", "reports", give.changed),
    Route("…", "every", give.scheduled),
    *(Route("…", page.verb, partial(_alone, page=page)) for page in dict.fromkeys(_PAGE.values())),
    Route("…", "ask", give.whole),
)
