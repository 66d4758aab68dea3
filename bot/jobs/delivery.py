"""Delivery: sends messages from the outbox to Slack, each once, in order within a channel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from bot.adapters.slack import Slack
from bot.adapters.store.moments import from_text, to_text
from bot.core.alerts.delivery_words import linked_message, unreachable_message
from bot.core.alerts.outbox import (
    BLOCKS_REFUSED,
    CHANNEL_GONE,
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
from bot.jobs.earlier_posts import found_before, remove_twins
from bot.services import Services
from bot.sources.right_time import is_clock_right

log = structlog.get_logger()

# A lease with less time left is not used: another process may take the message meanwhile.
ENOUGH = timedelta(minutes=1)
REFUSED = "charts_refused_at"  # when this workspace last refused a chart or a table
REFUSAL_LASTS = timedelta(days=1)


def deliver(services: Services, now: datetime) -> int:
    """Send the messages that are due; returns how many Slack took."""
    sent = 0
    while is_clock_right(services) and (claimed := services.store.claims.claim(now)) is not None:
        sent += _deliver(claimed, services, now)
        now = max(now, services.clock())
    for search in services.store.sent_messages.to_look_for(now):
        remove_twins(search, services, now)
    return sent


def _deliver(claimed: ClaimedMessage, services: Services, now: datetime) -> bool:
    assert services.slack is not None, "who delivers has Slack"  # noqa: S101
    if claimed.waits_for_another:
        services.store.claims.postpone(claimed, "the message that it links to was not sent yet", now + IN_FLIGHT)
        return False
    try:
        address, message = found_before(claimed, services)
        if address is None and services.clock() + ENOUGH > claimed.until:
            return False  # the lease is too old: left to the process that claims the message next
        refused = False
        if address is None:
            message = _linked(claimed, message, services.slack)
            address, refused = _sent(claimed, _rungs(message, services), services.slack)
    except UpstreamError as error:
        log.warning("message_waits", key=claimed.queued.key, code=error.code, attempts=claimed.attempts)
        _put_off(claimed, error, services, now)
        return False
    services.store.claims.sent(claimed, address, now=now)
    if refused:  # noted after the message was sent
        services.store.meta.set(REFUSED, to_text(now))
    return True


def _linked(claimed: ClaimedMessage, message: Message, slack: Slack) -> Message:
    """The message with its link, or without one when Slack gives none."""
    about = claimed.about
    if claimed.queued.act is not Act.TELL or about is None:
        return message
    try:
        return linked_message(message, slack.permalink(about.channel, about.ts))
    except UpstreamError as error:
        if error.transient:
            raise
        return message


def _sent(claimed: ClaimedMessage, rungs: Sequence[Message], slack: Slack) -> tuple[Address, bool]:
    """
    Try the richest form first, then plainer ones when Slack refuses to draw it.

    Also returns whether the chart or the table was refused: without it Slack took the same blocks.
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
    """The forms to try: all, unless the workspace refused charts and tables within the last day."""
    rungs = ladder(message)
    if not is_native(message):
        return rungs
    refused = services.store.meta.get(REFUSED)
    is_plain = refused is not None and services.clock() < from_text(refused) + REFUSAL_LASTS
    return rungs[1:] if is_plain else rungs


def _post(claimed: ClaimedMessage, message: Message, slack: Slack) -> Address:
    channel, thread_ts = claimed.place
    broadcast = claimed.queued.broadcast and thread_ts != "" and not claimed.is_said
    try:
        posted = slack.post(channel, message, key=claimed.queued.key, thread_ts=thread_ts, broadcast=broadcast)
    except UpstreamError as error:
        if error.code != "channel_not_found" or claimed.channel_id in ("", channel):
            raise
        # The channel has another name by now; its id is the same.
        channel = claimed.channel_id
        posted = slack.post(channel, message, key=claimed.queued.key, thread_ts=thread_ts, broadcast=broadcast)
    return Address(posted.channel, posted.ts, posted.thread_ts)


def _edit(claimed: ClaimedMessage, message: Message, slack: Slack) -> Address:
    """The metadata of the message stays as it is: its key is how the first attempt is found."""
    about = claimed.about
    if about is None:
        raise UpstreamError("The message to edit was never sent.", transient=False, code="never_sent")
    slack.update(about.channel, about.ts, message, key=claimed.about_key)
    return about


def _put_off(claimed: ClaimedMessage, error: UpstreamError, services: Services, now: datetime) -> None:
    """Keep the message for later; the failure decides when and how."""
    claims = services.store.claims
    may_go = claimed.stands_elsewhere or claimed.has_waited_long or _is_replaced(claimed, error, services)
    remedy = cure(error, claimed.queued.act, claimed.attempts, is_said=claimed.is_said, may_go_elsewhere=may_go)
    if remedy is Cure.LEAVE:
        claims.leave(claimed, error.code)
        return
    if remedy is Cure.POST_ANEW:
        claims.post_anew(claimed, error.code)
        return
    next_at = now + wait(error, claimed.attempts)
    # A failed look-up decides nothing: what was in doubt stays in doubt.
    in_doubt = error.ambiguous or claimed.doubt_since is not None
    # What belongs to a message in a channel that is gone does not hold up what finds another one by its name.
    is_left = remedy is Cure.PAUSE_CHANNEL and not error.transient and not claimed.names_its_channel
    aside = is_left or remedy is Cure.SET_ASIDE
    claims.postpone(claimed, error.code or str(error), next_at, in_doubt=in_doubt, aside=aside)
    if is_left:
        claims.hold_with(claimed)
    if remedy is Cure.PAUSE_ALL:
        _pause(EVERYWHERE, error, next_at, services, now)
    if remedy is Cure.PAUSE_CHANNEL and not (is_left and claimed.was_aside):  # else the channel may take others
        _pause(claimed.queued.channel, error, next_at, services, now)


def _is_replaced(claimed: ClaimedMessage, error: UpstreamError, services: Services) -> bool:
    """Whether the channel in which its message stands is gone, and its name is another channel's by now."""
    channel, about = claimed.queued.channel, claimed.about
    if error.code not in CHANNEL_GONE or about is None or claimed.names_its_channel or not channel.startswith("#"):
        return False
    assert services.slack is not None, "who delivers has Slack"  # noqa: S101
    try:
        return services.slack.channel_id_now(channel) != about.channel
    except UpstreamError:
        return False


def _pause(channel: str, error: UpstreamError, until: datetime, services: Services, now: datetime) -> None:
    """Pause a channel. When it cannot be reached at all, say so once, in a place where somebody reads it."""
    fallback = services.settings.alert_channel
    with services.store.write() as connection:
        is_new = services.store.claims.pause(connection, channel, error.code, until, now)
        ids = services.store.sent_messages.channel_ids()
        is_elsewhere = fallback and ids.get(fallback, fallback) != ids.get(channel, channel)
        if is_new and not error.transient and channel != EVERYWHERE and is_elsewhere:
            key = f"unreachable-{channel}-{to_unix(now)}"
            queued = QueuedMessage(key, fallback, unreachable_message(channel, error.code))
            services.store.outbox.put(connection, queued, now=now)
