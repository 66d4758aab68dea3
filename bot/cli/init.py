"""`usage-bot init`: asks for what is needed, checks each answer, writes .env."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from bot.cli.console import console
from bot.core.errors import UpstreamError, UserError
from bot.core.slack.channels import read_channel
from bot.doctor import with_cure
from bot.settings import load_settings
from bot.setup import (
    KEYLESS,
    Answers,
    Check,
    check_admin_key,
    check_app_token,
    check_bot_token,
    check_channel,
    check_setting,
    env_text,
    manifest_link,
)

FILE = Path(".env")
SOCKET = "SLACK_APP_TOKEN"  # without an app-level token Slack sends its requests to a URL


@dataclass(frozen=True, slots=True)
class Prompt:
    """One setting: its question, and the check that says in a few words what was found."""

    variable: str
    option: str
    question: str
    check: Check
    secret: bool = False
    default: str | None = None
    is_http: bool = False  # asked only when Slack sends its requests to a URL
    tidied: Callable[[str], str] = str.strip


QUESTIONS = (
    Prompt(
        "OPENAI_ADMIN_KEY",
        "--admin-key",
        "OpenAI admin key (sk-admin-…, from platform.openai.com/settings/organization/admin-keys)",
        check_admin_key,
        secret=True,
    ),
    Prompt(
        "SLACK_BOT_TOKEN", "--bot-token", "Slack bot token (xoxb-…, OAuth & Permissions)", check_bot_token, secret=True
    ),
    Prompt(
        "SLACK_APP_TOKEN",
        "--app-token",
        "Slack app-level token (xapp-…, Basic Information; empty: no Socket Mode; scope connections:write)",
        check_app_token,
        secret=True,
        default="",
    ),
    Prompt(
        "SLACK_SIGNING_SECRET",
        "--signing-secret",
        "Slack signing secret (Basic Information)",
        check_setting("SLACK_SIGNING_SECRET"),
        secret=True,
        is_http=True,
    ),
    Prompt(
        "USAGE_BOT_HTTP",
        "--http",
        "Address that takes Slack's requests, HOST:PORT",
        check_setting("USAGE_BOT_HTTP"),
        default="127.0.0.1:8080",
        is_http=True,
    ),
    Prompt(
        "USAGE_BOT_ALERT_CHANNEL",
        "--channel",
        "Channel for alerts and the digest (#name or id)",
        check_channel,
        tidied=lambda given: read_channel(given) or given,
    ),
    Prompt(
        "USAGE_BOT_TIMEZONE",
        "--zone",
        "Time zone of your days, such as Europe/Berlin",
        check_setting("USAGE_BOT_TIMEZONE"),
        default="UTC",
    ),
    Prompt(
        "USAGE_BOT_ADMINS",
        "--admins",
        "Who may change budgets: ids U…, with commas (in Slack: profile, ⋮, Copy member ID); empty: nobody",
        check_setting("USAGE_BOT_ADMINS"),
        default="",
    ),
)


def _options(function: Callable[..., None]) -> Callable[..., None]:
    for asked in reversed(QUESTIONS):
        shown = asked.question if not asked.secret else f"{asked.question}; better given as {asked.variable}"
        function = click.option(asked.option, asked.variable.lower(), envvar=asked.variable, help=shown)(function)
    return function


@click.command("init", epilog="Example: usage-bot init --channel '#ai-spend' --zone Europe/Berlin")
@_options
@click.option("--force", is_flag=True, help="Write over an existing .env.")
def command(force: bool, **given: str | None) -> None:
    """Ask for what is needed, check each answer live, and write .env (mode 0600).

    Without a terminal, give the answers as options or environment variables; what is missing is named.
    """
    if FILE.exists() and not force:
        raise UserError(f"{FILE} is there already. Edit it, or start anew with --force.")
    _need(given)
    try:
        answers = _answers(given)
    except (click.Abort, KeyboardInterrupt):
        console.print(f"\nStopped. {FILE} was not written.")
        raise
    _write(env_text(answers))
    console.print(f"\nWritten to {FILE}; only you can read it.")
    console.print("Next: [bold]usage-bot doctor --send[/] posts a test alert, [bold]usage-bot run[/] starts the bot.")


def _need(given: Mapping[str, str | None]) -> None:
    """Raises UserError that names everything that is missing, where there is no terminal to ask on."""
    is_http = bool(given["slack_signing_secret"])
    needed = [asked for asked in QUESTIONS if asked.default is None and asked.is_http <= is_http]
    needed += [] if is_http else [asked for asked in QUESTIONS if asked.variable == SOCKET]
    lacking = [asked for asked in needed if given[asked.variable.lower()] is None]
    if lacking and not sys.stdin.isatty():
        lines = [f"{asked.variable} is missing. Give {asked.option} or set {asked.variable}." for asked in lacking]
        raise UserError("\n".join(lines))


def _answers(given: Mapping[str, str | None]) -> Answers:
    answers: Answers = {}
    for asked in QUESTIONS:
        if asked.variable == "SLACK_BOT_TOKEN" and given["slack_bot_token"] is None and sys.stdin.isatty():
            _offer_app()
        if not (asked.is_http and answers[SOCKET]):
            answers[asked.variable] = _answer(asked, given[asked.variable.lower()], answers)
    load_settings(values={**KEYLESS, **{name: value for name, value in answers.items() if value}})
    return answers


def _offer_app() -> None:
    """Shows the link that makes the Slack app, whose tokens are asked for next."""
    link = manifest_link()
    console.print("\nNow the Slack app: open this link, choose the workspace, press Create, then Install.\n")
    click.echo(f"{link}\n")
    if click.confirm("Open it in your browser?", default=True) and click.launch(link) != 0:
        console.print("  No browser could be opened here; copy the link.")


def _answer(asked: Prompt, given: str | None, answers: Answers) -> str:
    """The given value or the typed one. It is asked for again until its check succeeds."""
    while True:
        value = asked.tidied(given if given is not None else _typed(asked))
        try:
            found = asked.check({**answers, asked.variable: value})
        except (UserError, UpstreamError) as error:
            cured = _with_cure(error)
            if given is not None or not sys.stdin.isatty():
                raise cured from error
            console.print(f"  {cured}", style="red", markup=False, soft_wrap=True)
            continue
        if found:
            console.print(f"  [green]ok[/] {found}")
        return value


def _typed(asked: Prompt) -> str:
    if not sys.stdin.isatty():
        return asked.default or ""
    typed: str = click.prompt(
        asked.question, hide_input=asked.secret, default=asked.default, show_default=bool(asked.default)
    )
    return typed


def _with_cure(error: UserError | UpstreamError) -> UserError | UpstreamError:
    if isinstance(error, UserError):
        return error
    return UpstreamError(with_cure(error), transient=error.transient, code=error.code)


def _write(text: str) -> None:
    """Writes all or nothing. From its first moment only the owner can read the file."""
    beside = FILE.with_name(f"{FILE.name}.new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    beside.replace(FILE)
