"""What has been read about a budget so far: names, an amount or a step, a period, levels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.core.grammar.tokens import Words
from bot.core.names import Names


@dataclass(frozen=True, slots=True)
class AmountChange:
    """By how much an amount changes: a quantity of a metric, or percent. Below zero it goes down."""

    quantity: int
    metric: str = ""  # '' is percent

    def applied(self, amount: int) -> int:
        return amount + self.quantity if self.metric else amount * (100 + self.quantity) // 100


@dataclass(slots=True)
class BudgetDraft:
    """What has been read so far. `direction` is 1 for a verb that goes up, -1 for one that goes down."""

    names: list[tuple[str, str]] = field(default_factory=list)  # (scope or '', typed)
    number: int | None = None
    amount: int | None = None
    step: AmountChange | None = None
    direction: int = 0
    metric: str = ""
    period: str | None = None
    levels: list[int] | None = None
    is_told: bool = False  # `alert me` was said: a percentage behind it is a level
    levels_change: int = 0  # 1: they come beside those that are there; -1: they are taken away
    levels_gone: list[int] = field(default_factory=list)  # those in whose place they come
    spare: list[str] = field(default_factory=list)  # words without a meaning here that are somebody's name


DraftReader = Callable[[Words, int, BudgetDraft, Names], int]
