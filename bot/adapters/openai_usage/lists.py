"""Lists of named things and OpenAI's own limits: other pages than usage has, with other cursors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from bot.adapters.openai_usage.connection import Connection
from bot.adapters.openai_usage.failures import malformed
from bot.adapters.openai_usage.request_queue import PATIENT, Patience
from bot.core.amounts import NANO
from bot.core.budgets.openai_limits import SpendAlert, SpendLimit
from bot.core.usage.parameters import Parameters

PAGE = (("limit", "100"),)
MOST_PAGES = 1000  # 100,000 things: a list that never ends is an error


class Item(msgspec.Struct):
    """A project, user, key or service account: what they share."""

    id: str
    name: str | None = None
    email: str | None = None
    status: str | None = None
    archived_at: int | None = None
    residency: str | None = None


class KeyItem(msgspec.Struct):
    """An admin key. OpenAI shows only its first and last characters."""

    id: str
    redacted_value: str = ""
    expires_at: int | None = None


class Recipients(msgspec.Struct):
    """Whom OpenAI writes to."""

    recipients: list[str] = []


class AlertItem(msgspec.Struct):
    """One native spend alert; the amount is in cents."""

    id: str
    threshold_amount: int
    currency: str
    interval: str
    notification_channel: Recipients | None = None


class Enforcement(msgspec.Struct):
    """Whether requests are being refused now."""

    status: str


class LimitItem(msgspec.Struct):
    """The native hard limit; the amount is in cents."""

    threshold_amount: int
    currency: str
    interval: str
    enforcement: Enforcement | None = None


class ListPage(msgspec.Struct):
    """One page of a list."""

    data: list[msgspec.Raw]
    has_more: bool
    last_id: str | None = None


def items(
    connection: Connection,
    path: str,
    parameters: Parameters = (),
    into: type[Any] = Item,
    patience: Patience = PATIENT,
) -> Iterator[Any]:
    """Everything in a list, page after page."""
    seen: set[str] = set()
    after: Parameters = ()
    for _ in range(MOST_PAGES):
        page = connection.get(path, (*parameters, *PAGE, *after), ListPage, patience)
        found = [_decoded(raw, into) for raw in page.data]
        yield from found
        if not page.has_more:
            return
        last = page.last_id or (found[-1].id if found else "")
        if not last or last in seen:
            raise malformed("a list goes on, but does not say where")
        seen.add(last)
        after = (("after", last),)
    raise malformed("a list does not end")


def spend_alerts(connection: Connection, path: str, patience: Patience) -> tuple[SpendAlert, ...]:
    return tuple(map(_spend_alert, items(connection, path, into=AlertItem, patience=patience)))


def _spend_alert(item: AlertItem) -> SpendAlert:
    recipients = item.notification_channel.recipients if item.notification_channel else []
    return SpendAlert(item.id, _nanodollars(item.threshold_amount, item.currency), item.interval, tuple(recipients))


def spend_limit(item: LimitItem) -> SpendLimit:
    status = item.enforcement.status if item.enforcement else ""
    return SpendLimit(_nanodollars(item.threshold_amount, item.currency), item.interval, status)


def _nanodollars(cents: int, currency: str) -> int:
    if currency.lower() != "usd":
        raise malformed("a limit is not in US dollars")
    return cents * (NANO // 100)


def _decoded(raw: msgspec.Raw, into: type[Any]) -> Any:
    try:
        return msgspec.json.decode(raw, type=into)
    except msgspec.DecodeError as error:
        raise malformed("an item of a list cannot be read", error) from error
