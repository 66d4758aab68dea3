"""Spike: far more than usual in the last hours, or the last week, told once while it lasts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from zoneinfo import ZoneInfo

from bot.core.alerts.levels import AlertRow
from bot.core.alerts.rules.excess import WEEK
from bot.core.alerts.rules.finding import Finding, RuleFacts, Spike
from bot.core.alerts.rules.rule import TWO_MONTHS, FindingWords, Rule, subject_name
from bot.core.budgets.budget_names import quantity
from bot.core.names import Names
from bot.core.openai_pages import keys_link, limits_link
from bot.core.periods import DAY, HOUR
from bot.core.slack.dates import day, stamp, zone_name
from bot.core.slack.numbers import amount
from bot.core.slack.text import escape, listed, shorten

SPIKE = "spike"
OLD_DAY = 2  # the level of a day in rows of the first version
LENGTHS = {1: "an hour", OLD_DAY: "a day", 6: "6 hours", 24: "a day", WEEK: "a week"}
KINDS: Mapping[str | None, str] = {
    "requests": "more requests",
    "model mix": "shift to more expensive models",
    "input size": "longer prompts",
    "output size": "longer answers",
    "cache": "fewer cached tokens",
    "price": "higher price per token (tier, batch)",
}
SHOWN = 5  # of the projects that are part of it
LONGEST = 60


def found(scene: RuleFacts) -> Iterator[Finding]:
    """Without what another process told within a day, after these facts were gathered."""
    recent = {subject for kind, _, subject, slot, _ in scene.noted if kind == SPIKE and scene.now - slot < DAY}
    for spike in scene.spikes:
        if spike.subject not in recent:
            hours = spike.span.length // HOUR
            yield Finding(SPIKE, spike.subject, spike.at, hours, quantity=spike.quantity, spike=spike, span=spike.span)


def is_silent(finding: Finding, scene: RuleFacts) -> bool:
    return finding.spike is not None and not finding.spike.loud


def words(finding: Finding, names: Names, zone: ZoneInfo) -> FindingWords:
    spike = finding.spike
    assert spike, "only a spike is said here"  # noqa: S101
    span, who = spike.span, subject_name(spike.subject, names)
    usual = f"usually {quantity(spike.usual, 'cost')}" if spike.usual else "usually nothing"
    only = f"project:{spike.subject.partition(':')[2]} " if ":" in spike.subject else ""
    when = _when(spike, zone)
    return FindingWords(
        f"{who} spent {amount(spike.quantity, 'nanodollar')} in {LENGTHS[finding.level]}, {usual}",
        (
            *_cause(spike, names),
            f"*When* {when}. Usual: the same hours of the last four weeks.",
            *([f"*Project{'s' if len(spike.beside) > 1 else ''}* {_beside(spike, names)}."] if spike.beside else []),
            f"*Not meant?* {_stop(spike)}. No second alert comes for this spike; budgets still alert.",
        ),
        f"cost by model {only}since {span.start:%Y-%m-%d}",
        beside=f" ({when})",
    )


def _stop(spike: Spike) -> str:
    """Where OpenAI lets its key be revoked, or its project be limited."""
    project = spike.subject.removeprefix("project:") if ":" in spike.subject else ""
    return f"Revoke the key: {keys_link(project)}" if spike.cause.key else f"Set a limit: {limits_link(project)}"


def _cause(spike: Spike, names: Names) -> tuple[str, ...]:
    """`*Why* more requests on gpt-5 with key ci-runner.`"""
    cause = spike.cause
    model = escape(shorten(cause.model, LONGEST)) if cause.model else ""
    key = f"key {escape(shorten(names.label('key', cause.key), LONGEST))}" if cause.key else ""
    where = f"{model} with {key}" if model and key else model or key
    if not cause.kind:
        return (f"*Why* mostly {where}.",) if where else ()
    return (f"*Why* {KINDS[cause.kind]}{f' on {where}' if model else f' with {where}' if key else ''}.",)


def _beside(spike: Spike, names: Names) -> str:
    shown = [subject_name(subject, names) for subject in spike.beside[:SHOWN]]
    more = len(spike.beside) - len(shown)
    return listed([*shown, *([f"{more} more"] if more else [])])


def _when(spike: Spike, zone: ZoneInfo) -> str:
    span = spike.span
    if span.length == WEEK * HOUR:
        return f"{day(span.start.date())} to {day((span.end - DAY).date())} (UTC)"
    until = stamp(span.end, zone)
    until = until[-5:] if span.length < DAY else until
    return f"{stamp(span.start, zone)} to {until} {zone_name(zone.key)}"


def line(row: AlertRow, who: str) -> str:
    return f"{who} spent far more than usual in {LENGTHS.get(row.level, 'a day')}, {day(row.slot.date())}"


RULE = Rule(
    SPIKE, found, words, line, remembered=TWO_MONTHS, can_be_expected=True, is_silent=is_silent, is_fleeting=True
)
