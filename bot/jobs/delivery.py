"""Delivery: sends messages from the outbox to Slack, each once, in order within a channel."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.adapters.slack import Posted, Slack
from bot.adapters.store.moments import from_text, to_text
from bot.core.alerts.alert_message import linked_message, repeated_message, unreachable_message
from bot.core.alerts.outbox import (
    BLOCKS_REFUSED,
    CHANNEL_GONE,
    EVERYWHERE,
    IN_FLIGHT,
    LOOKS,
    NOBODY_CAN_SAY,
    THREAD_REFUSED,
    Act,
    Address,
    ClaimedMessage,
    Cure,
    QueuedMessage,
    TwinSearch,
    cure,
    is_same_news,
    next_look,
    wait,
)
from bot.core.errors import UpstreamError
from bot.core.periods import to_unix
from bot.core.slack.fallbacks import is_native, ladder
from bot.core.slack.message import Message
from bot.services import Services
from bot.sources.right_time import is_clock_right

log = structlog.get_logger()
Find = Callable[..., tuple[Posted, ...]]  # in a thread or, for '', in the channel

# A lease with less time left is not used: another process may take the message meanwhile.
ENOUGH = timedelta(minutes=1)
REFUSED = "charts_refused_at"  # when this workspace last refused a chart or a table
REFUSAL_LASTS = timedelta(days=1)


def deliver(services: Services, now: datetime) -> int:
    """Send the messages that are due; returns how many Slack took."""
    sent = 0
    while is_clock_right(services) and (claimed := services.store.outbox.claim(now)) is not None:
        sent += _deliver(claimed, services, now)
        now = max(now, services.clock())
    for search in services.store.sent_messages.to_look_for(now):
        _remove_twins(search, services, now)
    return sent


def _deliver(claimed: ClaimedMessage, services: Services, now: datetime) -> bool:
    assert services.slack is not None, "who delivers has Slack"  # noqa: S101
    if claimed.waits_for_another:
        services.store.outbox.postpone(claimed, "the message that it links to was not sent yet", now + IN_FLIGHT)
        return False
    try:
        address, message = _found(claimed, services)
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
    services.store.outbox.sent(claimed, address, now=now)
    if refused:  # noted after the message was sent
        services.store.meta.set(REFUSED, to_text(now))
    return True


def _found(claimed: ClaimedMessage, services: Services) -> tuple[Address | None, Message]:
    """Where an earlier attempt of unknown outcome left its message, or the message to send."""
    message, is_in_doubt = claimed.queued.message, claimed.doubt_since is not None
    since = claimed.doubt_since or claimed.unsure_since
    if since is None or claimed.queued.act is Act.EDIT:  # an edit can be repeated
        return None, message
    try:
        found = _search(claimed, since, services)
        if found is None and is_in_doubt:  # nobody has read it: what a person changed meanwhile counts
            message = services.store.outbox.changed_meanwhile(claimed.queued.key) or message
        return found, message
    except UpstreamError as error:
        if not is_in_doubt:
            return None, message
        if error.transient or (claimed.is_said and error.code in THREAD_REFUSED):
            raise  # what another message has said need not be said without its thread
        return None, repeated_message(message)  # the history cannot be read, or does not show which messages are ours


def _search(claimed: ClaimedMessage, since: datetime, services: Services) -> Address | None:
    for posted in _shown_of(claimed, since, services.slack):
        found = _ours(posted, claimed.queued, services)
        if claimed.doubt_since is None:
            found = [one for one in found if is_same_news(one.text, claimed.queued.message.text)]
        if found:
            return Address(found[0].channel, found[0].ts, found[0].thread_ts)
    return None


def _shown_of(claimed: ClaimedMessage, since: datetime, slack: Slack | None) -> Iterator[tuple[Posted, ...]]:
    """What stands in each place where the message may be."""
    channel, thread_ts = _place(claimed)
    channels = (channel,) if thread_ts else _channels(claimed, slack)
    finds = [_finder(one, claimed.queued, since, slack) for one in channels]
    if claimed.is_said:
        yield finds[0](thread_ts=thread_ts)
        return
    for find in finds:
        yield from (_shown(find, one) for one in _places(thread_ts))
    if claimed.was_line and claimed.doubt_since and claimed.about:
        yield _shown(_finder(claimed.about.channel, claimed.queued, since, slack), claimed.about.root)


def _channels(claimed: ClaimedMessage, slack: Slack | None) -> tuple[str, ...]:
    """Where a message that names its channel may stand: in the one that is known by the name, or that has it now."""
    assert slack is not None, "who delivers has Slack"  # noqa: S101
    channel, known = claimed.queued.channel, claimed.channel_id
    if claimed.doubt_since is None or not channel.startswith("#") or known in ("", channel):
        return (known or channel,)
    try:
        return tuple(dict.fromkeys((slack.channel_id_now(channel), known)))
    except UpstreamError as error:
        if error.transient:
            raise
        return (known,)


def _finder(channel: str, queued: QueuedMessage, since: datetime, slack: Slack | None) -> Find:
    assert slack is not None, "who delivers has Slack"  # noqa: S101
    return partial(slack.find_all, channel, queued.key, since, text=queued.message.text)


def _places(thread_ts: str) -> tuple[str, ...]:
    """Where it may stand: in its thread, or in the channel, where Slack puts a reply to a deleted message."""
    return (thread_ts, "") if thread_ts else ("",)


def _shown(find: Find, thread_ts: str) -> tuple[Posted, ...]:
    """The messages there; a deleted thread has none."""
    try:
        return find(thread_ts=thread_ts)
    except UpstreamError as error:
        if thread_ts and error.code in THREAD_REFUSED:
            return ()
        raise


def _ours(found: Sequence[Posted], queued: QueuedMessage, services: Services) -> list[Posted]:
    """The message that is ours. One of equal text may be another message of ours whose place is known."""
    known = services.store.sent_messages.own_key_at
    return [one for one in found if not one.is_alike or known(one.channel, one.ts) in ("", queued.key)]


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


def _place(claimed: ClaimedMessage) -> tuple[str, str]:
    """Channel and thread of a message that is posted. A reply whose message was never sent stands alone."""
    if claimed.queued.act.is_in_thread and claimed.about:
        return claimed.about.channel, claimed.about.root
    return claimed.queued.channel, ""


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
    channel, thread_ts = _place(claimed)
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
    outbox = services.store.outbox
    is_elsewhere = claimed.stands_elsewhere or _is_replaced(claimed, error, services)
    remedy = cure(error, claimed.queued.act, is_said=claimed.is_said, is_elsewhere=is_elsewhere)
    if remedy is Cure.LEAVE:
        outbox.leave(claimed, error.code)
        return
    if remedy is Cure.POST_ANEW:
        outbox.post_anew(claimed, error.code)
        return
    next_at = now + wait(error, claimed.attempts)
    # A failed look-up decides nothing: what was in doubt stays in doubt.
    in_doubt = error.ambiguous or claimed.doubt_since is not None
    # What belongs to a message in a channel that is gone does not hold up what finds another one by its name.
    is_left = remedy is Cure.PAUSE_CHANNEL and not error.transient and not claimed.names_its_channel
    aside = is_left or remedy is Cure.SET_ASIDE
    outbox.postpone(claimed, error.code or str(error), next_at, in_doubt=in_doubt, aside=aside)
    if is_left:
        outbox.hold_with(claimed)
    if remedy is Cure.PAUSE_ALL:
        _pause(EVERYWHERE, error, next_at, services, now)
    if remedy is Cure.PAUSE_CHANNEL:
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
        is_new = services.store.outbox.pause(connection, channel, error.code, until, now)
        ids = services.store.sent_messages.channel_ids()
        is_elsewhere = fallback and ids.get(fallback, fallback) != ids.get(channel, channel)
        if is_new and not error.transient and channel != EVERYWHERE and is_elsewhere:
            key = f"unreachable-{channel}-{to_unix(now)}"
            queued = QueuedMessage(key, fallback, unreachable_message(channel, error.code))
            services.store.outbox.put(connection, queued, now=now)


def _remove_twins(search: TwinSearch, services: Services, now: datetime) -> None:
    """Delete duplicates, our own only. What cannot be looked up or deleted stays."""
    assert services.slack is not None, "who delivers has Slack"  # noqa: S101
    address, sent = search.address, services.store.sent_messages
    try:
        found, can_say = _twins(search, services.slack)
        if any(one.is_alike for one in found) and services.store.outbox.backlog().in_doubt:
            sent.looked_for(search, now + LOOKS[0])  # what is alike may be one of those
            return
        known = [one.ts for one in found if not one.is_alike]
        kept = known[0] if known and address.ts not in known else address.ts
        for one in _ours(found, search.queued, services):
            if one.ts != kept:
                services.slack.delete(one.channel, one.ts)
                log.warning("twin_removed", key=search.queued.key)
    except UpstreamError as error:
        log.warning("twin_search_failed", key=search.queued.key, code=error.code)
        sent.looked_for(search, now + wait(error, 3) if error.transient else None)
        return
    sent.looked_for(search, next_look(search.sent_at, now, can_say=can_say), kept=kept)


def _twins(search: TwinSearch, slack: Slack) -> tuple[tuple[Posted, ...], bool]:
    """Messages in its thread and in the channel, and whether both show which ones are ours."""
    address, can_say = search.address, True
    find = _finder(address.channel, search.queued, search.since, slack)
    found: dict[str, Posted] = {}
    for thread in _places(address.thread_ts):
        try:
            found.update((one.ts, one) for one in _shown(find, thread))
        except UpstreamError as error:
            if error.code != NOBODY_CAN_SAY:
                raise
            can_say = False
    return tuple(found.values()), can_say
