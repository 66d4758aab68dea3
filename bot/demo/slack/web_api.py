"""The Web API of the local Slack: one function a method, one line each in METHODS."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.slack.limits import violations
from bot.core.slack.message import Message
from bot.demo.slack.message_methods import MESSAGE_METHODS, Method
from bot.demo.slack.workspace import (
    APP_ID,
    BOT,
    BOT_ID,
    BOT_USER,
    TEAM,
    Json,
    Refused,
    Room,
    Workspace,
    with_block_ids,
)


def answer(workspace: Workspace, method: str, arguments: Json) -> Json:
    """What Slack answers to `method`, errors included."""
    function = METHODS.get(method)
    if function is None:
        return {"ok": False, "error": "unknown_method"}
    try:
        with workspace.changed:
            return {"ok": True, **function(workspace, arguments)}
    except Refused as refused:
        return _refusal(refused)
    except KeyError as missing:
        return {"ok": False, "error": "invalid_arguments", "response_metadata": {"messages": [str(missing)]}}


def take_effect(workspace: Workspace) -> None:
    """Applies the late requests that are due by now."""
    with workspace.changed:
        due = [one for one in workspace.late if one[0] <= workspace.clock()]
        for one in due:
            workspace.late.remove(one)
            answer(workspace, one[1], one[2])


def _refusal(refused: Refused) -> Json:
    body: Json = {"ok": False, "error": refused.code}
    return {**body, "response_metadata": {"messages": list(refused.messages)}} if refused.messages else body


def _auth_test(workspace: Workspace, arguments: Json) -> Json:
    bot = {"user_id": BOT_USER, "bot_id": BOT_ID}
    return {"url": "https://local.slack.com/", "team": "Local", "team_id": TEAM, "user": "usage-bot", **bot}


def _info(workspace: Workspace, arguments: Json) -> Json:
    if str(arguments["channel"]).startswith("#"):
        raise Refused("channel_not_found")
    return {"channel": _channel(workspace.room(arguments["channel"]))}


def _open(workspace: Workspace, arguments: Json) -> Json:
    if "im:write" not in workspace.scopes:
        raise Refused("missing_scope")
    return {"channel": {"id": workspace.room(arguments["users"]).id}}


def _channel(room: Room) -> Json:
    return {
        "id": room.id,
        "name": room.name,
        "is_channel": True,
        "is_member": BOT_USER in room.members,
        "is_archived": room.is_archived,
        "is_ext_shared": room.is_ext_shared,
        "topic": {"value": room.topic},
    }


def _list(workspace: Workspace, arguments: Json) -> Json:
    return {"channels": [_channel(room) for room in workspace.rooms.values()]}


def _open_view(workspace: Workspace, arguments: Json) -> Json:
    user = workspace.triggers.pop(arguments["trigger_id"], None)
    if user is None:
        raise Refused("expired_trigger_id")
    view = _view(workspace, arguments["view"], workspace.new_id("V"))
    workspace.views[user] = view
    workspace.tell("view", {"user": user, "view": view})
    return {"view": view}


def _publish(workspace: Workspace, arguments: Json) -> Json:
    view = _view(workspace, arguments["view"], workspace.new_id("V"))
    workspace.homes[arguments["user_id"]] = view
    workspace.tell("home", {"user": arguments["user_id"], "view": view})
    return {"view": view}


def _view(workspace: Workspace, view: Json, id: str) -> Json:
    if len(view.get("blocks", ())) > 100 or (view["type"] == "modal" and len(view["title"]["text"]) > 24):
        raise Refused("invalid_arguments", ("must be no more than 24 characters [json-pointer:/view/title]",))
    named = with_block_ids(view.get("blocks", ()), workspace.new_id)
    return {**view, "id": id, "app_id": APP_ID, "team_id": TEAM, "blocks": named}


def _upload_url(workspace: Workspace, arguments: Json) -> Json:
    id = workspace.new_id("F")
    workspace.uploads[id] = {"id": id, "name": arguments["filename"], "length": int(arguments["length"])}
    return {"file_id": id, "upload_url": f"{arguments['_here']}/upload/{id}"}


def _complete_upload(workspace: Workspace, arguments: Json) -> Json:
    room = workspace.room(arguments["channel_id"])
    done = [workspace.uploads.pop(file["id"]) for file in arguments["files"]]
    workspace.files.extend({**file, "channel": room.id} for file in done)
    body = {"text": "", "files": [{"id": file["id"], "name": file["name"]} for file in done]}
    thread = {"thread_ts": arguments["thread_ts"]} if arguments.get("thread_ts") else {}
    workspace.add(room.id, BOT, {**body, **thread})
    return {"files": [{"id": file["id"], "title": file["name"]} for file in done]}


def _group(workspace: Workspace, arguments: Json) -> Json:
    if "usergroups:read" not in workspace.scopes:
        raise Refused("missing_scope")
    if not workspace.groups:
        raise Refused("plan_upgrade_required")
    if arguments["usergroup"] not in workspace.groups:
        raise Refused("no_such_subteam")
    return {"users": list(workspace.groups[arguments["usergroup"]])}


def _user(workspace: Workspace, arguments: Json) -> Json:
    if arguments["user"] == BOT_USER:
        return {"user": {"id": BOT_USER, "team_id": TEAM, "is_bot": True, "profile": {}}}
    member = workspace.members.get(arguments["user"])
    if member is None:
        raise Refused("user_not_found")
    profile = {"email": member.email} if "users:read.email" in workspace.scopes and member.email else {}
    who = {"id": member.id, "team_id": TEAM, "name": member.name.lower(), "real_name": member.name}
    return {"user": {**who, "profile": profile}}


def _socket(workspace: Workspace, arguments: Json) -> Json:
    if not workspace.socket_url:
        raise Refused("socket_mode_not_enabled")
    return {"url": workspace.socket_url}


def _validate(workspace: Workspace, arguments: Json) -> Json:
    broken = violations(Message("-", tuple(arguments.get("blocks") or ())))
    return {"errors": [{"message": one} for one in broken]}


METHODS: Mapping[str, Method] = {
    "auth.test": _auth_test,
    **MESSAGE_METHODS,
    "conversations.info": _info,
    "conversations.list": _list,
    "conversations.open": _open,
    "views.open": _open_view,
    "views.publish": _publish,
    "files.getUploadURLExternal": _upload_url,
    "files.completeUploadExternal": _complete_upload,
    "usergroups.users.list": _group,
    "users.info": _user,
    "apps.connections.open": _socket,
    "blocks.validate": _validate,
}
