"""What the bot says in Slack: messages, modals, the Home tab, files; and how it finds again what it has said."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from slack_sdk import WebhookClient

from bot.adapters.slack.directory import Directory
from bot.adapters.slack.failures import RAISED, failure, refusal
from bot.adapters.slack.way import without_own_proxy
from bot.adapters.slack.web_calls import pages
from bot.core.errors import UpstreamError
from bot.core.slack.message import Message
from bot.core.slack.text import unbroken

EVENT_TYPE = "usage_alert"
CLOCK_SKEW = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Posted:
    """
    Where a message stands; `channel` is Slack's id, whatever name it was posted to.

    `thread_ts` is '' for a message of its own, also when it was meant for a thread: Slack puts a reply to a message
    that was deleted beside it.
    """

    channel: str
    ts: str
    thread_ts: str = ""
    is_alike: bool = False  # it was found by its words: Slack's history showed no keys
    text: str = field(default="", compare=False)  # of one that was found


class Slack(Directory):
    """One workspace."""

    def post(
        self, channel: str, message: Message, *, key: str = "", thread_ts: str = "", broadcast: bool = False
    ) -> Posted:
        answer = self.call(
            "chat.postMessage",
            channel=channel,
            **_body(message),
            **_metadata(key),
            **({"thread_ts": thread_ts, "reply_broadcast": broadcast} if thread_ts else {}),
        )
        where, ts = answer.get("channel"), answer.get("ts")
        if not where or not ts:
            text = "Slack took the message without saying where it stands."
            raise UpstreamError(text, transient=True, code="no_ts", ambiguous=True)
        shown = answer.get("message")
        thread = str(shown.get("thread_ts") or "") if isinstance(shown, dict) else thread_ts
        return Posted(str(where), str(ts), thread if thread_ts else "")

    def delete(self, channel: str, ts: str) -> None:
        """Take back a message of ours; one that is gone already is as well."""
        try:
            self.call("chat.delete", channel=channel, ts=ts)
        except UpstreamError as error:
            if error.code != "message_not_found":
                raise

    def update(self, channel: str, ts: str, message: Message, *, key: str = "") -> None:
        # Without `blocks` the old ones would stay where only the text was to be left.
        body = {"blocks": [], **_body(message)}
        self.call("chat.update", channel=channel, ts=ts, **body, **_metadata(key))

    def private(self, channel: str, user: str, message: Message, *, thread_ts: str = "") -> None:
        """Told to one person in a channel; gone when they reload."""
        thread = {"thread_ts": thread_ts} if thread_ts else {}
        self.call("chat.postEphemeral", channel=channel, user=user, **_body(message), **thread)

    def respond(self, response_url: str, message: Message, *, replace: bool = False, thread_ts: str = "") -> None:
        """Answer a command or a click, to the person alone; works five times within 30 minutes."""
        webhook = WebhookClient(response_url, timeout=self.timeout, retry_handlers=[])
        without_own_proxy(webhook)
        with self.watched("response_url"):
            try:
                kind = {"response_type": "ephemeral", "replace_original": replace}
                thread = {"thread_ts": thread_ts} if thread_ts and not replace else {}
                answer = webhook.send_dict({**_body(message), **kind, **thread})
            except RAISED as error:
                # `from None`: the library's error can carry the URL, which lets its reader write into the channel.
                raise failure("response_url", error) from None
            if answer.status_code != 200:
                raise refusal("response_url", answer.status_code, answer.headers, _json(answer.body))

    def find(self, channel: str, key: str, since: datetime, *, thread_ts: str = "") -> Posted | None:
        """The message that was posted with `key` since then, if there is one."""
        mine = self._mine(channel, since, thread_ts)
        return next((posted for posted, message in mine if _key(message) == key), None)

    def find_all(
        self, channel: str, key: str, since: datetime, *, thread_ts: str = "", text: str = ""
    ) -> tuple[Posted, ...]:
        """
        Each message that was posted with `key` since then, the first one first.

        When Slack shows the key of none of ours, those with this very text. Raises when there is none: nobody can say.
        """
        mine = [*self._mine(channel, since, thread_ts)]
        if any(_key(message) for _, message in mine):
            found = [posted for posted, message in mine if _key(message) == key]
        else:
            found = [replace(posted, is_alike=True) for posted, message in mine if message.get("text") == text]
            if mine and not found:
                raise UpstreamError("Slack's history shows no metadata.", transient=False, code="no_metadata")
        return tuple(sorted(found, key=lambda posted: float(posted.ts)))

    def _mine(self, channel: str, since: datetime, thread_ts: str) -> Iterator[tuple[Posted, Mapping[str, Any]]]:
        channel = self.channel_id(channel)
        oldest = f"{(since - CLOCK_SKEW).timestamp():.6f}"
        history = partial(self.call, "conversations.history")
        if thread_ts:
            history = partial(self.call, "conversations.replies", ts=thread_ts)
        mine = self.identity().bot_id
        found = pages(partial(history, channel=channel, oldest=oldest, include_all_metadata=True, limit=200))
        for message in (message for page in found for message in page.get("messages") or ()):
            if message.get("bot_id") == mine and message["ts"] != thread_ts:
                where = str(message.get("thread_ts") or "")
                text = str(message.get("text") or "")
                yield Posted(channel, message["ts"], "" if where == message["ts"] else where, text=text), message

    def permalink(self, channel: str, ts: str) -> str:
        """The address of a message, for people who may read it."""
        return str(self.call("chat.getPermalink", channel=channel, message_ts=ts).get("permalink") or "")

    def open_view(self, trigger_id: str, view: Mapping[str, Any]) -> None:
        """A trigger lives for three seconds: open first, then work."""
        self.call("views.open", trigger_id=trigger_id, view=unbroken(view))

    def publish_home(self, user: str, view: Mapping[str, Any]) -> None:
        self.call("views.publish", user_id=user, view=unbroken(view))

    def upload(self, channel: str, name: str, content: str, *, thread_ts: str = "") -> None:
        """A file in a channel or thread. `channel` is an id, as `post` gives it."""
        try:
            self.web.files_upload_v2(channel=channel, filename=name, content=content, thread_ts=thread_ts or None)
        except RAISED as error:
            raise failure("files.upload", error) from None


def _body(message: Message) -> dict[str, Any]:
    """Links are never unfurled; a text without blocks is not searched for @names and #channels either."""
    body: dict[str, Any] = {"text": message.text, "unfurl_links": False, "unfurl_media": False}
    if not message.blocks:
        return {**body, "parse": "none"}
    return {**body, "blocks": unbroken(message.blocks)}


def _metadata(key: str) -> dict[str, Any]:
    """The key by which a message is found again. Every app in the workspace can read it: it holds no facts."""
    return {"metadata": {"event_type": EVENT_TYPE, "event_payload": {"key": key}}} if key else {}


def _key(message: Mapping[str, Any]) -> str:
    metadata = message.get("metadata") or {}
    payload = metadata.get("event_payload") or {}
    return str(payload.get("key", "")) if metadata.get("event_type") == EVENT_TYPE else ""


def _json(body: str) -> object:
    """A response_url answers `ok`, a bare word, or JSON."""
    try:
        return json.loads(body)
    except ValueError:
        return body.strip()
