"""Makes one message of an incident: the organisation's excess and its projects' are told together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core.alerts.rules.excess import DAY, WEEK, Excess, HourlyUse, is_open, news


@dataclass(frozen=True, slots=True)
class Incident:
    """What to tell of one subject; `beside` are others whose excess is part of it, `is_told` is false for these."""

    subject: str
    excess: Excess
    beside: tuple[str, ...] = ()
    is_told: bool = True


def incidents(
    place: int, watched: Mapping[str, HourlyUse], told_at: Mapping[str, Sequence[int]], whole: str, *, count: int = 0
) -> tuple[Incident, ...]:
    """
    What begins at `place`, that of the organisation (`whole`) named by the project that is most of it.

    Each subject that is told, or is part of what is told, is in it, so that it is not told again while it lasts.
    `count` is how many are watched, where `watched` are only those that stand out.
    """
    many = max(count, len(watched))
    found = {name: one for name, hours in watched.items() if (one := news(hours, place, told_at.get(name, ()), many))}
    of_all = found.pop(whole, None)
    if of_all is None:
        hushed = _was_told_of_all(place, watched, told_at, whole)
        return tuple(Incident(name, one, is_told=not hushed) for name, one in found.items())
    shares = {name: _share(hours, place, of_all.hours) for name, hours in watched.items() if name != whole}
    main = max(shares, key=lambda name: shares[name], default="")
    known = sum(shares[name] for name in shares if is_open(watched[name], place, told_at.get(name, ())))
    if known * 2 > of_all.quantity:
        return (Incident(whole, of_all, is_told=False), *(Incident(name, one) for name, one in found.items()))
    if main and shares[main] * 2 > of_all.quantity:
        own = found.pop(main, None) or _of_project(watched[main], place, of_all)
        return (
            Incident(main, own),
            Incident(whole, of_all, is_told=False),
            *(Incident(name, one) for name, one in found.items()),
        )
    parts = tuple(Incident(name, one, is_told=False) for name, one in found.items())
    return (Incident(whole, of_all, tuple(found)), *parts)


def _was_told_of_all(
    place: int, watched: Mapping[str, HourlyUse], told_at: Mapping[str, Sequence[int]], whole: str
) -> bool:
    """Whether the organisation's incident was told within a day, and no project was named with it."""
    places = told_at.get(whole, ())
    if not places or place - places[-1] > DAY or not is_open(watched[whole], place, places):
        return False
    return not any(name != whole and places[-1] in told_at[name] for name in told_at)


def _share(hours: HourlyUse, place: int, window: int) -> int:
    """What a project adds to the organisation's excess."""
    spent, usual = _sums(hours, place, window)
    return spent - usual


def _of_project(hours: HourlyUse, place: int, of_all: Excess) -> Excess:
    """The organisation's excess in the numbers of the project that is most of it."""
    spent, usual = _sums(hours, place, of_all.hours)
    return Excess(of_all.hours, spent, usual, of_all.bound)


def _sums(hours: HourlyUse, place: int, window: int) -> tuple[int, int]:
    if window == WEEK:
        sums, at = hours.weeks, place // DAY + hours.days_before
    else:
        sums, at = hours.windows[window], place
    return sums.known[at], sums.usual(at) or 0
