"""
Every sentence that people may read, out of the program's own text: `python -m tests.sentences` writes the list.

`python -m tests.sentences aloud` prints the messages of tests/data and the tour, to be read aloud.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from bot.core.slack.fallbacks import plain_text
from bot.core.slack.message import Message
from bot.demo.playground.scenes import TOUR

ROOT = Path(__file__).parents[1]
DATA = ROOT / "tests" / "data"
FILE = DATA / "sentences.txt"
# Where nobody reads along: the simulated OpenAI and Slack, SQL, the words that are read and not said.
SILENT = (
    "bot/demo/openai",
    "bot/demo/slack",
    "bot/adapters/store",
    "bot/core/grammar/time",
    "bot/core/catalogue/words",
    "bot/commands/budget_routes",
    "bot/commands/route",
    "bot/commands/routes",
    "bot/core/grammar/wish_",
    "bot/core/reports/said_schedules",
)
WORDS = re.compile(r"[^\W\d_]{2,}[,:;.]? +(\S+ +)*[^\W\d_{]{2,}")  # two words at least
NOT_SAID = re.compile(r"^\n {4}|\(\?|\\[bswd]|\bSELECT |\bWHERE |\bINSERT |^[a-z_ ]+\|[a-z_| ]+$")


def sentences() -> str:
    """By file, in the order of the source. What is filled in while the bot runs is `{}`."""
    parts = []
    for path in sorted((ROOT / "bot").rglob("*.py")):
        name = str(path.relative_to(ROOT))
        found = [] if name.startswith(SILENT) else [*dict.fromkeys(_said(ast.parse(path.read_text("utf-8"))))]
        parts += [f"# {name}", *found, ""] if found else []
    return "\n".join(parts)


def _said(node: ast.AST) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if _is_silent(child):
            continue
        text = _text(child)
        if text is None:
            yield from _said(child)
        elif WORDS.search(text) and not NOT_SAID.search(text):
            yield text.replace("\n", "⏎")


def _is_silent(node: ast.AST) -> bool:
    """A docstring, the log, and what only a bug shows."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant) or _called(node.value).startswith("log.")
    return isinstance(node, ast.Assert) or _called(node) in ("re.compile", "listed", "ValueError", "_pattern")


def _called(node: ast.AST) -> str:
    return ast.unparse(node.func) if isinstance(node, ast.Call) else ""


def _text(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return None


def aloud() -> Iterator[str]:
    """Every message of tests/data as people get it, and the tour."""
    for path in sorted((*DATA.glob("digest/*.txt"), *DATA.glob("messages/*.json"), *DATA.glob("terminal/*.txt"))):
        text = path.read_text("utf-8")
        said = json.loads(text) if path.suffix == ".json" else {}
        yield f"# {path.stem}\n{plain_text(Message(said['text'], said['blocks'])) if 'blocks' in said else text}"
    yield from (f"# tour: {step.title}\n{step.text} [{step.button}]" for step in TOUR)


if __name__ == "__main__":
    if sys.argv[1:] == ["aloud"]:
        sys.stdout.write("\n".join(aloud()))
    else:
        FILE.write_text(sentences(), "utf-8")
