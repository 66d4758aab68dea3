"""The query of a usage or costs request: read as OpenAI reads it, refused as OpenAI refuses it."""

from __future__ import annotations

import base64
import binascii
import struct
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zlib import crc32

from bot.core.catalogue import COST_KEY_EPOCH, COSTS, DIMENSION, Endpoint
from bot.core.periods import Period, Width, floor, from_unix, to_unix
from bot.demo.openai.refusal import Refusal

Pairs = Sequence[tuple[str, str]]

DEFAULT_LIMITS = {Width.DAY: 7, Width.HOUR: 24, Width.MINUTE: 60}
SCALARS = ("start_time", "end_time", "bucket_width", "limit", "page")
CURSOR = struct.Struct(">QIQ")  # as recorded: an instant, then the start of a bucket


@dataclass(frozen=True)
class Parameters:
    """What a page is asked for. `asked` is the moment of the first page; the cursor carries it to the pages after."""

    period: Period
    width: Width
    group_by: tuple[str, ...]
    filters: tuple[tuple[str, frozenset[str]], ...]
    limit: int
    asked: datetime
    digest: int

    def cursor(self, position: datetime) -> str:
        packed = CURSOR.pack(to_unix(self.asked), self.digest, to_unix(position))
        return "page_" + base64.urlsafe_b64encode(packed).decode()


def read_parameters(spec: Endpoint, pairs: Pairs, now: datetime) -> Parameters:
    _refuse_unknown(spec, pairs)
    width = _width(spec, _one(pairs, "bucket_width") or "1d")
    start, end = _asked_period(pairs)
    digest = crc32(repr(sorted(pair for pair in pairs if pair[0] != "page")).encode())
    asked, position = _position(_one(pairs, "page"), digest, now.replace(microsecond=0), start)
    # A bucket ends at now at the latest. Costs are whole days, today's too (docs/facts.md, OpenAI 4).
    latest = asked if spec is not COSTS else floor(asked, width) + width.span
    until = latest if end is None else min(end, latest)
    group_by = _group_by(spec, pairs)
    if spec is COSTS and "key" in group_by and start < COST_KEY_EPOCH:
        epoch = to_unix(COST_KEY_EPOCH)
        text = f"Grouping by api_key_id is only supported for start_time greater than or equal to {epoch}."
        raise Refusal(400, text, param="start_time")
    limit = _limit(spec, width, _number(pairs, "limit"))
    return Parameters(Period(position, until), width, group_by, _filters(spec, pairs), limit, asked, digest)


def _asked_period(pairs: Pairs) -> tuple[datetime, datetime | None]:
    start, end = _number(pairs, "start_time"), _number(pairs, "end_time")
    if start is None:
        raise Refusal(400, "Missing required parameter: 'start_time'.", param="start_time")
    if end is not None and end <= start:
        raise Refusal(400, "end_time must be greater than start_time.", param="end_time")
    return from_unix(start), None if end is None else from_unix(end)


def values(pairs: Pairs, name: str) -> tuple[str, ...]:
    """All values of an array parameter, in the three forms that the API takes."""
    return tuple(value for key, text in pairs if key in (name, f"{name}[]") for value in text.split(",") if value)


def _one(pairs: Pairs, name: str) -> str:
    return next((value for key, value in reversed(pairs) if key == name), "")


def _number(pairs: Pairs, name: str) -> int | None:
    text = _one(pairs, name)
    if not text:
        return None
    if not text.isdecimal() or len(text) > 11:
        raise Refusal(400, f"Invalid value for '{name}': an integer is expected.", param=name)
    return int(text)


def _refuse_unknown(spec: Endpoint, pairs: Pairs) -> None:
    known = {*SCALARS, "group_by", *(DIMENSION[name].filter for name in spec.filters)}
    for name, _ in pairs:
        if name.removesuffix("[]") not in known:
            raise Refusal(400, f"Unknown parameter: '{name}'.", param=name)


def _width(spec: Endpoint, text: str) -> Width:
    return Width(_chosen("bucket_width", text, [width.value for width in spec.limits]))


def _chosen(name: str, value: str, allowed: Collection[str]) -> str:
    if value not in allowed:
        listed = ", ".join(f"'{option}'" for option in allowed)
        raise Refusal(400, f"Invalid value: '{value}'. Supported values are: {listed}.", param=name)
    return value


def _group_by(spec: Endpoint, pairs: Pairs) -> tuple[str, ...]:
    fields = {DIMENSION[name].field: name for name in spec.dimensions}
    asked: Iterable[str] = dict.fromkeys(values(pairs, "group_by"))
    return tuple(fields[_chosen("group_by", field, fields)] for field in asked)


def _filters(spec: Endpoint, pairs: Pairs) -> tuple[tuple[str, frozenset[str]], ...]:
    chosen = ((name, frozenset(values(pairs, DIMENSION[name].filter))) for name in spec.filters)
    filters = tuple((name, wanted) for name, wanted in chosen if wanted)
    for name, wanted in filters:
        if name == "batch":
            _chosen("batch", min(wanted), ("true", "false"))
    return filters


def _limit(spec: Endpoint, width: Width, limit: int | None) -> int:
    if limit is None:
        return DEFAULT_LIMITS[width]
    most = spec.limits[width]
    if not 1 <= limit <= most:
        bound = f"less than or equal to {most}" if limit else "greater than or equal to 1"
        raise Refusal(400, f"Invalid limit provided: {limit}. Limit must be {bound}.")
    return limit


def _position(cursor: str, digest: int, now: datetime, start: datetime) -> tuple[datetime, datetime]:
    """The moment of the first page, and where this page starts."""
    if not cursor:
        return now, start
    try:
        asked, known, position = CURSOR.unpack(base64.urlsafe_b64decode(cursor.removeprefix("page_")))
    except (binascii.Error, struct.error, ValueError):
        raise Refusal(400, "Invalid page token.", param="page") from None
    if known != digest or not cursor.startswith("page_"):
        raise Refusal(400, "Invalid page token: it belongs to other parameters.", param="page")
    return from_unix(asked), from_unix(position)
