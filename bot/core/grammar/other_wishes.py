"""Wishes that are no questions, one row each: alerts, reminders, mail, advice, keys."""

from __future__ import annotations

from bot.core.catalogue.words import listed
from bot.core.grammar.unmeasured import Unmeasured
from bot.core.grammar.wish_words import single

MANAGED = "I read what is used; keys, limits and models are managed at OpenAI."
# All that there are of a kind, used or not.
THINGS = ("projects", "keys", "api keys", "models", "users", "people", "teams")
_ALL_OF_A_KIND = tuple(
    said
    for things in THINGS
    for said in (
        *(
            f"{which} {things} {have}"
            for which in ("which", "what")
            for have in ("do we have", "do i have", "have we got", "exist", "are there")
        ),
        *(f"names of {all_}{things}" for all_ in ("", "the ", "our ", "all ", "all the ", "all our ")),
        *(f"list of {all_}{things}" for all_ in ("the ", "our ", "all ", "all the ", "all our ")),
    )
)

# What a move to another model saved: `did the switch to mini help`.
_WHETHER_IT_HELPED = tuple(
    f"{did} {the}{move} to"
    for did in ("did", "has", "was", "does")
    for the, moves in (
        ("the ", ("switch", "move", "migration", "change", "swap")),
        ("our ", ("switch", "move", "migration")),
        ("", ("switching", "moving", "migrating", "changing", "swapping", "going")),
    )
    for move in moves
)

# To have the document is no question of what it comes to.
_INVOICES = tuple(
    f"{please}{hand} {whose}{bill}"
    for please in (
        "",
        *(f"{can} {who} " for can in ("can", "could", "may") for who in ("i", "we", "you")),
        "please ",
        "pls ",
        *("where do i ", "where can i ", "where is ", "did we "),
    )
    for hand in listed("get, have, receive, see, find, download, send, send me, send us, forward, attach, get me")
    for whose in ("the ", "our ", "an ", "")
    for bill in ("invoice", "invoices")
)

