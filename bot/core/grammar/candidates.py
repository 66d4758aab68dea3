"""Candidates: what an unread word may have been meant to be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.core.grammar.calendar_words import MONTH, UNIT, WEEKDAY
from bot.core.grammar.groups import BY
from bot.core.grammar.limits import OVER, UNDER
from bot.core.grammar.names import Index, family_name, named_text, spellings, squash
from bot.core.grammar.plain_words import EXCEPT
from bot.core.grammar.ranks import TOP
from bot.core.grammar.reader import PHRASES
from bot.core.grammar.real_words import REAL_WORDS
from bot.core.grammar.spelling import Spellings, distance
from bot.core.grammar.time.compared_pairs import COMPARE
from bot.core.grammar.time.comparisons import VERSUS
from bot.core.grammar.time.time_vocabulary import PREVIOUS_OR_THIS
from bot.core.grammar.tokens import Word, Words
from bot.core.grammar.unread import may_be_name, said_kind
from bot.core.grammar.vocabulary import DIMENSION_WORDS, TIER_WORDS
from bot.core.names import Named

_STRUCTURE = """
    today yesterday last lst this previous past current since until between through fortnight weekend morning afternoon
    evening tomorrow before after tokyo berlin london paris york francisco angeles sydney timezone trailing from to
    first second third fourth half noon midnight who which
    """
KNOWN_WORDS = frozenset(
    word
    for word in (
        *_STRUCTURE.split(),
        *MONTH,
        *WEEKDAY,
        *UNIT,
        *TIER_WORDS,
        *(word for spelt in (*BY, *TOP, *OVER, *UNDER, *EXCEPT, *VERSUS, *COMPARE) for word in spelt.split()),
        *(word for spelt in DIMENSION_WORDS for word in spelt.split()),
        *(word for phrase in PHRASES for word in phrase),
    )
)
_LEADS = frozenset(
    word
    for word in (
        *(spelt for spelt in (*BY, *TOP, *OVER, *UNDER, *VERSUS, *COMPARE) if " " not in spelt),
        *[
            "since",
            "until",
            "till",
            "from",
            "between",
            "before",
            "after",
            "past",
            "last",
            "previous",
            "next",
            "this",
            "tomorrow",
            "only",
            "if",
        ],
    )
)
# A typo is repaired only to a word that says something by itself.
_ALONE = frozenset(
    word
    for word in (
        *_STRUCTURE.split(),
        *(each for table in (MONTH, WEEKDAY, UNIT, TIER_WORDS, DIMENSION_WORDS) for each in table if " " not in each),
        *(phrase[0] for phrase, draft in PHRASES.items() if len(phrase) == 1 and not draft.leans and not draft.moves),
        *("except", "without", "excluding", "versus", "compare", "compared", "above", "below", "under", "biggest"),
    )
)
_SLOT_WORDS = frozenset(word for word in _ALONE if len(word) >= 4)
_SLOT_WORDS_BY_LETTER = Spellings((word, word) for word in _SLOT_WORDS)
_OF_THREE = frozenset(word for word in (*_ALONE, "top", "per") if len(word) == 3)
_OF_FOUR = frozenset(word for word in _SLOT_WORDS if len(word) == 4)
_MOST = 4


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words to put in the place of those from `start` to `end`; `text` is what a message calls them."""

    words: tuple[Word, ...]
    text: str
    start: int
    end: int

    @property
    def kind(self) -> str:
        """What it is a name of; '' for a word."""
        return self.words[0].slot


def is_real_word(text: str) -> bool:
    """Whether the word says something of its own, in English or elsewhere. Then it is no typo."""
    return text in REAL_WORDS or not text.isascii()


_CLAIMING = ("is", "was", "were", "cost", "costs", "spent", "spend", "paid", "pay", "about", "around", "like")


def is_claim(line: Words, at: int) -> bool:
    """
    Whether the words claim something about the number, which the answer shows: `is $4,200 right`, `did it cost 0`.
    """
    text = line[at].text
    if re.fullmatch(r"\$[\d.,]+[kmb]?|[\d.,]+[kmb%]", text):
        return True
    return text.isdecimal() and line.text(at - 1) in _CLAIMING


def leads(line: Words, at: int) -> bool:
    """Whether the word gives its neighbours their meaning. Without it they would say another thing."""
    text = line[at].text
    if is_claim(line, at):
        return False
    return (
        text in _LEADS
        or text[:1].isdecimal()
        or text[:1] in ("$", "€", "£", "¥")
        or line[at].slot != ""
        or line[at].quoted
    )


