"""Makes a question of a draft: one metric, one period, and groups and filters that fit each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.core.catalogue import COSTS, DIMENSION, ENDPOINT, ENDPOINTS, FIGURE, METRIC
from bot.core.catalogue.words import as_words
from bot.core.errors import UserError
from bot.core.grammar.asked_period import asked_span, in_whole_rows, until_now
from bot.core.grammar.asked_times import require_kept, times_of, with_parts_of_week
from bot.core.grammar.draft import Draft, Earlier, Lean
from bot.core.grammar.fitted_figures import sum_beside, with_figure, with_statistic
from bot.core.grammar.left_out import JOINTS, left_out, with_rows_of_list
from bot.core.grammar.meant_rows import with_meant_rows
from bot.core.grammar.metric_words import BESIDE, apart
from bot.core.grammar.moved_rows import moved_of
from bot.core.grammar.names import Choice
from bot.core.grammar.pointers import EXPLAINING, left_leaning
from bot.core.grammar.time.calendar import Calendar, Span
from bot.core.grammar.time.earlier import (
    before_each_row,
    changes_as_rows,
    earlier_periods,
    put_in_order,
    several_as_rows,
)
from bot.core.grammar.verbs import VERB
from bot.core.grammar.vocabulary import ACCRUED, BUSY, IN_USE, LAST_USED, TREND
from bot.core.grammar.what_if import scenario_of
from bot.core.periods import DAY, HOUR
from bot.core.question import TIME_UNITS, Question, Shape
from bot.core.usage.buckets import Filter

# A dimension that only one endpoint has names the endpoint: `by size` asks about images.
_OWNERS = {
    name: [each.name for each in ENDPOINTS if name in each.dimensions and each is not COSTS] for name in DIMENSION
}
_OWN_ENDPOINT = {name: owners[0] for name, owners in _OWNERS.items() if len(owners) == 1 and owners != ["completions"]}


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
    if len(set(draft.versus)) > 1 and (named := tuple(each for each in draft.versus if each.span)):
        draft = replace(draft, versus=named)  # `QoQ, q3 vs q2`
    draft = with_meant_rows(several_as_rows(with_parts_of_week(draft), calendar))
    draft = _of_two_kinds(_in_use(_beside_rows(draft)))
    draft = _by_whom(put_in_order(draft, calendar), calendar)
    verb = _of_the_past(verb_of(draft), draft, calendar)
    draft = _priced(draft) if verb == "prices" else draft
    if verb == "idle" and draft.endpoints and not draft.by:
        raise UserError(
            "`idle` looks at projects, keys, models and users; what a kind of usage costs is `cost of vector stores`.",
            (f"cost of {as_words(draft.endpoints[0])} this month", "idle projects"),
        )
    span = asked_span(draft, verb, typed, calendar)
    draft = with_rows_of_list(changes_as_rows(draft, span), span, verb)
    span = in_whole_rows(draft, verb, span, calendar)
    draft = with_figure(with_statistic(draft, span), verb)
    if verb:  # the amount of which a forecast says when it is reached
        draft = replace(draft, over=(draft.over or draft.under) if verb == "forecast" else (), under=())
    metrics = _metrics(draft)
    metric, endpoint = _measured(draft)
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
        moved=moved_of(draft, verb),
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
    without = tuple(f"by {name}" for name in question.by if name in _WITHOUT_ROWS.get(verb, ()))
    sums = sum_beside(draft, is_running=span.end > calendar.now)
    return _fitting(question), (*left_leaning(draft, verb), *without, *sums)


# What the page of a verb has no rows by. Budgets have their own periods.
_WITHOUT_ROWS = {
    "anomalies": (*TIME_UNITS, *DIMENSION),
    "overview": (*TIME_UNITS, *DIMENSION),
    "budgets": tuple(unit for unit in TIME_UNITS if unit not in ("day", "week", "month")),
}


def _of_the_past(verb: str, draft: Draft, calendar: Calendar) -> str:
    """`did we hit our budget in october` asks no forecast any more."""
    is_over = bool(draft.spans) and all(span.end <= calendar.now for span in draft.spans)
    if verb == "forecast" and verb not in draft.verbs and (is_over or _is_booked_to_date(draft, calendar)):
        return ""  # `estimate for october`
    return "budgets" if verb == "forecast" and "budgets" in draft.verbs and is_over else verb


def _is_booked_to_date(draft: Draft, calendar: Calendar) -> bool:
    """`accrual for november as of today`, `accruals this year`: what was spent, and not where a month leads."""
    is_of_month = all(
        span.step in ((1, "month"), (1, "quarter")) and span.end > calendar.now for span in draft.spans
    ) and not {*draft.by} & {*TIME_UNITS}
    is_cut = bool(draft.untils or draft.holes or draft.windows or "as of" in draft.fillers)
    return ACCRUED in draft.fillers and (is_cut or not is_of_month)


def _one(slot: str, found: tuple[int, ...]) -> int | None:
    if len(set(found)) > 1:
        raise UserError(f"I can take one `{slot}` at a time.")
    return found[0] if found else None


def verb_of(draft: Draft) -> str:
    """The verb that was said; without one, the verb at which other words hint."""
    said = [verb for verb in dict.fromkeys(draft.verbs) if verb != "overview"]
    if said:
        return next((verb for verb in said if VERB[verb].is_of_budgets), said[0])
    if "usual" in draft.fillers and not draft.versus:
        kinds = {choice.dimension for choice in (*draft.included, *draft.excluded)}
        return "anomalies" if kinds <= {"project"} and not (set(draft.metrics) - {"cost"} or draft.by) else "why"
    moves = [verb for verb in draft.moves if verb not in ("versus", "" if _is_of_list(draft) else "prices")]
    if any("cheaper" in lean.word and "several" in lean.on for lean in draft.leans) and _is_of_list(draft):
        return "prices"
    if moves and not draft.versus:
        return moves[0]
    if set(draft.figures) & {*_OF_PRICES} and {"does", "is"} & set(draft.fillers) and _is_of_list(draft):
        return "prices"  # `how much does gpt-5 cost per million`
    shapes = tuple(shape for shape in draft.shapes if shape != "share")
    slots = replace(draft, fillers=(), verbs=(), zones=(), moves=(), leans=(), shapes=shapes)
    return "overview" if slots == Draft() else ""


def _by_whom(draft: Draft, calendar: Calendar) -> Draft:
    """`is o3 still used by anyone`: who used it lately, not who did not."""
    of_things = any(one.dimension != "user" for one in draft.included)
    if "idle" not in draft.verbs or "by whom" not in draft.fillers or not of_things:
        return draft
    spans = draft.spans or (calendar.rolling(VERB["idle"].days, "day"),)
    return replace(draft, verbs=tuple(verb for verb in draft.verbs if verb != "idle"), spans=spans)


def _beside_rows(draft: Draft) -> Draft:
    """`which key had the spike`: rows are asked for, and the list of findings has none."""
    if "anomalies" not in draft.moves or not draft.by:
        return draft
    moves = tuple(move for move in draft.moves if move != "anomalies")
    return replace(draft, moves=moves, leans=(*draft.leans, Lean("spike", ("moves",))))


def _in_use(draft: Draft) -> Draft:
    """`is gpt-4o still in use and by whom`: those who use it, where `idle` names those who do not."""
    is_last = LAST_USED in draft.fillers
    of_one = draft.included or draft.endpoints
    if IN_USE not in draft.fillers or not draft.by or (is_last and not of_one):
        return draft
    verbs = tuple(verb for verb in draft.verbs if verb != "idle")
    leans = (*draft.leans, *((Lean(LAST_USED, ()),) if is_last else ()))
    return replace(draft, verbs=verbs, leans=leans)


def _of_two_kinds(draft: Draft) -> Draft:
    """Words that ask for two things at once, where one of them says what is meant."""
    if any(FIGURE[name].kind == "scenario" for name in draft.figures):  # `on list price without caching`
        return replace(draft, verbs=tuple(verb for verb in draft.verbs if verb != "prices"))
    if len(set(draft.by)) > 1 and any("drawn" in lean.on for lean in draft.leans):  # `by month, stacked by project`
        draft = replace(draft, shapes=(*draft.shapes, "chart"))
    draft = _of_the_cache(draft)
    is_more = bool(draft.versus) and all(each.word == "more" for each in draft.stats)  # `how much more than in october`
    if is_more or "usual" in draft.fillers:  # `more tokens than usual`
        draft = replace(draft, stats=())
    if _is_price_of_tokens(draft):
        return replace(draft, verbs=("prices",), figures=(), metrics=())
    is_divided = any(FIGURE[name].kind == "quotient" for name in draft.figures)
    if is_divided and "why" in draft.moves and not draft.versus:  # `is the unit cost trending down`: see each day
        unit = () if set(draft.by) & set(TIME_UNITS) else ("day",)
        return replace(draft, by=(*draft.by, *unit), moves=tuple(move for move in draft.moves if move != "why"))
    draft = _way_of_rows(draft)
    draft = _of_one_kind_of_use(draft)
    explains = any(lean.word in EXPLAINING for lean in draft.leans) or "explain" in draft.shapes
    if draft.versus and explains and not draft.verbs:  # `the bridge from september to october`
        shapes = tuple(shape for shape in draft.shapes if shape != "explain")
        leans = tuple(lean for lean in draft.leans if lean.word not in EXPLAINING)
        return replace(draft, verbs=("why",), shapes=shapes, leans=leans)
    return draft


def _way_of_rows(draft: Draft) -> Draft:
    """`search by week, is it going down`: the rows that were asked for show their way, drawn."""
    is_of_rows = bool({*draft.by} & {*TIME_UNITS}) and not (draft.verbs or draft.versus)
    if "why" not in draft.moves or not is_of_rows:
        return draft
    moves = tuple(move for move in draft.moves if move != "why")
    return replace(draft, moves=moves, shapes=(*draft.shapes, "chart"))


def _of_the_cache(draft: Draft) -> Draft:
    """`cached in %`, `what fraction of input was cached`."""
    if {*draft.metrics} == {"cached"} and not draft.figures and any(lean.word in _PERCENT for lean in draft.leans):
        leans = tuple(lean for lean in draft.leans if lean.word not in _PERCENT)
        return replace(draft, figures=("cache hit rate",), leans=leans)
    if {*draft.metrics} == {"cached", "input"} and {*draft.figures} == {"share"} and not draft.part:
        return replace(draft, figures=("cache hit rate",), metrics=("cached",))
    return draft


def _is_price_of_tokens(draft: Draft) -> bool:
    """`what does gpt-5-mini cost per 1M in/out`: no bill tells what a part of the tokens cost, the price list does."""
    is_of_part = {"per 1k tokens", "per 1m tokens", "per token"} & {*draft.figures} and {*draft.metrics} & {*_PARTS}
    is_of_one = _of_one_token(draft) and ("cost" in draft.metrics or draft.soft_cost or "prices" in draft.moves)
    return bool((is_of_part or is_of_one) and _is_of_list(replace(draft, figures=())))


def _of_one_token(draft: Draft) -> bool:
    """`price per output token`."""
    return bool({"per input token", "per output token"} & {*draft.figures})


_PERCENT = ("%", "in %", "as %", "percent", "in percent", "as percent", "percentage", "as percentage", "pct", "% share")
_PARTS = ("input", "output", "cached")
_OF_A_PRICE = {"model", "batch", "tier"}
_OF_PRICES = ("per 1k tokens", "per 1m tokens")


def _of_one_kind_of_use(draft: Draft) -> Draft:
    """`images generated and what they cost`: the cost of images, not of everything."""
    others = {name for name in draft.metrics if name != "cost"}
    own = {tuple(METRIC[name].counters) for name in others}
    is_one = len(own) == 1 and all(len(one) == 1 and one != ("completions",) for one in own)
    if not is_one or draft.endpoints or draft.included or not ("cost" in draft.metrics or draft.soft_cost):
        return draft
    return replace(draft, endpoints=own.pop())


def _is_of_list(draft: Draft) -> bool:
    """Whether the price list is meant: `price of gpt-5`. With a period it is what was spent."""
    figures = set(draft.figures) - {*_OF_PRICES}
    is_plain = not (draft.spans or draft.windows or draft.by or draft.top or draft.over or figures)
    return is_plain and bool(draft.included) and {choice.dimension for choice in draft.included} <= _OF_A_PRICE


def _priced(draft: Draft) -> Draft:
    """
    The question for the price list. The list shows all prices of a model, so a named part or number of tokens is
    unused.
    """
    parts = tuple(Lean(name, ()) for name in draft.metrics if name != "cost")
    left = replace(draft, by=(), contrasts=(), metrics=(), soft_cost=(), endpoints=(), figures=())
    leans = (lean for lean in draft.leans if "several" not in lean.on)  # `which is cheaper, gpt-5 or gpt-4o`
    return replace(left, top=(), usual=(), leans=(*leans, *parts))


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
        raise UserError(
            f"OpenAI counts no {_of(metric)} for {as_words(endpoint)}; it counts {', '.join(own)} and cost."
        )
    return metric, endpoint


def _endpoint(draft: Draft) -> str:
    named = tuple(dict.fromkeys(draft.endpoints))
    if len(named) > 1:
        raise UserError(f"I can look at one thing at a time: {' or '.join(map(as_words, named))}?")
    names = (*draft.by, *(choice.dimension for choice in (*draft.included, *draft.excluded)))
    own = [_OWN_ENDPOINT[name] for name in names if name in _OWN_ENDPOINT]
    return named[0] if named else own[0] if own else ""


_BY_COST = ("cost", "spend")


def _metrics(draft: Draft) -> tuple[str, ...]:
    """The metrics that were asked for: `cost of tokens` is cost, `cached input tokens` are cached tokens."""
    said = tuple(dict.fromkeys(draft.metrics))
    is_cost = draft.soft_cost or any("ranks" in lean.on and lean.word.endswith(_BY_COST) for lean in draft.leans)
    if BUSY in draft.fillers and not (said or is_cost or draft.over or draft.under):
        said = ("requests",)
    if "audio input" in said:  # `audio tokens today in and out`
        said = tuple(metric for metric in said if metric != "audio")
    if said == ("cost",) and BESIDE in draft.fillers and (endpoint := _endpoint(draft)):
        said = (ENDPOINT[endpoint].metric, "cost")  # `gpt-image-1 by size with cost`
    if len(said) > 2 and JOINTS & set(draft.fillers):
        return said
    if len(said) == 2 and said[1] == "cost" and "how many" in draft.fillers:
        return said  # `how many tokens did search cost us`: both
    if "cost" in said and set(said) <= {"cost", "tokens", "requests"} and not JOINTS & set(draft.fillers):
        return ("cost",)
    vague = {"tokens"} if {"input", "output", "cached"} & set(said) else set()
    vague |= {"input"} if "cached" in said else set()
    metrics = tuple(metric for metric in said if metric not in vague)
    if _is_price_of_a_part(metrics) and not JOINTS & set(draft.fillers):
        raise apart(tuple(metric for metric in metrics if metric != "cost"))
    return metrics


def _is_price_of_a_part(metrics: tuple[str, ...]) -> bool:
    """Whether the price of a part of the tokens is asked for: `cost of input tokens`."""
    return (
        len(metrics) == 2 and "cost" in metrics and all(METRIC[one].unit in ("token", "nanodollar") for one in metrics)
    )


def _metric(draft: Draft, endpoint: str) -> str:
    said = _metrics(draft) or tuple(each.metric for each in (*draft.over, *draft.under) if each.metric)
    return said[0] if said else "cost" if draft.soft_cost or not endpoint else ENDPOINT[endpoint].metric


def _groups(draft: Draft, verb: str) -> tuple[str, ...]:
    by = tuple(dict.fromkeys((*draft.by, *_contrasts(draft))))
    if verb in VERB and VERB[verb].is_of_budgets:  # `who` asks for people as they act, not for what they use
        return tuple(name for name in by if name != "user")
    rows = {unit for lean in draft.leans for unit in TIME_UNITS if f"{unit} rows" in lean.on}
    if not by and (draft.over or draft.under) and len(rows) == 1:
        return tuple(rows)
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


def _of(metric: str) -> str:
    """`cached tokens`: the metrics that are parts of tokens are no nouns."""
    return f"{metric} tokens" if METRIC[metric].unit == "token" and "token" not in metric else metric


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
        counted = f"{_of(question.metric)} of {as_words(endpoint)}"
        raise UserError(f"OpenAI counts {counted} by {_listed(spoken)}, not by {_listed(wrong[:1])}.")
    return question
