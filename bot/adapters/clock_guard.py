"""Compares this machine's clock with the `Date` of OpenAI's and Slack's answers."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from bot.core.errors import UpstreamError
from bot.core.slack.dates import ago

SKEW = timedelta(minutes=2)
CARRIED = timedelta(days=1)
OPENAI = "OpenAI's"
SLACK = "Slack's"
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
    Knows the services' time: what each said last, carried on by a clock that nobody can set.

    A jump of the clock is noticed at once. An answer with the right time ends the alarm. The clock is right when one of
    them says so: a service whose own clock is off stands alone then.
    """

    def __init__(self, clock: Callable[[], datetime], elapsed: Callable[[], float] = since_boot) -> None:
        self._clock = clock
        self._elapsed = elapsed
        self._heard: dict[str, tuple[datetime, float]] = {}  # by who said it; the newest stands last
        self.was_off = True  # before the first answer, times in the store may come from a wrong clock
        self.is_silent = False  # asked, and the answer had no date

    @property
    def has_heard(self) -> bool:
        return bool(self._heard)

    def hear(self, headers: Mapping[str, str], who: str) -> None:
        """Take note of the time in an answer that came just now."""
        date = date_of(headers)
        if date is None:
            return
        now = self._elapsed()
        others = {name: heard for name, heard in self._heard.items() if name != who}
        if self.off_by() and abs(self._clock() - date) <= SKEW:
            others = {}  # there was no jump: what they said was carried on wrongly
        self._heard = {**others, who: (date, now)}  # threads look at it meanwhile: replaced, never changed

    def hear_and_check(self, headers: Mapping[str, str]) -> None:
        """The same of OpenAI; raise UpstreamError when its clock is not ours: then the answer must not be stored."""
        self.hear(headers, OPENAI)
        if error := self.error():
            raise error

    def truth(self) -> datetime | None:
        """The services' time; None while nobody has said it."""
        *_, truth = (None, *self._truths().values())
        return truth

    def off_by(self) -> timedelta | None:
        """How far the clock is ahead, below zero when it is behind; None while one service agrees or nobody said."""
        offs = [*self._offs().values()]
        if not offs or None in offs:
            return None
        self.was_off = True
        return offs[-1]

    def error(self) -> UpstreamError | None:
        """Why nothing may be read: the clock is off, or OpenAI's is."""
        offs = self._offs()
        theirs = offs.get(OPENAI)
        if off := self.off_by():
            text = _difference("This machine's clock", off, " and ".join(sorted(offs)))
            return UpstreamError(f"{text} Nothing is read or sent until it is right.", transient=False, code=CLOCK_OFF)
        if theirs is not None:
            text = _difference(f"{OPENAI} clock", -theirs, f"this machine's and {SLACK}")
            return UpstreamError(f"{text} Nothing is read until it is right.", transient=False, code=CLOCK_OFF)
        return None

    def _truths(self) -> dict[str, datetime]:
        """The time by each, the newest word last; none that is a day older: it has drifted with the clock."""
        heard, now = self._heard, self._elapsed()
        newest = max((at for _, at in heard.values()), default=now)
        return {
            who: said + timedelta(seconds=now - at)
            for who, (said, at) in heard.items()
            if newest - at <= CARRIED.total_seconds()
        }

    def _offs(self) -> dict[str, timedelta | None]:
        """How far the clock is from each; None where they agree."""
        now = self._clock()
        return {who: now - truth if abs(now - truth) > SKEW else None for who, truth in self._truths().items()}


def _difference(whose: str, off: timedelta, others: str) -> str:
    return f"{whose} is {ago(abs(off))} {'ahead of' if off > timedelta() else 'behind'} {others}."
