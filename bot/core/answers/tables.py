"""The table of an answer: the same columns in Slack, in text and in the terminal."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import add

from bot.core.amounts import Amount
from bot.core.answers import unpriced
from bot.core.answers.answer import OTHER, Answer, AnswerLine
from bot.core.answers.billed_quantities import added_up, quantity_text
from bot.core.answers.figure_lines import change_text, figure_cells, figure_head, of_parts, ratio_text
from bot.core.answers.labels import NAMELESS, PART, is_cut_line, line_labels, title
from bot.core.answers.scenario_lines import scenario_text
from bot.core.names import Names
from bot.core.question import Question
from bot.core.slack import numbers
from bot.core.slack.blocks import Cell, Json, data_table
from bot.core.slack.limits import TABLE_ROWS, TABLE_TEXT
from bot.core.slack.text import shorten, size
from bot.core.time_units import UNIT_OF_TIME

JOINED = " · "
USED = "Used"

SHORT_NAME = 24  # beside a comparison
NO_MODEL = "(no model)"
_DATED = re.compile(r"-\d{4}-\d{2}-\d{2}$")
_TUNED = re.compile(r"^ft:[^:]+:[^:]*:([^:]+):[^:]+$")
NAME = 80  # longer names are shortened in the middle
FIRST, LAST = 10**9, -(10**9)  # how a cell without a number sorts: it must not turn its column into text
ROOM = TABLE_TEXT - 500  # for the line that says what was cut
COLUMNS = 3  # that a phone shows without scrolling; a comparison has one more, whose numbers are short


@dataclass(frozen=True)
class Table:
    """`rows` follow the answer's lines; `names` columns come before the first number."""

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    names: int


def answer_table(answer: Answer, names: Names) -> Table:
    """Every line of an answer. Shares are shown when the lines are parts of one whole, not points in time."""
    question = answer.question
    head = [title(group) for group in question.by]
    head.append(title((answer.things and f"{answer.things}s") or _first_column(question)))
    head += figure_head(answer)
    if _has_quantities(answer):
        head.append(USED)
    if _has_shares(answer):
        head.append("Share")
    if question.versus:
        head += ["Before", "Change"]
    labels = line_labels(answer, names)
    rows = tuple(_row(answer, line, words) for line, words in zip(answer.lines, labels, strict=True))
    return Table(tuple(head), rows, len(question.by))


def _first_column(question: Question) -> str:
    if not question.scenario:
        return question.metric
    return "saved" if question.figure != "what if" else scenario_text(question.scenario)


def _has_shares(answer: Answer) -> bool:
    whole = answer.total
    if answer.question.time_unit or not of_parts(answer):
        return False
    return len(answer.lines) > 1 and whole is not None and whole.quantity > 0


def _has_quantities(answer: Answer) -> bool:
    """Whether the bill says how much was used. A comparison has no room for it."""
    return not answer.question.versus and any(line.used for line in answer.lines)


def _row(answer: Answer, line: AnswerLine, words: tuple[str, ...]) -> tuple[Cell, ...]:
    unit = answer.unit
    cells = [Cell(shorten(word, NAME)) for word in words]
    if answer.question.time_unit and is_cut_line(answer.question, line):
        place = answer.question.by.index(answer.question.time_unit)
        cells[place] = Cell(f"{words[place]} {PART}")
    cells.append(Cell(unpriced.amount(answer, line, unit), amount_cell(line.amount, unit).value))
    cells += figure_cells(answer, line)
    if _has_quantities(answer):
        cells.append(Cell(quantity_text(line.used), float(line.used.value) if line.used else LAST))
    if _has_shares(answer) and answer.total is not None:
        cells.append(_share(line.amount, answer.total))
    if answer.question.versus:
        cells += _before(answer, line, unit)
    return tuple(cells)


def _before(answer: Answer, line: AnswerLine, unit: str) -> list[Cell]:
    if line.ratio is None:
        return [amount_cell(line.previous, unit), _change(line)]
    value = line.before.value if line.before else None
    was = Cell(ratio_text(line.before, line.previous, answer), round(float(value), 6) if value is not None else LAST)
    return [was, Cell(change_text(answer, line), FIRST)]


def amount_cell(amount: Amount | None, unit: str) -> Cell:
    if amount is None:
        return Cell(numbers.NOT_READ, LAST)
    return Cell(numbers.amount(amount, unit), drawn(amount.quantity, unit))


def drawn(quantity: int, unit: str) -> int | float:
    """A number to sort or draw by, never to read: JSON has no decimal for Slack's dollars."""
    return round(quantity / 10**9, 6) if unit == "nanodollar" else quantity


def _share(part: Amount | None, whole: Amount) -> Cell:
    if part is None:
        return Cell("-", LAST)
    text = "-" if numbers.is_unpriced(part) else numbers.percent(part.quantity, whole.quantity)
    return Cell(text, numbers.rounded(part.quantity * 100, whole.quantity))


