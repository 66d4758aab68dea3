"""What a digest's answers mean: the usual range, what moved and why, what is new, where the month leads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import takewhile

from bot.core.amounts import NANO, ZERO, Amount
from bot.core.answers.answer import OTHER, Answer
from bot.core.answers.usual_day import WEEKS, Usual, usual_of
from bot.core.budgets.budget import ORGANISATION, BudgetStatus, covered
from bot.core.budgets.budget_state import AT_RISK, OVER, budget_state, full_at
from bot.core.budgets.forecast import REMEMBERED, Ahead, Forecast, Pace, forecast, is_early, pace_of_days
from bot.core.periods import DAY
from bot.core.reports.digest_questions import WORK, Answers, BudgetView, DigestFacts

MOVED = NANO  # a smaller change is not worth a word, nor is a fiftieth of the usual day
MOVERS = 3
SHARE_MOVED, GREW = 10, 15  # points of the cache share, tenths of a count: a smaller shift explains nothing
KNOWN_ENOUGH = 7  # days of history before anything can be called new
SUGGESTED, SUGGESTED_FROM = 3, 20 * NANO
RUNAWAY, RUNAWAY_FROM = 2, 5 * NANO  # times the highest usual day, and dollars above it, from which it is red


@dataclass(frozen=True, slots=True)
class Move:
    """One project, model or key: its amount, and what it usually is."""

    id: str
    now: Amount
    usual: int

    @property
    def added(self) -> int:
        return self.now.quantity - self.usual


def usual_day(facts: DigestFacts) -> Usual | None:
    """The same weekday of the last four weeks; None before two of them are known."""
    days = amounts(facts.answers["days"])
    wanted = [days.get(str(facts.day - timedelta(days=7 * weeks))) for weeks in WEEKS]
    return usual_of([amount.quantity for amount in wanted if amount is not None])


def is_runaway(facts: DigestFacts) -> bool:
    """Whether the day is far above even the highest of its usual ones."""
    total, usual = facts.answers["total"].total, usual_day(facts)
    if total is None or usual is None or not usual.mean or facts.reader.until:
        return False
    return total.quantity >= RUNAWAY * usual.high and total.quantity - usual.high >= RUNAWAY_FROM


def amounts(answer: Answer) -> dict[str, Amount]:
    """By the id of the only group; without what could not be read."""
    return {line.labels[0]: line.amount for line in answer.lines if line.amount is not None}


def moves(answers: Answers, group: str) -> tuple[Move, ...]:
    """Everything of `group` against its usual day, the largest first; None of it while nothing usual is known."""
    now = amounts(answers[group if group in answers else f"{group} -0"])
    before = [
        amounts(answers[f"{group} -{weeks}"]) for weeks in WEEKS if answers[f"{group} -{weeks}"].total is not None
    ]
    ids = {*now, *(id for day in before for id in day)} - {OTHER}
    found = [Move(id, now.get(id, ZERO), _mean(day.get(id, ZERO).quantity for day in before)) for id in ids]
    return tuple(sorted(found, key=lambda move: (-move.now.quantity, -move.usual, move.id)))


def _mean(quantities: Iterable[int]) -> int:
    known = list(quantities)
    return sum(known) // len(known) if known else 0


def movers(facts: DigestFacts) -> tuple[Move, ...]:
    """The projects that changed the day, the largest change first; none while there is no usual day."""
    usual = usual_day(facts)
    if usual is None or facts.answers["total"].total is None or facts.reader.until:
        return ()
    least = max(MOVED, usual.mean // 50)
    changed = [move for move in moves(facts.answers, "projects") if _moved(move, least)]
    return tuple(sorted(changed, key=lambda move: (-abs(move.added), move.id))[:MOVERS])


def _moved(move: Move, least: int) -> bool:
    return abs(move.added) >= least and abs(move.added) * 10 >= move.usual


def causes(move: Move, answers: Answers) -> tuple[tuple[str, str], ...]:
    """(`model`, id) and (`key`, id) that made at least half of a project's change."""
    found = []
    for group in ("model", "key"):
        changes = [one for one in moves(answers, f"{group}s") if one.id and one.added * move.added > 0]
        largest = max(changes, key=lambda one: abs(one.added), default=None)
        if largest is not None and abs(largest.added) * 2 >= abs(move.added):
            found.append((group, largest.id))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Shift:
    """How a project's work changed: a share in percent, or a count, on its usual days and now."""

    what: str
    before: int
    now: int


