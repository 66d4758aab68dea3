"""What the rules beside levels say: the finding in one line, the numbers it rests on, what can be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.alerts.rules.finding import Finding
from bot.core.alerts.rules.hard_limit import IS_ENFORCING
from bot.core.alerts.rules.spike import FLOORS, TIMES
from bot.core.answers.labels import dimension_label
from bot.core.budgets.budget_names import about, its_budget, of_amount, quantity, scope_name
from bot.core.names import Names
from bot.core.periods import HOUR
from bot.core.slack import blocks, numbers
from bot.core.slack.blocks import Button, Json
from bot.core.slack.dates import ago, day, stamp, zone_name
from bot.core.slack.lines import line_blocks
from bot.core.slack.message import Message
from bot.core.slack.numbers import amount, count
from bot.core.slack.text import escape, listed, shorten

LONGEST_NAME = 60
SHARED = {"unpriced": "⚠️ No price, so in no sum of dollars", "new": "🆕 New, under no budget"}
ASKS = "alert_ask"  # the button that answers a question privately


@dataclass(frozen=True, slots=True)
class Words:
    """`first` is complete on a lock screen; `more` explains it; `ask` is the question that shows more."""

    first: str
    more: tuple[str, ...] = ()
    ask: str = ""


def finding_message(finding: Finding, key: str, names: Names, zone: ZoneInfo) -> Message:
    said = WORDS[finding.kind](finding, names, zone)
    body = blocks.section("\n".join([f"*{said.first}*", *said.more]))
    return Message(said.first, (body, _buttons(finding, key, said)))


def finding_line(finding: Finding, names: Names, zone: ZoneInfo) -> str:
    """The finding in one line."""
    return WORDS[finding.kind](finding, names, zone).first


def finding_lines(findings: Sequence[Finding], names: Names, zone: ZoneInfo) -> list[str]:
    """A line each, beside another alert: several things without a price, or new, share theirs."""
    lines, seen = [], set[str]()
    for one in findings:
        alike = [other for other in findings if other.kind == one.kind]
        if one.kind not in SHARED or len(alike) == 1:
            lines.append(finding_line(one, names, zone))
        elif one.kind not in seen:
            lines.append(f"{SHARED[one.kind]}: {listed(_thing(other, names) for other in alike)}")
        seen.add(one.kind)
    return lines


def _thing(finding: Finding, names: Names) -> str:
    kind = f"{finding.subject.partition(':')[0]} " if finding.kind == "new" else ""
    return f"{kind}{_name(finding, names)}"


def findings_message(findings: Sequence[Finding], key: str, names: Names, zone: ZoneInfo) -> Message:
    """Several of one run and channel: one message that names each."""
    firsts = [finding_line(finding, names, zone) for finding in findings]
    text = f"{len(findings)} things to look at: {firsts[0]}"
    row = blocks.actions(Button("Acknowledge", "alert_ack", key, "primary"))
    title = blocks.section(f"*{len(findings)} things to look at*")
    return Message(blocks.fitted(text, 300), (title, *line_blocks(firsts, ""), row))


def _buttons(finding: Finding, key: str, said: Words) -> Json:
    row = [Button("Acknowledge", "alert_ack", key, "primary")]
    row += [Button("Expected until…", "alert_expected", key)] if finding.kind in ("pace", "spike") else []
    row += [Button("Set a budget", "budget_form", finding.subject)] if finding.kind == "new" else []
    row += [Button("Show", ASKS, said.ask)] if said.ask else []
    return blocks.actions(*row)


def _name(finding: Finding, names: Names) -> str:
    """`checkout-prod`, escaped; `The organisation`."""
    kind, _, id = finding.subject.partition(":")
    return escape(shorten(dimension_label(names, kind, id), LONGEST_NAME)) if id else "The organisation"


def _pace(finding: Finding, names: Names, zone: ZoneInfo) -> Words:
    status, forecast = finding.status, finding.forecast
    assert status and forecast, "pace is about a budget"  # noqa: S101
    metric, who = status.budget.metric, scope_name(status.budget, names)
    ends = "–".join(about(end, metric) for end in (forecast.low, forecast.high))
    first = (
        f"🟠 {who} is on pace to pass {its_budget(status)}: ≈ {ends} of {quantity(status.amount, metric)} at its end"
    )
    rates = (quantity(rate, metric) for rate in (forecast.pace.low, forecast.pace.high))
    return Words(
        first,
        (
            f"So far {of_amount(status)}. The last 7, 14 and 28 days used {' to '.join(rates)} a day.",
            f"Even at the lowest pace it ends at {finding.level:,} %.",
        ),
    )


def _spike(finding: Finding, names: Names, zone: ZoneInfo) -> Words:
    span, spent, usual = finding.span, finding.quantity, finding.usual
    assert span and spent and usual, "a spike has a span and a band"  # noqa: S101
    who = _name(finding, names)
    is_hour = span.length == HOUR
    when = f"{stamp(span.start, zone)} to {stamp(span.end, zone)[-5:]} {zone_name(zone.key)}"
    when = when if is_hour else f"{day(span.start.date())} (UTC)"
    same = "same hour" if is_hour else "same weekday"
    low, high = (quantity(end, "cost") for end in usual)
    only = f"project:{finding.subject.partition(':')[2]} " if ":" in finding.subject else ""
    most = f"usually {high} at most" if usual[1] else "usually nothing"
    floor = quantity(FLOORS[span.length], "cost")
    return Words(
        f"🟠 {who} spent {amount(spent, 'nanodollar')} in {'an hour' if is_hour else 'a day'}, {most}",
        (
            f"{when}. The {same} of the last weeks: {low if low == high else f'{low} to {high}'}.",
            f"A spike is more than {TIMES} times the highest of them, and at least {floor} above it.",
        ),
        f"cost by model {only}since {span.start:%Y-%m-%d}",
    )


def _new(finding: Finding, names: Names, zone: ZoneInfo) -> Words:
    kind, _, id = finding.subject.partition(":")
    used = f"{count(finding.quantity.quantity)} requests since yesterday" if finding.quantity else "in use"
    return Words(f"🆕 New {kind} {_name(finding, names)}, under no budget: {used}", (), f"cost by day {kind}:{id}")


def _unpriced(finding: Finding, names: Names, zone: ZoneInfo) -> Words:
    verb = "is" if finding.count == 1 else "are"
    used = f"{numbers.quantity(finding.count, finding.unit)} this month {verb} in no sum of dollars"
    first = f"⚠️ Model {_name(finding, names)} has no price: {used}"
    return Words(first, ("Budgets in dollars do not see it. A price for it goes into `prices.toml`.",))


def _hard_limit(finding: Finding, names: Names, zone: ZoneInfo) -> Words:
    native, spent = finding.limit, finding.quantity
    assert native and native.limit and spent, "a limit is about money"  # noqa: S101
    limit = quantity(native.limit.amount, "cost")
    if finding.level == IS_ENFORCING:
        first = f"🔴 {_name(finding, names)} is stopped by OpenAI's hard limit of {limit}: requests fail now"
        return Words(first, ("It resets with the month; only OpenAI's own settings change it.",))
    first = f"🟠 {_name(finding, names)} is near OpenAI's hard limit: {amount(spent, 'nanodollar')} of {limit}"
    return Words(first, ("At the limit OpenAI refuses requests until the month ends.",))


def _blind(finding: Finding, names: Names, zone: ZoneInfo) -> Words:
    assert finding.span, "a silence has a start"  # noqa: S101
    guarded = f"{finding.count} budget{'' if finding.count == 1 else 's'} unguarded"
    since = f"{stamp(finding.span.start, zone)} {zone_name(zone.key)}"
    return Words(
        f"⚠️ Nothing could be read from OpenAI since {since}: {guarded}",
        ("What is passed meanwhile is told as soon as it is seen. `usage-bot doctor` says what is wrong.",),
    )


WORDS: Mapping[str, Callable[[Finding, Names, ZoneInfo], Words]] = {
    "pace": _pace,
    "spike": _spike,
    "new": _new,
    "unpriced": _unpriced,
    "hard limit": _hard_limit,
    "blind": _blind,
}


def seeing_message(now: datetime, silent_since: datetime, zone: ZoneInfo) -> Message:
    """The end of a silence, in the thread of the message that told of it."""
    text = f"Reading again since {stamp(now, zone)}, after {ago(now - silent_since)}. What was used meanwhile is read."
    return Message(text, (blocks.section(text),))
