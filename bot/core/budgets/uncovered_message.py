"""What has no budget of its own, and what it spends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.core.amounts import ZERO, Amount
from bot.core.budgets.budget import Budget, covered
from bot.core.names import Names
from bot.core.slack import blocks, numbers
from bot.core.slack.lines import line_blocks
from bot.core.slack.message import Block, Message
from bot.core.slack.text import clean, escape, shorten

LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Uncovered:
    """
    Of one kind of thing: what each one without a budget spent, the largest first, and what all did; `of_none` of it
    belongs to no such thing.
    """

    scope: str
    spent: tuple[tuple[str, Amount], ...]
    all: int
    whole: Amount
    of_none: Amount = ZERO


def uncovered_things(
    scope: str, budgets: Iterable[Budget], amounts: Mapping[str, Amount], ids: Iterable[str], names: Names
) -> Uncovered:
    """`ids` are those that are known, used or not."""
    every = {*amounts, *ids} - {""}
    own = covered((one for one in budgets if one.scope == scope), every, names)
    free = [(id, amounts.get(id, ZERO)) for id in every - own]
    free.sort(key=lambda one: (-one[1].quantity, names.label(scope, one[0]).casefold()))
    return Uncovered(scope, tuple(free), len(every), sum(amounts.values(), ZERO), amounts.get("", ZERO))


def uncovered_message(found: Uncovered, when: str, names: Names) -> Message:
    """`3 of 8 projects have no budget of their own: 54 % of what was spent, Sun 1 – Mon 23 Nov`."""
    kind, used = found.scope, sum((amount for _, amount in found.spent), ZERO)
    free = used.quantity
    have = "has" if len(found.spent) == 1 else "have"
    share = f": {numbers.percent(free, found.whole.quantity)} of what was spent, {when}" if free > 0 else ""
    own = "its own" if len(found.spent) == 1 else "their own"
    text = f"{len(found.spent)} of {numbers.plural(found.all, kind)} {have} no budget of {own}{share}"
    if len(found.spent) == found.all > 1:
        text = f"No {kind} has a budget of its own: {numbers.amount(used, 'nanodollar')} spent, {when}"
    text = text if found.spent else f"Every {kind} that is known has a budget of its own"
    lines = [
        f"{escape(shorten(clean(names.label(kind, id)), LONGEST_NAME))} {numbers.amount(amount, 'nanodollar')}"
        for id, amount in found.spent
    ]
    none = f"{numbers.amount(found.of_none, 'nanodollar')} more is in no {kind}"
    parts: list[Block] = [blocks.section(f"*{text}*"), *line_blocks(lines, f" {kind}s")]
    parts += [blocks.context(none)] if found.of_none.quantity > 0 else []
    return Message(text, tuple(parts))
