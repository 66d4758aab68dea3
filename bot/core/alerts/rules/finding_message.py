"""The messages of what the rules found: one a finding, one for several of a run, or lines beside another alert."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.core.alerts.rules import RULE
from bot.core.alerts.rules.finding import Finding
from bot.core.alerts.rules.rule import FindingWords
from bot.core.names import Names
from bot.core.slack import blocks
from bot.core.slack.blocks import Button, Json
from bot.core.slack.lines import line_blocks
from bot.core.slack.message import Message
from bot.core.slack.text import listed, size

WITH_BUTTON, REST = 10, 6_000  # lines of several with their own button; characters of those behind them
ASKS = "alert_ask"  # the button that answers a question privately


def finding_message(finding: Finding, key: str, names: Names, zone: ZoneInfo) -> Message:
    said = RULE[finding.kind].words(finding, names, zone)
    first = _first(finding, said)
    body = blocks.section("\n".join([f"*{first}*", *said.more]))
    return Message(first, (body, _buttons(finding, key, said)))


def _first(finding: Finding, said: FindingWords) -> str:
    return f"{said.sign or RULE[finding.kind].sign} {said.first}"


def finding_line(finding: Finding, names: Names, zone: ZoneInfo) -> str:
    """The finding in one line."""
    return _first(finding, RULE[finding.kind].words(finding, names, zone))


def finding_lines(findings: Sequence[Finding], names: Names, zone: ZoneInfo) -> list[str]:
    """A line each, beside another alert: several of a kind share theirs where it has a heading for them."""
    return [line for line, _ in _asked_lines(findings, names, zone)]


def _asked_lines(findings: Sequence[Finding], names: Names, zone: ZoneInfo) -> list[tuple[str, str]]:
    """Each line with the question that shows more of it."""
    lines, seen = [], set[str]()
    for one in findings:
        alike = [other for other in findings if other.kind == one.kind]
        shared = RULE[one.kind].shared
        if not shared or len(alike) == 1:
            said = RULE[one.kind].words(one, names, zone)
            lines.append((_first(one, said), said.ask))
        elif one.kind not in seen:
            things = (RULE[other.kind].words(other, names, zone).thing for other in alike)
            lines.append((f"{shared}: {listed(things)}", ""))
        seen.add(one.kind)
    return lines


def findings_message(
    findings: Sequence[Finding], key: str, names: Names, zone: ZoneInfo, *, is_first_look: bool = False
) -> Message:
    """Several of one run and channel: one message that names each."""
    lines = _asked_lines(sorted(findings, key=_calmness), names, zone)
    title = f"{'First look: ' if is_first_look else ''}{len(findings)} things to look at"
    text = f"{title}: {lines[0][0]}"
    label = f"Acknowledge all {len(findings)}" if len(findings) > 1 else "Acknowledge"
    row = blocks.actions(Button(label, "alert_ack", key, "primary"))
    own = [_row(line, ask) for line, ask in lines[:WITH_BUTTON]]
    rest = line_blocks([line for line, _ in lines[WITH_BUTTON:]], "", room=REST) if lines[WITH_BUTTON:] else []
    return Message(blocks.fitted(text, 300), (blocks.section(f"*{title}*"), *own, *rest, row))


def _row(line: str, ask: str) -> Json:
    """One of several, with what shows more of it."""
    show = blocks.button(Button("Show", ASKS, ask)) if 0 < size(ask) <= blocks.CLICK else None
    return blocks.section(line, accessory=show)


def _calmness(finding: Finding) -> bool:
    """What wakes people comes first."""
    return not RULE[finding.kind].wakes(finding)


def _buttons(finding: Finding, key: str, said: FindingWords) -> Json:
    row = [Button("Acknowledge", "alert_ack", key, "primary")]
    row += [Button("Expected until…", "alert_expected", key)] if RULE[finding.kind].can_be_expected else []
    row += [*said.buttons, *([Button("Show", ASKS, said.ask)] if said.ask else [])]
    return blocks.actions(*row)
