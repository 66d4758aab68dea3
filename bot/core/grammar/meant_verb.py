"""What a draft means where its words ask for two things: its verb, and which of them counts."""

from __future__ import annotations

from dataclasses import replace

from bot.core.catalogue import FIGURE, METRIC
from bot.core.catalogue.words import as_words
from bot.core.grammar.draft import Draft, Lean
from bot.core.grammar.pointers import EXPLAINING
from bot.core.grammar.time.calendar import Calendar
from bot.core.grammar.verbs import VERB
from bot.core.grammar.vocabulary import ACCRUED, IN_USE, LAST_USED
from bot.core.question import TIME_UNITS

_PERCENT = ("%", "in %", "as %", "percent", "in percent", "as percent", "percentage", "as percentage", "pct", "% share")
_PARTS = ("input", "output", "cached")
_OF_A_PRICE = {"model", "batch", "tier"}
_OF_PRICES = ("per 1k tokens", "per 1m tokens")


def of_the_past(verb: str, draft: Draft, calendar: Calendar) -> str:
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


def by_whom(draft: Draft, calendar: Calendar) -> Draft:
    """`is o3 still used by anyone`: who used it lately, not who did not."""
    of_things = any(one.dimension != "user" for one in draft.included)
    if "idle" not in draft.verbs or "by whom" not in draft.fillers or not of_things:
        return draft
    spans = draft.spans or (calendar.rolling(VERB["idle"].days, "day"),)
    return replace(draft, verbs=tuple(verb for verb in draft.verbs if verb != "idle"), spans=spans)


def beside_rows(draft: Draft) -> Draft:
    """`which key had the spike`: rows are asked for, and the list of findings has none."""
    if "anomalies" not in draft.moves or not draft.by:
        return draft
    moves = tuple(move for move in draft.moves if move != "anomalies")
    return replace(draft, moves=moves, leans=(*draft.leans, Lean("spike", ("moves",))))


def in_use(draft: Draft) -> Draft:
    """`is gpt-4o still in use and by whom`: those who use it, where `idle` names those who do not."""
    is_last = LAST_USED in draft.fillers
    of_one = draft.included or draft.endpoints
    if IN_USE not in draft.fillers or not draft.by or (is_last and not of_one):
        return draft
    verbs = tuple(verb for verb in draft.verbs if verb != "idle")
    leans = (*draft.leans, *((Lean(LAST_USED, ()),) if is_last else ()))
    return replace(draft, verbs=verbs, leans=leans)


def of_two_kinds(draft: Draft) -> Draft:
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
        others = tuple(Lean(name, ()) for name in draft.metrics if name not in ("cost", "tokens", *_PARTS))
        return replace(draft, verbs=("prices",), figures=(), metrics=(), leans=(*draft.leans, *others))
    is_divided = any(FIGURE[name].kind == "quotient" for name in draft.figures)
    if is_divided and "why" in draft.moves and not draft.versus:  # `is the unit cost trending down`: see each day
        unit = () if set(draft.by) & set(TIME_UNITS) else ("day",)
        return replace(draft, by=(*draft.by, *unit), moves=tuple(move for move in draft.moves if move != "why"))
    draft = _first_which(_way_of_rows(draft))
    draft = _of_one_kind_of_use(draft)
    explains = any(lean.word in EXPLAINING for lean in draft.leans) or "explain" in draft.shapes
    if draft.versus and explains and not draft.verbs:  # `the bridge from september to october`
        shapes = tuple(shape for shape in draft.shapes if shape != "explain")
        leans = tuple(lean for lean in draft.leans if lean.word not in EXPLAINING)
        return replace(draft, verbs=("why",), shapes=shapes, leans=leans)
    return draft


def _first_which(draft: Draft) -> Draft:
    """`highest day this year and what caused it`: which day it was; what made it so is asked of that day."""
    is_ranking = any({*each.on} & {"busiest", "quietest"} for each in draft.stats)
    if not is_ranking or not {*draft.by} & {*TIME_UNITS} or "why" not in (*draft.verbs, *draft.moves) or draft.versus:
        return draft
    if any(span.step == (1, "day") for span in draft.spans):  # `why was october 12 the most expensive day`
        return draft
    verbs = tuple(verb for verb in draft.verbs if verb != "why")
    leans = tuple(lean for lean in draft.leans if not lean.word.startswith("cause"))
    metrics = draft.metrics or ("cost",)
    return replace(draft, verbs=verbs, moves=(), metrics=metrics, leans=(*leans, Lean("why", ())))


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


def of_the_price_list(draft: Draft) -> Draft:
    """
    The question for the price list. The list shows all prices of a model, so a named part or number of tokens is
    unused.
    """
    rows = (f"by {name}" for name in draft.by if name != "model")
    named = (*(name for name in draft.metrics if name != "cost"), *map(as_words, draft.endpoints), *rows)
    parts = tuple(Lean(name, ()) for name in named)
    left = replace(draft, by=(), contrasts=(), metrics=(), soft_cost=(), endpoints=(), figures=())
    leans = (lean for lean in draft.leans if "several" not in lean.on)  # `which is cheaper, gpt-5 or gpt-4o`
    return replace(left, top=(), usual=(), leans=(*leans, *parts))
