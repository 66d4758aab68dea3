"""`usage-bot ask`: what `/usage` answers in Slack, in the terminal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from bot.cli.context import console, services
from bot.commands.request import LOCAL, Reply


@click.command("ask", epilog='Example: usage-bot ask "last 7 days by model" --csv week.csv')
@click.argument("question", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print the facts as one JSON object.")
@click.option("--csv", "csv_file", type=click.Path(dir_okay=False, path_type=Path), help="Write the rows to a file.")
@click.pass_context
def command(ctx: click.Context, question: tuple[str, ...], as_json: bool, csv_file: Path | None) -> None:
    """Answer QUESTION, in any word order: today by model, yesterday, top 5 projects this month."""
    from bot import commands
    from bot.cli.terminal import show_reply

    words = " ".join(question) + (" csv" if csv_file else "")
    with services() as live:
        reply = commands.run(words, LOCAL, live)
        if csv_file and reply.attachment:
            csv_file.write_text(reply.attachment.content, encoding="utf-8")
        if as_json:
            click.echo(json.dumps(_facts(reply), ensure_ascii=False))
        else:
            show_reply(reply, live.store.names.all(), console, now=live.clock())
    ctx.exit(0 if reply.understood else 2)


def _facts(reply: Reply) -> Mapping[str, Any]:
    """A question that could not be read has a hint in Slack only."""
    if not reply.understood:
        return reply.facts
    return {**reply.facts, "message": {"text": reply.message.text, "blocks": reply.message.blocks}}
