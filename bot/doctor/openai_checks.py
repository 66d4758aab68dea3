"""What OpenAI says of the admin key: what it may read, when it ends, and what time it is there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.core.errors import UpstreamError
from bot.core.periods import DAY, Period, Width, floor
from bot.core.slack import numbers
from bot.core.usage.buckets import UsageQuery
from bot.doctor.finding import Finding, State, findings
from bot.services import Services
from bot.sources.right_organisation import organisation_error

MONTH = timedelta(days=30)
CLOCK_MAY_BE_OFF = timedelta(minutes=2)
KEY_ENDS_SOON = timedelta(days=30)


def key(services: Services, now: datetime) -> Iterator[Finding]:
    """Whether the admin key reads usage, costs, names and limits, and when it ends."""
    today = floor(now, Width.DAY)
    used = services.openai.read(UsageQuery("completions", Period(today, today + DAY), Width.DAY, limit=1), hurried=True)
    billed = services.openai.read(UsageQuery("costs", Period(today - MONTH, today + DAY), Width.DAY), hurried=True)
    if other := organisation_error(services):
        text, _, cure = str(other).partition(". ")
        yield Finding("key", State.BROKEN, f"{text[0].lower()}{text[1:]}", cure)
        return
    yield Finding("key", State.OK, "the admin key reads usage and costs")
    if not any(bucket.rows for bucket in (*used, *billed)):
        text = "nothing was used or billed in the last 30 days"
        yield Finding("key", State.NOTE, text, "Is this key of the right organisation?")
    for name, check in (("key", _key_end), ("names", _names), ("hard limits", _hard_limits)):
        yield from findings(name, check, services, now)


def _key_end(services: Services, now: datetime) -> Iterator[Finding]:
    """A key may have an end, a year at most; a bot that is left alone for years goes blind with it."""
    ends = services.openai.key_expiry(hurried=True)
    if ends is None:
        return
    text = f"the admin key expires in {numbers.plural((ends - now) // DAY, 'day')}, on {ends:%d %b %Y}"
    if ends - now >= KEY_ENDS_SOON:
        yield Finding("key", State.OK, text)
        return
    cure = "Then nothing can be read. Make a new one before and put it into OPENAI_ADMIN_KEY."
    yield Finding("key", State.NOTE, text, cure, ends)


def _names(services: Services, _now: datetime) -> Iterator[Finding]:
    try:
        count = len(services.openai.projects(hurried=True))
    except UpstreamError as error:
        if error.code not in ("missing_scope", "forbidden"):
            raise
        yield Finding(
            "names", State.NOTE, "the key may not read names: ids are shown", "Widen the key if names matter."
        )
        return
    yield Finding("names", State.OK, f"{count} projects by name")


def _hard_limits(services: Services, _now: datetime) -> Iterator[Finding]:
    limits = services.openai.limits(hurried=True)
    if not limits.known:
        yield Finding("hard limits", State.NOTE, "the key may not read OpenAI's own limits: they are not shown")
        return
    text = "OpenAI has a hard limit for the organisation" if limits.limit else "no hard limit is set at OpenAI"
    yield Finding("hard limits", State.OK, text)


def clock(services: Services, now: datetime) -> Iterator[Finding]:
    """How far this machine's clock is from OpenAI's, and which of the two is off by Slack's word."""
    theirs = services.openai.server_time
    if theirs is None:
        return
    off = abs(now - theirs)
    minutes, guard = f"{off.total_seconds() / 60:.0f} minutes off", services.guard
    if off > CLOCK_MAY_BE_OFF and guard and guard.has_heard and guard.off_by() is None:
        text, cure = f"OpenAI's clock is {minutes} this machine's and Slack's", "Nothing is read until it is right."
        yield Finding("clock", State.BROKEN, text, cure)
    elif off > CLOCK_MAY_BE_OFF:
        text = f"this machine's clock is {minutes} OpenAI's"
        yield Finding("clock", State.BROKEN, text, "Switch on time synchronisation (NTP).")
    else:
        yield Finding("clock", State.OK, "the clock agrees with OpenAI's")
