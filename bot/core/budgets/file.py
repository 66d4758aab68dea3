"""Budgets as TOML, for teams that keep them in git: read, written, compared."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.core.amounts import nanodollars, plain_number
from bot.core.budgets.budget import (
    BUDGET_METRICS,
    DEFAULT_LEVELS,
    ORGANISATION,
    PERIODS,
    SCOPES,
    SINCE,
    Budget,
    with_own_place,
)
from bot.core.budgets.budget_amounts import checked_amount
from bot.core.budgets.words import checked_levels
from bot.core.budgets.written_budget import dollars_text
from bot.core.errors import UserError
from bot.core.grammar import resolve_name
from bot.core.grammar.errors import UnknownName
from bot.core.names import Names
from bot.core.slack.channels import read_channel

FIELDS = ("scope", "metric", "amount", "period", "levels", "channel", "owner")


@dataclass(frozen=True, slots=True)
class Change:
    """What an import does to one budget: `before` is None for a new one, `after` for one that is not in the file."""

    before: Budget | None
    after: Budget | None


def read_budgets(text: str, names: Names) -> tuple[Budget, ...]:
    """The budgets of a file. Raises one UserError with every problem, by the number of the budget."""
    found, problems = [], []
    for number, table in enumerate(_tables(text), 1):
        try:
            found.append(_budget(table, names))
        except UserError as error:
            problems.append(f"Budget {number}: {error}")
    problems += _doubles(found)
    if problems:
        raise UserError("\n".join(problems))
    return tuple(found)


def _tables(text: str) -> list[dict[str, Any]]:
    try:
        tables = tomllib.loads(text).get("budget", [])
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"The file is no TOML: {error}") from None
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise UserError("Budgets are written as `[[budget]]` tables; `usage-bot budgets export` shows the form.")
    return tables


def named_in(text: str, names: Names) -> tuple[tuple[int, str, bool], ...]:
    """Each thing that a budget of the file is of, as `project:search`, with its number; whether its name is known."""
    found = []
    for number, table in enumerate(_tables(text), 1):
        kind, _, rest = str(table.get("scope", "")).partition(":")
        plain = [name.strip() for name in rest.split(",") if kind in SCOPES[1:] and "*" not in name]
        found += [(number, f'{kind}:"{name}"', _is_known(kind, name, names)) for name in plain]
    return tuple(found)


def _is_known(kind: str, name: str, names: Names) -> bool:
    try:
        return bool(resolve_name(kind, name, names))
    except UnknownName:
        return False
    except UserError:  # said when the file is read
        return True


def _doubles(budgets: Sequence[Budget]) -> list[str]:
    identities = [budget.identity for budget in budgets]
    return [
        f"Budget {number}: it is the same as budget {identities.index(identity) + 1}."
        for number, identity in enumerate(identities, 1)
        if identities.index(identity) + 1 < number
    ]


def _budget(table: Mapping[str, Any], names: Names) -> Budget:
    if unknown := sorted(set(table) - set(FIELDS)):
        raise UserError(f"`{unknown[0][:40]}` is no field; there are {', '.join(FIELDS)}.")
    scope, ids = _scope(table.get("scope"), names)
    metric = _one_of(table, "metric", BUDGET_METRICS, "cost")
    budget = Budget(
        scope,
        ids,
        metric,
        _amount(table.get("amount"), metric),
        _period(table),
        _levels(table.get("levels", list(DEFAULT_LEVELS))),
        _channel(_text(table, "channel")),
        _text(table, "owner"),
    )
    return with_own_place(budget)


def _channel(text: str) -> str:
    channel = read_channel(text)
    if text.strip() and not channel:
        raise UserError(f"`{text[:40]}` is no channel: write `#name`, its id (C…) or a link to it.")
    return channel


def _scope(value: object, names: Names) -> tuple[str, tuple[str, ...]]:
    """`organisation`, or `project:checkout-prod`; several names are separated by commas."""
    text = value if isinstance(value, str) else ""
    kind, _, rest = text.partition(":")
    if text == ORGANISATION:
        return ORGANISATION, ()
    if kind not in SCOPES[1:] or not rest.strip():
        raise UserError('`scope` is "organisation" or such as "project:checkout-prod".')
    ids: set[str] = set()
    for name in rest.split(","):
        ids.update((name.strip(),) if "*" in name else resolve_name(kind, name, names))
    return kind, tuple(sorted(ids))


def _one_of(table: Mapping[str, Any], field: str, allowed: Sequence[str], usual: str) -> str:
    value = table.get(field, usual)
    if value not in allowed:
        raise UserError(f"`{field}` is one of {', '.join(allowed)}.")
    return str(value)


def _period(table: Mapping[str, Any]) -> str:
    """`day`, `week` or `month`; `since 2026-11-01` for what does not begin anew."""
    value = str(table.get("period", ""))
    if value.startswith(SINCE):
        try:
            return f"{SINCE}{date.fromisoformat(value.removeprefix(SINCE).strip())}"
        except ValueError:
            raise UserError('`period` is one of day, week, month, or such as "since 2026-11-01".') from None
    return _one_of(table, "period", PERIODS, "month")


def _amount(value: object, metric: str) -> int:
    """Written as text or as a whole number: a TOML float would not be exact."""
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    try:
        amount = nanodollars(text) if metric == "cost" else _whole(text)
    except ValueError:
        unit = "dollars" if metric == "cost" else f"a whole number of {metric}"
        raise UserError(f'`amount` is {unit}, as text or a whole number, such as "500".') from None
    return checked_amount(amount, metric)


def _whole(text: str) -> int:
    number = plain_number(text)
    if abs(number) > 10**18 or number != number.to_integral_value():
        raise ValueError
    return int(number)


def _levels(value: object) -> tuple[int, ...]:
    if not isinstance(value, list) or not all(isinstance(level, int) and level is not True for level in value):
        raise UserError("`levels` is a list of whole percentages, such as [50, 80, 100].")
    return checked_levels(value)


def _text(table: Mapping[str, Any], field: str) -> str:
    value = table.get(field, "")
    if not isinstance(value, str) or len(value) > 80:
        raise UserError(f"`{field}` is a short text.")
    return value.strip()


def budgets_toml(budgets: Sequence[Budget]) -> str:
    """The file that is read as these budgets. A raise that ends is not in it: the file says what holds for good."""
    return "\n".join(_table(budget) for budget in budgets)


def _table(budget: Budget) -> str:
    scope = f"{budget.scope}:{', '.join(budget.names)}" if budget.names else budget.scope
    amount = dollars_text(budget.amount) if budget.metric == "cost" else str(budget.amount)
    lines = [
        "[[budget]]",
        f"scope = {_quoted(scope)}",
        f"metric = {_quoted(budget.metric)}",
        f"amount = {_quoted(amount)}",
        f"period = {_quoted(budget.period)}",
        f"levels = {list(budget.levels)}",
    ]
    lines += [f"channel = {_quoted(budget.channel)}"] if budget.channel else []
    lines += [f"owner = {_quoted(budget.owner)}"] if budget.owner else []
    return "\n".join([*lines, ""])


def _quoted(text: str) -> str:
    """JSON's strings are TOML's basic strings, except for one sign that JSON leaves as it is."""
    return json.dumps(text).replace("\x7f", "\\u007f")


def changes(known: Sequence[Budget], wanted: Sequence[Budget], *, prune: bool = False) -> tuple[Change, ...]:
    """What has to be done so that the store holds the file. Budgets that are not in it stay, unless pruned."""
    by_identity = {budget.identity: budget for budget in known}
    found = []
    for budget in wanted:
        before = by_identity.pop(budget.identity, None)
        after = budget if before is None else _changed(before, budget)
        if after != before:
            found.append(Change(before, after))
    return (*found, *(Change(budget, None) for budget in by_identity.values() if prune))


def _changed(before: Budget, wanted: Budget) -> Budget:
    return replace(before, amount=wanted.amount, levels=wanted.levels, channel=wanted.channel, owner=wanted.owner)
