"""Limits: rows over an amount, and the sentences for what no question can hold."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.core.catalogue.words import listed
from bot.core.errors import UserError
from bot.core.grammar.amounts import read_sum
from bot.core.grammar.draft import Draft, Lean, Match
from bot.core.grammar.filters import read_exact
from bot.core.grammar.groups import BOTTOM, TOP, WIDTHS
from bot.core.grammar.pointers import MOVING
from bot.core.grammar.reader import Context
from bot.core.grammar.time.length_slots import read_count
from bot.core.grammar.time.read_time import read_period
from bot.core.grammar.tokens import Words
from bot.core.grammar.vocabulary import DIMENSION_WORDS, UNIT, WEEKDAY

OVER = listed(
    """
    over, above, more than, >, >=, ≥, at least, greater than, higher than, exceeding, bigger than, larger than,
    beyond, exceed, exceeds, exceeded, exceeding, past, go past, went past, goes past, goes over, go over, went over,
    went above, going over, crossed, cross, reached, reach, hit, hits, in excess of, topped, passed, cost more than,
    costs more than, min, minimum, not less than, no less than, upwards of, north of, costing over, costing more than
    """
)
UNDER = listed(
    """
    under, below, less than, not over, not above, not more than, lower than, smaller than, <, <=, ≤, at most, fewer
    than, cheaper than, less then, fewer then, up to, max, maximum, not more than, no more than
    """
)
_RECURRING = listed("weekday, weekdays, day of week, day of the week, hour of day, hour of the day, weekend, workday")


def read_threshold(words: Words, at: int, context: Context) -> Match | None:
    """`over $10`, `> 2M tokens`, `under $5`, `between $10 and $50`."""
    place = words.lead(at, OVER)
    if place > at and (read := read_sum(words, place)):
        end = words.skip_phrase(read[1], "or more", "and up", "or above")
        return Match(Draft(over=(read[0],), leans=(_limit(words, at, end),)), end - at)
    if match := re.fullmatch(r"(\$?[\d.,]+[kmb]?)\+", words.text(at)):
        read = read_sum(Words.of(match[1]), 0)
        return Match(Draft(over=(read[0],)), 1) if read else None
    place = words.lead(at, UNDER)
    is_period = place > at and read_period(words, place, context.calendar)
    if place > at and (read := read_sum(words, place)) and (read[0].metric or not is_period):
        end = words.skip_phrase(read[1], "or less", "or below")
        return Match(Draft(under=(read[0],), leans=(_limit(words, at, end),)), end - at)
    return _between(words, at)


def _limit(words: Words, at: int, end: int) -> Lean:
    """It cuts rows; a verb has none."""
    return Lean(" ".join(word.typed for word in words[at:end]), ("rows",))


_OF_BUDGET = listed("of budget, of their budget, of its budget, of our budget, of the budget, of budgets, of a budget")


def read_percent(words: Words, at: int, context: Context) -> Match | None:
    """`over 80 %`, `past 75% of budget`, `50 percent of its budget`: of budgets."""
    place = words.lead(at, (*OVER, "at", "near", "close to", "above the"))
    match = re.fullmatch(r"(\d{1,4})(%?)", words.text(place))
    end = place + 1 if match and match[2] else words.skip_phrase(place + 1, "%", "percent", "per cent", "pct")
    if not match or (not match[2] and end == place + 1):
        return None
    last = words.lead(end, _OF_BUDGET)
    if place == at and last == end:
        return None
    if last == end and _is_of_change(words):
        return Match(Draft(moves=("why",), leans=(Lean(words.spelt(at, end), ()),)), end - at)
    return Match(Draft(verbs=("budgets",), percents=(int(match[1]),)), last - at)


def _is_of_change(words: Words) -> bool:
    """`projects that grew more than 20 %`: no budget."""
    said = {words.text(place) for place in range(len(words))}
    return bool(said & MOVING) and not said & {"budget", "budgets"}


def _between(words: Words, at: int) -> Match | None:
    """Amounts that say their unit; without one they are times: `between 9 and 11`."""
    low = read_sum(words, at + 1) if words.text(at) == "between" else None
    high = read_sum(words, low[1] + 1) if low and words.text(low[1]) in ("and", "to", "-") else None
    if not low or not high or not (low[0].metric or high[0].metric):
        return None
    unit = low[0].metric or high[0].metric
    over, under = (replace(each[0], metric=each[0].metric or unit) for each in (low, high))
    return Match(Draft(over=(over,), under=(under,)), high[1] - at)


def _instead(words: Words, at: int, end: int, text: str) -> str:
    """The question with other words in the place of some."""
    return " ".join(filter(None, (*(each.typed for each in words[:at]), text, *(each.typed for each in words[end:]))))


def refuse(words: Words, at: int, context: Context) -> Match | None:
    """What people ask for and no question can hold; each with a sentence of its own."""
    for refusal in (_width, _percentile, _place, _negative, _things):
        refusal(words, at)
    _some_days(words, at, context)
    _unmeasured(words, at, context)
    return None


_NO_WIDTHS = ("quarterly", "yearly", "annually", "biweekly", "fortnightly", "bi-weekly")


def _width(words: Words, at: int) -> None:
    if words.text(at) in _NO_WIDTHS:
        raise UserError(WIDTHS, (_instead(words, at, at + 1, "monthly"), "this year by month"))
    place = words.lead(at, ("per", "a", "each", "/", "by", "every"))
    count, end = read_count(words, place)
    if place > at and count and words.text(at) in ("per", "each", "/", "by", "every") and words.text(end) in UNIT:
        raise UserError(WIDTHS, (_instead(words, place, end, ""), "today by hour"))
    if place > at and words.text(place) in ("second", "sec", "s"):
        raise UserError(WIDTHS, (_instead(words, place, place + 1, "minute"), "last hour by minute"))
    if place > at and (after := words.lead(place, _RECURRING)) > place:
        raise UserError(WIDTHS, (_instead(words, place, after, "day"), "last 30 days by day"))


def _percentile(words: Words, at: int) -> None:
    if re.fullmatch(r"p\d\d|percentiles?|\d\dth-percentile|quantiles?|stddev|std", words.text(at)):
        instead = _instead(words, at, at + 1, "median"), _instead(words, at, at + 1, "max")
        raise UserError(
            "I know no percentiles and no deviations; there is `median per day` and `max per day`.", instead
        )


_PLACES = listed("second, third, fourth, fifth, 2nd, 3rd, 4th, 5th, next")


def _place(words: Words, at: int) -> None:
    """`second most expensive project`: the first is another answer."""
    if words.text(at) in _PLACES and words.lead(at + 1, (*TOP, *BOTTOM, "most", "least")) > at + 1:
        instead = _instead(words, at, at + 1, "")
        raise UserError(
            "I show the largest or the smallest, not one of their places; try `top 3 projects`.", (instead,)
        )


def _negative(words: Words, at: int) -> None:
    if words.text(at) in ("top", "bottom") and re.fullmatch(r"-\d+", words.text(at + 1)):
        name = words.text(at)
        raise UserError(f"`{name}` takes a number from 1 to 1000; try `{name} 5 projects`.", (f"{name} 5 projects",))


_BALANCE = "OpenAI tells nobody its balance"
_NOT_MEASURED = (
    (
        "OpenAI's usage tells what was served, not what failed or how fast.",
        ("requests today by hour", "requests today by model"),
        """
        error, errors, failure, failures, failed, latency, latencies, response time, response times, timeout,
        timeouts, slow, slower, slowly, fast, faster, speed, qps, rps, is openai down, openai down, outage, outages,
        rate limit, rate limits, rate limited, 429s, 5xx, uptime, ttft
        """,
    ),
    (
        f"{_BALANCE}; `budgets` shows what is left of yours, and of credit that you set there.",
        ("budgets", "forecast"),
        "balance, credit, credits, left, remaining, credit balance, left over, leftover",
    ),
    (
        "OpenAI's usage has no taxes, margins or revenue; I know what usage costs.",
        ("last month", "last month by line item"),
        """
        tax, taxes, vat, gst, gross margin, margin, margins, revenue, profit, profits, per customer, per transaction,
        per dollar, per usd, per $
        """,
    ),
    (
        "I compare two periods, and know no growth over many of them.",
        ("this month vs last month", "last 6 months by month"),
        """
        average growth, avg growth, mean growth, average increase, average monthly growth, cagr, compound growth, growth
        per month, growth per week, compound annual growth, compound annual growth rate, compound monthly growth
        """,
    ),
    (
        "I know no releases and no incidents; write the day, such as `since nov 3`.",
        ("last 7 days by day", "why this week"),
        """
        since we launched, since launch, since the launch, since we shipped, since the release, since the last release,
        since last release, since release, since we deployed, since the deploy, since the last deploy, since deploy,
        since the last deployment, since the deployment, since we went live, since go live, since the migration,
        since the incident, during the incident, since the rollout, after the release, before the release, after the
        launch, before the launch
        """,
    ),
    (
        "OpenAI bills in US dollars; write `$100`.",
        ("this month by project over $100", "this month"),
        "eur, euro, euros, gbp, pounds, yen, inr, rupees, €, £, ¥",
    ),
    (
        "To get an alert before an amount is spent, set a budget: `budget checkout-prod 500/month`.",
        ("budgets", "help"),
        """
        tell me when, tell us when, tell me if, tell us if, alert me, alert us, alert when, alert if, notify me,
        notify us, warn me, warn us, warn when, warn if, ping me, ping us, let me know when, let us know when, let
        me know if, cap, set a limit, set limit
        """,
    ),
    (
        "Each answer ends with the time at which its data were read; `doctor` looks at the last read.",
        ("today", "yesterday"),
        "data complete, data fresh, data up to date, data final, data current, data late, how fresh, how old is",
    ),
    (
        "I send no single reminders, but reports that come again: `every friday 3pm this week by project`.",
        ("this week by project", "forecast"),
        "remind me, remind us, reminder",
    ),
    (
        "I know OpenAI's usage only.",
        ("this month by model", "this month by project"),
        "aws, azure, gcp, anthropic, claude, gemini, bedrock, vertex, mistral, google cloud",
    ),
    (
        "I answer here and post to channels; I send no e-mail.",
        ("every monday 9am last week by project", "last month by project"),
        "email, e-mail, mail me, mail us, by mail, via mail",
    ),
    (
        "I read what is used; keys, limits and models are managed at OpenAI.",
        ("idle keys", "today by key"),
        "revoke, rotate, turn off, turn on, switch off, switch on, shut off, shut down, disable, deactivate",
    ),
    (
        "OpenAI's usage keeps no prompts; it knows projects, keys, users and models.",
        ("input tokens today by key", "requests today by key"),
        "what prompt, which prompt, which prompts, what prompts, prompt text, prompt texts, prompt content",
    ),
    (
        "I compare with a period, not with an average; `anomalies` says what is unusual.",
        ("today vs yesterday", "anomalies last 7 days"),
        """
        vs avg, vs average, vs the average, vs usual, vs normal, vs the usual, compared to normal, compared to usual,
        compared with normal, compared with usual, than usual, than normal, compared to average, against the average,
        than average, compared to the average
        """,
    ),
)
_SOME_DAYS = (
    *listed(
        """
        weekdays, weekday, business days, business day, working days, working day, workdays, workday, work days,
        work day, business hours, working hours, office hours, weekdays only, only weekdays, on weekdays, weekends only,
        only weekends, weekend only, weekend days, on weekends, each weekend, every weekend
        """
    ),
    *(f"{each} {day}" for each in ("every", "each") for day in WEEKDAY),
    *(f"{day}s" for day in WEEKDAY if day.endswith("day")),
)


def _some_days(words: Words, at: int, context: Context) -> None:
    """`weekdays only`, `every tuesday`: some days of a period; those of one week follow each other."""
    end = words.lead(at, _SOME_DAYS)
    found = read_period(words, at, context.calendar) if end > at else None
    if end > at and (not found or found.end <= end):
        instead = (_instead(words, at, end, "by day"), "last week by day")
        raise UserError("I cannot leave days out; rows by day show each day.", instead)


_UNMEASURED = {phrase: (told, asks) for told, asks, spelt in _NOT_MEASURED for phrase in listed(spelt)}


def _is_known(told: str, words: Words) -> bool:
    """`left in the search budget`, `remaining forecast`: of a balance that alone."""
    known = ("budget", "budgets", "forecast")
    return told.startswith(_BALANCE) and any(words.text(place) in known for place in range(len(words)))


def _things(words: Words, at: int) -> None:
    """`keys in >1 project`: how many others each has."""
    place = words.lead(at, OVER)
    count, end = read_count(words, place) if place > at else (None, at)
    if count and words.text(end) in DIMENSION_WORDS:
        raise UserError(
            f"I cannot count the {DIMENSION_WORDS[words.text(end)]}s of each row; ask for both: `by key and project`.",
            ("last month by key and project",),
        )


def _unmeasured(words: Words, at: int, context: Context) -> None:
    """What OpenAI's numbers cannot tell."""
    for length in (4, 3, 2, 1):
        found = _UNMEASURED.get(" ".join(words.text(at + place) for place in range(length)).strip())
        found = found or (length == 1 and words.text(at)[:1] in ("€", "£", "¥") and _UNMEASURED["€"]) or None
        if found and not _is_known(found[0], words) and not read_exact(words, at, context):
            raise UserError(*found)
