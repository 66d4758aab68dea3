"""Errors of the grammar: a question has two readings, or names what is not known."""

from bot.core.errors import UserError


class Ambiguous(UserError):
    """Two readings are equally near; `suggestions` holds one question for each."""

    def __init__(self, text: str, suggestions: tuple[str, ...] = (), typed: str = "") -> None:
        """`typed` is the part of the question that each of `suggestions` could stand for; '' when they are whole."""
        super().__init__(text, suggestions)
        self.typed = typed


class UnknownName(UserError):
    """No name is spelt so. Each of `suggestions` is a similar name, to put in the place of `typed`."""

    def __init__(self, text: str, suggestions: tuple[str, ...] = (), typed: str = "") -> None:
        super().__init__(text, suggestions)
        self.typed = typed


class NoPeriod(UserError):
    """`typed` is no period with usage. Each of `suggestions` could stand in its place."""

    def __init__(self, text: str, suggestions: tuple[str, ...] = (), typed: str = "") -> None:
        super().__init__(text, suggestions)
        self.typed = typed


class Negated(UserError):
    """A word negates something, and it is not clear what. The question without the word would say the opposite."""
