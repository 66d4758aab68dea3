"""`usage-bot digest`: send or print one digest."""

from __future__ import annotations

from datetime import date, datetime

import click

from bot.cli.console import console
from bot.cli.context import services
from bot.core.errors import UserError
from bot.settings import SENDING


@click.command("digest", epilog="Example: usage-bot digest --date 2026-11-22 --dry-run")
@click.option(
    "--date",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="The UTC day it is about; yesterday if not given.",
)
@click.option("--dry-run", is_flag=True, help="Print it, and send nothing.")
@click.option("--again", is_flag=True, help="Send it though it was sent before.")
def command(day: datetime | None, dry_run: bool, again: bool) -> None:
    """Send the digest of a day now, unless it was sent already."""
    from bot.cli.terminal import show_message
    from bot.core.reports.schedules import told_day
    from bot.jobs.delivery import deliver
    from bot.jobs.reports import send_by_hand
    from bot.sources.digest_facts import digest
    from bot.sources.right_time import clock_error

    with services(*(() if dry_run else SENDING)) as live:
        if not dry_run and (error := clock_error(live)):
            raise error  # the day of the digest is not known
        about = _checked(day.date() if day else None, told_day(live.clock()))
        message = digest(live, about)
        if dry_run:
            show_message(message, console)
            return
        if not send_by_hand(message, about, live, live.clock(), again=again):
            console.print(f"The digest of {about} was sent already. --again sends it once more.")
            return
        sent = deliver(live, live.clock())
    console.print(f"{sent} message{'' if sent == 1 else 's'} sent.")


def _checked(day: date | None, last: date) -> date:
    if day is not None and day > last:
        raise UserError(f"{day} is not over in UTC; the last day that is over is {last}.")
    return day or last
