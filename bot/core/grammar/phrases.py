"""Fixed phrases: what each adds to the draft of a question."""

from __future__ import annotations

from bot.core.catalogue import ENDPOINTS, METRICS
from bot.core.grammar.draft import Draft
from bot.core.grammar.names import Choice
from bot.core.grammar.vocabulary import (
    BATCH_PHRASES,
    CHART_TOO,
    FILLER,
    IN_AND_OUT,
    PRODUCTS,
    SHAPE_PHRASES,
    SOFT_COST,
    TIME_GROUPS,
    VERB_PHRASES,
    phrases,
)

Phrase = tuple[str, ...]


def _table() -> dict[Phrase, Draft]:
    """A phrase may stand in several tables: `tts characters` is an endpoint and a metric."""
    rows = [
        *((", ".join(metric.words), Draft(metrics=(metric.name,))) for metric in METRICS),
        *((", ".join(endpoint.words), Draft(endpoints=(endpoint.name,))) for endpoint in ENDPOINTS),
        *((spelt, Draft(shapes=(name,))) for name, spelt in SHAPE_PHRASES.items()),
        *((spelt, Draft(verbs=(name,))) for name, spelt in VERB_PHRASES.items()),
        *((spelt, Draft(by=(name,))) for name, spelt in TIME_GROUPS.items()),
        *((spelt, Draft(included=(Choice("batch", (value,)),))) for value, spelt in BATCH_PHRASES.items()),
        (SOFT_COST, Draft(soft_cost=(True,))),
        (PRODUCTS, Draft(soft_cost=(True,))),
        (IN_AND_OUT, Draft(metrics=("input", "output"))),
        (", ".join(CHART_TOO), Draft(shapes=("chart",))),
    ]
    table: dict[Phrase, Draft] = {}
    for spelt, draft in rows:
        for phrase in phrases(spelt):
            table[phrase] = table.get(phrase, Draft()) + draft
    return table


PHRASES = _table()
FILLERS = frozenset((*phrases(FILLER), (",",), (";",), ("|",), ("·",)))
