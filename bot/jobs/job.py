"""A job: one row of the tables in `bot.jobs`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.services import Services


@dataclass(frozen=True, slots=True)
class Job:
    """A function that runs every `every`; without it, every sync interval."""

    name: str
    run: Callable[[Services, datetime], object]
    every: timedelta | None = None
