"""A sentence by its facts: for tests that are not about its words."""

from collections.abc import Mapping


class Says(str):
    """Equal to every text that has these facts, in any order: `Says("checkout-prod", "80 %", "$411 of $500")`."""

    __slots__ = ("facts",)

    def __new__(cls, *facts: str) -> "Says":
        made = super().__new__(cls, " … ".join(facts))
        made.facts = facts
        return made

    def __eq__(self, text: object) -> bool:
        return all(fact in str(text) for fact in self.facts)

    def __hash__(self) -> int:
        return super().__hash__()


def is_no_waiting_line(message: Mapping[str, object]) -> bool:
    """Whether a message is no line for who waits, which a slow machine shows before the answer."""
    return not str(message["text"]).startswith("Reading ")
