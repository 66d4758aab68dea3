"""What drove a budget, in words: for its message one line, for who asks why everything that moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.core.alerts.forecast_lines import landing_lines
from bot.core.alerts.message_facts import AlertFacts
from bot.core.amounts import Amount
from bot.core.answers.labels import dimension_label
from bot.core.budgets.budget import ORGANISATION, Budget
from bot.core.budgets.budget_names import about, scope_name
from bot.core.budgets.drivers import Driver, Drivers, Stretch
from bot.core.names import Names
from bot.core.slack import blocks, numbers
from bot.core.slack.dates import DAYS, clock
from bot.core.slack.message import Message
from bot.core.slack.text import escape, shorten

SHOWN = 3
WHY_SHOWN = 12
LONGEST_NAME = 40


def driver_lines(facts: AlertFacts, names: Names, of: str = "") -> list[str]:
    """What rose; where nothing did, what the spend is made of. `of` says which budgets it is told of."""
    drivers, budget = facts.drivers, facts.status.budget
    if drivers is None:
        return []
    if drivers.is_risen:
        rose = [
            f"{_what(one, budget, names)}: about {about(one.added, budget.metric)} more" for one in drivers.rose[:SHOWN]
        ]
        grown = _growth(drivers.rose[0], facts.zone)
        rose[0] += f" than usual{f', {grown}' if grown else ''}"
        return [f"*Why{of}, {_span(drivers.stretch)}* {'; '.join(rose)}"]
    made_of = _made_of(drivers, budget, names)
    return [f"*Why{of}, {_span(drivers.stretch)}* as usual, mostly {'; '.join(made_of)}"] if made_of else []


def shared_driver_lines(all_facts: Sequence[AlertFacts], names: Names) -> list[str]:
    """`*Why both, last 24 h* checkout-prod, gpt-5, key ci-runner: …`: once, of budgets that one thing drives."""
    risen = [one.drivers for one in all_facts if one.drivers and one.drivers.is_risen]
    if len(risen) < max(len(all_facts), 2) or len({(one.stretch, one.rose[0]) for one in risen}) > 1:
        return []
    first = all_facts[0]
    whole = replace(first.status.budget, scope=ORGANISATION, names=())  # so that every part is named
    of = " both" if len(risen) == 2 else f" all {len(risen)}"
    return driver_lines(replace(first, status=replace(first.status, budget=whole)), names, of)


def usual_text(drivers: Drivers | None) -> str:
    """`usual: the same hours of the last 2 weeks`: what a cause is compared with, for the small print."""
    return f"usual: {_usual(drivers.stretch)}" if drivers and drivers.is_risen else ""


def _span(stretch: Stretch) -> str:
    return "last 24 h" if stretch.is_day else "last 7 days"


def _made_of(drivers: Drivers, budget: Budget, names: Names) -> list[str]:
    largest = sorted(drivers.found, key=lambda one: -one.now.quantity)[:SHOWN]
    return [f"{_about(one.now, budget.metric)} {_what(one, budget, names)}" for one in largest if one.now.quantity]


def alert_why_message(facts: AlertFacts, names: Names) -> Message:
    """Everything that moved, for the one who asked."""
    budget, drivers = facts.status.budget, facts.drivers
    name = scope_name(budget, names)
    if drivers is None:
        text = f"{name}: too little was read yet to compare"
        return Message(text, (blocks.section("\n".join([f"*{text}*", *landing_lines(facts)])),))
    sums = f"{_about(drivers.now, budget.metric)}, usually {_about(drivers.usual, budget.metric)}"
    text = f"{name}: {sums} ({_span(drivers.stretch)} against {_usual(drivers.stretch)})"
    lines = [_why_line(one, facts, names) for one in drivers.found[:WHY_SHOWN] if one.added]
    if drivers.is_as_usual:
        lines = [f"Nothing moved: mostly {'; '.join(_made_of(drivers, budget, names) or ['nothing'])}."]
    return Message(text, (blocks.section("\n".join([f"*{text}*", *lines, *landing_lines(facts)])),))


def _why_line(one: Driver, facts: AlertFacts, names: Names) -> str:
    """`• +$22 gpt-5.5, key ci-agents: ≈ $63, usually ≈ $41; 2 × tokens per request since Mon 12:00`."""
    budget = facts.status.budget
    sums = f"{_about(one.now, budget.metric)}, usually {_about(one.usual, budget.metric)}"
    grown = _growth(one, facts.zone)
    return f"• {_added(one, budget.metric)} {_what(one, budget, names)}: {sums}" + (f"; {grown}" if grown else "")


def _usual(stretch: Stretch) -> str:
    if not stretch.is_day:
        return "the 7 days before"
    weeks = len(stretch.like)
    return f"the same hours of {f'the last {weeks} weeks' if weeks > 1 else 'last week'}"


def _what(one: Driver, budget: Budget, names: Names) -> str:
    """The parts that the budget leaves open: `ci-runner, gpt-5.5, key ci-agents`."""
    parts = [] if budget.scope == "project" and len(budget.names) == 1 else [_label("project", one.project, names)]
    parts += [] if budget.scope == "model" and len(budget.names) == 1 else [_label("model", one.model, names)]
    parts += [f"key {_label('key', one.key, names)}"] if one.key and budget.scope != "key" else []
    return ", ".join(parts)


def _label(dimension: str, id: str, names: Names) -> str:
    return escape(shorten(dimension_label(names, dimension, id), LONGEST_NAME))


def _growth(one: Driver, zone: ZoneInfo) -> str:
    """`2 × tokens per request since Mon 12:00`."""
    if one.growth is None:
        return ""
    since = one.growth.since
    day = f" since {DAYS[since.astimezone(zone).weekday()]} {clock(since, zone)}" if since else ""
    return f"{numbers.times(one.growth.tenths, 10)} × {one.growth.what}{day}"


def _added(one: Driver, metric: str) -> str:
    sign = "+" if one.added >= 0 else "−"
    return f"{sign}{about(abs(one.added), metric)}"


def _about(amount: Amount, metric: str) -> str:
    return f"{'≈ ' if amount.estimate else ''}{about(amount.quantity, metric)}"
