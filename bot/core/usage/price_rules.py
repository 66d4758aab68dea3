"""Own prices and discounts: the entries of `prices.toml`, and which of them holds for a row."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import Any, NamedTuple, TypeVar

from bot.core.amounts import PLAIN, plain_number
from bot.core.errors import UserError
from bot.core.usage.rates import TOKEN_PRICES, UNIT_SIZES, UNITS, Kind, Rates, token_rates

CHOICES = ("model", "endpoint", "tier", "batch", "long", "from", "until")
DISCOUNT = ("model", "project", "residency", "off")
FULL = Decimal(100)

# What the store remembers of fetching newer lists: when it last worked, and why it last did not.
FETCHED_AT = "prices_fetched_at"
NOT_FETCHED = "prices_not_fetched"
TOKEN_ENDPOINTS = ("completions", "embeddings", "moderations")
PICO_PER_MILLION = 1_000_000  # a dollar per million is so many picodollars each
PICO = 1_000_000_000_000
HIGHEST = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class PriceRule:
    """One entry: None in a choice means that it does not matter. `until` is the last day."""

    model: str
    endpoints: tuple[str, ...]
    rates: Rates
    tier: str | None = None
    batch: bool | None = None
    long: bool | None = None
    since: date | None = None
    until: date | None = None

    def is_for(self, endpoint: str, model: str) -> bool:
        return endpoint in self.endpoints and fnmatchcase(model, self.model)

    def holds_for(self, kind: Kind, *, long: bool, day: date) -> bool:
        """Of those that are for its endpoint and model."""
        return (
            self.tier in (None, kind.tier)
            and self.batch in (None, kind.batch == "true")
            and self.long in (None, long)
            and (self.since is None or self.since <= day)
            and (self.until is None or day <= self.until)
        )


@dataclass(frozen=True, slots=True, order=True)
class Project:
    """What of a project changes its prices: a discount may name it, and some regions cost more."""

    id: str = ""
    name: str = ""
    residency: str = ""


@dataclass(frozen=True, slots=True)
class Discount:
    """
    What comes off the estimates of a model, a project or a region, in percent; an uplift is below zero.

    Each choice is a pattern, and `*` means that it does not matter. A project is its name or its id.
    """

    off: Decimal
    models: tuple[str, ...] = ("*",)
    project: str = "*"
    residency: str = "*"

    @property
    def is_for_all(self) -> bool:
        return self.project == self.residency == "*"

    def is_of(self, project: Project) -> bool:
        is_named = fnmatchcase(project.id, self.project) or fnmatchcase(project.name, self.project)
        return is_named and fnmatchcase(project.residency, self.residency)

    def holds_for(self, model: str, project: Project) -> bool:
        return self.is_of(project) and any(fnmatchcase(model, pattern) for pattern in self.models)


@dataclass(frozen=True, slots=True)
class Quote:
    """
    What one kind of use costs, after discounts: `percent` of the price is paid.

    `source` says who says so, `since` from which day, and `assumed` whose price it is where that is a guess.
    """

    rates: Rates
    source: str
    since: date | None = None
    assumed: str = ""
    percent: Decimal = FULL


@dataclass(frozen=True, slots=True)
class KeptPrices:
    """A price list as it is kept: it holds from the day on which it was first seen; the first one before that, too."""

    since: date
    digest: str
    source: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class PriceFile:
    """A file of prices: entries in their order, the first that holds decides; so it is with the discounts."""

    rules: tuple[PriceRule, ...] = ()
    discounts: tuple[Discount, ...] = ()

    def percent(self, model: str, project: Project) -> Decimal:
        """How much of a price is paid."""
        held = next((one for one in self.discounts if one.holds_for(model, project)), None)
        return FULL - held.off if held else FULL


def read_price_file(text: str, name: str = "prices.toml") -> PriceFile:
    """Raises one UserError that names every problem."""
    try:
        document = tomllib.loads(_apart(text), parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"{name} is not valid TOML: {error}.") from error
    place = _Place(text, name, [])
    general = _entries([{"off": document.pop(GENERAL)}] if GENERAL in document else [], "", _discount, place)
    rules = _entries(document.pop("price", []), "price", _rule, place)
    discounts = _entries(document.pop("discount", []), "discount", _discount, place)
    if document:
        place.problems.append(f"{name} should hold [[price]] and [[discount]] entries only; docs/prices.md shows them.")
    if place.problems:
        raise UserError("\n".join(place.problems))
    return PriceFile(rules, (*discounts, *general))


GENERAL = "discount of all"
T = TypeVar("T")


def prices_version(base: str, kept: Sequence[KeptPrices]) -> str:
    """Changes when any price may have changed; `base` is everything but the lists that were fetched."""
    return f"{base}|{kept[-1].since}|{kept[-1].digest}" if kept else base


def is_newer_list(before: str, now: str, day: date) -> bool:
    """Whether two versions of the prices have nothing but a list between them that holds from a later day on."""
    base, _, newest = now.partition("|")
    return bool(newest) and before.partition("|")[0] == base and day < date.fromisoformat(newest.partition("|")[0])


class _Place(NamedTuple):
    """Where entries stand, for their mistakes."""

    text: str
    name: str
    problems: list[str]


def _apart(text: str) -> str:
    """`discount = …` under a name of its own: TOML does not let it share one with the [[discount]] entries."""
    head, bracket, rest = re.match(r"(?s)(.*?)(^[ \t]*\[|\Z)(.*)", text, re.MULTILINE).groups()  # type: ignore[union-attr]
    return re.sub(r"(?m)^([ \t]*)discount([ \t]*=)", rf'\1"{GENERAL}"\2', head) + bracket + rest


def _entries(entries: object, kind: str, read: Callable[[Mapping[str, Any]], T], place: _Place) -> tuple[T, ...]:
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        place.problems.append(f"{place.name} should have [[{kind}]] entries, not {kind} = …; docs/prices.md shows one.")
        return ()
    mark = re.compile(rf"\s*\[\[\s*{kind}\s*\]\]")
    lines = [number for number, line in enumerate(place.text.splitlines(), 1) if mark.match(line)]
    found = []
    for number, entry in enumerate(entries):
        try:
            found.append(read(entry))
        except ValueError as error:
            where = (
                f"line {lines[number]}, entry {number + 1}" if len(lines) == len(entries) else f"{kind} {number + 1}"
            )
            place.problems.append(f"{place.name}, {where if kind else 'discount'}: {error}.")
    return tuple(found)


def _discount(entry: Mapping[str, Any]) -> Discount:
    _refuse_unknown(entry, DISCOUNT)
    if "off" not in entry:
        raise ValueError('off is missing: "0.15" is 15 % less, "-0.10" is 10 % more')
    models = entry.get("model", "*")
    if not isinstance(models, list):
        models = [_chosen(entry, "model", str) or "*"]
    elif not models or not all(isinstance(one, str) and one for one in models):
        raise ValueError("model should be a name, a pattern such as gpt-5*, or a list of them")
    project, residency = (_chosen(entry, key, str) or "*" for key in ("project", "residency"))
    return Discount(_off(entry["off"]), tuple(models), project, residency)


def _off(value: object) -> Decimal:
    """Percent of a part of one: a discount of more than everything, or an uplift above tenfold, is a slip."""
    part = _number(value)
    if part is None or not -9 <= part <= 1:
        raise ValueError('a discount should be a part of 1 such as "0.15", an uplift such as "-0.10"')
    return part * FULL


def _refuse_unknown(entry: Mapping[str, Any], known: Collection[str]) -> None:
    if unknown := [key for key in entry if key not in known]:
        raise ValueError(f"{unknown[0]!r} is not known; an entry may have {', '.join(known)}")


def _rule(entry: Mapping[str, Any]) -> PriceRule:
    _refuse_unknown(entry, (*CHOICES, *TOKEN_PRICES, "unit"))
    if "unit" in entry:
        endpoints, rates = _by_unit(entry)
    else:
        endpoints, rates = _by_tokens(entry)
    rule = PriceRule(
        _chosen(entry, "model", str) or "*",
        endpoints,
        rates,
        tier=_chosen(entry, "tier", str),
        batch=_chosen(entry, "batch", bool),
        long=_chosen(entry, "long", bool),
        since=_day(entry, "from"),
        until=_day(entry, "until"),
    )
    if rule.since and rule.until and rule.until < rule.since:
        raise ValueError("until is before from")
    return rule


def _by_unit(entry: Mapping[str, Any]) -> tuple[tuple[str, ...], Rates]:
    endpoint = _chosen(entry, "endpoint", str)
    others = [name for name in UNITS if name not in TOKEN_ENDPOINTS]
    if endpoint not in others:
        raise ValueError(f"unit needs an endpoint, one of {', '.join(others)}")
    if tokens := [key for key in TOKEN_PRICES if key in entry]:
        raise ValueError(f"unit and {tokens[0]} do not go together")
    return (endpoint,), Rates(unit=_pico(entry, "unit", PICO), per=UNIT_SIZES.get(endpoint, 1))


def _by_tokens(entry: Mapping[str, Any]) -> tuple[tuple[str, ...], Rates]:
    endpoint = _chosen(entry, "endpoint", str)
    if "model" not in entry:
        raise ValueError("model is missing: a name, or a pattern such as gpt-5*")
    if endpoint is not None and endpoint not in TOKEN_ENDPOINTS:
        raise ValueError(f"endpoint should be one of {', '.join(UNITS)}; those not counted in tokens have a unit price")
    if "input" not in entry:
        raise ValueError("input is missing: dollars per million tokens")
    rates = token_rates({part: _pico(entry, part, PICO_PER_MILLION) for part in TOKEN_PRICES if part in entry})
    return (endpoint,) if endpoint else TOKEN_ENDPOINTS, rates


def _pico(entry: Mapping[str, Any], key: str, scale: int) -> int:
    amount = _number(entry[key])
    if amount is None:
        raise ValueError(f'{key} should be dollars such as "1.25"')
    if not 0 <= amount <= HIGHEST:
        raise ValueError(f"{key} should be between 0 and {HIGHEST} dollars")
    return int((amount * scale).to_integral_value())


def _number(value: object) -> Decimal | None:
    """A number of TOML's own, or one in digits as text; None for anything else."""
    if isinstance(value, str):
        return plain_number(value) if PLAIN.fullmatch(value) else None
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    number = Decimal(value)
    return number if number.is_finite() else None


def _chosen(entry: Mapping[str, Any], key: str, kind: type) -> Any:
    value = entry.get(key)
    if value is None or (isinstance(value, kind) and value != ""):
        return value
    raise ValueError(f"{key} should be {'true or false' if kind is bool else 'a text'}")


def _day(entry: Mapping[str, Any], key: str) -> date | None:
    value = entry.get(key)
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError(f"{key} should be a day such as 2026-11-01") from None
