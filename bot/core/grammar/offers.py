"""Questions to offer for one that cannot be read: what was understood of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from bot.core.errors import UserError
from bot.core.grammar.candidates import KNOWN_WORDS, Candidate, candidates
from bot.core.grammar.draft import Draft
from bot.core.grammar.left_out import JOINTS
from bot.core.grammar.plain_words import NEGATIONS
from bot.core.grammar.reader import Context
from bot.core.grammar.slots import best_match
from bot.core.grammar.tokens import Word, Words
from bot.core.grammar.unread import BEFORE_NAMES
from bot.core.question import Question

_LONGEST = 40  # words; what is longer was pasted
_LEADING = (*BEFORE_NAMES, "the", "a", "an", "our", "my", "to", "and", "or")
_MOST = 5  # questions that are tried


@dataclass(frozen=True, slots=True)
class ReadWords:
    """The words that one reader took. Words that no reader took have no `draft`."""

    words: tuple[Word, ...]
    draft: Draft | None = None
    start: int = 0  # where they were typed
    end: int = 0
    is_meant: bool = False  # other words were typed

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


ReadAs = Callable[[str], Question | None]  # a question without its words, so that two can be compared


def offers(words: Words, context: Context, read: ReadAs) -> Iterator[str]:
    """
    The question without its strange words; without all that no reader took; where parts contradict each other, without
    one of them.

    Words that a negation stands before are left out with it: a question without it would say the opposite.
    """
    parts = _parts(words, context) if len(words) <= _LONGEST else []
    said = _said(parts)
    whole = _text(said) if any(part.asks for part in said) else ""
    if whole == "why":
        return  # of `why is the api slow` nothing is left that anybody wants to know
    bare = next((text for text in _without_strange(words, parts, context, read) if read(text)), "")
    if bare and not (any(part.is_meant for part in said) and read(whole) == read(bare)):
        yield bare  # else the typo in it is mended
    if not whole:
        return
    if read(whole):
        yield whole
        return
    places = [at for at, part in enumerate(said) if part.says] if sum(part.asks for part in said) > 1 else []
    tried = dict.fromkeys(_text([*said[:at], *said[at + 1 :]]) for at in reversed(places))
    yield from (text for text in list(tried)[:_MOST] if text and read(text))


def said_text(words: Words, context: Context) -> str:
    """The words that say something, without filler and without what no reader takes."""
    return _text(_said(_parts(words, context)))


def _without_strange(words: Words, parts: list[ReadWords], context: Context, read: ReadAs) -> Iterator[str]:
    """
    The words as they were typed, without those that nothing knows: `last zorple week` is `last week`. Their neighbours
    meet again; so a word behind a negation stays, unless a name is behind it.
    """
    unread = [at for part in parts if part.draft is None or part.is_meant for at in range(part.start, part.end)]
    strange = [at for at in unread if words[at].text not in KNOWN_WORDS and not _is_negated(words, at, context)]
    meant = {at for part in parts if part.is_meant for at in range(part.start, part.end)}
    if not _is_one_run(strange):
        return  # what is left of a long sentence is hard to read; its parts are offered
    plain = [at for at in strange if not words[at].text[:1].isdecimal()]  # a number belongs to what is beside it
    each = [[at] for at in strange] if len(strange) <= _MOST else []
    tried = dict.fromkeys(map(tuple, ([at for at in plain if at not in meant], plain, strange, *each)))
    yield from (_unled(words, left, read) for left in tried if left)


def _is_negated(words: Words, at: int, context: Context) -> bool:
    if words.text(at - 1) not in NEGATIONS:
        return False
    try:
        match = best_match(words, at + 1, context) if at + 1 < len(words) else None
    except UserError:
        return True
    return not (match and match.draft.included)


def _is_one_run(places: list[int]) -> bool:
    return bool(places) and places[-1] - places[0] == len(places) - 1


def _unled(words: Words, without: tuple[int, ...], read: ReadAs) -> str:
    """The rest of the words; without the `on the` that led to the strange word, where that changes nothing."""
    first = without[0]
    while words.text(first - 1) in _LEADING:
        first -= 1
    kept, unled = _joined(words, without), _joined(words, (*range(first, without[0]), *without))
    return unled if unled and first < without[0] and read(unled) == read(kept) else kept


def _joined(words: Words, without: tuple[int, ...]) -> str:
    """The rest of the words, without a mark that would begin or end them."""
    return " ".join(word.typed for at, word in enumerate(words) if at not in without).strip(" ,-–/&+")


def _parts(words: Words, context: Context) -> list[ReadWords]:
    found: list[ReadWords] = []
    at = 0
    while at < len(words):
        try:
            match = best_match(words, at, context)
        except UserError:  # a reader that refuses these words: they are no typo of others
            found.append(ReadWords((words[at],), None, at, at + 1))
            at += 1
            continue
        if match:
            end = at + match.length
            found.append(ReadWords(tuple(words[at:end]), match.draft, at, end))
            at = end
        elif meant := _meant(words, at, context):
            if meant.start < at:
                found.pop()
            match = best_match(Words(meant.words), 0, context)
            found.append(ReadWords(meant.words, match.draft if match else None, meant.start, meant.end, is_meant=True))
            at = meant.end
        else:
            found.append(ReadWords((words[at],), None, at, at + 1))
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
