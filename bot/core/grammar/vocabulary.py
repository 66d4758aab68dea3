"""The words that the grammar knows, beside those of the catalogue."""

from __future__ import annotations

from sys import intern

from bot.core.catalogue import DIMENSIONS
from bot.core.catalogue.words import either, listed
from bot.core.grammar.calendar_words import WEEKDAYS
from bot.core.time_units import UNITS_OF_TIME

# Short forms that are typed on a phone. A quoted name is never changed.
SHORT = {
    "n": "and",
    "nd": "and",
    "thru": "through",
    "btwn": "between",
    "bw": "between",
    "b4": "before",
    "any1": "anyone",
    "every1": "everyone",
    "evry": "every",
    "ppl": "people",
    "hw": "how",
    "nite": "night",
    "coupla": "couple",
    "nites": "nights",
}

# These words are said of dollars and of tokens: "how many tokens did we burn".
SOFT_COST = """
        how much are we talking, how much are we talking about, how much we talking, how much we talking about, what are
        we talking, what are we talking here, how much money are we talking, how much money are we talking about,
        dmg, the dmg, spend, spends, spending, spent, spendings, burn, damage, the damage, burns, burned, burnt,
        burning, money, used up, expenditure, spend on, spent on, burn through, burned through,
        burning through, burnt through, went through, go through, ran through, run up, ran up, runs up, running up, rack
        up, racked up, racks up, racking up, clock up, clocked up
        """

# Products: a question that names only one of these asks for its cost, not for seconds or characters.
PRODUCTS = "whisper, tts"


# Two metrics beside each other: `in/out tokens`, `tok in and out`, `input vs output`.
def _in_and_out(ends: tuple[tuple[str, str], ...], before: tuple[str, ...], after: tuple[str, ...]) -> str:
    joints = ("and", "/", "&", "+", "vs", "versus", "or", ":")
    said = (
        f"{lead} {one} {joint} {other} {rest}"
        for pair in ends
        for one, other in (pair, pair[::-1])
        for joint in joints
        for lead in before
        for rest in after
    )
    return ", ".join(said)


_TOKENS = ("tokens", "toks", "tok", "token", "tkns")
IN_AND_OUT = ", ".join(
    (
        _in_and_out((("in", "out"),), _TOKENS, ("",)),
        _in_and_out((("in", "out"),), ("",), ("", *_TOKENS)),
        _in_and_out((("input", "output"),), ("", *_TOKENS), ("", *_TOKENS)),
        "input:output, input output, tokens in out, in out tokens, tokens in:out",
    )
)
_ENDS = (("in", "out"), ("input", "output"))
AUDIO_IN_AND_OUT = ", ".join(
    (
        _in_and_out(_ENDS, ("audio", "audio tokens"), ("", "tokens")),
        _in_and_out(_ENDS, ("",), ("audio", "audio tokens", "tokens of audio")),
    )
)

# These ask for one direction. `why` shows both, and says so unless `why` itself was typed.
DIRECTIONS = listed(
    """
    growing, shrinking, declining, rising, falling, increasing, decreasing, dropped, grew, grow, rose, fell, increased,
    decreased, climbing, jumped, spiked, shrank, shrunk, shrink, doubled, tripled, halved, declined, climbed
    """
)

# One thing of several: `cost of one image`, `$ a call`.
OF_ONE = listed("one, a, an, each, a single, one single, the average, an average, a typical")


# Words that ask who has most.
def _drivers() -> str:
    """`top cost drivers`, `the main drivers of spend`: what costs most, and not what changed."""
    made = (
        f"{rank}{of}{drivers}{whose}".strip()
        for rank in ("", "biggest ", "main ", "top ", "largest ", "key ", "number one ")
        for of in ("", "cost ", "spend ", "spending ")
        for drivers in ("driver", "drivers")
        for whose in ("", " of cost", " of costs", " of spend", " of our spend", " of our cost", " of the bill")
        if of or whose or (rank and drivers == "driver")
    )
    return ", ".join(made)


WHERE_IT_GOES = f"""
    what is eating, whats eating, what's eating, what is burning, whats burning, what's burning, where is all the money,
    where is the money, where is our money, wheres the money, wheres all the money, where's the money, where's all the
    money, where does the money, where does our money, where is it all going, what is eating up, whats eating up, what's
    eating up, {_drivers()}
    """

# Who is busy serves requests, where nobody says of what.
BUSY = "busy"
BUSY_WORDS = ("busiest", "quietest")
# Of a month, where nobody says of what.
BILL = "bill"
BILLED_BY = ("bill", "bills", "invoice", "invoices")
BILLS = "bill, bills, invoice, the bill, our bill, the invoice, our invoice"

ANYTHING_EXPENSIVE = """
    anything expensive, anything costly, anything pricey, something expensive, something costly, expensive stuff,
    expensive things, expensive models, costly models, anything that costs a lot, anything really expensive
    """

