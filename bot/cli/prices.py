"""`usage-bot prices`: which price holds for what is used, since when, and from where."""

from __future__ import annotations

import json

import click

from bot.cli.console import console
from bot.cli.context import services


@click.command("prices", epilog="Example: usage-bot prices gpt-5 gpt-5-mini")
@click.argument("models", metavar="[MODEL…]", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(models: tuple[str, ...], as_json: bool) -> None:
    """Show what MODELs cost (names, or patterns such as gpt-5*); without any, what the last 30 days used."""
    from bot.cli.terminal import show_message
    from bot.commands import run
    from bot.commands.request import LOCAL

    with services() as live:
        reply = run(f"prices {' '.join(models)}", LOCAL, live)
    if as_json:
        click.echo(json.dumps(reply.facts, ensure_ascii=False))
    else:
        show_message(reply.message, console)
