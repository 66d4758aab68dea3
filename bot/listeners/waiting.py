"""The waiting line: sent when an answer takes long, and replaced by the answer."""

from __future__ import annotations

import heapq
import math
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from itertools import count
from threading import Condition, Lock, Thread

import structlog

from bot.core.errors import UpstreamError
from bot.core.slack.blocks import section
from bot.core.slack.message import Message
from bot.core.slack.text import escape, shorten

log = structlog.get_logger()

PATIENCE = 1.5  # seconds before it is sent; people soon type again
SPEAKERS = 8  # lines sent at the same time: each is a call of Slack's Web API
LONGEST_WORDS = 80
A_PAGE = 1.0  # seconds that OpenAI takes for a page
WORTH_SAYING = 3  # seconds: a shorter estimate is not worth reading


class WaitingLine:
    """
    One request's line. `say` returns where it stands, as `over` then does; '' for nowhere.

    `stands` is a line that an earlier process said.
    """

    def __init__(self, say: Callable[[], str], stands: str = "") -> None:
        self._say = say
        self._lock = Lock()
        self._is_over = False
        self._stands = stands

    def due(self) -> None:
        """Send the line unless the answer is there."""
        with self._lock:
            if self._is_over or self._stands:
                return
            try:
                self._stands = self._say()
            except UpstreamError as error:  # the answer itself will find its own way
                log.warning("waiting.failed", code=error.code)

    @property
    def stands(self) -> bool:
        return bool(self._stands)

    def over(self) -> str:
        """The answer is there. Returns where the line stands that it replaces; waits while the line is being sent."""
        with self._lock:
            self._is_over = True
            stands, self._stands = self._stands, ""
            return stands


class WaitingLines:
    """Sends each line when it is due. One thread watches the time, others send: no line waits for another."""

    def __init__(self, after: float = PATIENCE, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._after = after
        self._monotonic = monotonic
        self._due: list[tuple[float, int, WaitingLine]] = []
        self._numbers = count()
        self._changed = Condition()
        self._is_open = True
        self._speakers = ThreadPoolExecutor(SPEAKERS, "slack-waiting")
        self._thread = Thread(target=self._run, name="slack-waiting", daemon=True)
        self._thread.start()

    def start(self, line: WaitingLine) -> None:
        with self._changed:
            heapq.heappush(self._due, (self._monotonic() + self._after, next(self._numbers), line))
            self._changed.notify()

    def close(self, *, wait: bool = False) -> None:
        """Drop lines that were not sent yet."""
        with self._changed:
            self._is_open = False
            self._changed.notify()
        self._speakers.shutdown(wait=wait, cancel_futures=True)

    def _run(self) -> None:
        while (line := self._next()) is not None:
            self._speakers.submit(line.due)

    def _next(self) -> WaitingLine | None:
        with self._changed:
            while self._is_open:
                rest = self._due[0][0] - self._monotonic() if self._due else None
                if rest is not None and rest <= 0:
                    return heapq.heappop(self._due)[2]
                self._changed.wait(rest)
        return None


def waiting_message(typed: str, pages: int) -> Message:
    """`Reading 12 pages from OpenAI, about 12 s …` and what was asked; without pages it is the store that is read."""
    seconds = math.ceil(pages * A_PAGE)
    about = f", about {seconds} s" if seconds >= WORTH_SAYING else ""
    counted = f"{pages} pages" if pages > 1 else "1 page"
    doing = f"Reading {counted} from OpenAI{about} …" if pages else "Reading what is stored …"
    words = shorten(" ".join(unescape(typed).split()), LONGEST_WORDS)  # Slack has escaped it once
    text = f"{doing}\n“{escape(words)}”" if words else doing
    return Message(text, (section(text),))
