"""What has no price, in words: counted in its own unit, named, and never shown as $0."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.core.answers.answer import Answer, AnswerLine, Unpriced
from bot.core.slack import numbers
from bot.core.slack.text import shorten

NAME = 60
MOST_ASSUMED = 3
MANY = "unit"  # of things that are counted differently


def counted(one: Unpriced) -> str:
    """`1.2 M tokens of gpt-6-x-preview`, `17 images of dall-e-3`."""
    return f"{numbers.quantity(one.quantity, one.unit)} of {shorten(one.model, NAME)}"


def assumed_note(assumed: Mapping[str, str]) -> str:
    """`Assumed prices, as no list has the model: gpt-5-2027-01-01 as gpt-5.`; '' of none."""
    assumed_as = [f"{shorten(model, NAME)} as {shorten(whose, NAME)}" for model, whose in sorted(assumed.items())]
    if not assumed_as:
        return ""
    more = f" and {len(assumed_as) - MOST_ASSUMED} more" if len(assumed_as) > MOST_ASSUMED else ""
    return f"Assumed prices, as no list has the model: {', '.join(assumed_as[:MOST_ASSUMED])}{more}."


def unit_of(answer: Answer, line: AnswerLine) -> str:
    """What a line's unpriced part counts: its model's unit, or the only one that there is."""
    found = _units(answer.unpriced)
    if "model" in answer.question.by:
        model = line.labels[answer.question.by.index("model")]
        found = _units([one for one in answer.unpriced if one.model == model]) or found
    return found.pop() if len(found) == 1 else MANY


def _units(unpriced: Sequence[Unpriced]) -> set[str]:
    return {one.unit for one in unpriced}


def is_partly_priced(line: AnswerLine) -> bool:
    """Whether some of what it counts has a price and some has none."""
    return line.amount is not None and bool(line.amount.unpriced and line.amount.quantity)


def amount(answer: Answer, line: AnswerLine, unit: str) -> str:
    """`≈ $12`, `≈ $12 + unpriced` or `unpriced, 1.2 M tokens`."""
    known = numbers.amount(line.amount, unit)
    if line.amount is None or not line.amount.unpriced:
        return known
    if is_partly_priced(line):
        return f"{known} + {numbers.NO_PRICE}"
    return f"{known}, {numbers.quantity(line.amount.unpriced, unit_of(answer, line))}"
