"""The table: one row for each demand, with its figure and its verdict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

NOISE = 1.15  # a figure this much above its demand is called noise, not failure


@dataclass(frozen=True)
class Row:
    """`most` is None where nothing is demanded and the figure is only reported. `said` is the figure in words."""

    group: str
    demand: str
    figure: float
    most: float | None = None
    said: str = ""
    is_exact: bool = False  # a count, which knows no noise

    @property
    def verdict(self) -> str:
        if self.most is None:
            return "reported"
        if self.figure <= self.most:
            return "kept"
        return "within noise" if self.figure <= self.most * NOISE and not self.is_exact else "**missed**"

    def line(self) -> str:
        return f"| {self.group} | {self.demand} | {self.said or f'{self.figure:.2f} ×'} | {self.verdict} |"


def drawn(rows: Iterable[Row]) -> str:
    """Markdown, aligned by nobody: it is read on the page and in the terminal."""
    return "\n".join(["| | demand | figure | verdict |", "| --- | --- | --- | --- |", *(row.line() for row in rows)])
