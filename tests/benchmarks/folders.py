"""Where large files lie for a while: in memory when there is room, since a disk would measure itself."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FAST = Path("/dev/shm")  # noqa: S108


@contextmanager
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="usage-bot-", dir=FAST if FAST.is_dir() else None) as path:
        yield Path(path)
