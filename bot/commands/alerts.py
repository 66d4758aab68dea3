"""`alerts`, `ack` and `snooze`: what is open, who is on it, what is to be quiet; in words and by an alert's buttons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from bot.adapters.store.audit import AuditLine
from bot.commands.alert_edit import AlertEdit, edit, members, put_edit, spoken_of
from bot.commands.open_alerts import alerts_json, all_alerts, stopped_words
from bot.commands.request import Action, Asker, Click, Command, Reply, Response, verbal
from bot.commands.rights import check_may_see, seen, touchable, which
from bot.core.alerts.alert_list_message import (
    alerts_message,
    alerts_text,
    open_blocks,
    open_text,
    sent_lines,
    unread_line,
)
from bot.core.alerts.alert_message import still_alerted
from bot.core.alerts.cause_lines import WHY_SHOWN, alert_why_message
from bot.core.alerts.levels import NOTHING_TOLD, AlertEvent, Snooze, Until
from bot.core.alerts.snooze_ends import check_has_reset, ends_full, snooze_end
from bot.core.alerts.snooze_words import EXAMPLE, read_snooze
from bot.core.budgets.budget import Budget, BudgetStatus
from bot.core.budgets.budget_names import inside, scope_name
from bot.core.budgets.budget_previews import done_message
from bot.core.budgets.raise_words import one_budget, several_budgets
from bot.core.budgets.spoken_changes import told_why
from bot.core.catalogue import COMPLETIONS, COSTS
from bot.core.errors import UserError
from bot.core.home.forms import expected_form
from bot.core.slack.dates import ago, stamp
from bot.core.slack.lines import line_blocks
from bot.core.slack.mention import mention
from bot.core.slack.message import Message
from bot.core.slack.text import listed
from bot.services import Services
from bot.sources.alert_facts import brief
from bot.sources.budget_status import REACH, BudgetSums, budget_sums
from bot.sources.causes import drivers
from bot.sources.reads import stale, stale_words

MORNING = time(9)


def run(text: str, asker: Asker, services: Services) -> Reply:
    """What is open now, what was sent in the last week, and what waits to be delivered."""
    sums = budget_sums(services, services.clock())
    found = all_alerts(sums, services, asker)
    waiting = services.store.outbox.undelivered(before=sums.now - timedelta(minutes=1))
    stopped = stopped_words(found.opened, sums, services)
    opened = open_blocks(found.opened, sums.names, services.zone, sums.now)
    first = [*stopped.first, *_unread(services, sums.now)]
    sent = sent_lines(found.sent, found.opened.budgets, sums.names, services.zone)
    texts = alerts_text(found.opened, stopped), open_text(found.opened, stopped.stopped)
    beside = line_blocks(first, "") if first else ()
    message = alerts_message(beside, opened, texts, sent, waiting, services.settings.budget_command)
    return Reply(message, {"verb": "alerts", **alerts_json(found), "waiting": len(waiting)})


def _unread(services: Services, now: datetime) -> list[str]:
    """While nothing at all is read an alert of its own says so."""
    found = stale(services, now)
    if COSTS.name not in found or COMPLETIONS.name in found:
        return []
    costs = {COSTS.name: found[COSTS.name]}
    return [unread_line(stale_words(costs, ago(found[COSTS.name])))]


def run_ack(text: str, asker: Asker, services: Services) -> Reply:
    sums = budget_sums(services, services.clock())
    budgets = seen(asker, services.store.budgets.all())
    text, _ = told_why(text)
    budget = one_budget(text, budgets, sums.names) if text.strip() else _open_one(budgets, sums, services)
    return verbal("ack", acknowledge(_message_of(budget, sums, services), asker, sums, services))


def _open_one(budgets: Sequence[Budget], sums: BudgetSums, services: Services) -> Budget:
    """The only budget whose alert nobody is on; of several, or of none, the words must say which."""
    states = services.store.alerts.states(sums.now - REACH)
    told = ((one, states.get((one.id, sums.current(one).period.start), NOTHING_TOLD)) for one in budgets)
    waiting = [
        one for one, state in told if state.message and state.acknowledged_at is None and state.closed_at is None
    ]
    if len(waiting) == 1:
        return waiting[0]
    names = [scope_name(one, sums.names) for one in waiting]
    asks = tuple(f"ack #{one.id}" for one in waiting[:3])
    which_one = f"Which one? These wait: {', '.join(names)}." if waiting else "No alert is waiting to be acknowledged."
    raise UserError(which_one, asks or ("alerts", "budgets"))


def run_snooze(text: str, asker: Asker, services: Services) -> Reply:
    sums = budget_sums(services, services.clock())
    wanted = read_snooze(text, now=sums.now, zone=services.zone)
    known = seen(asker, services.store.budgets.all())
    several = several_budgets(wanted.budget, known, sums.names)
    if several and wanted.until is not Until.MORNING:
        asks = (f"snooze {wanted.budget} until tomorrow 9am", f"snooze {wanted.budget} until monday 9am")
        raise UserError("Several alerts are snoozed until a moment, since each budget has its own levels.", asks)
    budgets = several or (one_budget(wanted.budget, known, sums.names),)
    snoozed = wanted.snooze(sums.current(budgets[0]), by=asker.user_id, now=sums.now)
    return verbal("snooze", snooze(budgets, snoozed, asker, sums, services, is_typed=True))


def _message_of(budget: Budget, sums: BudgetSums, services: Services) -> str:
    states = services.store.alerts.states(sums.now - REACH)
    message = states.get((budget.id, sums.current(budget).period.start), NOTHING_TOLD).message
    if not message:
        name = scope_name(budget, sums.names)
        said = f"There was no alert about {name} in this period; `budgets` shows where it stands."
        raise UserError(said, ("alerts", "budgets"))
    return message


def acknowledge(key: str, asker: Asker, sums: BudgetSums, services: Services) -> Message:
    statuses = members(key, sums, services)
    every = [one.budget for one in statuses]
    mine = touchable(asker, every)
    said = f"Acknowledged by {mention(asker.user_id)} {stamp(sums.now, services.zone)}"
    ids = {budget.id for budget in mine}
    alert_edit = AlertEdit(
        key,
        lambda state: replace(state, acknowledged_by=asker.user_id, acknowledged_at=sums.now),
        said,
        frozenset(ids),
    )
    queued = edit(alert_edit, statuses, sums, services)
    with services.store.write() as connection:
        services.store.alerts.acknowledge(connection, key, asker.user_id, sums.now, {*ids, 0} if every else None)
        put_edit(alert_edit, queued, sums, services, connection)
        line = AuditLine(sums.now, asker.user_id, "alert acknowledged", key)
        services.store.audit.append(connection, line)
    own = [one for one in statuses if one.budget.id in ids]
    return done_message(f"Acknowledged.{still_alerted(own)}{which(mine, every, sums.names)}")


def snooze(
    budgets: Sequence[Budget],
    snoozed: Snooze,
    asker: Asker,
    sums: BudgetSums,
    services: Services,
    *,
    is_typed: bool = False,
) -> Message:
    """A button stands in the alert that it is about; what was typed is answered with the names."""
    every, budgets = budgets, touchable(asker, budgets)
    states = services.store.alerts.states(sums.now - REACH)
    current = [sums.current(budget) for budget in budgets]
    keys = {states.get((one.budget.id, one.period.start), NOTHING_TOLD).message for one in current} - {""}
    ids = frozenset(budget.id for budget in budgets)
    edits = [AlertEdit(key, lambda known: replace(known, snooze=snoozed), "", ids) for key in sorted(keys)]
    outgoing = [edit(alert_edit, members(alert_edit.key, sums, services), sums, services) for alert_edit in edits]
    until = f"until {snooze_end(snoozed, services.zone)}"
    with services.store.write() as connection:
        for budget in budgets:
            services.store.alerts.snooze(connection, f"budget:{budget.id}", snoozed)
            line = AuditLine(sums.now, asker.user_id, "alert snoozed", f"budget:{budget.id}", until)
            services.store.audit.append(connection, line)
        for alert_edit, queued in zip(edits, outgoing, strict=True):
            put_edit(alert_edit, queued, sums, services, connection)
    named = f"{listed(inside(scope_name(one, sums.names)) for one in budgets)} " if is_typed else ""
    return done_message(f"Snoozed {named}{until}.{_after_snooze(snoozed)}{which(budgets, every, sums.names)}")


def _after_snooze(snoozed: Snooze) -> str:
    if ends_full(snoozed):
        return " Then you will be alerted again."
    full = "This hides 100 % too." if snoozed.hides_full else "You will still be alerted at 100 %."
    then = "" if snoozed.until is Until.NEXT else " Levels passed until then alert afterwards."
    return f" {full}{then}"


def _ack(click: Click, services: Services) -> Response:
    sums = budget_sums(services, services.clock())
    return Response(private=acknowledge(click.value, click.asker, sums, services))


def _snooze(click: Click, services: Services) -> Response:
    """The menu's value is `until:key`."""
    sums = budget_sums(services, services.clock())
    word, _, key = click.value.partition(":")
    if word == "expected":
        return Response(view=expected_form(key, spoken_of(key, click.asker, sums, services)))
    statuses = members(key, sums, services)
    until = next((one for one in Until if one == word), None)
    if not statuses or until is None:
        raise UserError("There is nothing to snooze: this alert comes once.")
    snoozed = _chosen(until, statuses, click.asker, sums, services)
    return Response(private=snooze([one.budget for one in statuses], snoozed, click.asker, sums, services))


