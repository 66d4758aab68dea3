"""What a model's tokens cost beside each other, found from what was paid for them, where no list tells."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.answers.why import CompletionUse
from bot.core.usage.rates import Rates

FEWEST = 12  # rows, for three prices
CLOSE = 0.02  # of the dollars may be off
TOO_ALIKE = 1e-7  # input, cached and output that always go together tell nothing apart
PICO = 1000  # in a nanodollar


def fitted(rows: Sequence[CompletionUse]) -> Rates | None:
    """
    The prices of input, cached and output tokens that explain `rows`; None where none do, or several would.

    Least squares in floats: they only say how a change is shared out, no dollar is made of them.
    """
    lines = [((row.input - row.cached), row.cached, row.output, row.cost) for row in rows if row.cost > 0]
    used = [column for column in range(3) if any(line[column] for line in lines)]
    found = _solved(lines, used) if len(lines) >= FEWEST and used else None
    if found is None or min(found) < 0:
        return None
    explained = (sum(line[column] * price for column, price in zip(used, found, strict=True)) for line in lines)
    off = sum(abs(line[3] - one) for line, one in zip(lines, explained, strict=True))
    if off > CLOSE * sum(line[3] for line in lines):
        return None
    prices = dict(zip(used, (round(price * PICO) for price in found), strict=True))
    return Rates(input=prices.get(0, 0), cached=prices.get(1, prices.get(0, 0)), output=prices.get(2, 0))


def _solved(lines: Sequence[tuple[int, int, int, int]], used: Sequence[int]) -> list[float] | None:
    """The normal equations, by elimination; each column is scaled first, so that sizes do not matter."""
    scales = [sum(line[column] ** 2 for line in lines) ** 0.5 for column in used]
    matrix = [
        [
            *(sum(line[a] * line[b] for line in lines) / scale / other for b, other in zip(used, scales, strict=True)),
            sum(line[a] * line[3] for line in lines) / scale,
        ]
        for a, scale in zip(used, scales, strict=True)
    ]
    for place, row in enumerate(matrix):
        if abs(row[place]) < TOO_ALIKE:
            return None
        for other in matrix:
            if other is not row:
                share = other[place] / row[place]
                other[:] = [here - share * there for here, there in zip(other, row, strict=True)]
    return [row[-1] / row[place] / scale for place, (row, scale) in enumerate(zip(matrix, scales, strict=True))]
