"""Replies on a terminal: the facts of the Slack answer, in a table that fits the width."""

from __future__ import annotations

import html
import re
from datetime import datetime

from rich import box
from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text

from bot.commands.request import Reply
from bot.core.amounts import Amount
from bot.core.answers.answer import Answer, AnswerLine
from bot.core.answers.answer_message import answer_notes
from bot.core.answers.headline import headline
from bot.core.answers.source_line import reading_text
from bot.core.answers.tables import Table as Content
from bot.core.answers.tables import answer_table, short
from bot.core.catalogue import METRIC
from bot.core.names import Names
from bot.core.slack import numbers
from bot.core.slack.fallbacks import plain_text
from bot.core.slack.message import Message

LINK = re.compile(r"<(https?://[^|>]+)\|([^>]+)>")
CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
BAR = 24
WIDE_ENOUGH = 72  # narrower terminals get neither bars nor shares


def show_reply(reply: Reply, names: Names, console: Console, *, now: datetime) -> None:
    """Shows an answer as a table, and any other reply as text."""
    if reply.answer is None:
        suggestions = reply.facts.get("suggestions", ())
        message = reply.message
        show_message(Message(message.text, message.blocks[:1]) if suggestions else message, console)
        for words in suggestions:
            console.print(Text(f"  try: {words}"), soft_wrap=True)
    else:
        show_answer(reply.answer, names, console, now=now)


def show_message(message: Message, console: Console) -> None:
    """Shows a message as Slack would, without buttons and back-ticks: bold stays bold, code stays aligned."""
    for line in html.unescape(LINK.sub(r"\2 (\1)", CODE.sub(r"\1", plain_text(message)))).split("\n"):
        if line != "```":
            console.print(_styled(line), soft_wrap=not console.is_terminal)  # a pipe gets its lines whole


def _styled(line: str) -> Text:
    """`*bold*` at the start of a line marks what matters."""
    start, mark, rest = line.removeprefix("*").partition("*")
    if line.startswith("*") and mark:
        return Text.assemble((start, "bold"), rest)
    return Text(line)


def show_answer(answer: Answer, names: Names, console: Console, *, now: datetime) -> None:
    """Shows headline, table with total, notes, and the reading."""
    said = headline(answer, names, now)
    console.print(Text.assemble((said.number, "bold"), said.rest))
    if said.most:
        console.print(Text(said.most))
    if answer.question.by and answer.lines:
        console.print(_table(answer, names, console))
    for note in answer_notes(answer):
        console.print(Text(note))
    if answer.question.shape.explain:
        for query in answer.queries:
            console.print(Text(query, style="dim"), soft_wrap=True)
    console.print(Text(reading_text(answer.question, names, answer.sources, now), style="dim"))


def _table(answer: Answer, names: Names, console: Console) -> Table:
    content = answer_table(answer, names)
    bars = _bars(answer, console)
    table = Table(box=box.SIMPLE_HEAD, show_footer=answer.total is not None and len(answer.lines) > 1, pad_edge=False)
    footers = _footers(answer, content.names, len(content.head))
    shown = _shown(answer, content, console.width)
    for place in shown:
        is_name = place < content.names
        justify: JustifyMethod = "left" if is_name else "right"
        title, footer = content.head[place], footers[place]
        table.add_column(title, footer=footer, justify=justify, overflow="fold", no_wrap=not is_name)
    if bars:
        table.add_column("", no_wrap=True)
    for row, bar in zip(content.rows, bars or [Text()] * len(content.rows), strict=True):
        table.add_row(*(Text(short(row[place]).text) for place in shown), *([bar] if bars else []))
    return table


def _shown(answer: Answer, content: Content, width: int) -> list[int]:
    """The columns for which there is room: on a narrow terminal the names, the amount and the change."""
    places = list(range(len(content.head)))
    if width >= WIDE_ENOUGH:
        return places
    return [*places[: content.names + 1], *(places[-1:] if answer.question.versus else [])]


def _footers(answer: Answer, names: int, width: int) -> list[Text]:
    unit = METRIC[answer.question.metric].unit
    cells = ["Total", *[""] * (names - 1), numbers.amount(answer.total, unit)]
    cells += [numbers.amount(one, unit) for one in answer.more] if answer.beside else []
    if answer.question.versus:
        cells += [""] * (width - len(cells) - 2)
        cells.append(numbers.amount(answer.previous, unit))
        cells.append(_change(answer.total, answer.previous))
    return [Text(cell) for cell in [*cells, *[""] * (width - len(cells))]]


def _change(now: Amount | None, before: Amount | None) -> str:
    return numbers.change(now.quantity, before.quantity) if now and before else "-"


def _bars(answer: Answer, console: Console) -> list[Text] | None:
    """A bar for each line, where a chart was asked for or the lines are times. The longest fills its column."""
    question = answer.question
    if console.width < WIDE_ENOUGH or question.shape.table or not (question.shape.chart or question.time_unit):
        return None
    longest = max((_size(line) for line in answer.lines), default=0)
    sign = "#" if console.options.ascii_only else "█"
    return [Text(sign * _length(_size(line), longest), style="cyan") for line in answer.lines]


def _size(line: AnswerLine) -> int:
    return max(line.amount.quantity, 0) if line.amount else 0


def _length(part: int, longest: int) -> int:
    """The length of a bar: what is not zero has one."""
    return max(part * BAR // longest, 1) if part > 0 else 0
