"""`usage-bot sync`: read usage, costs and names into the store once."""

from __future__ import annotations

from datetime import datetime

import click
from rich.progress import Progress

from bot.cli.console import console
from bot.cli.context import services
from bot.core.errors import UserError
from bot.core.periods import utc_day


@click.command("sync", epilog="Example: usage-bot sync --since 2026-09-01")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="First UTC day to read; without it, what is new.",
)
def command(since: datetime | None) -> None:
    """Read usage, costs and names into the store once."""
    from bot.app import wall_clock
    from bot.jobs.names import refresh_names
    from bot.jobs.snapshot import take_snapshot

    if since is not None and utc_day(since.date()) > wall_clock():
        raise UserError(f"{since:%Y-%m-%d} is not yet: --since is the first UTC day to read.")
    with services() as live, Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        bar = progress.add_task("Reading OpenAI", total=None)
        taken = take_snapshot(
            live,
            live.clock(),
            since=utc_day(since.date()) if since else None,
            progress=lambda done, of: progress.update(bar, completed=done, total=of),
        )
        refresh_names(live, live.clock(), taken.sightings)
    console.print(taken.sentence())
    if taken.failures:
        raise taken.failures[0]
