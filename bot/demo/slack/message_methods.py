"""The Web API methods that write and read messages, refused where Slack would refuse them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.core.slack.limits import violations
from bot.core.slack.message import Message
from bot.demo.slack.workspace import BOT, BOT_ID, BOT_USER, Json, Refused, Room, Workspace, with_block_ids

Method = Callable[[Workspace, Json], Json]


def content(workspace: Workspace, arguments: Mapping[str, Any]) -> Json:
    """Text and blocks of a message, refused where Slack would refuse them."""
    text, blocks = arguments.get("text") or "", arguments.get("blocks") or []
    if not text and not blocks:
        raise Refused("no_text")
    _check(Message(text or "-", tuple(blocks)))
    return {"text": text, **({"blocks": with_block_ids(blocks, workspace.new_id)} if blocks else {})}


def _check(message: Message) -> None:
    broken = violations(message)
    if any("/text]" in one and not one.count("/blocks") for one in broken):
        raise Refused("msg_too_long", broken)
    if any(one.startswith("msg_blocks_too_long") for one in broken):
        raise Refused("msg_blocks_too_long", broken)
    if broken:
        raise Refused("invalid_blocks", broken)


def _may_post(workspace: Workspace, channel: str) -> Room:
    room = workspace.room(channel)
    if room.is_archived:
        raise Refused("is_archived")
    if BOT_USER not in room.members and "chat:write.public" not in workspace.scopes:
        raise Refused("not_in_channel")
    return room


def _post(workspace: Workspace, arguments: Json) -> Json:
    room = _may_post(workspace, arguments["channel"])
    body = content(workspace, arguments)
    if arguments.get("metadata"):
        body["metadata"] = arguments["metadata"]
    if (thread := arguments.get("thread_ts")) and room.is_threadless:
        raise Refused("restricted_action_non_threadable_channel")
    if thread and (room.id, thread) not in workspace.deleted:  # else it stands in the channel, as in Slack
        body["thread_ts"] = thread
    if arguments.get("reply_broadcast") and "thread_ts" in body:
        body["subtype"] = "thread_broadcast"
    message = workspace.add(room.id, BOT, body)
    return {"channel": room.id, "ts": message["ts"], "message": message}


def _update(workspace: Workspace, arguments: Json) -> Json:
    message = workspace.find(arguments["channel"], arguments["ts"])
    if workspace.room(message["channel"]).is_archived:
        raise Refused("is_inactive")
    if message.get("bot_id") != BOT_ID:
        raise Refused("cant_update_message")
    body = content(workspace, arguments)
    if not body.get("blocks"):
        message.pop("blocks", None)
    if arguments.get("metadata"):
        body["metadata"] = arguments["metadata"]
    message.update(body, edited={"user": BOT_USER, "ts": workspace.new_ts()})
    workspace.tell("edited", message)
    return {"channel": message["channel"], "ts": message["ts"], "text": message["text"], "message": message}


def _delete(workspace: Workspace, arguments: Json) -> Json:
    message = workspace.find(arguments["channel"], arguments["ts"])
    workspace.remove(message)
    workspace.tell("deleted", message)
    return {"channel": message["channel"], "ts": message["ts"]}


def _post_private(workspace: Workspace, arguments: Json) -> Json:
    room = _may_post(workspace, arguments["channel"])
    if arguments["user"] not in workspace.members:
        raise Refused("user_not_in_channel")
    message = workspace.add_private(room.id, arguments["user"], content(workspace, arguments))
    return {"message_ts": message["ts"]}


def _readable(workspace: Workspace, arguments: Json) -> str:
    channel = str(arguments["channel"])
    if channel.startswith("#"):  # these methods take ids only
        raise Refused("channel_not_found")
    room = workspace.room(channel)
    if "channels:history" not in workspace.scopes:
        raise Refused("missing_scope")
    if BOT_USER not in room.members:
        raise Refused("not_in_channel")
    return room.id


def _history(workspace: Workspace, arguments: Json) -> Json:
    channel = _readable(workspace, arguments)
    found = [
        message
        for message in reversed(workspace.messages)
        if message["channel"] == channel
        and (message.get("thread_ts") in (None, message["ts"]) or message.get("subtype") == "thread_broadcast")
    ]
    return _page(workspace, arguments, found)


def _replies(workspace: Workspace, arguments: Json) -> Json:
    channel = _readable(workspace, arguments)
    if (channel, arguments["ts"]) in workspace.deleted:
        raise Refused("thread_not_found")
    parent = workspace.find(channel, arguments["ts"])
    replies = [
        message
        for message in workspace.messages
        if message["channel"] == channel and message.get("thread_ts") == parent["ts"]
    ]
    return _page(workspace, arguments, [parent, *replies])


def _page(workspace: Workspace, arguments: Json, found: list[Json]) -> Json:
    """Messages after `oldest`, from the cursor on. Metadata have their payload only where it was asked for."""
    oldest = float(arguments.get("oldest") or 0)
    start, limit = int(arguments.get("cursor") or 0), min(int(arguments.get("limit") or 100), 999)
    young = [message for message in found if float(message["ts"]) > oldest]
    is_asked = workspace.shows_metadata and str(arguments.get("include_all_metadata", "0")).lower() in ("1", "true")
    shown = [message if is_asked else _without_payload(message) for message in young[start : start + limit]]
    more = start + limit < len(young)
    cursor = {"response_metadata": {"next_cursor": str(start + limit)}} if more else {}
    return {"messages": shown, "has_more": more, **cursor}


def _without_payload(message: Json) -> Json:
    return {name: value for name, value in message.items() if name != "metadata"}


def _permalink(workspace: Workspace, arguments: Json) -> Json:
    message = workspace.find(arguments["channel"], arguments["message_ts"])
    thread = f"?thread_ts={message['thread_ts']}&cid={message['channel']}" if message.get("thread_ts") else ""
    link = f"https://local.slack.com/archives/{message['channel']}/p{message['ts'].replace('.', '')}{thread}"
    return {"channel": message["channel"], "permalink": link}


MESSAGE_METHODS: Mapping[str, Method] = {
    "chat.postMessage": _post,
    "chat.update": _update,
    "chat.delete": _delete,
    "chat.getPermalink": _permalink,
    "chat.postEphemeral": _post_private,
    "conversations.history": _history,
    "conversations.replies": _replies,
}
