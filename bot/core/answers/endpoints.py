"""The endpoints of a question: those that can answer it, with the groups and filters that each can apply."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from bot.core.catalogue import COMPLETIONS, COSTS, ENDPOINT, ENDPOINTS, METRIC, Endpoint
from bot.core.catalogue.words import as_words
from bot.core.errors import UserError
from bot.core.question import Question
from bot.core.usage.buckets import Filter
from bot.core.usage.rates import PRICED_BY

# Endpoints whose usage has list prices; what the others cost is known from the bill alone.
PRICED = (
    "completions",
    "embeddings",
    "moderations",
    "images",
    "speeches",
    "transcriptions",
    "file_search",
    "web_search",
    "code_interpreter",
    "vector_stores",
)
FREE = ("moderations",)  # adds nothing to a sum, and would be a request more

BILLED_BY = frozenset((*COSTS.dimensions, "model"))  # a model as far as its line items name it
MOST_VALUES = 50  # ids of one filter in a request's line; more are filtered afterwards


@dataclass(frozen=True, slots=True)
class RequestShape:
    """How one endpoint is asked. `rows` are the groups that the answer needs; `priced` adds what prices need."""

    rows: tuple[str, ...]
    priced: tuple[str, ...]
    filters: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class ChosenEndpoints:
    """
    `usage` are the usage endpoints that answer; `billed` says that costs do too, `only_billed` that only they do.

    `weighed` are those whose estimates are weighed against an open day's bill, which knows no filter but the project.
    """

    question: Question
    usage: tuple[str, ...]
    billed: bool
    weighed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def only_billed(self) -> bool:
        return self.billed and not self.usage

    @property
    def needs_keys(self) -> bool:
        return "key" in _mentioned(self.question)

    @property
    def asks_for_bills(self) -> bool:
        """Whether the bill has to be asked for: the store keeps it by project and line item."""
        return self.billed and bool(_mentioned(self.question) & {*COSTS.asked_only})

    def request_for(self, name: str, *, is_weighed: bool) -> RequestShape:
        """Where bill and estimate are weighed against each other, the whole project is, whatever is asked of it."""
        spec = ENDPOINT[name]
        fitting = (one for one in self.question.filters if _is_parameter(one, spec))
        sent = _one_each(one for one in fitting if not is_weighed or one.dimension == "project")
        left = [one.dimension for one in self.question.filters if one not in sent]
        later = [part for name in left for part in _parts(name, self.question)]
        # Billed and estimated amounts are weighed against each other for each project (docs/design.md section 5).
        asked = [part for name in self.question.dimensions for part in _parts(name, self.question)]
        rows = {*asked, *later, *(["project"] if self.billed else [])}
        if spec is COSTS and "model" in _mentioned(self.question):
            rows.add("item")  # which names the model
        needs_prices = self.question.metric == "cost" and spec is not COSTS
        priced = rows | set(PRICED_BY) if needs_prices else rows
        return RequestShape(_ordered(rows, spec), _ordered(priced, spec), sent)


def choose_endpoints(question: Question, endpoints: Collection[str] = ()) -> ChosenEndpoints:
    """Raises UserError when no endpoint has what was asked. `endpoints` narrows those of an estimate of cost."""
    billed = can_be_billed(question)
    names = _usage(question)
    able = tuple(name for name in names if not _lacks(ENDPOINT[name], _required(question)))
    if not able and not billed:
        raise _nobody_has(question, names)
    known = (COMPLETIONS.name, *endpoints) if endpoints else names
    used = tuple(name for name in able if name in known)
    weighed = tuple(name for name in names if name in known)
    return ChosenEndpoints(question, used or able, billed, weighed, _left_out(names, able, question))


def _mentioned(question: Question) -> set[str]:
    names = (*question.dimensions, *(one.dimension for one in question.filters))
    return {part for name in names for part in _parts(name, question)}


def _parts(name: str, question: Question) -> tuple[str, ...]:
    """The dimensions of OpenAI's that one of ours is made of."""
    return question.teams.parts if name == "team" else (name,)


def _required(question: Question) -> set[str]:
    """What an endpoint must know for its rows to belong in an estimate; of the rest its rows have no value."""
    filtered = {"project" if one.dimension == "team" else one.dimension for one in question.filters if not one.excluded}
    return filtered | (_mentioned(question) - set(COMPLETIONS.dimensions))


