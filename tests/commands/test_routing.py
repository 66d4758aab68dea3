"""Which command answers which words, and what the buttons lead to."""

import re
from pathlib import Path

import pytest

from bot import commands
from bot.commands.ask import VERB_COMMANDS
from bot.commands.budget_routes import ROUTES_OF_BUDGETS
from bot.commands.routes import ROUTES
from bot.commands.routing import routed, routed_budget
from bot.commands.table import COMMANDS

CORE = Path(commands.__file__).parent.parent / "core"


def found(text: str) -> tuple[str, str]:
    command, words = routed(text)
    return command.verb, words


@pytest.mark.parametrize(
    ("text", "verb", "words"),
    [
        pytest.param("today by model", "ask", "today by model", id="a question"),
        pytest.param("", "ask", "", id="nothing"),
        pytest.param("  HELP  ", "help", "", id="a verb in capitals"),
        pytest.param("help\u00a0me", "help", "me", id="a no-break space"),
        pytest.param("budgets over 80%", "ask", "budgets over 80%", id="budgets and a limit"),
        pytest.param("limit web-app 200/mo", "budget", "limit web-app 200/mo", id="a limit is a budget"),
        pytest.param("alert me if a > 5", "budget", "alert me if a > 5", id="to be told of an amount is a budget"),
        pytest.param("limit 10 by key", "ask", "limit 10 by key", id="a limit of rows"),
        pytest.param("weekly digest to #a", "every", "monday 9am digest to #a", id="a digest to schedule"),
        pytest.param("budgets web-app", "budgets", "web-app", id="a verb and words"),
        pytest.param("budget checkout 500/month", "budget", "checkout 500/month", id="a budget"),
        pytest.param("any alerts?", "alerts", "", id="a page in a sentence"),
        pytest.param("hey, are there any open alerts rn", "alerts", "", id="a page in small talk"),
        pytest.param("what alerts fired yesterday", "ask", "what alerts fired yesterday", id="a page and a day"),
        pytest.param("what fired last night?", "alerts", "", id="a page by what it shows"),
        pytest.param("what time does the report come", "reports", "", id="when a report comes"),
        pytest.param("monthly budget status", "ask", "monthly budget status", id="a rhythm of budgets alone"),
        pytest.param("next runs", "reports", "", id="what comes next"),
        pytest.param("hourly cost yesterday", "ask", "hourly cost yesterday", id="rows by the hour are no report"),
        pytest.param("show me my reports", "reports", "", id="a page called like a filler"),
        pytest.param("report of yesterday by model", "ask", "report of yesterday by model", id="a filler like a page"),
        pytest.param("alerts-bot today", "ask", "alerts-bot today", id="a name that begins like a page"),
        pytest.param('cost of "alerts"', "ask", 'cost of "alerts"', id="a name in quotes like a page"),
        pytest.param(
            "send me cost by project every weekday 9am in #ai-spend",
            "every",
            "weekday 9am in #ai-spend send me cost by project",
            id="a report that begins with its question",
        ),
        pytest.param("spend daily at 8", "every", "day at 8 spend", id="a report in other words"),
        pytest.param("cost every day this week", "ask", "cost every day this week", id="a group in the same words"),
        pytest.param("cost every hour at 9", "ask", "cost every hour at 9", id="a group and an hour"),
        pytest.param("cost every hour today", "ask", "cost every hour today", id="a group of hours"),
        pytest.param("every month since june", "ask", "every month since june", id="rows of months that were"),
        pytest.param("every month last month", "every", "month last month", id="a report of the month before"),
        pytest.param("spend fridays 17:00", "every", "fridays 17:00 spend", id="a report on a day in the plural"),
        pytest.param(
            "set a budget of $5/day on web-app", "budget", "set a budget of $5/day on web-app", id="a budget to set"
        ),
        pytest.param("delete the budget of web-app", "budget", "delete the budget of web-app", id="a budget to delete"),
        pytest.param(
            "a $5/day budget for web-app", "budget", "a $5/day budget for web-app", id="an amount of a budget"
        ),
        pytest.param("is the $500 budget enough?", "ask", "is the $500 budget enough?", id="a question about one"),
        pytest.param("budget raise web-app by 10%", "raise", "web-app by 10%", id="a verb behind the word"),
        pytest.param("budget how much is left?", "ask", "how much is left?", id="a question behind the word"),
        pytest.param("new keys this month", "new", "keys this month", id="new things"),
        pytest.param("digest every morning", "every", "morning digest", id="a digest that comes by itself"),
        pytest.param("schedule mtd every monday 9am", "every", "monday 9am mtd", id="a report to schedule"),
        pytest.param("stop the daily report", "reports", "stop stop the daily report", id="a report to stop"),
        pytest.param("send cost every hour", "every", "hour send cost", id="a report too often"),
        pytest.param("budget: web-app 5/day", "budget", "web-app 5/day", id="a colon after the verb"),
        pytest.param("how do i ask for one project?", "help", "", id="a question about the bot"),
        pytest.param("how do we compare to october", "ask", "how do we compare to october", id="a question like it"),
        pytest.param("budget status", "budget", "status", id="a budget and what is shown of it"),
        pytest.param("helper", "ask", "helper", id="a word that begins like a verb"),
    ],
)
def test_the_first_word_chooses_the_command(text: str, verb: str, words: str):
    assert found(text) == (verb, words)


