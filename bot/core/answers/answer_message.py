"""The answer to a question as a Slack message: the number first, then the reason, then the next step."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.core.amounts import Amount
from bot.core.answers.answer import Answer
from bot.core.answers.chart import answer_chart, figure_chart
from bot.core.answers.endpoints import can_be_billed
from bot.core.answers.figure_lines import figure_name, of_parts
from bot.core.answers.followups import buttons
from bot.core.answers.headline import headline
from bot.core.answers.how_read import how_read
from bot.core.answers.source_line import reading_text
from bot.core.answers.tables import table_block
from bot.core.answers.unpriced import counted, is_partly_priced
from bot.core.catalogue import FIGURE
from bot.core.names import Names
from bot.core.openai_pages import USAGE, page_link
from bot.core.question import Question
from bot.core.slack import blocks, dates, numbers
from bot.core.slack.limits import ALL_TEXT, total_text
from bot.core.slack.message import Block, Message
from bot.core.slack.text import clean, escape, listed, shorten

UNPRICED_SHOWN = 3
WHOLE_DAYS = "OpenAI bills whole UTC days"
UNUSED_SHOWN = 3  # words; the reading names all


def usage_message(answer: Answer, names: Names, *, now: datetime) -> Message:
    """One line that says it, the chart and the table, what to know, the reading, the next questions."""
    said = headline(answer, names, now)
    message = Message(said.line, _blocks(answer, names, said.mrkdwn, now))
    if total_text(message) < ALL_TEXT:
        return message
    # Long names in every row: the table gives way, the file has it all.
    return Message(message.text, tuple(block for block in message.blocks if block["type"] != "data_table"))


def _blocks(answer: Answer, names: Names, first: str, now: datetime) -> tuple[Block, ...]:
    question = answer.question
    drawn = _chart(answer, names)
    is_enough = question.shape.chart and not question.shape.table and drawn is not None
    parts: list[Block | None] = [
        blocks.section(f"{first}{_left_out(question)}"),
        drawn,
        None if is_enough or _is_told(answer) else _table(answer, names, now),
        _notes(answer),
        blocks.context(f"{escape(reading_text(question, names, answer.sources, now))} · {_page(question)}"),
        blocks.section(how_read(answer.queries)) if question.shape.explain and answer.queries else None,
        blocks.actions(*buttons(question, names, now)),
    ]
    return tuple(part for part in parts if part is not None)


def _is_told(answer: Answer) -> bool:
    """Whether the first line says all: the one highest day needs no table of one row."""
    return len(answer.lines) == 1 and bool(answer.question.figure) and FIGURE[answer.question.figure].kind == "extreme"


def _left_out(question: Question) -> str:
    """Words without a part in the answer stand beside its number, where nobody takes it for what they asked."""
    said = listed(f"“{escape(shorten(clean(word), 40))}”" for word in question.unused[:UNUSED_SHOWN])
    return f"\nNot in this answer: {said}." if said else ""


def _page(question: Question) -> str:
    """OpenAI's page about what was asked: of the one project or key that it is about, else of all usage."""
    kept = [one for one in question.filters if not one.excluded and one.dimension in ("project", "key")]
    return page_link(kept[0].dimension, kept[0].values) if len(kept) == 1 else USAGE


def _chart(answer: Answer, names: Names) -> Block | None:
    shape = answer.question.shape
    if answer.question.figure:
        return figure_chart(answer, names) if shape.chart else None
    if not of_parts(answer):
        return None
    wanted = shape.chart or (answer.question.time_unit and not shape.table and len(answer.lines) > 2)
    return answer_chart(answer, names) if wanted else None


def _table(answer: Answer, names: Names, now: datetime) -> Block | None:
    if not answer.lines or not answer.question.by:
        return None
    zone = ZoneInfo(answer.question.zone)
    when = dates.period(answer.question.period, zone, year=now.astimezone(zone).year)
    caption = f"{_counted(answer.question)} by {' and '.join(answer.question.by)}, {when}"
    return table_block(answer, names, caption)


