"""The answer to a question: the facts that Slack, the terminal and `--json` show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bot.core.amounts import Amount
from bot.core.answers.billed_quantities import BilledQuantity
from bot.core.catalogue import METRIC
from bot.core.question import Question

OTHER = "\x00other"  # the label of the line that adds up what `top` left out; no id contains a NUL


@dataclass(frozen=True, slots=True)
class Ratio:
    """
    A division: the quantity beside it by `of`, in the quantity's unit for each `figure`'s scale.

    `metric` names what it is divided by: `requests`, `days`, for a share the metric itself. `value` is None where
    that is zero.
    """

    value: Decimal | None
    metric: str
    of: int


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """
    One row of an answer.

    `labels` follows `question.by`: ids for dimensions ('' for "no value", OTHER for the rest), for times
    `2026-11-23` (day, or the Monday of a week), `2026-11` (month), `2026-11-23T14:00:00Z` (hour, minute).
    `amount` is None when a part of it could not be read. `ratio` is there for a figure that divides, `before` is the
    earlier period's; `more` are the amounts of the question's other metrics, `used` is what the bill
    says of a line item beside its dollars.
    """

    labels: tuple[str, ...]
    amount: Amount | None
    previous: Amount | None = None
    ratio: Ratio | None = None
    more: tuple[Amount | None, ...] = ()
    before: Ratio | None = None
    used: BilledQuantity | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """
    Where rows came from: `openai` or `store`, and when OpenAI said so; `is_open`, before the last bucket's end.

    `decides` says that an answer is no fresher than this, though a part of it may be: its open end is from here.
    """

    origin: str
    as_of: datetime
    is_open: bool = False
    decides: bool = False


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
    """
    Lines are sorted as they are to be shown: by time first, then the largest first, OTHER last.

    `things` is the unit where things are counted, `model`; '' where the metric's own is. `beside` names what `more`
    holds where that is no metric: `as used`.
    """

    question: Question
    lines: tuple[AnswerLine, ...]
    total: Amount | None
    previous: Amount | None = None
    previous_whole: Amount | None = None
    unpriced: tuple[Unpriced, ...] = ()
    sources: tuple[Source, ...] = ()
    queries: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    ratio: Ratio | None = None
    more: tuple[Amount | None, ...] = ()
    things: str = ""
    beside: tuple[str, ...] = ()
    before: Ratio | None = None

    @property
    def as_of(self) -> datetime | None:
        """The latest moment that a source speaks of; None when nothing was read."""
        return max((source.as_of for source in self.sources), default=None)

    @property
    def unit(self) -> str:
        """The unit of `total` and of the lines' amounts."""
        return self.things or METRIC[self.question.metric].unit
