"""Reads what Slack sends with a click or a form: who it was, where, and what they chose."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.commands.request import Asker, Click
from bot.listeners.telling import Place

Body = Mapping[str, Any]


def teams(body: Body) -> set[str]:
    """The workspace of the click and that of the person; they differ in channels shared with another company."""
    team = (body.get("team") or {}).get("id", "")
    return {team, body["user"].get("team_id") or team}


def place_of_click(body: Body) -> Place:
    container = body.get("container") or {}
    channel = (body.get("channel") or {}).get("id") or container.get("channel_id", "")
    return Place(
        body["user"]["id"],
        channel,
        body.get("response_url", ""),
        bool(container.get("is_ephemeral")),
        (body.get("view") or {}).get("type") == "home",
        thread_ts=container.get("thread_ts", ""),
    )


def clicked(body: Body, asker: Asker, place: Place) -> Click:
    """A button or a menu of a message or of the Home tab."""
    action = body["actions"][0]
    return Click(
        action["action_id"],
        _chosen(action),
        asker,
        place.channel,
        body.get("trigger_id", ""),
        (body.get("state") or body.get("view", {}).get("state") or {}).get("values"),
    )


def _chosen(action: Body) -> str:
    """The value of a button or the selection of a menu; Slack names it differently for each kind of element."""
    if option := action.get("selected_option"):
        return str(option["value"])
    kinds = ("value", "selected_date", "selected_time", "selected_user", "selected_channel", "selected_conversation")
    return next((str(action[kind]) for kind in kinds if action.get(kind)), "")


def submitted(body: Body, asker: Asker) -> Click:
    """A form that was sent."""
    view = body["view"]
    channel, carried = _private_data(body)
    return Click(
        view["callback_id"],
        carried,
        asker,
        channel,
        trigger_id=body.get("trigger_id", ""),
        state=(view.get("state") or {}).get("values"),
    )


def from_here(view: Body, channel: str) -> Body:
    """Put the channel into the form's private data: Slack sends a form back without its channel."""
    return {**view, "private_metadata": json.dumps([channel, view.get("private_metadata", "")])}


def sent_from(body: Body) -> Place:
    """Where a form was opened."""
    return Place(body["user"]["id"], _private_data(body)[0])


def _private_data(body: Body) -> tuple[str, str]:
    """The channel of the form, and what it carries."""
    channel, carried = json.loads(body["view"].get("private_metadata") or '["", ""]')
    return channel, carried
