"""What a digest adds when a week or a month has ended."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.core.budgets import FULL
from bot.core.digest import MIDDLE, DigestFacts
from bot.core.findings import middle_forecast, organisation_budget, suggested_budgets
from bot.core.forecast import Forecast
from bot.core.messages import dates, numbers
from bot.core.messages.budget import scope_name
from bot.core.messages.digest_words import label, percent_of, spread
from bot.core.messages.text import escape, listed


def week_line(facts: DigestFacts) -> str:
    """`Mon 16 – Sun 22 Nov: ≈ $812, +6 % on the week before ($766)`; both are whole weeks, like for like."""
    if "week" not in facts.answers:
        return ""
    now, before = facts.answers["week"], facts.answers["week before"]
    span = dates.period(now.question.period, ZoneInfo("UTC"), year=facts.day.year).removesuffix(" UTC")
    text = f"{span}: {numbers.amount(now.total, 'nanodollar')}"
    if now.total is None or before.total is None:
        return text
    change = numbers.change(now.total.quantity, before.total.quantity)
    return f"{text}, {change} on the week before ({numbers.amount(before.total, 'nanodollar')})"


def ended_name(facts: DigestFacts) -> str:
    if "ended month" not in facts.answers:
        return ""
    return dates.MONTH_NAMES[facts.answers["ended month"].question.period.start.month - 1]


def month_line(facts: DigestFacts) -> str:
    """The final sum against budget and forecast, how the budgets closed, which ones are missing."""
    if "ended month" not in facts.answers:
        return ""
    total = facts.answers["ended month"].total
    budget = organisation_budget(facts.ended.statuses)
    text = numbers.amount(total, "nanodollar")
    if budget and total:
        text += f" of {numbers.money(budget.amount)} ({total.quantity * 100 // budget.amount} %)"
    parts = [text]
    if (forecast := middle_forecast(facts)) and total:
        off = _off(total.quantity, forecast)
        parts.append(f"the forecast of the {MIDDLE}th was {spread(forecast.low, forecast.high)}, {off}")
    return " · ".join([*parts, *_closings(facts), *_alert_quality(facts), *_suggestions(facts)])


def _off(spent: int, forecast: Forecast) -> str:
    """`and held`, `3 % too high`."""
    if forecast.low <= spent <= forecast.high or not spent:
        return "and held"
    nearest = forecast.low if spent < forecast.low else forecast.high
    percent = numbers.percent(abs(nearest - spent), spent)
    return f"{percent} too {'high' if nearest > spent else 'low'}"


def _closings(facts: DigestFacts) -> list[str]:
    known = [status for status in facts.ended.statuses if status.spent is not None]
    broken = sorted((one for one in known if one.has_passed(FULL)), key=lambda one: -one.percent)
    if not known:
        return []
    held = f"{len(known) - len(broken)} of {numbers.plural(len(known), 'budget')} held"
    named = [f"{scope_name(one.budget, facts.names)} closed at {percent_of(one)}" for one in broken[:3]]
    return ["; ".join([held, *named])]


def _alert_quality(facts: DigestFacts) -> list[str]:
    ended = facts.ended
    if not ended.alerts:
        return []
    became = {"acknowledged": ended.acknowledged, "snoozed": ended.snoozed, "ignored": ended.ignored}
    parts = [f"{count} {what}" for what, count in became.items() if count]
    return [f"{numbers.plural(ended.alerts, 'alert')}: {', '.join(parts)}"]


def _suggestions(facts: DigestFacts) -> list[str]:
    found = [f"{escape(label(facts, 'project', id))} ${dollars:,}/month" for id, dollars in suggested_budgets(facts)]
    return [f"budgets to consider: {listed(found)}"] if found else []
