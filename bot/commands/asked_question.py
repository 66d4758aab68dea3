"""A question that was read, on its way to its answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.commands.request import Asker
from bot.core.names import Names
from bot.core.question import Question
from bot.core.time_rows import CALENDAR_UNITS, begin
from bot.services import Services


@dataclass(frozen=True)
class AskedQuestion:
    """The question, with the names and the moment that it was read with."""

    question: Question
    names: Names
    now: datetime
    services: Services
    asker: Asker

    @property
    def unit(self) -> str:
        """The unit that the words name and that the period begins with; '' when there is none: `this week`."""
        question, zone = self.question, ZoneInfo(self.question.zone)
        typed = question.typed.lower()
        said = [
            unit for unit in CALENDAR_UNITS if re.search(rf"(\b|to){unit}\b|\b{unit[0]}td\b|\beo{unit[0]}\b", typed)
        ]
        return next((unit for unit in said if begin(question.period.start, unit, zone) == question.period.start), "")
