"""Parsing one page of 62,000 rows, against msgspec's typed decoding of the same bytes."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from functools import partial

import msgspec

from bot.adapters.openai_usage.packing import Body
from bot.adapters.openai_usage.pages import Page, buckets
from bot.app import collect_seldom
from bot.core.catalogue import COMPLETIONS
from bot.core.periods import Width
from bot.core.usage.buckets import UsageQuery
from tests.benchmarks.invented import Organisation, bucket_json, last_days
from tests.benchmarks.programs.limit import COUNTS, KEY, Bucket
from tests.benchmarks.rounds import by_turns, ratio, seconds
from tests.benchmarks.table import Row

DAYS = 31
CHUNK = 64 * 1024
WHOLE = msgspec.json.Decoder(msgspec.defstruct("Whole", [("data", list[Bucket])]))


def run(rounds: int) -> Iterator[Row]:
    collect_seldom()  # as the bot does
    found = {rows: figures(rounds, rows) for rows in (1000, 2000)}
    typed, plain = found[2000]
    yield Row("parsing", "62,000 rows, against msgspec's typed decoding and tuples: ≤ 1.3 ×", typed, 1.3)
    yield Row("parsing", "the same against json", plain)
    yield Row("parsing", "growth: that ratio at 62,000 rows ÷ at 31,000: ≤ 1.15", typed / found[1000][0], 1.15)


def figures(rounds: int, rows: int) -> tuple[float, float]:
    organisation, period = Organisation(rows // 20, 4, 5), last_days(DAYS)
    days = period.buckets(Width.DAY)
    data = [bucket_json(organisation.rows(day), day, 86_400, COMPLETIONS.kept) for day in days]
    body = b'{"object":"page","data":[%b],"has_more":false,"next_page":null}' % b",".join(data)
    query = UsageQuery("completions", period, Width.DAY, COMPLETIONS.kept)
    ways = {"ours": partial(_ours, body, query), "typed": partial(_typed, body), "json": partial(_json, body)}
    assert len({way() for way in ways.values()}) == 1
    # Of the processor: parsing waits for nobody.
    took = by_turns(rounds, {name: partial(seconds, way, time.thread_time) for name, way in ways.items()})
    return ratio(took["ours"], took["typed"]), ratio(took["ours"], took["json"])


def _chunks(body: bytes) -> Iterator[bytes]:
    """As a connection hands them over."""
    return (body[place : place + CHUNK] for place in range(0, len(body), CHUNK))


def _ours(body: bytes, query: UsageQuery) -> tuple[int, int]:
    arriving = Body()
    for chunk in _chunks(body):
        arriving.add(chunk)
    rows = tokens = 0
    for one in buckets(Page.read(arriving), query):  # as the sync takes them, one after the other
        rows += len(one.rows)
        tokens += sum([row.counts[0] for row in one.rows])
    return rows, tokens


def _typed(body: bytes) -> tuple[int, int]:
    whole = WHOLE.decode(b"".join(_chunks(body)))
    found = [(KEY(row), COUNTS(row)) for one in whole.data for row in one.results]
    return len(found), sum([counts[0] for _, counts in found])


def _json(body: bytes) -> tuple[int, int]:
    rows = [row for one in json.loads(b"".join(_chunks(body)))["data"] for row in one["results"]]
    found = [tuple(row[name] for name in COMPLETIONS.counters) for row in rows]
    return len(found), sum(counts[0] for counts in found)