# They ask when an amount is reached.
HOW_LONG = (
    *(
        f"{how} {until}"
        for how in ("how long", "how many days", "how many weeks", "days")
        for until in ("til", "till", "until", "before")
    ),
    *("how soon", "how soon do", "how soon will", "when will"),
)
# Whose a budget is, and who hears of it: its page says both.
OWNERS = """
    owners, owner, owned by,
    who owns, who is the owner of, who's the owner of, whos the owner of, who is owner of, owner of, owners of, w
    owners, with owners, and owners, with their owners, and their owners, with owner, and owner, who is responsible
    for, who's responsible for, whos responsible for, who is in charge of, whose budget is, who gets pinged, who gets
    alerted, who gets warned, who gets notified, who gets the alerts, who is alerted, who is notified, who is pinged,
    and who gets pinged, and who gets alerted, and who gets notified, who gets pinged for, who gets alerted for, who
    gets alerted on, who gets pinged on, who gets alerts for, who gets the alerts for
    """
ANYWHERE = "anywhere"  # in which project
OF_NO_PROJECT = """
    unassigned, unattributed, unallocated, not assigned, not assigned to any project, not assigned to a project, not
    assigned to projects, without a project, without project, with no project, not in any project, not in a project,
    outside any project, not attributed, not attributed to any project, not allocated, not tied to any project, not
    tied to a project, project-less, projectless,
    belongs to no project, of no project, has no project, have no project, had no project
    """
# The number tells: `legacy-blog should be zero, is it zero`.
TO_BE_ZERO = ", ".join(
    f"{be} {nothing}"
    for be in ("should be", "supposed to be", "is it", "is it really", "is that", "must be", "meant to be")
    for nothing in ("zero", "0", "$0", "nothing")
)
NEW_PEOPLE = "who is new, who new, who's new, whos new, any new people, new faces"

# Words that ask for a comparison with the period before.
IN_PERCENT = """
    percent change, percentage change, % change, change in percent, change in %, percentual change, rate of change
    """

# Of a period that runs they ask where it leads.
ESTIMATES = "estimate, best estimate, rough estimate, an estimate, your estimate, best guess, rough guess"

# What is booked of a month that runs is what it comes to; of one that is over, or as of a day, what was spent.
ACCRUED = "accrued"
ACCRUALS = "accrual, accruals, accrue, accrual number, accrual amount, accrual figure, accrual estimate"

# Each of those that are named pays for itself.
CHARGED_BACK = "chargeback, chargebacks, charge back, charge-back, recharge, cross charge, cross-charge, showback"

# Of one thing they ask whether it is used, and not what is idle.
IN_USE, LAST_USED = "in use", "last used"
# Whoever it was: `when was the last time anyone used whisper` asks it of whisper.
LAST_TIME = ", ".join(
    f"{last} {who} {used}"
    for last in ("last time", "the last time")
    for who in ("anyone", "anybody", "someone", "somebody", "we", "i", "they", "people", "any of us", "it")
    for used in (
        "used",
        "touched",
        "called",
        "ran",
        "hit",
        "tried",
        "was used",
        "got used",
        "actually used",
        "even used",
    )
)
STILL_USED = "still alive, still in use, still running, last used, last use, was last used, when last used, last active"
USED_LAST = "last used, last use, was last used, when last used, last active"

# What is usual is the rules' to say, of dollars of a project or of all; of all else a period is beside the one before.
THAN_USUAL = ", ".join(
    f"{more}{than} {usual}"
    for more in (
        "",
        "more ",
        "higher ",
        "more expensive ",
        "less ",
        "lower ",
        "cheaper ",
        "costlier ",
        "busier ",
        "bigger ",
    )
    for than in ("than", "vs", "versus", "compared to", "compared with", "against", "from", "as")
    for usual in ("usual", "the usual", "normal", "normally", "usually", "what is usual", "what is normal")
)
# `today compared to a normal monday`: what the rules know as usual for these hours.
_DAYS = (*(day[0] for day in WEEKDAYS), "day", "week", "weekday")
NORMAL_DAYS = ", ".join(
    form
    for normal in ("normal", "usual", "typical")
    for day in _DAYS
    for a in ("a ", "the ", "")
    for form in (
        *(
            f"{vs} {a}{normal} {day}"
            for vs in ("vs", "versus", "than", "compared to", "compared with", "against", "like")
        ),
        f"{a}{normal} {day} vs",
        f"{a}{normal} {day} look like vs",
        f"{a}{normal} {day} compared to",
    )
)

