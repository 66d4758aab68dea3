"""Putting a draft together: one metric, one period, groups and filters that fit each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

from bot.core.catalogue import COSTS, DIMENSION, ENDPOINT, ENDPOINTS, METRIC
from bot.core.errors import UserError
from bot.core.grammar.draft import Draft, Earlier
from bot.core.grammar.errors import Ambiguous
from bot.core.grammar.figure_words import with_figure, with_statistic
from bot.core.grammar.names import Choice
from bot.core.grammar.pointers import left_leaning
from bot.core.grammar.time.calendar import Calendar, Span
from bot.core.grammar.time.earlier import compared, put_in_order, without
from bot.core.grammar.time.figure_slots import BACKWARDS
from bot.core.grammar.time.range_meanings import OPEN, between_clocks, window_hour
from bot.core.grammar.what_if import scenario_of
from bot.core.periods import HOUR, INSTANT, Period
from bot.core.question import TIME_UNITS, Question, Shape
from bot.core.time_units import UNITS_OF_TIME
from bot.core.usage.buckets import Filter

# A dimension of one endpoint alone names it: `by size` is of images.
_OWNERS = {
    name: [each.name for each in ENDPOINTS if name in each.dimensions and each is not COSTS] for name in DIMENSION
}
_OWN_ENDPOINT = {name: owners[0] for name, owners in _OWNERS.items() if len(owners) == 1 and owners != ["completions"]}
_JOINTS = {"and", ",", "&", "plus", "+"}


def assembled(draft: Draft, typed: str, calendar: Calendar) -> tuple[Question, tuple[str, ...]]:
    """The question, and the words that have no part in it. Raises UserError where slots contradict each other."""
    if "versus" in draft.moves and not draft.versus:
        draft = replace(draft, versus=(Earlier(),))
    draft = put_in_order(draft, calendar)
    verb = verb_of(draft)
    span = _span(draft, verb, typed, calendar)
    draft = with_figure(with_statistic(draft, span), verb)
    if verb:
        draft = replace(draft, over=(), under=())
    metrics = _metrics(draft)
    metric, endpoint = _measured(draft)
    period = _period(span, calendar)
    earlier = compared(draft, span, period, calendar) if draft.versus else (None, None)
    question = Question(
        typed=typed,
        period=period,
        zone=calendar.zone.key,
        metric=metric,
        endpoint=endpoint,
        by=_groups(draft),
        filters=_filters(draft),
        top=_one("top", draft.top),
        bottom=_one("bottom", draft.bottom),
        over=_one("over", draft.percents or tuple(each.quantity(metric) for each in draft.over)),
        under=_one("under", tuple(each.quantity(metric) for each in draft.under)),
        figure=next(iter(draft.figures), ""),
        part=_merged(draft.part, excluded=False),
        scenario=scenario_of(draft),
        metrics=metrics if len(metrics) > 1 else (),
        versus=earlier[0],
        versus_whole=earlier[1],
        shape=Shape(**dict.fromkeys(draft.shapes, True)),
        verb=verb,
    )
    for one in question.metrics:
        _fitting(replace(question, metric=one, endpoint=_measured(replace(draft, metrics=(one,)))[1]))
    return _fitting(question), left_leaning(draft, verb)


def _one(slot: str, found: tuple[int, ...]) -> int | None:
    if len(set(found)) > 1:
        raise UserError(f"I can take one `{slot}` at a time.")
    return found[0] if found else None


def verb_of(draft: Draft) -> str:
    """The verb that is said; what only hints at one when nothing else does."""
    said = [verb for verb in dict.fromkeys(draft.verbs) if verb != "overview"]
    if said:
        return said[0]
    moves = [verb for verb in draft.moves if verb != "versus"]
    if moves and not draft.versus:
        return moves[0]
    shapes = tuple(shape for shape in draft.shapes if shape != "share")
    slots = replace(draft, fillers=(), verbs=(), zones=(), moves=(), leans=(), shapes=shapes)
    return "overview" if slots == Draft() else ""


def _measured(draft: Draft) -> tuple[str, str]:
    """The metric and its endpoint."""
    endpoint = _endpoint(draft)
    metric = _metric(draft, endpoint)
    if metric == "cost":
        return metric, endpoint
    counted = METRIC[metric].counters
    if not endpoint:
        return metric, next(iter(counted))
    if endpoint not in counted:
        own = [name for name, each in METRIC.items() if endpoint in each.counters]
        raise UserError(f"OpenAI counts no {metric} for {_spoken(endpoint)}; it counts {' and '.join((*own, 'cost'))}.")
    return metric, endpoint


def _spoken(name: str) -> str:
    return name.replace("_", " ")


def _endpoint(draft: Draft) -> str:
    named = tuple(dict.fromkeys(draft.endpoints))
    if len(named) > 1:
        raise UserError(f"I can look at one thing at a time: {' or '.join(map(_spoken, named))}?")
    names = (*draft.by, *(choice.dimension for choice in (*draft.included, *draft.excluded)))
    own = [_OWN_ENDPOINT[name] for name in names if name in _OWN_ENDPOINT]
    return named[0] if named else own[0] if own else ""


def _metrics(draft: Draft) -> tuple[str, ...]:
    """What is asked for: `cost of tokens` is cost, `cached input tokens` are cached."""
    said = tuple(dict.fromkeys(draft.metrics))
    if len(said) > 2 and {",", "and"} & set(draft.fillers):
        return said
    if "cost" in said and set(said) <= {"cost", "tokens", "requests"} and not _JOINTS & set(draft.fillers):
        return ("cost",)
    vague = {"tokens"} if {"input", "output", "cached"} & set(said) else set()
    vague |= {"input"} if "cached" in said else set()
    metrics = tuple(metric for metric in said if metric not in vague)
    if _is_price_of_a_part(metrics) and not _JOINTS & set(draft.fillers):
        (part,) = (metric for metric in metrics if metric != "cost")
        raise UserError(
            f"OpenAI bills by line item, which tells input, cached input and output apart: ask `cost by item`,"
            f" or `cost and {part}` for both beside each other.",
            ("cost by item", f"cost and {part}"),
        )
    return metrics


def _is_price_of_a_part(metrics: tuple[str, ...]) -> bool:
    """`cost of input tokens`: not the cost beside all input tokens, but what they cost."""
    return (
        len(metrics) == 2 and "cost" in metrics and all(METRIC[one].unit in ("token", "nanodollar") for one in metrics)
    )


def _metric(draft: Draft, endpoint: str) -> str:
    said = _metrics(draft) or tuple(each.metric for each in (*draft.over, *draft.under) if each.metric)
    return said[0] if said else "cost" if draft.soft_cost or not endpoint else ENDPOINT[endpoint].metric


def _groups(draft: Draft) -> tuple[str, ...]:
    by = tuple(dict.fromkeys((*draft.by, *_contrasts(draft))))
    if not by and (draft.over or draft.under) and any("days" in lean.on for lean in draft.leans):
        return ("day",)
    return by or (("project",) if draft.top or draft.bottom or draft.over or draft.under else ())


def _contrasts(draft: Draft) -> tuple[str, ...]:
    """`batch vs non batch` is a group, and so is `gpt-5 vs gpt-4o`."""
    several = [
        name for name in DIMENSION if len({each.values for each in draft.included if each.dimension == name}) > 1
    ]
    is_each = any("several" in lean.on for lean in draft.leans)
    told = [name for name in draft.contrasts if name in several or not several]  # `lee's o4-mini vs lee's gpt-5`
    return (*(told or several[:1] if draft.contrasts or is_each else ()), *(("batch",) if _is_both(draft) else ()))


def _is_both(draft: Draft) -> bool:
    return {choice.values for choice in draft.included if choice.dimension == "batch"} == {("true",), ("false",)}


def _filters(draft: Draft) -> tuple[Filter, ...]:
    included, excluded = list(draft.included), list(draft.excluded)
    for choice in [choice for choice in excluded if choice.dimension == "batch"]:
        excluded.remove(choice)
        included.append(Choice("batch", ("false",) if choice.values == ("true",) else ("true",)))
    if _is_both(draft):  # a row each says more than one of both
        included = [choice for choice in included if choice.dimension != "batch"]
    return (*_merged(included, excluded=False), *_merged(excluded, excluded=True))


def _merged(choices: Iterable[Choice], *, excluded: bool) -> tuple[Filter, ...]:
    """One filter a dimension, its values in one order however they were typed."""
    values: dict[str, set[str]] = {}
    for choice in choices:
        values.setdefault(choice.dimension, set()).update(choice.values)
    return tuple(Filter(name, tuple(sorted(values[name])), excluded) for name in DIMENSION if name in values)


def _span(draft: Draft, verb: str, typed: str, calendar: Calendar) -> Span:
    """The one span, narrowed by `until` and by times of day."""
    spans = tuple(dict.fromkeys(draft.spans))
    if not spans and draft.untils:
        _require_start(draft.untils[0], typed, calendar)
        spans, draft = draft.untils[:1], replace(draft, untils=draft.untils[1:])
    span = _united(spans, is_joined=bool(_JOINTS & set(draft.fillers))) if spans else _default(draft, verb, calendar)
    for until in draft.untils:
        if until.end <= span.start:
            raise UserError(BACKWARDS)
        span = replace(span, end=min(span.end, until.end), day=None)
    for hole in draft.holes:
        span = without(span, hole, calendar)
    for window in draft.windows:
        span = _narrowed(span if spans else _day_of(window, span, calendar), window, calendar)
    return span


def _require_start(until: Span, typed: str, calendar: Calendar) -> None:
    """`before october`, `until friday`: since when, nobody knows."""
    if until.loose != OPEN:
        return
    last = (until.end - INSTANT).astimezone(calendar.zone).date()
    starts = {last.replace(month=1, day=1): "", last.replace(day=1): "", last - timedelta(last.weekday()): ""}
    asks = tuple(f"{typed} since {start:%Y-%m-%d}" for start in list(starts)[:2])
    raise Ambiguous(f"Since when? That ends with {last:%-d %b %Y} and says no start.", asks)


def _day_of(window: tuple[time | None, time | None], today: Span, calendar: Calendar) -> Span:
    """`since 16:00` in the morning is of yesterday."""
    is_to_come = today.day and window[0] and calendar.at(today.day, window[0]) > calendar.now
    if not is_to_come or not today.day:
        return today
    yesterday = calendar.day(today.day - timedelta(1))
    return yesterday if window[1] else replace(yesterday, end=calendar.now)


# What a verb looks at when no period is said.
_USUAL_DAYS = {"idle": 30, "new": 7, "anomalies": 7}


def _default(draft: Draft, verb: str, calendar: Calendar) -> Span:
    """Today; the running unit of what it is compared with; the month for a forecast; enough rows of time."""
    for earlier in draft.versus:
        like = earlier.span.step if earlier.span else (1, earlier.unit or "day")
        if like[0] == 1 and like[1] in ("day", "week", "month", "quarter", "year"):
            return calendar.unit(like[1])
    if verb in _USUAL_DAYS:
        return calendar.rolling(_USUAL_DAYS[verb], "day")
    rows = next((unit for unit in UNITS_OF_TIME if unit.name in draft.by), None)
    if rows is None or verb or draft.windows:
        return calendar.unit("month" if verb == "forecast" else "day")
    if rows.is_clock or rows.days == 1:
        return calendar.rolling(rows.shown, rows.name)
    running = calendar.unit(rows.name)  # whole ones, and the one that runs
    start = calendar.shifted(running.start, 1 - rows.shown, rows.name)
    return replace(running, start=start, step=(rows.shown, rows.name), day=None)


def _united(spans: tuple[Span, ...], *, is_joined: bool) -> Span:
    """Spans that follow each other are one: `yesterday and today`."""
    ordered = sorted(spans, key=lambda span: span.start)
    is_list = tuple(ordered) == spans and all(span.step == (1, "month") for span in ordered)  # `aug sep oct`
    for one, other in pairwise(ordered):
        if one.end != other.start or not (is_joined or is_list):
            raise UserError(
                "That names two periods; give one, such as `last 7 days`, or compare them: `this week vs last week`."
            )
    if len(ordered) == 1:
        return ordered[0]
    days = (ordered[-1].end - ordered[0].start).days
    return Span(ordered[0].start, ordered[-1].end, (days, "day"))


def _narrowed(span: Span, window: tuple[time | None, time | None], calendar: Calendar) -> Span:
    if span.day is None:
        return _narrowed_part(span, window, calendar)
    start = calendar.at(span.day, window[0]) if window[0] else span.start
    end = calendar.at(span.day, window[1]) if window[1] else span.end
    if window == (None, None) or end > start:
        return replace(span, start=start, end=end, day=None)
    return between_clocks(span.day, start, end, calendar)


def _narrowed_part(span: Span, window: tuple[time | None, time | None], calendar: Calendar) -> Span:
    """
    `between 11pm and 2am last night`: each is the first such time from where it can begin.

    An hour and an end that stand apart, `9am in berlin yesterday to 5pm`, are from one to the other.
    """
    if window[0] and window == window_hour(calendar, window[0]) and span.start == _midnight(span.start, calendar):
        window = (window[0], None)
    if window[0] is None and span.end - span.start == HOUR:
        span = replace(span, end=span.start + timedelta(1))
    start = _next(window[0], span.start, calendar) if window[0] else span.start
    end = _next(window[1], start, calendar) if window[1] else span.end
    if span.end - span.start > timedelta(1):
        raise UserError("A time of day needs one day, such as `yesterday 14:00 to 16:00`.")
    if not start < end <= span.end:
        raise UserError("That time is not in that part of the day; try `yesterday 14:00 to 16:00`.")
    return replace(span, start=start, end=end)


def _midnight(moment: datetime, calendar: Calendar) -> datetime:
    return calendar.at(moment.astimezone(calendar.zone).date(), time())


def _next(clock: time, after: datetime, calendar: Calendar) -> datetime:
    day = after.astimezone(calendar.zone).date()
    return next(at for at in (calendar.at(day, clock), calendar.at(day + timedelta(1), clock)) if at >= after)


def _period(span: Span, calendar: Calendar) -> Period:
    now = calendar.now.astimezone(UTC)
    if span.start > now:
        day = span.start.astimezone(calendar.zone)
        before = (f"{day:%-d %b} {day.year - 1}",) if span.loose == "year" else ()
        raise UserError(f"{day:%-d %b %Y} is in the future. Try `today` or `forecast`.", before)
    return Period(span.start, max(span.start, min(span.end, now)))


def _fitting(question: Question) -> Question:
    """Raises UserError for groups and filters that the endpoint does not have."""
    names = [*question.dimensions, *(each.dimension for each in question.filters)]
    endpoint = question.endpoint or "completions"
    known = set(ENDPOINT[endpoint].dimensions) | (
        set(ENDPOINT["costs"].dimensions) if question.metric == "cost" else set()
    )
    wrong = [name for name in names if name not in known and not (name == "team" and "project" in known)]
    if wrong:
        spoken = [name for name in ENDPOINT[endpoint].dimensions if name not in TIME_UNITS]
        raise UserError(
            f"{question.metric.title()} of {_spoken(endpoint)} has no {wrong[0]}; it has {', '.join(spoken)}."
        )
    return question
