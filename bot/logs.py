"""Logs: one line an event, as key=value on a terminal and as JSON elsewhere, and never a secret."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

# Keys, tokens and response URLs by their shape: whatever slips into a text is blotted out before it is written.
SECRET = re.compile(r"(sk-[A-Za-z0-9_-]{6,}|x(?:ox[a-z]|app)-[A-Za-z0-9-]{6,}|https?://hooks\.slack\.com/\S+)")


def without_secrets(text: str) -> str:
    """`text` with everything that looks like a key, a token or a response URL replaced."""
    return SECRET.sub("[secret]", text)


def _blot(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {name: without_secrets(value) if isinstance(value, str) else value for name, value in event.items()}


class _BlottedFormatter(logging.Formatter):
    """For the libraries' own log lines, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))


def configure_logs(*, debug: bool = False) -> None:
    """Send our events and the libraries' warnings to standard error."""
    on_terminal = sys.stderr.isatty()
    renderer: Any = structlog.dev.ConsoleRenderer() if on_terminal else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _blot,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG if debug else logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(_BlottedFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    # At INFO, Bolt logs whole request bodies when a signature is wrong (facts/slack.md section 3).
    logging.basicConfig(level=logging.WARNING, handlers=[lines], force=True)
