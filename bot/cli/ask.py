"""`usage-bot ask`: what `/usage` answers in Slack, in the terminal."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from bot.cli.context import console, services
from bot.commands.request import LOCAL, Reply
from bot.core.answers.answer import Answer
from bot.core.answers.headline import headline
from bot.core.errors import UpstreamError, UserError
from bot.core.names import Names


@click.command("ask", epilog='Example: usage-bot ask "last 7 days by model" --csv week.csv')
@click.argument("question", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option(
    "--csv",
    "csv_file",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    help="Write the rows to a file, or with - to standard output.",
)
@click.pass_context
def command(ctx: click.Context, question: tuple[str, ...], as_json: bool, csv_file: Path | None) -> None:
    """Answer QUESTION, in any word order: today by model, yesterday, top 5 projects this month."""
    from bot import commands
    from bot.cli.terminal import show_reply

    if csv_file is not None:
        _check(csv_file)
    words = " ".join(question) + (" csv" if csv_file else "")
    with services() as live:
        reply, names = commands.run(words, LOCAL, live), live.store.names.all()
        if not reply.understood and not as_json:
            raise UserError(
                str(reply.facts.get("error", reply.message.text)), tuple(reply.facts.get("suggestions", ()))
            )
        if csv_file is not None:
            _write(csv_file, reply)
        if as_json:
            click.echo(json.dumps(_facts(reply), ensure_ascii=not _takes_any_sign()))
        elif reply.answer and _is_unread(reply.answer):
            raise _unread(reply.answer, names, live.clock())
        elif csv_file is None or csv_file.name != "-":
            show_reply(reply, names, console, now=live.clock())
    ctx.exit(_status(reply))


def _status(reply: Reply) -> int:
    if not reply.understood:
        return 2
    return 1 if reply.answer and _is_unread(reply.answer) else 0


def _is_unread(answer: Answer) -> bool:
    """Whether no number of it could be had, and why is said."""
    return bool(answer.notes) and answer.total is None and not any(line.amount for line in answer.lines)


def _unread(answer: Answer, names: Names, now: datetime) -> UpstreamError:
    said = headline(answer, names, now)
    return UpstreamError(f"{said.number}{said.rest} {answer.notes[0]}", transient=True, code="unread")


def _check(file: Path) -> None:
    """Before anything is asked: an answer that cannot be kept is asked for in vain."""
    if file.name != "-" and not os.access(file.absolute().parent, os.W_OK | os.X_OK):
        raise UserError(f"{file} cannot be written: {file.absolute().parent} is no folder that you may write into.")


def _write(file: Path, reply: Reply) -> None:
    if reply.attachment is None:
        raise UserError("This answer has no rows for a CSV file. Ask for a cost, tokens or requests.")
    if file.name == "-":
        click.echo(reply.attachment.content, nl=False)
        return
    try:
        file.write_text(reply.attachment.content, encoding="utf-8")
    except OSError as error:
        raise UserError(f"{file} cannot be written: {error.strerror}.") from error


def _facts(reply: Reply) -> Mapping[str, Any]:
    """A question that could not be read has a hint in Slack only."""
    if not reply.understood:
        return reply.facts
    return {**reply.facts, "message": {"text": reply.message.text, "blocks": reply.message.blocks}}


def _takes_any_sign() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
