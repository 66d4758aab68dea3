"""A reading: buckets as they came from OpenAI or from the store, with the moment that OpenAI said so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.core.cover import Piece
from bot.core.usage import Bucket, UsageQuery

OPENAI = "openai"
STORE = "store"


@dataclass(frozen=True, slots=True)
class Reading:
    """What one query was answered: only buckets that count, each with its time of reading."""

    query: UsageQuery
    origin: str
    buckets: tuple[tuple[Bucket, datetime], ...]

    def pieces(self) -> tuple[Piece, ...]:
        return tuple(Piece(bucket.start, self.query.width) for bucket, _ in self.buckets)
