"""The lines of a digest, one finding each; a line without a finding is left out."""

from __future__ import annotations

from collections import defaultdict

from bot.core.answer import OTHER
from bot.core.digest import DigestFacts
from bot.core.findings import Move, causes, movers, moves, new_things, shift, usual_day
from bot.core.messages import numbers
from bot.core.messages.digest_budgets import alerts_line, budgets_line, uncovered_line
from bot.core.messages.digest_ended import month_lines, week_line
from bot.core.messages.digest_reader import missed_line, restated_line, unread_line
from bot.core.messages.digest_words import changed, few, label
from bot.core.messages.text import escape
from bot.core.messages.unpriced import counted

SHOWN = 5
MODELS = 3


def lines(facts: DigestFacts) -> list[list[str]]:
    """mrkdwn in paragraphs, most urgent first. Empty: nothing to say beside the day and the month."""
    paragraphs = (
        {
            "Budgets": budgets_line(facts),
            "Alerts": alerts_line(facts),
            "Waiting for Slack": _undelivered(facts),
        },
        {
            "What moved": _moved(facts),
            "Models": _models(facts),
            "New": _new(facts),
            "No price": _unpriced(facts),
            "No budget": uncovered_line(facts),
        },
        {"Week": week_line(facts)},
        month_lines(facts),
        {"Restated": restated_line(facts), "Not read": unread_line(facts), "Not sent": missed_line(facts)},
    )
    found = [[f"*{name}* {text}" for name, text in lines.items() if text] for lines in paragraphs]
    return [lines for lines in found if lines]


def _moved(facts: DigestFacts) -> str:
    return " · ".join(_mover(move, facts) for move in movers(facts))


def _mover(move: Move, facts: DigestFacts) -> str:
    """`+$14 checkout-prod (gpt-5, ci-runner)`."""
    why = causes(move, facts.causes[move.id]) if move.id in facts.causes else ()
    names = [escape(label(facts, dimension, id)) for dimension, id in why]
    names += [shifted] if (shifted := _shift(move, facts)) else []
    text = f"{numbers.signed(move.added)} {escape(label(facts, 'project', move.id))}"
    return f"{text} ({', '.join(names)})" if names else text


def _shift(move: Move, facts: DigestFacts) -> str:
    """`cache share 40 → 58 %`, `requests ×2.1`: what the project did otherwise."""
    found = shift(move, facts.causes.get(move.id, {}))
    if found is None:
        return ""
    if found.what == "cache share":
        return f"cache share {found.before} → {found.now} %"
    return f"{found.what} ×{numbers.times(found.now, found.before)}"


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
    change = changed(move.now.quantity, move.usual) if usual_day(facts) else ""
    beside = ", ".join(filter(None, (share, change)))
    return escape(f"{label(facts, 'model', move.id)} {numbers.amount(move.now, 'nanodollar')} ({beside})")


def _new(facts: DigestFacts) -> str:
    found = new_things(facts)
    budgets = [view.status.budget for view in facts.budgets]
    parts = []
    for dimension, id in found[:SHOWN]:
        bare = dimension == "project" and not any(
            one.scope == "project" and one.covers(id, facts.names) for one in budgets
        )
        place = _place(facts, id) if dimension == "key" else ""
        parts.append(f"{dimension} {escape(label(facts, dimension, id) + place)}{', no budget' if bare else ''}")
    return " · ".join([*parts, *([f"{len(found) - SHOWN} more"] if len(found) > SHOWN else [])])


def _place(facts: DigestFacts, key: str) -> str:
    """` in data-eval`, if the key's project is known."""
    project = facts.names.parent("key", key)
    return f" in {label(facts, 'project', project)}" if project else ""


def _unpriced(facts: DigestFacts) -> str:
    found = facts.answers["total"].unpriced
    parts = [counted(one) for one in found]
    return escape(f"{', '.join(few(parts))}: not in the sums until prices.toml has a price") if parts else ""


def _undelivered(facts: DigestFacts) -> str:
    reasons: dict[tuple[str, str], int] = defaultdict(int)
    for entry in facts.undelivered:
        reasons[entry] += 1
    return " · ".join(
        f"{numbers.plural(count, 'message')} to {escape(channel)}: {_waits(reason)}"
        for (channel, reason), count in list(reasons.items())[:SHOWN]
    )


def _waits(reason: str) -> str:
    return f"Slack says {escape(reason)}" if reason else "not sent yet"
