"""The lines of a digest about now, one finding each; a line without a finding is left out."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from bot.core.alerts.alert_list_message import told_text
from bot.core.alerts.levels import AlertRow
from bot.core.alerts.message_facts import AlertFacts
from bot.core.alerts.open_alerts import HARD_LIMIT, is_tended
from bot.core.alerts.rules.hard_limit import IS_ENFORCING
from bot.core.alerts.snooze_ends import snooze_end
from bot.core.amounts import ZERO, Amount
from bot.core.answers.answer import OTHER
from bot.core.budgets.budget_names import left_text, of_amount, period_name, scope_name, standing
from bot.core.budgets.limit_stops import LimitStop, stop_text
from bot.core.openai_pages import keys_link, limits_link, raise_limit
from bot.core.reports.digest_numbers import (
    Move,
    amounts,
    causes,
    is_runaway,
    movers,
    moves,
    needs_eyes,
    shift,
    used_up_at,
)
from bot.core.reports.digest_questions import BudgetView, DigestFacts
from bot.core.reports.digest_reader import missed_line, unread_line
from bot.core.reports.digest_words import budget_name, few, label, paragraphs
from bot.core.slack import dates, numbers
from bot.core.slack.channels import refusal_cure, refusal_words
from bot.core.slack.mention import mention
from bot.core.slack.text import escape

SHOWN = 5
NOT_ACKNOWLEDGED = "not acknowledged"


def _eyes(facts: DigestFacts) -> list[BudgetView]:
    return sorted((view for view in facts.budgets if needs_eyes(view, facts)), key=lambda view: -view.status.percent)


def runaway_step(facts: DigestFacts) -> str:
    """`*Not meant?* Revoke key ci-runner: Keys at OpenAI`: of a day far above the usual, what can be done about it."""
    if not is_runaway(facts):
        return ""
    first = next((move for move in movers(facts) if move.added > 0), None)
    keys = dict(causes(first, facts.causes[first.id])) if first and first.id in facts.causes else {}
    if first and (key := keys.get("key")):
        step = f"Revoke key {escape(label(facts, 'key', key))}: {keys_link(first.id)}"
    else:
        step = f"Set a limit: {limits_link(first.id if first else '')}"
    return f"*Not meant?* {step}. A budget of this bot stops nothing."


def budgets_line(facts: DigestFacts) -> str:
    """`2 of 5 need attention`, then these, one a line, with who looks after its alert."""
    eyes = _eyes(facts)
    lines = [_budget(view, facts) for view in eyes[:SHOWN]]
    if len(eyes) > SHOWN:
        lines.append(f"{len(eyes) - SHOWN} more")
    need = "needs" if len(eyes) == 1 else "need"
    of = f" of {len(facts.budgets)}" if len(facts.budgets) > 1 else ""
    return "\n".join([f"{len(eyes)}{of} {need} attention", *lines]) if eyes else ""


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
    """`🟠 checkout-prod 84 % · $420 of $500 · 100 % about Sat 28 Nov · not acknowledged for 19 h`."""
    parts = [standing(view.status, budget_name(view.status.budget, facts), used_up_at(view, facts))]
    parts += [_care(one, facts) for one in facts.opened.of_budgets if one.status.budget == view.status.budget]
    return " · ".join(parts)


def stopped_line(facts: DigestFacts) -> str:
    """
    `data-eval is stopped by OpenAI's hard limit: requests fail now, not acknowledged for 10 h`, and its cure; then
    what will be stopped. An alert that told of one adds who looks after it.
    """
    told = {row.subject.partition(":")[2]: row for row in facts.opened.findings if row.kind == HARD_LIMIT}
    stops = sorted(facts.stops, key=lambda one: (not one.is_now, one.at))
    lines = [_stops(one, told.pop(one.project, None), facts) for one in stops]
    return "\n".join(few([*lines, *(_stopped(row, facts) for row in told.values())]))


def stopped_now(facts: DigestFacts) -> list[str]:
    """Whom OpenAI refuses now, by name."""
    return [scope_name(one.status.budget, facts.names) for one in facts.stops if one.is_now]


def _stops(one: LimitStop, row: AlertRow | None, facts: DigestFacts) -> str:
    care = f", {_cared(row.acknowledged_at, row.acknowledged_by, row.at, facts)}" if row else ""
    return f"{stop_text(one, facts.names)}{care}. {raise_limit(one.project, brief=True)}"


def _stopped(row: AlertRow, facts: DigestFacts) -> str:
    if row.level != IS_ENFORCING:
        return _found(row, facts)
    text = told_text(row, facts.opened.budgets, facts.names)
    care = _cared(row.acknowledged_at, row.acknowledged_by, row.at, facts)
    return f"{text}: requests fail now, {care}. {raise_limit(row.subject.partition(':')[2], brief=True)}"


def alerts_line(facts: DigestFacts) -> str:
    """
    `4 open, 2 named above`, then the others, one a line: `• web-app, snoozed by @sam until …`; what nobody looks
    after first, the oldest of it first.
    """
    opened = facts.opened
    above = [view.status.budget for view in _eyes(facts)[:SHOWN]]
    others = [one for one in opened.of_budgets if one.status.budget not in above]
    others = sorted(others, key=lambda one: (is_tended(one), one.since or facts.now))
    budgets = [f"{budget_name(one.status.budget, facts)}, {_care(one, facts)}" for one in others]
    found = [_found(row, facts) for row in opened.findings if row.kind != HARD_LIMIT]
    shown = [f"• {one}" for one in few([*budgets, *found])]
    told = opened.count - len(budgets) - len(found)
    return "\n".join([f"{opened.count} open{_told_above(told)}", *shown]) if opened.count > told else ""


def _told_above(told: int) -> str:
    """How many of the open alerts the lines of their budgets have named."""
    return f", {told} named above" if told else ""


def _care(one: AlertFacts, facts: DigestFacts) -> str:
    """Who looks after it."""
    state = one.state
    if state.snooze and state.snooze.is_on(one.status, facts.now):
        return f"snoozed by {mention(state.snooze.by)} until {snooze_end(state.snooze, facts.zone)}"
    if one.is_eased and not state.acknowledged_at:
        return "back below the level that alerted"
    return _cared(state.acknowledged_at, state.acknowledged_by, one.since, facts)


def _found(row: AlertRow, facts: DigestFacts) -> str:
    text = told_text(row, facts.opened.budgets, facts.names)
    return f"{text}, {_cared(row.acknowledged_at, row.acknowledged_by, row.at, facts)}"


def _cared(at: datetime | None, by: str, since: datetime | None, facts: DigestFacts) -> str:
    if at:
        return f"acknowledged by {mention(by)}"
    if since is None:
        return NOT_ACKNOWLEDGED
    if facts.now - since < timedelta(minutes=1):
        return f"alerted just now, {NOT_ACKNOWLEDGED}"
    return f"{NOT_ACKNOWLEDGED} for {dates.ago(facts.now - since)}"


def stopped_lines(facts: DigestFacts) -> list[list[str]]:
    """What fails now stands before everything else that needs eyes."""
    is_now = stopped_now(facts) or any(row.kind == HARD_LIMIT for row in facts.opened.findings)
    return paragraphs({"🔴" if is_now else "🟠": stopped_line(facts)})


def urgent_lines(facts: DigestFacts) -> list[list[str]]:
    """mrkdwn in paragraphs: what needs eyes, then what moved. It stands above the chart."""
    return paragraphs(
        {"Not read": unread_line(facts), "Not sent": missed_line(facts), "Not sent yet": _undelivered(facts)},
        {"Budgets": budgets_line(facts)},
        {"Alerts": alerts_line(facts)},
        {f"Changes from {_usual(facts)}": _moved(facts)},
    )


def _usual(facts: DigestFacts) -> str:
    """`usual`; where the digest is about a week or a month, `a usual Sunday`, as these are of its last day."""
    return f"a usual {dates.WEEKDAYS[facts.day.weekday()]}" if facts.ended_span else "usual"


def below_lines(facts: DigestFacts) -> list[list[str]]:
    """What is left of a credit, what each team used: below the table."""
    return paragraphs({"Credit": credit_line(facts), "Teams": teams_line(facts)})


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


def _moved(facts: DigestFacts) -> str:
    return "\n".join(_mover(move, facts) for move in movers(facts)) or _all_alike(facts)


def _all_alike(facts: DigestFacts) -> str:
    """`2,000 projects rose, none by more than $172`: of a day far above the usual that no project made alone."""
    if not is_runaway(facts):
        return ""
    rose = [move for move in moves(facts.answers, "projects") if move.added > 0]
    if len(rose) < 2:
        return ""
    most = numbers.money(max(move.added for move in rose))
    shared = _shared_model(sum(move.added for move in rose), facts)
    shared = f", nearly all on {shared}" if shared else ""
    return f"{len(rose):,} projects rose, none by more than {most}{shared}: look for a program that all of them use"


def _shared_model(added: int, facts: DigestFacts) -> str:
    first = max(moves(facts.answers, "models"), key=lambda move: move.added, default=None)
    return escape(label(facts, "model", first.id)) if first and first.added * 10 >= added * 9 else ""


def _mover(move: Move, facts: DigestFacts) -> str:
    """`+$14 checkout-prod (gpt-5, key ci-runner)`."""
    why = causes(move, facts.causes[move.id]) if move.id in facts.causes else ()
    names = [f"{'key ' if dimension == 'key' else ''}{escape(label(facts, dimension, id))}" for dimension, id in why]
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


def _undelivered(facts: DigestFacts) -> str:
    reasons: dict[tuple[str, str], int] = defaultdict(int)
    for entry in facts.undelivered:
        reasons[entry] += 1
    return " · ".join(_waiting(*entry, count) for entry, count in list(reasons.items())[:SHOWN])


def _waiting(channel: str, reason: str, count: int) -> str:
    text = f"{numbers.plural(count, 'message')} to {escape(channel)}: {refusal_words(reason)}"
    return f"{text}. {cure}" if (cure := refusal_cure(reason)) else text
