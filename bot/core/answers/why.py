"""Why a number moved: requests, models, sizes, cache and price, in parts that add up to the change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from itertools import pairwise
from math import log

from bot.core.answers.passing_rows import passing
from bot.core.answers.usual_day import Usual
from bot.core.catalogue import COMPLETIONS
from bot.core.question import Question
from bot.core.usage.rates import Rates
from bot.core.usage.reading import Reading

COUNTED = ("num_model_requests", "input_tokens", "input_cached_tokens", "output_tokens")
REASONS = ("requests", "model mix", "input size", "output size", "cache", "price")
REQUESTS, MIX, PRICE = REASONS[0], REASONS[1], REASONS[-1]

# Finds a model's list price, which tells what its input, cached and output tokens cost beside each other.
RatesOf = Callable[[str], Rates | None]
SWAPPED = 4  # tenths of its requests that a model must lose before another one is said to take its place
TYPICAL = Rates(input=4, cached=1, output=24)  # what they cost beside each other where no list has the model


@dataclass(frozen=True, slots=True)
class CompletionUse:
    """What completions used: counts, and nanodollars."""

    requests: int = 0
    input: int = 0
    cached: int = 0
    output: int = 0
    cost: int = 0

    @property
    def tokens(self) -> int:
        return self.input + self.output

    def __add__(self, other: CompletionUse) -> CompletionUse:
        return CompletionUse(*map(sum, zip(astuple(self), astuple(other), strict=True)))


NOTHING = CompletionUse()
# What was used, by names of which the last is the model. The others (project, key) say between whom one model can
# take the place of another: all is split there before it is summed, else what two projects do is taken for one thing.
UsesByGroup = Mapping[tuple[str, ...], CompletionUse]


@dataclass(frozen=True, slots=True)
class Contribution:
    """A reason and what it adds to, or takes from, the tokens and the dollars."""

    reason: str
    tokens: int
    cost: int


@dataclass(frozen=True, slots=True)
class Why:
    """
    `parts` add up to the change from `before` to `now`. `item` is the line item that is most of what moved beside
    completions; '' where none is, or it is not known. `usual` is that of the weekday, of a whole day.
    """

    before: CompletionUse
    now: CompletionUse
    parts: tuple[Contribution, ...]
    item: str = ""
    usual: Usual | None = None

    @property
    def main(self) -> str | None:
        """The reason that moved most dollars in the direction of the change."""
        sign = 1 if self.now.cost >= self.before.cost else -1
        first = max(self.parts, key=lambda part: part.cost * sign)
        return first.reason if first.cost * sign > 0 else None


def uses(question: Question, readings: Iterable[Reading]) -> UsesByGroup:
    """Completions by the groups of `question`, of which the model is the last."""
    places = [COMPLETIONS.counters.index(name) for name in COUNTED]
    found: dict[tuple[str, ...], CompletionUse] = defaultdict(CompletionUse)
    for reading in readings:
        for _, names, row in passing(question, reading):
            requests, input, cached, output = (row.counts[place] for place in places)
            found[tuple(names)] += CompletionUse(requests, input, cached, output, row.estimate or 0)
    return found


def why(before: UsesByGroup, now: UsesByGroup, rates: RatesOf) -> Why:
    both = {**before, **now}
    found = [Effects.of(names, before.get(names, NOTHING), now.get(names, NOTHING), rates) for names in both]
    total_before, total_now = sum(before.values(), NOTHING), sum(now.values(), NOTHING)
    tokens = _rounded(_mixed(found, "tokens"), total_now.tokens - total_before.tokens)
    cost = _rounded(_mixed(found, "cost"), total_now.cost - total_before.cost)
    return Why(total_before, total_now, tuple(map(Contribution, REASONS, tokens, cost)))


@dataclass(frozen=True, slots=True)
class Effects:
    """What moved one model of one scope, by reason; its requests, before and added, as numbers too."""

    scope: tuple[str, ...]
    before: int
    added: int
    tokens: Mapping[str, float]
    cost: Mapping[str, float]

    @classmethod
    def of(cls, names: tuple[str, ...], before: CompletionUse, now: CompletionUse, rates: RatesOf) -> Effects:
        added = now.requests - before.requests
        if not (before.requests and now.requests):
            come = {REQUESTS: float(now.tokens - before.tokens)}, {REQUESTS: float(now.cost - before.cost)}
            return cls(names[:-1], before.requests, added, *come)
        grown = now.requests / before.requests
        tokens = (before.tokens, before.tokens * grown, now.input + before.output * grown, now.tokens)
        costs = (before.cost, before.cost * grown, *_sized(before, now, rates(names[-1]) or TYPICAL), now.cost)
        of_tokens = dict(zip((REQUESTS, *REASONS[2:4]), _shares(tokens), strict=True))
        of_costs = dict(zip((REQUESTS, *REASONS[2:]), _shares(costs), strict=True))
        return cls(names[:-1], before.requests, added, of_tokens, of_costs)


def _sized(before: CompletionUse, now: CompletionUse, rates: Rates) -> Iterator[float]:
    """What today's requests would cost with today's input, then output, then share of the cache, at the old price."""
    grown, kept = now.requests / before.requests, before.cached / before.input if before.input else 0.0
    listed = _listed(before.input, before.cached, before.output, rates)
    level = before.cost / listed if listed else 0.0
    yield level * _listed(now.input, now.input * kept, before.output * grown, rates)
    yield level * _listed(now.input, now.input * kept, now.output, rates)
    yield level * _listed(now.input, now.cached, now.output, rates)


def _listed(input: float, cached: float, output: float, rates: Rates) -> float:
    return (input - cached) * rates.input + cached * rates.cached + output * rates.output


def _shares(levels: Sequence[float]) -> list[float]:
    """
    What each step adds, from the first level to the last.

    Where several things change at once each gets its share by how many times it multiplied, whatever comes first
    (the logarithmic mean); floats, because these are shares, and their sum is made exact after.
    """
    first, last = levels[0], levels[-1]
    if min(levels) <= 0 or first == last:
        return [here - there for there, here in pairwise(levels)]
    mean = (last - first) / log(last / first)
    return [mean * log(here / there) for there, here in pairwise(levels)]


def _mixed(found: Sequence[Effects], what: str) -> dict[str, float]:
    """
    The sum of all, where requests that one model lost and another one won in the same scope are the mix.

    What is more or less than that are requests.
    """
    total: dict[str, float] = defaultdict(float)
    scopes: dict[tuple[str, ...], list[tuple[int, float]]] = defaultdict(list)
    for one in found:
        effects: Mapping[str, float] = getattr(one, what)
        if one.added > 0 or -one.added * 10 >= one.before * SWAPPED:
            scopes[one.scope].append((one.added, effects.get(REQUESTS, 0.0)))
        for reason, effect in effects.items():
            total[reason] += effect
    moved = sum(map(_moved, scopes.values()))
    total[REQUESTS] -= moved
    total[MIX] += moved
    return total


def _moved(models: Sequence[tuple[int, float]]) -> float:
    won, lost = (sum(abs(added) for added, _ in models if added * sign > 0) for sign in (1, -1))
    if not won or not lost:
        return 0.0
    dearer = sum(effect for added, effect in models if added > 0) / won
    cheaper = sum(effect for added, effect in models if added < 0) / lost
    return min(won, lost) * (dearer + cheaper)


def _rounded(effects: Mapping[str, float], change: int) -> list[int]:
    """Whole numbers that add up to the change: the largest takes what rounding leaves."""
    whole = [round(effects.get(reason, 0.0)) for reason in REASONS]
    largest = max(range(len(whole)), key=lambda place: abs(whole[place]))
    whole[largest] += change - sum(whole)
    return whole
