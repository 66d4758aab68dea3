"""Pages of buckets: which buckets a page holds, where they are cut, and the cursor of the next page."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Iterable, Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

import msgspec

from bot.core.catalogue import COSTS, Endpoint
from bot.core.periods import Period, to_unix
from bot.demo.company import Company
from bot.demo.openai.parameters import Parameters
from bot.demo.openai.rows import bucket_rows

ENCODER = msgspec.json.Encoder(decimal_format="number")
KEPT_BYTES = 64_000_000
SETTLED = timedelta(days=8)  # a bucket does not change any more so long after its end


class Pages:
    """The pages of one company. Settled buckets are kept encoded, for the next request."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def page(self, spec: Endpoint, asked: Parameters) -> dict[str, Any]:
        """As many buckets as the limit allows, and the cursor of the next page."""
        cuts = list(islice(_cuts(spec, asked), asked.limit + 1))
        has_more = len(cuts) > asked.limit
        cursor = asked.cursor(cuts[-1].start) if has_more else None
        data = self._buckets(spec, asked, cuts[: asked.limit])
        return {"object": "page", "data": data, "has_more": has_more, "next_page": cursor}

    def _buckets(self, spec: Endpoint, asked: Parameters, cuts: list[Period]) -> list[msgspec.Raw]:
        grace = SETTLED if self.company.world.lag else timedelta(0)
        names = [(spec.name, asked.group_by, asked.filters, cut) for cut in cuts]
        found = {name: known for name in names if (known := self._recall(name))}
        missing = [cut for name, cut in zip(names, cuts, strict=True) if name not in found]
        made = bucket_rows(self.company, spec, asked, missing)
        buckets = []
        for name, cut in zip(names, cuts, strict=True):
            if not (encoded := found.get(name)):
                encoded = _encoded(cut, next(made))
                if asked.asked >= cut.end + grace:
                    self._keep(name, encoded)
            buckets.append(msgspec.Raw(encoded))
        return buckets

    def _recall(self, name: Hashable) -> bytes | None:
        with self._lock:
            if name in self._kept:
                self._kept.move_to_end(name)
            return self._kept.get(name)

    def _keep(self, name: Hashable, encoded: bytes) -> None:
        with self._lock:
            self._kept[name] = encoded
            self._bytes += len(encoded)
            while self._bytes > KEPT_BYTES:
                self._bytes -= len(self._kept.popitem(last=False)[1])


def _encoded(cut: Period, rows: Iterable[dict[str, Any]]) -> bytes:
    """One bucket, encoded row by row: the largest one would take a gigabyte as dicts."""
    edges = f'"start_time":{to_unix(cut.start)},"end_time":{to_unix(cut.end)}'
    return b'{"object":"bucket",%b,"results":[%b]}' % (edges.encode(), b",".join(map(ENCODER.encode, rows)))


def _cuts(spec: Endpoint, asked: Parameters) -> Iterator[Period]:
    """Where buckets are cut: usage at the start that was asked for and at now; costs are always whole days."""
    for start in asked.period.buckets(asked.width):
        whole = Period(start, start + asked.width.span)
        cut = whole if spec is COSTS else whole.overlap(asked.period)
        if cut:
            yield cut
