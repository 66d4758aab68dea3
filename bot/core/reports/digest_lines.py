"""The lines of a digest, one finding each; a line without a finding is left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.alerts.alert_list_message import told_text
from bot.core.alerts.levels import AlertRow, Snooze, Until
from bot.core.alerts.message_facts import AlertFacts
from bot.core.alerts.open_alerts import HARD_LIMIT, is_tended
from bot.core.amounts import ZERO, Amount
from bot.core.answers.answer import OTHER
from bot.core.answers.unpriced import counted
from bot.core.budgets.budget import FULL, uncovered
from bot.core.budgets.budget_names import left_text, of_amount, period_name, standing, uncovered_text
from bot.core.budgets.forecast import Forecast
from bot.core.reports.digest_numbers import (
    Move,
    amounts,
    causes,
    full_at,
    middle_forecast,
    movers,
    moves,
    needs_eyes,
    new_things,
    organisation_budget,
    shift,
    suggested_budgets,
    usual_day,
)
from bot.core.reports.digest_questions import MIDDLE, BudgetView, DigestFacts
from bot.core.reports.digest_reader import missed_line, restated_line, unread_line
from bot.core.reports.digest_words import budget_name, changed, few, is_nothing, label, percent_of, spread
from bot.core.slack import dates, numbers
from bot.core.slack.mention import mention
from bot.core.slack.text import escape, listed

SHOWN = 5
UNCOVERED = 5  # percent of the month without a budget, from which it is said
SNOOZED = {Until.NEXT: "the next level", Until.FURTHER: "+20 %", Until.RESET: "the reset"}


def budgets_line(facts: DigestFacts) -> str:
    eyes = sorted((view for view in facts.budgets if needs_eyes(view, facts)), key=lambda view: -view.status.percent)
    fine = len(facts.budgets) - len(eyes)
    if not eyes:
        return ""
    parts = [_budget(view, facts) for view in eyes[:SHOWN]]
    if hidden := len(eyes) - SHOWN if len(eyes) > SHOWN else 0:
        parts.append(f"{hidden} more need eyes")
    parts += [f"🟢 {fine} {'other is' if fine == 1 else 'others are'} fine"] if fine else []
    return "".join(f"\n{part}" for part in parts)


def credit_line(facts: DigestFacts) -> str:
    """`≈ $1,234 of $5,000 (25 %) used since 1 Nov 2026, ≈ $3,766 left, until about Sat 12 Dec …`, each day."""
    credits = [view for view in facts.budgets if view.status.budget.is_credit]
    return " · ".join(_credit(view) for view in credits)


def _credit(view: BudgetView) -> str:
    status = view.status
    since = period_name(status.budget.period, status.period)
    parts = (
        [f"{of_amount(status)} used {since}", left_text(status, view.pace)] if status.spent else [f"not read {since}"]
    )
    return ", ".join(parts)


def _budget(view: BudgetView, facts: DigestFacts) -> str:
    """`🟠 checkout-prod 84 % · $420 of $500 · 100 % on Sat 28 Nov`."""
    text = standing(view.status, budget_name(view.status.budget, facts))
    at = None if view.status.has_passed(FULL) else full_at(view, facts)
    return f"{text} · 100 % on {dates.day(at.date(), year=facts.day.year)}" if at else text


def alerts_line(facts: DigestFacts) -> str:
    """
    `3 open`, then one a line: `• checkout-prod, not acknowledged for 19 h`, `• web-app, snoozed until +20 % by @sam`;
    hard limits first, then what nobody looks after, the oldest first.
    """
    opened = facts.opened
    of_budgets = sorted(opened.of_budgets, key=lambda one: (is_tended(one), one.since or facts.now))
    budgets = [f"{budget_name(one.status.budget, facts)}, {_care(one, facts)}" for one in of_budgets]
    stops = [_found(row, facts) for row in opened.findings if row.kind == HARD_LIMIT]
    others = [_found(row, facts) for row in opened.findings if row.kind != HARD_LIMIT]
    shown = [f"• {one}" for one in few([*stops, *budgets, *others])]
    return "\n".join([f"{opened.count} open", *shown]) if opened.count else ""


def _care(one: AlertFacts, facts: DigestFacts) -> str:
    """Who looks after it."""
    state = one.state
    if state.snooze and state.snooze.is_on(one.status, facts.now):
        return f"snoozed until {_until(state.snooze, facts)} by {mention(state.snooze.by)}"
    return _cared(state.acknowledged_at, state.acknowledged_by, one.since, facts)


def _found(row: AlertRow, facts: DigestFacts) -> str:
    text = told_text(row, facts.opened.budgets, facts.names)
    return f"{text}, {_cared(row.acknowledged_at, row.acknowledged_by, row.at, facts)}"


def _cared(at: datetime | None, by: str, since: datetime | None, facts: DigestFacts) -> str:
    return (
        f"acknowledged by {mention(by)}"
        if at
        else f"not acknowledged for {dates.ago(facts.now - (since or facts.now))}"
    )


def _until(found: Snooze, facts: DigestFacts) -> str:
    if found.until is not Until.MORNING:
        return SNOOZED[found.until]
    return f"{dates.stamp(found.ends_at, facts.zone)} {dates.zone_name(facts.zone.key)}"


def uncovered_line(facts: DigestFacts) -> str:
    """How much of the month no project's budget watches, once projects have budgets."""
    budgets = [view.status.budget for view in facts.budgets]
    free, spent = uncovered(budgets, amounts(facts.answers["month"]), facts.names)
    is_news = free * 100 >= spent * UNCOVERED and any(one.scope == "project" for one in budgets)
    return uncovered_text(free, spent) if is_news else ""


