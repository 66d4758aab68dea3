"""Connections of the HTTP side: strangers get one answer each; where there are too many, the oldest make room."""

from __future__ import annotations

from functools import partial
from typing import Any

from waitress.channel import HTTPChannel  # type: ignore[import-untyped]
from waitress.parser import HTTPRequestParser  # type: ignore[import-untyped]
from waitress.task import WSGITask  # type: ignore[import-untyped]
from waitress.utilities import BadRequest  # type: ignore[import-untyped]

from bot.listeners.signatures import IS_SIGNED, Refusals


class Request(HTTPRequestParser):  # type: ignore[misc]
    """One that cannot be read is a 400. Waitress would write a kilobyte of log for each that it did not foresee."""

    def __init__(self, adjustments: Any, refusals: Refusals) -> None:
        super().__init__(adjustments)
        self._refusals = refusals

    def received(self, data: bytes) -> int:
        try:
            return int(super().received(data))
        except Exception:  # noqa: BLE001 - whatever a stranger sends is no bug of ours
            self._refusals.count("unreadable")
            self.error = BadRequest("The request cannot be read.")
            self.completed = True
            return len(data)


class Answer(WSGITask):  # type: ignore[misc]
    """Only what Slack signed may leave its connection open for more: idle ones of others would lock Slack out."""

    def build_response_header(self) -> bytes:
        if IS_SIGNED in self.environ:
            self.channel.is_slacks = True
        else:
            self.request.headers["CONNECTION"] = "close"
        return bytes(super().build_response_header())


class Connection(HTTPChannel):  # type: ignore[misc]
    """When it is one too many, the one that has waited longest without a request to work on makes room."""

    task_class = Answer
    is_slacks = False

    def __init__(self, server: Any, *place: Any, **more: Any) -> None:
        super().__init__(server, *place, **more)
        self.parser_class = partial(Request, refusals=server.refusals)
        others = [one for one in server.active_channels.values() if one is not self]  # the oldest first
        if len(others) >= server.most_connections:
            oldest = next((one for one in others if not one.requests and not one.is_slacks), None)
            if oldest:
                oldest.handle_close()
