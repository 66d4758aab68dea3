"""What a digest adds when a week or a month has ended."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.core.budgets import FULL
from bot.core.digest import MIDDLE, DigestFacts
from bot.core.findings import middle_forecast, organisation_budget, suggested_budgets
from bot.core.forecast import Forecast
from bot.core.messages import dates, numbers
from bot.core.messages.digest_words import budget_name, changed, few, is_nothing, label, percent_of, spread
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
    if is_nothing(now.total) and is_nothing(before.total):
        return ""
    change = changed(now.total.quantity, before.total.quantity)
    against = f"{change} on" if change else "as much as"
    return f"{text}, {against} the week before ({numbers.amount(before.total, 'nanodollar')})"


def month_lines(facts: DigestFacts) -> dict[str, str]:
    """The final sum against budget and forecast, how the budgets closed, what the alerts were good for."""
    if "ended month" not in facts.answers:
        return {}
    name = dates.MONTH_NAMES[facts.answers["ended month"].question.period.start.month - 1]
    return {
        name: _sum(facts),
        f"Budgets in {name}": _closings(facts),
        f"Alerts in {name}": _alert_quality(facts),
        "Budgets to consider": _suggestions(facts),
    }


def _sum(facts: DigestFacts) -> str:
    """`$3,860 of $5,000 (77 %); the forecast of the 15th was ≈ $3,909–$3,919, 1 % too high`; '' if nothing was used."""
    total = facts.answers["ended month"].total
    if total is not None and is_nothing(total):
        return ""
    budget = organisation_budget(facts.ended.statuses)
    text = numbers.amount(total, "nanodollar")
    if budget and total:
        text += f" of {numbers.money(budget.amount)} ({replace(budget, spent=total).percent:,} %)"
    if (forecast := middle_forecast(facts)) and total:
        off = _off(total.quantity, forecast)
        text += f"; the forecast of the {MIDDLE}th was {spread(forecast.low, forecast.high)}, {off}"
    return text


def _off(spent: int, forecast: Forecast) -> str:
    """`and held`, `3 % too high`."""
    if forecast.low <= spent <= forecast.high or not spent:
        return "and held"
    nearest = forecast.low if spent < forecast.low else forecast.high
    percent = numbers.percent(abs(nearest - spent), spent)
    return f"{percent} too {'high' if nearest > spent else 'low'}"


def _closings(facts: DigestFacts) -> str:
    known = [status for status in facts.ended.statuses if status.spent is not None]
    broken = sorted((one for one in known if one.has_passed(FULL)), key=lambda one: -one.percent)
    if not known:
        return ""
    named = [f"{budget_name(one.budget, facts)} closed at {percent_of(one)}" for one in broken]
    return "; ".join([f"{len(known) - len(broken)} of {len(known)} held", *few(named)])


def _alert_quality(facts: DigestFacts) -> str:
    ended = facts.ended
    became = {"acknowledged": ended.acknowledged, "snoozed": ended.snoozed, "ignored": ended.ignored}
    parts = [f"{count} {what}" for what, count in became.items() if count]
    return f"{ended.alerts}: {', '.join(parts)}" if ended.alerts else ""


def _suggestions(facts: DigestFacts) -> str:
    return listed(
        f"{escape(label(facts, 'project', id))} ${dollars:,}/month" for id, dollars in suggested_budgets(facts)
    )
