"""Asks OpenAI now, at most once a minute for equal questions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.core.catalogue import COMPLETIONS, COSTS
from bot.core.errors import UpstreamError
from bot.core.usage.buckets import Bucket, UsageQuery, require_sane
from bot.core.usage.buckets_to_ask import BucketRequest
from bot.core.usage.estimates import estimated
from bot.core.usage.finest import as_asked_for, finest_query, has_long_rates, in_doubt, priced_by_hour
from bot.core.usage.freshness import GRACE
from bot.core.usage.joined_requests import in_a_page, in_one, part_of
from bot.core.usage.reading import OPENAI, Reading, complete
from bot.pages_left import pages_asked
from bot.services import Services
from bot.sources.right_organisation import organisation_error

# What a refusal of one endpoint says of that endpoint alone; after anything else the others are not tried.
OF_ONE_ENDPOINT = ("not_found", "invalid_request")


@dataclass(frozen=True, slots=True)
class Asked:
    """What OpenAI is asked, and the requests of a plan that it tells: one, or all of an endpoint."""

    query: UsageQuery
    parts: tuple[BucketRequest, ...]


@dataclass(frozen=True)
class Live:
    """`failed` are the queries that got no answer, `error` the reason of the first."""

    readings: tuple[Reading, ...]
    failed: tuple[BucketRequest, ...] = ()
    error: UpstreamError | None = None

    def unserved(self) -> tuple[str, ...]:
        """Endpoints beside completions and costs that this organisation is not served."""
        if self.error is None or self.error.code not in OF_ONE_ENDPOINT:
            return ()
        names = {one.query.endpoint for one in self.failed}
        return tuple(sorted(names - {COMPLETIONS.name, COSTS.name}))


def in_few(
    services: Services,
    wanted: Iterable[BucketRequest],
    now: datetime,
    *,
    priced: bool,
    is_small: Callable[[UsageQuery], bool],
) -> tuple[Asked, ...]:
    """What to ask for all of these: one query an endpoint where that is one page, and none that `is_small` denies."""
    by_endpoint: dict[str, list[BucketRequest]] = {}
    for one in wanted:
        by_endpoint.setdefault(one.query.endpoint, []).append(one)
    found: list[Asked] = []
    for parts in by_endpoint.values():
        query = _joined(services, parts, now, priced) if len(parts) > 1 else None
        alone = [Asked(one.query, (one,)) for one in parts]
        found += [Asked(query, tuple(parts))] if query and is_small(query) else alone
    return tuple(found)


def _joined(services: Services, parts: Sequence[BucketRequest], now: datetime, priced: bool) -> UsageQuery | None:
    if parts[0].query.endpoint == COSTS.name and len({one.query.group_by for one in parts}) > 1:
        return None  # what a bill says beside its dollars is not always to be added up
    query = in_one(parts, now)
    if query is None or not priced:
        return query
    return query if in_a_page(_sent(services, query), now) else None


def ask_openai(services: Services, asked: Sequence[Asked], now: datetime, *, priced: bool) -> Live:
    """With `priced`, rows of usage carry their estimates. What is not of the store's organisation is no answer."""
    live = Live(()) if organisation_error(services) else _asked_in_turn(services, asked, now, priced)
    if error := organisation_error(services):
        return Live((), tuple(part for one in asked for part in one.parts), error)
    return live


def _asked_in_turn(services: Services, asked: Sequence[Asked], now: datetime, priced: bool) -> Live:
    readings: list[Reading] = []
    failed: list[BucketRequest] = []
    first: UpstreamError | None = None
    pages_asked(len(asked))
    for one in asked:
        if first is not None and first.code not in OF_ONE_ENDPOINT:
            failed += one.parts
            pages_asked(-1)
            continue
        try:
            readings += _readings(services, one, now, priced)
        except UpstreamError as error:
            failed += one.parts
            first = first if first is not None and error.code in OF_ONE_ENDPOINT else error
        finally:
            pages_asked(-1)
    return Live(tuple(readings), tuple(failed), first)


def _readings(services: Services, asked: Asked, now: datetime, priced: bool) -> tuple[Reading, ...]:
    query, is_joined = asked.query, len(asked.parts) > 1
    needs_prices = priced and query.endpoint != COSTS.name
    sent = _sent(services, query) if needs_prices else query
    if is_joined:
        sent = in_a_page(sent, now) or sent
    ask = partial(_read, services, query, sent, needs_prices)
    (buckets, sent), at = services.recent.get((query, needs_prices), now, ask)
    return tuple(
        _reading(one, part_of(buckets, query, one.query) if is_joined else buckets, sent, at) for one in asked.parts
    )


def _reading(one: BucketRequest, buckets: Iterable[Bucket], sent: UsageQuery, at: datetime) -> Reading:
    received = {bucket.start: bucket for bucket in buckets}
    kept = tuple((received[start], at) for start in sorted(one.starts) if start in received)
    return Reading(one.query, OPENAI, kept + _just_begun(one, received, at), sent=sent)


def _sent(services: Services, query: UsageQuery) -> UsageQuery:
    """Where a model that was used has long-context rates, hours by every dimension are asked for at once."""
    if query.endpoint != COMPLETIONS.name:
        return query
    rates, day = services.prices.rates, query.period.start
    is_used = any(has_long_rates(model, rates, day) for model in services.store.usage.values("model"))
    return finest_query(query) if is_used else query


def _read(
    services: Services, query: UsageQuery, sent: UsageQuery, needs_prices: bool
) -> tuple[tuple[Bucket, ...], UsageQuery]:
    """The buckets, priced if they have to be, and the query that was sent for them in the end."""
    buckets, sent = _asked_and_priced(services, query, sent, needs_prices)
    require_sane(buckets)
    return buckets, sent


def _asked_and_priced(
    services: Services, query: UsageQuery, sent: UsageQuery, needs_prices: bool
) -> tuple[tuple[Bucket, ...], UsageQuery]:
    rates = services.prices.rates
    buckets = _asked(services, sent)
    if not needs_prices:
        return buckets, sent
    if sent is query and in_doubt(buckets, query, rates):  # a model that nobody knew of
        sent = finest_query(query)
        buckets = _asked(services, sent)
    if sent is query:
        return tuple(estimated(bucket, query, rates) for bucket in buckets), sent
    return as_asked_for(priced_by_hour(buckets, sent, rates), sent, query), sent


def _asked(services: Services, query: UsageQuery) -> tuple[Bucket, ...]:
    """Ask. A person waits, and the store can stand in when it fails."""
    return tuple(complete(services.openai.read(query, hurried=True), query, services.clock()))


def _just_begun(
    one: BucketRequest, received: dict[datetime, Bucket], at: datetime
) -> tuple[tuple[Bucket, datetime], ...]:
    """A bucket that began minutes ago may not be listed yet; of any other, being left out proves nothing."""
    return tuple(
        (Bucket(start, at, ()), at)
        for start in sorted(one.starts)
        if start not in received and at - GRACE < start <= at
    )
