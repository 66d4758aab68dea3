"""Finds the cause of an excess: the key, the model, and what changed about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import astuple, dataclass

from bot.core.alerts.rules.excess import DAY, WEEK, WEEKS
from bot.core.answers.fitted_rates import fitted
from bot.core.answers.why import NOTHING, PRICE, CompletionUse, RatesOf, Why, why
from bot.core.usage.rates import Rates

TOKENS = frozenset({"input_tokens", "output_tokens"})
COUNTED = frozenset({"requests", *TOKENS})

# What was used in one hour, by key and model.
UseByKeyAndModel = Mapping[tuple[str, str], CompletionUse]


@dataclass(frozen=True, slots=True)
class Cause:
    """A cause. None where it is unknown, or where no one thing made half of the excess."""

    model: str | None = None
    key: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class SpikeUses:
    """
    An excess of the hours from `start` to `end`, in which these projects used this, by hour.

    `counted` are the counts that are known: without them there is no kind.
    """

    uses: Mapping[str, Mapping[int, UseByKeyAndModel]]
    start: int
    end: int
    counted: Collection[str] = COUNTED


UseSums = dict[tuple[str, ...], CompletionUse]


def cause(excess: SpikeUses, rates: RatesOf) -> Cause:
    """Compare with the same hours of the weeks before. The key, then the model, that made half is looked at alone."""
    now = _sum(excess, 0)
    if not now:
        return Cause()
    like = _mean([_sum(excess, week * WEEK) for week in range(1, WEEKS + 1) if excess.start >= week * WEEK])
    key, now, like = _narrowed(now, like, 1)
    model, *_ = _narrowed(now, like, 2)
    found = why(like, now, lambda name: _fitted(excess, name) or rates(name))
    return Cause(model or None, key or None, _kind(excess, found))


def _narrowed(now: UseSums, like: UseSums, place: int) -> tuple[str, UseSums, UseSums]:
    """The name at `place` that made half of the excess, and what is its own; '' and all where none did."""
    added: dict[str, int] = defaultdict(int)
    for uses, sign in ((now, 1), (like, -1)):
        for names, use in uses.items():
            added[names[place]] += sign * use.cost
    first = max(sorted(added), key=lambda name: added[name])
    if added[first] * 2 < sum(added.values()):
        return "", now, like
    own, usual = ({names: use for names, use in uses.items() if names[place] == first} for uses in (now, like))
    return first, own, usual


def _kind(excess: SpikeUses, found: Why) -> str | None:
    """A price that changed cannot be told from sizes that nobody counted."""
    if "requests" not in excess.counted or (found.main == PRICE and not {*excess.counted} >= TOKENS):
        return None
    return found.main


def _sum(excess: SpikeUses, back: int) -> UseSums:
    found: UseSums = {}
    for project, hours in excess.uses.items():
        for place in range(excess.start - back, excess.end - back):
            for (key, model), use in hours.get(place, {}).items():
                names = (project, key, model)
                found[names] = found[names] + use if names in found else use
    return found


def _mean(weeks: Sequence[UseSums]) -> UseSums:
    names = {name for week in weeks for name in week}
    sums = {name: sum((week.get(name, NOTHING) for week in weeks), NOTHING) for name in names}
    count = len(weeks)
    return {name: CompletionUse(*(value // count for value in astuple(use))) for name, use in sums.items()}


def _fitted(excess: SpikeUses, model: str) -> Rates | None:
    """From the hours before the last day, of all keys."""
    rows = [
        use
        for hours in excess.uses.values()
        for place in range(max(excess.end - (WEEKS + 1) * WEEK, 0), excess.end - DAY)
        for (_, name), use in hours.get(place, {}).items()
        if name == model
    ]
    return fitted(rows)
