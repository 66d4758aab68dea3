"""A history as a file: what each project spent hour by hour or day by day, and on what."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.core.alerts.rules.spike_cause import UseByKeyAndModel
from bot.core.amounts import nanodollars, plain_number
from bot.core.answers.why import CompletionUse
from bot.core.errors import UserError
from bot.core.periods import DAY, HOUR, Width, floor

NEEDED = ("time", "dollars")
COUNTS = ("requests", "input_tokens", "cached_tokens", "output_tokens")
NAMED = ("key", "model")
LONGEST = 20 * 366 * DAY


@dataclass(frozen=True, slots=True)
class History:
    """
    `spent` is nanodollars of each hour by project, from the midnight `start` on to the end of the last hour with use.

    A file of days, where every row begins at a midnight, has its days as 24 even hours, and `by_day` set. `uses` are
    by project and hour, where the file says what the dollars were for: `columns` are those that it has.

    Where hours are known of the last weeks only, `hours_from` is where they begin, and `days` are the whole days.
    """

    start: datetime
    spent: Mapping[str, list[int]]
    uses: Mapping[str, Mapping[int, UseByKeyAndModel]] = field(default_factory=dict)
    by_day: bool = False
    columns: frozenset[str] = frozenset()
    days: Mapping[str, list[int]] = field(default_factory=dict)
    hours_from: int = 0

    @property
    def hours(self) -> int:
        return max(map(len, self.spent.values()), default=0)

    def whole(self) -> list[int]:
        """All projects together."""
        return [sum(of_hour) for of_hour in zip(*self.spent.values(), strict=True)]

    def days_of(self, project: str) -> list[int]:
        """Whole days of a project; of all projects for ''."""
        if self.days:
            known = [self.days[project]] if project in self.days else [*self.days.values()] if not project else []
            return [sum(of_day) for of_day in zip(*known, strict=True)]
        hours = self.spent[project] if project in self.spent else self.whole()
        return [sum(hours[at : at + 24]) for at in range(0, len(hours) - 23, 24)]

    def at(self, place: int) -> datetime:
        return self.start + place * HOUR


def read_history(lines: Iterable[str]) -> History:
    """Raises UserError that names the line that cannot be read."""
    columns, rows = _rows(lines)
    if missing := [name for name in NEEDED if name not in columns]:
        raise UserError(f"The file has no column {' and '.join(map(repr, missing))}; its first line names the columns.")
    records = []
    for number, row in enumerate(rows, 2):
        try:
            cost = nanodollars(row["dollars"].strip())
            records.append((_moment(row["time"]), row.get("project") or "", cost, _detail(row, columns)))
        except (ValueError, AttributeError) as error:
            raise UserError(f"Line {number} of the file cannot be read: {error}.") from None
    if not records:
        raise UserError("The file has no rows.")
    return _gathered(records, columns)


def _rows(lines: Iterable[str]) -> tuple[frozenset[str], list[dict[str, str]]]:
    rows = csv.DictReader(lines)
    try:
        return frozenset(rows.fieldnames or ()), [*rows]
    except csv.Error as error:
        raise UserError(f"The file cannot be read as CSV: {error}.") from None


Record = tuple[datetime, str, int, tuple[tuple[str, str], tuple[int, int, int, int]] | None]


def _moment(text: str) -> datetime:
    """The start of an hour, or of a day; a time without a zone is UTC."""
    found = datetime.fromisoformat(text.strip())
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _detail(
    row: Mapping[str, str], columns: frozenset[str]
) -> tuple[tuple[str, str], tuple[int, int, int, int]] | None:
    if not columns & {*NAMED, *COUNTS}:
        return None
    key, model = ((row.get(name) or "") for name in NAMED)
    requests, input, cached, output = (round(plain_number(row.get(name) or "0")) for name in COUNTS)
    return (key, model), (requests, input, min(cached, input), output)


def _gathered(records: Sequence[Record], columns: frozenset[str]) -> History:
    start, last = floor(min(at for at, *_ in records), Width.DAY), max(at for at, *_ in records)
    if last - start > LONGEST:
        raise UserError("The file spans more than 20 years; is a date wrong?")
    by_day = all(floor(at, Width.DAY) == at for at, *_ in records)
    count = (last - start) // HOUR + (24 if by_day else 1)
    spent: dict[str, list[int]] = defaultdict(lambda: [0] * count)
    for at, project, cost, _ in records:
        hours, place = spent[project], (at - start) // HOUR
        for hour, part in enumerate(evenly(cost) if by_day else (cost,), place):
            hours[hour] += part
    return History(start, dict(spent), _uses(records, start), by_day, columns)


def _uses(records: Sequence[Record], start: datetime) -> Mapping[str, Mapping[int, UseByKeyAndModel]]:
    """Several rows of one hour, key and model are one."""
    found: dict[str, dict[int, dict[tuple[str, str], CompletionUse]]] = defaultdict(lambda: defaultdict(dict))
    for at, project, cost, detail in records:
        if detail:
            names, counts = detail
            of_hour = found[project][(at - start) // HOUR]
            use = CompletionUse(*counts, cost=cost)
            of_hour[names] = of_hour[names] + use if names in of_hour else use
    return found


def evenly(day: int) -> Iterator[int]:
    """A day as 24 even hours, which add up to it."""
    return (day * (hour + 1) // 24 - day * hour // 24 for hour in range(24))
