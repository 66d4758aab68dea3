"""
The grammar: what a person typed becomes a Question, without a model and without guessing.

It is a third of all that there is to import, so what runs without a question says `grammar.read_question` and not
`from bot.core.grammar import read_question`.
"""

from typing import TYPE_CHECKING

from bot.core.first_use import at_first_use

if TYPE_CHECKING:
    from bot.core.grammar.amounts import read_amount as read_amount
    from bot.core.grammar.calendar_words import WEEKDAY as WEEKDAY
    from bot.core.grammar.canonical import question_text as question_text
    from bot.core.grammar.errors import Ambiguous as Ambiguous
    from bot.core.grammar.follow_up_words import is_follow_up as is_follow_up
    from bot.core.grammar.follow_ups import needs_question as needs_question
    from bot.core.grammar.follow_ups import refine as refine
    from bot.core.grammar.names import resolve_name as resolve_name
    from bot.core.grammar.persons import says_my as says_my
    from bot.core.grammar.read import read_question as read_question
    from bot.core.grammar.reader import meaningful_words as meaningful_words
    from bot.core.grammar.time.moments_to_come import read_time_of_day as read_time_of_day
    from bot.core.grammar.time.moments_to_come import read_until as read_until
    from bot.core.grammar.time.time_vocabulary import LAST as LAST
    from bot.core.grammar.time.time_vocabulary import ORDINALS as ORDINALS

HOMES = {
    "LAST": "time.time_vocabulary",
    "ORDINALS": "time.time_vocabulary",
    "WEEKDAY": "calendar_words",
    "Ambiguous": "errors",
    "is_follow_up": "follow_up_words",
    "meaningful_words": "reader",
    "needs_question": "follow_ups",
    "question_text": "canonical",
    "read_amount": "amounts",
    "read_question": "read",
    "read_time_of_day": "time.moments_to_come",
    "read_until": "time.moments_to_come",
    "refine": "follow_ups",
    "resolve_name": "names",
    "says_my": "persons",
}
__getattr__ = at_first_use(__name__, HOMES)
