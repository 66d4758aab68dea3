"""Turns findings of the rules into alerts and messages, in the transaction of the check."""

from __future__ import annotations

import hashlib
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.alerts.levels import AlertRow, AlertState, State, Until
from bot.core.alerts.outbox import Act, QueuedMessage
from bot.core.alerts.planned_messages import AT_FIRST, MANY
from bot.core.alerts.rules import RULE, RULES, findings, is_silent, sent_after
from bot.core.alerts.rules.finding import EVER, EXPECTED, Finding, Identity, RuleFacts
from bot.core.alerts.rules.finding_message import finding_message, findings_message
from bot.core.alerts.rules.rule import Rule, nothing
from bot.core.names import Names
from bot.core.slack.channels import Channels
from bot.core.slack.message import Message
from bot.services import Services


@dataclass(frozen=True, slots=True)
class Found:
    """What the rules found. `loud` findings get a message: in a thread or, when `alone`, in the channel."""

    scene: RuleFacts
    every: tuple[Finding, ...]
    loud: tuple[Finding, ...]
    channels: Channels
    alone: Mapping[str, Sequence[Finding]]

    def channel(self, finding: Finding) -> str:
        return self.channels.of(finding.status.budget.channel if finding.status else "")

    def first_message(self, finding: Finding) -> str:
        """The key of the budget's first message."""
        return self.scene.known(finding.status).message if finding.status else ""


def find(
    scene: RuleFacts, states: Mapping[tuple[int, datetime], AlertState], services: Services, channels: Channels
) -> Found:
    """`states` has what the levels of this run will have told."""
    store = services.store
    noted = store.alerts.identities({rule.kind: _since(rule, scene.now) for rule in RULES})
    expected = {
        subject.removeprefix(EXPECTED): snooze.ends_at
        for subject, snooze in store.alerts.snoozes().items()
        if subject.startswith(EXPECTED) and snooze.until is Until.MORNING
    }
    scene = replace(scene, states=states, noted=noted, expected=expected)
    every = findings(scene)
    found = Found(scene, every, tuple(one for one in every if not is_silent(one, scene)), channels, {})
    alone: dict[str, list[Finding]] = defaultdict(list)
    for one in found.loud:
        if not found.first_message(one):
            alone[found.channel(one)].append(one)
    return replace(found, alone=alone)


def tell_findings(
    found: Found, joined: Mapping[str, str], names: Names, services: Services, connection: sqlite3.Connection
) -> tuple[QueuedMessage, ...]:
    """
    Store each finding and return the messages; the caller puts them into the outbox.

    `joined` are, by channel, messages of this run that say the channel's findings too.
    """
    outgoing, keys = _letters(found, joined, names, services)
    for one in found.every:
        state = State.TOLD if one in found.loud else State.COVERED
        message = keys.get(one.identity, "")
        row = AlertRow(one.kind, one.budget, one.subject, one.slot, one.level, found.scene.now, message, state)
        services.store.alerts.note(connection, row)
    return (*outgoing, *_ends(found.scene, services, connection))


def _letters(
    found: Found, joined: Mapping[str, str], names: Names, services: Services
) -> tuple[list[QueuedMessage], dict[Identity, str]]:
    """Messages, and the key of each finding's message. What has a living message goes into its thread."""
    outgoing: list[QueuedMessage] = []
    keys: dict[Identity, str] = {}
    few = AT_FIRST if found.scene.is_first_look else MANY
    for one in found.loud:
        if first_message := found.first_message(one):
            keys[one.identity] = first_message
            message = finding_message(one, first_message, names, services.zone)
            reply = QueuedMessage(key(one), found.channel(one), message, Act.REPLY, first_message, broadcast=True)
            outgoing.append(replace(reply, not_before=sent_after([one], found.scene)))
    for channel, many in found.alone.items():
        if channel in joined:
            keys.update({one.identity: joined[channel] for one in many})
            continue
        for group in [many] if len(many) >= few else [[one] for one in many]:
            of_group = key(group[0]) if len(group) == 1 else f"group-{key(group[0])}"
            keys.update({one.identity: of_group for one in group})
            message, later = _message(group, of_group, names, found.scene, services), sent_after(group, found.scene)
            outgoing.append(QueuedMessage(of_group, channel, message, not_before=later))
    return outgoing, keys


def _message(group: Sequence[Finding], of_group: str, names: Names, scene: RuleFacts, services: Services) -> Message:
    if len(group) == 1:
        return finding_message(group[0], of_group, names, services.zone)
    return findings_message(group, of_group, names, services.zone, is_first_look=scene.is_first_look)


def key(finding: Finding) -> str:
    """The message key. It is opaque, since any app of the workspace can read it."""
    text = repr((*finding.identity[:3], finding.slot.isoformat(), finding.level))
    return f"{finding.kind.replace(' ', '-')}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def _ends(scene: RuleFacts, services: Services, connection: sqlite3.Connection) -> Iterator[QueuedMessage]:
    """Messages that say in the thread that an alert has ended, for rules that have words for it."""
    for row in services.store.alerts.told_by([rule.kind for rule in RULES if rule.ended is not nothing]):
        if message := RULE[row.kind].ended(row, scene, services.zone):
            services.store.alerts.note(connection, replace(row, state=State.COVERED))
            channel = services.settings.alert_channel
            said = QueuedMessage(f"ended-{row.message}", channel, message, Act.REPLY, row.message, broadcast=True)
            yield replace(said, not_before=scene.quiet_until)


def _since(rule: Rule, now: datetime) -> datetime:
    return EVER if rule.remembered is None else now - rule.remembered
