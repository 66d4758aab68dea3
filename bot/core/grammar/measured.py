"""What a draft measures: its metrics, and the endpoint that counts them."""

from __future__ import annotations

from bot.core.catalogue import COSTS, DIMENSION, ENDPOINT, ENDPOINTS, METRIC
from bot.core.catalogue.words import as_words
from bot.core.errors import UserError
from bot.core.grammar.draft import Draft
from bot.core.grammar.left_out import JOINTS
from bot.core.grammar.metric_words import BESIDE, apart
from bot.core.grammar.vocabulary import BUSY

# A dimension that only one endpoint has names the endpoint: `by size` asks about images.
_OWNERS = {
    name: [each.name for each in ENDPOINTS if name in each.dimensions and each is not COSTS] for name in DIMENSION
}
_OWN_ENDPOINT = {name: owners[0] for name, owners in _OWNERS.items() if len(owners) == 1 and owners != ["completions"]}
_BY_COST = ("cost", "spend")


def measured(draft: Draft) -> tuple[str, str]:
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
            f"OpenAI counts no {counted_as(metric)} for {as_words(endpoint)}; it counts {', '.join(own)} and cost."
        )
    return metric, endpoint


def _endpoint(draft: Draft) -> str:
    named = tuple(dict.fromkeys(draft.endpoints))
    if len(named) > 1:
        raise UserError(f"I can look at one thing at a time: {' or '.join(map(as_words, named))}?")
    names = (*draft.by, *(choice.dimension for choice in (*draft.included, *draft.excluded)))
    own = [_OWN_ENDPOINT[name] for name in names if name in _OWN_ENDPOINT]
    return named[0] if named else own[0] if own else ""


def metrics_of(draft: Draft) -> tuple[str, ...]:
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
    vague = {"tokens"} if {"input", "output", "cached", "uncached"} & set(said) else set()
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
    said = metrics_of(draft) or tuple(each.metric for each in (*draft.over, *draft.under) if each.metric)
    return said[0] if said else "cost" if draft.soft_cost or not endpoint else ENDPOINT[endpoint].metric


def counted_as(metric: str) -> str:
    """`cached tokens`: the metrics that are parts of tokens are no nouns."""
    return f"{metric} tokens" if METRIC[metric].unit == "token" and "token" not in metric else metric
