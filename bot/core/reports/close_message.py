"""The month's close in words, as CSV with FOCUS columns, and as JSON."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import StringIO
from typing import Any

from bot.core.answers.labels import dimension_label
from bot.core.names import Names
from bot.core.reports.close import Close, CloseLine, Restated, title
from bot.core.slack import blocks
from bot.core.slack.lines import line_blocks
from bot.core.slack.message import Message
from bot.core.slack.numbers import CENT
from bot.core.slack.text import escape, shorten

NANO = Decimal(1_000_000_000)
COLUMNS = (  # of FOCUS 1.2
    "BillingPeriodStart",
    "BillingPeriodEnd",
    "BilledCost",
    "BillingCurrency",
    "ProviderName",
    "SubAccountId",
    "SubAccountName",
    "ChargeDescription",
    "ConsumedQuantity",
    "ConsumedUnit",
    "x_Team",
)
SHOWN = 8
SMALL_PRINT = "Billed by OpenAI, in UTC. Credits, refunds and taxes are not in its costs, but may be on the invoice."

KEPT = (
    "Saved as the month's closing figures, for everybody. Later corrections by OpenAI are shown beside them when you"
    " ask again. Nothing changes at OpenAI."
)


@dataclass(frozen=True, slots=True)
class Closing:
    """A closed month beside what its bill is now; `invoice` is what somebody was charged, in nanodollars."""

    close: Close
    is_new: bool
    restated: tuple[Restated, ...] = ()
    invoice: int | None = None

    @property
    def difference(self) -> int | None:
        return None if self.invoice is None else self.invoice - self.close.total

    @property
    def restatement(self) -> int:
        """How much more the bill is now."""
        return sum(one.now - one.closed for one in self.restated)


def close_message(closing: Closing, names: Names) -> Message:
    close = closing.close
    when = "" if closing.is_new else f", closed {close.at:%a %d %b %Y %H:%M} UTC"
    first = f"{title(close.month)}: {_exact(close.total)} billed{when}"
    parts = [blocks.section("\n".join([f"*{escape(first)}*", *([KEPT] if closing.is_new else [])]))]
    for heading, label in (("By project", _project(names)), ("By team", _team(names))):
        if heading == "By project" or any(line.team for line in close.lines):
            parts += _ranked(heading, close.lines, label)
    parts += _ranked("By line item", close.lines, lambda line: line.item)
    if not closing.is_new:
        parts += _changes(closing, names)
    if closing.difference is not None and closing.invoice is not None:
        parts.append(blocks.section(escape(_against(closing.invoice, closing.difference, closing.restatement))))
    return Message(escape(first), (*parts, blocks.context(SMALL_PRINT)))


def _against(invoice: int, difference: int, restated: int) -> str:
    """`The invoice of $11,000.50 is $337.68 less than the close, and $327.56 less than the bill is now.`"""
    text = f"The invoice of {_exact(invoice)} is {_apart(difference)} the close"
    return f"{text}, and {_apart(difference - restated)} the bill is now." if restated else f"{text}."


def _apart(difference: int) -> str:
    if not difference:
        return "as much as"
    return f"{_exact(abs(difference))} {'more' if difference > 0 else 'less'} than"


def _ranked(heading: str, lines: Sequence[CloseLine], label: Callable[[CloseLine], str]) -> list[Any]:
    sums: dict[str, int] = {}
    for line in lines:
        sums[label(line)] = sums.get(label(line), 0) + line.amount
    ranked = sorted(sums.items(), key=lambda one: (-one[1], one[0]))
    rest = ranked[SHOWN:]
    others = [(f"{len(rest)} others", sum(amount for _, amount in rest))] if rest else []
    rows = [*((escape(shorten(name, 60)), amount) for name, amount in ranked[:SHOWN]), *others]
    cents = whole_cents([amount for _, amount in rows])
    shown = [f"• {name}: {_exact(cent * CENT)}" for (name, _), cent in zip(rows, cents, strict=True)]
    return line_blocks([f"*{heading}*", *shown], "")


def whole_cents(amounts: Sequence[int]) -> list[int]:
    """
    Nanodollars as cents that add up to the rounded sum: each is rounded down, and those that lose most get the cents
    that are left.
    """
    cents = [amount // CENT for amount in amounts]
    left = _cents(sum(amounts)) - sum(cents)
    for place in sorted(range(len(amounts)), key=lambda one: -(amounts[one] % CENT))[:left]:
        cents[place] += 1
    return cents


def _changes(closing: Closing, names: Names) -> list[Any]:
    if not closing.restated:
        return [blocks.section("OpenAI corrected nothing since then.")]
    now = _exact(closing.close.total + closing.restatement)
    head = f"*Corrected by OpenAI since then: {_signed(closing.restatement)}, so the bill is {now} now*"
    lines = [
        f"• {escape(shorten(_named(names, one.project), 60))}, {escape(shorten(one.item, 60))}:"
        f" {_exact(one.now)}, was {_exact(one.closed)}"
        for one in closing.restated
    ]
    return line_blocks([head, *lines], " lines")


def _team(names: Names) -> Callable[[CloseLine], str]:
    return lambda line: dimension_label(names, "team", line.team)


def _project(names: Names) -> Callable[[CloseLine], str]:
    return lambda line: _named(names, line.project)


def _named(names: Names, project: str) -> str:
    return dimension_label(names, "project", project)


def _signed(nanodollars: int) -> str:
    return f"+{_exact(nanodollars)}" if nanodollars > 0 else _exact(nanodollars)


def _exact(nanodollars: int) -> str:
    """To the cent: finance adds these up."""
    dollars = Decimal(_cents(nanodollars)) / 100
    return f"−${-dollars:,.2f}" if dollars < 0 else f"${dollars:,.2f}"


def _cents(nanodollars: int) -> int:
    return int((Decimal(nanodollars) / CENT).to_integral_value())


def close_csv(close: Close, names: Names) -> str:
    """One row a project, team and line item; `x_` marks a column that is not of FOCUS."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    start, end = (f"{moment:%Y-%m-%dT%H:%M:%SZ}" for moment in (close.month.start, close.month.end))
    for line in close.lines:
        cost = f"{(Decimal(line.amount) / NANO).normalize():f}"
        who = (line.project, _safe(names.label("project", line.project)), _safe(line.item))
        writer.writerow((start, end, cost, "USD", "OpenAI", *who, line.quantity, line.unit, _safe(line.team)))
    return out.getvalue()


def _safe(text: str) -> str:
    """A name that a spreadsheet would take for a formula is a text."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def close_json(closing: Closing, names: Names) -> dict[str, Any]:
    close = closing.close
    return {
        "month": f"{close.month.start:%Y-%m}",
        "closed_at": close.at.isoformat(),
        "is_new": closing.is_new,
        "unit": "nanodollar",
        "total": close.total,
        "invoice": closing.invoice,
        "difference": closing.difference,
        "lines": [_json(line, names) for line in close.lines],
        "restated": [
            {"project": one.project or None, "item": one.item, "closed": one.closed, "now": one.now}
            for one in closing.restated
        ],
    }


def _json(line: CloseLine, names: Names) -> dict[str, Any]:
    return {
        "project": line.project or None,
        "project_name": names.label("project", line.project) or None,
        "team": line.team or None,
        "item": line.item,
        "billed": line.amount,
        "quantity": line.quantity or None,
        "quantity_unit": line.unit or None,
    }
