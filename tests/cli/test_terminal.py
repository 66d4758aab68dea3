"""Replies on a terminal, compared whole with files."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from bot.cli.terminal import show_answer, show_reply
from bot.commands.request import Reply
from bot.core.amounts import NANO, Amount
from bot.core.answers.answer import Answer, AnswerLine
from bot.core.answers.help import help_message
from bot.core.names import Named, Names
from bot.core.question import Question
from tests.core.answers.test_answer_message import LIVE, MONTH, NAMES, NOW, _compared, _month_by_day

DATA = Path(__file__).parents[1] / "data" / "terminal"


def _shown(show, width=100):
    out = io.StringIO()
    show(Console(file=out, width=width, highlight=False))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


SHOWN = {
    "compared": lambda: _shown(lambda console: show_answer(_compared(), NAMES, console, now=NOW)),
    "month_by_day": lambda: _shown(lambda console: show_answer(_month_by_day(), NAMES, console, now=NOW)),
    "narrow": lambda: _shown(lambda console: show_answer(_compared(), NAMES, console, now=NOW), width=44),
    "help": lambda: _shown(lambda console: show_reply(Reply(help_message(NAMES)), NAMES, console, now=NOW)),
}


@pytest.mark.parametrize("name", SHOWN)
def test_the_terminal_shows_what_its_file_shows(name):
    assert SHOWN[name]() == (DATA / f"{name}.txt").read_text()


def test_a_file_gets_no_colour_codes():
    assert "\x1b" not in SHOWN["month_by_day"]()


def test_names_cannot_be_markup():
    names = Names([Named("project", "p1", "[red]alarm[/red] \x1b[31m")])
    answer = Answer(
        Question("x", MONTH, by=("project",)), (AnswerLine(("p1",), Amount(NANO)),), Amount(NANO), sources=LIVE
    )
    shown = _shown(lambda console: show_answer(answer, names, console, now=NOW))
    assert "[red]alarm[/red] [31m" in shown
    assert "\x1b" not in shown
