"""Whether this machine's clock is right: OpenAI's and Slack's answers say what time it is."""

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
    """Seconds that nobody can set, those of a suspended laptop among them where the system counts them."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


def date_of(headers: Mapping[str, str]) -> datetime | None:
    """What the service's clock said when it answered."""
    value = next((value for name, value in headers.items() if name.lower() == "date"), "")
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class ClockGuard:
    """
    What the services said last, carried on by a clock that nobody sets.

    A clock that jumps is seen at once; a service that says that it is right ends the alarm.
    """

    def __init__(self, clock: Callable[[], datetime], elapsed: Callable[[], float] = since_boot) -> None:
        self._clock = clock
        self._elapsed = elapsed
        self._heard: tuple[datetime, float] | None = None
        self.was_off = True  # before the first word nobody knows what a former clock has left in the store
        self.is_silent = False  # asked, and the answer had no date

    @property
    def has_heard(self) -> bool:
        return self._heard is not None

    def hear(self, headers: Mapping[str, str]) -> None:
        """An answer came just now."""
        if date := date_of(headers):
            self._heard = (date, self._elapsed())

    def hear_and_check(self, headers: Mapping[str, str]) -> None:
        """The same, for an answer that may not be taken in while the clock is off."""
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
