"""Makes a question of a draft: one metric, one period, and groups and filters that fit each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.core.catalogue import DIMENSION, ENDPOINT, FIGURE
from bot.core.catalogue.words import as_words
from bot.core.errors import UserError
from bot.core.grammar.asked_period import asked_span, in_whole_rows, until_now
from bot.core.grammar.asked_times import require_kept, times_of, with_parts_of_week
from bot.core.grammar.draft import Draft, Earlier
from bot.core.grammar.fitted_figures import sum_beside, with_figure, with_statistic
from bot.core.grammar.left_out import left_out, with_rows_of_list
from bot.core.grammar.meant_rows import with_meant_rows
from bot.core.grammar.meant_verb import (
    beside_rows,
    by_whom,
    in_use,
    of_the_past,
    of_the_price_list,
    of_two_kinds,
    verb_of,
)
from bot.core.grammar.measured import counted_as, measured, metrics_of
from bot.core.grammar.moved_rows import moved_of
from bot.core.grammar.names import Choice
from bot.core.grammar.pointers import left_leaning
from bot.core.grammar.time.calendar import Calendar, Span
from bot.core.grammar.time.earlier import (
    before_each_row,
    changes_as_rows,
    earlier_periods,
    put_in_order,
    several_as_rows,
)
from bot.core.grammar.verbs import VERB
from bot.core.grammar.vocabulary import TREND
from bot.core.grammar.what_if import scenario_of
from bot.core.periods import DAY, HOUR
from bot.core.question import TIME_UNITS, Question, Shape
from bot.core.usage.buckets import Filter


def assembled(draft: Draft, typed: str, calendar: Calendar) -> tuple[Question, tuple[str, ...]]:
    """
    The question, and the words that have no part in it. Raises UserError where parts of the draft contradict each
    other.
    """
    draft = before_each_row(draft)
    if "versus" in draft.moves and not draft.versus:
        draft = replace(draft, versus=(Earlier(),))
    if TREND in draft.fillers and len({*draft.by} & {*TIME_UNITS}) > 1:
        draft = replace(draft, by=tuple(name for name in draft.by if name != "day"))
    is_said = any(each.unit and not each.is_change and not each.span for each in draft.versus)  # `vs last month`, too
    if len(set(draft.versus)) > 1 and not is_said and (named := tuple(each for each in draft.versus if each.span)):
        draft = replace(draft, versus=named)  # `QoQ, q3 vs q2`
    draft = with_meant_rows(several_as_rows(with_parts_of_week(draft), calendar))
    draft = of_two_kinds(in_use(beside_rows(draft)))
    draft = by_whom(put_in_order(draft, calendar), calendar)
    verb = of_the_past(verb_of(draft), draft, calendar)
    draft = of_the_price_list(draft) if verb == "prices" else draft
    if verb == "idle" and draft.endpoints and not draft.by:
        raise UserError(
            "`idle` looks at projects, keys, models and users; what a kind of usage costs is `cost of vector stores`.",
            (f"cost of {as_words(draft.endpoints[0])} this month", "idle projects"),
        )
    draft = draft if verb else _with_rows_of_limit(draft)
    span = asked_span(draft, verb, typed, calendar)
    draft = with_rows_of_list(changes_as_rows(draft, span), span, verb)
    span = in_whole_rows(draft, verb, span, calendar)
    draft = with_figure(with_statistic(draft, span), verb)
    if verb:  # the amount of which a forecast says when it is reached
        draft = replace(draft, over=(draft.over or draft.under) if verb == "forecast" else (), under=())
    metrics = metrics_of(draft)
    metric, endpoint = measured(draft)
    period = until_now(span, calendar)
    times = (*(() if verb else times_of(draft, span)), *left_out(draft, span, verb, calendar))
    require_kept(times, period, calendar.zone)
    earlier = earlier_periods(draft, span, period, calendar) if draft.versus else (None, None)
    if earlier[1] and any(FIGURE[name].kind == "mean" for name in draft.figures):
        earlier = (earlier[1], earlier[1])  # a mean of the whole is like a mean of its part
    question = Question(
        typed=typed,
        period=period,
        zone=calendar.zone.key,
        metric=metric,
        endpoint=endpoint,
        by=_groups(draft, verb) or _drawn_by(draft, span, verb),
        filters=_filters(draft),
        times=times,
        top=_one("top", tuple(count for count in draft.top if count not in draft.usual) or draft.top),
        bottom=_one("bottom", draft.bottom),
        over=_one(
            "over", (draft.percents if verb == "budgets" else ()) or tuple(each.quantity(metric) for each in draft.over)
        ),
        under=_one("under", tuple(each.quantity(metric) for each in draft.under)),
        moved=moved_of(draft, verb, metric),
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
        _fitting(replace(question, metric=one, endpoint=measured(replace(draft, metrics=(one,)))[1]))
    without = tuple(f"by {name}" for name in question.by if name in _WITHOUT_ROWS.get(verb, ()))
    sums = sum_beside(draft, is_running=span.end > calendar.now)
    return _fitting(question), (*left_leaning(draft, verb), *without, *sums)


# What the page of a verb has no rows by. Budgets have their own periods.
_WITHOUT_ROWS = {
    "anomalies": (*TIME_UNITS, *DIMENSION),
    "overview": (*TIME_UNITS, *DIMENSION),
    "budgets": tuple(unit for unit in TIME_UNITS if unit not in ("day", "week", "month")),
}


def _one(slot: str, found: tuple[int, ...]) -> int | None:
    if len(set(found)) > 1:
        raise UserError(f"I can take one `{slot}` at a time.")
    return found[0] if found else None


def _with_rows_of_limit(draft: Draft) -> Draft:
    """`days above $10`: rows of days, and as many of them as have no other period."""
    rows = {unit for lean in draft.leans for unit in TIME_UNITS if f"{unit} rows" in lean.on}
    is_meant = not (draft.by or draft.contrasts) and bool(draft.over or draft.under) and len(rows) == 1
    return replace(draft, by=tuple(rows)) if is_meant else draft


def _groups(draft: Draft, verb: str) -> tuple[str, ...]:
    by = tuple(dict.fromkeys((*draft.by, *_contrasts(draft))))
    if verb in VERB and VERB[verb].is_of_budgets:  # `who` asks for people as they act, not for what they use
        return tuple(name for name in by if name != "user")
    cuts_rows = draft.top or draft.bottom or (not verb and (draft.over or draft.under))
    if by or not cuts_rows or verb == "prices":
        return by
    named = [one.dimension for one in draft.included]
    if own := [name for name in _OF_A_LIMIT if name in named and not (draft.top or draft.bottom)]:
        return tuple(own)  # `did search go past $2,000 in august`: its own total, not its models
    return ("model",) if "project" in named else ("project",)


_OF_A_LIMIT = ("project", "team", "model", "key", "user")


def _drawn_by(draft: Draft, span: Span, verb: str) -> tuple[str, ...]:
    """The rows of a chart that names none: minutes for up to two hours, hours for up to two days, else days."""
    is_of_rows = any(FIGURE[name].kind not in ("quotient", "share") for name in draft.figures)
    if verb or draft.versus or "chart" not in draft.shapes or is_of_rows:
        return ()
    length = span.end - span.start
    return ("minute" if length <= 2 * HOUR else "hour" if length <= 2 * DAY else "day",)


def _contrasts(draft: Draft) -> tuple[str, ...]:
    """The groups that a comparison of two values makes: `batch vs non batch`, `gpt-5 vs gpt-4o`."""
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
    if _is_both(draft):  # two rows say more than one row of both
        included = [choice for choice in included if choice.dimension != "batch"]
    return (*_merged(included, excluded=False), *_merged(excluded, excluded=True))


def _merged(choices: Iterable[Choice], *, excluded: bool) -> tuple[Filter, ...]:
    """One filter for each dimension, with its values in one order, however they were typed."""
    values: dict[str, set[str]] = {}
    for choice in choices:
        values.setdefault(choice.dimension, set()).update(choice.values)
    return tuple(Filter(name, tuple(sorted(values[name])), excluded) for name in DIMENSION if name in values)


_SPOKEN = {"item": "line item", "api_source": "API source"}


def _listed(names: Sequence[str]) -> str:
    *most, last = (_SPOKEN.get(name, name) for name in names)
    return f"{', '.join(most)} and {last}" if most else last


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
        counted = f"{counted_as(question.metric)} of {as_words(endpoint)}"
        raise UserError(f"OpenAI counts {counted} by {_listed(spoken)}, not by {_listed(wrong[:1])}.")
    return question
