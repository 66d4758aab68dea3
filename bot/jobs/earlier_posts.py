"""What stands in Slack already: a message that an earlier attempt left there, and its twins."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial

import structlog

from bot.adapters.slack import Posted, Slack
from bot.core.alerts.delivery_words import repeated_message
from bot.core.alerts.outbox import (
    LOOKS,
    NOBODY_CAN_SAY,
    THREAD_REFUSED,
    Act,
    Address,
    ClaimedMessage,
    QueuedMessage,
    TwinSearch,
    is_same_news,
    next_look,
    wait,
)
from bot.core.errors import UpstreamError
from bot.core.slack.message import Message
from bot.services import Services

log = structlog.get_logger()
Find = Callable[..., tuple[Posted, ...]]  # in a thread or, for '', in the channel


def found_before(claimed: ClaimedMessage, services: Services) -> tuple[Address | None, Message]:
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
    channel, thread_ts = claimed.place
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


def remove_twins(search: TwinSearch, services: Services, now: datetime) -> None:
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
