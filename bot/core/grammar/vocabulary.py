"""The words that the grammar knows, beside those of the catalogue."""

from __future__ import annotations

from bot.core.catalogue import DIMENSIONS
from bot.core.catalogue.words import listed
from bot.core.time_units import UNITS_OF_TIME

MONTHS = (
    ("january", "jan"),
    ("february", "feb", "febr"),
    ("march", "mar"),
    ("april", "apr"),
    ("may",),
    ("june", "jun"),
    ("july", "jul"),
    ("august", "aug"),
    ("september", "sep", "sept"),
    ("october", "oct"),
    ("november", "nov"),
    ("december", "dec"),
)
MONTH = {word: number for number, month in enumerate(MONTHS, 1) for word in month}

WEEKDAYS = (
    ("monday", "mon", "mondays"),
    ("tuesday", "tue", "tues"),
    ("wednesday", "wed", "weds"),
    ("thursday", "thu", "thur", "thurs"),
    ("friday", "fri"),
    ("saturday", "sat"),
    ("sunday", "sun"),
)
WEEKDAY = {word: number for number, day in enumerate(WEEKDAYS) for word in day}

NUMBERS = {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), 1
    )
} | {
    "fourteen": 14,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "sixty": 60,
    "ninety": 90,
    "couple": 2,
    "few": 3,
    "dozen": 12,
}

UNIT = {word: unit.name for unit in UNITS_OF_TIME for word in unit.words}
# Letters that are a unit only when they stick to a number: 24h, 7d, 4w.
GLUED_UNIT = UNIT | {letter: unit.name for unit in UNITS_OF_TIME for letter in unit.glued}

# Said of dollars, but of tokens too: "how many tokens did we burn".
SOFT_COST = """
        spend, spends, spending, spent, spendings, burn, damage, the damage, burns, burned, burnt, burning, money,
        used up, expenditure, spend on, spent on, burn through, burned through, burning through, burnt through, went
        through, go through, ran through
        """

# What is bought under its own name: asked for by it alone, it is a cost, not seconds or characters.
PRODUCTS = "whisper, tts"

# Two metrics, which are asked back.
IN_AND_OUT = """
        tokens in and out, tokens in out, tokens in / out, tokens in vs out, in and out tokens, in out tokens, in /
        out tokens, in vs out tokens, toks in and out, toks in / out, tokens in + out, tokens in & out, tokens in or
        out
        """

SHAPE_PHRASES = {
    "chart": """
        chart, charts, graph, graphs, plot, plotted, as chart, as a chart, line chart, bar chart, line graph, bar
        graph, pie chart, histogram, sparkline, area chart, visualise, visualize, draw, charted
        """,
    "table": """
        table, tables, tabular, as table, as list, as a table, in a table, tabulated, as a list
        """,
    "csv": """
        csv, as csv, export, exported, download, spreadsheet, excel, as a csv, csv file, to csv, as excel
        """,
    "share": """
        share, shared, post, publicly, public, in channel, in the channel, to the channel, to channel, with the team,
        in public, share it, share this, post it, post this, for everyone, with everyone, share with the team, share
        with team, with the channel, to the team, with channel
        """,
    "explain": """
        explain, explained, explanation, show your work, how did you get this, how is this calculated, how is it
        calculated, computed, how was this calculated, how did you calculate this, how did you calculate that, with
        queries, show queries, details, verbose
        """,
}

VERB_PHRASES = {
    "why": """
        why, y, how come, what changed, what happened, just happened, happened, what drove, what drives, what is
        driving, whats driving, what driving, who drove, who is driving, what caused, root cause, reason for, whyd,
        why'd, explain the spike, explain spike, explain this spike, explain the increase, explain the jump, explain
        the rise, explain the drop, explain the change
        """,
    "forecast": """
        stay under budget, stay within budget, stay on budget, stay in budget, keep within budget, keep under budget,
        exceed budget, exceed our budget, exceed the budget, exceed my budget, blow the budget, blow our budget, hit
        our budget, hit the budget, go over budget, run over budget, end up, land at, land, landing, on course, on
        pace, forecast, forecasts, forecasted, forecasting, projection, projections, projected, predict, predicted,
        prediction, outlook, on track, run rate, run-rate, runrate, end of month, end of the month, month end,
        month-end, eom, will we spend, will we burn, will we pay, will it cost, will i spend, going to spend, gonna
        spend, are we heading, fcst, at this rate, bust the budget, bust our budget, break the budget, est month end,
        est month-end, est eom, gonna be, going to be, burn rate, burnrate, current burn
        """,
    "overview": "overview, summary, status, summarise, summarize, recap",
    "budgets": """
        budget, budgets, budget status, budget left, left in, left for, remaining in, left in budget, left in the
        budget, left of the budget, left of our budget, budget remaining, remaining budget, over budget, our budget,
        our budgets, the budget, the budgets, within budget, under budget, on budget, vs budget, vs the budget, vs our
        budget, vs budgets, versus budget, versus the budget, versus our budget, against budget, against the budget,
        against our budget, compared to budget, compared to the budget, compared to our budget, bdgt, bdgts, over
        half, close to the limit, close to limit, near the limit, near limit, over the limit, close to their limit
        """,
}

