"""Delivery: messages go from the outbox to Slack, each once, in order within a channel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from bot.adapters.slack import Slack
from bot.adapters.store.moments import from_text, to_text
from bot.core.alerts.alert_message import linked_message, repeated_message, unreachable_message
from bot.core.alerts.outbox import (
    BLOCKS_REFUSED,
    EVERYWHERE,
    IN_FLIGHT,
    Act,
    Address,
    ClaimedMessage,
    Cure,
    QueuedMessage,
    cure,
    wait,
)
from bot.core.errors import UpstreamError
from bot.core.periods import to_unix
from bot.core.slack.fallbacks import is_native, ladder
from bot.core.slack.message import Message
from bot.services import Services
from bot.sources.right_time import is_clock_right

log = structlog.get_logger()

# What is left of a lease must be enough for one message; otherwise another process may already be at it.
ENOUGH = timedelta(minutes=1)
REFUSED = "charts_refused_at"  # when this workspace last refused a chart or a table
REFUSAL_LASTS = timedelta(days=1)


def deliver(services: Services, now: datetime) -> int:
    """Send what waits and may be sent; the number of messages that Slack took."""
    sent = 0
    while is_clock_right(services) and (claimed := services.store.outbox.claim(now)) is not None:
        sent += _deliver(claimed, services, now)
        now = max(now, services.clock())
    return sent


def _deliver(claimed: ClaimedMessage, services: Services, now: datetime) -> bool:
    assert services.slack is not None, "who delivers has Slack"  # noqa: S101
    if claimed.waits_for_another:
        services.store.outbox.postpone(claimed, "the message that it links to was not sent yet", now + IN_FLIGHT)
        return False
    try:
        address, message = _found(claimed, services.slack)
        if address is None and services.clock() + ENOUGH > claimed.until:
            return False  # the look-up took too long: the message is left to whoever claims it next
        refused = False
        if address is None:
            message = _linked(claimed, message, services.slack)
            address, refused = _sent(claimed, _rungs(message, services), services.slack)
    except UpstreamError as error:
        log.warning("message_waits", key=claimed.queued.key, code=error.code, attempts=claimed.attempts)
        _put_off(claimed, error, services, now)
        return False
    services.store.outbox.sent(claimed, address, now=now)
    if refused:  # noted when the message is safe
        services.store.meta.set(REFUSED, to_text(now))
    return True


def _found(claimed: ClaimedMessage, slack: Slack) -> tuple[Address | None, Message]:
    """Where an attempt without a clear end left its message, if it did; and the message to send if it did not."""
    message = claimed.queued.message
    if claimed.doubt_since is None or claimed.queued.act is Act.EDIT:  # an edit can simply be made again
        return None, message
    channel, thread_ts = _place(claimed)
    try:
        where = channel if thread_ts else claimed.channel_id or channel
        posted = slack.find(where, claimed.queued.key, claimed.doubt_since, thread_ts=thread_ts)
    except UpstreamError as error:
        if error.transient:
            raise
        return None, repeated_message(message)  # the history may not be read
    return Address(posted.channel, posted.ts, thread_ts) if posted else None, message


def _linked(claimed: ClaimedMessage, message: Message, slack: Slack) -> Message:
    """A link is a comfort: where Slack gives none, the words go without it."""
    about = claimed.about
    if claimed.queued.act is not Act.TELL or about is None:
        return message
    try:
        return linked_message(message, slack.permalink(about.channel, about.ts))
    except UpstreamError as error:
        if error.transient:
            raise
        return message


def _place(claimed: ClaimedMessage) -> tuple[str, str]:
    """Channel and thread of a message that is posted. A reply whose message was never sent stands alone."""
    if claimed.queued.act is Act.REPLY and claimed.about:
        return claimed.about.channel, claimed.about.root
    return claimed.queued.channel, ""


def _sent(claimed: ClaimedMessage, rungs: Sequence[Message], slack: Slack) -> tuple[Address, bool]:
    """
    One attempt on each rung of the ladder: what Slack refuses to draw is said more simply.

    And whether it was the chart or the table that was refused: without it the same blocks were taken.
    """
    send = _edit if claimed.queued.act is Act.EDIT else _post
    *richer, plainest = rungs
    for rung in richer:
        try:
            return send(claimed, rung, slack), is_native(rungs[0]) and not is_native(rung)
        except UpstreamError as error:
            if error.code not in BLOCKS_REFUSED:
                raise
            log.warning("blocks_refused", key=claimed.queued.key, reason=str(error))
    return send(claimed, plainest, slack), False


def _rungs(message: Message, services: Services) -> tuple[Message, ...]:
    """All of them, unless the workspace refused charts and tables within the last day."""
    rungs = ladder(message)
    if not is_native(message):
        return rungs
    refused = services.store.meta.get(REFUSED)
    is_plain = refused is not None and services.clock() < from_text(refused) + REFUSAL_LASTS
    return rungs[1:] if is_plain else rungs


def _post(claimed: ClaimedMessage, message: Message, slack: Slack) -> Address:
    channel, thread_ts = _place(claimed)
    broadcast = claimed.queued.broadcast and thread_ts != ""
    try:
        posted = slack.post(channel, message, key=claimed.queued.key, thread_ts=thread_ts, broadcast=broadcast)
    except UpstreamError as error:
        if error.code != "channel_not_found" or claimed.channel_id in ("", channel):
            raise
        # The channel has another name by now; its id is the same.
        posted = slack.post(claimed.channel_id, message, key=claimed.queued.key, thread_ts=thread_ts)
    return Address(posted.channel, posted.ts, thread_ts)


def _edit(claimed: ClaimedMessage, message: Message, slack: Slack) -> Address:
    """The metadata of the message stays as it is: its key is how the first attempt is found."""
    about = claimed.about
    if about is None:
        raise UpstreamError("The message to edit was never sent.", transient=False, code="never_sent")
    slack.update(about.channel, about.ts, message, key=claimed.queued.about)
    return about


def _put_off(claimed: ClaimedMessage, error: UpstreamError, services: Services, now: datetime) -> None:
    """Keep the message for later, in the way that the failure asks for."""
    outbox = services.store.outbox
    remedy = cure(error, claimed.queued.act)
    if remedy is Cure.POST_ANEW:
        outbox.post_anew(claimed, error.code)
        return
    next_at = now + wait(error, claimed.attempts)
    # A look-up that failed settles nothing: what was in doubt before it stays so.
    in_doubt = error.ambiguous or claimed.doubt_since is not None
    aside = remedy is Cure.SET_ASIDE
    outbox.postpone(claimed, error.code or str(error), next_at, in_doubt=in_doubt, aside=aside)
    if remedy is Cure.PAUSE_ALL:
        _pause(EVERYWHERE, error, next_at, services, now)
    if remedy is Cure.PAUSE_CHANNEL:
        _pause(claimed.queued.channel, error, next_at, services, now)


def _pause(channel: str, error: UpstreamError, until: datetime, services: Services, now: datetime) -> None:
    """Leave a channel alone for a while. That one cannot be reached at all is told once, where somebody reads it."""
    fallback = services.settings.alert_channel
    with services.store.write() as connection:
        is_new = services.store.outbox.pause(connection, channel, error.code, until, now)
        if is_new and not error.transient and channel != EVERYWHERE and fallback not in ("", channel):
            key = f"unreachable-{channel}-{to_unix(now)}"
            queued = QueuedMessage(key, fallback, unreachable_message(channel, error.code))
            services.store.outbox.put(connection, queued, now=now)
