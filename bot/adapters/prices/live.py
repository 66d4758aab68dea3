"""The current prices: `prices.toml` as it is now, and the newest list in the store."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from bot.adapters.prices.book import OwnPrices, PriceBook
from bot.core.errors import UserError
from bot.core.usage.estimates import Kind, Rates
from bot.core.usage.price_rules import KeptPrices, Project


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
        """`own` is read at once, so that its mistakes are shown at start-up. A missing file means no own prices."""
        self._path, self._kept, self._projects = own, kept, projects
        self._state = _state(own)
        self._own = OwnPrices.read(own)
        self._book: PriceBook | None = None
        self.problem = ""  # what is wrong with a file that changed while we ran, and is not used for it

    def renew(self) -> None:
        """Read the stored lists and the projects again."""
        self._book = None

    @property
    def book(self) -> PriceBook:
        """The prices of this moment; the book itself never changes."""
        if (state := _state(self._path)) != self._state:
            self._read_again(state)
        if (book := self._book) is None:
            book = self._book = PriceBook(self._own, self._kept(), tuple(self._projects()))
        return book

    def rates(self, endpoint: str, kind: Kind, *, long: bool, day: date) -> Rates | None:
        """The current rates of a model; None when no price is known, which is not the same as free."""
        return self.book.rates(endpoint, kind, long=long, day=day)

    @property
    def version(self) -> str:
        """Changes when any price may have changed."""
        return self.book.version

    def _read_again(self, state: object) -> None:
        self._state = state
        try:
            self._own, self._book, self.problem = OwnPrices.read(self._path), None, ""
        except UserError as error:
            self.problem = str(error)


def _state(own: Path | None) -> object:
    """What changes whenever the file does; None while there is no file."""
    try:
        found = own.stat() if own else None
    except OSError:
        return None
    return (found.st_mtime_ns, found.st_size, found.st_ino) if found else None
