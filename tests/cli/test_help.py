"""Help on the command line: an example each, readable at 80 columns, and an answer to mistyped words."""

import click
import pytest
from click.testing import CliRunner

from bot.cli import COMMANDS, cli


def every_command() -> list[list[str]]:
    words = [[name] for name in COMMANDS]
    budgets = cli.get_command(click.Context(cli), "budgets")
    assert isinstance(budgets, click.Group)
    return [*words, *(["budgets", name] for name in budgets.commands)]


@pytest.mark.parametrize("words", every_command(), ids=" ".join)
def test_help_has_an_example_and_fits_80_columns(words):
    shown = CliRunner().invoke(cli, [*words, "--help"], terminal_width=80)

    assert f"Example: usage-bot {words[0]}" in shown.output
    assert max(map(len, shown.output.splitlines())) <= 80


def test_each_command_has_one_line_in_the_list():
    shown = CliRunner().invoke(cli, ["--help"], terminal_width=80)

    lines = shown.output.partition("Commands:\n")[2].splitlines()
    assert [line.split()[0] for line in lines] == list(COMMANDS)
    assert max(map(len, shown.output.splitlines())) <= 80


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        pytest.param(["bugdets", "list"], "usage-bot budgets", id="a typo"),
        pytest.param(["today", "by", "model"], "usage-bot ask today by model", id="a question"),
    ],
)
def test_an_unknown_command_names_the_nearest_one(words, meant):
    ran = CliRunner().invoke(cli, words)

    assert ran.exit_code == 2
    assert f"try: {meant}\n" in ran.stderr
