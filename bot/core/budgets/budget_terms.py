"""A budget's terms in words: its amount, its levels, its channel and its owner."""

from __future__ import annotations

from bot.core.budgets.budget import Budget
from bot.core.budgets.budget_names import each, inside, scope_name
from bot.core.names import Names
from bot.core.slack.mention import mention
from bot.core.slack.text import escape, listed


def terms(budget: Budget, names: Names) -> str:
    """`checkout-prod: $500 a month, alerts at 50, 80 and 100 % in #checkout, owner @dana`."""
    return f"{scope_name(budget, names)}: {own_terms(budget)}"


def own_terms(budget: Budget) -> str:
    """The same without what it is for."""
    words = f"{each(budget)}, alerts at {listed(map(str, budget.levels))} %"
    words += f" in {channel_name(budget.channel)}" if budget.channel else ""
    return words + (f", owner {mention(budget.owner)}" if budget.owner else "")


def told_text(budget: Budget, usual: str) -> str:
    """`Alerts go to #checkout and to @dana, its owner`; `usual` is where those without a channel go."""
    owner = f" and to {mention(budget.owner)}, its owner" if budget.owner else "; it has no owner"
    return f"Alerts go to {_place(budget, usual)}{owner}"


def whose_text(budget: Budget, names: Names, usual: str) -> str:
    """`@dana owns checkout-prod's budget; its alerts go to them and to #checkout.`"""
    who, to = (mention(budget.owner), "to them and ") if budget.owner else ("Nobody", "")
    return f"{who} owns {inside(scope_name(budget, names))}'s budget; its alerts go {to}to {_place(budget, usual)}."


def _place(budget: Budget, usual: str) -> str:
    return channel_name(budget.channel or usual) if budget.channel or usual else "the alert channel"


def channel_name(channel: str) -> str:
    return escape(channel) if channel.startswith("#") else f"<#{escape(channel)}>"


def owner_text(budget: Budget) -> str:
    return f"owner {mention(budget.owner)}" if budget.owner else "no owner"
