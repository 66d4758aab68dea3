"""Bodies as they arrive: unpacked in small pieces, so that no answer takes more memory than its reader allows."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

import httpx

from bot.adapters.openai_usage.failures import unreadable

PIECE = 1 << 17  # bytes unpacked at a time: a few kilobytes can hold gigabytes, and rows are cut out as they come
GZIP = 31  # zlib's number for gzip's own header and check sum
ACCEPTED = "gzip"  # the others unpack all of a chunk at once


def pieces(response: httpx.Response) -> Iterator[bytes]:
    """The body, unpacked."""
    packed_with = response.headers.get("content-encoding", "").strip().lower()
    if packed_with in ("", "identity"):
        yield from response.iter_raw()
    elif packed_with in (ACCEPTED, "x-gzip"):
        yield from _unpacked(response.iter_raw())
    else:
        raise unreadable()


def _unpacked(chunks: Iterator[bytes]) -> Iterator[bytes]:
    stream = zlib.decompressobj(GZIP)
    for chunk in chunks:
        rest = chunk
        while rest and not stream.eof:
            try:
                piece = stream.decompress(rest, PIECE)
            except zlib.error as error:
                raise unreadable() from error
            rest = stream.unconsumed_tail
            if piece:
                yield piece
    if not stream.eof:
        raise unreadable()
