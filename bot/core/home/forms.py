"""Slack's modals: a budget, a raise, a spend that is expected, a report; and what was filled in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.core.budgets.budget import DEFAULT_LEVELS, PERIODS, Budget
from bot.core.budgets.budget_names import each, scope_name
from bot.core.budgets.written_budget import amount_words
from bot.core.errors import UserError
from bot.core.names import Names, quoted
from bot.core.reports.schedules import DIGEST
from bot.core.slack.blocks import Json, plain, section
from bot.core.slack.dates import WEEKDAYS
from bot.core.slack.text import shorten, size

BUDGET, RAISE, EXPECTED, REPORT = "budget_submit", "raise_submit", "expected_submit", "report_submit"
PERIOD_WORDS = {"day": "A day (UTC)", "week": "A week (from Monday, UTC)", "month": "A month (UTC)"}
OPTIONS, OPTION_TEXT, OPTION_VALUE = 90, 70, 150  # of a menu's 100, 75 and 150
# What can be read in a field, whatever stands in the others; the first that mends it is to blame.
GOOD_BUDGET = {"amount": "$1", "levels": "50", "what": "organisation"}
GOOD_RAISE = {"amount": "+1 %", "until": "", "reason": ""}
GOOD_REPORT = {"at": "9am", "zone": "UTC", "over": "", "what": DIGEST}
# What a field wants, where the words that were made of all fields would speak of something else.
MEND = {
    "amount": "Write an amount above zero, such as $500, 2M tokens or 10k requests.",
    "levels": "Write whole percents above zero, such as 50 80 100.",
    "at": "Write a time of day, such as 9am or 17:30.",
    "zone": "Write a place or a time zone, such as Berlin, Europe/Berlin or UTC.",
    "over": "Write an amount, such as $50.",
}
DAYS = ("day", "weekday", "weekend", *(name.lower() for name in WEEKDAYS))


def budget_form(budget: Budget | None, what: str, names: Names) -> Json:
    """Empty, filled with a budget, or with what a new one is for."""
    levels = budget.levels if budget else DEFAULT_LEVELS
    about = _about(budget, names) if budget else what
    amount = amount_words(budget.amount, budget.metric) if budget else ""
    period = budget.period if budget else "month"
    periods = PERIODS if period in PERIODS else (period,)  # what counts since a day is another budget since another
    channel = budget.channel if budget and not budget.channel.startswith("#") else ""
    return _modal(
        BUDGET,
        str(budget.id) if budget else "",
        "Change budget" if budget else "New budget",
        "Preview",
        _subject("what", "What it is for", about, "A project, organisation, model:gpt-5*"),
        _text("amount", "Amount", amount, "$500, 2M tokens, 10k requests"),
        _choice("period", "Period", [(one, PERIOD_WORDS.get(one, one)) for one in periods], period),
        _text("levels", "Alert at these percents", " ".join(map(str, levels)), "50 80 100"),
        _picker(
            "channel",
            "Channel",
            "conversations_select",
            "initial_conversation",
            channel,
            "Empty: the alert channel.",
        ),
        _picker("owner", "Owner", "users_select", "initial_user", _user(budget)),
    )


def raise_form(budgets: Sequence[Budget], names: Names) -> Json:
    options = [(str(budget.id), f"{scope_name(budget, names)}, {each(budget)}") for budget in budgets[:100]]
    return _modal(
        RAISE,
        "",
        "Raise a budget",
        "Raise budget",
        _choice("budget", "Budget", options, options[0][0]),
        _text("amount", "New amount", "", "700, +20 %, by $200"),
        _date("until", "Until 09:00 on", is_optional=True, note="Empty: for good."),
        _text("reason", "Reason", "", "launch week"),
    )


def expected_form(key: str, who: str) -> Json:
    """`who` is what the alert is about, or ''."""
    of = who or "what this alert is about"
    note = section(f"Until that day is over the pace and spikes of {of} send no alerts. Its budget levels still do.")
    return _modal(EXPECTED, key, "Expected spend", "Save", note, _date("until", "Until the end of"))


def report_form(zone: str) -> Json:
    """A digest or any question, when and where it comes, and when it stays away."""
    return _modal(
        REPORT,
        "",
        "New report",
        "Preview",
        _text("what", "What it asks", DIGEST, "digest, digest checkout-prod, cost yesterday by model"),
        _choice("days", "Every", [(name, name) for name in DAYS], DAYS[0]),
        _text("at", "At", "09:00", "9am, 17:30"),
        _text("zone", "In the time zone", zone, "UTC, Europe/Berlin, Tokyo"),
        _picker("channel", "In channel", "conversations_select", "initial_conversation", ""),
        _text("over", "Only above this amount", "", "$50", is_optional=True),
        _choice("changed", "If nothing changed", [("send", "Send it"), ("quiet", "Stay quiet")], "send"),
    )


def filled(state: Mapping[str, Any] | None, name: str) -> str:
    """What was written or chosen in the field of that name; '' when nothing was."""
    field = (state or {}).get(name, {}).get(name, {})
    option = field.get("selected_option") or {}
    found = (
        field.get("value"),
        option.get("value"),
        field.get("selected_date"),
        field.get("selected_user"),
        field.get("selected_conversation"),
    )
    return next((str(value) for value in found if value), "")


def written(state: Mapping[str, Any] | None) -> defaultdict[str, str]:
    """Every field by its name; one that the form does not have is empty."""
    return defaultdict(str, {name: filled(state, name) for name in state or {}})


def check(written: defaultdict[str, str], read: Callable[[Mapping[str, str]], object], good: Mapping[str, str]) -> None:
    """
    Raises UserError at the field that is to be mended: the one without which the rest can be read.

    `good` has for each field what can always be read.
    """
    try:
        read(written)
    except UserError as error:
        field = next((name for name in good if name in written and _is_fine(written | {name: good[name]}, read)), "")
        raise UserError(MEND.get(field, str(error)), error.suggestions, field=field) from error


def _is_fine(written: Mapping[str, str], read: Callable[[Mapping[str, str]], object]) -> bool:
    try:
        read(written)
    except UserError:
        return False
    return True


def subject_options(typed: str, names: Names) -> list[Json]:
    """What a budget can be for: projects that hold what was typed, the organisation, and the words themselves."""
    wanted = typed.strip()
    projects = sorted((one for one in names.of("project") if not one.gone), key=lambda one: one.name.casefold())
    found = [one for one in projects if wanted.casefold() in f"{one.name} {one.id}".casefold()]
    options = [_option(shorten(one.name or one.id, OPTION_TEXT), f"project:{one.id}") for one in found[:OPTIONS]]
    if wanted.casefold() in "the organisation":
        options.append(_option("The organisation", "organisation"))
    is_known = any(wanted.casefold() == one.name.casefold() for one in found)
    own = [_option(shorten(wanted, OPTION_TEXT), wanted)] if wanted and not is_known else []
    return [*options, *(one for one in own if size(wanted) <= OPTION_VALUE)]


def _option(text: str, value: str) -> Json:
    return {"text": plain(text, 75), "value": value}


def _subject(name: str, label: str, chosen: str, hint: str) -> Json:
    element: Json = {"type": "external_select", "placeholder": plain(hint, 150), "min_query_length": 0}
    if chosen and size(chosen) <= OPTION_VALUE:
        shown = chosen.removeprefix("project:").strip('"')
        element["initial_option"] = _option(shorten(shown, OPTION_TEXT), chosen)
    return _input(name, label, element)


def _about(budget: Budget, names: Names) -> str:
    labels = (names.label(budget.scope, name) for name in budget.names)
    return " ".join(f"{budget.scope}:{quoted(label)}" for label in labels) or budget.scope


def _user(budget: Budget | None) -> str:
    return budget.owner if budget and budget.owner.startswith(("U", "W")) else ""


def _modal(callback: str, metadata: str, title: str, submit: str, *fields: Json) -> Json:
    return {
        "type": "modal",
        "callback_id": callback,
        "private_metadata": metadata,
        "title": plain(title, 24),
        "submit": plain(submit, 24),
        "close": plain("Cancel", 24),
        "blocks": list(fields),
    }


def _input(name: str, label: str, element: Json, *, is_optional: bool = False, note: str = "") -> Json:
    """`note` stands below the field; Slack itself says that a field is optional."""
    return {
        "type": "input",
        "block_id": name,
        "optional": is_optional,
        "label": plain(label, 2000),
        "element": {**element, "action_id": name},
        **({"hint": plain(note, 2000)} if note else {}),
    }


def _text(name: str, label: str, value: str, hint: str, *, is_optional: bool = False) -> Json:
    element: Json = {"type": "plain_text_input", "placeholder": plain(hint, 150), "max_length": 500}
    if value:
        element["initial_value"] = value[:500]
    return _input(name, label, element, is_optional=is_optional)


def _choice(name: str, label: str, options: Sequence[tuple[str, str]], chosen: str) -> Json:
    listed = [{"text": plain(words, 75), "value": value} for value, words in options]
    first = next(option for option in listed if option["value"] == chosen)
    return _input(name, label, {"type": "static_select", "options": listed, "initial_option": first})


def _picker(name: str, label: str, kind: str, field: str, chosen: str, note: str = "") -> Json:
    element: Json = {"type": kind, **({field: chosen} if chosen else {})}
    return _input(name, label, element, is_optional=True, note=note)


def _date(name: str, label: str, *, is_optional: bool = False, note: str = "") -> Json:
    return _input(name, label, {"type": "datepicker"}, is_optional=is_optional, note=note)
