"""The store's own word against Slack's: each message arrived once, and the living messages say the last thing."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from tests.simulation.faults import MemorySlack, Sent, words
from tests.simulation.verdict import Alert

LEVELS = "SELECT budget, slot, level, state FROM alerts WHERE kind = 'level'"
# Only what was to notify the channel: a note of another budget whose thread is gone is a message of its own.
SAID = """
    SELECT anew.key, {1} FROM outbox AS line JOIN outbox AS anew ON anew.about = line.about AND anew.act = 'post'
    AND anew.key LIKE '%~%' AND anew.created_at = line.created_at WHERE line.act IN ('line', 'post') AND {0}
    AND line.key NOT LIKE '%~%' AND line.broadcast
"""
SETTLED = "SELECT ts FROM outbox WHERE state = 'sent' AND act != 'edit' AND look_at = ''"
LETTERS = "SELECT key, act, about, state, sent_channel, ts, body FROM outbox ORDER BY id"


def differences(path: Path, slack: MemorySlack) -> Iterator[str]:
    """Messages that Slack does not have once, messages that nobody wrote, and old words that still stand."""
    arrived = Counter(sent.key for sent in once(slack) if sent.key)  # a wrong clock is told beside all that
    newest: dict[str, str] = {}
    where: dict[str, str] = {}
    for key, act, about, state, _channel, ts, body in rows(path, LETTERS):
        if state == "pending":
            yield f"unsent: {key}"
        elif act != "edit" and arrived[key] != 1 and (state == "sent" or arrived[key] > 1):
            yield f"letter: {key} arrived {arrived[key]} times"
        arrived.pop(key, None)
        if state == "superseded" or act in ("reply", "line", "tell") or (act == "post" and about and "~" not in key):
            continue
        message = about or key  # an edit belongs to a message, also when it had to be posted anew
        newest[message] = _words(body)
        where[message] = ts
    yield from (f"letter: {key} was never written" for key in arrived)
    yield from _notified_twice(path, slack)
    standing = slack.standing()
    yield from (f"stale: {key}" for key, words in newest.items() if standing.get(where[key]) != words)


def once(slack: MemorySlack) -> Iterator[Sent]:
    """
    What arrived, without copies that nobody takes for news: one that says itself that it may be a repeat, and one
    that notified nobody and stands below a message that a person deleted, where the bot sees no more than people do.
    """
    by_key: dict[str, list[Sent]] = defaultdict(list)
    for sent in slack.arrived():
        by_key[sent.key].append(sent)
    for same in by_key.values():
        yield from _without(_without(same, lambda sent: sent.is_repeat), slack.is_buried)


def _without(same: list[Sent], is_copy: Callable[[Sent], bool]) -> list[Sent]:
    return [sent for sent in same if not is_copy(sent)] or same[:1]


def settled(path: Path) -> set[str]:
    """Where the messages stand of which nothing is in doubt: what a person deletes before that is posted again."""
    return {ts for (ts,) in rows(path, SETTLED)}


def left(path: Path, slack: MemorySlack) -> Iterator[Sent]:
    """Lines that were not said, since the message that was posted in place of their edit had notified of them."""
    anew = {sent.key: sent for sent in slack.arrived() if "~" in sent.key}
    for line, body in rows(path, SAID.format("line.state = 'superseded'", "line.body")):
        if line in anew:
            yield replace(anew[line], text=_words(body))


def _notified_twice(path: Path, slack: MemorySlack) -> Iterator[str]:
    """A line that notifies of what the message in place of its edit has notified of."""
    sent = {one.key: one for one in slack.arrived()}
    for anew, line in rows(path, SAID.format("1", "line.key")):
        if anew in sent and line in sent and sent[line].is_loud and sent[anew].ts not in slack.deleted:
            yield f"twice: {line} beside {anew}"


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
