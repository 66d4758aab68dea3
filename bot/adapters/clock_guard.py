"""Compares this machine's clock with the `Date` of OpenAI's and Slack's answers."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from bot.core.errors import UpstreamError
from bot.core.slack.dates import ago

SKEW = timedelta(minutes=2)
CLOCK_OFF = "clock_off"


def since_boot() -> float:
    """Seconds of a clock that nobody can set. Where the system can, it counts the time of a suspended laptop too."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


def date_of(headers: Mapping[str, str]) -> datetime | None:
    """The `Date` header of an answer; None when it has none, or none that can be read."""
    value = next((value for name, value in headers.items() if name.lower() == "date"), "")
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class ClockGuard:
    """
    Knows the services' time: what they said last, carried on by a clock that nobody can set.

    A jump of the clock is noticed at once. An answer with the right time ends the alarm.
    """

    def __init__(self, clock: Callable[[], datetime], elapsed: Callable[[], float] = since_boot) -> None:
        self._clock = clock
        self._elapsed = elapsed
        self._heard: tuple[datetime, float] | None = None
        self.was_off = True  # before the first answer, times in the store may come from a wrong clock
        self.is_silent = False  # asked, and the answer had no date

    @property
    def has_heard(self) -> bool:
        return self._heard is not None

    def hear(self, headers: Mapping[str, str]) -> None:
        """Take note of the time in an answer that came just now."""
        if date := date_of(headers):
            self._heard = (date, self._elapsed())

    def hear_and_check(self, headers: Mapping[str, str]) -> None:
        """The same, and raise UpstreamError when the clock is off: then the answer must not be stored."""
        self.hear(headers)
        if error := self.error():
            raise error

    def truth(self) -> datetime | None:
        if self._heard is None:
            return None
        said, at = self._heard
        return said + timedelta(seconds=self._elapsed() - at)

    def off_by(self) -> timedelta | None:
        """How far the clock is ahead, below zero when it is behind; None while it is right or nobody said."""
        truth = self.truth()
        if truth is None:
            return None
        off = self._clock() - truth
        if abs(off) <= SKEW:
            return None
        self.was_off = True
        return off

    def error(self) -> UpstreamError | None:
        off = self.off_by()
        return UpstreamError(clock_text(off), transient=False, code=CLOCK_OFF) if off else None


def clock_text(off: timedelta) -> str:
    way = "ahead of" if off > timedelta() else "behind"
    what = f"This machine's clock is {ago(abs(off))} {way} OpenAI's and Slack's."
    return f"{what} Nothing is read or sent until it is right."
