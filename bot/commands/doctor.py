"""`doctor`: what is broken and its cure, asked from Slack; the terminal's `usage-bot doctor` has the same checks."""

from __future__ import annotations

from collections.abc import Sequence

from bot.commands.request import Asker, Command, Reply
from bot.core.errors import UserError
from bot.core.slack import blocks, numbers
from bot.core.slack.dates import day
from bot.core.slack.lines import line_blocks
from bot.core.slack.message import Message
from bot.core.slack.text import escape, listed
from bot.doctor import Finding, State, examine
from bot.services import Services

SIGNS = {State.OK: "✓", State.NOTE: "•", State.BROKEN: "✗"}
FOR_ADMINS = "Only admins can run doctor. To become one, have your id, {id}, added to USAGE_BOT_ADMINS."


def run(text: str, asker: Asker, services: Services) -> Reply:
    if not asker.is_admin:
        raise UserError(FOR_ADMINS.format(id=asker.user_id))
    findings = tuple(examine(services, services.clock()))
    facts = [
        {"check": one.check, "state": one.state.value, "text": one.text, "cure": one.cure or None} for one in findings
    ]
    return Reply(doctor_message(findings), {"question": "doctor", "verb": "doctor", "findings": facts})


def doctor_message(findings: Sequence[Finding]) -> Message:
    """What is broken first, then what is to know; what is well is named in one line."""
    broken, notes, well = ([one for one in findings if one.state is state] for state in reversed(State))
    head = f"{_things(len(broken))} broken" if broken else _working(notes)
    head += f", {numbers.plural(len(notes), 'note')}" if notes else ""
    lines = [_line(one) for one in (*broken, *sorted(notes, key=lambda one: one.ends is None))]
    told = {one.check for one in (*broken, *notes)}
    names = [name for name in dict.fromkeys(one.check for one in well) if name not in told]
    passed = f"✓ {numbers.plural(len(names), 'check')} passed: {listed(names)}" if names else ""
    parts = (blocks.section(f"*{head}*"), *(line_blocks(lines, " findings") if lines else ()))
    return Message(head, (*parts, *([blocks.context(escape(passed))] if passed else [])))


def _working(notes: Sequence[Finding]) -> str:
    """`Everything works`; `Everything works until Fri 4 Dec` where something has an end."""
    ends = min((one.ends for one in notes if one.ends), default=None)
    return f"Everything works until {day(ends.date())}" if ends else "Everything works"


def _things(count: int) -> str:
    return f"{count} thing is" if count == 1 else f"{count} things are"


def _line(finding: Finding) -> str:
    cure = f" {escape(finding.cure)}" if finding.cure else ""
    return f"{SIGNS[finding.state]} *{escape(finding.check)}* {escape(finding.text.removesuffix('.'))}.{cure}"


COMMAND = Command("doctor", ("doctor",), run, "Checks key, tokens, channels and store.", "doctor", is_page=True)