NO_MAIL = Unmeasured(
    "I answer here and post to channels; I send no e-mail.",
    ("every monday 9am last week by project", "last month by project"),
    listed("email, e-mail, mail me, mail us, by mail, via mail"),
)
NO_ADVICE = "I give no advice"
OTHER_WISHES = (
    Unmeasured(
        "I have no invoices, only what usage costs; the documents are on OpenAI's billing page.",
        ("last month by line item", "last month by project csv"),
        _INVOICES,
        instead="cost by line item",
    ),
    Unmeasured(
        "I list what was used in a period, or was not: a list of all that there is stands at OpenAI.",
        ("last 30 days by project", "idle projects last 30 days"),
        _ALL_OF_A_KIND,
    ),
    Unmeasured(
        "To get an alert before an amount is spent, set a budget: `budget checkout-prod 500/month`.",
        ("budgets", "help"),
        (
            *(f"{verb} {rest}" for verb in single("alert") for rest in ("me", "us", "when", "if")),
            *(f"{verb} {whom} {rest}" for verb in single("tell") for whom in ("me", "us") for rest in ("when", "if")),
            *listed("let me know when, let me know if, let us know when, let us know if, cap, set a limit, set limit"),
        ),
    ),
    Unmeasured(
        "Each answer ends with the time at which its data were read; `≈` marks what is not final, and `doctor` looks at"
        " the last read.",
        ("today", "yesterday"),
        listed(
            """
            data fresh, data up to date, data final, data current, data late, how fresh, how old is,
            number final, numbers final, figure final, figures final, this final, it final, these final, last updated,
            last refreshed, last synced, last sync, last read, data updated, data refreshed, data delayed, data delay,
            how recent, how current, how up to date, numbers up to date, figures up to date, this up to date, it up to
            date, is today complete, today complete, this complete, data complete, these up to date, how up-to-date, how
            stale, how out of date, data lag, updated last, numbers delayed, figures delayed, usage delayed, numbers
            late,
            numbers fresh, data missing, missing data, no data for, no data yet, no data today, no data from, no data
            since, there no data, no numbers yet, no numbers for, numbers missing, numbers still move, numbers still
            change, numbers may change, numbers can change, numbers change, figures change, been finalised, been
            finalized, finalised yet, finalized yet, final yet, fully processed, data lagging, data behind, up to the
            minute, still be restated, still be revised, closed yet, closed already, closed off, still move, it still
            move, still provisional, provisional, preliminary, not final, still open, still pending, still settling
            """
        ),
    ),
    Unmeasured(
        "I tell when a budget is passed, and stop nothing: limits that end usage are set at OpenAI, per project.",
        ("budgets", "forecast"),
        listed(
            """
            cut off, cut it off, cut them off, hard stop, hard-stop, kill switch, killswitch, stop all usage, stop all
            spend, stop spending at, stop calls, stop traffic, throttle, block all, block it, block them
            """
        ),
        instead="budget",
    ),
    Unmeasured(
        "I send no single reminders, but reports that come again: `every friday 3pm this week by project`.",
        ("this week by project", "forecast"),
        listed("remind me, remind us, reminder"),
    ),
    Unmeasured(
        f"{NO_ADVICE}, but I can price what was used in another way: as batch, or on another model.",
        ("what would this month have cost as batch", "saved by cache this month", "this month by model"),
        listed(
            """
            save us the most, save us most, save the most, save most,
            save money, saving money, save us money, save some money, save more, cut costs, cut cost, cut our costs, cut
            spend, cut spending, cut our spend, reduce costs, reduce cost, reduce our costs, reduce spend, reduce
            spending, reduce our spend, lower costs, lower our costs, lower the bill, lower our bill, optimize costs,
            optimise costs, optimize spend, optimise spend, should we use instead, should i use instead, cheaper
            alternative, cheaper alternatives, did the switch to, did switching to, did the move to,
            did moving to, has the switch to, has switching to, was the switch to, was switching to, tips, advice,
            recommendation, recommendations
            """
        )
        + _WHETHER_IT_HELPED,
    ),
    Unmeasured(
        "I read usage and costs from OpenAI with an admin key; each answer ends with its period and when it was read.",
        ("help", "today by model"),
        listed(
            """
            who made you, who built you, who are you, what are you, are you a bot, are you human, are you real, are you
            an ai, get this from, get that from, get these from, get your data, this come from, these
            come from, that come from, data come from
            """
        ),
    ),
    Unmeasured(
        "I know what the API used, and nothing of ChatGPT: its seats and plans are on OpenAI's billing page.",
        ("this month by user", "this month by project"),
        listed(
            """
            in chatgpt, on chatgpt, chatgpt seats, seats, how many seats, chatgpt enterprise, chatgpt
            team, chatgpt plus, chatgpt subscription, chatgpt subscriptions, chatgpt licenses, chatgpt licences
            """
        ),
    ),
    Unmeasured(
        "A budget posts its alerts where it says: `budget checkout-prod 500/month in #finance`.",
        ("budgets", "help"),
        tuple(
            f"{send} {the}{budget}alerts"
            for send in ("post", "send", "route", "move")
            for the in ("", "the ", "our ", "all ")
            for budget in ("", "budget ")
        ),
    ),
    Unmeasured(
        "I know OpenAI's usage only.",
        ("this month by model", "this month by project"),
        listed(
            """
            on call, on-call, oncall, account manager, headcount, salary, salaries,
            happy, satisfaction, aws, azure, gcp, anthropic, claude, gemini, bedrock, vertex, mistral,
            google cloud, azure openai, llama
            """
        ),
        instead="",
    ),
    NO_MAIL,
    Unmeasured(
        "A report goes to a channel, and whoever is there reads it; `reports` lists them.",
        ("reports",),
        listed("cc, bcc, cc'd, copy in, loop in, on copy, in copy, on cc, to the recipients, add to the recipients"),
    ),
    Unmeasured(
        "I make tables, charts and CSV files; `usage-bot ask … --json` prints JSON.",
        ("this month by model csv", "this month by project csv"),
        listed(
            """
            json, as json, pdf, as pdf, as a pdf, in pdf, pdfs, xml, as xml, yaml, as yaml, html, markdown, powerpoint,
            ppt, pptx, slides, google sheet, google sheets, parquet, word doc, docx
            """
        ),
        instead="csv",
    ),
    Unmeasured(
        MANAGED,
        ("idle keys", "today by key"),
        listed(
            """
            revoke, rotate, rotated, turn off, turn on, switch off, switch on, shut off, shut down, disable,
            deactivate, block, unblock, can i delete, can we delete, create new api key, create a new api key, create
            an api key, create a new key, create new key, make a new key, make a key, generate a key, generate an api
            key, generate a new key, delete key, delete the key, delete api key, add a user, invite a user, invite,
            block the key, create a new project, create new project
            """
        ),
    ),
)
