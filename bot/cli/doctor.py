"""`usage-bot doctor`: what is broken, and its cure."""

from __future__ import annotations

import stat
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import click

from bot.app import open_services
from bot.cli.console import console
from bot.core.errors import UpstreamError
from bot.doctor import OF_THE_KEY, OF_THE_STORE, Finding, State, broken, examine, send_test
from bot.services import Services
from bot.settings import FILE, Settings, SettingsError, load_settings, usable_settings

SIGNS = {State.OK: "[green]ok[/]    ", State.NOTE: "[yellow]note[/]  ", State.BROKEN: "[red]broken[/]"}


@click.command("doctor", epilog="Example: usage-bot doctor --send")
@click.option("--send", is_flag=True, help="Also post a test alert to the alert channel.")
@click.pass_context
def command(ctx: click.Context, send: bool) -> None:
    """Check settings, key, tokens, channels, clock and store, and say how to fix what fails."""
    states = set()
    for finding in _examined(send):
        states.add(finding.state)
        _print(finding)
    ctx.exit(1 if State.BROKEN in states else 0)


def _examined(send: bool) -> Iterator[Finding]:
    """What is wrong with settings or store comes first; the other checks go on without them."""
    wrong: tuple[str, ...] = ()
    yield from _exposed(FILE)
    try:
        settings = load_settings()
    except SettingsError as error:
        wrong, settings = error.variables, usable_settings(error)
        for line in str(error).splitlines():
            yield Finding("settings", State.BROKEN, line)
    without = OF_THE_KEY if "OPENAI_ADMIN_KEY" in wrong else frozenset[str]()
    with ExitStack() as stack:
        if found := _unopened(settings.database):
            yield found
            without |= OF_THE_STORE
            live = stack.enter_context(_elsewhere(settings))
        else:
            live = stack.enter_context(open_services(settings))
        yield from examine(live, live.clock(), without=without)
        if send:
            yield send_test(live)


def _exposed(path: Path) -> Iterator[Finding]:
    with suppress(OSError):  # there is no store, or another check says so
        if path.stat().st_mode & stat.S_IROTH:
            text = f"every user of this machine can read the keys in {path}"
            yield Finding("settings", State.NOTE, text, f"Type chmod 600 {path}.")


def _unopened(path: Path) -> Finding | None:
    """Why the store must not be opened: that would make it, or change it to this release's schema."""
    from bot.adapters.store import Store, lacking

    if not path.exists():
        text = f"{path} is not there yet"
        return Finding("store", State.NOTE, text, "The first `usage-bot run` or `usage-bot sync` makes it.")
    try:
        if behind := lacking(path):
            text = f"{path} is of an earlier usage-bot ({len(behind)} migrations behind)"
            return Finding("store", State.NOTE, text, "The next start of `usage-bot run` brings it up to date.")
        Store(path).close()
    except UpstreamError as error:
        return broken("store", error)
    return None


@contextmanager
def _elsewhere(settings: Settings) -> Iterator[Services]:
    """Live objects without the store that cannot be used."""
    with tempfile.TemporaryDirectory() as folder:
        apart = settings.model_copy(update={"database": Path(folder) / "empty.db"})
        with open_services(apart) as live:
            yield live


def _print(finding: Finding) -> None:
    cure = f" {finding.cure}" if finding.cure else ""
    console.print(f"{SIGNS[finding.state]}  {finding.check:12}", end="")
    console.print(f"{finding.text.removesuffix('.')}.{cure}", markup=False, soft_wrap=True)