# A line for each rule that is written by hand, and what is made of it; those of verbs and pages come from their tables.
_ALERTS = {
    "[<politely>]* <send>|<move>|route|direct <whose> alert|alerts|warnings to|into|in <channel>": (
        "send web-app budget alerts to #a", "budget", "web-app in #a",
    ),
    "[<politely>]* <send>|<move>|route|direct alert|alerts|warnings for|of <whose> to|into|in <channel>": (
        "route alerts for web-app to <#C01|a>", "budget", "web-app in <#C01|a>",
    ),
    "[<politely>]* <change>|<make>|<move> [the] channel of|for <whose> to|into|in <channel>": (
        "change the channel of the web budget to #a", "budget", "web in #a",
    ),
}  # fmt: skip
LINES = {
    "… what [else] can i|we ask [you|u|it|here] …": ("thx, what else can i ask u", "help", ""),
    "… <level> … <figure> … not|instead|rather … <figure> …": (
        "alert for search at 60 instead of 50", "budget", "alert for search at 60 instead of 50",
    ),
    "[<politely>]* undo|cancel|remove|end|lift|stop|clear|revert|reverse|delete|drop [the|my|our|that|this|all]*"
    " [<word>] snooze|snoozes|mute …": ("cancel the snooze on search", "alerts", ""),
    "<acknowledged>": ("ok seen it, im on it", "ack", ""),
    "[<politely>]* <quiet> [about|on|for|over|from] [the] <whose> [alert|alerts|budget] [from now] <until>|for"
    " <then>": (
        "be quiet about search til thursday", "snooze", "search until thursday",
    ),
    "… alert|alerts|ping|warning about|for|on|of [the] <a name> … <quiet> [about|on|for|over] it|this|that [from now]"
    " <until>|for <then>": (
        "got an alert about search, yes i know, pls be quiet about it til friday", "snooze", "search until friday",
    ),
    "[<politely>]* <quiet> about|over [the] <whose>": ("can you stop pinging me about search", "snooze", "search"),
    "did|has|have|who [anyone|someone|somebody|anybody] ack|acked|acknowledge|acknowledged …": (
        "did someone ack the 90% one", "alerts", "",
    ),
    "[<politely>]* [<may we>] <raise> [the|our] <whose> [budget] to <rate> [<then>]": (
        "can we bump search to 3k a month, finance is fine with it", "raise", "search to 3k a month",
    ),
    "<levels> for|on [the] <whose> [<please>] [not|instead|rather …]": (
        "50/75/100 for search please not every 10%", "budget", "search warn 50 75 100",
    ),
    "… <make>|<change> <owner> [as|the|be]* owner of|for [the] <whose>": (
        "bob left, make carol owner of batch-eval", "budget", "batch-eval @carol",
    ),
    "… <make>|<change> <owner> [as|the|be]* owner of|for [the] <whose> [and] [<politely>]* "
    "[<send>|<move>|route|direct] [the|its|all|their|our]* [alert|alerts|warnings] to|in|into <channel>": (
        "make <@U0CAROL> owner of search and send its alerts to <#C0S|search>",
        "budget",
        "search <@U0CAROL> in <#C0S|search>",
    ),
    "[<politely>]* <make>|<change>|<move>|<multiply> <a number> …": ("double #2", "budget", "double #2"),
    "<a number> [to|at] <number> …": ("#2 to 450", "budget", "#2 to 450"),
    "[<politely>]* let <word> [<word>] know <when> … <figure> …": (
        "let dave know when search hits 50 and 90 pct", "budget", "let dave know when search hits 50 and 90 pct",
    ),
    "what|which <report> do|does|did|am|are|is|will [<i or we>] get|getting|receive|receiving|send …": (
        "what reports do i get from you and when", "reports", "",
    ),
    "[<wished>] <that> <every> <then>": (
        "can i get that every morning before standup, like 8:45", "every", "morning at 8:45 that",
    ),
    "[<politely>]* [the|all] alert|alerts|warnings|pings for|of|about|on <whose> <should go> to|into|in <channel>": (
        "alerts for search should go to #search", "budget", "search in #search",
    ),
    "[<politely>]* [the|all] <whose> alert|alerts|warnings <should go> to|into|in <channel>": (
        "search alerts should go to #search", "budget", "search in #search",
    ),
    "<name> <at most> [of] <rate> … <alert> …": (
        "bob max 300 a month, ping me at 90%", "budget", "bob max 300 a month, ping me at 90%",
    ),
    **_ALERTS,
    "[<politely>]* <start> [the|a|our|my] <wanted>": ("turn on daily digest in #a", "every", "day 9am digest in #a"),
    "[<politely>]* <delete> [the|our|my|a] [<rhythm>] limit|cap on|for|of|from …": (
        "drop the weekly limit on search", "budget", "drop the weekly limit on search",
    ),
    "<rate> for|on [the|our|key|project|model|user|team]* <name> [key|project|model|user|team] [<please>]": (
        "100 dollars a day for the etl key", "budget", "100 dollars a day for the etl key",
    ),
    "[<politely>]* <change> <name> from <number> to <number> …": (
        "change search from 500 to 650", "budget", "change search from 500 to 650",
    ),
    "[<politely>]* <delete> [the|my|our] [daily|weekly|monthly] <report> …": (
        "drop the weekly report on mondays", "reports", "stop drop the weekly report on mondays",
    ),
    "… my|our|the [daily|weekly|monthly] <report> at <hour> instead …": (
        "i want the digest at 7am instead of 9", "reports", "change i want the digest at 7am instead of 9",
    ),
    "can|could|should my|our|the [daily|weekly|monthly] <report> come|go|run|be …": (
        "can the daily digest come at 6pm instead", "reports", "change can the daily digest come at 6pm instead",
    ),
    "how do|can|to [i|we|you] <change>|<stop>|<move>|<make>|<pause> … <report> …": (
        "how do i change when the digest comes", "reports", "",
    ),
    "[<politely>]* turn|switch my|our|the [daily|weekly|monthly] <report> off …": (
        "turn the digest off", "reports", "stop turn the digest off",
    ),
    "[<politely>]* <move>|<change>|<pause> my|our|the <hour>|daily|weekly|monthly"
    " thing|one|post|message|summary|update|report …": (
        "move the 9am one to 10", "reports", "change move the 9am one to 10",
    ),
    "[<politely>]* <stop> my|our|the <hour>|daily|weekly|monthly thing|one|post|message|summary|update|report …": (
        "delete the 9am one", "reports", "stop delete the 9am one",
    ),
    "<verb budgets> [that are] <limit> <figure> …": ("budgets that are over 80%", "ask", "budgets that are over 80%"),
    "<verb budgets> … <period>|<page> …": ("budgets last month", "ask", "budgets last month"),
    "<verb alerts> … <period>|today|tonight|week|month …": ("alerts october", "ask", "alerts october"),
    "<ask>|<show> … alert|alerts … <period>|today|tonight|weekend|week|month …": (
        "did any alerts fire this week",
        "ask",
        "did any alerts fire this week",
    ),
    "who gets|is pinged|alerted|notified|warned|told for|about [the] <whose>": (
        "who gets pinged for search",
        "ask",
        "who is the owner of the search budget",
    ),
    "who gets|receives [the|all]* alerts|warnings|pings for|of|about|on [the] <whose>": (
        "who gets alerts for search",
        "ask",
        "who is the owner of the search budget",
    ),
    "who gets|receives [the|all]* <whose> alerts|warnings|pings": (
        "who receives the search alerts",
        "ask",
        "who is the owner of the search budget",
    ),
    "<verb increase> … <until> …": ("increase search to 500 till friday", "raise", "search to 500 till friday"),
    "<verb digest> <every> <days>": ("digest each monday", "every", "monday digest"),
    "<verb digest> …": ("digest on mondays 9am", "every", "mondays 9am digest"),
    "<verb reports> …": ("schedule mtd every monday 9am", "every", "monday 9am mtd"),
    "[<politely>]* limit|cap <name> … <figure> …": ("pls cap search at 300", "budget", "pls cap search at 300"),
    "[<politely>]* <make> … <figure> … limit|cap …": ("put a 500 cap on search", "budget", "put a 500 cap on search"),
    "[<politely>]* <make> … limit|cap … <figure> …": ("set a limit of 500", "budget", "set a limit of 500"),
    "[<politely>]* new [<word>] <budget> …": ("new search budget", "budget", "new search budget"),
    "[<politely>]* <make>|<change>|<move>|<delete>|<lower>|<multiply> … <budget> …": (
        "halve the budget of search", "budget", "halve the budget of search",
    ),
    "[<politely>]* i|we <not wanted> … <budget> …": (
        "we no longer need the search budget", "budget", "we no longer need the search budget",
    ),
    "[<politely>]* <rhythm> <sum> [limit|cap|ceiling|maximum] for|on …": (
        "weekly 150$ limit on search", "budget", "weekly 150$ limit on search",
    ),
    "… <budget> … <dollars> …": ("a budget of $5 for search", "budget", "a budget of $5 for search"),
    "… <dollars> … <budget> …": ("$5/day as search's budget", "budget", "$5/day as search's budget"),
    "… <budget> [<word>] [<word>] <number>": ("search budget to be 500", "budget", "search budget to be 500"),
    "[<politely>]* <alert>|<tell> … <when> … <figure> …": (
        "let me know once a is at 5", "budget", "let me know once a is at 5",
    ),
    "[<politely>]* [also] <alert> [me|us] [only|again] at <figure> …": (
        "ping me only at 60%", "budget", "ping me only at 60%",
    ),
    "[what|what's|whats|<show>|<tell>] [is|are] [me] [the] [list|current] <price> [of|for] <models>": (
        "what are the prices of gpt-5 and o3?", "prices", "gpt-5 and o3",
    ),
    "how do|can|to|should … ask|use|set|work …": ("how should i use this", "help", ""),
    "what [else] can you|u|i|it …": ("what else can u do", "help", ""),
    "… what [else] can you|u <show>|do|tell|answer …": ("hi, i am new here, what can you show me", "help", ""),
    "every|each <word> …": (
        "every monday in october, requests", "ask", "every monday in october, requests",
    ),
    "every|each project|model|key|user|team|person …": (
        "every project under 50 bucks", "ask", "every project under 50 bucks",
    ),
    "why … i|we get|got|receive|received … alert|alerts|warning|ping …": ("why did we get this alert?", "alerts", ""),
    "[<politely>]* <pause>|<stop> … alert|alerts|alerting|pings …": ("please pause all alerts today", "alerts", ""),
    "[<politely>]* <stop> [the|my|our] daily|weekly|monthly …": (
        "stop the monthly csv", "reports", "stop stop the monthly csv",
    ),
    "[<politely>]* <make>|<move> [the|my|our] daily|weekly|monthly … in|to|into|on …": (
        "put the weekly recap in general", "reports", "change put the weekly recap in general",
    ),
    "[<politely>]* <move>|<change>|<pause> my|our|the [daily|weekly|monthly] <weekday> …": (
        "shift my friday thing to 8:30", "reports", "change shift my friday thing to 8:30",
    ),
    "[<politely>]* <move>|<change> my|our [daily|weekly|monthly] thing|one|post|message|summary|update … to …": (
        "change our weekly post to 9am", "reports", "change change our weekly post to 9am",
    ),
    "[<politely>]* switch … <budget> … from|to|into <rhythm> …": (
        "switch ci-runner budget from weekly to daily", "budget", "change ci-runner budget from weekly to daily",
    ),
    "got|on it ack|acked|acknowledge|acknowledged [the|this|that] <whose> [one|alert|budget]": (
        "got it, acknowledged the prod-web one", "ack", "prod-web",
    ),
    "[i|we|have]* acked|acknowledged [the|this|that] <whose> one|alert": ("acked the search alert", "ack", "search"),
    "what|which <report> … channel|here …": ("what reports run in this channel", "reports", ""),
    "what do|did i|we have|has scheduled …": ("what do we have scheduled", "reports", ""),
    "<rhythm> <budget> [of] <number> …": (
        "monthly budget 9000 for search", "budget", "monthly budget 9000 for search",
    ),
    "[<politely>]* skip|postpone … <report> …": (
        "skip the report next monday", "reports", "change skip the report next monday",
    ),
    "[<politely>]* <make> [a|an] <rhythm> <number> …": (
        "put a weekly 150 on search", "budget", "put a weekly 150 on search",
    ),
    "[<politely>]* <number> per|a|each|/ day|week|month|mo|quarter|year for|on <name> …": (
        "250 per month for search, warn at 70", "budget", "250 per month for search, warn at 70",
    ),
    "[<politely>]* <change>|<make>|<move> … from|to|into <rhythm> …": (
        "change search from monthly to weekly, 90", "budget", "change search from monthly to weekly, 90",
    ),
    "[<politely>]* <alert>|<tell> <channel> …": (
        "ping #mobile when search hits its alert", "budget", "ping #mobile when search hits its alert",
    ),
    "[<politely>]* <not to> <alert>|alerting|pinging|warning|notifying [me|us] at <figure> …": (
        "pls dont warn me at 50 for search", "budget", "pls dont warn me at 50 for search",
    ),
    "<number> <rhythm> for|on <name> …": (
        "3k monthly for search", "budget", "3k monthly for search",
    ),
    "everyone|everybody <number> …": (
        "everyone 100", "budget", "everyone 100",
    ),
    "… <budget> should be|become|go|stay <number> …": (
        "dec budget should be 12k set that", "budget", "dec budget should be 12k set that",
    ),
    "… <budget> <number> from|starting|as <word> …": (
        "search budget 900 from december", "budget", "search budget 900 from december",
    ),
    "… <budget> <plus> …": (
        "search budget +20%", "budget", "search budget +20%",
    ),
    "[<politely>]* <change>|<make> [the|a|an|our] [<word>] <level> … <figure> …": (
        "change alert level of search to 70", "budget", "change alert level of search to 70",
    ),
    "[<politely>]* <make>|<delete>|<stop> [the|a|an|our|another] <percent> <level> …": (
        "erase the 80% alert", "budget", "erase the 80% alert",
    ),
    "[<politely>]* <send>|<move>|put|route … alert|alerts [of|for] [<word>] in|to <channel> …": (
        "send budget alerts for search to #finance", "budget", "send budget alerts for search to #finance",
    ),
    "[<politely>]* <stop> [the|my|our] [daily|weekly|monthly] <weekday> …": (
        "cancel the friday post", "reports", "stop cancel the friday post",
    ),
    "did|which|what|any|have|has|were|was|how … alert|alerts … <went off> …": (
        "which of the alerts went off", "alerts", "",
    ),
    "[<politely>]* give <name> <number> more|extra …": (
        "give search 200 more", "budget", "give search 200 more",
    ),
    "unsnooze|unmute …": ("unsnooze search", "alerts", ""),
    "… <wish for> [the|a|our] [daily|weekly|monthly] digest [too|also|please]": (
        "can i get the weekly digest too", "every", "monday 9am digest",
    ),
    "… <stop> … <report> …": ("cancel the digest", "reports", "stop cancel the digest"),
    "… <stop>|quit sending|posting|reporting …": ("quit posting this", "reports", "stop quit posting this"),
    "… <report> … scheduled …": ("which reports are scheduled", "reports", ""),
    "what|which [<word>] do you <send> …": ("what do you send every monday", "reports", ""),
    "sched ls|list …": ("sched ls", "reports", ""),
    "[list|show] [me] [all|the|our|my] scheduled <report>|things|questions …": (
        "list the scheduled questions",
        "reports",
        "",
    ),
    "which|what <report>|things|questions are|is scheduled …": ("which questions are scheduled", "reports", ""),
    "next run|runs": ("next run", "reports", ""),
    "<what time> do|does|is|are|will … <report> …": ("what time does the report come", "reports", ""),
    "what|what's|whats [is] scheduled …": ("what's scheduled", "reports", ""),
    "[<politely>]* <change>|<move>|<pause> … <report> …": (
        "please pause the daily digest", "reports", "change please pause the daily digest",
    ),
    "where do|does|will|are|is [the|our|all] alert|alerts|warnings|pings for|of|about|on <whose> <posted> …": (
        "where do alerts for search go", "ask", "who is the owner of the search budget",
    ),
    "where do|does|will|are|is [the|our|all] <whose> alert|alerts|warnings|pings <posted> …": (
        "where are the search alerts sent", "ask", "who is the owner of the search budget",
    ),
    "which|what channel do|does|will|are|is [the|our|all] alert|alerts|warnings|pings for|of|about|on <whose>"
    " <posted> …": ("which channel do alerts for search go to", "ask", "who is the owner of the search budget"),
    "which|what channel do|does|will|are|is [the|our|all] <whose> alert|alerts|warnings|pings <posted> …": (
        "which channel do search alerts go to", "ask", "who is the owner of the search budget",
    ),
    "[<politely>]* [<thanks>] <seen> ack|acknowledge [the] <whose> [alert] [<thanks>]": (
        "seen it, ack web-app", "ack", "web-app",
    ),
    "[<politely>]* <got> [the|that] alert for|of|on|about <whose> [and] <looking> [<thanks>]": (
        "got the alert for search, im looking at it thx", "ack", "search",
    ),
    "[<politely>]* <got> [the|that] <whose> alert [and] <looking> [<thanks>]": (
        "saw the search alert, on it", "ack", "search",
    ),
    "[<politely>]* <lower> [the|our] <whose> to <rate> [<please>]": (
        "cut data-eval to 600 a month", "lower", "data-eval to 600 a month",
    ),
    "[is|are|<show>] [<what>] [alerts] [is|are] snoozed|muted [alerts|now] …": (
        "whats snoozed right now", "alerts", "",
    ),
    "what|which <report> go|goes|run|runs|come|comes|get|are|is|land [posted|sent] to|in|here …": (
        "which reports go to #finance", "reports", "",
    ),
    "[<politely>]* [<make>] <name> [<word>] [to|at] <at most> [of] <rate> [<please>]": (
        "etl-nightly max 30 per day", "budget", "etl-nightly max 30 per day",
    ),
    "[<politely>]* <make> <name> [<word>] to|at <rate> [<please>]": (
        "set gpt-5 to 3000 a month", "budget", "set gpt-5 to 3000 a month",
    ),
    "…": ("today by model", "ask", "today by model"),
}  # fmt: skip
LINES_OF_BUDGETS = {
    "[<politely>]* [the|all] alert|alerts|warnings|pings for|of|about|on <whose> <should go> to|into|in <channel>": (
        "alerts for search should go to #search",
        "budget",
        "search in #search",
    ),
    "[<politely>]* [the|all] <whose> alert|alerts|warnings <should go> to|into|in <channel>": (
        "search alerts should go to #search",
        "budget",
        "search in #search",
    ),
    **_ALERTS,
    "left|remaining|used|spent|vs|against <word> …": ("left for search", "ask", "budget left for search"),
    "<nothing>": ("", "budgets", ""),
    "history|changes|owner|owners …": ("history search", "ask", "budget history search"),
    "<list> … <period>|<page> …": ("list october", "ask", "budgets october"),
    "<list> …": ("list web-app", "budgets", "web-app"),
    "<verb increase> … <until> …": ("increase #3 to 500 til friday", "raise", "#3 to 500 til friday"),
    "<ask> …": ("who owns search", "ask", "who owns search"),
    "… ?": ("search ok?  ", "ask", "search ok?"),
    "…": ("search 500/month", "budget", "search 500/month"),
}
VERBS = {f"<verb {command.verb}> …" for command in COMMANDS}


