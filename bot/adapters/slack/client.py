"""Slack's Web API as the bot uses it: every call is one attempt, and every failure an UpstreamError."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from pydantic import SecretStr
from slack_sdk import WebhookClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.adapters.slack.failures import RAISED, failure, refusal
from bot.adapters.slack.way import web_client, without_own_proxy
from bot.core.errors import UpstreamError
from bot.core.observer import UNOBSERVED, Observer
from bot.core.slack.mention import is_person
from bot.core.slack.message import Message
from bot.core.slack.text import unbroken

EVENT_TYPE = "usage_alert"
TIMEOUT = 10  # seconds: a person waits, and the outbox looks again anyway
PAGES = 20  # of 200 messages when a message is looked for
CHANNEL_PAGES = 1000  # of 999 channels each: more than a workspace has
CLOCK_SKEW = timedelta(seconds=60)
GROUP_MINUTES = 5
FORM_ONLY = ("auth.test", "conversations.", "usergroups.", "users.", "chat.getPermalink")  # they know no JSON

# Below WARNING slack_sdk writes request bodies, tokens and response_urls into its log; above, what we tell anyway.
logging.getLogger("slack_sdk").setLevel(logging.CRITICAL)


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


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the bot token speaks for, and what it may do."""

    team_id: str
    team: str
    user_id: str
    bot_id: str
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Channel:
    """`is_shared`: people of another company can read it."""

    id: str
    name: str
    is_member: bool
    is_archived: bool
    is_shared: bool


