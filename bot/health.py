"""Health: what is wrong right now, for `/healthz`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Protocol

from bot.core.errors import UpstreamError
from bot.jobs.snapshot import stale_for
from bot.services import Services

UNDELIVERED_FOR = timedelta(minutes=10)


class Connected(Protocol):
    """The socket, as far as health is concerned."""

    @property
    def is_connected(self) -> bool: ...


def healthz(services: Services, socket: Connected | None) -> tuple[int, str, str]:
    """Status, content type and body: 200 when nothing is wrong, else 503 with the reasons."""
    reasons = list(_reasons(services, socket))
    body = {"ok": not reasons, "reasons": reasons}
    return 503 if reasons else 200, "application/json", json.dumps(body)


def _reasons(services: Services, socket: Connected | None) -> Iterator[str]:
    now = services.clock()
    try:
        with services.store.write():
            pass
    except UpstreamError as error:
        yield str(error)
        return
    if stale := stale_for(services, now):
        yield f"Nothing could be read from OpenAI for {stale.total_seconds() / 60:.0f} minutes."
    if socket and not socket.is_connected:
        yield "The socket to Slack is not connected."
    for waiting in services.store.outbox.undelivered(before=now - UNDELIVERED_FOR)[:1]:
        yield f"A message for {waiting.channel} waits for delivery since {waiting.created_at:%Y-%m-%d %H:%M} UTC."
