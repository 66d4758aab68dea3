"""Splits queries into windows of one page each, so that no request waits for another one's cursor."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import NamedTuple

from bot.adapters.openai_usage.connection import Connection, Wanted
from bot.adapters.openai_usage.failures import malformed
from bot.adapters.openai_usage.pages import Page
from bot.adapters.openai_usage.request_queue import Patience
from bot.core.errors import UpstreamError
from bot.core.periods import Period
from bot.core.usage.buckets import UsageQuery
from bot.core.usage.parameters import bucket_count, cut, page_size, parameters

IN_FLIGHT = 4  # requests of one reader in flight; the shared queue spaces them
IN_FLIGHT_LARGE = 2  # the same for pages that were halved: one is counted while the next arrives
LARGEST = 64 * 1024 * 1024  # largest page of several buckets in bytes: all pages in flight are in memory
WAITING = 16 * 1024 * 1024  # bytes of pages that arrived early, from which on no more are requested
SPARE_PAGES = 10  # a page may hold fewer buckets than asked for, but not for ever

Pages = Iterator[tuple[UsageQuery, Page]]


class _Answer(NamedTuple):
    """The pages of a window, up to the one that failed if one did."""

    pages: list[Page]
    error: UpstreamError | None


class Windows:
    """The pages of queries in order of time, the next windows on their way meanwhile."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._is_answered = False  # whether the last window was
        self._failed: set[str] = set()  # endpoints whose last window was not
        self._sizes: dict[tuple[str, str, tuple[str, ...]], int] = {}  # buckets, of what did not fit into a page

    def of_each(self, queries: Iterable[UsageQuery], patience: Patience) -> Iterator[tuple[UsageQuery, Pages]]:
        """
        Each query with its pages, and each page with its window.

        Pages raise after what came before, when a later one fails; the next query is read all the same. `queries` are
        taken one by one as their time comes.
        """
        flight = _Flight(self, iter(queries), patience)
        try:
            while (lane := flight.first()) is not None:
                yield lane.query, flight.pages(lane)
                flight.leave(lane)
        finally:
            flight.end()

    def in_flight(self, queries: Collection[UsageQuery]) -> int:
        """How many windows of `queries` may be in flight. An endpoint that did not answer gets one request."""
        if not self._is_answered or any(query.endpoint in self._failed for query in queries):
            return 1
        return IN_FLIGHT_LARGE if any(_kind(query) in self._sizes for query in queries) else IN_FLIGHT

    def next(self, query: UsageQuery) -> tuple[UsageQuery, UsageQuery | None]:
        """The window that is asked first, and the rest."""
        return cut(query, self._sizes.get(_kind(query)))

    def read(self, window: UsageQuery, patience: Patience) -> _Answer:
        found: list[Page] = []
        try:
            for page in self._cursor(window, patience):
                found.append(page)
        except UpstreamError as error:
            self._is_answered = False
            self._failed.add(window.endpoint)
            return _Answer(found, error)
        self._is_answered = True
        self._failed.discard(window.endpoint)
        return _Answer(found, None)

    def halve(self, window: UsageQuery) -> None:
        """From now on, windows of this kind are asked for in half its size."""
        count = bucket_count(window.period, window.width)
        self._sizes[_kind(window)] = min(self._sizes.get(_kind(window), count), -(-count // 2))

    def _cursor(self, query: UsageQuery, patience: Patience) -> Iterator[Page]:
        asked = parameters(query)
        cursor: tuple[tuple[str, str], ...] = ()
        seen: set[str] = set()
        count = bucket_count(query.period, query.width)
        wanted = Wanted(Page.read, largest=LARGEST, is_page=True) if count > 1 else Wanted(Page.read, is_page=True)
        for _ in range(2 * -(-count // page_size(query)) + SPARE_PAGES):
            page = self._connection.read(query.spec.path, (*asked, *cursor), wanted, patience)
            yield page
            if not page.has_more:
                return
            if not page.next_page or page.next_page in seen:
                raise malformed("it goes on, but its cursor is missing or repeats")
            seen.add(page.next_page)
            cursor = (("page", page.next_page),)
        raise malformed("it does not end")


@dataclass(eq=False, slots=True)
class _Coming:
    """A window that was asked for: its answer, and how many bytes of it wait, None while it is on its way."""

    window: UsageQuery
    answer: Future[_Answer] = field(default_factory=Future)
    waiting: int | None = None


@dataclass(eq=False, slots=True)
class _Lane:
    """One query: its windows on their way, and what of it is not asked for yet."""

    query: UsageQuery
    rest: UsageQuery | None
    coming: deque[_Coming] = field(default_factory=deque)


class _Flight:
    """
    The lanes of one reader, in order.

    Who has an answer asks for what is next, so that requests go on while the reader counts a large page.
    """

    def __init__(self, windows: Windows, queries: Iterator[UsageQuery], patience: Patience) -> None:
        self._windows = windows
        self._queries = queries
        self._patience = patience
        self._pool = ThreadPoolExecutor(IN_FLIGHT, "openai")
        self._lock = Lock()  # of all that follows
        self._lanes: deque[_Lane] = deque()
        self._is_over = False

    def first(self) -> _Lane | None:
        with self._lock:
            self._fill()
            return self._lanes[0] if self._lanes else None

    def leave(self, lane: _Lane) -> None:
        """Stop, whether read to the end or not. Answers still on their way are dropped."""
        with self._lock:
            self._lanes.remove(lane)

    def end(self) -> None:
        with self._lock:
            self._is_over = True
            self._pool.shutdown(wait=False, cancel_futures=True)

    def pages(self, lane: _Lane) -> Pages:
        while (coming := self._next(lane)) is not None:
            found, error = coming.answer.result()
            self._take(lane, error)
            yield from ((coming.window, page) for page in found)
            if error is not None:
                self._in_halves(lane, coming.window, error)

    def _next(self, lane: _Lane) -> _Coming | None:
        with self._lock:
            if not lane.coming:
                self._ask(lane)  # the next queries may have taken all the room
            self._fill()
            return lane.coming[0] if lane.coming else None

    def _take(self, lane: _Lane, error: UpstreamError | None) -> None:
        """What is counted from now on waits no longer. After a failure the reader says what is still wanted."""
        with self._lock:
            lane.coming.popleft()
            if error is None:
                self._fill()

    def _in_halves(self, lane: _Lane, window: UsageQuery, error: UpstreamError) -> None:
        """Ask again in smaller windows for what is too large for one page, and for all that follows."""
        if error.code != "too_large" or bucket_count(window.period, window.width) == 1:
            raise error
        self._windows.halve(window)
        with self._lock:
            lane.coming.clear()
            lane.rest = replace(lane.query, period=Period(window.period.start, lane.query.period.end))

    def _fill(self) -> None:
        while self._has_room() and not self._is_over:
            lane = next((lane for lane in self._lanes if lane.rest is not None), None) or self._opened()
            if lane is None:
                return
            self._ask(lane)

    def _has_room(self) -> bool:
        """Small pages are fetched while a large one is counted; large ones would fill the memory."""
        waiting = [one.waiting for lane in self._lanes for one in lane.coming]
        most = self._windows.in_flight([lane.query for lane in self._lanes])
        return waiting.count(None) < most and sum(size or 0 for size in waiting) < WAITING

    def _ask(self, lane: _Lane) -> None:
        if lane.rest is not None:
            window, lane.rest = self._windows.next(lane.rest)
            lane.coming.append(coming := _Coming(window))
            coming.answer = self._pool.submit(self._read, coming)

    def _read(self, coming: _Coming) -> _Answer:
        answer = self._windows.read(coming.window, self._patience)
        with self._lock:
            coming.waiting = sum(page.size for page in answer.pages)
            if answer.error is None:  # else the reader says what is still wanted
                self._fill()
        return answer

    def _opened(self) -> _Lane | None:
        query = next(self._queries, None)
        if query is None:
            return None
        self._lanes.append(_Lane(query, query))
        return self._lanes[-1]


def _kind(query: UsageQuery) -> tuple[str, str, tuple[str, ...]]:
    return query.endpoint, query.width.value, query.group_by
