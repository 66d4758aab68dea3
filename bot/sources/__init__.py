"""Gets rows: final ones from the store, the rest from OpenAI, where equal questions are asked once a minute."""

from __future__ import annotations

from bot.sources.accuracy import accuracy, accuracy_by_model, settled_days
from bot.sources.answers import answer, answer_stored, breakdown, over_time, read, used

__all__ = [
    "accuracy",
    "accuracy_by_model",
    "answer",
    "answer_stored",
    "breakdown",
    "over_time",
    "read",
    "settled_days",
    "used",
]
