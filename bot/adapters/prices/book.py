"""All prices at one moment: own ones from `prices.toml`, list prices of genai-prices, and the few that it lacks."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from pathlib import Path

from bot.adapters.prices.price_list import (
    TIERS,
    VARIANTS_SINCE,
    Dollars,
    PriceList,
    installed_list,
    installed_source,
    kept_list,
)
from bot.core.periods import DAY
from bot.core.usage.price_rules import (
    FULL,
    PICO,
    PICO_PER_MILLION,
    KeptPrices,
    PriceFile,
    PriceRule,
    Project,
    Quote,
    prices_version,
    read_price_file,
)
from bot.core.usage.rates import Kind, Rates, scaled, token_rates
from bot.files import read_text

LIST_PRICES = Path(__file__).with_name("list_prices.toml")
STANDARD = ("", "default", "auto")  # the tiers that cost what a price list says without naming a tier

# Our parts and what genai-prices calls them, dollars per million.
KEYS = {
    "input": "input_mtok",
    "cached": "cache_read_mtok",
    "cache_write": "cache_write_mtok",
    "output": "output_mtok",
    "input_audio": "input_audio_mtok",
    "cached_audio": "cache_audio_read_mtok",
    "output_audio": "output_audio_mtok",
    "input_image": "input_image_mtok",
    "cached_image": "cache_image_read_mtok",
    "output_image": "output_image_mtok",
}
# Endpoints that are priced by a unit: genai-prices' key, and how many units its price is for.
UNIT_PRICES = {
    "embeddings": ("input_mtok", 1_000_000),
    "speeches": ("input_mchars", 1_000_000),
    "transcriptions": ("audio_hours", 3600),
    "web_search": ("web_searches_kcount", 1000),
}
SNAPSHOT = re.compile(r"-(20\d\d-\d\d-\d\d|\d{4})$")
OLD_FINE_TUNED = re.compile(r"([^:]+):ft-(.*)")


@dataclass(frozen=True, slots=True)
class OwnPrices:
    """A `prices.toml` as it was read."""

    name: str
    text: str
    file: PriceFile

    @classmethod
    def read(cls, own: Path | None) -> OwnPrices:
        text, name = (read_text(own) or "", own.name) if own else ("", "")
        return cls(name, text, read_price_file(text, name))


class PriceBook:
    """All prices at one moment: own, ours, and the list of each day."""

    def __init__(self, own: OwnPrices, kept: tuple[KeptPrices, ...], projects: Iterable[Project]) -> None:
        known = LIST_PRICES.read_text()
        self.own, self.ours = own, read_price_file(known, LIST_PRICES.name)
        self.kept = kept
        # Most projects pay what all do, and need not be looked at one by one.
        own_terms = [one for file in (self.own.file, self.ours) for one in file.discounts if not one.is_for_all]
        terms = {project: [one for one in own_terms if one.is_of(project)] for project in projects}
        self._special = {project.id: project for project, found in terms.items() if found}
        text = own.text + known + repr([(project.id, found) for project, found in sorted(terms.items()) if found])
        self.base = f"{installed_source()}+{hashlib.sha256(text.encode()).hexdigest()[:12]}"
        self.version = prices_version(self.base, kept)
        self._quoted = lru_cache(maxsize=65_536)(self._quote)
        self._rated = lru_cache(maxsize=65_536)(self._rates)
        self._paid = lru_cache(maxsize=65_536)(self._percent)
        self._named = lru_cache(maxsize=4_096)(self._rules)
        self._as_on = lru_cache(maxsize=4_096)(self._first_like)

    def rates(self, endpoint: str, kind: Kind, *, long: bool, day: date) -> Rates | None:
        model, batch, tier, project = kind
        known_as = project if project in self._special else ""
        return self._rated(endpoint, model, batch, tier, known_as, long, self._as_on(day))

    def _first_like(self, day: date) -> date:
        """The first of the days with the prices of `day`: most days change none, and need no look of their own."""
        return max((one for one in self._changes if one <= day), default=date.min)

    @cached_property
    def _changes(self) -> frozenset[date]:
        """All days on which a price may change."""
        rules = (*self.own.file.rules, *self.ours.rules)
        ended = (rule.until + DAY for rule in rules if rule.until and rule.until < date.max)
        begun = (rule.since for rule in rules if rule.since)
        lists = [installed_list(), *(_parsed(kept.text, kept.source) for kept in self.kept)]
        listed = (start for one in lists for start in one.starts)
        return frozenset((VARIANTS_SINCE, *ended, *begun, *listed, *(kept.since for kept in self.kept)))

    def _rates(  # noqa: PLR0913 - the parts of a kind, since a new one would have to be made for each row
        self, endpoint: str, model: str, batch: str, tier: str, project: str, long: bool, day: date
    ) -> Rates | None:
        quote = self.quote(endpoint, Kind(model, batch, tier, project), long=long, day=day)
        return quote.rates if quote else None

    def quote(self, endpoint: str, kind: Kind, *, long: bool, day: date) -> Quote | None:
        """The price of one kind of use, after discounts, and where it comes from."""
        found = self._quoted(endpoint, Kind(kind.model, kind.batch, kind.tier), long, day)
        percent = self._paid(kind.model, kind.project if kind.project in self._special else "")
        if found is None or percent == FULL:
            return found
        return replace(found, rates=scaled(found.rates, percent), percent=percent)

    def _percent(self, model: str, project: str) -> Decimal:
        """What is paid of a price, in percent: own discounts, and the uplift of a region."""
        known = self._special.get(project, Project())
        return self.own.file.percent(model, known) * self.ours.percent(model, known) / FULL

    def _quote(self, endpoint: str, kind: Kind, long: bool, day: date) -> Quote | None:
        return self._own_quote(endpoint, kind, long, day) or self._listed(endpoint, kind, long, day)

    def _rules(self, endpoint: str, model: str) -> tuple[list[PriceRule], list[PriceRule]]:
        """Own entries and ours for a model on any day: each day asks again, and their patterns are slow."""
        own, ours = (
            [rule for rule in file.rules if rule.is_for(endpoint, model)] for file in (self.own.file, self.ours)
        )
        return own, ours

    def _own_quote(self, endpoint: str, kind: Kind, long: bool, day: date) -> Quote | None:
        for rule in self._named(endpoint, kind.model)[0]:
            if rule.holds_for(kind, long=long, day=day):
                return Quote(rule.rates, self.own.name, rule.since)
        return None

    def _listed(self, endpoint: str, kind: Kind, long: bool, day: date) -> Quote | None:
        """By the first name that has a list price at all: a tier without one is not priced as something else."""
        for name, assumed in names_of(kind.model):
            standard = self._found(endpoint, Kind(name), long, day)
            if standard is not None:
                exact = self._found(endpoint, kind._replace(model=name), long, day)
                # No rate for batch is half of nothing: it costs the full price, which warns early.
                quote = exact or (standard if kind.batch == "true" else None)
                return quote and replace(quote, assumed=name if assumed else "")
        return None

    def _found(self, endpoint: str, kind: Kind, long: bool, day: date) -> Quote | None:
        for rule in self._named(endpoint, kind.model)[1]:
            # An entry of ours without a tier is for the standard ones: what others cost has to be said.
            is_said = rule.tier is not None or kind.tier in STANDARD or kind.batch == "true"
            if is_said and rule.holds_for(kind, long=long, day=day):
                return Quote(rule.rates, OURS, rule.since)
        return self._in_lists(endpoint, kind, long, day) if kind.model else None

    def _in_lists(self, endpoint: str, kind: Kind, long: bool, day: date) -> Quote | None:
        context = _context(kind)
        for kept, prices in self._lists(day):
            if context is not None and (found := prices.price(kind.model, context, day)) is not None:
                rates = _token_rates(found, long=long) if endpoint == "completions" else _unit_rates(found, endpoint)
                if rates is not None:
                    since = prices.since(kind.model, day) or (kept.since if kept and kept.since <= day else None)
                    return Quote(rates, prices.source, since)
        return None

    def _lists(self, day: date) -> Iterator[tuple[KeptPrices | None, PriceList]]:
        """The list of that day first; for what it lacks, the later ones, the earlier ones, and the installed one."""
        held = [place for place, one in enumerate(self.kept) if one.since <= day]
        first = held[-1] if held else 0
        for kept in (*self.kept[first:], *reversed(self.kept[:first])):
            yield kept, _parsed(kept.text, kept.source)
        yield None, installed_list()

    @cached_property
    def newest(self) -> PriceList:
        return _parsed(self.kept[-1].text, self.kept[-1].source) if self.kept else installed_list()


OURS = "usage-bot's list"
_parsed = lru_cache(maxsize=32)(kept_list)


def names_of(model: str) -> Iterator[tuple[str, bool]]:
    """
    The names that a model may have a price by, and whether that is an assumption.

    A new snapshot costs what its family does, and a fine-tuned model without a price of its own at least what its
    base does. Fine-tuned models of old are called `base:ft-…`.
    """
    name = OLD_FINE_TUNED.sub(r"ft:\1:\2", model)
    yield name, False
    if family := _without_date(name):
        yield family, True
    if name.startswith("ft:"):
        base = name.split(":")[1]
        yield base, True
        if family := _without_date(base):
            yield family, True


def _without_date(name: str) -> str:
    family = SNAPSHOT.sub("", name)
    return family if family != name else ""


def _context(kind: Kind) -> Mapping[str, str] | None:
    """What genai-prices calls batch and the tiers; None for a tier that it does not know."""
    if kind.batch == "true":
        return {"processing": "batch"}
    if kind.tier in STANDARD:
        return {}
    return {"service_tier": kind.tier} if kind.tier in TIERS else None


def _token_rates(price: Mapping[str, Dollars], *, long: bool) -> Rates | None:
    given = {part: int(_side(price[key], long) * PICO_PER_MILLION) for part, key in KEYS.items() if key in price}
    return token_rates(given) if given else None


def _unit_rates(price: Mapping[str, Dollars], endpoint: str) -> Rates | None:
    key, units = UNIT_PRICES.get(endpoint, ("", 1))
    return Rates(unit=int((price[key].short * PICO / units).to_integral_value())) if key in price else None


def _side(dollars: Dollars, long: bool) -> Decimal:
    return dollars.long if long else dollars.short
