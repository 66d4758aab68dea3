"""`usage-bot backup`: a checked copy of the store while it runs."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli.console import console
from bot.core.errors import UserError
from bot.settings import load_settings


@click.command("backup", epilog="Example: usage-bot backup /var/backups/usage-bot-2026-11-23.db")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def command(file: Path) -> None:
    """Copy the store to FILE, also while the service runs, and check the copy."""
    from bot.adapters.store import Store

    path = load_settings().database
    if not path.exists():  # opening would make an empty store, and a cron job in the wrong folder would back that up
        raise UserError(f"{path} is not there: start in the bot's folder or set USAGE_BOT_DATABASE.")
    with Store(path) as store:
        store.backup(file)
    console.print(f"Copied to {file}; the copy is intact.", markup=False)
