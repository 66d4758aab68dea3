"""`usage-bot ask`: what `/usage` answers in Slack, in the terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from bot.cli.console import console
from bot.cli.context import services
from bot.commands.request import LOCAL, Reply
from bot.core.answers.answer import Answer
from bot.core.answers.headline import headline
from bot.core.errors import UpstreamError, UserError
from bot.core.names import Names
from bot.files import check_writable, write_text
from bot.services import Services


@click.command("ask", epilog='Example: usage-bot ask "last 7 days by model" --csv week.csv')
@click.argument("question", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option(
    "--csv",
    "csv_file",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    help="Write the rows to a file, or with - to standard output.",
)
@click.option("--yes", is_flag=True, help="Save a budget or a report without asking.")
@click.pass_context
def command(ctx: click.Context, question: tuple[str, ...], as_json: bool, csv_file: Path | None, yes: bool) -> None:
    """
    Answer QUESTION, in any word order: today by model, yesterday, top 5 projects this month.

    What changes a budget or a report (budget web-app 500/month) is shown and asked about before it is saved.
    """
    from bot import commands
    from bot.cli.terminal import show_reply

    if csv_file is not None and csv_file.name != "-":
        check_writable(csv_file)
    words = " ".join(question) + (" csv" if csv_file else "")
    with services() as live:
        reply, names = commands.run(words, LOCAL, live), live.store.names.all()
        if not reply.understood and not as_json:
            raise UserError(
                str(reply.facts.get("error", reply.message.text)), tuple(reply.facts.get("suggestions", ()))
            )
        if csv_file is not None:
            _write(csv_file, reply)
        if reply.proposes:
            _decide(reply, live, yes=yes, as_json=as_json)
        elif as_json:
            _print(_facts(reply))
        elif reply.answer and _is_unread(reply.answer):
            raise _unread(reply.answer, names, live.clock())
        elif csv_file is None or csv_file.name != "-":
            show_reply(reply, names, console, now=live.clock())
    ctx.exit(_status(reply))


def _decide(reply: Reply, live: Services, *, yes: bool, as_json: bool) -> None:
    """Shows what is about to be saved and asks for consent; in a script `--yes` is the consent."""
    from bot import commands
    from bot.cli.terminal import show_message

    if not as_json:
        show_message(reply.message, console)
    if not yes and (as_json or not _is_confirmed()):
        if not as_json:
            raise UserError("Nothing was changed.")
        _print({**_facts(reply), "saved": False})
        return
    done = commands.agree(reply, LOCAL, live)
    if as_json:
        _print({**_facts(replace(reply, message=done)), "saved": True})
    else:
        show_message(done, console)


def _is_confirmed() -> bool:
    """Whether the person says yes. Without a terminal the answer is no."""
    try:
        return click.confirm("Save it?")
    except click.Abort:
        click.echo()
        raise UserError("Nothing was changed: `--yes` saves without asking.") from None


def _print(facts: Mapping[str, Any]) -> None:
    click.echo(json.dumps(facts, ensure_ascii=not _takes_any_sign()))


def _status(reply: Reply) -> int:
    if not reply.understood:
        return 2
    return 1 if reply.answer and _is_unread(reply.answer) else 0


def _is_unread(answer: Answer) -> bool:
    """Whether no number could be read."""
    return bool(answer.notes) and answer.total is None and not any(line.amount for line in answer.lines)


def _unread(answer: Answer, names: Names, now: datetime) -> UpstreamError:
    said = headline(answer, names, now)
    return UpstreamError(f"{said.number}{said.rest} {answer.notes[0]}", transient=True, code="unread")


def _write(file: Path, reply: Reply) -> None:
    if reply.attachment is None:
        raise UserError("This answer has no rows for a CSV file. Ask for a cost, tokens or requests.")
    if file.name == "-":
        click.echo(reply.attachment.content, nl=False)
        return
    write_text(file, reply.attachment.content)


def _facts(reply: Reply) -> Mapping[str, Any]:
    """The facts of a reply. A question that cannot be read has a hint only in Slack."""
    if not reply.understood:
        return reply.facts
    return {**reply.facts, "message": {"text": reply.message.text, "blocks": reply.message.blocks}}


def _takes_any_sign() -> bool:
    return (getattr(sys.stdout, "encoding", None) or "").lower().replace("-", "") == "utf8"
