"""Which statements a piece of work runs in the store, as SQLite itself tells."""

from __future__ import annotations

from collections.abc import Callable

from bot.services import Services

ENDS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "--")


def told(services: Services, work: Callable[[], object]) -> list[str]:
    """Those of readers and of the writer, without the beginnings and ends of transactions."""
    said: list[str] = []
    _listen(services, said.append)
    said.clear()
    try:
        work()
    finally:
        _listen(services, None)
    return [one for one in said if not one.startswith(ENDS)]


def _listen(services: Services, hear: Callable[[str], object] | None) -> None:
    with services.store.read() as reader:
        reader.set_trace_callback(hear)
    with services.store.write() as writer:
        writer.set_trace_callback(hear)
