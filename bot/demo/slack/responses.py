"""Response URLs: answers of the bot to a command or a click, five at most."""

from __future__ import annotations

from bot.demo.slack.message_methods import content
from bot.demo.slack.workspace import BOT, RESPONSE_USES, Json, Refused, Workspace


def respond(workspace: Workspace, id: str, body: Json) -> tuple[int, str]:
    """What a response_url does: tell one person, or replace what they clicked; five times at most."""
    with workspace.changed:
        url = workspace.response_urls.get(id)
        if url is None or url.uses >= RESPONSE_USES:
            return 404, "used_url" if url else "expired_url"
        try:
            made = {} if body.get("delete_original") else content(workspace, body)
        except Refused as refused:
            return 400, refused.code
        url.uses += 1
        said = _deliver(workspace, url.channel, url.user, url.original, {**body, "_made": made})
        url.original = url.original or said  # a later answer may replace the first answer to a command
        return 200, "ok"


def _deliver(workspace: Workspace, channel: str, user: str, original: str, body: Json) -> str:
    """Returns the `ts` of a new message, '' when there is none."""
    made = body["_made"]
    clicked = next((m for m in [*workspace.private, *workspace.messages] if m["ts"] == original), None)
    if clicked is not None and body.get("delete_original"):
        (workspace.private if clicked in workspace.private else workspace.messages).remove(clicked)
        workspace.tell("deleted", clicked)
    elif clicked is not None and body.get("replace_original"):
        clicked.pop("blocks", None)
        clicked.update(made)
        workspace.tell("edited", clicked)
    elif body.get("response_type") == "in_channel":
        return str(workspace.add(channel, BOT, made)["ts"])
    else:
        return str(workspace.add_private(channel, user, made)["ts"])
    return ""
