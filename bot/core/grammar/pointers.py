"""Words that lean on another slot: beside it they say nothing new, and without it they are named as unused."""

from __future__ import annotations

from bot.core.catalogue import FIGURE
from bot.core.catalogue.words import listed
from bot.core.grammar.draft import Draft
from bot.core.grammar.vocabulary import DIRECTIONS
from bot.core.periods import EVER
from bot.core.question import TIME_UNITS

SMALLEST_FIRST, LARGEST_FIRST = "order", "order of rows"
ALL_TIME = "all time"  # words for it lean on that no other period is asked for
# The slots on which each kind leans, and its words.
POINTERS = {
    "moves": """
        change, changes, changed, changing, delta, difference, doubled, tripled, halved, exploded, exploding,
        skyrocketed, jumped, jump, jumping, rise, rises, rose, increase, increased, increases, increasing, decrease,
        decreased, drop, drops, dropped, fall, fell, falls, climb, climbed, climbing, spike, spiked, spiking, higher,
        lower, high, low, better, worse, driver, drivers, driving, cause, causes, caused, percent change, percentage
        change, suddenly, sudden, crazy, weirdly, expensive, happening, happen, gone, come, came, variance, flat,
        stable, steady, unchanged, big, bigger, so high, so much, weirdly high, tho, though, wtf, going up, going down,
        grow, grew, fewer, faster, how fast, fast, raise, raised, reduce, reduced, affect, affected, impact, effect,
        improve, improved, cheaper, pricier, costlier, percent, percentage, in percent, in %, %, pct, how many percent,
        how much percent, by how many percent, by how much, by how much percent, in percentage, in percentage terms
        """,
    LARGEST_FIRST: """
        biggest first, largest first, highest first, most first, best first, most expensive first, the biggest first,
        biggest on top, largest on
        top, highest on top, most expensive on top, priciest on top, the biggest on top, the highest on top, the largest
        on top, biggest at the top, largest at the top, highest at the top, highest to lowest, largest to smallest,
        biggest to smallest, high to low, most to least, most to least expensive, most expensive to cheapest, priciest
        first, costliest first, worst first, biggest 1st, highest 1st, largest 1st, from highest to lowest, from high to
        low, sorted high to low, sorted desc, sort desc, order desc, sorted descending, sort descending, sort by cost
        desc, sort by cost descending, sorted by cost desc, sorted by cost descending, by cost desc, by cost descending,
        by spend desc, by spend descending, order by cost desc, order by spend desc, order by cost descending
        """,
    "ranks": """
        much more, expensive, sorted by cost, sorted by spend, sort by cost, sort by spend, ordered
        by cost, order by cost, ranked by cost, by cost, by spend, by usage, by tokens used, order by
        """,
    "by": """
        breakdown, breakdown of, a breakdown of, break down, broken down, split, break out, break it down, itemised,
        itemized, grouped, group, matrix, pivot, crosstab, heatmap, grid, pivot table, distribution, divided,
        segmented, bucket, buckets, bins, granularity, resolution, interval, intervals, per, mix,
        pareto, pareto of, composition
        """,
    "included": """
        only, just, solely, exclusively, alone, specifically, job, jobs, traffic, workload,
        workloads, nothing but, remaining
        """,
    "outlook": "stay, staying, remain, keep, stays, when",
    "drawn": "stack, stacked, stacked up",
    "standing": """
        by how much, how far, limit, limits, remaining, remains, remain, headroom, head room, col, cols, column,
        columns, spent so far, left over, leftover, used so far, status
        """,
    "budgeted": """
        have no owner, has no owner, no owner, without an owner, without owner, without owners,
        who owns, who owns the, who is the owner of, who's the owner of, whos the owner of, owner of, owner, owned by,
        owns, which channel does, which channel do, which channel is, what channel does, which channel, channel, channel
        of, alert levels, levels, who gets alerts for, who is alerted, who gets alerted, post to, posts to, post in, go
        to
        """,
    "nothing": """
        in cents, in cent, in pennies, in ¢, cents, in hundreds, in whole hours, in seconds,
        in millions, in thousands, in billions, in m, in k, in mio, in bn, by organization, by organisation, by org,
        by company, by account, by service account, by region
        """,
    "named": "old, older, cheap",
    "pointed": """
        on them, for them, of them, from them, with them, by them, to them, through them, on those, for those, all of
        them, both of them, on either, on each of them
        """,
    "people": "anyone, anybody, someone, somebody",
    "verb": "when, showed up, shows up, turned up, came up",
    SMALLEST_FIRST: """
        cheapest first, cheapest 1st, the cheapest first, lowest first, smallest first, least first, fewest first, least
        expensive first, least used first, least costly first, the lowest first, the smallest first, cheapest on top,
        lowest on top, smallest on top, cheapest at the top, lowest at the top, smallest at the top, ascending, asc,
        sorted asc, sort asc, order asc, ordered asc, sort ascending, sorted ascending, order ascending, ordered
        ascending, sort by cost ascending, sort by cost asc, sorted by cost ascending, sorted by cost asc, by cost asc,
        by cost ascending, by spend asc, by spend ascending, order by cost asc, ascending order, in ascending order, in
        asc order, cheapest to priciest, cheapest to most expensive, least to most expensive, least expensive to most
        expensive, lowest to highest, from lowest to highest, low to high, from low to high, sorted low to high, sort
        low to high, smallest to largest, from smallest to largest, smallest to biggest, smallest to greatest, least to
        most, from least to most, reverse order, in reverse order
        """,
    "several": """
        what do we use more, which do we use more, which one do we use more, which is used more, what is used more,
        which one is used more, which has more, what has more, which gets more, what do people use more, which gets used
        more, what gets used more, which one has more,
        each, individually, respectively, one by one, each one, on their own, which is higher, which is
        lower, which is cheaper, which is more expensive, which costs more, which cost more, which is bigger, which is
        larger, which is more, which one is higher, which one is cheaper, which one costs more, which is costlier, which
        costs less, which is less, which one is bigger, which is pricier
        """,
    "parts": "separate, separated, separately, seperate, seperated, seperately",
    "shares": """
        percent, percentage, proportion, fraction, in percent, in %, %, as percent, as percentage, % share, pct, in
        pct, with their share, with their shares, and their share, and their shares, with its share, and its share,
        and share, with share, with the share, with shares, with the shares, share in percent, share in %, share %, in
        $ and %, with percentages, with percent, in dollars and percent
        """,
    "figure": """
        moved to, migrated to, switched to, shifted to, when, percent, percentage, proportion, fraction, ratio,
        rate, in percent, in %, %, count, counts, split
        """,
}
# A table of two periods has all its rows: no word keeps those that moved one way.
_ONE_WAY = tuple(
    f"{only} {those}{that} {moved}".replace("  ", " ")
    for only in ("only", "just")
    for those in ("", "those ", "the ones ", "ones ")
    for that in ("that", "which", "who")
    for moved in listed(
        """
        went up, went down, grew, rose, fell, dropped, increased, decreased, shrank, changed, got more expensive, got
        cheaper, are up, are down
        """
    )
) + tuple(
    f"{only} {the}{moves}"
    for only in ("only", "just")
    for the in ("", "the ")
    for moves in ("increases", "decreases", "drops", "rises", "risers", "growers", "changes")
)
# Beside two periods they ask why one differs from the other.
EXPLAINING = frozenset(
    listed(
        """
        variance, bridge, bridges, walk, waterfall, variance analysis, price/volume, price volume analysis, price/volume
        analysis, decomposition, decompose, driver analysis, volume and mix, mix and volume, bridge analysis, variances
        """
    )
)
# `why` answers what moved most: `5 largest increases`, `the steepest drop`.
MOVED = listed(
    """
    increase, increases, decrease, decreases, drop, drops, rise, rises, fall, falls, jump, jumps, growth, decline,
    declines, change, changes, reduction, reductions, gain, gains, swing, swings, surge, surges, mover, movers, climb,
    climbs, climber, climbers, delta, deltas, cost increase, cost increases, spend increase, spend increases, growers
    """
)
# After these words two periods are compared: `growth from september to october`.
MOVING = frozenset(
    (
        *DIRECTIONS,
        *MOVED,
        *listed(
            """
            flat, stable, steady, unchanged, changed, changing, difference, grown, risen, fallen, moved, up, down,
            variance, variances, bridge, bridges, walk, waterfall, swung, went
            """
        ),
    )
)
# Rows of a unit where a limit says which: `how many days over $10`, `hours over 1M tokens`.
ROWS_OVER = {
    f"{lead}{unit}{s}": unit
    for unit in ("hour", "day", "week", "month")
    for lead, s in (
        ("", "s"), ("how many ", "s"), ("number of ", "s"), ("the ", "s"), ("count of ", "s"),
        ("any ", ""), ("single ", ""), ("any single ", ""),
    )
}  # fmt: skip
LEANING: dict[str, tuple[str, ...]] = {}
for _kind, _spelt in POINTERS.items():
    for _phrase in listed(_spelt):
        LEANING[_phrase] = (*LEANING.get(_phrase, ()), _kind)
