"""The words that the grammar knows, beside those of the catalogue."""

from __future__ import annotations

from bot.core.catalogue import DIMENSIONS
from bot.core.catalogue.words import listed

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

UNITS = {
    "minute": ("minute", "minutes", "min", "mins"),
    "hour": ("hour", "hours", "hr", "hrs"),
    "day": ("day", "days"),
    "week": ("week", "weeks", "wk", "wks"),
    "month": ("month", "months", "mo", "mos", "mth", "mths", "mnth"),
    "quarter": ("quarter", "quarters", "qtr", "qtrs"),
    "year": ("year", "years", "yr", "yrs"),
}
UNIT = {word: unit for unit, spelt in UNITS.items() for word in spelt}
# Letters that are a unit only when they stick to a number: 24h, 7d, 4w.
GLUED_UNIT = UNIT | {"m": "minute", "h": "hour", "d": "day", "w": "week", "q": "quarter", "y": "year"}

# Said of dollars, but of tokens too: "how many tokens did we burn".
SOFT_COST = """
        spend, spends, spending, spent, spendings, burn, burn rate, damage, the damage, burns, burned, burnt,
        burning, money, used up, expenditure, spend on, spent on
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
        share, shared, post, publicly, public, in channel, in the channel, to the channel, to channel, with the
        team, in public, share it, share this, post it, post this, for everyone, with everyone, share with the team,
        share with team
        """,
    "explain": """
        explain, explained, explanation, show your work, how did you get this, how is this calculated, how is it
        calculated, how was this calculated, how did you calculate this, how did you calculate that, with queries,
        show queries, details, verbose
        """,
}

VERB_PHRASES = {
    "why": """
        why, how come, what changed, what happened, just happened, happened,
        what drove, what drives, what is driving, whats driving, what driving, who drove, who is driving, what caused,
        root cause, reason for
        """,
    "forecast": """
        stay under budget, stay within budget, stay on budget, stay in budget, keep within budget, keep under budget,
        exceed budget, exceed our budget, exceed the budget, exceed my budget, blow the budget, blow our budget, hit
        our budget, hit the budget, go over budget, run over budget, end up, land at, on course, on pace, forecast,
        forecasts, forecasted, forecasting, projection, projections, projected, predict, predicted,
        prediction, outlook, on track, run rate, run-rate, runrate, end of month, end of the month, month end,
        month-end, eom, will we spend, will we burn, will we pay, will it cost, will i spend, going to spend, gonna
        spend, are we heading
        """,
    "overview": "overview, summary, status, summarise, summarize, recap",
    "budgets": """
        budget, budgets, budget status, budget left, left in budget, left in the budget, left of the budget, left of
        our budget, budget remaining, remaining budget, over budget, our budget, our budgets, the budget, the budgets,
        within budget, under budget, on budget, vs budget, vs the budget, vs our budget, vs budgets, versus budget,
        versus the budget, versus our budget, against budget, against the budget, against our budget, compared to
        budget, compared to the budget, compared to our budget
        """,
}

TIME_GROUPS = {
    "minute": "per minute, minute by minute, minutely, by min, per min",
    "hour": "hourly, hour by hour, per hour, each hour, every hour, by the hour",
    "batch": "batch share, share of batch, batch split, batch breakdown, batch percentage, batch ratio",
    "day": """
        daily, day by day, per day, each day, every day, day wise, day-wise, daywise, trend, trends, over time,
        timeline, history, day to day
        """,
    "week": "weekly, week by week, per week, each week, every week, by the week",
    "month": "monthly, month by month, per month, each month, every month",
}
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
        a, an, and, the, of, in, on, at, for, from, by, to, with, over, within, during, across, through, via, as, so,
        is, was, were, are, am, be, been, being, do, does, did, done, has, have, had, having, will, would, could, can,
        should, shall, may i, might, i, me, my, mine, we, us, our, ours, you, your, it, its, they, them, their, this,
        that, these, those, there, here, what, whats, which, how, how much, how many, much, many, show, give, get,
        fetch, find, see, look, tell, let, lets, know, want, wanna, need, like, display, print, check, return, report,
        reports, view, pls, plz, please, plss, thx, thanks, thank, ty, cheers, hey, hi, hello, yo, ok, okay, um, uh,
        hmm, well, just, only, now, right now, rn, atm, currently, current, so far, until now, till now, up to now, to date, as
        of now, total, totals, sum, overall, altogether, in total, all, everything, everyone, anything, all of, any,
        some, usage, use, used, using, uses, utilization, utilisation, consumption, consume, consumed, amount,
        amounts, number, number of, count, counts, quantity, figures, stats, statistics, data, info, numbers, value,
        values, openai, open ai, gpt usage, api, apis, llm usage, ai, org, organisation, organization, company,
        account, team, teams, stuff, things, thing, generate, generates, generating, generated, generation, new,
        actual, actually, roughly, approximately, about, exactly, quick, quickly, gimme, lemme, dont, im, ive, weve,
        id, ill, hows, where, when, go, goes, going, went, gone, cheaper, come, came, been, up, down, increase,
        increased, rise, rose, high, higher, low, lower, big, bigger, jump, jumped, spike, spiked, grow, grew, change,
        changed, drop, dropped, different, such, more, less, than, most, ran, run, running, made, make, makes, making,
        took, take, bot, usage bot, breakdown, break down, broken down, split, grouped, sorted, sort, ordered, order,
        rank, ranked, ranking, results, result, question, period, date, dates, day, month of, year of, week, local
        time, my time, our time, highest first, descending, desc, biggest first, largest first, if possible, -, –, —,
        ->, →, /, &, +, comma, :, etc, still, already, again, got, dear, sir, friend, bad, good, fine, produce,
        produced, produces, send, sent, handle, handled, process, processed, served, serve, receive, received, eat,
        ate, eaten, eating, delta, share of, list, lists, listing, detail, job, jobs, workload, workloads, task,
        tasks, driver, drivers, spiking, increasing, rising, growing, climbing, exploding, hammering, hitting,
        calling, people, person, tab, percentage, percent, proportion, fraction, %, sos, crazy, trending, dm, looking,
        biggest increase, biggest change, biggest jump, biggest mover, biggest movers, biggest rise, top movers,
        anomaly, anomalies, unusual, weird, strange, hit, hits us, nd, n, this time, same time, the same time, this
        point, tally, breakdown of, caused, cause, happen, happening, work, working, month's, r, u, ur, doing, teh,
        hte, adn, ot, entire, whole, the whole, complete, kindly, real quick, a lot, lot, lots, cost me, cost us, has
        been, have been, had been, was it, is it, both, together, combined, also, then, too, or, but, per month of,
        open, active, starting, beginning, ending, inclusive, including, incl, include, put, send, plus
        """


def phrases(text: str) -> tuple[tuple[str, ...], ...]:
    """`a b, c` as word tuples."""
    return tuple(tuple(phrase.split()) for phrase in listed(text))
