"""`usage-bot manifest`: the Slack app manifest, or the link that creates the app."""

from __future__ import annotations

import json
import re

import click

from bot.core.errors import UserError
from bot.settings import load_settings


@click.command("manifest", epilog="Example: usage-bot manifest --url")
@click.option("--url", "as_url", is_flag=True, help="Print the link that creates the app in one click.")
@click.option("--http", "request_url", metavar="URL", help="Public URL of /slack/events, instead of Socket Mode.")
@click.option("--command", "name", default="/usage", show_default=True, help="Name of the slash command.")
def command(as_url: bool, request_url: str | None, name: str) -> None:
    """Print the Slack app manifest. Needs no settings."""
    from bot.manifest import link, manifest

    if request_url is not None and not re.fullmatch(r"https://[^\s/]+\S*", request_url):
        raise UserError("--http should be the public URL of /slack/events, such as https://bot.example/slack/events.")
    settings = load_settings(values={"OPENAI_ADMIN_KEY": "not-needed", "USAGE_BOT_COMMAND": name})
    made = manifest(settings.command, settings.budget_command, request_url=request_url or "")
    click.echo(link(made) if as_url else json.dumps(made, indent=2, ensure_ascii=False))