def shift(move: Move, answers: Answers) -> Shift | None:
    """What tells most of why a project moved, if one thing does: its cache, the size of its requests, their number."""
    usual, now = (_work(answers, weeks) for weeks in (WEEKS, (0,)))
    if usual is None or now is None:
        return None
    shares = [one.cached * 100 // max(one.input, 1) for one in (usual, now)]
    if abs(shares[1] - shares[0]) >= SHARE_MOVED and (shares[1] < shares[0]) is (move.added > 0):
        return Shift("cache share", *shares)
    sizes = [one.tokens // one.requests for one in (usual, now)]
    for what, (before, after) in (("tokens per request", sizes), ("requests", (usual.requests, now.requests))):
        if (max(before, after) * 10 >= min(before, after) * GREW) and (after > before) is (move.added > 0):
            return Shift(what, before, after)
    return None


@dataclass(frozen=True, slots=True)
class _Work:
    requests: int
    input: int
    cached: int
    tokens: int


def _work(answers: Answers, weeks: Iterable[int]) -> _Work | None:
    """The mean of these days; None without requests on them."""
    known = [week for week in weeks if f"requests -{week}" in answers and answers[f"requests -{week}"].total]
    means = [_mean(_total(answers[f"{metric} -{week}"]) for week in known) for metric in WORK]
    return _Work(*means) if all(means[place] for place in (0, 1, 3)) else None


def _total(answer: Answer) -> int:
    return answer.total.quantity if answer.total else 0


def new_things(facts: DigestFacts) -> tuple[tuple[str, str], ...]:
    """(dimension, id) that was used for the first time in four weeks; none while the history is too short to say."""
    if len(amounts(facts.answers["days"])) <= KNOWN_ENOUGH:
        return ()
    found = []
    for group, used in (("project", "projects"), ("model", "models"), ("key", "used keys")):
        known = {line.labels[0] for line in facts.answers[f"known {group}s"].lines}
        today = [line.labels[0] for line in facts.answers[used].lines if _is_used(line.amount)]
        found += [(group, id) for id in today if id not in known and id not in ("", OTHER)]
    return tuple(found)


def _is_used(amount: Amount | None) -> bool:
    return amount is not None and (amount.quantity > 0 or amount.unpriced > 0)


def pace_of(answer: Answer, last: date) -> Pace | None:
    """The pace of the days of an answer by day that ends with `last`."""
    days = amounts(answer)
    known = list(takewhile(lambda day: day in days, (str(last - timedelta(days=back)) for back in range(REMEMBERED))))
    return pace_of_days([days[day].quantity for day in reversed(known)])


def month_so_far(facts: DigestFacts) -> tuple[Amount, int]:
    """The sum of the days that were read, and how many were not."""
    total = facts.answers["month"].total
    if total is not None:
        return total, 0
    days = amounts(facts.answers["days"])
    inside = [str(facts.day - timedelta(days=back)) for back in range(facts.day.day)]
    known = [days[day] for day in inside if day in days]
    return sum(known, ZERO), len(inside) - len(known)


def month_end(facts: DigestFacts) -> Ahead | None:
    """Where the month leads; None at its end, in its first days and while too little is known."""
    total = facts.answers["month"].total
    known = pace_of(facts.answers.get("paced days", facts.answers["days"]), facts.day)
    if facts.reader.until:  # a part of a day would be taken for a whole one
        return None
    if total is None or known is None or facts.end >= facts.month.end or is_early(facts.month, facts.end):
        return None
    if total.quantity == 0 and total.unpriced:
        return None
    if facts.ahead:
        return facts.ahead
    then = forecast(total.quantity, known, facts.month, facts.end)
    return Ahead(then, then)


def organisation_budget(statuses: Iterable[BudgetStatus]) -> BudgetStatus | None:
    """The organisation's dollars of a month."""
    wanted = (one for one in statuses if one.budget.scope == ORGANISATION and one.budget.metric == "cost")
    return next((one for one in wanted if one.budget.period == "month"), None)


def used_up_at(view: BudgetView, facts: DigestFacts) -> datetime | None:
    """When the budget is used up by the digest's numbers; None when not in its period, and in its first days."""
    return None if is_early(view.status.period, facts.end) else full_at(view.status, view.pace, facts.end)


def needs_eyes(view: BudgetView, facts: DigestFacts) -> bool:
    """Nearly used up, used up, or about to be."""
    return budget_state(view.status, used_up_at(view, facts)) in (OVER, AT_RISK)


def suggested_budgets(facts: DigestFacts) -> tuple[tuple[str, int, int], ...]:
    """(project id, whole dollars, what it spent) of the largest projects without a budget: a fifth more, rounded up."""
    spent = amounts(facts.answers["ended month"])
    budgets = (view.status.budget for view in facts.budgets if view.status.budget.scope == "project")
    watched = covered(budgets, spent, facts.names)
    free = [
        (id, amount.quantity)
        for id, amount in spent.items()
        if id and amount.quantity >= SUGGESTED_FROM and id not in watched
    ]
    largest = sorted(free, key=lambda entry: (-entry[1], entry[0]))[:SUGGESTED]
    return tuple((id, _round_up(quantity * 6 // 5 // NANO), quantity) for id, quantity in largest)


def _round_up(dollars: int) -> int:
    """To two digits that count: 1,234 is 1,300."""
    step = int(10 ** max(len(str(dollars)) - 2, 0))
    return -(-dollars // step) * step


def middle_forecast(facts: DigestFacts) -> Forecast | None:
    """What the middle of the ended month made of its end."""
    spent = facts.answers["ended month's middle"]
    period = facts.answers["ended month"].question.period
    as_of = spent.question.period.end
    known = pace_of(facts.answers["ended month's days"], (as_of - DAY).date())
    return forecast(spent.total.quantity, known, period, as_of) if spent.total and known else None
