"""The grammar: what a person typed becomes a Question, without a model and without guessing."""

from bot.core.grammar.amounts import read_amount
from bot.core.grammar.canonical import question_text
from bot.core.grammar.errors import Ambiguous
from bot.core.grammar.follow_up_words import is_follow_up
from bot.core.grammar.follow_ups import needs_question, refine
from bot.core.grammar.names import resolve_name
from bot.core.grammar.read import read_question
from bot.core.grammar.reader import meaningful_words
from bot.core.grammar.time.moments_to_come import read_time_of_day, read_until
from bot.core.grammar.time.time_vocabulary import LAST, ORDINALS
from bot.core.grammar.vocabulary import WEEKDAY

__all__ = [
    "LAST",
    "ORDINALS",
    "WEEKDAY",
    "Ambiguous",
    "is_follow_up",
    "meaningful_words",
    "needs_question",
    "question_text",
    "read_amount",
    "read_question",
    "read_time_of_day",
    "read_until",
    "refine",
    "resolve_name",
]
