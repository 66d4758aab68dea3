"""Candidates: what a word that nobody could read may have been meant to be."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.grammar.names import Index, family_name, named_text, spellings, squash
from bot.core.grammar.phrases import FILLERS, PHRASES
from bot.core.grammar.repair import distance, is_near
from bot.core.grammar.tokens import Word, Words
from bot.core.grammar.vocabulary import DIMENSION_WORDS, MONTH, TIER_WORDS, UNIT, WEEKDAY
from bot.core.names import Named

_STRUCTURE = """
    today yesterday last this previous past current since until between through except without excluding versus against
    compared over above under below more than least biggest largest highest expensive fortnight weekend morning
    afternoon tomorrow before after split broken grouped breakdown batch
    by per top vs from to not no and or tokyo berlin london paris timezone trailing
    """
KNOWN_WORDS = frozenset(
    word
    for word in (
        *_STRUCTURE.split(),
        *MONTH,
        *WEEKDAY,
        *UNIT,
        *TIER_WORDS,
        *(word for spelt in DIMENSION_WORDS for word in spelt.split()),
        *(word for phrase in PHRASES for word in phrase),
    )
)
_SLOT_WORDS = frozenset(word for word in KNOWN_WORDS if len(word) >= 4)
_FILLER_WORDS = frozenset(word for phrase in FILLERS for word in phrase if len(word) >= 4) - _SLOT_WORDS
_MOST = 4


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words to stand in the place of `length` words; `text` is how to call them."""

    words: tuple[Word, ...]
    text: str
    length: int = 1


def candidates(line: Words, at: int, index: Index) -> list[Candidate]:
    """The nearest, equally near ones: a name that begins so, else words and names with the fewest typos."""
    word = line[at]
    if word.slot:
        return []
    for length in (3, 2):
        typed = " ".join(each.text for each in line[at : at + length])
        if at + length <= len(line) and (found := index.begun(typed) or index.near(typed)):
            return _named(found, length)[:_MOST]
    begun = (index.begun(word.text) if len(word.text) > 2 else []) or index.containing(word.text)
    return _begun(word, begun) if begun else _nearly(word, index)


def _begun(word: Word, begun: list[Named]) -> list[Candidate]:
    """Names that begin so, and slot words one typo away; a slot word beats a name that is the same."""
    spelt = [] if word.quoted else _near_words(word.text, _SLOT_WORDS, 1)
    rest = [named for named in begun if squash(named.name) not in spelt]
    return [*_spelt(spelt), *_named(rest, 1)][:_MOST]


def _spelt(words: list[str]) -> list[Candidate]:
    return [Candidate((Word(each, each),), each) for each in words]


def _nearly(word: Word, index: Index) -> list[Candidate]:
    for most in (1, 2):
        near = [] if word.quoted else _near_words(word.text, _SLOT_WORDS, most)
        named = [
            each for each in index.near(word.text) if _typos(word.text, each) <= most and squash(each.name) not in near
        ]
        if near or named:
            return [*_spelt(near), *_named(named, 1)][:_MOST]
    fillers = _near_words(word.text, _FILLER_WORDS, 1)
    return _spelt([each for each in fillers if len(each) > 5 or sorted(each) == sorted(word.text)][:1])


def _typos(typed: str, named: Named) -> int:
    return min(distance(squash(typed), spelling) for spelling in spellings(named))


def _near_words(typed: str, known: frozenset[str], most: int) -> list[str]:
    near = [
        (distance(typed, word), word) for word in known if abs(len(word) - len(typed)) <= most and is_near(typed, word)
    ]
    best = min((each for each, _ in near), default=most + 1)
    return sorted(word for each, word in near if each == best) if best <= most else []


def _named(found: list[Named], length: int) -> list[Candidate]:
    rest: dict[str, Candidate] = {}
    for named in sorted(found, key=lambda each: len(each.name or each.id)):
        text = named_text(named, found)
        label = family_name(named)
        word = Word(
            (label if named.kind == "model" else text.partition(":")[2].strip('"')).casefold(),
            text,
            slot=named.kind,
            quoted=named.kind != "model",
        )
        rest.setdefault(f"{named.kind}:{word.text}", Candidate((word,), label, length))
    return list(rest.values())
