"""What most commands start with: settings and services."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.adapters.prices.price_list import PUBLISHED
from bot.core.observer import UNOBSERVED, Observer
from bot.services import Services
from bot.settings import Settings, load_settings


@contextmanager
def services(
    *needs: str, observer: Callable[[Settings], Observer] = lambda _: UNOBSERVED, is_service: bool = False
) -> Iterator[Services]:
    """Live objects built from the environment; `needs` are the variables this command cannot do without."""
    from bot.app import open_services

    settings = load_settings(*needs)
    price_source = PUBLISHED if is_service and settings.price_updates else ""
    with open_services(settings, observer=observer(settings), price_source=price_source) as live:
        yield live
