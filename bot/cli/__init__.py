"""The command line: one module a command, imported when it is called."""

from __future__ import annotations

import errno
import gc
import importlib
import importlib.util
import logging
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from difflib import get_close_matches
from typing import Any

import click

from bot import __version__
from bot.cli.signs import print_any_sign
from bot.core.errors import UpstreamError, UserError

# name -> what it does; the module of the same name holds `command`.
COMMANDS = {
    "demo": "Try the bot in your browser, on simulated data.",
    "run": "Run the bot: answers, alerts and digests until it is stopped.",
    "ask": "Answer a question in the terminal.",
    "sync": "Read usage, costs and names into the store once.",
    "check": "Check the budgets once and send what is due.",
    "digest": "Send or print the digest of a day.",
    "budgets": "List, import, export and back-test budgets.",
    "backtest": "Back-test alerts and forecasts on past data.",
    "mcp": "Serve MCP on standard input and output, read-only.",
    "prices": "Show prices: of what, since when, from where.",
    "close": "Close a month: what was billed by project, team and line item.",
    "init": "Set up: ask for the settings, check each, write .env.",
    "doctor": "Check key, tokens, channels and store; say how to fix each.",
    "manifest": "Print the Slack app manifest, or the link that creates the app.",
    "migrate": "Apply pending migrations.",
    "backup": "Copy the store, also while the bot runs, and check the copy.",
    "prune": "Delete hourly numbers older than 35 days.",
}


DRAWING = ("rich", "pygments")


class Failure(click.ClickException):
    """One line for the person, on standard error."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.exit_code = status  # type: ignore[misc]  # click calls it a class variable

    def show(self, file: Any = None) -> None:
        with suppress(OSError):  # the reader of the output may be gone
            click.echo(f"usage-bot: {self.message}", err=True)


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Keeps the garbage collector from looking at imported modules: that takes a fifth of a start."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@contextmanager
def _nothing_drawn() -> Iterator[None]:
    """
    httpx and structlog import rich, pygments and attrs where they find them: a sixth of a start, to draw nothing.

    Neither has a setting against it: both try the import when they are imported and do without where it fails.
    """
    known = {name: sys.modules.get(name) for name in DRAWING}
    sys.modules.update(dict.fromkeys(DRAWING))  # type: ignore[arg-type]  # how Python is told that they are not there
    try:
        yield
    finally:
        for name, module in known.items():
            del sys.modules[name]
            sys.modules.update({name: module} if module else {})


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name in COMMANDS if importlib.util.find_spec(f"bot.cli.{name}")]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        with _nothing_collected(), _nothing_drawn() if cmd_name == "run" else nullcontext():
            command: click.Command = importlib.import_module(f"bot.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.list_commands(ctx) and not args[0].startswith("-"):
            raise UserError(_unknown(args[0]), _meant(args))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        # From the table alone: importing every command to list it would make --help slow.
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name]) for name in self.list_commands(ctx)])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.exceptions.Exit, click.Abort, click.ClickException):
            raise
        except UserError as error:
            raise Failure(_with_suggestions(error), 2) from None
        except Exception as error:
            # click handles a reader of our output that went away.
            if ctx.params.get("debug") or (isinstance(error, OSError) and error.errno == errno.EPIPE):
                raise
            raise Failure(_told(error), 1) from None


def _told(error: Exception) -> str:
    """
    The error for a person: what OpenAI, Slack or the store refused, or what the machine did, each with its cure; else a
    bug.
    """
    if isinstance(error, UpstreamError):
        from bot.doctor import with_cure

        return with_cure(error)
    if isinstance(error, OSError):
        where = f" ({error.filename})" if error.filename else ""
        return f"The system refused: {error.strerror or type(error).__name__}{where}."
    return f"a bug: {type(error).__name__}. Run it again with --debug and report it."


def _unknown(word: str) -> str:
    return f"There is no command {word[:40]!r}. `usage-bot --help` lists all; a question goes behind `usage-bot ask`."


def _meant(words: list[str]) -> tuple[str, ...]:
    near = get_close_matches(words[0], COMMANDS, n=1)
    return tuple(f"usage-bot {name}" for name in near) or (f"usage-bot ask {' '.join(words)[:80]}",)


def _with_suggestions(error: UserError) -> str:
    return "\n".join([str(error), *(f"  try: {suggestion}" for suggestion in error.suggestions)])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="usage-bot")
@click.option("--verbose", is_flag=True, help="Show the log, too; `run` always does.")
@click.option("--debug", is_flag=True, help="Show tracebacks and log more.")
@click.pass_context
def cli(ctx: click.Context, verbose: bool, debug: bool) -> None:
    """OpenAI usage and spend in Slack: questions, budgets and alerts.

    Start with `usage-bot demo`: it needs no account, no key and no network.
    """
    with _nothing_collected():
        from bot.logs import SILENT, configure_logs

    shows_log = verbose or ctx.invoked_subcommand == "run"
    configure_logs(logging.DEBUG if debug else logging.INFO if shows_log else SILENT)
    ctx.obj = debug


def main() -> None:
    """The console script."""
    if os.getpid() == 1:  # the first process of a container ignores a signal that it does not handle
        signal.signal(signal.SIGTERM, lambda *_: os._exit(128 + signal.SIGTERM))
    print_any_sign()
    try:
        cli(prog_name="usage-bot")
    except OSError as error:  # the help could not be written; click prints it before a command begins
        if "--debug" in sys.argv:
            raise
        Failure(_told(error), 1).show()
        sys.exit(1)
    finally:
        _let_go_of_output()


def _let_go_of_output() -> None:
    """Drops what could not be written. That was told; Python would try again and print a traceback."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (AttributeError, ValueError):  # there is no output
        pass