NO_FORM = ("no", "without", "without a", "not a", "not as a", "no need for a", "dont need a", "don't need a")
SHAPE_PHRASES = {
    "chart": """
        chart, charts, graph, graphs, plot, plotted, as chart, as a chart, line chart, bar chart, line graph, bar
        graph, pie chart, pie, a pie, pie of, a pie of, histogram, sparkline, area chart, visualise,
        visualize, draw, charted
        """,
    "table": """
        table, tables, tabular, as table, as list, as a table, in a table, tabulated, as a list
        """,
    "csv": """
        csv, as csv, export, exported, download, spreadsheet, excel, as a csv, csv file, to csv, as excel, as a
        file, as file, in a file, as an attachment
        """,
    "share": """
        share, shared, post, publicly, public, in channel, in the channel, to the channel, to channel, with the
        team, in public, share it, post it, for everyone, with everyone, share with the team, share with team, with
        the channel, to the team, with channel
        """,
    "explain": """
        explain, explained, explanation, show your work, how did you get this, how is this calculated, how is it
        calculated, computed, how was this calculated, how did you calculate this, how did you calculate that, with
        queries, show queries, details, verbose
        """,
}

# Words for the size of a request: the metric that is divided by requests.
SIZES = {
    metric: ", ".join(
        f"{thing} {size}"
        for thing in things
        for size in ("size", "sizes", "length", "lengths", "len", "size per call", "length per call")
    )
    + f", {others}"
    for metric, things, others in (
        ("input", ("prompt", "input", "context", "prompts"), "how long are our prompts, how big are our prompts"),
        (
            "output",
            ("output", "response", "completion", "answer", "responses"),
            "how long are our responses, how long are our answers",
        ),
        ("tokens", ("request", "call", "requests"), "how big are our requests, how large are our requests"),
    )
}

_LONGEST = ("longest", "biggest", "largest", "shortest", "smallest")
LONGEST_PROMPTS = ", ".join(f"{long} {thing}" for long in _LONGEST for thing in ("prompts", "inputs", "contexts"))
LONGEST_ANSWERS = ", ".join(
    f"{long} {thing}" for long in _LONGEST for thing in ("answers", "responses", "outputs", "completions")
)

_BATCH_OR_NOT = "".join(
    f", {share}{batch} {joint} {other}"
    for share in ("", "share of ")
    for batch in ("batch", "batched")
    for joint in ("vs", "versus", "v", "vs.", "or", "and", "/", "against")
    for other in ("normal", "regular", "standard", "the rest", "sync", "synchronous", "full price")
)
_NUMBERED_WEEKS = listed(
    "calendar week, calendar weeks, cal week, iso week, iso weeks, isoweek, week nr, week num, week #"
)
TIME_GROUPS = {
    unit.name: ", ".join(
        (
            f"{'an' if unit.name == 'hour' else 'a'} {unit.name}",
            f"per {unit.name}, each {unit.name}, every {unit.name}, by the {unit.name}, {unit.name} by {unit.name}",
            *(f"{word} by {word}" for word in unit.words if word != unit.name),
            *(f"{per} {letter}" for per in ("p /", "/") for letter in unit.glued if len(letter) == 1 and letter != "m"),
            *unit.rows,
            *(f"{by} {weeks}" for by in ("by", "per") for weeks in _NUMBERED_WEEKS if unit.name == "week"),
            *((f"{unit.name} of day, {unit.name} of the day, time of day") if unit.name == "hour" else "",),
        )
    )
    for unit in UNITS_OF_TIME
    if unit.shown
} | {
    "batch": """
        batch split, batch breakdown, with and without batch, batch or not, batch and not batch, batch / realtime,
        batch vs live, batch / live, batch api vs live, batch or live, batch versus live, batch and live,
        split batch / realtime, batch and realtime, batch / non-batch, batch and non-batch, between batch and
        non-batch, split between batch and non-batch, between batch and not batch, batch or non-batch
        """
    + _BATCH_OR_NOT
}
CHART_TOO = ("trend", "trends", "over time", "timeline", "slope", "trajectory")
TREND = "over time"  # beside another unit it is not by day: `weekly trend`

DIMENSION_WORDS = {
    word: dimension.name
    for dimension in DIMENSIONS
    for word in (dimension.name, *dimension.words, *dimension.shy, dimension.field, dimension.filter)
    if word
}
_SHY = {word for dimension in DIMENSIONS for word in dimension.shy}
BARE_DIMENSION_WORDS = {word: name for word, name in DIMENSION_WORDS.items() if word not in _SHY}
ONE_KIND = either(word for word in DIMENSION_WORDS if " " not in word)

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
        batched, unbatched, realtime, real-time, real time, live requests, live
        traffic, sync, non batched, non-batched, w/o batch, no batches,
        realtime only, real-time only, minus batch, not in batch, no batch api, synchronous, excl batch, not batch
        api, without batch api
        """,
}


def phrases(text: str) -> tuple[tuple[str, ...], ...]:
    """
    `a b, c` as word tuples, spelt as the words of a line are: of `what's new` the `what` is left.

    Equal words are one object: thousands of phrases say `the`.
    """
    return tuple(tuple(intern(word.removesuffix("'s")) for word in phrase.split()) for phrase in listed(text))
