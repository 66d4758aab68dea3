"""`usage-bot budgets`: budgets as TOML, for teams that keep them in git."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli.console import console
from bot.cli.context import services
from bot.files import read_text


@click.group("budgets", epilog="Example: usage-bot budgets import budgets.toml --dry-run")
def command() -> None:
    """List budgets, keep them in a TOML file, and back-test them."""


@command.command("list", epilog="Example: usage-bot budgets list")
def list_() -> None:
    """Show where every budget stands."""
    from bot.cli.terminal import show_message
    from bot.commands import run
    from bot.commands.request import LOCAL

    with services() as live:
        show_message(run("budgets", LOCAL, live).message, console)


@command.command("import", epilog="Example: usage-bot budgets import budgets.toml --dry-run")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--native", is_flag=True, help="Take OpenAI's own spend alerts over, instead of a file.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
def import_(file: Path | None, native: bool, dry_run: bool) -> None:
    """Make the budgets that FILE lists. Other budgets stay as they are."""
    if native is (file is not None):
        raise click.UsageError("Give either a FILE or --native.")
    if file is None:
        _import_native(dry_run=dry_run)
    else:
        _import_file(file, dry_run=dry_run)


def _import_native(*, dry_run: bool) -> None:
    from bot.cli.terminal import show_message
    from bot.commands.native import missing, save
    from bot.core.budgets.openai_limits import KEPT
    from bot.core.budgets.openai_limits_message import import_message, none_message
    from bot.jobs.limits import read_limits

    with services() as live:
        read_limits(live, live.clock())
        found = missing(live) if dry_run else save(live)
        names, is_known = live.store.names.all(), bool(live.store.meta.get(KEPT))
    shown = (
        import_message(found, names, saved=not dry_run, ask=False)
        if found
        else none_message("" if is_known else "usage-bot doctor")
    )
    show_message(shown, console)


def _import_file(file: Path, *, dry_run: bool) -> None:
    from bot.cli.terminal import show_message
    from bot.commands.budget_file import import_budgets
    from bot.core.budgets.budget_previews import changes_message

    text = read_text(file) or ""
    with services() as live:
        found = import_budgets(text, live, dry_run=dry_run)
        message = changes_message(found, live.store.names.all(), dry_run=dry_run)
    show_message(message, console)


@command.command("export", epilog="Example: usage-bot budgets export > budgets.toml")
def export() -> None:
    """Print the budgets as TOML."""
    from bot.commands.budget_file import export_budgets

    with services() as live:
        click.echo(export_budgets(live), nl=False)


@command.command("backtest", epilog="Example: usage-bot budgets backtest")
def backtest() -> None:
    """How often each budget would have alerted in the last 60 days."""
    from bot.commands.backtest import backtest as run_backtest
    from bot.core.alerts.backtest import fired_text

    with services() as live:
        for fired in run_backtest(live):
            console.print(fired_text(fired, live.store.names.all()), markup=False, soft_wrap=True)
