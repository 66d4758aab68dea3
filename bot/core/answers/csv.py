"""An answer as CSV: exact integers, and names that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io

from bot.core.amounts import NANO, Amount
from bot.core.answers.answer import OTHER, Answer, AnswerLine
from bot.core.answers.labels import OTHERS, column, dimension_label, is_cut_line
from bot.core.answers.unpriced import unit_of
from bot.core.catalogue import DIMENSION, METRIC
from bot.core.names import Names
from bot.core.question import TIME_GROUPS
from bot.core.slack.numbers import is_unpriced
from bot.core.slack.text import clean


def csv_text(answer: Answer, names: Names) -> str:
    """One line a row of the answer, ids beside names; no total, so that a sum over the column is right."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_head(answer))
    for line in answer.lines:
        writer.writerow([*_names(answer, line, names), *_amounts(answer, line)])
    return out.getvalue()


def _is_named(group: str) -> bool:
    return group in DIMENSION and DIMENSION[group].named


def _head(answer: Answer) -> list[str]:
    question = answer.question
    groups = [
        each for group in question.by for each in ([group, f"{group}_id"] if _is_named(group) else [column(group)])
    ]
    unit = f"{answer.unit}s"
    is_money = unit == "nanodollars"
    head = [*groups, unit, *(["dollars"] if is_money else []), "estimate", "unpriced", "unpriced_unit"]
    head += ["used", "used_unit"] if "item" in question.by else []
    head += [f"{METRIC[name].unit}s_{name}" for name in question.metrics[1:]]
    head += [f"{unit}_{name.replace(' ', '_')}" for name in answer.beside]
    head += ["cut"] if question.time_unit else []
    head += [f"{answer.ratio.metric}", question.figure.replace(" ", "_")] if answer.ratio else []
    return head + (["previous_" + unit, *(["previous_dollars"] if is_money else [])] if question.versus else [])


def _names(answer: Answer, line: AnswerLine, names: Names) -> list[str]:
    cells = []
    for group, id in zip(answer.question.by, line.labels, strict=True):
        shown = OTHERS if id == OTHER else id
        if group in TIME_GROUPS:
            cells.append(shown)
        elif _is_named(group):
            cells += [harmless(dimension_label(names, group, id)), harmless("" if id == OTHER else id)]
        else:
            cells.append(harmless(shown))
    return cells


def harmless(text: str) -> str:
    """A cell that spreadsheets read as text: a leading apostrophe disarms `=`, `+`, `-` and `@`."""
    safe = clean(text)
    return f"'{safe}" if safe.startswith(("=", "+", "-", "@")) else safe


def _amounts(answer: Answer, line: AnswerLine) -> list[str]:
    is_money = answer.unit == "nanodollar"
    cells = _numbers(line.amount, is_money)
    if line.amount is None:
        cells += ["", "", ""]
    else:
        unit = f"{unit_of(answer, line)}s" if line.amount.unpriced else ""
        cells += [str(line.amount.estimate).lower(), str(line.amount.unpriced), unit]
    if "item" in answer.question.by:
        cells += [line.used.text, harmless(line.used.unit)] if line.used else ["", ""]
    cells += ["" if one is None or is_unpriced(one) else str(one.quantity) for one in line.more]
    cells += [str(is_cut_line(answer.question, line)).lower()] if answer.question.time_unit else []
    cells += _ratio(line)
    return cells + (_numbers(line.previous, is_money) if answer.question.versus else [])


def _ratio(line: AnswerLine) -> list[str]:
    if line.ratio is None:
        return []
    return [str(line.ratio.of), "" if line.ratio.value is None else format(line.ratio.value.normalize(), "f")]


def _numbers(amount: Amount | None, is_money: bool) -> list[str]:
    """Empty cells for what was not read or has no price; a dollar figure to the last nanodollar."""
    if amount is None or is_unpriced(amount):
        return ["", ""] if is_money else [""]
    exact = str(amount.quantity)
    return [exact, dollars(amount.quantity)] if is_money else [exact]


def dollars(nanodollars: int) -> str:
    """`12.34`, `0.000000042`: exact, a point for the decimals, at least two of them."""
    whole, rest = divmod(abs(nanodollars), NANO)
    decimals = f"{rest:09d}".rstrip("0").ljust(2, "0")
    return f"{'-' if nanodollars < 0 else ''}{whole}.{decimals}"
