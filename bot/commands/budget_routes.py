"""Rules of routing for what is done to budgets and their alerts: to set, change, own, snooze and acknowledge."""

from __future__ import annotations

from bot.commands import route_words as give
from bot.commands.route import Route
from bot.commands.table import COMMANDS

# `how is the $500 budget?` asks; a line with another first word is what that says.
NO_WISH = ("<another verb> …", "<ask> …", "… ?")
_TOLD = "[<politely>]* <alert>|<tell> … <when> … <figure> …"
OF_A_REPORT = ("… <report>|thing|post|message|summary|update|recap …",)
_BESIDE_A_BUDGET = ("… over|above|under|below|near|last|past|every|each|at …",)
_OF_ROWS = (  # `keys at most $5 a day` asks which ones those are
    "all|any|projects|keys|models|users|people|teams|days|weeks|months|hours|cost|spend|tokens|requests|average …",
    "… <period> …",
)
# `set a budget of $500 a month for search`, `100 dollars budget for search`; `ping me if search goes over 20 usd`: to
# be told of an amount is a budget.
WISHES_OF_A_BUDGET = (
    ("[<politely>]* limit|cap <name> … <figure> …", ()),
    ("[<politely>]* <make> … <figure> … limit|cap …", ()),
    ("[<politely>]* <make> … limit|cap … <figure> …", ()),
    ("[<politely>]* new [<word>] <budget> …", ()),
    ("[<politely>]* <make>|<change>|<move>|<delete>|<lower>|<multiply> … <budget> …", ()),
    ("[<politely>]* <delete> [the|our|my|a] [<rhythm>] limit|cap on|for|of|from …", ()),
    (
        "<rate> for|on [the|our|key|project|model|user|team]* <name> [key|project|model|user|team] [<please>]",
        (*_OF_ROWS, "… for|on all|any|each|every|projects|keys|models|users|people|teams …"),
    ),
    ("[<politely>]* i|we <not wanted> … <budget> …", ()),
    ("[<politely>]* <rhythm> <sum> [limit|cap|ceiling|maximum] for|on …", ()),
    ("[<politely>]* <make> [a|an] <rhythm> <number> …", ()),
    ("[<politely>]* <number> per|a|each|/ day|week|month|mo|quarter|year for|on <name> …", ()),
    ("[<politely>]* <make>|<change>|<move>|<multiply> <a number> …", ()),
    ("<a number> [to|at] <number> …", ()),
    ("[<politely>]* <change> <name> from <number> to <number> …", ()),
    ("<name> <at most> [of] <rate> … <alert> …", ()),
    ("[<politely>]* <change>|<make>|<move> … from|to|into <rhythm> …", OF_A_REPORT),
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
    ("… <level> … <figure> … not|instead|rather … <figure> …", ("<ask> …", "… ?", "… over|under|above|below …")),
    (_TOLD, ()),
    ("[<politely>]* let <word> [<word>] know <when> … <figure> …", ()),
    ("[<politely>]* [also] <alert> [me|us] [only|again] at <figure> …", ()),
)

ALERTS_GO_TO = tuple(
    Route(f"[<politely>]* {one} to|into|in <channel>", "budget", give.alerts_go_to)
    for one in (
        "<send>|<move>|route|direct <whose> alert|alerts|warnings",
        "<send>|<move>|route|direct alert|alerts|warnings for|of <whose>",
        "<change>|<make>|<move> [the] channel of|for <whose>",
        "[the|all] alert|alerts|warnings|pings for|of|about|on <whose> <should go>",
        "[the|all] <whose> alert|alerts|warnings <should go>",
    )
)

WHERE_ALERTS_GO = tuple(
    Route(f"{where} do|does|will|are|is {alerts} <posted> …", "ask", give.owner_of)
    for where in ("where", "which|what channel")
    for alerts in (
        "[the|our|all] alert|alerts|warnings|pings for|of|about|on <whose>",
        "[the|our|all] <whose> alert|alerts|warnings|pings",
    )
)
QUIET_ROUTES = (
    *(
        Route(f"{line} [from now] <until>|for <then>", "snooze", give.quiet)
        for line in (
            "[<politely>]* <quiet> [about|on|for|over|from] [the] <whose> [alert|alerts|budget]",
            "… alert|alerts|ping|warning about|for|on|of [the] <a name> … <quiet> [about|on|for|over] it|this|that",
        )
    ),
    Route("[<politely>]* <quiet> about|over [the] <whose>", "snooze", give.named, ("… <until> …",)),
)
ACKNOWLEDGED_ROUTES = (
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

# Of words about budgets alone, as `/budget` gets them: without a verb they are a budget to set, or a question.
ROUTES_OF_BUDGETS = (
    Route("…", "about", give.of_budgets_as_such),
    Route("…", "budget", give.spoken_change),
    Route("left|remaining|used|spent|vs|against <word> …", "ask", lambda said: f"budget {said.line}"),
    Route("<nothing>", "budgets", give.nothing),
    Route("history|changes|owner|owners …", "ask", lambda said: f"budget {said.line}"),
    Route("<list> … <period>|<page> …", "ask", lambda said: f"budgets {said.after}"),
    Route("<list> …", "budgets", give.rest),
    *ALERTS_GO_TO,
    Route("<verb increase> … <until> …", "raise", give.rest),
    *(
        Route(f"<verb {one.verb}> …", one.verb, give.rest, (_TOLD,))
        for one in COMMANDS
        if one.is_about_budgets and one.verb != "budget"
    ),
    Route("<ask> …", "ask", give.whole, ("<word>",)),
    Route("… ?", "ask", give.whole, ("<word>",)),
    Route("…", "raise", give.for_a_while, NO_WISH),
    Route("…", "budget", give.whole),
)
