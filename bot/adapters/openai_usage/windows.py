"""Windows: a long query is read as several short ones, each of a page, so that none waits for another's cursor."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from bot.adapters.openai_usage.connection import Connection, Patience
from bot.adapters.openai_usage.failures import malformed
from bot.adapters.openai_usage.pages import Page
from bot.core.errors import UpstreamError
from bot.core.request_lines import bucket_count, cut, page_size, parameters
from bot.core.usage import UsageQuery

IN_FLIGHT = 4  # of one query; the turns that all readers share decide how soon one follows another
IN_FLIGHT_LARGE = 2  # of pages that were cut for their size: one is counted while the next one comes
LARGEST = 64 * 1024 * 1024  # bytes of a page of several buckets: those in flight are held in memory together
SPARE_PAGES = 10  # a page may hold fewer buckets than asked for, but not for ever

Pages = Iterator[tuple[UsageQuery, Page]]


class Windows:
    """The pages of a query in order of time, the next windows on their way meanwhile."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._is_answered = False  # whether the last window was
        self._sizes: dict[tuple[str, str, tuple[str, ...]], int] = {}  # buckets, of what did not fit into a page

    def pages(self, query: UsageQuery, patience: Patience) -> Pages:
        """Each page with the window it is of; raises after what came before, when a later one fails."""
        first, rest = self._next(query)
        todo: UsageQuery | None = query
        if rest is None or not self._is_answered:
            yield from self._window(first, patience)  # in this thread: whoever does not answer is asked once
            todo = rest
        if todo is not None:
            yield from self._ahead(todo, patience)

    def _ahead(self, query: UsageQuery, patience: Patience) -> Pages:
        pool = ThreadPoolExecutor(IN_FLIGHT, "openai")
        coming: deque[Future[list[tuple[UsageQuery, Page]]]] = deque()
        rest: UsageQuery | None = query
        try:
            while rest is not None or coming:
                most = IN_FLIGHT_LARGE if _kind(query) in self._sizes else IN_FLIGHT
                while rest is not None and len(coming) < most:
                    window, rest = self._next(rest)
                    coming.append(pool.submit(list, self._window(window, patience)))
                yield from coming.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def _next(self, query: UsageQuery) -> tuple[UsageQuery, UsageQuery | None]:
        return cut(query, self._sizes.get(_kind(query)))

    def _window(self, query: UsageQuery, patience: Patience) -> Pages:
        """What is too large for one page is asked for in halves, and so are later windows of its kind."""
        count = bucket_count(query.period, query.width)
        try:
            for page in self._cursor(query, patience):
                yield query, page
            self._is_answered = True
        except UpstreamError as error:
            self._is_answered = False
            if error.code != "too_large" or count == 1:
                raise
            self._sizes[_kind(query)] = min(self._sizes.get(_kind(query), count), -(-count // 2))
            rest: UsageQuery | None = query
            while rest is not None:
                part, rest = self._next(rest)
                yield from self._window(part, patience)

    def _cursor(self, query: UsageQuery, patience: Patience) -> Iterator[Page]:
        asked = parameters(query)
        cursor: tuple[tuple[str, str], ...] = ()
        seen: set[str] = set()
        count = bucket_count(query.period, query.width)
        size = {"largest": LARGEST} if count > 1 else {}
        for _ in range(2 * -(-count // page_size(query)) + SPARE_PAGES):
            page = self._connection.get(query.spec.path, (*asked, *cursor), Page, patience, **size)
            yield page
            if not page.has_more:
                return
            if not page.next_page or page.next_page in seen:
                raise malformed("it goes on, but its cursor is missing or repeats")
            seen.add(page.next_page)
            cursor = (("page", page.next_page),)
        raise malformed("it does not end")


def _kind(query: UsageQuery) -> tuple[str, str, tuple[str, ...]]:
    return query.endpoint, query.width.value, query.group_by
