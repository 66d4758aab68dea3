"""The rows of readings that pass a question's filters, with the labels of the groups that it is by."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import compress, repeat
from operator import itemgetter

from bot.core.question import Question
from bot.core.teams import Teams
from bot.core.usage.buckets import Filter, Row, lots
from bot.core.usage.buckets_to_ask import BucketSpan
from bot.core.usage.reading import Reading
from bot.core.usage.settlement import billed_model

Labels = tuple[str, ...]
Lot = Sequence[Row]
Column = Callable[[Lot], Iterable[str]]  # a dimension of many rows at once, which takes a quarter of the time


def passing(question: Question, reading: Reading) -> Iterator[tuple[BucketSpan, Labels, Row]]:
    """Rows that pass the filters, with their bucket and their labels."""
    for piece, labelled, rows in passing_lots(question, reading):
        yield from ((piece, labels, row) for labels, row in zip(labelled, rows, strict=True) if labels is not None)


def passing_lots(
    question: Question, reading: Reading, weighed: Collection[BucketSpan] = ()
) -> Iterator[tuple[BucketSpan, Iterable[Labels | None], Lot]]:
    """Labels and rows that pass the filters. Of what is `weighed` the project's others come too, without labels."""
    columns = _Columns(reading, question.teams)
    labels = _labels([columns.of(name) for name in question.dimensions])
    filters = [one for one in question.filters if columns.has(one.dimension)]
    inside = [_test(columns, one) for one in filters if one.dimension == "project"]
    others = [_test(columns, one) for one in question.filters if one.dimension != "project"]
    tests = [_test(columns, one) for one in filters]
    for bucket, _ in reading.buckets:
        piece = BucketSpan(bucket.start, reading.query.width)
        for lot in lots(bucket.rows):
            if others and piece in weighed:
                rows = _all_that_pass(lot, inside)
                passes = map(all, zip(*(test(rows) for test in others), strict=True))
                yield piece, [one if known else None for one, known in zip(labels(rows), passes, strict=True)], rows
            else:
                rows = _all_that_pass(lot, tests)
                yield piece, labels(rows), rows


def _all_that_pass(rows: Lot, tests: Iterable[Callable[[Lot], list[bool]]]) -> Lot:
    for test in tests:
        rows = tuple(compress(rows, test(rows)))
    return rows


def _labels(columns: Sequence[Column]) -> Callable[[Lot], Iterable[Labels]]:
    if not columns:
        return lambda rows: repeat((), len(rows))
    return lambda rows: zip(*(column(rows) for column in columns), strict=True)


_KEY: Callable[[Row], tuple[str, ...]] = itemgetter(0)


def column_of(reading: Reading, name: str) -> Column:
    """Reads a dimension from rows; '' from those of an endpoint that does not have it. A line item names its model."""
    groups = reading.query.group_by
    if name == "model" and "item" in groups:
        items = column_of(reading, "item")
        return lambda rows: map({item: billed_model(item) for item in {*items(rows)}}.__getitem__, items(rows))
    if name not in groups:
        return lambda rows: repeat("", len(rows))
    value: Callable[[tuple[str, ...]], str] = itemgetter(groups.index(name))
    return lambda rows: map(value, map(_KEY, rows))


@dataclass(frozen=True, slots=True)
class _Columns:
    """Reads what a question is by: OpenAI's dimensions, and teams, which are made of them."""

    reading: Reading
    teams: Teams

    def has(self, name: str) -> bool:
        groups = self.reading.query.group_by
        return name == "team" or name in groups or (name == "model" and "item" in groups)

    def of(self, name: str) -> Column:
        if name != "team":
            return column_of(self.reading, name)
        parts = [column_of(self.reading, part) for part in ("project", "user", "key")]
        return lambda rows: map(self.teams.of, *(part(rows) for part in parts))


def _test(columns: _Columns, one: Filter) -> Callable[[Lot], list[bool]]:
    column = columns.of(one.dimension)
    exact = frozenset(wanted for wanted in one.values if "*" not in wanted)
    patterns = tuple(wanted for wanted in one.values if "*" in wanted)

    def is_wanted(known: str) -> bool:
        return known in exact or any(fnmatchcase(known, wanted) for wanted in patterns)

    return lambda rows: [is_wanted(known) is not one.excluded for known in column(rows)]
