"""A question that was read, on its way to its answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.core.names import Names
from bot.core.question import Question
from bot.services import Services


@dataclass(frozen=True)
class Asked:
    """The question, with the names and the moment that it was read with."""

    question: Question
    names: Names
    now: datetime
    services: Services
