"""What a question was answered with: the facts that Slack, the terminal and `--json` are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.core.amounts import Amount
from bot.core.question import Question

OTHER = "\x00other"  # the label of the line that adds up what `top` left out; no id contains a NUL


@dataclass(frozen=True, slots=True)
class Line:
    """
    One row of an answer.

    `labels` follows `question.by`: ids for dimensions ('' for "no value", OTHER for the rest), for times
    `2026-11-23` (day, or the Monday of a week), `2026-11` (month), `2026-11-23T14:00:00Z` (hour, minute).
    `amount` is None when a part of it could not be read.
    """

    labels: tuple[str, ...]
    amount: Amount | None
    previous: Amount | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where rows came from: `openai` or `store`, and when OpenAI said so; `is_open`, before the last bucket's end."""

    origin: str
    as_of: datetime
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Unpriced:
    """
    What was used of a model that has no price: shown, never $0. `unit` is what its endpoint counts.

    `model` is the endpoint's name where there are no models.
    """

    model: str
    quantity: int
    unit: str = "token"


@dataclass(frozen=True, slots=True)
class Answer:
    """Lines are sorted as they are to be shown: by time first, then the largest first, OTHER last."""

    question: Question
    lines: tuple[Line, ...]
    total: Amount | None
    previous: Amount | None = None
    previous_whole: Amount | None = None
    unpriced: tuple[Unpriced, ...] = ()
    sources: tuple[Source, ...] = ()
    queries: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