TIME_GROUPS = {
    unit.name: ", ".join(
        (
            f"per {unit.name}, each {unit.name}, every {unit.name}, by the {unit.name}, {unit.name} by {unit.name}",
            *unit.rows,
        )
    )
    for unit in UNITS_OF_TIME
    if unit.shown
} | {"batch": "batch share, share of batch, batch split, batch breakdown, batch percentage, batch ratio"}
CHART_TOO = ("trend", "trends", "over time", "timeline")

DIMENSION_WORDS = {
    word: dimension.name for dimension in DIMENSIONS for word in (dimension.name, *dimension.words, *dimension.shy)
}
_SHY = {word for dimension in DIMENSIONS for word in dimension.shy}
BARE_DIMENSION_WORDS = {word: name for word, name in DIMENSION_WORDS.items() if word not in _SHY}

TIERS = ("default", "flex", "priority", "scale", "auto", "fast", "ultrafast")
TIER_WORDS = {tier: tier for tier in TIERS} | {"standard": "default"}
BARE_TIERS = ("flex", "priority")

BATCH_PHRASES = {
    "true": """
        batch, batched, batch api, batch only, only batch, batch jobs, batch mode, batch processing, in batch, via
        batch, just batch, batch job, only batch jobs, batch traffic, only batch traffic, just batch jobs, batch
        workload, batch workloads
        """,
    "false": """
        not batch, non batch, non-batch, nonbatch, no batch, without batch, except batch, excluding batch, not
        batched, unbatched, realtime, real-time, real time, sync, non batched, non-batched, w/o batch, no batches,
        realtime only, real-time only, minus batch, not in batch, no batch api, synchronous, excl batch, not batch
        api, without batch api
        """,
}

FILLER = """
        a, a lot, about, account, across, active, actual, actually, adn, again, ai, all, all of, already, also,
        altogether, am, amount, amounts, an, and, anomalies, anomaly, any, anyone, anything, anywhere, api, apis,
        approximately, are, around, as, as of now, at, ate, atm, bad, be, been, beginning, being, big, bigger, biggest
        change, biggest first, biggest increase, biggest jump, biggest mover, biggest movers, biggest rise, bot, both,
        break down, breakdown, breakdown of, broken down, btw, but, by, calling, came, can, cause, caused, change,
        changed, cheaper, check, cheers, climbing, combined, come, comma, company, complete, consume, consumed,
        consumption, could, count, counts, crazy, current, currently, daily report, data, date,
        dates, day, dear, delta, desc, descending, detail, did, different, display, dm, do, does, doing, done, dont,
        doubled, down, driver, drivers, drop, dropped, during, eat, eaten, eating, ending, entire, estimate,
        estimated, estimates, etc, everyone, everything, exactly, exploded, exploding, fetch, figures, find, fine,
        for, fraction, friend, from, gen, generate, generated, generates, generating, generation, get, gimme, give,
        go, goes, going, going on, gone, gonna, good, got, gpt usage, grew, grouped, grow, growing, had, had been,
        halved, hammered, hammering, handle, handled, happen, happening, has, has been, have, have been, having,
        hello, here, hey, hi, high, higher, highest first, hit, hits us, hitting, hmm, how, how many, how much, hows,
        hte, i, id, if possible, if you can, ill, im, in, in total, incl, include, including, inclusive, increase,
        increased, increasing, info, is, is it, it, its, ive, job, jobs, jump, jumped, just, kindly, know, largest
        first, lemme, less, let, lets, like, list, listing, lists, live, llm usage, local time, lol, look, looking,
        lot, lots, low, lower, made, make, makes, making, many, may i, me, might, mine, month of, month's, monthly
        report, more, most, much, my, my time, n, nd, need, needful, new, now, number, number of, numbers, of, ok,
        okay, omg, on, one, only, open, open ai, openai, or, order, ordered, org, organisation, organization, ot, our,
        our time, ours, over, overall, people, per month of, percent, percentage, period, person, please, please tell
        me, pls, plss, plus, plz, print, process, processed, produce, produced, produces, proportion, put, quantity,
        question, quick, quickly, r, ran, rank, ranked, ranking, real quick, receive, received, report, reports,
        result, results, return, right now, rise, rising, rn, rose, roughly, run, running, same time, see, select,
        send, sent, serve, served, shall, share of, should, show, sir, skyrocketed, so, so far, some, somebody,
        someone, something, sort, sorted, sos, spike, spiked, spiking, split, starting, statistics, stats, still,
        strange, stuff, such, sudden, suddenly, sum, tab, take, tally, task, tasks, teach, team, teams, teh, tell,
        than, thank, thanks, that, the, the same time, the whole, their, them, then, there, these, they, thing,
        things, this, this point, this time, tho, those, though, through, thx, till now, to, to date, together, too,
        took, top movers, total, totals, trending, tripled, ty, u, uh, um, until now, unusual, up, up to now, ur, us,
        usage, usage bot, use, used, uses, using, utilisation, utilization, value, values, via, view, w /, wanna,
        want, was, was it, we, week, weekly report, weird, weirdly, weirdly high, well, went, were, weve, what, whats,
        when, where, which, whole, will, with, within, work, working, workload, workloads, would, wtf, year of, yo,
        you, your, %, &, +, -, --, ->, /, :, –, —, →
        """


def phrases(text: str) -> tuple[tuple[str, ...], ...]:
    """`a b, c` as word tuples."""
    return tuple(tuple(phrase.split()) for phrase in listed(text))
