"""Price drift: the bill of a settled week says another price than the list, which is probably out of date."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from bot.core.alerts.levels import AlertRow
from bot.core.alerts.rules.finding import EVER, Finding, RuleFacts
from bot.core.alerts.rules.rule import FOR_EVER, Rule, Words, subject_name
from bot.core.answers.accuracy import off
from bot.core.names import Names
from bot.core.slack import numbers
from bot.core.slack.text import escape
from bot.core.usage.settlement import Accuracy, BilledRates

A_TENTH = 100  # permille
LEAST = 1_000_000_000  # nanodollars a week: below it, rounding drifts further


def found(scene: RuleFacts) -> Iterator[Finding]:
    for model, accuracy in scene.accuracy.items():
        if has_drifted(accuracy):
            rates = scene.billed_rates.get(model)
            yield Finding("price drift", f"model:{model}", EVER, accuracy=accuracy, rates=rates)


def has_drifted(accuracy: Accuracy) -> bool:
    permille = accuracy.permille
    return permille is not None and accuracy.billed >= LEAST and abs(permille - 1000) >= A_TENTH


def words(finding: Finding, names: Names, zone: ZoneInfo) -> Words:
    accuracy = finding.accuracy or Accuracy()
    thing = subject_name(finding.subject, names)
    sums = f"≈ {numbers.money(accuracy.estimate)} for a bill of {numbers.money(accuracy.billed)}"
    first = f"Estimates of {thing} are {off(accuracy)} off its bill: {sums} in the last settled week"
    return Words(first, ("Its list price is probably out of date.", *paste(finding)), thing=thing)


def paste(finding: Finding) -> tuple[str, ...]:
    """What to put into `prices.toml`, where the bill says enough."""
    rates: BilledRates = finding.rates or {}
    if "input" not in rates:
        return ()
    model = finding.subject.partition(":")[2].replace('"', "")
    lines = ["[[price]]", f'model = "{escape(model)}"', *(f'{part} = "{dollars}"' for part, dollars in rates.items())]
    return ("By its bill, `prices.toml` should say:\n```" + "\n".join(lines) + "```",)


def line(row: AlertRow, who: str) -> str:
    return f"The estimates of {who} drift from its bill"


RULE = Rule("price drift", found, words, line, "⚠️", remembered=FOR_EVER, shared="⚠️ Estimates that drift from the bill")
