"""The playground's clock: it runs like a real one and can be moved forward."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time, timedelta
from threading import Lock

DIGEST_HOUR = time(9, tzinfo=UTC)
AFTERNOON = time(14, 5, tzinfo=UTC)


class DemoClock:
    """Starts at `start`. `elapsed` gives seconds since some moment, as time.monotonic does."""

    def __init__(self, start: datetime, elapsed: Callable[[], float]) -> None:
        self._start = start
        self._elapsed = elapsed
        self._began = elapsed()
        self._skipped = timedelta()
        self._lock = Lock()

    def __call__(self) -> datetime:
        with self._lock:
            return self._start + self._skipped + timedelta(seconds=self._elapsed() - self._began)

    def move_to(self, moment: datetime) -> datetime:
        now = self()
        with self._lock:
            self._skipped += moment - now
        return self()


def monday_afternoon(now: datetime) -> datetime:
    """
    When the playground opens: 14:05 UTC on the latest third Monday (17th to 23rd) of a month before `now`.

    By then a month has something to show and something to come, yesterday was a Sunday, and the tour comes true.
    """
    day = now.date()
    while not (day.weekday() == 0 and 17 <= day.day <= 23):
        day -= timedelta(days=1)
    opening = datetime.combine(day, AFTERNOON)
    return opening if opening <= now else monday_afternoon(opening - timedelta(days=1))


def next_hour(now: datetime) -> datetime:
    return now + timedelta(hours=1)


def tomorrow_morning(now: datetime) -> datetime:
    """The moment at which the next digest is due."""
    return datetime.combine(now.date() + timedelta(days=1), DIGEST_HOUR)


def month_end(now: datetime) -> datetime:
    """The first morning of the next month: budgets of the old one are closed, those of the new one begin."""
    first = (now.date().replace(day=1) + timedelta(days=32)).replace(day=1)
    return datetime.combine(first, DIGEST_HOUR)


MOVES: Mapping[str, Callable[[datetime], datetime]] = {
    "hour": next_hour,
    "morning": tomorrow_morning,
    "month": month_end,
}
