"""Closes a month: its bill as it is now, by project, team and line item, beside the frozen one."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from bot.core.answers.billed_quantities import BilledQuantity, added_up, quantity_in
from bot.core.catalogue import COSTS
from bot.core.periods import Period, Width
from bot.core.reports.close import Close, CloseLine, refuse_unsettled, restated
from bot.core.reports.close_message import Closing
from bot.core.usage.buckets import UsageQuery
from bot.services import Services


def closing(services: Services, month: Period, now: datetime, by: str, *, invoice: int | None = None) -> Closing:
    """Freezes the month the first time. Raises UserError before it has settled."""
    frozen = services.store.closes.of(month)
    lines = billed_lines(services, month)
    if frozen is not None:
        return Closing(frozen, False, restated(frozen.lines, lines), invoice)
    notes = services.store.usage.notes(COSTS.name, Width.DAY, month)
    refuse_unsettled(month, {day: note.read_at for day, note in notes.items()}, now)
    return Closing(services.store.closes.keep(Close(month, now, lines), by), True, (), invoice)


def billed_lines(services: Services, month: Period) -> tuple[CloseLine, ...]:
    """The lines of the bill. A line's team is its project's, since the stored bill has no keys and no users."""
    amounts: dict[tuple[str, str], int] = defaultdict(int)
    used: dict[tuple[str, str], list[BilledQuantity | None]] = defaultdict(list)
    for bucket in services.store.usage.fetch(UsageQuery(COSTS.name, month, Width.DAY, ("project", "item"))):
        for row in bucket.rows:
            project, item = row.key
            amounts[project, item] += row.counts[0]
            used[project, item].append(quantity_in(row.extra))
    teams = services.teams.current()
    return tuple(
        CloseLine(project, teams.of(project), item, amount, *_texts(added_up(used[project, item])))
        for (project, item), amount in sorted(amounts.items())
    )


def _texts(quantity: BilledQuantity | None) -> tuple[str, str]:
    return (quantity.text, quantity.unit) if quantity else ("", "")
