"""The forms: opened by buttons, read as the words that could have been typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from bot.adapters.store.audit import AuditLine
from bot.commands import budget, budget_changes, raising, reports
from bot.commands.alert_edit import members, spoken_of
from bot.commands.request import Action, Asker, Click, Response
from bot.commands.rights import touchable, which
from bot.core.alerts.levels import Snooze, Until
from bot.core.alerts.rules.finding import EXPECTED
from bot.core.budgets.budget import PERIODS
from bot.core.budgets.budget_messages import ROW
from bot.core.budgets.budget_previews import done_message
from bot.core.budgets.words import read_budget
from bot.core.errors import UserError
from bot.core.home import forms
from bot.core.home.forms import filled
from bot.core.reports import schedules_message as schedules
from bot.core.slack.dates import day
from bot.core.slack.message import Message
from bot.services import Services
from bot.sources.budget_status import budget_sums

LONGEST = timedelta(days=92)
WHEN = "Choose a day within the next three months."


def _row(click: Click, services: Services) -> Response:
    """The menu beside a budget of the list: `change:7`, `delete:7`."""
    verb, _, id = click.value.partition(":")
    if verb == "delete":
        return Response(private=budget_changes.delete_by_click(replace(click, value=id), services).replacement)
    return _budget_form(replace(click, value=id), services)


def _budget_form(click: Click, services: Services) -> Response:
    """The button carries a budget's number, `new`, or what a new budget is for."""
    known = services.store.budgets.get(click.number) if click.number else None
    what = "" if known or click.value == "new" else click.value
    return Response(view=forms.budget_form(known, what, services.store.names.all()))


def _budget_submit(click: Click, services: Services) -> Response:
    names, written = services.store.names.all(), forms.written(click.state)
    forms.check(written, lambda one: read_budget(_budget_words(one), names).made(None), forms.GOOD_BUDGET)
    return Response(private=budget.run(f"set {_budget_words(written)}", click.asker, services).message)


def _budget_words(written: Mapping[str, str]) -> str:
    period = written["period"]
    when = f"per {period}" if period in (*PERIODS, "") else period
    words = [written["what"], written["amount"], when, f"warn {written['levels']}"]
    words += [f"<@{written['owner']}>"] if written["owner"] else []
    return " ".join([*words, *([f"<#{written['channel']}>"] if written["channel"] else [])])


def _raise_form(click: Click, services: Services) -> Response:
    sums = budget_sums(services, services.clock())
    budgets = [one.budget for one in members(click.value, sums, services)]
    if not budgets:
        raise UserError("The budget of this message is gone; `budgets` lists those there are.")
    return Response(view=forms.raise_form(budgets, sums.names))


def _raise_submit(click: Click, services: Services) -> Response:
    written = forms.written(click.state)
    forms.check(written, lambda one: raising.read(_raise_words(one), click.asker, services), forms.GOOD_RAISE)
    return Response(private=raising.save(_raise_words(written), click.asker, services))


def _raise_words(written: Mapping[str, str]) -> str:
    words = f"#{written['budget']} {_amount(written['amount'])}"
    words += f" until {written['until']}" if written["until"] else ""
    return words + (f" because {written['reason']}" if written["reason"] else "")


def _amount(typed: str) -> str:
    typed = typed.strip()
    return typed if typed.lower().startswith(("to ", "by ", "+")) else f"to {typed}"


def _expected_form(click: Click, services: Services) -> Response:
    who = spoken_of(click.value, click.asker, budget_sums(services, services.clock()), services)
    return Response(view=forms.expected_form(click.value, who))


def _expected_submit(click: Click, services: Services) -> Response:
    try:
        chosen = date.fromisoformat(filled(click.state, "until"))
    except ValueError:
        raise UserError(WHEN, field="until") from None
    return Response(private=expect(click.value, chosen, click.asker, services))


def expect(key: str, last: date, asker: Asker, services: Services) -> Message:
    """Pace and spikes of what the message `key` is about stay quiet until the end of the local day `last`."""
    now = services.clock()
    chosen = datetime.combine(last, time(), services.zone)
    ends_at = chosen.astimezone(UTC) + timedelta(days=1)
    if not now < ends_at <= now + LONGEST:
        raise UserError(WHEN)
    sums = budget_sums(services, now)
    every = [one.budget for one in members(key, sums, services)]
    mine = touchable(asker, every)
    ids = {f"budget:{one.id}" for one in mine}
    snooze = Snooze(Until.MORNING, 0, ends_at, asker.user_id, now)
    with services.store.write() as connection:
        for subject in services.store.alerts.subjects(key):
            if not asker.is_admin and subject not in ids:
                continue  # another's budget, or what has none
            services.store.alerts.snooze(connection, f"{EXPECTED}{subject}", snooze)
            line = AuditLine(now, asker.user_id, "spend expected", subject, f"{ends_at:%Y-%m-%d}")
            services.store.audit.append(connection, line)
    said = f"Expected until {day(last)}. Alerts at budget levels still come."
    return done_message(said + which(mine, every, sums.names))


def _report_form(click: Click, services: Services) -> Response:
    return Response(view=forms.report_form(services.zone.key))


def _report_submit(click: Click, services: Services) -> Response:
    written, home = forms.written(click.state), services.zone.key
    forms.check(written, lambda one: reports.read(_report_words(one, home), click.asker, services), forms.GOOD_REPORT)
    return Response(private=reports.every(_report_words(written, home), click.asker, services).message)


def _report_words(written: Mapping[str, str], home: str) -> str:
    words = [f"{written['days']} at {written['at']} {written['what']}"]
    words += [f"in {written['zone']}"] if written["zone"] not in ("", home) else []
    words += [f"in <#{written['channel']}>"] if written["channel"] else []
    words += [f"only over {written['over']}"] if written["over"] else []
    return " ".join([*words, *(["only if changed"] if written["changed"] == "quiet" else [])])


def _ask(click: Click, services: Services) -> Response:
    from bot.commands import run  # the table holds this module's rows

    return Response(private=run(click.value, click.asker, services).message)


def suggestions(typed: str, services: Services) -> list[dict[str, object]]:
    """What a budget can be for, as the form's menu asks while somebody types."""
    return forms.subject_options(typed, services.store.names.all())


ACTIONS = (
    Action(ROW, _row, admins_only=True),
    Action("budget_form", _budget_form, admins_only=True),
    Action(forms.BUDGET, _budget_submit, admins_only=True),
    Action("alert_raise", _raise_form, admins_only=True),
    Action(forms.RAISE, _raise_submit, admins_only=True),
    Action("alert_expected", _expected_form),
    Action(forms.EXPECTED, _expected_submit),
    Action(schedules.FORM, _report_form, admins_only=True),
    Action(forms.REPORT, _report_submit, admins_only=True),
    Action("alert_ask", _ask),
)
