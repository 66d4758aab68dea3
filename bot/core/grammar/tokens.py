"""Words: what was typed, without Slack's escapes and typographic variants, cut into the pieces that readers match."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.errors import UserError
from bot.core.grammar.vocabulary import DIMENSION_WORDS, MONTH, WEEKDAY
from bot.core.grammar.zones import ZONE_NAMES

LONGEST = 1_000  # characters; a question has a few words, the rest is a pasted accident
_QUOTES = str.maketrans("“”„‟«»″’‘‛´", '"""""""\'\'\'\'')
_DASHES = str.maketrans("‐‑‒−", "----")
_SLACK = re.compile(r"<(?:[@#!]|https?:|mailto:)[^<>|]*\|([^<>]*)>")
_SLACK_BARE = re.compile(r"<(?:[@#!][^<>|]*|(?:https?://|mailto:)([^<>|]*))>")
_EMOJI = re.compile(r"(?<!\S):[a-z0-9_+'-]+:(?!\S)")
_CUT = re.compile(
    rf"""
      (?P<slot>{"|".join(sorted((word for word in DIMENSION_WORDS if " " not in word), key=len, reverse=True))})[:=]
      (?:"(?P<slotted>[^"]*)"|(?P<value>[^\s",;|]+))
    | "(?P<quoted>[^"]*)"
    | (?<![^\s(])'(?P<single>[^']+)'(?![^\s?!.,)])
    | (?P<mark>\.\.+|…|–|—|->|→|[<>]=?|≥|≤|&|\+(?=\s)|,(?!\d\d\d(?!\d))|;|\|)
    | (?P<word>(?:(?!\.\.|->|,(?!\d\d\d(?!\d)))[^\s"–—…→<>≥≤&;|])+)
    """,
    re.VERBOSE,
)
_PAIR = re.compile(r"(by|per|top|since|until|from|to|metric|period|zone|tz|in|vs|over|last)[:=](.+)")
_ENDS = re.compile(
    r"(\d{1,2}(?:st|nd|rd|th)?|\d{1,2}(?::\d\d)?(?:am|pm)?|[a-z]{3,9})-(\d{1,2}(?:st|nd|rd|th)?|\d{1,2}(?::\d\d)?(?:am|pm)?|[a-z]{3,9})"
)
_ISO_RANGE = re.compile(r"(\d{4}-\d\d-\d\d)-(\d{4}-\d\d-\d\d)")


@dataclass(frozen=True, slots=True)
class Word:
    """
    One piece. `text` is folded for matching, `typed` is what people see in an answer about it.

    `slot` is the dimension in `project:x`. `quoted` says that the text stood in quotes: it is a name and nothing else.
    """

    text: str
    typed: str
    slot: str = ""
    quoted: bool = False
    glued: bool = False  # no blank before it: `1-15`, `9-11am`


class Words(tuple[Word, ...]):
    """A line of words that can be asked for what stands at a place, past its end too."""

    __slots__ = ()

    @classmethod
    def of(cls, text: str) -> Words:
        return cls(_pieces(_EMOJI.sub(" ", cleaned(text)).strip()))

    def text(self, at: int) -> str:
        """The folded text of a plain word; empty past the ends, for quoted words and for `project:x`."""
        if not 0 <= at < len(self) or self[at].quoted or self[at].slot:
            return ""
        return self[at].text

    def match(self, at: int, phrase: str) -> bool:
        if not phrase.startswith(self.text(at) or " "):
            return False  # most phrases end here, and this is asked often
        return all(self.text(at + place) == word for place, word in enumerate(phrase.split()))

    def skip(self, at: int, *texts: str) -> int:
        """The place after the words that are among `texts`."""
        while self.text(at) in texts:
            at += 1
        return at

    def skip_phrase(self, at: int, *options: str) -> int:
        return next((at + len(option.split()) for option in options if self.match(at, option)), at)


def cleaned(text: str) -> str:
    """The text with Slack's escapes undone, and without control and invisible characters."""
    text = _SLACK.sub(r"\1", text)
    text = _SLACK_BARE.sub(lambda match: match[1] or " ", text)
    for escape, sign in (("&gt;", ">"), ("&lt;", "<"), ("&amp;", "&"), ("`", " ")):
        text = text.replace(escape, sign)
    text = unicodedata.normalize("NFKC", text).translate(_QUOTES).translate(_DASHES)
    return " ".join("".join(map(_visible, text)).split())


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cf", "Mn", "Me", "Sk"):
        return ""
    return " " if category in ("Cc", "Cs", "Co", "Cn", "So", "Zl", "Zp") else character


def words(text: str) -> Words:
    """Raises UserError for what is too long to be a question."""
    if len(text) > LONGEST:
        raise UserError(f"That is {len(text):,} characters long; a question has a few words, such as `today by model`.")
    return Words.of(text)


def _pieces(text: str) -> Iterator[Word]:
    for match in _CUT.finditer(text.casefold()):
        typed = text[match.start() : match.end()] if len(text) == len(text.casefold()) else match[0]
        if match["slot"]:
            slot = DIMENSION_WORDS[match["slot"]]
            value = match["slotted"] if match["value"] is None else match["value"]
            yield Word(value.strip(" "), typed, slot=slot, quoted=match["value"] is None)
        elif quoted := match["quoted"] or match["single"]:
            yield Word(quoted.strip(), typed, quoted=True)
        elif match["mark"]:
            yield Word(match["mark"], match["mark"])
        elif match["word"]:
            yield from _plain(match["word"], typed)


def _plain(text: str, typed: str) -> Iterator[Word]:
    text, typed = _trimmed(text), _trimmed(typed)
    if match := _PAIR.fullmatch(text):
        yield Word(match[1], match[1])
        text, typed = match[2], typed[len(match[1]) + 1 :]
    if match := _ISO_RANGE.fullmatch(text) or _ends(text):
        yield from (Word(match[1], match[1]), Word("-", "-", glued=True), Word(match[2], match[2], glued=True))
    elif "/" in text and _is_divided(text):
        for number, part in enumerate(text.split("/")):
            if number:
                yield Word("/", "/", glued=True)
            if part:
                yield Word(part, part, glued=bool(number))
    elif text:
        yield Word(text, typed)


def _trimmed(text: str) -> str:
    """Without the marks around a word; stars stay when they make a pattern, `gpt-5*`."""
    text = text.strip("?!.,:()[]{}'_~")
    if len(text) > 2 and text[0] == text[-1] == "*":
        text = text.strip("*")
    return text.removesuffix("'s").removesuffix("'S")


def _ends(text: str) -> re.Match[str] | None:
    """`nov-15` and `9-11am` are two ends; `gpt-5` is a name."""
    match = _ENDS.fullmatch(text)
    return (
        match
        if match and all(part[0].isdigit() or part in MONTH or part in WEEKDAY for part in match.groups())
        else None
    )


def _is_divided(text: str) -> bool:
    """`model/project` is two words; `11/03`, `3/nov` and `europe/berlin` are one."""
    parts = text.split("/")
    return not any(part[:1].isdigit() or part in MONTH for part in parts) and text not in ZONE_NAMES