LEANING |= dict.fromkeys(EXPLAINING, ("moves",)) | dict.fromkeys(_ONE_WAY, ())


def _has_several(draft: Draft) -> bool:
    """Whether two values of one dimension were named: `lee and dana each`."""
    names = [(each.dimension, each.values) for each in draft.included]
    return any(one[0] == other[0] and one != other for one in names for other in names)


def left_leaning(draft: Draft, verb: str) -> tuple[str, ...]:
    """Words that lean on a slot which the question does not have."""
    holds = {
        "why": bool(draft.versus or {"why", "anomalies", "forecast"} & set(draft.verbs)),
        "moves": bool(
            draft.versus or draft.instead or set(draft.moves) - {"prices"} or verb in ("why", "anomalies", "forecast")
        ),
        "change": bool(draft.versus or verb in ("why", "anomalies", "forecast")),
        LARGEST_FIRST: bool(draft.by or draft.contrasts),
        "ranks": bool(draft.top or draft.bottom) or any(FIGURE[name].kind == "extreme" for name in draft.figures),
        "by": bool(draft.by or draft.contrasts),
        "drawn": "chart" in draft.shapes and len(set(draft.by)) > 1,
        "included": bool(draft.included or draft.shapes or draft.spans),
        "figure": bool(draft.figures),
        "shares": bool(draft.figures or draft.versus or set(draft.by) - {*TIME_UNITS}) or verb in ("budgets", "why"),
        "parts": len(set(draft.metrics)) > 1 or _has_several(draft) or bool(draft.by),
        "metrics": len(set(draft.metrics)) > 1,
        "named": bool(draft.included),
        "pointed": bool(draft.included or draft.excluded or draft.endpoints or draft.metrics),
        "rows": verb == "",
        "moved rows": bool(draft.versus and not (verb or draft.figures) and (draft.by or draft.contrasts)),
        "people": bool(verb or set(draft.by) - {*TIME_UNITS} or draft.figures),
        "outlook": verb == "forecast",
        ALL_TIME: bool(verb) or all(span.start == EVER for span in draft.spans),
        "priced": verb == "prices",
        "standing": verb == "budgets",
        "budgeted": verb == "budgets" and bool(draft.included),  # the page of one budget has its terms
        "several": _has_several(draft),
        "verb": verb not in ("", "budgets"),
        "whole": not (draft.top and len(set(draft.by)) > 1),
        **{
            f"{unit} rows": unit in draft.by or bool((draft.over or draft.under) and not draft.by)
            for unit in dict.fromkeys(ROWS_OVER.values())
        },
    }
    return tuple(lean.word for lean in draft.leans if not any(holds.get(on) for on in lean.on))
