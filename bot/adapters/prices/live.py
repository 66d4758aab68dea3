"""The current prices: `prices.toml` as it is now, and the newest list in the store."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from bot.adapters.prices.book import OwnPrices, PriceBook
from bot.core.usage.price_rules import KeptPrices, Project
from bot.core.usage.rates import Kind, Rates
from bot.files import LiveFile


class Prices:
    """
    The current prices, from the file as it is now and the newest list in the store.

    `kept` and `projects` are asked when prices are first needed, and again after `renew`.
    """

    def __init__(
        self,
        own: Path | None = None,
        *,
        kept: Callable[[], tuple[KeptPrices, ...]] = tuple,
        projects: Callable[[], Iterable[Project]] = tuple,
    ) -> None:
        """A missing file means no own prices."""
        self._file, self._kept, self._projects = LiveFile(own, OwnPrices.read), kept, projects
        self._own = self._file.now()
        self._book: PriceBook | None = None

    @property
    def problem(self) -> str:
        return self._file.problem

    def renew(self) -> None:
        """Read the stored lists and the projects again."""
        self._book = None

    @property
    def book(self) -> PriceBook:
        """The prices of this moment; the book itself never changes."""
        if (own := self._file.now()) is not self._own:
            self._own, self._book = own, None
        if (book := self._book) is None:
            book = self._book = PriceBook(own, self._kept(), tuple(self._projects()))
        return book

    def rates(self, endpoint: str, kind: Kind, *, long: bool, day: date) -> Rates | None:
        """The current rates of a model; None when no price is known, which is not the same as free."""
        return self.book.rates(endpoint, kind, long=long, day=day)

    @property
    def version(self) -> str:
        """Changes when any price may have changed."""
        return self.book.version
