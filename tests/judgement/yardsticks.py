"""What others do, beside the bot: each rule says, for the hours of one project, at which places it would cry."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from statistics import mean, median, stdev

NANO = 1_000_000_000
DAY, WEEK = 24, 168


def three_sigma(hours: Sequence[int]) -> Iterator[int]:
    """A day above the mean of 14 days and three of their standard deviations."""
    days = _days(hours)
    for place in range(14, len(days)):
        before = days[place - 14 : place]
        if days[place] > mean(before) + 3 * stdev(before):
            yield (place + 1) * DAY


def three_times(hours: Sequence[int]) -> Iterator[int]:
    """A day above three times the mean of seven, and $10."""
    days = _days(hours)
    for place in range(7, len(days)):
        if days[place] > max(3 * mean(days[place - 7 : place]), 10 * NANO):
            yield (place + 1) * DAY


def median_and_mad(hours: Sequence[int]) -> Iterator[int]:
    """An hour above the median of the same hour of four weeks and five of their median deviations."""
    for place in range(4 * WEEK, len(hours)):
        like = [hours[place - week * WEEK] for week in range(1, 5)]
        middle = median(like)
        off = median(abs(one - middle) for one in like)
        if hours[place] > middle + 5 * off + NANO:
            yield place + 1


def _days(hours: Sequence[int]) -> list[int]:
    return [sum(hours[at : at + DAY]) for at in range(0, len(hours) - DAY + 1, DAY)]


YARDSTICKS: dict[str, Callable[[Sequence[int]], Iterator[int]]] = {
    "3 sigma of 14 days": three_sigma,
    "3 × the mean of 7 days, ≥ $10": three_times,
    "median and MAD of the hour of the week": median_and_mad,
}