@pytest.mark.parametrize("pattern", LINES)
def test_a_rule_sends_its_line_to_its_command(pattern: str):
    line, *wanted = LINES[pattern]

    assert pattern in {one.pattern for one in ROUTES}
    assert [*found(line)] == wanted


@pytest.mark.parametrize("pattern", LINES_OF_BUDGETS)
def test_a_rule_of_budgets_sends_its_line_to_its_command(pattern: str):
    line, verb, words = LINES_OF_BUDGETS[pattern]
    command, rest = routed_budget(line)

    assert pattern in {one.pattern for one in ROUTES_OF_BUDGETS}
    assert (command.verb, rest) == (verb, words)


def test_every_rule_has_a_line_that_shows_it():
    assert {one.pattern for one in ROUTES} - VERBS <= {*LINES}
    assert {one.pattern for one in ROUTES_OF_BUDGETS} - VERBS <= {*LINES_OF_BUDGETS}


def test_a_pasted_text_is_no_wish():
    assert found(f"set a budget of $5 for search {'and more ' * 200}")[0] == "ask"


def test_no_two_commands_claim_the_same_word():
    words = [word for command in commands.COMMANDS for word in command.words]

    assert sorted(words) == sorted(set(words))


def test_no_two_actions_have_the_same_id():
    ids = [action.id for action in commands.ACTIONS]

    assert sorted(ids) == sorted(set(ids))


def test_every_button_that_messages_draw_leads_somewhere():
    drawn = set()
    for path in CORE.rglob("*.py"):
        drawn.update(re.findall(r'"((?:alert|budget|raise|report)_[a-z_]+)"', path.read_text()))

    assert "alert_ack" in drawn
    assert drawn - {action.id for action in commands.ACTIONS} == set()


def test_what_the_grammar_reads_is_routed_to_it():
    """A question that another command takes away is not answered, however well it can be read."""
    table = (Path(__file__).parent.parent / "data" / "phrases.txt").read_text().splitlines()
    rows = [line.partition("=>") for line in table if "=>" in line and not line.startswith("#")]
    questions = [typed.strip() for typed, _, read in rows if read.strip()[0] not in "!?"]

    taken = {one: command.verb for one in questions if (command := routed(one)[0]) not in (COMMANDS[0], *VERB_COMMANDS)}

    assert questions
    assert taken == {}
