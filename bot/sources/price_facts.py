"""Current prices of what the last 30 days used, or of named models; and how exact estimates were."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase

from bot.core.answers.endpoints import PRICED
from bot.core.catalogue import COMPLETIONS, ENDPOINT
from bot.core.periods import DAY, Period, Width, floor
from bot.core.usage.buckets import UsageQuery
from bot.core.usage.price_rules import Quote
from bot.core.usage.rates import PRICED_BY, UNITS, Kind
from bot.core.usage.settlement import Accuracy
from bot.services import Services
from bot.sources.accuracy import accuracy_by_model, settled_days

DAYS = 30
# What is shown of a model that was asked for by name, beside what was used of it.
SHOWN = (Kind(), *(Kind(batch="true"), *(Kind(tier=tier) for tier in ("flex", "priority", "ultrafast"))))


@dataclass(frozen=True, slots=True)
class Price:
    """The price of one kind of use; `quote` is None when nobody knows one, `used` counts the last 30 days."""

    endpoint: str
    kind: Kind
    quote: Quote | None
    used: int = 0
    accuracy: Accuracy | None = None


def prices_in_use(services: Services, now: datetime, asked: Sequence[str] = ()) -> tuple[Price, ...]:
    """
    The prices of what was used, models before tools, the most used first; of `asked` (names or patterns), whether
    used or not.
    """
    used = {
        (endpoint, kind): count
        for (endpoint, kind), count in _used(services, now).items()
        if not asked or any(fnmatchcase(kind.model, pattern) for pattern in asked)
    }
    found = {key: count for key, count in used.items() if count}
    for name in asked:
        found |= {key: found.get(key, 0) for key in _shown(name, services, now)}
    off = accuracy_by_model(services, settled_days(now))
    prices = [_price(services, now, endpoint, kind, count) for (endpoint, kind), count in found.items()]
    return tuple(
        Price(one.endpoint, one.kind, one.quote, one.used, off.get(one.kind.model) if _is_plain(one) else None)
        for one in sorted(prices, key=lambda one: (_rank(one), -_most(found, one), one.kind.model, one.kind))
    )


def _used(services: Services, now: datetime) -> dict[tuple[str, Kind], int]:
    """What was used of each kind, in what its endpoint counts; a standard tier has no name of its own."""
    today = floor(now, Width.DAY)
    period, sums = Period(today - DAYS * DAY, today + DAY), dict[tuple[str, Kind], int]()
    for name in PRICED:
        spec = ENDPOINT[name]
        groups = tuple(one for one in PRICED_BY if one in spec.dimensions and one != "project")
        counters = tuple(spec.counters.index(one) for one in UNITS[name])
        for bucket in services.store.usage.fetch(UsageQuery(name, period, Width.DAY, groups)):
            for row in bucket.rows:
                kind = Kind(**dict(zip(groups, row.key, strict=True)))
                key = name, _plain(kind)
                sums[key] = sums.get(key, 0) + sum(row.counts[place] for place in counters)
    return sums


def _plain(kind: Kind) -> Kind:
    if kind.batch == "true":
        return Kind(kind.model, "true")
    return Kind(kind.model, tier="" if kind.tier == "default" else kind.tier)


def _shown(name: str, services: Services, now: datetime) -> Iterator[tuple[str, Kind]]:
    """The endpoints and kinds for which a name has a price; completions when it has none anywhere."""
    if "*" in name:
        return
    kinds = [kind._replace(model=name) for kind in SHOWN]
    priced = [(COMPLETIONS.name, kind) for kind in kinds if _quote(services, now, COMPLETIONS.name, kind)]
    other = [
        (endpoint, Kind(name))
        for endpoint in PRICED
        if endpoint not in (COMPLETIONS.name, "moderations", "web_search") and "model" in ENDPOINT[endpoint].dimensions
        if not priced and _quote(services, now, endpoint, Kind(name))
    ]
    yield from priced or other or [(COMPLETIONS.name, Kind(name))]


def _price(services: Services, now: datetime, endpoint: str, kind: Kind, used: int) -> Price:
    return Price(endpoint, kind, _quote(services, now, endpoint, kind), used)


def _quote(services: Services, now: datetime, endpoint: str, kind: Kind) -> Quote | None:
    return services.prices.book.quote(endpoint, kind, long=False, day=now.date())


def _is_plain(price: Price) -> bool:
    return price.endpoint == COMPLETIONS.name and price.kind == Kind(price.kind.model)


def _rank(price: Price) -> int:
    """The place of its endpoint: tokens, images and seconds are no measure of each other."""
    return PRICED.index(price.endpoint)


def _most(found: dict[tuple[str, Kind], int], price: Price) -> int:
    """Kinds of one model stand together, where the most used of them belongs."""
    return max(count for (endpoint, kind), count in found.items() if (endpoint, kind.model) == _place(price))


def _place(price: Price) -> tuple[str, str]:
    return price.endpoint, price.kind.model
