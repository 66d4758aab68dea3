"""Faults of the local Slack, which tests ask for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock


@dataclass(frozen=True, slots=True)
class Fault:
    """
    One way to fail. `lost`: the request takes effect, then the connection drops, so that the caller cannot know.

    `late`: the connection drops at once, and the request takes effect so many seconds later by the workspace's clock.
    `dropped`: the connection drops before anything happens.
    """

    status: int = 200
    error: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str | None = None
    lost: bool = False
    late: float = 0.0
    dropped: bool = False


@dataclass(slots=True)
class _Planned:
    fault: Fault
    channel: str
    left: int | None


class Faults:
    """The faults to come, by method. `*` is any method; a channel can be named."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._planned: dict[str, list[_Planned]] = {}

    def plan(self, method: str, fault: Fault, *, times: int | None = 1, channel: str = "") -> None:
        """The next `times` calls fail so; with None all calls until `heal`."""
        with self._lock:
            self._planned.setdefault(method, []).append(_Planned(fault, channel, times))

    def heal(self) -> None:
        with self._lock:
            self._planned.clear()

    def next(self, method: str, channel: str) -> Fault | None:
        with self._lock:
            for planned in self._planned.get(method, []) + self._planned.get("*", []):
                if planned.left == 0 or planned.channel not in ("", channel):
                    continue
                if planned.left is not None:
                    planned.left -= 1
                return planned.fault
        return None
