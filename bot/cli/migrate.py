"""`usage-bot migrate`: apply pending migrations."""

from __future__ import annotations

import click

from bot.cli.console import console
from bot.settings import load_settings


@click.command("migrate", epilog="Example: usage-bot migrate")
def command() -> None:
    """Apply pending migrations. `run`, `sync` and the others do so too."""
    from bot.adapters.store import Store

    path = load_settings().database
    Store(path).close()
    console.print(f"{path} is up to date.", markup=False)
