"""Price drift: the bill of a settled week says another price than the list, which is probably out of date."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from bot.core.alerts.levels import AlertRow
from bot.core.alerts.rules.finding import EVER, Finding, RuleFacts
from bot.core.alerts.rules.rule import FOR_EVER, FindingWords, Rule, subject_name
from bot.core.answers.accuracy import against_bill
from bot.core.names import Names
from bot.core.slack import numbers
from bot.core.slack.text import escape
from bot.core.usage.drift import MIXED
from bot.core.usage.rates import Kind
from bot.core.usage.settlement import Accuracy, BilledRates

A_TENTH = 100  # permille
STANDARD = ("", "default", "auto")
TIERS = ("flex", "priority", "scale", "fast", "ultrafast", MIXED)
NOT_TOLD_APART = (
    "Several tiers were used side by side, and its bill is one for all: one of their prices is out of date."
)
OUT_OF_DATE = (
    "Its list price is probably out of date; what OpenAI bills is right. "
    "Whoever runs the bot can set its price in `prices.toml`."
)
LEAST = 1_000_000_000  # nanodollars a week: below it, rounding drifts further


def found(scene: RuleFacts) -> Iterator[Finding]:
    """Each way of a model by itself: a right price is not told for a wrong one that is used beside it."""
    drifted = {kind: one for kind, one in scene.compared.items() if has_drifted(one.accuracy)}
    own = {kind.model for kind in drifted if kind.tier != MIXED}
    for kind, one in drifted.items():
        if kind.tier != MIXED or kind.model not in own:
            subject = f"model:{kind.model}"
            yield Finding("price drift", subject, EVER, _level(kind), accuracy=one.accuracy, rates=one.rates, way=kind)


def _level(kind: Kind) -> int:
    """What makes the ways of one model different things to tell."""
    if kind.batch == "true":
        return 1
    if kind.tier in STANDARD:
        return 0
    return 2 + TIERS.index(kind.tier) if kind.tier in TIERS else 2 + len(TIERS)


def has_drifted(accuracy: Accuracy) -> bool:
    permille = accuracy.permille
    return permille is not None and accuracy.billed >= LEAST and abs(permille - 1000) >= A_TENTH


def words(finding: Finding, names: Names, zone: ZoneInfo) -> FindingWords:
    accuracy = finding.accuracy or Accuracy()
    thing = f"{subject_name(finding.subject, names)}{_way(finding.way)}"
    sums = f"≈ {numbers.money(accuracy.estimate)} estimated, {numbers.money(accuracy.billed)} billed"
    far = against_bill(accuracy, "its bill")
    first = f"Estimates of {thing} are {far}: {sums}, in the last fully billed week"
    is_mixed = finding.way is not None and finding.way.tier == MIXED
    more = NOT_TOLD_APART if is_mixed else OUT_OF_DATE
    return FindingWords(first, (more, *paste(finding)), thing=thing, beside=". Its price is set in `prices.toml`")


def _way(kind: Kind | None) -> str:
    """` in batch`, ` on flex`; nothing of what is standard."""
    if kind is None or kind.tier == MIXED:
        return ""
    if kind.batch == "true":
        return " in batch"
    return f" on {escape(kind.tier)}" if kind.tier not in STANDARD else ""


def paste(finding: Finding) -> tuple[str, ...]:
    """What to put into `prices.toml`, where the bill says enough."""
    rates: BilledRates = finding.rates or {}
    if "input" not in rates:
        return ()
    model = finding.subject.partition(":")[2].replace('"', "")
    prices = (f'{part} = "{dollars}"' for part, dollars in rates.items())
    lines = ["[[price]]", f'model = "{escape(model)}"', *_choices(finding.way), *prices]
    return ("By its bill, `prices.toml` should say:\n```" + "\n".join(lines) + "```",)


def _choices(kind: Kind | None) -> list[str]:
    """For whom the rates are: other tiers and batch keep theirs."""
    if kind is None:
        return []
    batch = kind.batch == "true"
    return [f"batch = {str(batch).lower()}", *([f'tier = "{escape(kind.tier)}"'] if kind.tier and not batch else [])]


def line(row: AlertRow, who: str) -> str:
    return f"The estimates of {who} drift from its bill"


RULE = Rule("price drift", found, words, line, "⚠️", remembered=FOR_EVER, shared="⚠️ Estimates that drift from the bill")
