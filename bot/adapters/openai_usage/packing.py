"""
Takes a page apart while it arrives, so that a large answer is never held or decoded as a whole.

A bucket is cut out as soon as it is complete. A possible end is the real end when all before it can be decoded: the
beginning of an object is never an object. Rows are cut out before that, a piece at a time: others wait for the
interpreter while one is decoded. Those of a large bucket are kept packed. Where one row seems to end and the next to
begin, the piece is right when it can be read as a list.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, field

import msgspec

LARGE = 8 * 1024 * 1024  # bytes of a bucket from which on its rows are packed: 13,000 rows
PIECE = 128 * 1024  # bytes of rows that are decoded at a time: 200 rows, a thousandth of a second
ENDS = 200  # possible ends of a bucket that are tried before it is left whole
TRIES = 20  # cuts between rows that may fail before more of them has to arrive
HEAD = 64 * 1024  # first bytes of a page among which its buckets must begin
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_DATA = re.compile(rb'"data"\s*:\s*\[')
_ROWS = re.compile(rb'"results?"\s*:\s*\[\s*')
_BETWEEN = re.compile(rb"\}\s*,\s*\{")
_END = re.compile(rb"\]\s*(\}|\Z)")
_GAP = re.compile(rb"\s*,?\s*")

_any = msgspec.json.Decoder(msgspec.Raw)
_each = msgspec.json.Decoder(list[msgspec.Raw])


@dataclass(frozen=True, slots=True)
class SomeRows:
    """Some rows: how many, and their JSON as a list, which may be packed."""

    count: int
    kept: bytes
    is_packed: bool = False

    def json(self) -> bytes:
        return zlib.decompress(self.kept) if self.is_packed else self.kept

    def packed(self) -> SomeRows:
        return self if self.is_packed else SomeRows(self.count, zlib.compress(self.kept, 1), is_packed=True)


@dataclass(frozen=True, slots=True)
class BucketJSON:
    """One bucket as it came, without the rows that were cut out of it."""

    json: bytes | msgspec.Raw
    pieces: tuple[SomeRows, ...] = ()

    @property
    def size(self) -> int:
        return len(self.json) + sum(len(piece.kept) for piece in self.pieces)


@dataclass(slots=True)
class Body:
    """
    A body while it arrives. `rest` is what was not cut out of it yet.

    `pieces` are rows of the bucket that is arriving, or of the first that is left in `rest`. A body that is not taken
    apart (`is_page`), or cannot be, is `rest`.
    """

    is_page: bool = True
    large: int = LARGE
    piece: int = PIECE
    arrived: int = 0  # bytes in all
    rest: bytearray = field(default_factory=bytearray)
    buckets: list[BucketJSON] = field(default_factory=list)
    pieces: list[SomeRows] = field(default_factory=list)
    _begin: int = -1  # where in `rest` the buckets begin; -1 before it is known
    _looked: int = 0  # up to where no bucket ends
    _tries: int = 0
    _enough: int = 0  # size of `rest` from which on rows are cut out of it
    _cut: int = 0  # bytes of rows that were cut out of the bucket that is arriving

    def add(self, arrived: bytes) -> None:
        self.rest += arrived
        self.arrived += len(arrived)
        while self.is_page and self._has_data() and (self._cut_bucket() or self._cut_rows()):
            pass

    def _has_data(self) -> bool:
        """Whether the beginning of the buckets was found. A body that is no page has none."""
        if self._begin >= 0:
            return True
        found = _DATA.search(self.rest)
        if found is None:
            self.is_page = len(self.rest) < HEAD
            return False
        self.is_page = _is_json(bytes(self.rest[: found.end()]).removeprefix(BYTE_ORDER_MARK) + b"]}")
        self._begin = found.end()
        self._next_bucket()
        return self.is_page

    def _next_bucket(self) -> None:
        self._looked, self._tries, self._enough, self._cut = self._begin, 0, self._begin + 2 * self.piece, 0

    def _cut_bucket(self) -> bool:
        """Take the next bucket out of `rest`; False while it is not whole."""
        if gap := _GAP.match(self.rest, self._begin):
            del self.rest[self._begin : gap.end()]
        while (end := self._possible_end()) is not None:
            json = bytes(memoryview(self.rest)[self._begin : end])
            if _is_json(json):
                self.buckets.append(BucketJSON(json, tuple(self.pieces)))
                self.pieces = []
                del self.rest[self._begin : end]
                self._next_bucket()
                return True
            self._tries += 1
            if self._tries == ENDS:  # too many false ends
                self.is_page = False
                break
        return False

    def _possible_end(self) -> int | None:
        """Where the next `]}` ends; None while there is none. A regular expression takes ten times as long."""
        while (place := self.rest.find(b"]", self._looked)) >= 0:
            end = _END.match(self.rest, place)
            if end and not end[1]:
                self._looked = place  # what follows has to arrive
                return None
            self._looked = place + 1
            if end:
                return end.end()
        self._looked = len(self.rest)
        return None

    def _cut_rows(self) -> bool:
        """Take the next piece of a bucket out of `rest`; False when none can be found yet."""
        if len(self.rest) < self._enough or not self.is_page:
            return False
        self._enough = len(self.rest) + self.piece
        rows = _ROWS.search(self.rest, self._begin)
        end = rows.end() + self.piece if rows else len(self.rest)
        for _ in range(TRIES):
            between = _BETWEEN.search(self.rest, end)
            if rows is None or between is None:
                break
            json = b"[%b]" % bytes(memoryview(self.rest)[rows.end() : between.start() + 1])
            try:
                count = len(_each.decode(json))
            except msgspec.DecodeError:
                end = between.start() + 1
                continue
            self.pieces.append(SomeRows(count, json))
            self._cut += len(json)
            self._pack()
            del self.rest[rows.end() : between.end() - 1]
            self._looked, self._tries, self._enough = rows.end(), 0, rows.end() + self.piece
            return True
        return False

    def _pack(self) -> None:
        """Pack the pieces of a large bucket, those too that came before it was large."""
        place = len(self.pieces) if self._cut >= self.large else 0
        while place and not self.pieces[place - 1].is_packed:
            place -= 1
            self.pieces[place] = self.pieces[place].packed()


def _is_json(text: bytes) -> bool:
    try:
        _any.decode(text)
    except msgspec.DecodeError:
        return False
    return True
