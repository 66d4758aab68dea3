"""Figures fitted to the rest of a question: an average of its days, a share of its whole, a quotient of its metric."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from bot.core.catalogue import FIGURE, METRIC, Figure
from bot.core.catalogue.words import as_words
from bot.core.errors import UserError
from bot.core.grammar.draft import Draft, Lean
from bot.core.grammar.left_out import JOINTS
from bot.core.grammar.metric_words import apart
from bot.core.grammar.time.calendar import Span
from bot.core.grammar.verbs import VERB
from bot.core.grammar.vocabulary import BILL
from bot.core.kept_times import RECURS
from bot.core.question import TIME_UNITS


def with_statistic(draft: Draft, span: Span) -> Draft:
    """Adds the statistic for the rows that other words name: of days, of projects, of nothing."""
    names = tuple(dict.fromkeys(name for each in draft.stats for name in each.on))
    if names == ("busiest",) and "cache hit rate" in draft.figures and draft.stats[0].word.endswith("worst"):
        names = ("quietest",)  # the higher the better
    if not names:
        return draft
    if "why" in (*draft.moves, *draft.verbs) and all(each.word in ("most", "the most") for each in draft.stats):
        return replace(draft, stats=(), verbs=(*draft.verbs, "why"))  # `shrank the most`
    unused = replace(draft, stats=(), leans=(*draft.leans, *(Lean(each.word, ()) for each in draft.stats)))
    draft = replace(draft, stats=())
    if "average" in names and any(FIGURE[name].kind == "quotient" for name in draft.figures):
        return draft  # what one costs is their mean
    if any(name.startswith(("average per", "median per")) for name in draft.figures):
        return draft  # of things: `average cost per key`
    if names in (("busiest",), ("quietest",)) and any(FIGURE[name].kind == "quotient" for name in draft.figures):
        return _of_things(draft, names[0]) or unused
    if len(names) > 1 or draft.figures:
        return unused
    return _of_times(draft, names[0], span) or _of_things(draft, names[0]) or unused


def _of_times(draft: Draft, statistic: str, span: Span) -> Draft | None:
    """
    `average per day`, `busiest hour`. An average that names no rows is of the units that its period has several of.
    """
    units = [unit for unit in draft.by if unit in TIME_UNITS]
    is_when = any(lean.word == "when" for lean in draft.leans)
    is_ranking = statistic in ("busiest", "quietest")
    if not units and is_ranking and not is_when:
        return None
    recurring = [RECURS[name].unit for name in draft.by if name in RECURS]
    unit = units[0] if units else recurring[0] if recurring else "day" if draft.times else _usual(span)
    name = f"{statistic} {unit}" if is_ranking else f"{statistic} per {unit}"
    by = tuple(name for name in draft.by if name != unit)
    return replace(draft, by=by, figures=(name,))


def sum_beside(draft: Draft, *, is_running: bool) -> tuple[str, ...]:
    """`ytd total and monthly average` are two wishes, and the mean is of units that are over: the sum is named."""
    if not is_running or not any(FIGURE[name].kind == "mean" for name in draft.figures):
        return ()
    said = {word for pair in pairwise(draft.fillers) if JOINTS & {*pair} for word in pair}
    return tuple(word for word in _SUMS if word in said)


_SUMS = ("total", "totals", "sum", "grand total", "overall", "in total")


def _usual(span: Span) -> str:
    """The rows of an average that names none: months for `last 3 months average` and for a year."""
    count, unit = span.step
    if unit in ("year", "quarter") or (unit in ("month", "week") and count > 1):
        return unit if unit == "week" else "month"
    return "day" if (span.end - span.start).total_seconds() > 2 * 86_400 else "hour"


def _of_things(draft: Draft, statistic: str) -> Draft | None:
    """`which model costs most` shows that one, `which models` several, `which costs most, gpt-5 or o3` both."""
    if draft.top or draft.bottom:
        return draft
    named = [choice.dimension for choice in draft.included]
    several = tuple(name for name in dict.fromkeys(named) if named.count(name) > 1)
    if not (draft.by or draft.contrasts):
        return replace(draft, by=several) if several else None
    if several and {*draft.by, *draft.contrasts} <= {*several}:  # `dana vs sam, who uses more`
        return draft
    many = draft.usual or (1,)
    return replace(draft, top=many) if statistic == "busiest" else replace(draft, bottom=many)


def with_figure(draft: Draft, verb: str) -> Draft:
    """
    Adds the one figure of the question: a share with its part, a quotient with what it divides. Raises UserError for
    two.
    """
    names = tuple(dict.fromkeys(draft.figures))
    if verb in VERB and VERB[verb].things:  # `how many keys are idle`
        things = tuple(FIGURE[name].by for name in names if FIGURE[name].kind == "count")
        return replace(draft, figures=(), by=(*things, *draft.by))
    if verb in VERB and names and set(names) <= {*VERB[verb].shows}:
        return replace(draft, figures=(), part=())
    if len(names) > 1:
        raise UserError(f"I can take one figure at a time: {names[0]} or {names[1]}?")
    if names == ("share",):
        return _of_part(draft)
    if names and FIGURE[names[0]].kind == "scenario":
        return _supposed(draft)
    if names == ("cumulative",) and not any(name in TIME_UNITS for name in draft.by):
        return replace(draft, by=(*draft.by, "day"))
    return _divided(draft, names[0]) if names else draft


def _supposed(draft: Draft) -> Draft:
    """The question `what if`: dollars of completions, or of the other model's endpoint. Another metric is unused."""
    if "what if" in draft.figures and not draft.instead:
        told = "Suppose which model or tier? Write `what if on gpt-5-mini` or `what if as batch`."
        raise UserError(told, ("what would this month have cost as batch", "saved by cache this month"))
    others = tuple(name for name in draft.metrics if name != "cost")
    names = (*draft.included, *draft.instead)
    is_embedded = any("embedding" in value for one in names for value in one.values)
    kept = ("completions", "embeddings") if is_embedded else ("completions",)
    spare = (*others, *(name for name in draft.endpoints if name not in kept))
    leans = (*draft.leans, *(Lean(as_words(name), ()) for name in spare))
    return replace(draft, metrics=("cost",), endpoints=(), leans=leans)


