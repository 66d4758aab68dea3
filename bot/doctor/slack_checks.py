"""What Slack says of the tokens, their scopes and the channels; and a test alert."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.adapters.slack import Slack
from bot.core.errors import UpstreamError
from bot.core.slack.message import Message
from bot.doctor.finding import CURES, INVITE, Finding, State, broken, findings
from bot.manifest import OPTIONAL_SCOPES, SCOPES
from bot.services import Services

NEW_APP_TOKEN = "Make an app-level token (xapp-…) with connections:write under Basic Information."  # noqa: S105 - no token
WITHOUT_SCOPE = {
    "channels:read": "public channels cannot be given by #name",
    "groups:read": "private channels cannot be given by #name",
    "chat:write.public": "the bot has to be invited to each public channel",
    "usergroups:read": "user groups in USAGE_BOT_ADMINS are ignored",
    "files:write": "CSV files cannot be sent",
    "im:write": "a direct message whose reply was lost cannot be looked for, and may come twice",
    "users:read.email": "`my usage` is asked back: the bot cannot tell who is who at OpenAI",
}


def slack(services: Services, now: datetime) -> Iterator[Finding]:
    """Whether the tokens are good, which scopes they lack, and which channels the bot is in."""
    if services.slack is None:
        cure = "Create the app with `usage-bot manifest --url`."
        yield Finding("slack", State.BROKEN, "SLACK_BOT_TOKEN is not set", cure)
        return
    identity = services.slack.check()
    yield Finding("slack", State.OK, f"the bot token is good in {identity.team}")
    yield from _scopes(identity.scopes)
    yield from findings("socket", _socket, services, now)
    yield from _channels(services.slack, services, identity.scopes)


def _scopes(scopes: tuple[str, ...]) -> Iterator[Finding]:
    if missing := [scope for scope in SCOPES if scope not in scopes]:
        cure = "Add them under OAuth & Permissions and install the app again."
        yield Finding("scopes", State.BROKEN, f"the bot token lacks {', '.join(missing)}", cure)
    for scope in OPTIONAL_SCOPES:
        if scope not in scopes and scope in WITHOUT_SCOPE:
            cure = INVITE if scope == "chat:write.public" else ""
            yield Finding("scopes", State.NOTE, f"without {scope}, {WITHOUT_SCOPE[scope]}", cure)


def _socket(services: Services, _now: datetime) -> Iterator[Finding]:
    token = services.settings.slack_app_token
    if token is None and services.settings.slack_signing_secret is None:
        text = "neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set: what people type does not reach the bot"
        yield Finding("socket", State.NOTE, text, "Set the first for Socket Mode, or the second for `run --http`.")
    if services.slack is None or token is None:
        return
    try:
        services.slack.check_app_token(token)
    except UpstreamError as error:
        if error.code != "invalid_auth" and error.code != "missing_scope":
            raise
        yield Finding("socket", State.BROKEN, "Slack does not accept SLACK_APP_TOKEN", NEW_APP_TOKEN)
        return
    yield Finding("socket", State.OK, "the app-level token opens sockets")


def _channels(slack: Slack, services: Services, scopes: tuple[str, ...]) -> Iterator[Finding]:
    settings = services.settings
    if not settings.alert_channel:
        cure = "Set it to a channel id or #name."
        yield Finding("channels", State.BROKEN, "USAGE_BOT_ALERT_CHANNEL is not set", cure)
        return
    for name in dict.fromkeys((settings.alert_channel, settings.digest_channel)):
        try:
            yield _channel(slack, name, "chat:write.public" in scopes)
        except UpstreamError as error:
            yield broken("channels", error)


def _channel(slack: Slack, name: str, may_post_anywhere: bool) -> Finding:
    channel = slack.channel(name)
    if channel.is_archived:
        return Finding("channels", State.BROKEN, f"{name} is archived", CURES["is_archived"])
    if not channel.is_member:
        state = State.NOTE if may_post_anywhere else State.BROKEN
        return Finding("channels", state, f"the bot is not in {name}", f"Type /invite @usage-bot in {name}.")
    if channel.is_shared:
        return Finding("channels", State.NOTE, f"{name} is shared with another company, which can read the spend")
    return Finding("channels", State.OK, f"the bot is in {name}")


def send_test(services: Services) -> Finding:
    """Post a line to the alert channel: the whole way that an alert takes."""
    channel = services.settings.alert_channel
    if services.slack is None or not channel:
        return Finding("test alert", State.BROKEN, "not sent: SLACK_BOT_TOKEN and USAGE_BOT_ALERT_CHANNEL are needed")
    text = "This is a test from usage-bot: alerts will arrive here. Nothing is wrong."
    try:
        services.slack.post(channel, Message(text), key="doctor-test")
    except UpstreamError as error:
        return broken("test alert", error)
    return Finding("test alert", State.OK, f"posted to {channel}")