def _change(line: AnswerLine) -> Cell:
    if line.amount is None or line.previous is None:
        return Cell("-", LAST)
    now, before = line.amount.quantity, line.previous.quantity
    text = "-" if numbers.is_unpriced(line.amount) else numbers.change(now, before)
    return Cell(text, numbers.rounded((now - before) * 100, before) if before > 0 else FIRST)


def table_block(answer: Answer, names: Names, caption: str) -> Json:
    """The native table, narrow enough for a phone: what does not fit is added up in a last row."""
    answer = _newest_first(answer)
    whole = _with_short_models(answer_table(answer, names), answer.question)
    kept = _fitting(whole.rows)
    rows = list(whole.rows[:kept])
    if rest := answer.lines[kept:]:
        words = (f"{len(rest):,} more", *[""] * (whole.names - 1))
        sums = _sum(line.amount for line in rest), _sum(line.previous for line in rest)
        line = AnswerLine((OTHER,) * whole.names, *sums, used=added_up(line.used for line in rest))
        rows.append(_row(answer, line, words))
    shown = _numbers_shown(answer, whole)
    are_joined = whole.names + len(shown) > COLUMNS + bool(answer.question.versus)
    columns = [[*range(whole.names)]] if are_joined else [[place] for place in range(whole.names)]
    columns += [[place] for place in shown]
    head = [JOINED.join(whole.head[place] for place in column) for column in columns]
    cells = [[_narrow([row[place] for place in column], head[at]) for at, column in enumerate(columns)] for row in rows]
    return data_table(caption, head, cells, names=len(columns) - len(shown))


def _with_short_models(table: Table, question: Question) -> Table:
    """Beside three columns of numbers a phone has no room for a model's date, which says something only of two."""
    if not question.versus or "model" not in question.by:
        return table
    place = question.by.index("model")
    models = {row[place].text for row in table.rows}
    known = Counter(map(_plain, models))

    def short_name(cell: Cell) -> Cell:
        plain = _plain(cell.text)
        return replace(cell, text=shorten(plain if known[plain] == 1 else cell.text, SHORT_NAME))

    rows = ((*row[:place], short_name(row[place]), *row[place + 1 :]) for row in table.rows)
    return replace(table, rows=tuple(rows))


def _plain(model: str) -> str:
    """`gpt-5`, `ft:support-tone`, `(no model)`: without a date, the base of a fine-tuned one, and examples."""
    return NO_MODEL if model == NAMELESS["model"] else _DATED.sub("", _TUNED.sub(r"ft:\1", model))


def _newest_first(answer: Answer) -> Answer:
    """Rows of days and longer begin with what people look for; hours are read like a day, from its morning on."""
    unit = answer.question.time_unit
    if unit is None or UNIT_OF_TIME[unit].is_clock or len(answer.question.by) > 2:
        return answer
    place = answer.question.by.index(unit)
    rest = [line for line in answer.lines if line.labels[place] == OTHER]
    times = [line for line in answer.lines if line.labels[place] != OTHER]
    return replace(answer, lines=(*sorted(times, key=lambda line: line.labels[place], reverse=True), *rest))


def _numbers_shown(answer: Answer, whole: Table) -> list[int]:
    """
    The columns of numbers that Slack shows, in its order: what was asked for first, then what there is room for.

    A figure comes before what was divided; a comparison keeps now, before and change. The file has all of them.
    """
    places = list(range(whole.names, len(whole.head)))
    asked = 1 if answer.ratio else 1 + len(figure_head(answer))
    if answer.ratio and not (answer.question.metrics or answer.beside):
        figure = whole.names + len(figure_head(answer))
        places = [figure, *(place for place in places if place != figure)]
    if answer.question.versus:
        return [*places[:asked], *places[-2:]]
    return places[: max(asked, COLUMNS - whole.names)]


_UNIT = re.compile(r"(?<=[\dkMB]) (?:tokens?|requests?)$")
_UNPRICED = f" + {numbers.NO_PRICE}"


def short(cell: Cell) -> Cell:
    """For a phone and for 80 columns: the head says what is counted, and the answer names what has no price."""
    return replace(cell, text=_UNIT.sub("", cell.text).replace(_UNPRICED, "+"))


def _narrow(cells: Sequence[Cell], head: str) -> Cell:
    """What stands in one column. What was used is counted in more than one unit."""
    first, *more = cells if head == USED else map(short, cells)
    return Cell(JOINED.join(filter(None, [first.text, *(cell.text for cell in more)]))) if more else first


def _fitting(rows: tuple[tuple[Cell, ...], ...]) -> int:
    """How many rows fit, leaving one for the rest when not all do."""
    room = ROOM
    for number, row in enumerate(rows):
        room -= sum(max(size(cell.text), 1) for cell in row)
        if room < 0:
            return number
        if number == TABLE_ROWS - 1 and len(rows) > TABLE_ROWS:
            return number
    return len(rows)


def _sum(amounts: Iterable[Amount | None]) -> Amount | None:
    """None when nothing was read; what was not read is not in the sum."""
    known = [amount for amount in amounts if amount is not None]
    return reduce(add, known) if known else None
