"""
When OpenAI, Slack, and one channel of Slack are away, and when Slack refuses threads or shows no metadata.

It is a seed's luck, known before the year begins.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from random import Random

from bot.core.periods import DAY, HOUR, Period

OUTAGES, FEWEST = 8, 3  # of each kind in a year, and in a short one; the first lasts more than a day


class Weather:
    def __init__(self, random: Random, span: Period) -> None:
        self.openai, self.slack, self.channel = ([*_outages(random, span)] for _ in range(3))
        self.threadless, self.bare = ([*_outages(random, span)] for _ in range(2))

    def turns(self) -> Iterator[datetime]:
        """The moments at which something comes or goes."""
        for outage in (*self.openai, *self.slack, *self.channel):
            yield from (outage.start, outage.end)


def _outages(random: Random, span: Period) -> Iterator[Period]:
    hours = span.length // HOUR
    for number in range(max(OUTAGES * hours // (365 * 24), FEWEST)):
        start = span.start + random.randrange(hours - 2 * DAY // HOUR) * HOUR
        yield Period(start, start + random.randrange(*((1, 25) if number else (25, 37))) * HOUR)
