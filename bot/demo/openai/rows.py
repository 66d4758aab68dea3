"""Rows of buckets: the facts of the company's streams, grouped, in OpenAI's words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Any
from zlib import crc32

from bot.core.catalogue import COSTS, DIMENSION, Endpoint
from bot.core.periods import Period
from bot.demo import facts
from bot.demo.billing import Charge, charges
from bot.demo.company import Company
from bot.demo.facts import added, minute_of, reported
from bot.demo.openai.parameters import Parameters
from bot.demo.workload import MINUTES, Stream

Json = dict[str, Any]
Groups = dict[tuple[str, ...], list[tuple[int, ...]]]
REPEATED = 16  # one in so many groups of several streams comes as two rows


def bucket_rows(
    company: Company, spec: Endpoint, asked: Parameters, cuts: Sequence[Period]
) -> Iterator[Iterator[Json]]:
    """The rows of each bucket, in order. Take them one by one: a bucket can be large."""
    return _cost_rows(company, asked, cuts) if spec is COSTS else _usage_rows(company, spec, asked, cuts)


def _usage_rows(
    company: Company, spec: Endpoint, asked: Parameters, cuts: Sequence[Period]
) -> Iterator[Iterator[Json]]:
    streams = _grouped(company, spec, asked)
    for day, same_day in groupby(cuts, key=lambda cut: cut.start.toordinal()):
        spans = [(minute_of(cut.start) - day * MINUTES, minute_of(cut.end) - day * MINUTES) for cut in same_day]
        groups: list[Groups] = [{} for _ in spans]
        for key, stream in streams:
            if not (flow := stream.flow(company.world.seed, day)):
                continue
            for span, group in zip(spans, groups, strict=True):
                if span[0] < span[1] and (count := reported(company.world, stream, flow, day, span, asked.asked)):
                    group.setdefault(key, []).append(count)
        for span, group in zip(spans, groups, strict=True):
            yield _written(spec, asked.group_by, _sums(group, day * MINUTES + span[0]))


def _grouped(company: Company, spec: Endpoint, asked: Parameters) -> list[tuple[tuple[str, ...], Stream]]:
    """The streams that pass the filters, each with the groups of its row."""
    places = [spec.dimensions.index(name) for name in asked.group_by]
    filters = [(spec.dimensions.index(name), wanted) for name, wanted in asked.filters]
    return [
        (tuple([stream.values[place] for place in places]), stream)
        for stream in company.of(spec.name)
        if all(stream.values[place] in wanted for place, wanted in filters)
    ]


def _sums(groups: Groups, moment: int) -> Iterator[tuple[tuple[str, ...], tuple[int, ...]]]:
    """One sum for each group; for some two, as OpenAI has answered."""
    for key, counts in groups.items():
        if len(counts) > 1 and key and crc32(f"{moment}{key}".encode()) % REPEATED == 0:
            yield key, counts.pop()
        total = counts[0]
        for count in counts[1:]:
            total = added(total, count)
        yield key, total


def _written(
    spec: Endpoint, group_by: tuple[str, ...], sums: Iterable[tuple[tuple[str, ...], tuple[int, ...]]]
) -> Iterator[Json]:
    """The sums as rows: every counter, and null for dimensions that were not asked for."""
    blank = {
        "object": spec.result,
        **dict.fromkeys(spec.counters),
        **{DIMENSION[d].field: None for d in spec.dimensions},
    }
    fields = [DIMENSION[name].field for name in group_by]
    for key, count in sums:
        row: Json = {**blank, "object": spec.result}
        row.update(zip(spec.counters, facts.counts(spec.name, count), strict=True))
        row.update(zip(fields, [value or None for value in key], strict=True))
        if "batch" in group_by:
            row["batch"] = row["batch"] == "true"
        yield row


def _cost_rows(company: Company, asked: Parameters, cuts: Sequence[Period]) -> Iterator[Iterator[Json]]:
    # As recorded: rows by line item alone name their projects too, so a line item repeats.
    shown = tuple(dict.fromkeys((*asked.group_by, "project"))) if asked.group_by == ("item",) else asked.group_by
    filters = [(COSTS.dimensions.index(name), wanted) for name, wanted in asked.filters]
    places = [COSTS.dimensions.index(name) for name in shown]
    for cut in cuts:
        sums: dict[tuple[str, ...], list[Charge]] = {}
        for charge in _day(company, cut.start, asked.asked):
            if not filters or all(charge.key[place] in wanted for place, wanted in filters):
                sums.setdefault(tuple([charge.key[place] for place in places]), []).append(charge)
        yield (_cost_row(company, shown, key, together) for key, together in sums.items())


def _day(company: Company, start: datetime, asked: datetime) -> Iterable[Charge]:
    return charges(company.world, company.streams, company.extras, start.toordinal(), asked)


def _cost_row(company: Company, group_by: tuple[str, ...], key: tuple[str, ...], together: list[Charge]) -> Json:
    fields = dict(zip(group_by, key, strict=True))
    by_item = "item" in fields
    unit = together[0].unit
    return {
        "object": COSTS.result,
        "amount": {"value": Decimal(sum(charge.amount for charge in together)).scaleb(-9), "currency": "usd"},
        "line_item": fields.get("item"),
        "project_id": fields.get("project") or None,
        "api_key_id": fields.get("key") or None,
        "user_id": fields.get("user") or None,
        "api_source": fields.get("api_source") or None,
        "organization_id": company.id,
        "quantity": sum(charge.quantity for charge in together) if by_item and unit else None,
        "quantity_unit": unit or None if by_item else None,
    }
