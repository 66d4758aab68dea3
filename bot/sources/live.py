"""Asks OpenAI now, at most once a minute for equal questions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.core.catalogue import COMPLETIONS, COSTS
from bot.core.errors import UpstreamError
from bot.core.usage.buckets import Bucket, UsageQuery
from bot.core.usage.buckets_to_ask import BucketRequest
from bot.core.usage.estimates import estimated
from bot.core.usage.finest import as_asked_for, finest_query, has_long_rates, in_doubt, priced_by_hour
from bot.core.usage.freshness import GRACE
from bot.core.usage.reading import OPENAI, Reading, complete
from bot.pages_left import pages_asked
from bot.services import Services

# What a refusal of one endpoint says of that endpoint alone; after anything else the others are not tried.
OF_ONE_ENDPOINT = ("not_found", "invalid_request")


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


def ask_openai(services: Services, asked: Iterable[BucketRequest], now: datetime, *, priced: bool) -> Live:
    """With `priced`, rows of usage carry their estimates."""
    readings: list[Reading] = []
    failed: list[BucketRequest] = []
    first: UpstreamError | None = None
    wanted = tuple(asked)
    pages_asked(len(wanted))
    for one in wanted:
        if first is not None and first.code not in OF_ONE_ENDPOINT:
            failed.append(one)
            pages_asked(-1)
            continue
        try:
            readings.append(_reading(services, one, now, priced))
        except UpstreamError as error:
            failed.append(one)
            first = first if first is not None and error.code in OF_ONE_ENDPOINT else error
        finally:
            pages_asked(-1)
    return Live(tuple(readings), tuple(failed), first)


def _reading(services: Services, one: BucketRequest, now: datetime, priced: bool) -> Reading:
    needs_prices = priced and one.query.endpoint != COSTS.name
    sent = _sent(services, one.query) if needs_prices else one.query
    ask = partial(_read, services, one.query, sent, needs_prices)
    (buckets, sent), at = services.recent.get((one.query, needs_prices), now, ask)
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
