"""What a digest draws: the chart of its days or weeks and the table of its projects."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby

from bot.core.amounts import ZERO, Amount
from bot.core.answers.answer import OTHER
from bot.core.answers.tables import drawn
from bot.core.catalogue import METRIC
from bot.core.periods import DAY
from bot.core.reports.digest_ended import ended
from bot.core.reports.digest_numbers import Move, amounts, moves, usual_day
from bot.core.reports.digest_questions import DigestFacts
from bot.core.reports.digest_words import day_of, label
from bot.core.slack import blocks, dates, numbers
from bot.core.slack.blocks import Cell, Series
from bot.core.slack.message import Block

CHART_DAYS = 14
PROJECTS = 5  # and a row of others: with the chart above it is still one screen and a half of a phone


def day_chart(facts: DigestFacts) -> list[Block]:
    """The last 14 days; a day that was not read is drawn as nothing and says so."""
    days = {line.labels[0]: line.amount for line in facts.answers["days"].lines}
    if facts.ended_span == "ended month" and (weeks := _weeks(facts)):
        title, cost = f"Cost by week, {ended(facts)[0]} UTC", Series("Cost", tuple(weeks.values()))
        return [blocks.chart("bar", title, list(weeks), [cost], unit="US dollars")]
    shown = [facts.day - timedelta(days=back) for back in reversed(range(CHART_DAYS))]
    values = [days.get(str(day)) for day in shown]
    if not any(value and value.quantity for value in values):
        return []
    labels = [
        dates.day(day) if value else f"{dates.day(day)}, not read" for day, value in zip(shown, values, strict=True)
    ]
    heights = tuple(drawn(value.quantity, "nanodollar") if value else 0 for value in values)
    return [blocks.chart("bar", "Cost, last 14 days UTC", labels, [Series("Cost", heights)], unit="US dollars")]


def _weeks(facts: DigestFacts) -> dict[str, int | float]:
    """The month that ended by its weeks, as a chart has no room for its days; nothing where a day is not known."""
    days, month = amounts(facts.answers["days"]), facts.answers["ended month"].question.period
    dates_of = [(month.start + n * DAY).date() for n in range(month.length // DAY)]
    if not all(str(day) in days for day in dates_of):
        return {}
    weeks = [tuple(week) for _, week in groupby(dates_of, lambda day: day.isocalendar().week)]
    sums = (sum(days[str(day)].quantity for day in week) for week in weeks)
    labels = (f"{week[0].day}–{week[-1].day}" if len(week) > 1 else str(week[0].day) for week in weeks)
    return {label: drawn(quantity, "nanodollar") for label, quantity in zip(labels, sums, strict=True)}


def project_table(facts: DigestFacts) -> list[Block]:
    """The largest projects with their share and their change; the others are added up."""
    if facts.ended_span:
        return _ended_table(facts)
    total = facts.answers["total"].total
    found = [move for move in moves(facts.answers, "projects") if move.now.quantity]
    if total is None or not found:
        return []
    rows = [_row(label(facts, "project", move.id), move, total.quantity, facts) for move in found[:PROJECTS]]
    if rest := found[PROJECTS:]:
        first = rest[0].now
        whole = Move(OTHER, sum((move.now for move in rest[1:]), first), sum(move.usual for move in rest))
        rows.append(_row(f"{len(rest):,} others", whole, total.quantity, facts))
    caption = f"Cost by project, {day_of(facts)}"
    head = ("Project", "Cost", *(("Usual", "Change") if _is_compared(facts) else ("Share",)))
    return [blocks.data_table(caption, head, rows)]


def _ended_table(facts: DigestFacts) -> list[Block]:
    """The digest that a month or a week ends with shows that."""
    found = sorted(amounts(facts.answers[facts.ended_span]).items(), key=lambda one: (-one[1].quantity, one[0]))
    whole = sum((amount for _, amount in found), ZERO)
    rows = [(label(facts, "project", id), amount) for id, amount in found[:PROJECTS]]
    if rest := found[PROJECTS:]:
        rows.append((f"{len(rest):,} others", sum((amount for _, amount in rest), ZERO)))
    cells = [[Cell(name), *_shared(amount, whole.quantity)] for name, amount in rows]
    return [blocks.data_table(f"Cost by project, {ended(facts)[0]}", ("Project", "Cost", "Share"), cells)]


def _is_compared(facts: DigestFacts) -> bool:
    """Nothing usual is known of a part of a day."""
    return usual_day(facts) is not None and not facts.reader.until


def _row(name: str, move: Move, total: int, facts: DigestFacts) -> list[Cell]:
    unit = METRIC["cost"].unit
    if not _is_compared(facts):
        return [Cell(name), *_shared(move.now, total)]
    cells = [Cell(name), Cell(numbers.amount(move.now, unit), drawn(move.now.quantity, unit))]
    is_same = abs(move.added) < numbers.CENT
    change = "same" if is_same else numbers.signed(move.added)
    return [*cells, Cell(numbers.money(move.usual), drawn(move.usual, unit)), Cell(change, drawn(move.added, unit))]


def _shared(amount: Amount, total: int) -> list[Cell]:
    """An amount, and its share of the total."""
    unit, share = METRIC["cost"].unit, numbers.percent(amount.quantity, total)
    cost = Cell(numbers.amount(amount, unit), drawn(amount.quantity, unit))
    return [cost, Cell(share, numbers.rounded(amount.quantity * 100, max(total, 1)))]
