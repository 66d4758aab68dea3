"""`usage-bot doctor`: what is broken, and its cure."""

from __future__ import annotations

import click

from bot.cli.context import console, services
from bot.doctor import Finding, State, examine, send_test
from bot.settings import RUNNING

SIGNS = {State.OK: "[green]ok[/]    ", State.NOTE: "[yellow]note[/]  ", State.BROKEN: "[red]broken[/]"}


@click.command("doctor", epilog="Example: usage-bot doctor --send")
@click.option("--send", is_flag=True, help="Also post a test alert to the alert channel.")
@click.pass_context
def command(ctx: click.Context, send: bool) -> None:
    """Check key, tokens, channels, clock and store; each failure names its cure."""
    with services(*(RUNNING if send else ())) as live:
        findings = []
        for finding in examine(live, live.clock()):
            findings.append(finding)
            _print(finding)
        if send:
            _print(send_test(live))
    ctx.exit(1 if any(finding.state is State.BROKEN for finding in findings) else 0)


def _print(finding: Finding) -> None:
    cure = f" {finding.cure}" if finding.cure else ""
    console.print(f"{SIGNS[finding.state]}  {finding.check:12}", end="")
    console.print(f"{finding.text}.{cure}" if not finding.text.endswith(".") else f"{finding.text}{cure}", markup=False)
