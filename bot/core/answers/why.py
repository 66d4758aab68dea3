"""Why a number moved: volume, models, size of requests, cache and rates, in parts that add up to the change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import astuple, dataclass
from fractions import Fraction
from itertools import pairwise

from bot.core.answers.sums import passing
from bot.core.catalogue import COMPLETIONS
from bot.core.question import Question
from bot.core.usage.estimates import PICO_IN_NANO, Rates
from bot.core.usage.reading import Reading

COUNTED = ("num_model_requests", "input_tokens", "input_cached_tokens", "output_tokens")

# Finds today's list price of a model, which tells what a token from the cache saves; None when there is no price.
RatesOf = Callable[[str], Rates | None]


@dataclass(frozen=True, slots=True)
class Use:
    """What completions used: counts, and nanodollars at list prices."""

    requests: int = 0
    input: int = 0
    cached: int = 0
    output: int = 0
    cost: int = 0

    @property
    def tokens(self) -> int:
        return self.input + self.output

    def __add__(self, other: Use) -> Use:
        return Use(*map(sum, zip(astuple(self), astuple(other), strict=True)))


NOTHING = Use()
Uses = Mapping[str, Use]  # by model


@dataclass(frozen=True, slots=True)
class Part:
    """A reason and what it adds to, or takes from, the tokens and the dollars."""

    reason: str
    tokens: int
    cost: int


@dataclass(frozen=True, slots=True)
class Mover:
    """One model, before and now."""

    id: str
    before: Use
    now: Use


@dataclass(frozen=True, slots=True)
class Why:
    """`parts` add up to the change from `before` to `now`."""

    before: Use
    now: Use
    parts: tuple[Part, ...]


def uses(question: Question, readings: Iterable[Reading]) -> Uses:
    """Completions by model, by which `question` groups."""
    places = [COMPLETIONS.counters.index(name) for name in COUNTED]
    found: dict[str, Use] = defaultdict(Use)
    for reading in readings:
        for _, (model,), row in passing(question, reading):
            requests, input, cached, output = (row.counts[place] for place in places)
            found[model] += Use(requests, input, cached, output, row.estimate or 0)
    return found


def why(before: Uses, now: Uses, rates: RatesOf) -> Why:
    models = tuple(Mover(id, before.get(id, NOTHING), now.get(id, NOTHING)) for id in sorted({*before, *now}))
    total_before, total_now = sum(before.values(), NOTHING), sum(now.values(), NOTHING)
    return Why(total_before, total_now, _parts(total_before, total_now, models, rates))


def _parts(before: Use, now: Use, models: tuple[Mover, ...], rates: RatesOf) -> tuple[Part, ...]:
    """
    One thing changes after the other, from all as it was to all as it is; what each step adds is its part.

    So the parts add up exactly, whatever is rounded on the way.
    """
    grown = Fraction(now.requests, before.requests) if before.requests else Fraction(0)
    steps = [
        ("", Fraction(before.tokens), Fraction(before.cost)),
        ("requests", before.tokens * grown, before.cost * grown),
        ("models", _total(_mixed(one)[0] for one in models), _total(_mixed(one)[1] for one in models)),
        ("size", Fraction(now.tokens), _total(map(_sized, models))),
        ("cache", Fraction(now.tokens), _total(_sized(one) + _cached(one, rates) for one in models)),
        ("rates", Fraction(now.tokens), Fraction(now.cost)),
    ]
    rounded = [(reason, round(tokens), round(cost)) for reason, tokens, cost in steps]
    return tuple(
        Part(reason, tokens - was_tokens, cost - was_cost)
        for (_, was_tokens, was_cost), (reason, tokens, cost) in pairwise(rounded)
    )


def _total(amounts: Iterable[Fraction]) -> Fraction:
    return sum(amounts, Fraction(0))


def _mixed(model: Mover) -> tuple[Fraction, Fraction]:
    """Today's requests of a model, each as it was before; a new model has no before, so it counts as it is."""
    if not model.before.requests:
        return Fraction(model.now.tokens), Fraction(model.now.cost)
    share = Fraction(model.now.requests, model.before.requests)
    return model.before.tokens * share, model.before.cost * share


def _sized(model: Mover) -> Fraction:
    """Today's tokens of a model, each for what a token cost before."""
    if not (model.before.requests and model.before.tokens):
        return Fraction(model.now.cost)
    return Fraction(model.before.cost * model.now.tokens, model.before.tokens)


def _cached(model: Mover, rates: RatesOf) -> Fraction:
    """What it adds that less comes from the cache than did before; negative when more does."""
    found = rates(model.id) if model.before.input and model.now.input else None
    if found is None:
        return Fraction(0)
    as_before = Fraction(model.now.input * model.before.cached, model.before.input)
    return (model.now.cached - as_before) * (found.cached - found.input) / PICO_IN_NANO
