"""`slack run` and the shells call the program in their own way."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import COMMANDS
from bot.manifest import manifest

ROOT = Path(__file__).parents[2]
HOOKS = json.loads((ROOT / ".slack" / "hooks.json").read_text())["hooks"]
FLAGS = ["--source=/some/folder", "--protocol=default", "--boundary=0123"]


def _called(name, **environment):
    """As Slack's command line does: the words of the hook, and flags of its own behind them."""
    words = [sys.executable, *shlex.split(HOOKS[name])[1:], *FLAGS]
    cleared = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)} | environment  # noqa: TID251
    return subprocess.run(words, cwd=ROOT, env=cleared, capture_output=True, text=True)


def test_the_manifest_comes_whatever_flags_are_added():
    called = _called("get-manifest")
    assert (called.returncode, called.stderr) == (0, "")
    assert json.loads(called.stdout) == manifest("/usage", "/budget")


def test_the_hooks_are_told_as_they_are_on_file():
    assert json.loads(_called("get-hooks").stdout)["hooks"] == HOOKS


def test_a_start_reads_the_settings_and_not_the_flags():
    called = _called("start", OPENAI_ADMIN_KEY="sk-admin-0123456789")
    assert called.returncode == 2
    assert "SLACK_BOT_TOKEN is not set" in called.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_shell_gets_its_completion(shell):
    program = [sys.executable, "-c", "from bot.cli import main; main()"]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}  # noqa: TID251
    source = subprocess.run(
        program, env=environment | {"_USAGE_BOT_COMPLETE": f"{shell}_source"}, capture_output=True, text=True
    )
    assert "usage-bot" in source.stdout

    words = {"COMP_WORDS": "usage-bot " if shell != "fish" else "", "COMP_CWORD": "1" if shell != "fish" else ""}
    asked = environment | words | {"_USAGE_BOT_COMPLETE": f"{shell}_complete"}
    completed = subprocess.run(program, env=asked, capture_output=True, text=True)
    assert [name for name in COMMANDS if name not in completed.stdout] == []
