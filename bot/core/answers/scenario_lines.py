"""What a scenario says: what was saved, or what it would have cost, beside what it cost."""

from __future__ import annotations

from bot.core.amounts import Amount
from bot.core.answers.answer import Answer
from bot.core.slack import numbers
from bot.core.slack.text import shorten
from bot.core.usage.scenario import Scenario

WITHOUT = {"cache": "without the cache", "batch": "without batch", "flex": "without flex"}
WAYS = {"batch": "as batch", "flex": "on flex", "priority": "on priority", "standard": "on the standard tier"}
BATCH = "Batch is half of the standard price: what ran as batch stays as it is, what ran on priority falls by more."
SAVERS = {"cache": "the cache", "batch": "batch", "flex": "flex"}


def scenario_text(scenario: Scenario) -> str:
    """`on gpt-5-mini as batch`."""
    parts = (
        f"on {shorten(scenario.model, 60)}" if scenario.model else "",
        WAYS.get(scenario.way, ""),
        WITHOUT.get(scenario.without, ""),
    )
    return " ".join(filter(None, parts))


def scenario_number(answer: Answer) -> str:
    """`≈ $123.40 saved by the cache`, `≈ $812.40 on gpt-5-mini`; '' where it is not known."""
    total, scenario = answer.total, answer.question.scenario
    if total is None or numbers.is_unpriced(total):
        return ""
    if answer.question.figure == "what if":
        return f"{_amount(total)} {scenario_text(scenario)}"
    by = SAVERS[scenario.without]
    if total.quantity < 0:
        return f"{_amount(_turned(total))} lost by {by}"
    return f"{_amount(total)} saved by {by}"


def scenario_rest(answer: Answer) -> str:
    """`It was ≈ $4,210, so ≈ $3,398 less (81 %).`, `≈ $1,111 with it instead of ≈ $1,235 (10 % less).`"""
    total, was = answer.total, answer.more[0] if answer.more else None
    if total is None or was is None or numbers.is_unpriced(total):
        return ""
    if answer.question.figure != "what if":
        would = answer.more[1]
        if not total.quantity or would is None:
            return ""
        return f"{_amount(was)} with it instead of {_amount(would)} ({_part(was, would)} {_word(was, would)})."
    if total.quantity == was.quantity:
        return f"It was {_amount(was)}, which is as much."
    difference = Amount(abs(total.quantity - was.quantity), estimate=True)
    said = f"It was {_amount(was)}, so {_amount(difference)} {_word(total, was)} ({_part(total, was)})."
    return f"{said} {BATCH}" if answer.question.scenario.way == "batch" and answer.question.by else said


def _word(now: Amount, before: Amount) -> str:
    return "less" if now.quantity < before.quantity else "more"


def _part(now: Amount, before: Amount) -> str:
    return numbers.percent(abs(now.quantity - before.quantity), before.quantity)


def _turned(amount: Amount) -> Amount:
    return Amount(-amount.quantity, estimate=amount.estimate)


def _amount(amount: Amount) -> str:
    return numbers.amount(amount, "nanodollar")
