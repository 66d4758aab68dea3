"""What the grammar says when a question has two readings, or names what it does not know."""

from bot.core.errors import UserError
from bot.core.question import Question


class Ambiguous(UserError):
    """Two readings are equally near; `suggestions` holds one question for each."""

    def __init__(self, text: str, suggestions: tuple[str, ...] = (), typed: str = "") -> None:
        """`typed` is the part of the question that each of `suggestions` could stand for; '' when they are whole."""
        super().__init__(text, suggestions)
        self.typed = typed


class UnknownName(UserError):
    """Nothing is called so; `suggestions` holds what is called nearly so, to stand in the place of `typed`."""

    def __init__(self, text: str, suggestions: tuple[str, ...] = (), typed: str = "") -> None:
        super().__init__(text, suggestions)
        self.typed = typed


class ManyMetrics(UserError):
    """Several metrics are asked for at once; `questions` holds the same question for each of the first two."""

    def __init__(self, metrics: tuple[str, ...], questions: tuple[Question, ...]) -> None:
        super().__init__(f"I can answer one metric at a time: {' or '.join(metrics)}?")
        self.questions = questions
