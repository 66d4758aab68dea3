"""Who and where in a Slack workspace: whom the token speaks for, people, their groups, and channels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from pydantic import SecretStr

from bot.adapters.slack.failures import RAISED, failure
from bot.adapters.slack.web_calls import WebCalls, pages
from bot.core.errors import UpstreamError
from bot.core.slack.mention import is_person

CHANNEL_PAGES = 1000  # of 999 channels each: more than a workspace has
GROUP_MINUTES = 5


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


@dataclass(eq=False, repr=False)
class Directory(WebCalls):
    """What rarely changes is asked once."""

    _identity: Identity | None = field(default=None, init=False)
    _channels: dict[str, str] = field(default_factory=dict, init=False)
    _emails: dict[str, str] = field(default_factory=dict, init=False)
    _groups: dict[str, tuple[float, frozenset[str]]] = field(default_factory=dict, init=False)

    def identity(self) -> Identity:
        """Whom the token speaks for; asked once."""
        if self._identity is None:
            self._identity = self.check()
        return self._identity

    def check(self) -> Identity:
        """Ask Slack whether the token is good."""
        answer = self.call("auth.test")
        scopes = next((value for name, value in answer.headers.items() if name.lower() == "x-oauth-scopes"), "")
        team_id, team, user_id, bot_id = (
            str(answer.get(word) or "") for word in ("team_id", "team", "user_id", "bot_id")
        )
        return Identity(team_id, team, user_id, bot_id, tuple(filter(None, map(str.strip, scopes.split(",")))))

    def check_app_token(self, token: SecretStr) -> None:
        """Ask Slack for a socket that nobody opens: whether the app-level token is good."""
        with self.watched("apps.connections.open"):
            try:
                self.web.apps_connections_open(app_token=token.get_secret_value())
            except RAISED as error:
                raise failure("apps.connections.open", error) from None

    def email(self, user: str) -> str:
        """The address of a person, '' when Slack does not tell it: the scope is optional. Asked once."""
        if user not in self._emails:
            try:
                profile = (self.call("users.info", user=user).get("user") or {}).get("profile") or {}
            except UpstreamError as error:
                if error.transient:
                    return ""
                profile = {}
            self._emails[user] = str(profile.get("email") or "")
        return self._emails[user]

    def is_bot(self, user: str) -> bool:
        """Whether nobody reads what `user` is sent; False where Slack does not tell it."""
        try:
            if user == self.identity().user_id:
                return True
            return bool((self.call("users.info", user=user).get("user") or {}).get("is_bot"))
        except UpstreamError:
            return False

    def in_group(self, user: str, group: str) -> bool:
        """Whether `user` is in the user group `group` (S…); a free plan has none. Asked every few minutes."""
        asked, members = self._groups.get(group, (-float("inf"), frozenset()))
        if self.monotonic() - asked > GROUP_MINUTES * 60:
            members = self._members(group)
            self._groups[group] = (self.monotonic(), members)
        return user in members

    def _members(self, group: str) -> frozenset[str]:
        try:
            return frozenset(self.call("usergroups.users.list", usergroup=group).get("users") or ())
        except UpstreamError as error:
            if error.code in ("plan_upgrade_required", "no_such_subteam"):
                return frozenset()
            raise

    def channel(self, channel: str) -> Channel:
        """What is known of a channel, by id or `#name`."""
        found = self.call("conversations.info", channel=self.channel_id(channel)).get("channel") or {}
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
            listed = partial(self.call, "conversations.list", types="public_channel,private_channel", limit=999)
            for page in pages(listed, CHANNEL_PAGES):
                self._note(page.get("channels") or ())
        if name not in self._channels:
            text = f"Slack knows no channel {channel}, or the bot may not see it."
            raise UpstreamError(text, transient=False, code="channel_not_found")
        return self._channels[name]

    def channel_id_now(self, channel: str) -> str:
        """The same, asked again: of an archived channel another one can have the name by now."""
        self._channels.pop(channel.removeprefix("#"), None)
        return self.channel_id(channel)

    def _note(self, listed: Iterable[Mapping[str, Any]]) -> None:
        """Of two channels of one name, the one that lives."""
        for found in listed:
            if not found.get("is_archived") or found["name"] not in self._channels:
                self._channels[found["name"]] = found["id"]

    def _conversation_with(self, user: str) -> str:
        if user not in self._channels:
            opened = self.call("conversations.open", users=user).get("channel") or {}
            self._channels[user] = str(opened.get("id") or user)
        return self._channels[user]
