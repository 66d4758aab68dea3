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

from bot.adapters.store.meta import MetaStore
from bot.core.errors import UpstreamError

log = structlog.get_logger()

TIMESTAMP = re.compile(r"[0-9]{1,12}")
SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")
SIGNED_FOR = 300.0  # seconds for which a signature is good
NEWEST = "newest_request"  # when the newest request that was let in was signed
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


class Stamps:
    """
    When the newest request was signed, kept in the store: an earlier process ran what is not newer.

    Slack signs by its own clock, so this also holds when the machine's is slow after a restart.
    """

    def __init__(self, newest_before: int, write: Callable[[int], None]) -> None:
        self._write = write
        self._lock = Lock()
        self.newest_before = self._newest = newest_before

    @classmethod
    def kept_in(cls, meta: MetaStore) -> Stamps:
        return cls(int(meta.get(NEWEST) or 0), lambda signed_at: meta.set(NEWEST, str(signed_at)))

    def keep(self, signed_at: int) -> None:
        """Save the stamp, at most once a second: a burst costs one write."""
        with self._lock:
            if signed_at <= self._newest:
                return
            self._newest = signed_at
        try:
            self._write(signed_at)
        except UpstreamError as error:  # the next request tries again, and the clock guards meanwhile
            log.warning("request.not_noted", code=error.code)


class Signatures:
    """Lets in what Slack signed and no earlier process has run."""

    def __init__(self, secret: str, stamps: Stamps, started: Start) -> None:
        self._verifier = SignatureVerifier(secret)
        self._stamps = stamps
        self._started = started
        self._refusals = Refusals()

    def signed_at(self, environ: WSGIEnvironment, body: bytes) -> int | None:
        """When Slack signed it; None for what is not let in."""
        stamp = environ.get("HTTP_X_SLACK_REQUEST_TIMESTAMP", "")
        if why := self._objection(stamp, environ.get("HTTP_X_SLACK_SIGNATURE", ""), body):
            self._refusals.count(why)
            return None
        return int(stamp)

    def _objection(self, stamp: str, signature: str, body: bytes) -> str:
        if not (TIMESTAMP.fullmatch(stamp) and SIGNATURE.fullmatch(signature)):
            return "malformed"
        if not _is_text(body) or not self._verifier.is_valid(body, stamp, signature):
            return "signature"
        if int(stamp) <= self._stamps.newest_before or self._started.may_have_seen(int(stamp)):
            return "replayed"
        return ""


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
