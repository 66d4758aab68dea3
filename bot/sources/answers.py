"""Answers a question: plan it, read from the store and from OpenAI, put the answer together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from bot.core.amounts import ZERO, Amount
from bot.core.answers.answer import Answer
from bot.core.answers.answering import PlanResult, answered
from bot.core.answers.bounds import refuse_too_many_requests
from bot.core.answers.other_weekday import is_with_another_kind_of_day, week_before, weekday_note
from bot.core.answers.planner import Plan, plan
from bot.core.answers.sums import add_up
from bot.core.answers.unbilled_rows import unbilled_note, why_unbilled, without_rows
from bot.core.catalogue import COSTS, ENDPOINT
from bot.core.errors import UpstreamError
from bot.core.periods import MINUTE, Period, Width
from bot.core.question import Question
from bot.services import Services
from bot.sources.live import OF_ONE_ENDPOINT, Asked, Live, ask_openai, in_few
from bot.sources.reads import followed_at, note_zone
from bot.sources.stored import ReadNotes, read_notes, stored

NO_SUCH_BILL = "OpenAI gives this organisation no bill in such groups, so these are estimates."


def answer(question: Question, services: Services) -> Answer:
    """The answer. Raises UpstreamError when nobody has one, and UserError for what cannot be asked."""
    now, *earlier = reads(question, services)
    found = answered(now, *earlier)
    notes = (_weekday_note(question, found.total, services), _unbilled_note(now.plan, found, services))
    return replace(found, notes=(*found.notes, *filter(None, notes))) if any(notes) else found


def _weekday_note(question: Question, total: Amount | None, services: Services) -> str:
    """From the store alone: it is no reason to ask OpenAI."""
    if not is_with_another_kind_of_day(question):
        return ""
    like = week_before(question)
    return weekday_note(question, like, answer_stored(like, services).total if like else None, total)


def _unbilled_note(planned: Plan, found: Answer, services: Services) -> str:
    """Where rows are estimates and the same period as one is billed, people are told why there are two totals."""
    if not (why := why_unbilled(planned.question)):
        return ""
    now = _moment(planned.question, services.clock())
    question = _with_teams(without_rows(planned.question), services)
    notes = read_notes(services, question, now)
    whole = plan(question, now=now, held=notes.held(), endpoints=notes.endpoints(now))
    if whole.billed <= planned.billed:
        return ""
    if whole.live:  # its number would take a request
        return unbilled_note(why, None)
    total = add_up(whole, stored(services, whole.stored, notes, whole)).total
    return unbilled_note(why, total) if total != found.total else ""


def reads(
    question: Question, services: Services, *, by_price: bool = False
) -> tuple[PlanResult, PlanResult | None, PlanResult | None]:
    """
    What a question needs: of its own period, of the like part of the earlier one, and of the whole of that.

    With `by_price` rows are as fine as their prices are, with all of their counters.
    """
    now = _moment(question, services.clock())
    asking = partial(read, services=services, now=now, by_price=by_price)
    earlier = [_read_earlier(question, period, asking, now) for period in (question.versus, question.versus_whole)]
    return asking(question), earlier[0], earlier[1]


def answer_stored(question: Question, services: Services, now: datetime | None = None) -> Answer:
    """The answer from the store alone, unfinished buckets included: quick, and the same when asked again."""
    return answered(read_stored(question, services, now or services.clock()))


def breakdown(
    services: Services,
    metric: str,
    period: Period,
    dimension: str | None,
    *,
    now: datetime | None = None,
    live: bool = False,
) -> dict[str, Amount]:
    """
    Amounts of a period by the values of a dimension; of everything under '' when it is None.

    Without `live` only the store is asked, finished buckets or not, and what it never read is left out. `now` is when
    the look began: a clock that ran on meanwhile would make the open day end before now, and a day that ended is cut.
    """
    groups = (dimension,) if dimension else ()
    found = used(Question("", period, metric=metric, by=groups), services, now or services.clock(), live=live)
    return {labels[0] if labels else "": amount for labels, amount in found.items()}


def used(question: Question, services: Services, now: datetime, *, live: bool = False) -> dict[tuple[str, ...], Amount]:
    """What was used until `now`, by the values of the question's dimensions; from the store alone unless `live`."""
    period = Period(question.period.start, min(question.period.end, now))
    if period.start >= period.end:
        return {}
    question = replace(question, period=period)
    return _summed(read(question, services, now) if live else read_stored(question, services, now))


def used_in_full(question: Question, services: Services, now: datetime) -> dict[tuple[str, ...], Amount]:
    """The same of a period that is over. Raises UpstreamError where neither the store nor OpenAI has all of it."""
    done = read(question, services, now)
    if missing := [note for note in done.notes if note != NO_SUCH_BILL]:
        raise UpstreamError(missing[0], transient=True)
    return _summed(done)


def _summed(done: PlanResult) -> dict[tuple[str, ...], Amount]:
    sums: defaultdict[tuple[str, ...], Amount] = defaultdict(lambda: ZERO)
    for (_, labels), amount in add_up(done.plan, done.readings).amounts.items():
        sums[labels] += amount
    return dict(sums)