def week_line(facts: DigestFacts) -> str:
    """`Mon 16 – Sun 22 Nov: ≈ $812, +6 % on the week before ($766)`; both are whole weeks, like for like."""
    if "week" not in facts.answers:
        return ""
    now, before = facts.answers["week"], facts.answers["week before"]
    span = dates.period(now.question.period, ZoneInfo("UTC"), year=facts.day.year).removesuffix(" UTC")
    text = f"{span}: {numbers.amount(now.total, 'nanodollar')}"
    if now.total is None or before.total is None:
        return text
    if is_nothing(now.total) and is_nothing(before.total):
        return ""
    change = changed(now.total.quantity, before.total.quantity)
    against = f"{change} on" if change else "as much as"
    return f"{text}, {against} the week before ({numbers.amount(before.total, 'nanodollar')})"


def month_lines(facts: DigestFacts) -> dict[str, str]:
    """The final sum against budget and forecast, how the budgets closed, what the alerts were good for."""
    if "ended month" not in facts.answers:
        return {}
    name = dates.MONTH_NAMES[facts.answers["ended month"].question.period.start.month - 1]
    return {
        name: _sum(facts),
        f"Budgets in {name}": _closings(facts),
        f"Alerts in {name}": _alert_quality(facts),
        "Budgets to consider": _suggestions(facts),
    }


def _sum(facts: DigestFacts) -> str:
    """`$3,860 of $5,000 (77 %); the forecast of the 15th was ≈ $3,909–$3,919, 1 % too high`; '' if nothing was used."""
    total = facts.answers["ended month"].total
    if total is not None and is_nothing(total):
        return ""
    budget = organisation_budget(facts.ended.statuses)
    text = numbers.amount(total, "nanodollar")
    if budget and total:
        text += f" of {numbers.money(budget.amount)} ({replace(budget, spent=total).percent:,} %)"
    if (forecast := middle_forecast(facts)) and total:
        off = _off(total.quantity, forecast)
        text += f"; the forecast of the {MIDDLE}th was {spread(forecast.low, forecast.high)}, {off}"
    return text


def _off(spent: int, forecast: Forecast) -> str:
    """`and held`, `3 % too high`."""
    if forecast.low <= spent <= forecast.high or not spent:
        return "and held"
    nearest = forecast.low if spent < forecast.low else forecast.high
    percent = numbers.percent(abs(nearest - spent), spent)
    return f"{percent} too {'high' if nearest > spent else 'low'}"


def _closings(facts: DigestFacts) -> str:
    known = [status for status in facts.ended.statuses if status.spent is not None]
    broken = sorted((one for one in known if one.has_passed(FULL)), key=lambda one: -one.percent)
    if not known:
        return ""
    named = [f"{budget_name(one.budget, facts)} closed at {percent_of(one)}" for one in broken]
    return "; ".join([f"{len(known) - len(broken)} of {len(known)} held", *few(named)])


def _alert_quality(facts: DigestFacts) -> str:
    ended = facts.ended
    became = {"acknowledged": ended.acknowledged, "snoozed": ended.snoozed, "ignored": ended.ignored}
    parts = [f"{count} {what}" for what, count in became.items() if count]
    return f"{ended.alerts}: {', '.join(parts)}" if ended.alerts else ""


