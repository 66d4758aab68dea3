"""Services: the live objects that commands and jobs work with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.adapters.recent import Recent, Unchanged
from bot.adapters.teams import TeamsFile
from bot.core.observer import UNOBSERVED, Observer
from bot.core.usage.drift import Drift
from bot.right_of_way import RightOfWay
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.adapters.clock_guard import ClockGuard
    from bot.adapters.openai_usage import OpenAIUsage
    from bot.adapters.prices import Prices
    from bot.adapters.slack import Slack
    from bot.adapters.store import Store


@dataclass(frozen=True)
class Services:
    """`slack` is None in commands that never speak to Slack (`ask`, `sync`); without a `guard` the clock is right."""

    settings: Settings
    clock: Callable[[], datetime]
    store: Store
    openai: OpenAIUsage
    prices: Prices
    slack: Slack | None = None
    teams: TeamsFile = field(default_factory=TeamsFile)
    price_source: str = ""  # where newer list prices are; only the service has one
    recent: Recent = field(default_factory=Recent)
    drift: Unchanged[Drift] = field(default_factory=Unchanged)
    observer: Observer = UNOBSERVED
    right_of_way: RightOfWay = field(default_factory=RightOfWay)
    guard: ClockGuard | None = None

    @property
    def zone(self) -> ZoneInfo:
        return self.settings.timezone

    def quiet_until(self, now: datetime) -> datetime | None:
        """When the quiet hours end that `now` lies in; None outside of them."""
        hours = self.settings.quiet_hours
        return hours.until(now, self.zone) if hours else None

    @property
    def fiscal_month(self) -> int:
        """The month in which the fiscal year begins."""
        return self.settings.fiscal_year
