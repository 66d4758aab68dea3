"""The prices that hold now: `prices.toml` as it is, and the newest list that was kept."""

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
    The prices that hold now: of the file as it is, and of the newest list that was kept.

    `kept` and `projects` are asked when prices are first needed, and again after `renew`.
    """

    def __init__(
        self,
        own: Path | None = None,
        *,
        kept: Callable[[], tuple[KeptPrices, ...]] = tuple,
        projects: Callable[[], Iterable[Project]] = tuple,
    ) -> None:
        """`own` is read at once, so that its mistakes are told at start-up. A file that is not there is none."""
        self._path, self._kept, self._projects = own, kept, projects
        self._state = _state(own)
        self._own = OwnPrices.read(own)
        self._book: PriceBook | None = None
        self.problem = ""  # what is wrong with a file that changed while we ran, and is not used for it

    def renew(self) -> None:
        """Ask again for the lists that are kept and for the projects."""
        self._book = None

    @property
    def book(self) -> PriceBook:
        """What holds at this moment, and does not change for who holds it."""
        if (state := _state(self._path)) != self._state:
            self._read_again(state)
        if (book := self._book) is None:
            book = self._book = PriceBook(self._own, self._kept(), tuple(self._projects()))
        return book

    def rates(self, endpoint: str, kind: Kind, *, long: bool, day: date) -> Rates | None:
        """The rates that hold; None when nobody knows a price, which is not the same as free."""
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
    """What tells that a file changed; None while there is none."""
    try:
        found = own.stat() if own else None
    except OSError:
        return None
    return (found.st_mtime_ns, found.st_size, found.st_ino) if found else None
