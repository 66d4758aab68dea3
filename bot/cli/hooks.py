"""What Slack's own command line calls (`slack run`). The flags that it adds mean nothing here."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from bot.cli import cli

HOOKS = Path(".slack") / "hooks.json"
COMMANDS = {"get-manifest": "manifest", "start": "run"}


def main(hook: str) -> None:
    if hook == "get-hooks":
        click.echo(HOOKS.read_text(encoding="utf-8"))
    else:
        cli([COMMANDS[hook]], prog_name="usage-bot")


if __name__ == "__main__":
    main(sys.argv[1])
