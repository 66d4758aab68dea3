"""New: a project or a model that was never seen before, and that no budget counts."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from bot.core.alerts.levels import AlertRow
from bot.core.alerts.rules.finding import EVER, Finding, RuleFacts
from bot.core.alerts.rules.rule import FOR_EVER, FindingWords, Rule, subject_name
from bot.core.names import Names
from bot.core.slack.blocks import Button
from bot.core.slack.numbers import amount, plural


def found(scene: RuleFacts) -> Iterator[Finding]:
    """Whatever was not noted before."""
    for subject, requests in sorted(scene.things.items()):
        yield Finding("new", subject, EVER, quantity=scene.costs.get(subject), count=requests.quantity)


def is_silent(finding: Finding, scene: RuleFacts) -> bool:
    """At the very first look everything is new, which is no news."""
    is_first_look = not any(kind == "new" for kind, *_ in scene.noted)
    return is_first_look or finding.subject in scene.covered


def words(finding: Finding, names: Names, zone: ZoneInfo) -> FindingWords:
    kind, _, id = finding.subject.partition(":")
    cost = f", {amount(finding.quantity, 'nanodollar')}" if finding.quantity and finding.quantity.quantity else ""
    used = f"{plural(finding.count, 'request')}{cost} since yesterday" if finding.count else "in use"
    thing = f"{kind} {subject_name(finding.subject, names)}"
    own = Button("Set a budget", "budget_form", finding.subject)
    return FindingWords(
        f"New {thing} without a budget: {used}", ask=f"cost by day {kind}:{id}", thing=thing, buttons=(own,)
    )


def line(row: AlertRow, who: str) -> str:
    return f"New {row.subject.partition(':')[0]} {who} without a budget"


RULE = Rule(
    "new", found, words, line, "🆕", remembered=FOR_EVER, shared="🆕 New, without a budget", is_silent=is_silent
)
