"""What a digest says of the week and the month that ended since the one before."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.core.budgets.budget import FULL
from bot.core.budgets.forecast import Forecast
from bot.core.reports.digest_numbers import middle_forecast, organisation_budget, suggested_budgets
from bot.core.reports.digest_questions import MIDDLE, DigestFacts
from bot.core.reports.digest_words import (
    beside,
    budget_name,
    expected_range,
    few,
    is_nothing,
    label,
    paragraphs,
    percent_of,
)
from bot.core.slack import dates, numbers
from bot.core.slack.text import escape, listed

UTC_ZONE = ZoneInfo("UTC")


def ended(facts: DigestFacts) -> tuple[str, list[str]]:
    """What ended since the digest before, the month before the week: its name, and its result in mrkdwn."""
    week, month = _week(facts), _month(facts)
    if not month:
        return (f"{_week_name(facts)} UTC", [week]) if week else ("", [])
    return _month_name(facts), month + ([f"*Week* {_week_name(facts)}: {week.replace('*', '')}"] if week else [])


def _week_name(facts: DigestFacts) -> str:
    return dates.period(facts.answers["week"].question.period, UTC_ZONE, year=facts.day.year).removesuffix(" UTC")


def _week(facts: DigestFacts) -> str:
    """`*≈ $812*, 6 % above the week before ($766)`; both are whole weeks, like for like."""
    if "week" not in facts.answers:
        return ""
    now, before = facts.answers["week"], facts.answers["week before"]
    text = f"*{numbers.amount(now.total, 'nanodollar')}*"
    if now.total is None or before.total is None:
        return text
    if is_nothing(now.total) and is_nothing(before.total):
        return ""
    against = beside(now.total.quantity, before.total.quantity) or "as much as"
    return f"{text}, {against} the week before ({numbers.amount(before.total, 'nanodollar')})"


def _month(facts: DigestFacts) -> list[str]:
    """The final sum against budget and forecast, how the budgets closed, what the alerts were good for."""
    if "ended month" not in facts.answers:
        return []
    name = _month_name(facts)
    said = {
        f"{name}'s budgets": _closings(facts),
        f"{name}'s alerts": _alert_quality(facts),
        "Budgets to consider": _suggestions(facts),
    }
    return [*filter(None, [_sum(facts)]), *(line for found in paragraphs(said) for line in found)]


def _month_name(facts: DigestFacts) -> str:
    return dates.MONTH_NAMES[facts.answers["ended month"].question.period.start.month - 1]


def _sum(facts: DigestFacts) -> str:
    """`*$3,860 of $5,000 (77 %)*; the forecast of the 15th (≈ $3,909–$3,919) was 1 % too high`; '' of no use."""
    total = facts.answers["ended month"].total
    if total is not None and is_nothing(total):
        return ""
    budget = organisation_budget(facts.ended.statuses)
    text = numbers.amount(total, "nanodollar")
    if budget and total:
        text += f" of {numbers.money(budget.amount)} ({replace(budget, spent=total).percent:,} %)"
    text = f"*{text}*"
    if (forecast := middle_forecast(facts)) and total:
        off = _off(total.quantity, forecast)
        text += f"; the forecast of the {MIDDLE}th ({expected_range(forecast.low, forecast.high)}) {off}"
    return text


def _off(spent: int, forecast: Forecast) -> str:
    """`was right`, `was 3 % too high`."""
    if forecast.low <= spent <= forecast.high or not spent:
        return "was right"
    nearest = forecast.low if spent < forecast.low else forecast.high
    percent = numbers.percent(abs(nearest - spent), spent)
    return f"was {percent} too {'high' if nearest > spent else 'low'}"


def _closings(facts: DigestFacts) -> str:
    known = [status for status in facts.ended.statuses if status.spent is not None]
    broken = sorted((one for one in known if one.has_passed(FULL)), key=lambda one: -one.percent)
    if not known:
        return ""
    named = [f"{budget_name(one.budget, facts)} ended at {percent_of(one)}" for one in broken]
    return "; ".join([f"{len(known) - len(broken)} of {len(known)} stayed within budget", *few(named)])


def _alert_quality(facts: DigestFacts) -> str:
    ended = facts.ended
    became = {"acknowledged": ended.acknowledged, "snoozed": ended.snoozed, "ignored": ended.ignored}
    parts = [f"{count} {what}" for what, count in became.items() if count]
    return f"{ended.alerts} in all: {', '.join(parts)}" if ended.alerts else ""


def _suggestions(facts: DigestFacts) -> str:
    """`web-app $2,900/month (spent $2,412, no budget)`: what, and why."""
    return listed(
        f"{escape(label(facts, 'project', id))} ${dollars:,}/month (spent {numbers.about(spent)}, no budget)"
        for id, dollars, spent in suggested_budgets(facts)
    )
