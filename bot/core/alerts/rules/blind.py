"""Blind: no budget is guarded. Nothing was read for three sync intervals or an hour, or the key is not the store's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.core.alerts.levels import AlertRow
from bot.core.alerts.rules.finding import EVER, Finding, RuleFacts
from bot.core.alerts.rules.rule import FindingWords, OpenFacts, Rule
from bot.core.names import Names
from bot.core.periods import Period
from bot.core.slack import blocks
from bot.core.slack.blocks import Button
from bot.core.slack.dates import ago, stamp, zone_name
from bot.core.slack.message import Message

OTHER = "organisation"


def found(scene: RuleFacts) -> Iterator[Finding]:
    """One finding for each silence; its slot is the last read. Only failed attempts count, not time without any."""
    watched = len(scene.statuses)
    if scene.is_other_organisation:  # waiting would not help
        yield Finding("blind", OTHER, (scene.as_of or EVER).replace(microsecond=0), count=watched)
        return
    tried = scene.trying_since
    if tried is None or scene.now - tried <= scene.stale_after or not _is_silent(scene):
        return
    last = scene.as_of or tried
    began = last if tried - last <= scene.stale_after else tried  # the bot was away before: it could not since then
    slot = last.replace(microsecond=0)
    yield Finding("blind", "reader", slot, span=Period(began, scene.now), count=watched)


def _is_silent(scene: RuleFacts) -> bool:
    return scene.as_of is None or scene.now - scene.as_of > scene.stale_after


_WHAT_IS_WRONG = (Button("What is wrong", "alert_ask", "doctor"),)


def words(finding: Finding, names: Names, zone: ZoneInfo) -> FindingWords:
    watched = "1 budget is" if finding.count == 1 else f"{finding.count} budgets are"
    if finding.subject == OTHER:
        return FindingWords(
            f"The admin key is of another organisation than this store: nothing is read, and {watched} not watched",
            ("Put a key of the right one into OPENAI_ADMIN_KEY, or give the other a store of its own.",),
            buttons=_WHAT_IS_WRONG,
        )
    assert finding.span, "a silence has a start"  # noqa: S101
    since = f"{stamp(finding.span.start, zone)} {zone_name(zone.key)}"
    return FindingWords(
        f"Nothing could be read from OpenAI since {since}: {watched} not watched",
        ("Alerts that are due meanwhile come as soon as OpenAI can be read again.",),
        buttons=_WHAT_IS_WRONG,
    )


def line(row: AlertRow, who: str) -> str:
    return "Nothing can be read from OpenAI"


def is_open(row: AlertRow, facts: OpenFacts) -> bool:
    """Until its end was told."""
    return row.is_told


def ended(row: AlertRow, scene: RuleFacts, zone: ZoneInfo) -> Message | None:
    """The end of a silence, in the thread of the message that told of it."""
    if scene.as_of is None or _is_silent(scene) or scene.as_of - row.slot < timedelta(seconds=1):
        return None
    since, silent = stamp(scene.as_of, zone), ago(scene.as_of - row.slot)
    text = f"OpenAI can be read again since {since}, after {silent}. What was used meanwhile has been read."
    return Message(text, (blocks.section(text),))


def wakes(finding: Finding) -> bool:
    """Always: an unread budget may be over 100 %."""
    return True


RULE = Rule("blind", found, words, line, sign="⚠️", is_open=is_open, ended=ended, wakes=wakes)
