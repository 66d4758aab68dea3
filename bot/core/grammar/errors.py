"""What the grammar says when a question has two readings, or names what it does not know."""

from bot.core.errors import UserError


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


class NoPeriod(UserError):
    """What was `typed` is no period with usage; each of `suggestions` is one that could stand in its place."""

    def __init__(self, text: str, suggestions: tuple[str, ...] = (), typed: str = "") -> None:
        super().__init__(text, suggestions)
        self.typed = typed


class Negated(UserError):
    """A word turns something round and nobody can tell what; the question without it would say the opposite."""
