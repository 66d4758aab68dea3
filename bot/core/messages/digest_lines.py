"""The lines of a digest, one finding each; a line without a finding is left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from bot.core.alerts import Until
from bot.core.answer import OTHER
from bot.core.budgets import FULL, BudgetStatus
from bot.core.digest import BudgetView, DigestFacts
from bot.core.findings import (
    Move,
    causes,
    full_at,
    middle_forecast,
    movers,
    moves,
    needs_eyes,
    new_things,
    open_alerts,
    organisation_budget,
    suggested_budgets,
    uncovered,
    usual_day,
)
from bot.core.messages import dates, numbers
from bot.core.messages.answer import unpriced_notes
from bot.core.messages.budget import scope_name
from bot.core.messages.labels import dimension_label
from bot.core.messages.text import escape, listed, shorten

NAME = 40
SHOWN = 5
MODELS = 3
SNOOZED = {
    Until.NEXT: "snoozed until the next level",
    Until.FURTHER: "snoozed until +20 %",
    Until.MORNING: "snoozed until the morning",
    Until.RESET: "snoozed until the reset",
}


def lines(facts: DigestFacts) -> list[str]:
    """mrkdwn, most urgent first. Empty: nothing to say beside the day and the month."""
    found = (
        ("Budgets", _budgets(facts)),
        ("What moved", _moved(facts)),
        ("Models", _models(facts)),
        ("New", _new(facts)),
        ("No price", " ".join(escape(note) for note in unpriced_notes(facts.answers["total"]))),
        ("Open alerts", _alerts(facts)),
        ("Waiting for Slack", _undelivered(facts)),
        ("Week", _week(facts)),
        (_ended_name(facts), _ended_month(facts)),
        ("Restated", _restated(facts)),
        ("Not read", _unread(facts)),
        ("Not sent", _missed(facts)),
    )
    return [f"*{name}* {text}" for name, text in found if text]


def label(facts: DigestFacts, dimension: str, id: str) -> str:
    return shorten(dimension_label(facts.names, dimension, id), NAME)


def spread(low: int, high: int) -> str:
    """`≈ $5,200–$5,480`: a forecast is always a range, unless both ends read the same."""
    first, last = numbers.money(low), numbers.money(high)
    return f"≈ {first}" if first == last else f"≈ {first}–{last}"


def _budgets(facts: DigestFacts) -> str:
    eyes = sorted((view for view in facts.budgets if needs_eyes(view, facts)), key=lambda view: -view.status.percent)
    fine = len(facts.budgets) - len(eyes)
    if not eyes:
        return ""
    parts = [_budget(view, facts) for view in eyes[:SHOWN]]
    if hidden := len(eyes) - SHOWN if len(eyes) > SHOWN else 0:
        parts.append(f"{hidden} more need eyes")
    return " · ".join([*parts, *([f"{fine} {'other is' if fine == 1 else 'others are'} fine"] if fine else [])])


def _budget(view: BudgetView, facts: DigestFacts) -> str:
    """`checkout-prod 84 % of $500 (full on Sat 28 Nov)`."""
    status = view.status
    text = f"{scope_name(status.budget, facts.names)} {_percent_of(status)}"
    at = None if status.has_passed(FULL) else full_at(view, facts)
    notes = [f"full on {dates.day(at.date(), year=facts.day.year)}"] if at else []
    if view.told.snooze and view.told.snooze.is_on(status, facts.now):
        notes.append(SNOOZED[view.told.snooze.until])
    return f"{text} ({', '.join(notes)})" if notes else text


def _percent_of(status: BudgetStatus) -> str:
    unit = "nanodollar" if status.budget.metric == "cost" else status.budget.metric.removesuffix("s")
    amount = (
        numbers.money(status.amount)
        if unit == "nanodollar"
        else f"{numbers.count(status.amount)} {status.budget.metric}"
    )
    return f"{status.percent:,} % of {amount}"


def _moved(facts: DigestFacts) -> str:
    return " · ".join(_mover(move, facts) for move in movers(facts))


def _mover(move: Move, facts: DigestFacts) -> str:
    """`+$14 checkout-prod (gpt-5, ci-runner)`."""
    why = causes(move, facts.causes[move.id]) if move.id in facts.causes else ()
    names = [escape(label(facts, dimension, id)) for dimension, id in why]
    text = f"{numbers.signed(move.added)} {escape(label(facts, 'project', move.id))}"
    return f"{text} ({', '.join(names)})" if names else text


def _models(facts: DigestFacts) -> str:
    """`gpt-5 ≈ $96 (52 %, +12 %) · gpt-5-mini ≈ $41 (22 %, −3 %) · 5 others ≈ $21.20`."""
    found = [move for move in moves(facts.answers, "models") if move.now.quantity and move.id != OTHER]
    total = sum(move.now.quantity for move in found)
    parts = [_model(move, total, facts) for move in found[:MODELS]]
    if rest := found[MODELS:]:
        amount = sum((move.now for move in rest[1:]), rest[0].now)
        parts.append(f"{len(rest)} {'other' if len(rest) == 1 else 'others'} {numbers.amount(amount, 'nanodollar')}")
    return " · ".join(parts)


def _model(move: Move, total: int, facts: DigestFacts) -> str:
    share = numbers.percent(move.now.quantity, total)
    change = f", {numbers.change(move.now.quantity, move.usual)}" if usual_day(facts) else ""
    return f"{escape(label(facts, 'model', move.id))} {numbers.amount(move.now, 'nanodollar')} ({share}{change})"


def _new(facts: DigestFacts) -> str:
    found = new_things(facts)
    budgets = [view.status.budget for view in facts.budgets]
    parts = []
    for dimension, id in found[:SHOWN]:
        bare = dimension == "project" and not any(
            one.scope == "project" and one.covers(id, facts.names) for one in budgets
        )
        parts.append(f"{dimension} {escape(label(facts, dimension, id))}{', no budget' if bare else ''}")
    return " · ".join([*parts, *([f"{len(found) - SHOWN} more"] if len(found) > SHOWN else [])])


def _alerts(facts: DigestFacts) -> str:
    """`2, one not acknowledged for 19 h`, and how much of the month no budget watches."""
    found = open_alerts(facts)
    waiting = [view for view in found if view.told.acknowledged_at is None]
    parts = [f"{len(found)}"] if found else []
    if waiting and waiting[0].told.told_at:
        count = "it is" if len(found) == 1 else f"{len(waiting)}"
        parts = [f"{len(found)}, {count} not acknowledged for {dates.ago(facts.now - waiting[0].told.told_at)}"]
    free, spent = uncovered(facts)
    if facts.budgets and free and any(view.status.budget.scope == "project" for view in facts.budgets):
        parts.append(f"{numbers.percent(free, spent)} of the month's spend is in projects without a budget")
    return " · ".join(parts)


def _undelivered(facts: DigestFacts) -> str:
    reasons: dict[tuple[str, str], int] = defaultdict(int)
    for entry in facts.undelivered:
        reasons[entry] += 1
    return " · ".join(
        f"{numbers.plural(count, 'message')} to {escape(channel)}: {escape(reason or 'not sent yet')}"
        for (channel, reason), count in list(reasons.items())[:SHOWN]
    )


def _week(facts: DigestFacts) -> str:
    """`Mon 16 – Sun 22 Nov: ≈ $812, +6 % on the week before ($766)`; both are whole weeks, like for like."""
    if "week" not in facts.answers:
        return ""
    now, before = facts.answers["week"], facts.answers["week before"]
    span = dates.period(now.question.period, ZoneInfo("UTC"), year=facts.day.year).removesuffix(" UTC")
    text = f"{span}: {numbers.amount(now.total, 'nanodollar')}"
    if now.total is None or before.total is None:
        return text
    change = numbers.change(now.total.quantity, before.total.quantity)
    return f"{text}, {change} on the week before ({numbers.amount(before.total, 'nanodollar')})"


def _ended_name(facts: DigestFacts) -> str:
    if "ended month" not in facts.answers:
        return ""
    return dates.MONTH_NAMES[facts.answers["ended month"].question.period.start.month - 1]


def _ended_month(facts: DigestFacts) -> str:
    """The final sum against budget and forecast, how the budgets closed, which ones are missing."""
    if "ended month" not in facts.answers:
        return ""
    total = facts.answers["ended month"].total
    budget = organisation_budget(facts.ended.statuses)
    text = numbers.amount(total, "nanodollar")
    if budget and total:
        text += f" of {numbers.money(budget.amount)} ({total.quantity * 100 // budget.amount} %)"
    parts = [text]
    if forecast := middle_forecast(facts):
        parts.append(f"forecast in its middle: {spread(forecast.low, forecast.high)}")
    return " · ".join([*parts, *_closings(facts), *_alert_quality(facts), *_suggestions(facts)])


def _closings(facts: DigestFacts) -> list[str]:
    known = [status for status in facts.ended.statuses if status.spent is not None]
    broken = sorted((one for one in known if one.has_passed(FULL)), key=lambda one: -one.percent)
    if not known:
        return []
    held = f"{len(known) - len(broken)} of {numbers.plural(len(known), 'budget')} held"
    named = [f"{scope_name(one.budget, facts.names)} closed at {_percent_of(one)}" for one in broken[:3]]
    return ["; ".join([held, *named])]


def _alert_quality(facts: DigestFacts) -> list[str]:
    ended = facts.ended
    return [f"{numbers.plural(ended.alerts, 'alert')}, {ended.acknowledged} acknowledged"] if ended.alerts else []


def _suggestions(facts: DigestFacts) -> list[str]:
    found = [f"{escape(label(facts, 'project', id))} ${dollars:,}/month" for id, dollars in suggested_budgets(facts)]
    return [f"budgets to consider: {listed(found)}"] if found else []


def _restated(facts: DigestFacts) -> str:
    """`Sun 22 Nov +$6.70`: billed dollars by day; tokens only where the bill stayed."""
    dollars: dict[date, int] = defaultdict(int)
    tokens: dict[date, int] = defaultdict(int)
    for one in facts.restatements:
        if one.endpoint == "costs":
            dollars[one.start.date()] += one.new - one.old
        elif one.counter in ("input_tokens", "output_tokens"):
            tokens[one.start.date()] += one.new - one.old
    parts = [
        f"{dates.day(day, year=facts.day.year)} {numbers.signed(dollars[day])}"
        for day in sorted(dollars)
        if dollars[day]
    ]
    parts += [
        f"{dates.day(day, year=facts.day.year)} {'+' if tokens[day] > 0 else ''}{numbers.count(tokens[day])} tokens"
        for day in sorted(tokens)
        if tokens[day] and not dollars.get(day)
    ]
    return " · ".join(_few(parts))


def _few(parts: Sequence[str]) -> list[str]:
    return [*parts[:SHOWN], *([f"{len(parts) - SHOWN} more"] if len(parts) > SHOWN else [])]


def _unread(facts: DigestFacts) -> str:
    """A blind reader is always said."""
    days = [dates.day(day, year=facts.day.year) for day in facts.reader.unread]
    return f"{', '.join(_few(days))}: the numbers above lack {'it' if len(days) == 1 else 'them'}" if days else ""


def _missed(facts: DigestFacts) -> str:
    missed = facts.slot.missed if facts.slot else ()
    days = [dates.day(day, year=facts.day.year) for day in missed]
    return f"{', '.join(_few(days))}: the bot was down for more than a day" if days else ""


def lateness(facts: DigestFacts) -> str:
    """Why it comes now."""
    if facts.slot is None or not facts.slot.is_late:
        return ""
    zone = ZoneInfo(facts.slot.schedule.zone)
    due = f"{dates.stamp(facts.slot.planned, zone)} {dates.zone_name(zone.key)}"
    return f"Late: this was due {due}, when the bot was not running."


def reader_line(facts: DigestFacts) -> str:
    """`last read 08:55 UTC, no gaps · estimate against bill +0.6 % · ≈ is not settled yet`."""
    reader = facts.reader
    if reader.read_at is None:
        return "OpenAI was never read."
    is_today = reader.read_at.astimezone(facts.zone).date() == facts.now.astimezone(facts.zone).date()
    show = dates.clock if is_today else dates.stamp
    read = f"last read {show(reader.read_at, facts.zone)} {dates.zone_name(facts.zone.key)}"
    parts = [read if reader.unread else f"{read}, no gaps"]
    permille = reader.accuracy.permille if reader.accuracy else None
    if permille is not None:
        off = permille - 1000
        sign = "+" if off >= 0 else "−"
        parts.append(f"estimate against bill {sign}{abs(off) // 10}.{abs(off) % 10} %")
    total = facts.answers["total"].total
    if total is not None and total.estimate:
        parts.append("≈ is not settled by OpenAI's bill yet")
    return " · ".join(parts)