def _chosen(
    until: Until, statuses: Sequence[BudgetStatus], asker: Asker, sums: BudgetSums, services: Services
) -> Snooze:
    """Of several budgets the fullest one says where a snooze of more points begins."""
    check_has_reset(until, statuses[0])
    ends_at = statuses[0].period.end
    if until is Until.MORNING:
        tomorrow = sums.now.astimezone(services.zone).date() + timedelta(days=1)
        ends_at = datetime.combine(tomorrow, MORNING, services.zone).astimezone(UTC)
    return Snooze(until, max(one.percent for one in statuses), ends_at, asker.user_id, sums.now)


def _why(click: Click, services: Services) -> Response:
    sums = budget_sums(services, services.clock())
    statuses = members(click.value, sums, services)
    if not statuses:
        raise UserError("The message says all that is known.")
    check_may_see(click.asker, *(one.budget for one in statuses))
    worst = max(statuses, key=lambda one: one.percent)
    facts = brief(worst, NOTHING_TOLD, AlertEvent.FIRST_LOOK, 0, sums, services)
    moved = drivers(worst.budget, sums, services, most=WHY_SHOWN)
    return Response(private=alert_why_message(replace(facts, drivers=moved), sums.names))


COMMANDS = (
    Command(
        "alerts",
        ("alerts", "alert", "fired", "firing"),
        run,
        "Lists open alerts, who acknowledged them, and what was sent lately.",
        "alerts",
        is_reading=True,
        is_page=True,
    ),
    Command(
        "ack",
        ("ack", "acknowledge"),
        run_ack,
        "Acknowledges an alert: you look into it.",
        "ack checkout-prod",
        is_about_budgets=True,
    ),
    Command(
        "snooze",
        ("snooze", "mute", "silence"),
        run_snooze,
        "Keeps an alert quiet for a while.",
        EXAMPLE,
        is_about_budgets=True,
    ),
)
ACTIONS = (
    Action("alert_ack", _ack),
    Action("alert_snooze", _snooze),
    Action("alert_why", _why),
)