def candidates(line: Words, at: int, index: Index) -> Iterator[list[Candidate]]:
    """
    What the word at this place, or it and its neighbours, may have been meant to be; the likeliest group first.

    The candidates of one group are equally near. Names that begin with the word come before names and words with a
    typo; a word of the grammar comes before a name that is spelt the same.
    """
    word = line[at]
    if word.slot:
        return
    if is_real_word(word.text):  # no typo, but perhaps a part of names: `prod`
        yield _named(index.containing(word.text), (at, at + 1))
        yield _spelt(_units(line, at), at)
        if may_be_name(line, at):
            yield _named(index.begun(word.text), (at, at + 1))
        return
    if kind := said_kind(line, at):  # `ds project`; without the kind the name is offered alone
        yield _named([one for one in index.initials.get(word.text, ()) if one.kind == kind], (at, at + 1))
    yield _named(index.with_pieces(word.text), (at, at + 1))
    runs = [(start, end) for start, end in ((at, at + 3), (at, at + 2), (at - 1, at + 1)) if _is_run(line, start, end)]
    yield from (_named(index.begun(_typed(line, run)), run) for run in runs if run[0] == at or run[1] == at + 1)
    yield [*_spelt(_slot_words(word, 1), at), *_named(_begun(word, index), (at, at + 1))]
    for most in (1, 2):
        named = [each for each in index.near(word.text) if _typos(word.text, each) <= most]
        yield [*_spelt(_slot_words(word, most), at), *_named(named, (at, at + 1), _slot_words(word, most))]
    yield from (_named(index.near(_typed(line, run)), run) for run in runs)
    yield _named(index.nearly_containing(word.text), (at, at + 1))


_BEFORE_UNITS = (*PREVIOUS_OR_THIS, "next")


def _units(line: Words, at: int) -> list[str]:
    """
    Units of time where only a unit can stand: `last mouth`, `past 2 weaks`. There even an English word may be a typo.
    """
    before = at - 1 - (line.text(at - 1).isdecimal())
    near = (word for word in UNIT if len(word) > 3 and distance(line[at].text, word, 1) == 1)
    return [word for word in near if word[0] == line[at].text[0]] if line.text(before) in _BEFORE_UNITS else []


def _is_run(line: Words, start: int, end: int) -> bool:
    run = line[max(start, 0) : end]
    if start < 0 or end > len(line) or any(word.slot or word.quoted for word in run):
        return False
    return bool(squash(run[0].text) and squash(run[-1].text))  # a mark may be inside a name, not at its ends


def _typed(line: Words, run: tuple[int, int]) -> str:
    return " ".join(word.text for word in line[slice(*run)])


def _begun(word: Word, index: Index) -> list[Named]:
    begun = index.begun(word.text) if len(word.text) > 2 else []
    spelt = _slot_words(word, 1)
    return [named for named in index.containing(word.text) or begun if squash(named.name) not in spelt]


def _slot_words(word: Word, most: int) -> list[str]:
    return [] if word.quoted else words_like(word.text, most)


def words_like(typed: str, most: int) -> list[str]:
    """The words of the grammar that differ from the text by at most so many typos."""
    return _near_words(typed, most) or (_short(typed) if most == 1 else [])


def _short(typed: str) -> list[str]:
    """Short words are repaired only where two letters are swapped, one is doubled, or one is missing."""
    if len(typed) == 2 and typed.isalpha() and distance(typed, "by", 1) == 1:
        return ["by"]
    if not typed.isalpha() or not 3 <= len(typed) <= 4:
        return []
    swapped = [
        word
        for word in _OF_THREE
        if len(typed) == 3 and sorted(typed) == sorted(word) and distance(typed, word, 1) == 1
    ]
    doubled = {re.sub(r"(.)\1", r"\1", typed)} & _OF_THREE
    longer = (
        [word for word in _OF_FOUR if word[0] == typed[0] and distance(typed, word, 1) == 1] if len(typed) == 3 else []
    )
    return sorted(swapped or doubled or longer)


def _spelt(words: list[str], at: int) -> list[Candidate]:
    return [Candidate((Word(each, each),), each, at, at + 1) for each in words][:_MOST]


def _typos(typed: str, named: Named) -> int:
    return min(distance(squash(typed), spelling) for spelling in spellings(named))


def _near_words(typed: str, most: int) -> list[str]:
    near = [(distance(typed, word, most), word) for word in _SLOT_WORDS_BY_LETTER.near(typed)]
    best = min((each for each, _ in near), default=most + 1)
    if best > most:
        return []
    return sorted((word for each, word in near if each == best), key=lambda word: (-len(word), word))


def _named(found: list[Named], run: tuple[int, int], besides: Sequence[str] = ()) -> list[Candidate]:
    """One candidate for each name, and one for all snapshots of a model."""
    rest: dict[tuple[str, str], Candidate] = {}
    for named in sorted(found, key=lambda each: len(each.name or each.id)):
        if squash(named.name) in besides:
            continue
        label, text = family_name(named), named_text(named, found)
        spelt = label if named.kind == "model" else text.partition(":")[2].strip('"')
        word = Word(spelt.casefold(), text, slot=named.kind, quoted=named.kind != "model")
        rest.setdefault((named.kind, word.text), Candidate((word,), label, *run))
    return list(rest.values())[:_MOST]