def over_time(question: Question, services: Services, now: datetime) -> dict[datetime, Amount]:
    """What was used in each hour or day, by its start, of a question by one of them; from the store alone."""
    done = read_stored(question, services, now)
    amounts = add_up(done.plan, done.readings).amounts
    return {done.plan.spans[place].period.start: amount for (place, _), amount in amounts.items()}


def read(
    question: Question,
    services: Services,
    now: datetime,
    *,
    also: tuple[str, ...] = (),
    asks_for_bills: bool = True,
    by_price: bool = False,
) -> PlanResult:
    """
    Every bucket of a question, from the best source there is. `also` are counters beside the metric's own;
    with `by_price` all of them, of rows that are as fine as their prices.
    """
    if by_price:
        also = ENDPOINT[question.endpoint].counters
    question = _with_teams(question, services)
    notes = read_notes(services, question, now, also)
    planning = partial(plan, now=now, endpoints=notes.endpoints(now), asks_for_bills=asks_for_bills)
    planned, asked = _fewest_requests(question, services, notes, planning, by_price=by_price)
    if planned.asks_for_sides or any(one.query.width is Width.QUARTER for one in planned.live):
        note_zone(services, question.zone, now)
    refuse_too_many_requests(
        question,
        lambda one: (planned if one is question else planning(one, held=notes.held())).request_count,
        partial(followed_at, services, planned, now),
    )
    live = ask_openai(services, asked, now, priced=question.metric == "cost")
    if live.error is None:
        return PlanResult(planned, (*stored(services, planned.stored, notes, planned), *live.readings))
    if planned.endpoints.asks_for_bills and any(one.query.endpoint == COSTS.name for one in live.failed):
        if live.error.code in OF_ONE_ENDPOINT:  # not to every organisation, nor for every time
            estimates = read(question, services, now, also=also, asks_for_bills=False)
            return replace(estimates, notes=(*estimates.notes, NO_SUCH_BILL))
        # The store keeps no bill by key or user, so their days are estimates until OpenAI answers again.
        return replace(read_stored(question, services, now), notes=(_stands_in(live.error),))
    return _as_well_as_possible(planned, live, live.error, services, notes)


def _fewest_requests(
    question: Question, services: Services, notes: ReadNotes, planning: Callable[..., Plan], *, by_price: bool
) -> tuple[Plan, tuple[Asked, ...]]:
    """
    The plan, and what to ask for it. An endpoint whose first minutes and open end do not fit into one request is
    asked for the first, and the rest is what the store saw last.
    """

    def planned(standing_in: frozenset[str] = frozenset()) -> tuple[Plan, tuple[Asked, ...]]:
        found = planning(question, held=notes.held(standing_in=standing_in))
        found = found.priced_anew() if by_price else found
        priced = question.metric == "cost"
        return found, in_few(services, found.live, notes.now, priced=priced, is_small=notes.is_small)

    first, asked = planned()
    counts = Counter(one.query.endpoint for one in asked)
    apart = frozenset(name for name, count in counts.items() if count > 1)
    if not apart:
        return first, asked
    other = planned(apart)
    return other if len(other[1]) < len(asked) else (first, asked)


def read_stored(question: Question, services: Services, now: datetime) -> PlanResult:
    """The same from the store alone."""
    question = _with_teams(question, services)
    notes = read_notes(services, question, now, is_live=False)
    held = notes.held(unfinished=True)
    planned = plan(question, now=now, held=held, endpoints=notes.endpoints(now), asks_for_bills=False)
    return PlanResult(planned, stored(services, planned.stored, notes, planned))


def _as_well_as_possible(
    planned: Plan, live: Live, error: UpstreamError, services: Services, notes: ReadNotes
) -> PlanResult:
    """The answer when OpenAI does not answer, or not all: the store stands in, however old it is."""
    note = _stands_in(error)
    if unserved := live.unserved():
        names = tuple(name for name in planned.endpoints.usage if name not in unserved)
        planned = replace(planned, endpoints=replace(planned.endpoints, usage=names))
        note = f"Left out, as OpenAI does not serve it here: {', '.join(unserved)}."
    readings = (*stored(services, (*planned.stored, *live.failed), notes, planned), *live.readings)
    done = PlanResult(planned, readings, (note,))
    if done.knows_nothing:
        raise error
    return done


def _stands_in(error: UpstreamError) -> str:
    return f"{error} What could not be asked comes from the store."


def _read_earlier(
    question: Question, period: Period | None, asking: Callable[[Question], PlanResult], now: datetime
) -> PlanResult | None:
    if period is None or period.start >= period.end:
        return None
    earlier = replace(question, period=period)
    try:
        return asking(earlier)
    except UpstreamError as error:  # the present numbers are worth showing without it
        return PlanResult(plan(earlier, now=now), (), (str(error),))


def _moment(question: Question, clock: datetime) -> datetime:
    """A question that was read an instant ago ran until its own now, so its end is the end of what is open."""
    end = question.period.end
    return end if end <= clock < end + MINUTE else clock


def _with_teams(question: Question, services: Services) -> Question:
    if "team" not in (*question.dimensions, *(one.dimension for one in question.filters)):
        return question
    return replace(question, teams=services.teams.current())
