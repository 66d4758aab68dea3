"""Logs: every event, ours or a library's, is one line of JSON, and no secret is in it."""

import json
import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import logging, warnings
import structlog
from bot.logs import configure_logs, hide

configure_logs()
hide(["correct horse battery", "no", "sk-admin-0123456789abcdef-tail"])
log = structlog.get_logger("bot.test")
log.info("ours", key="sk-proj-abcdefgh", inside={"token": ["xoxb-1-abcdef"]}, url="https://hooks.slack.com/commands/T/1")
logging.getLogger("library").warning("theirs: %s", "correct horse battery")
warnings.warn("warned of xapp-1-A0-secret")
leaked = "sk-admin-0123456789abcdef-tail"
try:
    raise ValueError(leaked)
except ValueError:
    log.exception("broke")
    logging.getLogger("library").exception("broke too")
logging.getLogger("library").info("too much")
log.debug("too much")
log.info("no word is hidden because it is short")
logging.getLogger("library").warning("%d", leaked)
"""
ROOT = Path(__file__).parent.parent


def test_every_event_is_one_line_of_json_and_holds_no_secret():
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}  # noqa: TID251
    done = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in done.stderr.splitlines()]

    assert [line["level"] for line in lines] == ["info", "warning", "warning", "error", "error", "info", "error"]
    assert [line["event"][:6] for line in lines] == [
        "ours",
        "theirs",
        lines[2]["event"][:6],
        "broke",
        "broke ",
        "no wor",
        "a log ",
    ]
    assert all("timestamp" in line for line in lines)
    assert "ValueError" in lines[3]["exception"] and "ValueError" in lines[4]["exception"]
    assert done.stderr.count("[secret]") == 7
    for secret in ("sk-proj-", "sk-admin-", "xoxb-", "xapp-", "hooks.slack.com", "correct horse", "-tail"):
        assert secret not in done.stderr
    assert done.stdout == ""
