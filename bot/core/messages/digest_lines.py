"""The lines of a digest, one finding each; a line without a finding is left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from bot.core.alerts import Until
from bot.core.answer import OTHER
from bot.core.budgets import FULL
from bot.core.digest import BudgetView, DigestFacts
from bot.core.findings import (
    Move,
    causes,
    full_at,
    movers,
    moves,
    needs_eyes,
    new_things,
    open_alerts,
    uncovered,
    usual_day,
)
from bot.core.messages import dates, numbers
from bot.core.messages.budget import scope_name
from bot.core.messages.digest_ended import ended_name, month_line, week_line
from bot.core.messages.digest_words import NAME, label, percent_of
from bot.core.messages.report import late_words
from bot.core.messages.text import escape, shorten

UTC_ZONE = ZoneInfo("UTC")
SHOWN = 5
UNCOVERED = 5  # percent of the month without a budget, from which it is said
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
        ("No price", _unpriced(facts)),
        ("Alerts", _alerts(facts)),
        ("No budget", _uncovered(facts)),
        ("Waiting for Slack", _undelivered(facts)),
        ("Week", week_line(facts)),
        (ended_name(facts), month_line(facts)),
        ("Restated", _restated(facts)),
        ("Not read", _unread(facts)),
        ("Not sent", _missed(facts)),
    )
    return [f"*{name}* {text}" for name, text in found if text]


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
    text = f"{scope_name(status.budget, facts.names)} {percent_of(status)}"
    at = None if status.has_passed(FULL) else full_at(view, facts)
    notes = [f"full on {dates.day(at.date(), year=facts.day.year)}"] if at else []
    if view.told.snooze and view.told.snooze.is_on(status, facts.now):
        notes.append(SNOOZED[view.told.snooze.until])
    return f"{text} ({', '.join(notes)})" if notes else text


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
    return escape(f"{label(facts, 'model', move.id)} {numbers.amount(move.now, 'nanodollar')} ({share}{change})")


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
    """`2 open, 1 not acknowledged for 19 h`."""
    found = open_alerts(facts)
    waiting = [view for view in found if view.told.acknowledged_at is None]
    if not waiting or waiting[0].told.told_at is None:
        return f"{len(found)} open, acknowledged" if found else ""
    return f"{len(found)} open, {len(waiting)} not acknowledged for {dates.ago(facts.now - waiting[0].told.told_at)}"


def _uncovered(facts: DigestFacts) -> str:
    """How much of the month no project's budget watches, once projects have budgets."""
    free, spent = uncovered(facts)
    if free * 100 < spent * UNCOVERED or not any(view.status.budget.scope == "project" for view in facts.budgets):
        return ""
    return f"{numbers.percent(free, spent)} of the month is spent in projects without one"


def _unpriced(facts: DigestFacts) -> str:
    found = facts.answers["total"].unpriced
    parts = [f"{numbers.plural(one.quantity, 'token')} of {shorten(one.model, NAME)}" for one in found]
    return escape(f"{', '.join(_few(parts))}: not in the sums") if parts else ""


def _undelivered(facts: DigestFacts) -> str:
    reasons: dict[tuple[str, str], int] = defaultdict(int)
    for entry in facts.undelivered:
        reasons[entry] += 1
    return " · ".join(
        f"{numbers.plural(count, 'message')} to {escape(channel)}: {escape(reason or 'not sent yet')}"
        for (channel, reason), count in list(reasons.items())[:SHOWN]
    )


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
    if facts.reader.until:
        return f"{dates.day(facts.day, year=facts.day.year)} after {dates.clock(facts.reader.until, UTC_ZONE)} UTC"
    days = [dates.day(day, year=facts.day.year) for day in facts.reader.unread]
    return f"{', '.join(_few(days))}: the sums lack {'it' if len(days) == 1 else 'them'}" if days else ""


def _missed(facts: DigestFacts) -> str:
    missed = facts.slot.missed if facts.slot else ()
    days = [dates.day(day, year=facts.day.year) for day in missed]
    return f"{', '.join(_few(days))}: the bot was not running" if days else ""


def lateness(facts: DigestFacts) -> str:
    """Why it comes now."""
    if facts.slot is None or not facts.slot.is_late:
        return ""
    words = late_words(facts.slot)
    return f"{words[0].upper()}{words[1:]}."


def reader_line(facts: DigestFacts) -> str:
    """`last read 08:55 UTC, no gaps · estimate against bill +0.6 % · ≈ is not settled yet`."""
    reader = facts.reader
    if reader.read_at is None:
        return "OpenAI was never read; `usage-bot doctor` says why."
    is_today = reader.read_at.astimezone(facts.zone).date() == facts.now.astimezone(facts.zone).date()
    show = dates.clock if is_today else dates.stamp
    read = f"last read {show(reader.read_at, facts.zone)} {dates.zone_name(facts.zone.key)}"
    parts = [read if reader.unread or reader.until else f"{read}, no gaps"]
    permille = reader.accuracy.permille if reader.accuracy else None
    if permille is not None:
        off = permille - 1000
        sign = "+" if off >= 0 else "−"
        parts.append(f"estimate against bill {sign}{abs(off) // 10}.{abs(off) % 10} %")
    total = facts.answers["total"].total
    if total is not None and total.estimate:
        parts.append("≈ is not settled by OpenAI's bill yet")
    return " · ".join(parts)
