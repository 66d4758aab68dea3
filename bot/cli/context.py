"""What most commands start with: settings, services and a console."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console

from bot.adapters.prices.price_list import PUBLISHED
from bot.core.observer import UNOBSERVED, Observer
from bot.services import Services
from bot.settings import Settings, load_settings

A_PIPE = 4_000  # columns: output for a program or a file is not wrapped
_is_terminal = sys.stdout is not None and sys.stdout.isatty()  # there is no output when it was closed before the start
console = Console(highlight=False, width=None if _is_terminal else A_PIPE)


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
