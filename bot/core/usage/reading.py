"""A reading: buckets from OpenAI or from the store, each with the time at which OpenAI said so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from bot.core.catalogue.words import as_words
from bot.core.errors import UpstreamError
from bot.core.usage.buckets import Bucket, UsageQuery
from bot.core.usage.buckets_to_ask import BucketSpan
from bot.core.usage.freshness import GRACE
from bot.core.usage.parameters import askable

OPENAI = "openai"
STORE = "store"


@dataclass(frozen=True, slots=True)
class Reading:
    """
    The answer to one query: the buckets that count, each with the time it was read.

    Where nothing depends on the day, the store adds days up: then the first bucket holds the rows of all, and
    `within` says which others, each with its own time of reading.
    """

    query: UsageQuery
    origin: str
    buckets: tuple[tuple[Bucket, datetime], ...]
    within: tuple[tuple[datetime, datetime], ...] = ()
    sent: UsageQuery | None = None  # what OpenAI was asked instead, when it was something finer

    def moments(self) -> Iterator[tuple[BucketSpan, datetime]]:
        """Every piece of time that was read, and when."""
        starts = ((bucket.start, at) for bucket, at in self.buckets)
        return ((BucketSpan(start, self.query.width), at) for start, at in chain(starts, self.within))


def complete(buckets: Iterable[Bucket], query: UsageQuery, now: datetime) -> Iterator[Bucket]:
    """
    The buckets as they come. Raises UpstreamError when one that was asked for is left out.

    Only a bucket that is there and has no rows is proof that nothing was used; one that began minutes ago may not be
    listed yet.
    """
    wanted = askable(query)
    due = wanted.period.start if wanted else now
    for bucket in buckets:
        if bucket.start > due:
            raise _left_out(query, due)
        due = max(due, bucket.start + query.width.span)
        yield bucket
        del bucket  # a day of many rows is not held while the next one is decoded
    if wanted and due < wanted.period.end and due + GRACE <= now:
        raise _left_out(query, due)


def _left_out(query: UsageQuery, start: datetime) -> UpstreamError:
    what = f"{as_words(query.endpoint)} from {start:%Y-%m-%d %H:%M}"
    return UpstreamError(
        f"OpenAI's answer cannot be used: it leaves out {what} UTC, which is not the same as no usage.",
        transient=False,
        code="malformed",
    )
