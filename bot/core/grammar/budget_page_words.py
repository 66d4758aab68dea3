"""The words that ask for a page about budgets: where they stand, what changed, what has none, what was told."""

from __future__ import annotations

from bot.core.catalogue.words import listed

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
    f"{hit} {whose}{unit}{budget}"
    for hit in listed(
        """
        hit, hits, reach, reaches, exceed, exceeds, blow, break, bust, burst, cross, pass, exhaust, use up, run through,
        blow through, overrun, stay in, stays in, stay within, stays within, stay under, stays under, stay below, stays
        below, keep to, stick to, keep within, make it within, make it on
        """
    )
    for whose in ("", "our ", "the ", "my ", "its ", "their ")
    for unit in ("", "org ", "daily ", "weekly ", "monthly ", "quarterly ", "yearly ", "annual ")
    for budget in ("budget", "cap")
)
BUDGETS = (
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
        budget, how much left for, how much left in, how much left, how much is left, how much's left, whats left,
        what's left, what is left, anything left, headroom, headroom left, how much headroom, how much headroom
        left, how much headroom is left, how much headroom do we have, room left, how much room, everything under
        control, all under control, under control, how much do we have left, how much have we got left, how much
        remains, what remains, whats left for, what's left for, how much money left for
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
    )
)
BUDGET_CHANGES = listed(
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
    the budget, touched the budgets, edited the budget, budget edits, budget last changed, last raised, last
    lowered, last increased, last reduced, monthly budget
    before, weekly budget before, daily budget before
    """
)
NO_BUDGET = listed(
    """
    no budget, without a budget, without budget, without budgets, without any budget, with no budget, with no
    budgets, have no budget, has no budget, have no budgets, no budget set, unbudgeted, lack a budget, lacks a
    budget, lacking a budget, don't have a budget, doesn't have a budget, dont have a budget, doesnt have a
    budget, do not have a budget, does not have a budget, not have a budget, missing a budget, not covered by a
    budget, not covered by any budget, uncovered by a budget, outside any budget, outside of any budget, not
    budgeted, do all have a budget, have a budget, has a budget, need a budget, needs a budget,
    hasnt got a budget, hasn't got a budget, havent got a budget, haven't got a budget, got no budget
    """
)
ALERTS = listed(
    """
    alerts, alert, last alert, latest alert, latest alerts, most recent alert, newest alert,
    budget alert, budget alerts, budget alert fire, budget alerts fire, budget alert fired,
    budgets alert, alert fire, alerts fire, alert fired, alerts fired, alert went off, alerts went off, alert go
    off, alerts go off, went off, fired, alert history, alerts history, alerts sent, alerts were sent, alerts
    did we get, alerts have we had, get alerted, got alerted, were we alerted, were we warned, did we get
    warned, trigger an alert, trigger alerts, triggered an alert, triggered alerts, alerts triggered, alert
    triggered, alerts tripped, trip an alert, set off an alert, sent alerts, warnings sent, alerts that fired,
    alerts that went off
    """
)
