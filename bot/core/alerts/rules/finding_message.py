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
from bot.core.slack.message import Block, Message
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


def finding_rows(findings: Sequence[Finding], names: Names, zone: ZoneInfo, *, room: int = REST) -> list[Block]:
    """A line each, the first ones with a button: several of a kind share theirs where it has a heading for them."""
    lines = _lines(findings, names, zone)
    own = [_row(line, button) for line, button in lines[:WITH_BUTTON]]
    rest = [line for line, _ in lines[WITH_BUTTON:]]
    return [*own, *(line_blocks(rest, "", room=room) if rest else [])]


def _lines(findings: Sequence[Finding], names: Names, zone: ZoneInfo) -> list[tuple[str, Button | None]]:
    """Each line with the button that is its cure, or that shows more of it."""
    lines: list[tuple[str, Button | None]] = []
    seen = set[str]()
    for one in findings:
        alike = [other for other in findings if other.kind == one.kind]
        shared = RULE[one.kind].shared
        if not shared or len(alike) == 1:
            said = RULE[one.kind].words(one, names, zone)
            lines.append((f"{_first(one, said)}{said.beside}", _next(said)))
        elif one.kind not in seen:
            things = (RULE[other.kind].words(other, names, zone).thing for other in alike)
            lines.append((f"{shared}: {listed(things)}", None))
        seen.add(one.kind)
    return lines


def findings_message(
    findings: Sequence[Finding], key: str, names: Names, zone: ZoneInfo, *, is_first_look: bool = False
) -> Message:
    """Several of one run and channel: one message that names each."""
    ordered = sorted(findings, key=_calmness)
    rows = finding_rows(ordered, names, zone)
    count = len(findings)
    title = f"First look at your organisation: {count} things found" if is_first_look else f"{count} things to look at"
    first = rows[0]["text"]["text"] if RULE[ordered[0].kind].shared else finding_line(ordered[0], names, zone)
    label = f"Acknowledge all {len(findings)}" if len(findings) > 1 else "Acknowledge"
    row = blocks.actions(Button(label, "alert_ack", key, "primary"))
    return Message(blocks.fitted(f"{title}: {first}", 300), (blocks.section(f"*{title}*"), *rows, row))


def _row(line: str, button: Button | None) -> Json:
    fits = button is not None and size(button.value) <= blocks.CLICK
    return blocks.section(line, accessory=blocks.button(button) if button and fits else None)


def _next(said: FindingWords) -> Button | None:
    return next(iter([*said.buttons, *([Button("Show", ASKS, said.ask)] if said.ask else [])]), None)


def _calmness(finding: Finding) -> bool:
    """What wakes people comes first."""
    return not RULE[finding.kind].wakes(finding)


def _buttons(finding: Finding, key: str, said: FindingWords) -> Json:
    row = [Button("Acknowledge", "alert_ack", key, "primary")]
    row += [Button("Expected until…", "alert_expected", key)] if RULE[finding.kind].can_be_expected else []
    row += [*said.buttons, *([Button("Show", ASKS, said.ask)] if said.ask else [])]
    return blocks.actions(*row)
