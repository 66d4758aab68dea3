"""The verbs of a question, one row each: the words of the command, the sentences that ask for it, its help."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.catalogue.words import listed
from bot.core.grammar.budget_page_words import ALERTS, BUDGET_CHANGES, BUDGETS, NO_BUDGET
from bot.core.grammar.vocabulary import DIRECTIONS, HOW_LONG

_SIZES = ("figures", "stats", "bottom", "instead", "part")


@dataclass(frozen=True, slots=True)
class Verb:
    """
    `words` are the first word of a command; `said` ask for the verb in any place of a sentence.

    `hinted` ask for it where there is no other verb and no comparison. A verb without `summary` has no line in help.
    `leaves` are the slots of a question that its page has no place for: their words are named, not dropped.
    `shows` are the figures that its page has all the same, `covers` other verbs that it answers, too.
    `is_of_budgets`: it is another page about them, and holds beside their name. `unit` is what it is of when no period
    is said. `days` is how far it looks back then; 0 is that unit. `things` are the kinds
    of things that it names when a question names none: what it is grouped by are such kinds, as in `idle keys`.
    """

    name: str
    said: tuple[str, ...]
    words: tuple[str, ...] = ()
    hinted: tuple[str, ...] = ()
    summary: str = ""
    example: str = ""
    shows: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    leaves: tuple[str, ...] = (*_SIZES, "top", "over", "under", "versus")
    days: int = 0
    things: tuple[str, ...] = ()
    unit: str = "day"
    is_of_budgets: bool = False


_BY_NOBODY = tuple(
    f"{who} {has}{done}"
    for who in listed("nobody, nobodys, no one, no ones, noone, noones, no-one")
    for has in ("", "has ", "ever ")
    for done in listed("use, uses, used, touches, touched, using, been using, is using, called, calls")
)
# Of what was found, and of no budget: `is the spike over`.
_WHETHER_OVER = tuple(
    f"{spike} {over}"
    for spike in listed("spike, spikes, jump, surge, peak, anomaly, incident, weirdness, madness")
    for over in listed("over, over yet, over now, done, gone, ended, end, stop, stopped, passed, still going, resolved")
)

VERBS = (
    Verb(
        "why",
        listed(
            """
            what did i miss, what did we miss, what have i missed, what has changed, anything changed,
            something changed, anything change, what is different, whats different, what's different,
            anything different, why, y, how come, what changed, what happened, just happened, happened, what
            drove, what drives, what is driving, whats driving, what's driving, what driving, who drove, who
            is driving, what caused, root cause, reason for, reasons,
            whyd, why'd, explain the spike, explain spike,
            explain this spike, explain the increase, explain the jump, explain the rise, explain the drop,
            explain the change, what moved, what grew, what grew most, what grew the most, what rose, what
            fell, what went up, what went down, what increased, what is up with, what's up with, whats up
            with, wtf happened, who caused, what is behind, what's behind, whats behind, drove the increase,
            drove the rise, drove the growth, drove the drop, drove the change, driving the increase, behind
            the increase, contributed to the increase, reasons for, movers, mover, top movers, biggest
            movers, biggest mover, the biggest movers, changed most, changed the most, grew most, grew the
            most, grew fastest, grew the fastest, grown most, grown the most, rose most, rose the most,
            increased most, increased the most, increase the most, grow the most, went up most, went up the
            most, fell most, fell the most, dropped the most, fastest growing, fastest-growing, growing
            fastest, growing the fastest, driver analysis, drivers analysis, root cause analysis, variance
            analysis, main drivers, biggest drivers, drivers, highlights, the highlights, key highlights,
            tldr, tl;dr, key takeaways, takeaways
            """
        ),
        words=("why",),
        hinted=DIRECTIONS
        + listed(
            """
            growth, decline, up or down, up, down, going up, going down, gone up, gone down, went up, went down, go up,
            go down, trending up, trending down, on the rise, grown, changed, what change, getting worse, getting
            better, getting bigger, getting smaller, getting higher, getting lower, getting longer, getting shorter,
            getting cheaper, getting more expensive, getting pricier, getting more, getting less
            """
        ),
        summary="Says what changed, and what or who changed it.",
        example="why today",
        covers=("anomalies", "prices"),
        leaves=("figures", "instead", "part", "over", "under"),
    ),
    Verb(
        "forecast",
        listed(
            """
            extrapolate, extrapolated, extrapolation, ballpark, gonna go over, going to go over, will we go over, make
            it to month end, make it through the month, last the month, go over budget, run over budget, end up, land
            at, land, landing, on course, on pace, forecast, forecasts, forecasted, forecasting, projection,
            projections, projected, predict, predicted, prediction, outlook, run rate, run-rate, runrate, end of month,
            end of the month, month end, month-end, eom, will we spend, will we burn, will we pay, will it cost, will i
            spend, going to spend, gonna spend, are we heading, fcst, at this rate, est month end, est month-end, est
            eom, gonna be, going to be, at this pace, at the current rate, at current rate, pace, if spend continues, if
            this continues, if usage continues, if it continues, if we continue, if things continue, if we go on, if it
            goes on, continues, rest of, the rest of, for the rest of, remainder of, the remainder of, how fast are we
            burning, how fast r we burning, how fast are we spending, overspend, going to overspend, to overspend,
            current burn, stay on budget, keep under budget, on track, best case, worst case, best and
            worst case, vs forecast, versus forecast, actual vs forecast, actuals vs forecast, against forecast, against
            the forecast, compared to forecast, vs the forecast, at month end, at month-end, expected full-year,
            expected full year, expected spend, expected cost, expected total, is it enough, is that enough, be enough,
            will it last, will that last, are we gonna make it, are we going to make it, gonna make it, hit the limit,
            reach the limit, hit our limit, reach our limit, hit the cap, hit their limit, hit its limit, hits its
            limit, hits the limit, reaches its limit
            """
        )
        + tuple(
            f"if {what} {holds}"
            for what in listed("the current rate, this rate, the rate, this pace, the pace, the current pace, it, this")
            for holds in listed("holds, holds up, keeps up, stays, goes on like this")
        )
        + listed("if we keep this up, if things stay the same, if nothing changes, if we keep going like this")
        + tuple(
            f"will {we} {be} {over} {whose}budget"
            for we in ("we", "i")
            for be in ("be", "end", "finish", "land")
            for over in ("over", "above", "under", "below", "within", "on")
            for whose in ("", "our ", "the ")
        ),
        words=("forecast",),
        hinted=HOW_LONG
        + listed("expected, what will, how much will, whats this month going to, what is this month going to"),
        summary="Says where the month leads.",
        example="forecast this month",
        covers=("budgets",),
        leaves=(*_SIZES, "versus", "windows", "percents"),
        unit="month",
    ),
    Verb(
        "overview",
        listed("overview, summary, status, summarise, summarize, recap, do i need to know, do we need to know"),
        leaves=(),
    ),
    Verb(
        "budgets",
        BUDGETS,
        hinted=("variance", "variances"),
        shows=("share", "cost"),
        covers=("forecast",),
        leaves=(*_SIZES, "top", "versus", "windows", "endpoints", "metrics"),
    ),
    Verb(
        "budget changes",
        BUDGET_CHANGES,
        leaves=(*_SIZES, "top", "over", "under", "versus", "windows", "metrics"),
        days=30,
        is_of_budgets=True,
    ),
    Verb(
        "no budget",
        NO_BUDGET,
        leaves=(*_SIZES, "top", "over", "under", "versus", "windows", "metrics"),
        unit="month",
        is_of_budgets=True,
    ),
    Verb(
        "alerts",
        ALERTS,
        leaves=(*_SIZES, "top", "over", "under", "versus", "metrics"),
        days=7,
        is_of_budgets=True,
    ),
    Verb(
        "anomalies",
        listed(
            """
            anomalies, anomaly, anomalous, unusual, anything unusual, something unusual, weird, anything
            weird, something weird, strange, anything strange, odd, anything odd, anything off, something
            off, looks off, look off, seems off, suspicious, outlier, outliers, spikes, any spikes, any
            spike, unexpected, out of the ordinary, abnormal, abnormal spend, findings, surprises, worry
            about, worried about, should worry, worry, any surprises, surprising, anything wrong, something
            wrong, anything broken, irregular, irregularities, funny, fishy, anything fishy, anything to
            worry about, same as usual, as usual, like usual, business as usual, back to normal, looking
            normal, look normal, looks normal, was normal, normal or not, normal or no, normal or what,
            normal or weird, normal or strange, normal or is it, all well, all normal
            """
        )
        + _WHETHER_OVER,
        words=("anomalies", "findings"),
        hinted=listed("spike, a spike, any spike, spike in, spike on, spikes in, spikes on"),
        summary="What was unusual in a period: spikes, pace, new things.",
        example="anomalies last 7 days",
        covers=("why",),
        days=7,
    ),
    Verb(
        "idle",
        listed(
            """
            stop calling, stop using, stopped calling, last active, never called anything, never called, never made a
            call, zombie, zombies, orphaned, orphans, ghost projects, ghost keys, still alive, still in use, still
            running, idle, whats idle, what's idle, unused, inactive, dormant, stale, abandoned, dead, not used, not
            in use, not being used, arent used, aren't used, are not used, isn't used, isnt used, arent being used,
            aren't being used, are not being used, isn't being used, isnt being used, no one
            uses, never used, were not used, weren't used, werent used, last used, last use,
            last time, was last used, when last used, no longer used, without usage, without use, without requests,
            without traffic, without activity, no usage, no traffic, no requests, no activity, had no usage, had no
            requests, had no cost, have no usage, with no usage, with no requests, with no traffic, with no activity,
            haven't been used, havent been used, hasn't been used, have not been used, has not been
            used, not been used, zero usage, with zero usage, unused for, idle for, not used for, not used in, no one
            used, without any usage, without any requests, no calls, zero spend, with zero
            spend, with no spend, no spend, zero cost, with zero cost, without spend, without any spend, zero
            requests, not using, do nothing, doing nothing, sitting idle, sit idle, did nothing, stopped using,
            stopped, has stopped, have stopped, went quiet, gone quiet, went silent, gone silent, no longer uses, no
            longer use, quit using, hasn't used anything, hasnt used anything, haven't used anything, havent used
            anything, has not used anything, have not used anything, didn't use anything, didnt use anything, did not
            use anything, used nothing, spent nothing, hasn't spent anything, didn't spend anything, last call, last
            request, last activity, last seen, most recent call, most recent request, latest call, latest request,
            havent used, haven't used, hasnt used, hasn't used, have not used, has not used, dont use, don't use,
            doesnt use, doesn't use, do not use, does not use, didnt use, didn't use, did not use, arent using, aren't
            using, isnt using, isn't using, are not using, not yet used, still active, still used, still being used,
            even used, even alive, has nothing, had nothing, have nothing, has nothing going on, have nothing going
            on, nothing going on, nothing happening, no longer active, is active, not active, no longer in use, no
            longer being used
            """
        )
        + _BY_NOBODY,
        words=("idle", "unused", "inactive"),
        summary="Names projects and keys that were not used, and when they last were.",
        example="idle keys last 30 days",
        leaves=(*_SIZES, "top", "over", "under", "versus", "metrics"),
        days=30,
        things=("project", "key"),
    ),
    Verb(
        "prices",
        listed(
            """
            prices, pricing, price table, token price table, pricing table, price list, price lists, list price, list
            prices, price sheet, rate card, price card, unit prices, openai prices, openai pricing, price / sec, price /
            second, price history, price changes, price change, price per second, price per sec, price / minute
            """
        ),
        hinted=listed("price, prices of, price of, rate of, rates of, the price of, prices for, price for"),
        shows=("per 1k tokens", "per 1m tokens"),
        leaves=(
            "figures",
            "stats",
            "instead",
            "part",
            "top",
            "over",
            "under",
            "versus",
            "windows",
            "spans",
            "excluded",
        ),
    ),
    Verb(
        "new",
        listed(
            """
            since when, start using, started to use, began using,
            first day, first showed up, showed up first, first appeared, first appearance, first call, first request,
            first seen, seen first, first use, did we first use, did we start using, first time, newly seen, newly
            added, newly created, first used, first time used, appeared, brand new, anything new, whats new, what's new,
            what is new, something new, create a project, created a project, create a key, created a key, were created,
            was created, got created, is new, are new, create projects, create keys, started using,
            """
        ),
        words=("new",),
        summary="Names projects, keys and models that were first seen in a period.",
        example="new keys this month",
        leaves=(*_SIZES, "top", "over", "under", "versus", "metrics", "soft_cost"),
        days=7,
        things=("project", "key", "model"),
    ),
)
VERB = {verb.name: verb for verb in VERBS}
LEADING = {word: verb.name for verb in VERBS if verb.things for word in verb.words}