def _of_part(draft: Draft) -> Draft:
    """The last name is the part: `percentage of spend on gpt-5`. Shares of rows need no part: every table has them."""
    if not draft.included and (draft.soft_cost or BILL in draft.fillers or "cost" in draft.metrics):
        draft = _of_cost(draft)
    if not draft.included or (not draft.part and any(name not in TIME_UNITS for name in draft.by)):
        is_shown = bool(draft.by) and not {*draft.by} & {*TIME_UNITS}  # rows of time have no shares
        return replace(draft, figures=(), leans=draft.leans if is_shown else (*draft.leans, Lean("share", ())))
    last = draft.included[-1].dimension
    part = draft.part or tuple(choice for choice in draft.included if choice.dimension == last)
    whole = tuple(choice for choice in draft.included if choice not in part)
    kinds = {choice.dimension for choice in part}
    if other := next((choice for choice in whole if choice.dimension in kinds), None):
        beside = tuple(dict.fromkeys((*part, *whole)))  # one project does not hold another: each has a row
        leans = (*draft.leans, Lean("share", ()))
        return replace(draft, figures=(), part=(), included=beside, contrasts=(other.dimension,), leans=leans)
    return replace(draft, part=part, included=whole)


def _of_cost(draft: Draft) -> Draft:
    """`how much of our bill is images`: what images cost, not how many there are."""
    counted = tuple(name for name in draft.metrics if METRIC[name].unit not in ("token", "nanodollar"))
    if parts := tuple(name for name in draft.metrics if METRIC[name].unit == "token" and name != "tokens"):
        raise apart(parts, "this month by line item")
    own = tuple(METRIC[name].counters for name in counted)
    endpoints = draft.endpoints or tuple(next(iter(one)) for one in own if len(one) == 1)
    return replace(draft, metrics=("cost",), endpoints=endpoints) if counted and endpoints else draft


def _divided(draft: Draft, name: str) -> Draft:
    """The metric that a quotient divides: the figure's own, else the one that was said, else cost."""
    figure = FIGURE[name]
    if figure.kind != "quotient":
        return draft
    if figure.metric and figure.words and ("cost" in draft.metrics or draft.soft_cost):
        raise apart((figure.by,))
    if figure.metric:
        if {*draft.metrics} - {"input", "output", "cached", "tokens"}:
            told = f"I divide {figure.metric} tokens by {figure.by} tokens, and nothing else."
            raise UserError(told, (f"{figure.metric} {name} today", "tokens per request today"))
        spare = {"input", "output", "cached"} & {*draft.metrics} - {figure.metric, figure.by}
        leans = (*draft.leans, *(Lean(name, ()) for name in sorted(spare)))
        return replace(draft, metrics=(figure.metric,), leans=leans)
    if figure.by not in ("tokens", "requests"):
        return _of_one_endpoint(draft, figure)
    metrics = tuple(metric for metric in draft.metrics if metric != figure.by) or ("cost",)
    if "cost" in metrics and figure.by == "tokens":
        if set(draft.metrics) - {"cost", "tokens"}:
            raise UserError(f"I divide dollars by all tokens: ask `cost {name}`.", (f"cost {name} today",))
        metrics = ("cost",)
    return replace(draft, metrics=metrics)


def _of_one_endpoint(draft: Draft, figure: Figure) -> Draft:
    """`cost per image`: the cost of images, divided by their number."""
    if set(draft.metrics) - {"cost", figure.by}:
        raise UserError(f"I divide dollars {figure.name}: ask `cost {figure.name}`.", (f"cost {figure.name} today",))
    own = tuple(METRIC[figure.by].counters)
    others = tuple(Lean(as_words(name), ()) for name in draft.endpoints if name not in own)
    return replace(draft, metrics=("cost",), endpoints=own[:1], leans=(*draft.leans, *others))
