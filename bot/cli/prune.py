"""`usage-bot prune`: drop what retention lets go."""

from __future__ import annotations

import click

from bot.cli.console import console
from bot.cli.context import services


@click.command("prune", epilog="Example: usage-bot prune")
def command() -> None:
    """Delete hourly numbers older than 35 days; daily ones are kept for ever. The bot does so once a day."""
    with services() as live:
        dropped = live.store.prune(live.clock())
    hours = f"{dropped:,} hour{'' if dropped == 1 else 's'}"
    said = f"Deleted the numbers of {hours} older than 35 days. Daily numbers are kept for ever."
    console.print(said if dropped else "Nothing to delete: no hourly number is older than 35 days.")
