"""Decides by headers and bytes whether a request is Slack's and new, before anything of it is parsed."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from wsgiref.types import WSGIEnvironment

import structlog
from slack_sdk.signature import Clock, SignatureVerifier

log = structlog.get_logger()

TIMESTAMP = re.compile(r"[0-9]{1,12}")
SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")
SIGNED_FOR = 300.0  # seconds for which a signature is good
IS_SIGNED = "usage_bot.is_signed"  # in the environment of a request that was let in
SILENCE = 60.0  # seconds between two lines about refused requests


@dataclass(frozen=True)
class Start:
    """When this process began, by the wall clock and by a clock that nobody can set."""

    wall: int
    since: Callable[[], float]

    @classmethod
    def now(cls) -> Start:
        began = time.monotonic()
        return cls(int(Clock().now()), lambda: time.monotonic() - began)

    def may_have_seen(self, signed_at: int) -> bool:
        """
        Whether an earlier process may have run a request that was signed then.

        Only in the first minutes: later the signature is too old, and a clock that was ahead would lock all out.
        """
        return signed_at < self.wall and self.since() < SIGNED_FOR


class Signatures:
    """Lets in what Slack signed and no earlier process has run."""

    def __init__(self, secret: str, started: Start) -> None:
        self._verifier = SignatureVerifier(secret)
        self._started = started
        self._refusals = Refusals()

    def let_in(self, environ: WSGIEnvironment, body: bytes) -> bool:
        stamp = environ.get("HTTP_X_SLACK_REQUEST_TIMESTAMP", "")
        if why := self._objection(stamp, environ.get("HTTP_X_SLACK_SIGNATURE", ""), body):
            self._refusals.count(why)
            return False
        environ[IS_SIGNED] = True
        return True

    def _objection(self, stamp: str, signature: str, body: bytes) -> str:
        if not (TIMESTAMP.fullmatch(stamp) and SIGNATURE.fullmatch(signature)):
            return "malformed"
        if not _is_text(body) or not self._verifier.is_valid(body, stamp, signature):
            return "signature"
        return "replayed" if self._started.may_have_seen(int(stamp)) else ""


class Refusals:
    """Logs refused requests once a minute, so that a flood does not fill the disk."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._lock = Lock()
        self._counted = 0
        self._next = -float("inf")

    def count(self, why: str) -> None:
        with self._lock:
            self._counted += 1
            if self._monotonic() < self._next:
                return
            counted, self._counted = self._counted, 0
            self._next = self._monotonic() + SILENCE
        log.warning("request.refused", why=why, requests=counted)


def _is_text(body: bytes) -> bool:
    """All of Slack's bodies are UTF-8, and the verifier takes no other."""
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True