def _suggestions(facts: DigestFacts) -> str:
    return listed(
        f"{escape(label(facts, 'project', id))} ${dollars:,}/month" for id, dollars in suggested_budgets(facts)
    )


MODELS = 3


def urgent_lines(facts: DigestFacts) -> list[list[str]]:
    """mrkdwn in paragraphs: what needs eyes, then what moved. It stands above the chart."""
    return _paragraphs(
        {"Not read": unread_line(facts), "Not sent": missed_line(facts), "Waiting for Slack": _undelivered(facts)},
        {"Budgets": budgets_line(facts)},
        {"Alerts": alerts_line(facts)},
        {"What moved": _moved(facts)},
    )


def other_lines(facts: DigestFacts) -> list[list[str]]:
    """What stands below the table: worth knowing, and nothing to hurry for."""
    return _paragraphs(
        {"Week": week_line(facts)},
        month_lines(facts),
        {
            "Credit": credit_line(facts),
            "Models": _models(facts),
            "Teams": teams_line(facts),
            "New": _new(facts),
            "No price": _unpriced(facts),
            "No budget": uncovered_line(facts),
            "Restated": restated_line(facts),
        },
    )


def _paragraphs(*paragraphs: Mapping[str, str]) -> list[list[str]]:
    found = [[_headed(name, text) for name, text in lines.items() if text] for lines in paragraphs]
    return [lines for lines in found if lines]


def _headed(name: str, text: str) -> str:
    """A list begins below its heading."""
    return f"*{name}*{text}" if text.startswith("\n") else f"*{name}* {text}"


def _moved(facts: DigestFacts) -> str:
    return "".join(f"\n• {_mover(move, facts)}" for move in movers(facts))


def _mover(move: Move, facts: DigestFacts) -> str:
    """`+$14 checkout-prod (gpt-5, ci-runner)`."""
    why = causes(move, facts.causes[move.id]) if move.id in facts.causes else ()
    names = [escape(label(facts, dimension, id)) for dimension, id in why]
    names += [shifted] if (shifted := _shift(move, facts)) else []
    text = f"{numbers.signed(move.added)} {escape(label(facts, 'project', move.id))}"
    return f"{text} ({', '.join(names)})" if names else text


def _shift(move: Move, facts: DigestFacts) -> str:
    """`cache share 40 → 58 %`, `2.1 × requests`: what the project did otherwise."""
    found = shift(move, facts.causes.get(move.id, {}))
    if found is None:
        return ""
    if found.what == "cache share":
        return f"cache share {found.before} → {found.now} %"
    return f"{numbers.times(found.now, found.before)} × {found.what}"


def teams_line(facts: DigestFacts) -> str:
    """`payments ≈ $96 (≈ $1,411 this month) · no team ≈ $3 (…)`: all that was used this month, by whoever it is for."""
    if "teams" not in facts.answers:
        return ""
    today, month = amounts(facts.answers["teams"]), amounts(facts.answers["teams' month"])
    teams = sorted((id for id in month if id != OTHER and month[id].quantity), key=lambda id: (-month[id].quantity, id))
    return " · ".join(few([_team(id, today.get(id, ZERO), month[id], facts) for id in teams]))


def _team(id: str, today: Amount, month: Amount, facts: DigestFacts) -> str:
    day, so_far = (numbers.amount(one, "nanodollar") for one in (today, month))
    return escape(f"{label(facts, 'team', id)} {day} ({so_far} this month)")


def _models(facts: DigestFacts) -> str:
    """`gpt-5 ≈ $96 (52 % of the day, +12 % on usual) · gpt-5-mini ≈ $41 (22 %, −3 %) · 5 others ≈ $21.20`."""
    found = [move for move in moves(facts.answers, "models") if move.now.quantity and move.id != OTHER]
    total = sum(move.now.quantity for move in found)
    parts = [_model(move, total, facts, is_first=not place) for place, move in enumerate(found[:MODELS])]
    if rest := found[MODELS:]:
        amount = sum((move.now for move in rest[1:]), rest[0].now)
        parts.append(f"{len(rest)} {'other' if len(rest) == 1 else 'others'} {numbers.amount(amount, 'nanodollar')}")
    return " · ".join(parts)


def _model(move: Move, total: int, facts: DigestFacts, *, is_first: bool) -> str:
    """The first one says what its numbers are of."""
    share = numbers.percent(move.now.quantity, total) + (" of the day" if is_first else "")
    change = changed(move.now.quantity, move.usual) if usual_day(facts) else ""
    change += " on usual" if is_first and change[:1] in ("+", "−") else ""
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
