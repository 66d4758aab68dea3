"""What the store says: whether it can be written, what was read last, what waits for Slack."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.core.catalogue.words import as_words
from bot.core.periods import Period
from bot.core.usage.freshness import HOUR_GRAIN, needs_quarters
from bot.doctor.finding import CURES, Finding, State
from bot.services import Services
from bot.sources.reads import days_apart, last_read, quarters_apart, sides_apart, stale, stale_words, zones_in_use

# Earlier SQLites can lose pages when two connections write and checkpoint at once (docs/facts.md, Machine A2).
FIXED_SQLITE = ((3, 51, 3), (3, 50, 7), (3, 44, 6))
LITESTREAM = "SELECT count(*) FROM sqlite_master WHERE name LIKE '\\_litestream\\_%' ESCAPE '\\'"
WAITS_TOO_LONG = timedelta(minutes=10)
WAITING_SHOWN = 3  # messages that wait; the number of all is said


def store(services: Services, _now: datetime) -> Iterator[Finding]:
    """Whether the store can be written, and whether this SQLite is safe for it."""
    with services.store.write():
        pass
    yield Finding("store", State.OK, f"{services.store.path} is readable, writable and up to date")
    yield from _sqlite(services, sqlite3.sqlite_version_info)


def _sqlite(services: Services, version: tuple[int, ...]) -> Iterator[Finding]:
    """Our own writes take turns under a lock; a replicator beside the bot checkpoints without it."""
    if _is_fixed(version):
        return
    known = ".".join(map(str, version))
    with services.store.read() as connection:
        (is_replicated,) = connection.execute(LITESTREAM).fetchone()
    if is_replicated:
        text = f"Litestream checkpoints this store, and SQLite {known} can lose pages when two programs write at once"
        yield Finding("store", State.BROKEN, text, "Run the bot with SQLite 3.51.3 or later, or with 3.50.7 or 3.44.6.")
    else:
        text = f"SQLite {known} has a rare WAL fault; the bot writes by one connection, which avoids it"
        yield Finding("store", State.OK, text)


def _is_fixed(version: tuple[int, ...]) -> bool:
    """A branch that has the repair, or any version after the newest of them."""
    return version >= FIXED_SQLITE[0] or any(version[:2] == one[:2] and version >= one for one in FIXED_SQLITE)


def latest_read(services: Services, now: datetime) -> Iterator[Finding]:
    """When everything was read last, or what was not read for too long."""
    last = last_read(services, now)
    if unread := stale(services, now):
        text = stale_words(unread, _age(max(unread.values())))
        yield Finding("last read", State.BROKEN, text, "Is `usage-bot run` running? Its log names the reason.")
    elif last is None:
        yield Finding("last read", State.NOTE, "nothing was read yet", "Start `usage-bot run` or `usage-bot sync`.")
    else:
        yield Finding("last read", State.OK, f"everything was read at {last:%a %d %b %H:%M} UTC")


def hours(services: Services, now: datetime) -> Iterator[Finding]:
    """Whether hours add up to their day and quarters to their hour, and sides are what hours say."""
    days, quarters = days_apart(services, now), quarters_apart(services, now)
    cuts = sides_apart(services, Period(HOUR_GRAIN.kept_since(now), now))
    if days:
        name, day = days[0]
        text = f"the hours of {day:%a %d %b} ({as_words(name)}) do not add up to the day"
        yield _off(text, "and those of {} more", days, "The next read asks for them again.")
    if quarters:
        name, hour = quarters[0]
        text = f"the quarter hours of {hour:%a %d %b %H:%M} UTC ({as_words(name)}) do not add up to the hour"
        yield _off(text, "and those of {} more", quarters, "The first read of a day asks for them again.")
    if cuts:
        text = f"what is kept of {cuts[0]:%a %d %b} by key and user is not what its hours add up to"
        yield _off(text, "nor of {} days more", cuts, "The first read of a day asks for it again.")
    if not (days or quarters or cuts):
        halves = ", and the quarter hours to each hour" if needs_quarters(zones_in_use(services), now) else ""
        yield Finding("hours", State.OK, f"the hours of each day add up to it{halves}")


def _off(text: str, rest: str, found: Sequence[object], cure: str) -> Finding:
    more = f", {rest.format(len(found) - 1)}" if len(found) > 1 else ""
    return Finding("hours", State.NOTE, text + more, cure)


def outbox(services: Services, now: datetime) -> Iterator[Finding]:
    """What waits for Slack longer than ten minutes, and why."""
    waiting = services.store.outbox.undelivered(before=now - WAITS_TOO_LONG)
    if not waiting:
        yield Finding("outbox", State.OK, "nothing waits for Slack")
        return
    count = "1 message waits" if len(waiting) == 1 else f"{len(waiting)} messages wait"
    yield Finding("outbox", State.BROKEN, f"{count} for Slack", "What waits is sent as soon as Slack takes it.")
    for one in waiting[:WAITING_SHOWN]:
        text = f"for {one.channel}, for {_age(now - one.created_at)}: {one.reason or 'not tried yet'}"
        yield Finding("outbox", State.BROKEN, text, CURES.get(one.reason, ""))


def _age(age: timedelta) -> str:
    minutes = age.total_seconds() / 60
    return f"{minutes:.0f} minutes" if minutes < 120 else f"{minutes / 60:.0f} hours"
