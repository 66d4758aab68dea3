"""Health: what is wrong right now, and since when what worked last, for `/healthz`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.core.alerts.outbox import Backlog
from bot.core.errors import UpstreamError
from bot.services import Services
from bot.sources.reads import last_complete, last_read, stale, stale_words
from bot.sources.right_organisation import organisation_error

UNDELIVERED_FOR = timedelta(minutes=10)
PROBED = "healthy_at"


class Connected(Protocol):
    """The socket, as far as health is concerned. `age` is seconds since anything was heard, None for never."""

    @property
    def is_connected(self) -> bool: ...

    @property
    def age(self) -> float | None: ...


@dataclass(frozen=True, slots=True)
class Health:
    """`reasons` are sentences for a person, empty when all is well; `facts` are what they were found in."""

    reasons: tuple[str, ...]
    facts: dict[str, Any]


def healthz(services: Services, socket: Connected | None) -> tuple[int, str, str]:
    """Status, content type and body: 200 when nothing is wrong, else 503 with the reasons."""
    health = examined(services, socket, services.clock())
    body = {"ok": not health.reasons, "reasons": list(health.reasons), **health.facts}
    return 503 if health.reasons else 200, "application/json", json.dumps(body)


def examined(services: Services, socket: Connected | None, now: datetime) -> Health:
    """Look at everything once. A store that cannot be read says so, and then nothing else can be known."""
    reasons: list[str] = []
    facts: dict[str, Any] = {"store_writable": True}
    if socket:
        facts |= {"socket_connected": socket.is_connected, "socket_heard_seconds": _rounded(socket.age)}
        if not socket.is_connected:
            reasons.append("The socket to Slack is not connected.")
    if services.guard and (error := services.guard.error()):
        reasons.append(str(error))
    try:
        if other := organisation_error(services):
            reasons.append(str(other))
        last, unread = last_read(services, now), stale(services, now)
        backlog = services.store.outbox.backlog()
        facts |= {
            "last_read": _text(last),
            "last_complete_read": _text(last_complete(services)),
            **_queue(backlog, now),
        }
        if unread:
            said = stale_words(unread, f"{max(unread.values()).total_seconds() / 60:.0f} minutes")
            reasons.append(f"{said[0].upper()}{said[1:]}.")
        if backlog.oldest and now - backlog.oldest > UNDELIVERED_FOR:
            reasons.append(_waits(services, now))
        services.store.meta.set(PROBED, now.isoformat())  # writing is the only way to know that it can be done
    except UpstreamError as error:
        facts["store_writable"] = False
        reasons.append(str(error))
    return Health(tuple(reasons), facts)


def _queue(backlog: Backlog, now: datetime) -> dict[str, Any]:
    age = (now - backlog.oldest).total_seconds() if backlog.oldest else None
    return {
        "last_delivery": _text(backlog.last_sent),
        "outbox_messages": backlog.waiting,
        "outbox_oldest_seconds": _rounded(age),
    }


def _waits(services: Services, now: datetime) -> str:
    oldest = services.store.outbox.undelivered(before=now - UNDELIVERED_FOR)[0]
    why = f" ({oldest.reason})" if oldest.reason else ""
    return f"A message for {oldest.channel} waits for delivery since {oldest.created_at:%Y-%m-%d %H:%M} UTC{why}."


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


def _rounded(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds)
