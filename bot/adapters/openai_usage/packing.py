"""
A bucket that is too large to be held: its rows are cut out of the body as they arrive, and kept packed.

A piece is a whole number of rows. It is cut where one object seems to end and the next to begin, and is right when it
can be read as a list: a cut inside a text or inside an object leaves something open.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, field

import msgspec

LARGE = 48 * 1024 * 1024  # bytes of a body from which on it is packed: 75,000 rows
PIECE = 4 * 1024 * 1024  # bytes of rows that are unpacked at a time
TRIES = 20  # cuts that are tried before more has to arrive
_ROWS = re.compile(rb'"results?"\s*:\s*\[\s*')
_BETWEEN = re.compile(rb"\}\s*,\s*\{")

_each = msgspec.json.Decoder(list[msgspec.Raw])


@dataclass(frozen=True, slots=True)
class PackedRows:
    """Some rows: how many, and their JSON as a list, packed."""

    count: int
    zipped: bytes

    def json(self) -> bytes:
        return zlib.decompress(self.zipped)


@dataclass(slots=True)
class Body:
    """What a body becomes while it arrives: `rest` is the body without the rows that were cut out of it."""

    large: int = LARGE  # bytes from which on it is packed
    piece: int = PIECE
    arrived: int = 0  # bytes in all
    rest: bytearray = field(default_factory=bytearray)
    pieces: list[PackedRows] = field(default_factory=list)
    _begin: int = -1  # where in `rest` the next row begins; -1 before it is known
    _next: int = 0  # size of `rest` from which on the next cut is tried

    def add(self, arrived: bytes) -> None:
        self.rest += arrived
        self.arrived += len(arrived)
        if len(self.rest) < max(self._next, self.large if not self.pieces else 0):
            return
        if self._begin < 0:
            found = _ROWS.search(self.rest)
            self._begin = found.end() if found else len(self.rest)
        while len(self.rest) - self._begin > self.piece and self._cut():
            pass
        self._next = len(self.rest) + self.piece

    def _cut(self) -> bool:
        """Take the next piece out of `rest`; False when none can be found yet, or there is none to be found."""
        end = self._begin + self.piece
        for _ in range(TRIES):
            between = _BETWEEN.search(self.rest, end)
            if between is None:
                break
            rows = b"[%b]" % bytes(memoryview(self.rest)[self._begin : between.start() + 1])
            try:
                count = len(_each.decode(rows))
            except msgspec.DecodeError:
                end = between.start() + 1
                continue
            self.pieces.append(PackedRows(count, zlib.compress(rows, 1)))
            del self.rest[self._begin : between.end() - 1]
            return True
        return False
