"""What most commands start with: settings, services and a console."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

from bot.core.observer import UNOBSERVED, Observer
from bot.services import Services
from bot.settings import load_settings

console = Console(highlight=False)


@contextmanager
def services(*needs: str, watch: Observer = UNOBSERVED) -> Iterator[Services]:
    """Live objects built from the environment; `needs` are the variables this command cannot do without."""
    from bot.app import open_services

    with open_services(load_settings(*needs), watch=watch) as live:
        yield live