def can_be_billed(question: Question) -> bool:
    return (
        question.metric == "cost"
        and question.endpoint in ("", "costs")
        and _mentioned(question) <= BILLED_BY
        and question.unit_of_hours is None
    )


def _usage(question: Question) -> tuple[str, ...]:
    if question.metric != "cost":
        return (_endpoint_of(question),)
    if "item" in _mentioned(question) or question.endpoint == "costs":
        _refuse_mixed_bill(question)
        return ()
    if question.endpoint:
        return (_priced(question.endpoint),)
    return tuple(name for name in PRICED if name not in FREE)


def counted_endpoint(question: Question) -> str:
    """The endpoint that a question about anything but cost counts: the one asked for, else the metric's first."""
    return question.endpoint or next(iter(METRIC[question.metric].counters))


def _endpoint_of(question: Question) -> str:
    name = counted_endpoint(question)
    if name not in METRIC[question.metric].counters:
        known = ", ".join(metric.name for metric in METRIC.values() if name in metric.counters)
        raise UserError(f"OpenAI counts no {question.metric} for {as_words(name)}; it counts {known}.")
    if lacking := _lacks(ENDPOINT[name], _mentioned(question)):
        raise _cannot(ENDPOINT[name], lacking[0])
    return name


def _priced(name: str) -> str:
    if name not in PRICED:
        raise UserError(
            f"There is no list price for {as_words(name)}. The bill has it: ask cost by item.", ("cost by item",)
        )
    return name


def _refuse_mixed_bill(question: Question) -> None:
    if question.unit_of_hours:
        told = f"Line items are billed by the day, not by the {question.unit_of_hours}."
        raise UserError(told, ("cost by item by day",))
    if any(kept.hours for kept in question.times):
        raise UserError("Line items are billed by the day, so hours cannot be told apart.", ("cost by item",))
    if foreign := sorted(_mentioned(question) - BILLED_BY):
        raise UserError(
            f"Line items come from OpenAI's bill, and the bill knows no {foreign[0]}; it knows"
            f" {', '.join(sorted(BILLED_BY - {'api_source'}))}.",
            ("cost by item", f"cost by {foreign[0]}"),
        )


def _nobody_has(question: Question, names: tuple[str, ...]) -> UserError:
    name = names[0] if names else COSTS.name
    lacking = _lacks(ENDPOINT[name], _mentioned(question)) or ("such rows",)
    return _cannot(ENDPOINT[name], lacking[0])


def _cannot(spec: Endpoint, lacking: str) -> UserError:
    having = [one.name for one in ENDPOINTS if lacking in one.dimensions]
    also = f" {lacking.capitalize()} is known for {', '.join(map(as_words, having))}." if having else ""
    known = ", ".join(spec.dimensions)
    return UserError(f"OpenAI's {as_words(spec.name)} usage has no {lacking}; it has {known}.{also}")


def _lacks(spec: Endpoint, names: set[str]) -> tuple[str, ...]:
    return tuple(sorted(names - set(spec.dimensions)))


def _is_parameter(one: Filter, spec: Endpoint) -> bool:
    """Whether the endpoint can apply this filter itself: exact values, included, not too many."""
    if one.excluded or one.dimension not in spec.filters or len(one.values) > MOST_VALUES:
        return False
    if one.dimension == "batch" and len(one.values) != 1:
        return False
    return all(value and "*" not in value for value in one.values)


def _ordered(names: set[str], spec: Endpoint) -> tuple[str, ...]:
    return tuple(name for name in spec.dimensions if name in names)


def _one_each(filters: Iterable[Filter]) -> tuple[Filter, ...]:
    """One filter a dimension: a second one narrows the first, and is applied to the rows."""
    first: dict[str, Filter] = {}
    for one in filters:
        first.setdefault(one.dimension, one)
    return tuple(first.values())


def _left_out(names: tuple[str, ...], able: tuple[str, ...], question: Question) -> tuple[str, ...]:
    gone = [name for name in names if name not in able]
    if not gone or not able:
        return ()
    what = sorted(_required(question))
    return (f"Not included, as OpenAI does not split them by {' or '.join(what)}: {', '.join(map(as_words, gone))}.",)
