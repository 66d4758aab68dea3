"""The verbs of a question, one row each: the words of the command, the sentences that ask for it, its help."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.catalogue.words import listed
from bot.core.grammar.vocabulary import DIRECTIONS, HOW_LONG

# Whether a budget holds, and when it will not: the page of budgets tells where each one leads.
_OWNERS = ("our ", "the ", "my ", "its ", "their ")
_OVER_BUDGET_TO_COME = tuple(
    f"{will}{over} {whose}budget"
    for will, owners in (
        ("", ("", *_OWNERS)),
        ("gonna be ", ("", *_OWNERS)),
        ("end up ", ("", *_OWNERS)),
        ("going to be ", ("",)),
        ("likely to be ", ("",)),
        ("about to be ", ("",)),
    )
    for over in ("over", "above", "under", "below", "within", "inside", "in")
    for whose in owners
)
# Whether and when the amount of a budget is reached: a forecast says it, and of a period that is over the page of
# budgets does.
BUDGET_REACHED = tuple(
    f"{hit} {whose}{unit}budget"
    for hit in listed(
        """
        hit, hits, reach, reaches, exceed, exceeds, blow, break, bust, burst, cross, pass, exhaust, use up, run through,
        blow through, overrun, stay in, stays in, stay within, stays within, stay under, stays under, stay below, stays
        below, keep to, stick to, keep within, make it within, make it on
        """
    )
    for whose in ("", "our ", "the ", "my ", "its ", "their ")
    for unit in ("", "org ", "daily ", "weekly ", "monthly ", "quarterly ", "yearly ", "annual ")
)


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

VERBS = (
    Verb(
        "why",
        listed(
            """
            what did i miss, what did we miss, what have i missed, why, y, how come, what changed, what happened, just
            happened, happened, what drove, what drives, what is driving, whats driving, what's driving, what driving,
            who drove, who is driving, what caused, root cause, reason for, whyd, why'd, explain the spike, explain
            spike, explain this spike, explain the increase, explain the jump, explain the rise, explain the drop,
            explain the change, what moved, what grew, what grew most, what grew the most, what rose, what fell, what
            went up, what went down, what increased, what is up with, what's up with, whats up with, wtf happened, who
            caused, what is behind, what's behind, whats behind, drove the increase, drove the rise, drove the growth,
            drove the drop, drove the change, driving the increase, behind the increase, contributed to the increase,
            reasons for, movers, mover, top movers, biggest movers, biggest mover, the biggest movers, changed most,
            changed the most, grew most, grew the most, grew fastest, grew the fastest, grown most, grown the most, rose
            most, rose the most, increased most, increased the most, increase the most, grow the most, went up most,
            went up the most, fell most, fell the most, dropped the most, fastest growing, fastest-growing, growing
            fastest, growing the fastest, driver analysis, drivers analysis, root cause analysis, variance analysis,
            main drivers, biggest drivers, drivers, highlights, the highlights, key highlights, tldr, tl;dr, key
            takeaways, takeaways
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
    Verb("overview", listed("overview, summary, status, summarise, summarize, recap"), leaves=()),
    Verb(
        "budgets",
        listed(
            """
            bva, budget v actual, budget versus actual, budget versus actuals, budget v actuals, plan vs actual, plan vs
            actuals, overspent, variance to budget, budget variance, miss the budget, missed the budget, miss our
            budget, over plan, above plan, under plan, below plan, over on, over by, how far over, are we over on, by
            how much are we over, spending too much, burning too much, paying too much, spend too much, budget gone,
            budget is gone, budget spent, percent of the budget, percentage of the budget, how much of the budget, how
            much of our budget, what percent of the budget, what percentage of the budget, % of the budget, all good,
            all ok, everything ok, everything okay, everything fine, are we ok, are we okay, are we good, are we fine,
            are we safe, are we still ok, are we still good, we ok, we good, did we blow the budget, did we blow our
            budget, did we go over budget, did we go over the budget, did we go over our budget, did we exceed the
            budget, did we exceed our budget, did we bust the budget, did we bust our budget, blown the budget, blown
            our budget, blew the budget, blew our budget, went over budget, our limit, our limits, their limit, there
            limit, near their limit, near there limit, close to there limit, close to its limit, near its limit, over
            our limit, over their limit, budget, budgets, budget status, budget left, left in, left for, remaining in,
            left in budget, left in the budget, left of the budget, left of our budget, budget remaining, remaining
            budget, over budget, our budget, our budgets, the budget, the budgets, within budget, under budget, on
            budget, vs budget, vs the budget, vs our budget, vs budgets, versus budget, versus the budget, versus our
            budget, against budget, against the budget, against our budget, compared to budget, compared to the budget,
            compared to our budget, bdgt, bdgts, over half, close to the limit, close to limit, near the limit, near
            limit, over the limit, close to their limit, over their budget, over its budget, is left of, is left, is
            left in, is left for, do we have left, have left, left to spend, left this month, left for this month, can
            we still spend, budget vs actual, budget vs actuals, near their budget, close to budget, close to their
            budget, were exceeded, was exceeded, exceeded budgets, exceeded their budget, exceeded its budget, exceeded
            the budget, out of budget, budget used, of budget, at risk, vs plan, against plan, against the plan,
            compared to plan, on plan, against our plan, annual budget, yearly budget, monthly budget, weekly budget,
            daily budget, quarterly budget, did we go over, did we overspend, are we overspending, did we overrun, to
            her limit, to his limit, to its limit, to their limit, to our limit, to my limit, to the limit, to the
            budget, to her budget, to his budget, to its budget, to their budget, what did we budget, what have we
            budgeted, how much did we budget, what % of the budget, what % of our budget, how much % of the budget, what
            % of the quarterly budget, what % of the monthly budget, what % of the weekly budget, what % of the annual
            budget
            """
        )
        + _OVER_BUDGET_TO_COME
        + tuple(
            f"{did} {passed} {whose}{budget}"
            for did in ("did we", "did i", "did anyone", "did any project", "have we", "has anyone", "who")
            for passed in (
                "exceed",
                "exceeded",
                "blow",
                "blew",
                "blown",
                "bust",
                "busted",
                "break",
                "broke",
                "go over",
                "went over",
            )
            for whose in ("any ", "a ", "our ", "the ", "their ", "its ", "")
            for budget in ("budget", "budgets")
        )
        + tuple(
            f"{lead}{rate} of {whose}budget"
            for lead in ("", "as ", "as a ", "what ", "how much ")
            for rate in ("%", "percent", "percentage", "share")
            for whose in ("", "the ", "our ", "its ", "their ")
        ),
        hinted=("variance", "variances"),
        shows=("share", "cost"),
        covers=("forecast",),
        leaves=(*_SIZES, "top", "versus", "windows", "endpoints", "metrics"),
    ),
    Verb(
        "budget changes",
        listed(
            """
            budget changes, budgets changes, budget history, budgets history, history of the budget, history of budgets,
            changes to budgets, changes to the budget, changes to our budgets, change a budget, changed a budget, change
            any budget, changed any budget, change any budgets, change our budgets, changed our budgets, change the
            budget, changed the budget, change the budgets, budget changed, budgets changed, budget been changed,
            budgets been changed, who set the budget, who set up the budget, who set, who set up, who made the budget,
            who created the budget, who created, who changed, who raised, who lowered, who deleted, who edited, who last
            changed, when did we set the budget, set the budget, budget before, the budget before, budget was before,
            the old budget, old budget, previous budget, the previous budget, former budget, budget raised, budgets
            raised, budget been raised, raised the budget, raise the budget, raised a budget, raised any budget, touched
            the budget, touched the budgets, edited the budget, budget edits, budget last changed, monthly budget
            before, weekly budget before, daily budget before
            """
        ),
        leaves=(*_SIZES, "top", "over", "under", "versus", "windows", "metrics"),
        days=30,
        is_of_budgets=True,
    ),
    Verb(
        "no budget",
        listed(
            """
            no budget, without a budget, without budget, without budgets, without any budget, with no budget, with no
            budgets, have no budget, has no budget, have no budgets, no budget set, unbudgeted, lack a budget, lacks a
            budget, lacking a budget, don't have a budget, doesn't have a budget, dont have a budget, doesnt have a
            budget, do not have a budget, does not have a budget, not have a budget, missing a budget, not covered by a
            budget, not covered by any budget, uncovered by a budget, outside any budget, outside of any budget, not
            budgeted, do all have a budget, have a budget, has a budget, need a budget, needs a budget,
            hasnt got a budget, hasn't got a budget, havent got a budget, haven't got a budget, got no budget
            """
        ),
        leaves=(*_SIZES, "top", "over", "under", "versus", "windows", "metrics"),
        unit="month",
        is_of_budgets=True,
    ),
    Verb(
        "alerts",
        listed(
            """
            alerts, alert, budget alert, budget alerts, budget alert fire, budget alerts fire, budget alert fired,
            budgets alert, alert fire, alerts fire, alert fired, alerts fired, alert went off, alerts went off, alert go
            off, alerts go off, went off, fired, alert history, alerts history, alerts sent, alerts were sent, alerts
            did we get, alerts have we had, get alerted, got alerted, were we alerted, were we warned, did we get
            warned, trigger an alert, trigger alerts, triggered an alert, triggered alerts, alerts triggered, alert
            triggered, alerts tripped, trip an alert, set off an alert, sent alerts, warnings sent, alerts that fired,
            alerts that went off
            """
        ),
        leaves=(*_SIZES, "top", "over", "under", "versus", "metrics"),
        days=7,
        is_of_budgets=True,
    ),
    Verb(
        "anomalies",
        listed(
            """
            anomalies, anomaly, anomalous, unusual, anything unusual, something unusual, weird, anything weird,
            something weird, strange, anything strange, odd, anything odd, anything off, something off, looks off,
            look off, seems off, suspicious, outlier, outliers, spikes, any spikes, any spike, unexpected, out of the
            ordinary, abnormal, abnormal spend, findings, surprises, worry about, worried about, should worry, worry,
            any surprises, surprising, anything wrong, something wrong, anything broken, irregular, irregularities,
            funny, fishy, anything fishy, anything to worry about, same as usual, as usual, like usual, business as
            usual, back to normal, looking normal, look normal, looks normal, was normal, all well, all normal
            """
        ),
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
