"""`usage-bot check`: read when that is due, evaluate the budgets once and deliver what there is."""

from __future__ import annotations

import html
from datetime import timedelta

import click

from bot.cli.console import console
from bot.cli.context import services
from bot.core.errors import UpstreamError
from bot.settings import RUNNING


@click.command("check", epilog="Example: usage-bot check --dry-run")
@click.option("--dry-run", is_flag=True, help="Say what would be sent, and send nothing.")
def command(dry_run: bool) -> None:
    """Read usage if the last read is too old, check the budgets once, and send what is due."""
    from bot.jobs import read_when_due
    from bot.jobs.check import check_budgets
    from bot.jobs.delivery import deliver
    from bot.sources.right_time import clock_error

    with services(*RUNNING) as live:
        failures = read_when_due(live, live.clock())
        if error := clock_error(live):
            raise error
        outgoing = check_budgets(live, live.clock(), dry_run=dry_run).outgoing
        sent = 0 if dry_run else deliver(live, live.clock())
        # Stored moments are whole seconds: what this run has queued counts, too.
        stuck = () if dry_run else live.store.outbox.undelivered(before=live.clock() + timedelta(seconds=1))
    for queued in outgoing:
        console.print(html.unescape(queued.message.text), markup=False, soft_wrap=True)
    console.print("Nothing was sent." if dry_run else f"{sent} message{'' if sent == 1 else 's'} sent.")
    if failures:
        raise failures[0]
    if stuck:
        why = f": {stuck[0].reason}" if stuck[0].reason else ""
        raise UpstreamError(
            f"{len(stuck)} of the messages wait for Slack, the first for {stuck[0].channel}{why}.", transient=True
        )
