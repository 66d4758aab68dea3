"""Logs: one line an event, as key=value on a terminal and as JSON elsewhere, and never a secret."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterable, MutableMapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, TextIO

import structlog
from structlog.stdlib import ProcessorFormatter

# Keys, tokens and response URLs by their shape: whatever slips into a text is blotted out before it is written.
SHAPES = r"sk-[A-Za-z0-9_-]{6,}|x(?:ox[a-z]|app)-[A-Za-z0-9-]{6,}|https?://hooks\.slack\.com/[^\s\"']+"
SHORTEST = 6  # shorter values would blot out words

_secret = re.compile(SHAPES)


def without_secrets(text: str) -> str:
    """`text` with everything that is, or looks like, a key, a token or a response URL replaced."""
    return _secret.sub("[secret]", text)


def hide(secrets: Iterable[str]) -> None:
    """From now on these values are blotted out too, whatever their shape."""
    global _secret  # one process has one set of settings, and its log lines come from everywhere
    known = sorted({secret for secret in secrets if len(secret) >= SHORTEST}, key=len, reverse=True)
    _secret = re.compile("|".join([*map(re.escape, known), SHAPES]))


SILENT = logging.CRITICAL  # which nothing here is


def configure_logs(level: int = logging.INFO) -> None:
    """Send our events from `level` on, and the libraries' warnings, to standard error; SILENT sends nothing."""
    shared: list[Any] = [structlog.processors.add_log_level, structlog.processors.TimeStamper(fmt="iso", utc=True)]
    structlog.configure(
        processors=[*shared, ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    lines = _Lines(sys.stderr)
    lines.setFormatter(_formatter(shared))
    # At INFO, Bolt logs whole request bodies when a signature is wrong (docs/facts.md, Slack 3).
    logging.basicConfig(level=max(level, logging.WARNING), handlers=[lines], force=True)
    logging.getLogger("bot").setLevel(level)
    logging.captureWarnings(True)


class _Lines(logging.StreamHandler[TextIO]):
    """What cannot be written is lost: the standard library would print the record as it is, secrets included."""

    def handleError(self, record: logging.LogRecord) -> None:
        at = datetime.fromtimestamp(record.created, UTC).isoformat()
        lost = {"event": "a log line could not be written", "logger": record.name, "level": "error", "timestamp": at}
        with suppress(OSError, ValueError):
            self.stream.write(f"{json.dumps(lost)}\n")


def _formatter(shared: list[Any]) -> ProcessorFormatter:
    """The libraries' lines get the form of our own, tracebacks included."""
    if sys.stderr.isatty():
        rendering: list[Any] = [structlog.dev.ConsoleRenderer()]
    else:
        rendering = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    return ProcessorFormatter(
        foreign_pre_chain=[_with_logger, *shared],
        processors=[ProcessorFormatter.remove_processors_meta, *rendering, _blot],
    )


def _with_logger(logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Which library speaks."""
    event["logger"] = event["_record"].name
    return event


def _blot(_logger: Any, _method: str, line: Any) -> str:
    return without_secrets(line)
