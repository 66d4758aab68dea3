"""The store's own word against Slack's: each message arrived once, and the living messages say the last thing."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from tests.simulation.faults import MemorySlack, words
from tests.simulation.verdict import Alert

LEVELS = "SELECT budget, slot, level, state FROM alerts WHERE kind = 'level'"
LETTERS = "SELECT key, act, about, state, sent_channel, ts, body FROM outbox ORDER BY id"


def differences(path: Path, slack: MemorySlack) -> Iterator[str]:
    """Messages that Slack does not have once, messages that nobody wrote, and old words that still stand."""
    arrived = Counter(sent.key for sent in slack.arrived())
    newest: dict[str, str] = {}
    where: dict[str, str] = {}
    for key, act, about, state, _channel, ts, body in rows(path, LETTERS):
        if state == "pending":
            yield f"unsent: {key}"
        elif act != "edit" and arrived[key] != 1:
            yield f"letter: {key} arrived {arrived[key]} times"
        arrived.pop(key, None)
        if state == "superseded" or act == "reply":
            continue
        message = about or key  # an edit belongs to a message, also when it had to be posted anew
        newest[message] = _words(body)
        where[message] = ts
    yield from (f"letter: {key} was never written" for key in arrived)
    standing = slack.standing()
    yield from (f"stale: {key}" for key, words in newest.items() if standing.get(where[key]) != words)


def unsettled(path: Path, heard: Counter[Alert], named: dict[tuple[int, str], tuple[str, str]]) -> Iterator[str]:
    """Levels that the store calls told and nobody heard, or that it calls something else and somebody heard."""
    for budget, slot, level, state in rows(path, LEVELS):
        who, period = named[budget, slot[:10]]
        if state not in ("told", "covered") or (state == "told") != (heard[who, period, level] > 0):
            yield f"store: {(who, period, level)} is {state}, and was heard {heard[who, period, level]} times"


def rows(path: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        return connection.execute(statement).fetchall()


def _words(body: str) -> str:
    read = json.loads(body)
    return words(read["text"], read["blocks"])
