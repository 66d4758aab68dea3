"""How an answer was read: in words first, then each query in short; `--json` has them word for word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import parse_qsl

from bot.core.patterns import Pattern
from bot.core.slack.numbers import plural
from bot.core.slack.text import clean, code, cut, escape, listed

SHOWN = 20
_QUERY = Pattern(r"(GET|STORE) /organization/(\S+?)\?(.*)")
_WIDTHS = {"1m": "minute", "15m": "quarter of an hour", "1h": "hour", "1d": "day", "side": "part of a day"}
_NOTHING_ASKED = "OpenAI was not asked now."
_SAID = ("start_time", "end_time", "bucket_width", "group_by", "limit")


def how_read(queries: Sequence[str]) -> str:
    """
    mrkdwn: `*How this was read* 1 request to OpenAI now: completions by hour. From the store, read before: costs and
    images by day.`, and a code block with a line each: `GET usage/completions 1h 2026-11-23 13:00..15:00 by model`.
    """
    found: dict[str, Counter[tuple[str, str]]] = {"GET": Counter(), "STORE": Counter()}
    for match in filter(None, map(_QUERY.match, queries)):
        origin, path, sent = match.groups()
        name = path.removeprefix("usage/").replace("_", " ")
        found[origin][dict(parse_qsl(sent)).get("bucket_width", ""), name] += 1
    asked, kept = found["GET"], found["STORE"]
    told = [f"{plural(asked.total(), 'request')} to OpenAI now: {_by_width(asked)}." if asked else _NOTHING_ASKED]
    told += [f"From the store, read before: {_by_width(kept)}."] if kept else []
    more = len(queries) - SHOWN
    lines = [*map(short, queries[:SHOWN]), *([f"and {more} more"] if more > 0 else [])]
    return f"*How this was read* {escape(' '.join(told))}\n{code(cut(chr(10).join(lines), 2400))}"


def _by_width(found: Mapping[tuple[str, str], int]) -> str:
    """`completions by hour; costs and images by day`."""
    widths = dict.fromkeys(width for width, _ in found)
    named = {width: listed(name for own, name in found if own == width) for width in widths}
    return "; ".join(f"{names} by {_WIDTHS.get(width, width)}" for width, names in named.items())


def short(query: str) -> str:
    """`STORE costs 1d 2026-11-16..2026-11-23 by project_id line_item`: the whole query, in fewer words."""
    match = _QUERY.fullmatch(query)
    if match is None:
        return clean(cut(query, 200))
    origin, path, sent = match.groups()
    pairs = parse_qsl(sent)
    one = dict(pairs)
    groups = " ".join(value for name, value in pairs if name == "group_by")
    filters = [f"{name}={value}" for name, value in pairs if name not in _SAID]
    span = (
        f"{_moment(one['start_time'])}..{_moment(one['end_time'])}" if {"start_time", "end_time"} <= one.keys() else ""
    )
    parts = [origin, path, one.get("bucket_width", ""), span, f"by {groups}" if groups else "", *filters]
    return clean(cut(" ".join(filter(None, parts)), 200))


def _moment(seconds: str) -> str:
    """`2026-11-23`, `2026-11-23T13:00Z`."""
    if not seconds.isdecimal():
        return seconds
    at = datetime.fromtimestamp(int(seconds), UTC)
    return f"{at:%Y-%m-%d}" if at.hour == at.minute == at.second == 0 else f"{at:%Y-%m-%dT%H:%MZ}"
