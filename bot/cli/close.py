"""`usage-bot close`: the month's close, which is kept; run again it shows what was restated since."""

from __future__ import annotations

import json
from pathlib import Path

import click

from bot.cli.console import console
from bot.cli.context import services
from bot.files import check_writable, write_text


@click.command("close", epilog="Example: usage-bot close 2026-10 --csv october.csv --invoice 12345.67")
@click.argument("month", nargs=-1, required=True)
@click.option("--csv", "csv_file", type=click.Path(dir_okay=False, path_type=Path), help="Write the lines to a file.")
@click.option(
    "--invoice", metavar="AMOUNT", default="", help="The invoice's amount in dollars; the difference is shown."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(month: tuple[str, ...], csv_file: Path | None, invoice: str, as_json: bool) -> None:
    """Close MONTH (2026-10, october): what was billed by project, team and line item, kept as it is."""
    from bot.cli.terminal import show_message
    from bot.commands.close import run
    from bot.commands.request import LOCAL

    if csv_file:
        check_writable(csv_file)
    words = f"{' '.join(month)} csv" + (f" --invoice {invoice}" if invoice else "")
    with services() as live:
        reply = run(words, LOCAL, live)
    if csv_file and reply.attachment:
        write_text(csv_file, reply.attachment.content)
    if as_json:
        click.echo(json.dumps(reply.facts, ensure_ascii=False))
    else:
        show_message(reply.message, console)
