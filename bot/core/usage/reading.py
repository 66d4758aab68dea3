"""A reading: buckets as they came from OpenAI or from the store, with the moment that OpenAI said so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from bot.core.usage.buckets import Bucket, UsageQuery
from bot.core.usage.buckets_to_ask import Piece

OPENAI = "openai"
STORE = "store"


@dataclass(frozen=True, slots=True)
class Reading:
    """
    What one query was answered: only buckets that count, each with its time of reading.

    Where nothing depends on the day, the store adds days up: then the first bucket holds the rows of all, and
    `within` says which others, each with its own time of reading.
    """

    query: UsageQuery
    origin: str
    buckets: tuple[tuple[Bucket, datetime], ...]
    within: tuple[tuple[datetime, datetime], ...] = ()
    sent: UsageQuery | None = None  # what OpenAI was asked instead, when it was something finer

    def moments(self) -> Iterator[tuple[Piece, datetime]]:
        """Every piece of time that was read, and when."""
        starts = ((bucket.start, at) for bucket, at in self.buckets)
        return ((Piece(start, self.query.width), at) for start, at in chain(starts, self.within))
