"""What is usual for a weekday: the same day of the weeks before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.slack import numbers

WEEKS = (1, 2, 3, 4)  # how long before it the days were that make the usual range
ENOUGH_WEEKS = 2  # weekdays before a range can be called usual
WIDE = 5  # times the lowest usual day from which nothing is usual


@dataclass(frozen=True, slots=True)
class Usual:
    """The same weekday of the last four weeks, in nanodollars: their mean, the lowest and the highest."""

    mean: int
    low: int
    high: int

    @property
    def is_wide(self) -> bool:
        """A range that holds nearly anything says nothing."""
        return self.low * WIDE < self.high

    @property
    def text(self) -> str:
        """`$239–$279`; one number when both ends read the same."""
        ends = [numbers.about(self.low), numbers.about(self.high)]
        return ends[0] if ends[0] == ends[1] else "–".join(ends)

    def holds(self, quantity: int) -> bool:
        """Whether it lies in the range that is shown."""
        return self.low <= quantity <= self.high or numbers.about(quantity) in map(numbers.about, (self.low, self.high))


def usual_of(known: Sequence[int]) -> Usual | None:
    """None before two of the weekdays are known."""
    return Usual(sum(known) // len(known), min(known), max(known)) if len(known) >= ENOUGH_WEEKS else None
