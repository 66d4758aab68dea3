"""Questions to offer for one that cannot be read: what was understood of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from bot.core.errors import UserError
from bot.core.grammar.asked_period import JOINTS
from bot.core.grammar.candidates import KNOWN_WORDS, Candidate, candidates
from bot.core.grammar.draft import Draft
from bot.core.grammar.plain_words import NEGATIONS
from bot.core.grammar.reader import Context
from bot.core.grammar.slots import best_match
from bot.core.grammar.tokens import Word, Words
from bot.core.grammar.unread import BEFORE_NAMES

_LONGEST = 40  # words; what is longer was pasted
_MOST = 5  # questions that are tried


@dataclass(frozen=True, slots=True)
class ReadWords:
    """The words that one reader took. Words that no reader took have no `draft`."""

    words: tuple[Word, ...]
    draft: Draft | None = None

    @property
    def says(self) -> bool:
        return self.draft is not None and replace(self.draft, fillers=(), zones=(), leans=()) != Draft()

    @property
    def asks(self) -> bool:
        """Whether the part is a question by itself; `spend`, `down` and `in a table` are not."""
        slots = {"soft_cost": (), "moves": (), "leans": (), "shapes": (), "stats": (), "zones": (), "fillers": ()}
        return self.draft is not None and replace(self.draft, **slots) != Draft()

    @property
    def joins(self) -> bool:
        return self.draft is not None and bool(JOINTS & set(self.draft.fillers))

    @property
    def turns(self) -> bool:
        return self.draft is None and self.words[0].text in NEGATIONS

    @property
    def unled(self) -> ReadWords:
        """The part without a word that led to an unknown name: `spend on` becomes `spend`."""
        is_led = len(self.words) > 1 and self.words[-1].text in BEFORE_NAMES
        return replace(self, words=self.words[:-1]) if is_led else self

    @property
    def text(self) -> str:
        return " ".join(word.typed for word in self.words)


def offers(words: Words, context: Context, is_read: Callable[[str], bool]) -> Iterator[str]:
    """
    The question without the words that no reader took; where parts contradict each other, without one of them.

    Words that a negation stands before are left out with it: a question without it would say the opposite.
    """
    said = _said(_parts(words, context)) if len(words) <= _LONGEST else []
    if not any(part.asks for part in said):
        return
    whole = _text(said)
    if is_read(whole):
        yield whole
        return
    places = [at for at, part in enumerate(said) if part.says] if sum(part.asks for part in said) > 1 else []
    tried = dict.fromkeys(_text([*said[:at], *said[at + 1 :]]) for at in reversed(places))
    yield from (text for text in list(tried)[:_MOST] if text and is_read(text))


def _parts(words: Words, context: Context) -> list[ReadWords]:
    found: list[ReadWords] = []
    at = 0
    while at < len(words):
        try:
            match = best_match(words, at, context)
        except UserError:  # a reader that refuses these words
            match = None
        if match:
            found.append(ReadWords(tuple(words[at : at + match.length]), match.draft))
            at += match.length
        elif meant := _meant(words, at, context):
            if meant.start < at:
                found.pop()
            match = best_match(Words(meant.words), 0, context)
            found.append(ReadWords(meant.words, match.draft if match else None))
            at = meant.end
        else:
            found.append(ReadWords((words[at],)))
            at += 1
    return found


def _meant(words: Words, at: int, context: Context) -> Candidate | None:
    """The only thing that an unread word, perhaps with a neighbour, can mean: `data sience`."""
    if words[at].text in KNOWN_WORDS or len(words) > _LONGEST // 2:
        return None
    group = next((found for found in candidates(words, at, context.index) if found), [])
    return group[0] if len(group) == 1 else None


def _said(parts: list[ReadWords]) -> list[ReadWords]:
    """The parts that say something, with the words that join them, and without words that led to an unread word."""
    kept: list[ReadWords] = []
    is_turned = False
    for part in parts:
        if part.draft is None:
            is_turned = part.turns
            kept[-1:] = [one.unled for one in kept[-1:]]
        elif part.says and is_turned:
            is_turned = False
        elif part.says or (part.joins and kept and not kept[-1].joins):
            kept.append(part)
    while kept and kept[-1].joins:
        kept.pop()
    return kept


def _text(parts: list[ReadWords]) -> str:
    return " ".join(part.text for part in parts).strip(" ,-–/&+")
