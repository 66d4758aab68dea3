"""Own prices: the entries of `prices.toml`, and which of them holds for a row."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from fnmatch import fnmatchcase
from typing import Any

from bot.core.errors import UserError
from bot.core.usage.estimates import PARTS, UNITS, Rates, token_rates

CHOICES = ("model", "endpoint", "tier", "batch", "long", "from", "until")
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

    def holds_for(self, endpoint: str, model: str, batch: str, tier: str, *, long: bool, day: date) -> bool:
        return (
            endpoint in self.endpoints
            and fnmatchcase(model, self.model)
            and self.tier in (None, tier)
            and self.batch in (None, batch == "true")
            and self.long in (None, long)
            and (self.since is None or self.since <= day)
            and (self.until is None or day <= self.until)
        )


def read_price_rules(text: str, name: str = "prices.toml") -> tuple[PriceRule, ...]:
    """The entries in their order: the first that holds decides. Raises one UserError that names every problem."""
    try:
        document = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"{name} is not valid TOML: {error}.") from error
    entries = document.pop("price", [])
    if document or not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise UserError(f"{name} should hold [[price]] entries only; docs/prices.md shows one.")
    lines = [number for number, line in enumerate(text.splitlines(), 1) if re.match(r"\s*\[\[\s*price\s*\]\]", line)]
    rules, problems = [], []
    for place, entry in enumerate(entries):
        try:
            rules.append(_rule(entry))
        except ValueError as error:
            where = f"line {lines[place]}, " if len(lines) == len(entries) else ""
            problems.append(f"{name}, {where}entry {place + 1}: {error}.")
    if problems:
        raise UserError("\n".join(problems))
    return tuple(rules)


def _rule(entry: Mapping[str, Any]) -> PriceRule:
    unknown = [key for key in entry if key not in (*CHOICES, *PARTS, "unit")]
    if unknown:
        known = ", ".join((*CHOICES, *PARTS, "unit"))
        raise ValueError(f"{unknown[0]!r} is not known; an entry may have {known}")
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
    if tokens := [key for key in PARTS if key in entry]:
        raise ValueError(f"unit and {tokens[0]} do not go together")
    return (endpoint,), Rates(unit=_pico(entry, "unit", PICO))


def _by_tokens(entry: Mapping[str, Any]) -> tuple[tuple[str, ...], Rates]:
    endpoint = _chosen(entry, "endpoint", str)
    if "model" not in entry:
        raise ValueError("model is missing: a name, or a pattern such as gpt-5*")
    if endpoint is not None and endpoint not in TOKEN_ENDPOINTS:
        raise ValueError(f"endpoint should be one of {', '.join(UNITS)}; those not counted in tokens have a unit price")
    if "input" not in entry:
        raise ValueError("input is missing: dollars per million tokens")
    rates = token_rates({part: _pico(entry, part, PICO_PER_MILLION) for part in PARTS if part in entry})
    return (endpoint,) if endpoint else TOKEN_ENDPOINTS, rates


def _pico(entry: Mapping[str, Any], key: str, scale: int) -> int:
    value = entry[key]
    try:
        if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
            raise InvalidOperation
        amount = Decimal(value)
    except InvalidOperation:
        raise ValueError(f'{key} should be dollars such as "1.25"') from None
    if not amount.is_finite() or not 0 <= amount <= HIGHEST:
        raise ValueError(f"{key} should be between 0 and {HIGHEST} dollars")
    return int((amount * scale).to_integral_value())


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
