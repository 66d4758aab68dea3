"""OpenAIUsage: one method for each thing that the bot reads from OpenAI."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import chain
from typing import TypeVar

import httpx
from pydantic import SecretStr

from bot.adapters.openai_usage.connection import Connection
from bot.adapters.openai_usage.lists import Item, KeyItem, LimitItem, items, spend_alerts, spend_limit
from bot.adapters.openai_usage.pages import Page, buckets, organisation_of
from bot.adapters.openai_usage.request_queue import HURRIED, PATIENT, Clockwork, Patience, Queue, at_once
from bot.adapters.openai_usage.windows import Windows
from bot.core.budgets.openai_limits import NativeLimits
from bot.core.catalogue import COSTS
from bot.core.errors import UpstreamError
from bot.core.names import Named
from bot.core.observer import UNOBSERVED, Observer
from bot.core.periods import from_unix
from bot.core.usage.buckets import Bucket, UsageQuery, folded, held
from bot.core.usage.parameters import as_sent, askable

FORBIDDEN = ("missing_scope", "forbidden")

T = TypeVar("T")


class OpenAIUsage:
    """
    Reads OpenAI. Threads may share it: all take turns, at most `rate` requests a second. When a person waits,
    `hurried` ones have turns of their own: `people` a second, four times the rate when it is not given.
    """

    def __init__(  # noqa: PLR0913 - the last seven are for tests and for who measures
        self,
        base_url: str,
        key: SecretStr,
        *,
        rate: float = 1.0,
        people: float = 0.0,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], object] | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        observer: Observer = UNOBSERVED,
        hear: Callable[[Mapping[str, str]], None] = lambda headers: None,
    ) -> None:
        closing = threading.Event()
        clockwork = Clockwork(sleep or closing.wait, monotonic, observer=observer, hear=hear)
        self._connection = Connection(
            base_url,
            key,
            queue=Queue(rate, clockwork, people),
            time=clockwork,
            closing=closing,
            transport=transport,
        )
        self._windows = Windows(self._connection)
        self.organisation = ""  # that the last page of costs named

    @property
    def server_time(self) -> datetime | None:
        """What time OpenAI said it was in its last answer; None before the first."""
        return self._connection.server_time

    def close(self) -> None:
        """Stop: every thread that waits for an answer gets an UpstreamError at once."""
        self._connection.close()

    def read(self, query: UsageQuery, *, hurried: bool = False) -> tuple[Bucket, ...]:
        """
        All buckets in order of time. Of a bucket that comes twice the last one counts. Raises UpstreamError.

        `hurried` says that a person waits: it gives up sooner.
        """
        found = {bucket.start: held(bucket) for bucket in self.buckets(query, hurried=hurried)}
        return tuple(found[start] for start in sorted(found))

    def buckets(self, query: UsageQuery, *, hurried: bool = False) -> Iterator[Bucket]:
        """The buckets as they arrive. Raises UpstreamError at a page that fails, after the buckets before it."""
        asked = askable(query)
        if asked is None:
            return
        for _, found in self.each((asked,), hurried=hurried):
            yield from found

    def each(
        self, queries: Iterable[UsageQuery], *, hurried: bool = False, give_way: Callable[[], object] = at_once
    ) -> Iterator[tuple[UsageQuery, Iterator[Bucket]]]:
        """
        Each of `queries` with its buckets; all must be askable. When one fails, the next ones are still read.

        `give_way` is called before each step of a thousandth of a second or two.
        """
        wanted: dict[UsageQuery, UsageQuery] = {}

        def sent() -> Iterator[UsageQuery]:
            for query in queries:
                one = as_sent(query)
                wanted[one] = query
                yield one

        for one, pages in self._windows.of_each(sent(), replace(_patience(hurried), give_way=give_way)):
            query = wanted[one]
            found = chain.from_iterable(self._buckets(page, window, give_way) for window, page in pages)
            yield query, found if one is query else folded(found, query.width)

    def _buckets(self, page: Page, window: UsageQuery, give_way: Callable[[], object]) -> Iterable[Bucket]:
        if window.spec is COSTS:
            self.organisation = organisation_of(page) or self.organisation
        return buckets(page, window, give_way)

    def projects(self, *, hurried: bool = False) -> tuple[Named, ...]:
        """All projects, archived ones included: their usage stays."""
        asked = (("include_archived", "true"),)
        found = items(self._connection, "projects", asked, patience=_patience(hurried))
        return tuple(
            Named(
                "project",
                one.id,
                one.name or "",
                gone=one.status == "archived" or one.archived_at is not None,
                residency=one.residency or "",
            )
            for one in found
        )

    def users(self) -> tuple[Named, ...]:
        """Members of the organisation. Removed ones are no longer listed."""
        return tuple(_person(one) for one in items(self._connection, "users"))

    def service_accounts(self, project_id: str) -> tuple[Named, ...]:
        """What acts as a user in one project without being a person."""
        return tuple(_person(one) for one in items(self._connection, f"projects/{_id(project_id)}/service_accounts"))

    def keys(self, project_id: str) -> tuple[Named, ...]:
        """Keys of one project; without `any` some enabled ones may be left out."""
        path = f"projects/{_id(project_id)}/api_keys"
        found = items(self._connection, path, (("owner_project_access", "any"),))
        return tuple(Named("key", one.id, one.name or "", parent=project_id) for one in found)

    def limits(self, project_id: str = "", *, hurried: bool = False) -> NativeLimits:
        """OpenAI's own limit and alerts of a project, or of the organisation."""
        place = f"projects/{_id(project_id)}/" if project_id else ""
        connection, patience = self._connection, _patience(hurried)
        try:
            return NativeLimits(
                project_id,
                _unless_absent(
                    lambda: spend_limit(connection.get(f"{place}spend_limit", (), LimitItem, patience)), None
                ),
                _unless_absent(lambda: spend_alerts(connection, f"{place}spend_alerts", patience), ()),
            )
        except UpstreamError as error:
            if error.code in FORBIDDEN:
                return NativeLimits(project_id, known=False)
            raise

    def key_expiry(self, *, hurried: bool = False) -> datetime | None:
        """When the admin key ends; None when it does not, or when it may not read the list of admin keys."""
        try:
            listed = list(items(self._connection, "admin_api_keys", into=KeyItem, patience=_patience(hurried)))
        except UpstreamError as error:
            if error.code in FORBIDDEN:
                return None
            raise
        ours = [one.expires_at for one in listed if self._connection.is_key(one.redacted_value)]
        return from_unix(ours[0]) if ours and ours[0] else None


def _patience(hurried: bool) -> Patience:
    return HURRIED if hurried else PATIENT


def _unless_absent(read: Callable[[], T], absent: T) -> T:
    try:
        return read()
    except UpstreamError as error:
        if error.code == "not_found":
            return absent
        raise


def _person(item: Item) -> Named:
    return Named("user", item.id, item.name or item.email or "", email=item.email or "")


def _id(project_id: str) -> str:
    """A project id made safe for a URL path. It came from outside and must not lead to another path."""
    if not project_id.replace("_", "").replace("-", "").isalnum():
        raise ValueError("not a project id")
    return project_id
