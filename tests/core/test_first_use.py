import ast
import subprocess
import sys
from pathlib import Path

import pytest

from bot import commands
from bot.core import grammar

# What answers a question, draws for people, or serves what was not switched on.
LATER = (
    "bot.core.grammar.read",
    "bot.commands.table",
    "rich",
    "matplotlib",
    "genai_prices",
    "sqlite_utils",
    "waitress",
)


@pytest.mark.parametrize("package", [grammar, commands])
def test_every_name_of_a_package_is_where_its_table_says(package):
    text = Path(package.__file__).read_text()
    told = {node.module: node.names[0].name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom)}

    assert [name for name in package.HOMES if getattr(package, name) is None] == []
    assert {f"{package.__name__}.{home}" for home in package.HOMES.values()} == {
        home for home in told if home.startswith(package.__name__)
    }
    with pytest.raises(AttributeError, match="has no attribute 'reed_question'"):
        package.reed_question  # noqa: B018


def test_a_bot_that_waits_has_imported_nothing_that_answers():
    code = "import sys, bot.cli; bot.cli.cli.get_command(None, 'run'); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.PIPE, text=True)

    assert [name for name in LATER if name in done.stdout.split()] == []