def _counted(question: Question) -> str:
    """`Cost`, `Cost and tokens`, `Cost per request`, `Cache hit rate`: what the rows of a table are of."""
    if question.figure.startswith("per "):
        return f"{question.metric.capitalize()} {figure_name(question.figure)}"
    if question.figure == "cache hit rate":
        return question.figure.capitalize()
    return listed(question.metrics or (question.metric,)).capitalize()


def _notes(answer: Answer) -> Block | None:
    notes = answer_notes(answer)
    return blocks.context(*map(escape, notes)) if notes else None


def answer_notes(answer: Answer) -> tuple[str, ...]:
    """What a reader has to know to trust the number. Not escaped."""
    billed = () if answer.things else billing_notes(answer.question, answer.total)  # how many keys is no sum of money
    return (*answer.notes, *unpriced_notes(answer), *billed)


def unpriced_notes(answer: Answer) -> tuple[str, ...]:
    """What is not in the sum because it has no price."""
    models = answer.unpriced
    if not models:
        return ()
    shown = map(counted, models[:UNPRICED_SHOWN])
    more = f" and {len(models) - UNPRICED_SHOWN} more models" if len(models) > UNPRICED_SHOWN else ""
    left_out = "in neither sum" if answer.beside else "not in the sum"
    has_rows = answer.question.by and not answer.question.shape.chart
    left_out += " (rows with +)" if any(map(is_partly_priced, answer.lines)) and has_rows else ""
    return (f"{_why_unpriced(answer)}, so {left_out}: {', '.join(shown)}{more}.",)


def _why_unpriced(answer: Answer) -> str:
    """What is billed counts without a price: then it is the rest that has none."""
    if _is_by_hours(answer.question):
        return "No list price, and OpenAI bills no hours"
    if answer.question.scenario:
        return "No list price (bills do not count here)"
    total = answer.total
    is_billed = answer.question.metric == "cost" and total is not None and total.estimated < total.quantity
    return "Not billed yet and without a list price" if is_billed else "No list price"


def _is_by_hours(question: Question) -> bool:
    """Whether the rows, or those that a figure picks of, are of hours: OpenAI bills whole days."""
    return question.metric == "cost" and "hour" in (*question.by, question.figure.rpartition(" ")[2])


def billing_notes(question: Question, total: Amount | None) -> tuple[str, ...]:
    """What the dollars are: billed, estimated, or how much of each. `≈` means the same wherever it stands."""
    if question.metric != "cost" or total is None:
        return ()
    if not total.estimate:
        return ("As billed by OpenAI.",) if total.quantity else ()
    is_seen = numbers.rounded(total.estimated, numbers.CENT) > 0  # a rounding of bills is no estimate
    if is_seen and total.estimated < total.quantity:
        share = numbers.percent(total.estimated, total.quantity)
        whole = numbers.amount(total, "nanodollar")
        part = f"≈ {numbers.money(total.estimated)} ({share}) of the {whole} is estimated at list prices"
        return (f"{part}: {WHOLE_DAYS}." if _has_cut_days(question) else f"{numbers.NOT_FINAL}: {part}.",)
    if not is_seen and not 0 < total.estimated == total.quantity:
        return (f"{numbers.NOT_FINAL}: OpenAI may still correct these days.",)
    if _has_cut_days(question):
        return (f"≈ is estimated at list prices: {WHOLE_DAYS}.",)
    if question.scenario or not can_be_billed(question):
        return ("≈ is estimated at list prices, not billed.",)
    return (f"{numbers.NOT_FINAL}: all of it is estimated at list prices.",)


def _has_cut_days(question: Question) -> bool:
    """Whether it is of hours, or begins within a UTC day, as a day of another zone does: OpenAI bills neither."""
    start = question.period.start.astimezone(UTC)
    return _is_by_hours(question) or bool(question.times) or (start.hour, start.minute) != (0, 0)
