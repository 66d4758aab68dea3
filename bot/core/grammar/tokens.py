"""Words: what was typed, cut into the pieces that readers match."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from bot.core.catalogue.words import Begun, Phrases, by_first_word, either
from bot.core.grammar.calendar_words import GLUED_UNIT, MONTH, ONE_UNIT, UNIT, WEEKDAY
from bot.core.grammar.time.time_vocabulary import PREVIOUS_OR_THIS
from bot.core.grammar.time.zones import zone_names
from bot.core.grammar.typed_text import cleaned
from bot.core.grammar.vocabulary import DIMENSION_WORDS, ONE_KIND, SHORT
from bot.core.patterns import Pattern

_EMOJI = Pattern(r"(?<!\S):[a-z0-9_+'-]+:(?!\S)")
_PLUS = r"(?<=[a-z])\+(?=[a-z])|(?<=q\d)\+(?=q\d)"  # `oct+nov`, `q1+q2`; not the one of `+02:00`
_CUT = Pattern(
    rf"""
      (?P<slot>{ONE_KIND})[:=]
      (?:"(?P<slotted>[^"]*)"|(?P<value>[^\s",;|]+))
    | "(?P<quoted>[^"]*)"
    | (?<![^\s(])'(?P<single>[^']+)'(?![^\s?!.,)])
    | (?P<mark>\.\.+|…|–|—|->|→|[<>]=?|≥|≤|&|{_PLUS}|\+(?=\s)(?<=\s\+)|,(?!\d\d\d(?!\d))|;|\|)
    | (?P<word>(?:(?!\.\.|->|{_PLUS}|,(?!\d\d\d(?!\d)))[^\s"–—…→<>≥≤&;|()])+)
    """,
    re.VERBOSE,
)
_PAIR = Pattern(r"(by|start|end|per|group|top|since|until|from|to|metric|period|zone|tz|in|vs|over|last)[:=](.+)")
_END = (
    r"((?:[qwh]|[ckw][wk])\d{1,2}|\d{1,2}(?:st|nd|rd|th)?|\d{1,2}(?::\d\d)?(?:am|pm)?"
    r"|[a-z]{3,9}|[a-z]{3,9}\d{1,2}|\d{1,2}[a-z]{3,9})"
)
_ENDS = Pattern(f"{_END}-{_END}")
_RUN = Pattern(rf"({either(PREVIOUS_OR_THIS)})[-_]?(\d{{1,4}})?[-_]?({ONE_UNIT})")
_PER = Pattern(r"(?:(\w+)-)?(by|per)-(\w+)")
_GLUED_BY = Pattern(
    rf"(today|yesterday|[mwqy]td|cost|spend|tokens|requests)?(by|per)({'|'.join((*DIMENSION_WORDS, *UNIT))})"
)
_WITHOUT = Pattern(r"([!-])([a-z].*)")  # `-web-app`, `!web-app`
_SHORT_YEAR = Pattern(r"'\d\d")
_FROM_NOW = Pattern(r"now(?:-\d{1,5}[a-z])?(?:/[a-z])?")
_ISO_RANGE = Pattern(r"(\d{4}-\d\d-\d\d|20\d{6}|20\d\d)[-:](\d{4}-\d\d-\d\d|20\d{6}|20\d\d)")
_BACK = Pattern(r"-(\d{1,5}[a-z]+|pt?\d+[a-z])")  # `-7d`, `-pt3h`


@dataclass(frozen=True, slots=True)
class Word:
    """
    One piece of the text. `text` is folded for matching; `typed` is what messages show.

    `slot` is the dimension in `project:x`. `quoted`: the text stood in quotes, so it is a name.
    """

    text: str
    typed: str
    slot: str = ""
    quoted: bool = False
    glued: bool = False  # no blank before it: `1-15`, `9-11am`
    exact: str = ""  # as it was typed, without its slot and quotes: ids keep their case
    unused: bool = False  # no reader takes it, and the answer names it


@cache
def _written(phrases: tuple[str, ...]) -> Begun:
    """The table of a few phrases that are written where they are asked for."""
    return by_first_word(phrases)


def _begun(phrases: tuple[str, ...]) -> Begun:
    return phrases.begun if isinstance(phrases, Phrases) else _written(phrases)


class _Texts(dict[int, str]):
    """Texts by their places; there is nothing past the ends."""

    def __missing__(self, at: int) -> str:
        return ""


class Words(tuple[Word, ...]):
    """The words of a line. They can be asked what stands at a place, also past the ends."""

    @classmethod
    def of(cls, text: str) -> Words:
        return _words_of(text)

    @cached_property
    def _texts(self) -> tuple[str, ...]:
        return tuple("" if each.quoted or each.slot or each.unused else each.text for each in self)

    @cached_property
    def _hash(self) -> int:
        return hash(tuple(self))

    def __hash__(self) -> int:
        return self._hash  # asked at every word, by the cache of readings

    @cached_property
    def text(self) -> Callable[[int], str]:
        """
        The folded text of a plain word; '' past the ends, and for quoted words, unused words and `project:x`.

        It is asked a thousand times a question, so it is the look-up itself.
        """
        return _Texts(enumerate(self._texts)).__getitem__

    @cached_property
    def _all(self) -> frozenset[str]:
        return frozenset(self._texts)

    def has(self, texts: Collection[str]) -> bool:
        """Whether one of these stands anywhere in the line."""
        return not self._all.isdisjoint(texts)

    def texts(self, at: int, end: int) -> tuple[str, ...]:
        return self._texts[at:end]

    def spelt(self, at: int, end: int) -> str:
        """The folded texts from one place to another, as a phrase."""
        return " ".join(self._texts[at:end])

    def instead(self, at: int, end: int, text: str) -> str:
        """The line as it was typed, with `text` in the place of the words from `at` to `end`."""
        return " ".join(filter(None, (*(each.typed for each in self[:at]), text, *(each.typed for each in self[end:]))))

    def match(self, at: int, phrase: str) -> bool:
        wanted = tuple(phrase.split())
        return self.text(at) == wanted[0] and self._texts[at : at + len(wanted)] == wanted

    def ends(self, at: int, phrases: tuple[str, ...]) -> tuple[int, ...]:
        """The places after those of the phrases that stand at this place, the longest phrase first."""
        begun = _begun(phrases).get(self.text(at), ())
        return tuple([at + length for length, each in begun if self._texts[at : at + length] in each])

    def lead(self, at: int, leads: tuple[str, ...]) -> int:
        """The place after the longest of `leads` that stands at this place; `at` when there is none."""
        begun = (leads.begun if isinstance(leads, Phrases) else _written(leads)).get(self.text(at))
        for length, each in begun or ():
            if self._texts[at : at + length] in each:
                return at + length
        return at

    def says(self, phrases: tuple[str, ...]) -> bool:
        """Whether one of these phrases stands anywhere in the line."""
        is_begun = not _begun(phrases).keys().isdisjoint(self._all)
        return is_begun and any(self.lead(at, phrases) > at for at in range(len(self)))

    def skip(self, at: int, *texts: str) -> int:
        """The place after the words that are among `texts`."""
        while self.text(at) in texts:
            at += 1
        return at

    def lead_back(self, at: int, *leads: str) -> int:
        """The place before the longest of `leads` that ends at this place; `at` when there is none."""
        return min((at - len(lead.split()) for lead in leads if self.match(at - len(lead.split()), lead)), default=at)

    def skip_phrase(self, at: int, *options: str) -> int:
        return next((at + len(option.split()) for option in options if self.match(at, option)), at)


@lru_cache(maxsize=64)  # a line is cut to see whether it goes on from another, for its reading and for its hints
def _words_of(text: str) -> Words:
    return Words(_pieces(_EMOJI.sub(" ", cleaned(text)).strip()))


def _pieces(text: str) -> Iterator[Word]:
    for match in _CUT.finditer(text.casefold()):
        typed = text[match.start() : match.end()] if len(text) == len(text.casefold()) else match[0]
        if match["slot"]:
            slot = DIMENSION_WORDS[match["slot"]]
            value = match["slotted"] if match["value"] is None else match["value"]
            exact = typed.partition(typed[len(match["slot"])])[2].strip('" ')
            yield Word(value.strip(" "), typed, slot=slot, quoted=match["value"] is None, exact=exact)
        elif quoted := match["quoted"] or match["single"]:
            yield Word(quoted.strip(), typed, quoted=True)
        elif match["mark"]:
            yield Word(match["mark"], match["mark"])
        elif match["word"]:
            yield from _plain(match["word"], typed)


def _plain(text: str, typed: str) -> Iterator[Word]:
    if _FROM_NOW.fullmatch(text):  # its letters have a case: `now-1M/M`
        yield Word(text, typed)
        return
    # This comes before the marks around the word are removed, `!` among them.
    text, typed = text.removeprefix("--"), typed.removeprefix("--")  # `--by model`
    if (match := _BACK.fullmatch(text.rstrip("?!.,"))) and (
        text[1] == "p" or match[1].lstrip("0123456789") in GLUED_UNIT
    ):
        yield from () if text[1] == "p" else (Word("last", "last"),)
        yield Word(match[1], typed)
        return
    if match := _WITHOUT.fullmatch(text):
        yield Word("-" if match[2] in _DATE_WORDS else "except", match[1])
        text, typed = match[2], typed[1:]
    text, typed = _without_stars(_trimmed(text)), _trimmed(typed)
    if match := _PAIR.fullmatch(text):
        yield Word("by" if match[1] == "group" else match[1], match[1])
        text, typed = match[2], typed[len(match[1]) + 1 :]
    parts = [text] if _FROM_NOW.fullmatch(text) else _parts(text)
    if len(parts) > 1:
        yield from (Word(part, part, glued=number > 0) for number, part in enumerate(parts) if part)
    elif text:
        yield Word(SHORT.get(text, text), typed)


def _parts(text: str) -> list[str]:
    """The words of a text that was typed without blanks: `last7days`, `nov1-nov15`, `model/project`."""
    if text.startswith(("mid-", "early-", "late-")):
        return text.split("-", 1)
    if match := _RUN.fullmatch(text):
        return [part or "" for part in match.groups()]
    if (match := _PER.fullmatch(text)) and (match[3] in DIMENSION_WORDS or match[3] in UNIT):
        return [part or "" for part in match.groups()]
    if match := _GLUED_BY.fullmatch(text):
        return [part or "" for part in match.groups()]
    if match := _ISO_RANGE.fullmatch(text) or _ends(text):
        return [match[1], "-", match[2]]
    if "/" in text and _is_divided(text):
        return re.split("(/)", text)
    return [text]


def _trimmed(text: str) -> str:
    """The text without the marks around it. A star stays where it makes a pattern: `gpt-5*`."""
    text = text.rstrip("?!.,:()[]{}'_~")
    text = text.lstrip("?!.,:()[]{}_~" if _SHORT_YEAR.fullmatch(text) else "?!.,:()[]{}'_~")
    return text.removesuffix("'s").removesuffix("'S")


def _without_stars(text: str) -> str:
    return text.strip("*") if len(text) > 2 and text[0] == text[-1] == "*" else text


def _ends(text: str) -> re.Match[str] | None:
    """`nov-15` and `9-11am` are two ends; `gpt-5` is a name."""
    match = _ENDS.fullmatch(text)
    return match if match and all(part.strip("0123456789:") in _DATE_WORDS for part in match.groups()) else None


_DATE_WORDS = {
    "",
    "q",
    "w",
    "h",
    "cw",
    "kw",
    "wk",
    "st",
    "nd",
    "rd",
    "th",
    "am",
    "pm",
    "noon",
    "midnight",
    *MONTH,
    *WEEKDAY,
}


def _is_divided(text: str) -> bool:
    """`model/project` is two words; `11/03`, `3/nov` and `europe/berlin` are one."""
    parts = text.split("/")
    if all(part in MONTH for part in parts):
        return True  # `oct/sep`
    return not any(part[:1].isdecimal() or part in MONTH for part in parts) and text not in zone_names()
