"""The Slack app manifest: commands, scopes and events, derived from what the bot does."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

# What each scope is for stands in the README. Optional ones may be struck out; `doctor` says what is then missing.
SCOPES = ("commands", "chat:write", "app_mentions:read", "im:history", "channels:history", "groups:history")
OPTIONAL_SCOPES = (
    "channels:read",
    "groups:read",
    "chat:write.public",
    "usergroups:read",
    "files:write",
    "im:write",
    "users:read",
    "users:read.email",
)

EVENTS = ("app_home_opened", "app_mention", "message.im")

BOT_NAME = "usage-bot"


def manifest(command: str, budget_command: str, *, request_url: str = "") -> dict[str, Any]:
    """The manifest for Socket Mode, or for HTTP when `request_url` is given (docs.slack.dev/reference/app-manifest)."""
    return {
        "display_information": {
            "name": BOT_NAME,
            "description": "Answers questions about OpenAI usage and spend, and alerts before a budget breaks.",
            "background_color": "#10403b",
        },
        "features": {
            # Files and answers to one person go there, and what is typed there is answered.
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": BOT_NAME, "always_online": True},
            "slash_commands": [
                _slash(command, "Ask what OpenAI usage costs", "today by model · help", request_url),
                _slash(budget_command, "Set, show and change budgets", "checkout 500/month · list · help", request_url),
            ],
        },
        "oauth_config": {"scopes": {"bot": [*SCOPES, *OPTIONAL_SCOPES], "bot_optional": list(OPTIONAL_SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": list(EVENTS), **_url(request_url)},
            "interactivity": {"is_enabled": True, **_url(request_url)},
            "org_deploy_enabled": False,
            "socket_mode_enabled": not request_url,
            "token_rotation_enabled": False,
        },
    }


def _slash(command: str, description: str, usage_hint: str, request_url: str) -> dict[str, Any]:
    named = {"command": command, "description": description, "usage_hint": usage_hint, "should_escape": True}
    return {**named, "url": request_url} if request_url else named


def _url(request_url: str) -> dict[str, str]:
    return {"request_url": request_url} if request_url else {}


def link(made: dict[str, Any]) -> str:
    """Opened in a browser, it creates the app."""
    compact = json.dumps(made, separators=(",", ":"), ensure_ascii=False)
    return f"https://api.slack.com/apps?new_app=1&manifest_json={quote(compact, safe='')}"