class Slack:
    """
    One workspace. Safe to use from several threads.

    Nothing is repeated here: slack_sdk's own retry posts twice when only the reply was lost, and what is worth
    repeating has an outbox.
    """

    def __init__(
        self,
        token: SecretStr,
        base_url: str = "https://slack.com/api/",
        *,
        timeout: int = TIMEOUT,
        monotonic: Callable[[], float] = time.monotonic,
        observer: Observer = UNOBSERVED,
        hear: Callable[[Mapping[str, str]], None] = lambda headers: None,
    ) -> None:
        self.web = web_client(token.get_secret_value(), base_url, timeout)
        self.timeout = timeout
        self._monotonic = monotonic
        self._observer = observer
        self._hear = hear
        self._identity: Identity | None = None
        self._channels: dict[str, str] = {}
        self._emails: dict[str, str] = {}
        self._groups: dict[str, tuple[float, frozenset[str]]] = {}

    # Messages

    def post(
        self, channel: str, message: Message, *, key: str = "", thread_ts: str = "", broadcast: bool = False
    ) -> Posted:
        answer = self._call(
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
            self._call("chat.delete", channel=channel, ts=ts)
        except UpstreamError as error:
            if error.code != "message_not_found":
                raise

    def update(self, channel: str, ts: str, message: Message, *, key: str = "") -> None:
        # Without `blocks` the old ones would stay where only the text was to be left.
        body = {"blocks": [], **_body(message)}
        self._call("chat.update", channel=channel, ts=ts, **body, **_metadata(key))

    def private(self, channel: str, user: str, message: Message, *, thread_ts: str = "") -> None:
        """Told to one person in a channel; gone when they reload."""
        thread = {"thread_ts": thread_ts} if thread_ts else {}
        self._call("chat.postEphemeral", channel=channel, user=user, **_body(message), **thread)

    def respond(self, response_url: str, message: Message, *, replace: bool = False, thread_ts: str = "") -> None:
        """Answer a command or a click, to the person alone; works five times within 30 minutes."""
        webhook = WebhookClient(response_url, timeout=self.timeout, retry_handlers=[])
        without_own_proxy(webhook)
        with self._watched("response_url"):
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
        history = partial(self._call, "conversations.history")
        if thread_ts:
            history = partial(self._call, "conversations.replies", ts=thread_ts)
        mine = self.identity().bot_id
        pages = _pages(partial(history, channel=channel, oldest=oldest, include_all_metadata=True, limit=200))
        for message in (message for page in pages for message in page.get("messages") or ()):
            if message.get("bot_id") == mine and message["ts"] != thread_ts:
                where = str(message.get("thread_ts") or "")
                yield Posted(channel, message["ts"], "" if where == message["ts"] else where), message

    def permalink(self, channel: str, ts: str) -> str:
        """The address of a message, for people who may read it."""
        return str(self._call("chat.getPermalink", channel=channel, message_ts=ts).get("permalink") or "")

    # Modals, the Home tab, files

    def open_view(self, trigger_id: str, view: Mapping[str, Any]) -> str:
        """The id of the view, to fill it later. A trigger lives for three seconds: open first, then work."""
        answer = self._call("views.open", trigger_id=trigger_id, view=unbroken(view))
        return str((answer.get("view") or {}).get("id", ""))

    def update_view(self, view_id: str, view: Mapping[str, Any]) -> None:
        self._call("views.update", view_id=view_id, view=unbroken(view))

    def publish_home(self, user: str, view: Mapping[str, Any]) -> None:
        self._call("views.publish", user_id=user, view=unbroken(view))

    def upload(self, channel: str, name: str, content: str, *, thread_ts: str = "") -> None:
        """A file in a channel or thread. `channel` is an id, as `post` gives it."""
        try:
            self.web.files_upload_v2(channel=channel, filename=name, content=content, thread_ts=thread_ts or None)
        except RAISED as error:
            raise failure("files.upload", error) from None

    # Who and where

    def identity(self) -> Identity:
        """Whom the token speaks for; asked once."""
        if self._identity is None:
            self._identity = self.check()
        return self._identity

    def check(self) -> Identity:
        """Ask Slack whether the token is good."""
        answer = self._call("auth.test")
        scopes = next((value for name, value in answer.headers.items() if name.lower() == "x-oauth-scopes"), "")
        team_id, team, user_id, bot_id = (
            str(answer.get(word) or "") for word in ("team_id", "team", "user_id", "bot_id")
        )
        return Identity(team_id, team, user_id, bot_id, tuple(filter(None, map(str.strip, scopes.split(",")))))

    def check_app_token(self, token: SecretStr) -> None:
        """Ask Slack for a socket that nobody opens: whether the app-level token is good."""
        with self._watched("apps.connections.open"):
            try:
                self.web.apps_connections_open(app_token=token.get_secret_value())
            except RAISED as error:
                raise failure("apps.connections.open", error) from None

    def email(self, user: str) -> str:
        """The address of a person, '' when Slack does not tell it: the scope is optional. Asked once."""
        if user not in self._emails:
            try:
                profile = (self._call("users.info", user=user).get("user") or {}).get("profile") or {}
            except UpstreamError as error:
                if error.transient:
                    return ""
                profile = {}
            self._emails[user] = str(profile.get("email") or "")
        return self._emails[user]

    def in_group(self, user: str, group: str) -> bool:
        """Whether `user` is in the user group `group` (S…); a free plan has none. Asked every few minutes."""
        asked, members = self._groups.get(group, (-float("inf"), frozenset()))
        if self._monotonic() - asked > GROUP_MINUTES * 60:
            members = self._members(group)
            self._groups[group] = (self._monotonic(), members)
        return user in members

    def _members(self, group: str) -> frozenset[str]:
        try:
            return frozenset(self._call("usergroups.users.list", usergroup=group).get("users") or ())
        except UpstreamError as error:
            if error.code in ("plan_upgrade_required", "no_such_subteam"):
                return frozenset()
            raise

    def channel(self, channel: str) -> Channel:
        """What is known of a channel, by id or `#name`."""
        found = self._call("conversations.info", channel=self.channel_id(channel)).get("channel") or {}
        flags = ("is_member", "is_archived", "is_ext_shared")
        return Channel(str(found.get("id", "")), str(found.get("name", "")), *(bool(found.get(flag)) for flag in flags))

    def channel_id(self, channel: str) -> str:
        """The id of `#name`, or of the conversation with a person; an id is its own. History knows these ids only."""
        if is_person(channel):
            return self._conversation_with(channel)
        if not channel.startswith("#"):
            return channel
        name = channel.removeprefix("#")
        if name not in self._channels:
            listed = partial(self._call, "conversations.list", types="public_channel,private_channel", limit=999)
            for page in _pages(listed, CHANNEL_PAGES):
                self._channels.update({found["name"]: found["id"] for found in page.get("channels") or ()})
        if name not in self._channels:
            text = f"Slack knows no channel {channel}, or the bot may not see it."
            raise UpstreamError(text, transient=False, code="channel_not_found")
        return self._channels[name]

    def _conversation_with(self, user: str) -> str:
        if user not in self._channels:
            opened = self._call("conversations.open", users=user).get("channel") or {}
            self._channels[user] = str(opened.get("id") or user)
        return self._channels[user]

    def _call(self, method: str, **arguments: Any) -> SlackResponse:
        with self._watched(method):
            try:
                if method.startswith(FORM_ONLY):
                    answer = self.web.api_call(method, params=arguments)
                else:
                    answer = self.web.api_call(method, json=arguments)
            except RAISED as error:
                if isinstance(error, SlackApiError):
                    self._hear(error.response.headers)
                raise failure(method, error) from None
            self._hear(answer.headers)
            return answer

    @contextmanager
    def _watched(self, method: str) -> Iterator[None]:
        start, outcome = time.monotonic(), "ok"
        try:
            yield
        except UpstreamError as error:
            outcome = error.code
            raise
        finally:
            self._observer.slack_request(method, outcome, time.monotonic() - start)


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


def _pages(ask: Callable[..., SlackResponse], most: int = PAGES) -> Iterator[SlackResponse]:
    cursor = ""
    for _ in range(most):
        page = ask(**({"cursor": cursor} if cursor else {}))
        yield page
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return


def _json(body: str) -> object:
    """A response_url answers `ok`, a bare word, or JSON."""
    try:
        return json.loads(body)
    except ValueError:
        return body.strip()
