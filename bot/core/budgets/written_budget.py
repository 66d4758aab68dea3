"""A budget in words that are read as the same budget again: `project:checkout-prod $500 per month warn 50 80 100`."""

from __future__ import annotations

from bot.core.amounts import NANO
from bot.core.budgets.budget import ORGANISATION, Budget
from bot.core.names import quoted


def budget_words(budget: Budget) -> str:
    """The budget in words that are read as the same budget again."""
    whole = "credit" if budget.is_credit else ORGANISATION
    names = " ".join(f"{budget.scope}:{quoted(name)}" for name in budget.names) or whole
    amount = amount_words(budget.amount, budget.metric)
    parts = [names, f"{amount} per {budget.period}" if budget.resets else f"{amount} {budget.period}"]
    parts.append(f"warn {' '.join(map(str, budget.levels))}")
    parts += [f"@{budget.owner.removeprefix('@')}"] if budget.owner else []
    parts += [_channel_words(budget.channel)] if budget.channel else []
    return " ".join(parts)


def _channel_words(channel: str) -> str:
    return channel if channel.startswith("#") else f"<#{channel}>"


def amount_words(amount: int, metric: str) -> str:
    """`$500`, `$0.25`, `2000000 tokens`, exact."""
    if metric != "cost":
        unit = {"input": "input tokens", "output": "output tokens"}.get(metric, metric)
        return f"{amount} {unit}"
    return f"${dollars_text(amount)}"


def dollars_text(nanodollars: int) -> str:
    whole, rest = divmod(nanodollars, NANO)
    return f"{whole}.{rest:09d}".rstrip("0").rstrip(".")
