"""What OpenAI counts: endpoints, dimensions, counters and metrics, with the words for each, one row each."""

from bot.core.catalogue.dimensions import DIMENSION, DIMENSIONS, Dimension
from bot.core.catalogue.endpoints import COMPLETIONS, COST_KEY_EPOCH, COSTS, ENDPOINT, ENDPOINTS, Endpoint
from bot.core.catalogue.figures import FIGURE, FIGURES, STATISTICS, Figure
from bot.core.catalogue.metrics import METRIC, METRICS, Metric

__all__ = [
    "COMPLETIONS",
    "COSTS",
    "COST_KEY_EPOCH",
    "DIMENSION",
    "DIMENSIONS",
    "ENDPOINT",
    "ENDPOINTS",
    "FIGURE",
    "FIGURES",
    "METRIC",
    "METRICS",
    "STATISTICS",
    "Dimension",
    "Endpoint",
    "Figure",
    "Metric",
]
