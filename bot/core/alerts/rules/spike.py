"""Spike: the last full hour or day is far above the same hour or weekday of the last four weeks."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from bot.core.alerts.levels import AlertRow
from bot.core.alerts.rules.finding import Comparison, Finding, RuleFacts
from bot.core.alerts.rules.rule import TWO_MONTHS, Rule, Words, subject_name
from bot.core.amounts import NANO
from bot.core.budgets.budget_names import quantity
from bot.core.names import Names
from bot.core.periods import DAY, HOUR, Width, floor
from bot.core.slack.dates import day, stamp, zone_name
from bot.core.slack.numbers import amount

TIMES = 2  # the highest of the usual ones, and by at least a floor of dollars more
FLOORS = {HOUR: 5 * NANO, DAY: 25 * NANO}
WEEKS, WEEK = 4, 7 * DAY
FEWEST = 3  # of the four weeks must have been read
HOURLY, DAILY = 1, 2


def found(scene: RuleFacts) -> Iterator[Finding]:
    """Once a day and subject: an hour that was told is not told again as a day."""
    told_hours = {(subject, slot) for kind, _, subject, slot, level in scene.noted if kind == "spike"}
    for comparison in scene.comparisons:
        today = floor(comparison.span.start, Width.DAY)
        if is_spike(comparison) and (comparison.subject, today) not in told_hours:
            level = HOURLY if comparison.span.length == HOUR else DAILY
            yield Finding(
                "spike",
                comparison.subject,
                today,
                level,
                quantity=comparison.quantity,
                usual=(min(comparison.usual), max(comparison.usual)),
                span=comparison.span,
            )


def is_spike(comparison: Comparison) -> bool:
    if len(comparison.usual) < FEWEST:
        return False
    highest, used = max(comparison.usual), comparison.quantity.quantity
    return used > TIMES * highest and used - highest >= FLOORS[comparison.span.length]


def words(finding: Finding, names: Names, zone: ZoneInfo) -> Words:
    span, spent, usual = finding.span, finding.quantity, finding.usual
    assert span and spent and usual, "a spike has a span and a band"  # noqa: S101
    is_hour = span.length == HOUR
    when = f"{stamp(span.start, zone)} to {stamp(span.end, zone)[-5:]} {zone_name(zone.key)}"
    when = when if is_hour else f"{day(span.start.date())} (UTC)"
    same = "same hour" if is_hour else "same weekday"
    low, high = (quantity(end, "cost") for end in usual)
    only = f"project:{finding.subject.partition(':')[2]} " if ":" in finding.subject else ""
    most = f"usually {high} at most" if usual[1] else "usually nothing"
    who, length = subject_name(finding.subject, names), "an hour" if is_hour else "a day"
    return Words(
        f"{who} spent {amount(spent, 'nanodollar')} in {length}, {most}",
        (
            f"{when}. The {same} of the last weeks: {low if low == high else f'{low} to {high}'}.",
            f"A spike is more than {TIMES} times the highest of them, and at least "
            f"{quantity(FLOORS[span.length], 'cost')} above it.",
        ),
        f"cost by model {only}since {span.start:%Y-%m-%d}",
    )


def line(row: AlertRow, who: str) -> str:
    return f"{who} spent far more than usual in {'an hour' if row.level == HOURLY else 'a day'}, {day(row.slot.date())}"


RULE = Rule("spike", found, words, line, remembered=TWO_MONTHS, can_be_expected=True)
