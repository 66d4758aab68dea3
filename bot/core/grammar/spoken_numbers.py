"""Numbers as they are spoken, in figures: `two hundred`, `three grand`, `twenty five`, `one and a half thousand`."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.core.grammar.time.time_vocabulary import SMALL, TENS
from bot.core.patterns import Pattern

_ONES = {"zero": 0, **SMALL}
_SCALES = {"hundred": 100, "thousand": 1_000, "grand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_FIRST = "|".join((*TENS, *_ONES, "half", "a", "an"))
_WORD = "|".join((*TENS, *_ONES, *_SCALES, "half", "a", "an", "and", "point"))
_SCALE = "|".join(_SCALES)
_TEN, _ONE = "|".join(TENS), "|".join(_ONES)
# A run begins with a number and holds a scale, or tens with their ones: `five` alone may be a model or an hour.
_RUN = Pattern(
    rf"(?<![\w$-])(?:{_FIRST})(?:[ -](?:{_WORD}))*[ -](?:{_SCALE})(?:[ -](?:and[ -])?(?:{_TEN}|{_ONE}))*(?![\w-])"
    rf"|(?<![\w$-])(?<!twenty )(?:{_TEN})[ -](?:{'|'.join(list(_ONES)[1:10])})(?![\w-])",
    re.IGNORECASE,
)
_MAY_HAVE = Pattern(rf"\b(?:{'|'.join((*_SCALES, *TENS))})\b", re.IGNORECASE)


# Models as they are said: `five mini`, `four point one`, `gpt four o`.
_SAID_MODEL = Pattern(
    rf"(?<![\w.-])(?:gpt[ -]?)?(?P<digit>three|four|five|[345])(?:(?: point |\.)(?P<tenth>one|five|[15])|(?P<o> ?o))?"
    rf"(?P<size>[ -](?:mini|nano))?(?![\w.:'-])(?! ?(?:{_SCALE}|k\b|m\b|%|percent|dollars|clock|o'clock))",
    re.IGNORECASE,
)


def _model(match: re.Match[str]) -> str:
    """The model that is said; without `gpt`, a size or a tenth in words a number is a number."""
    said = match[0].lower()
    is_model = match["size"] or " point " in said or (match["o"] and said.startswith(("gpt", "four")))
    is_spoken = re.search(r"three|four|five| point ", said) is not None
    if not is_model or not (is_spoken or match["size"]):
        return match[0]
    tenth = f".{SMALL.get(match['tenth'].lower(), match['tenth'])}" if match["tenth"] else "o" if match["o"] else ""
    return f"gpt-{SMALL.get(match['digit'].lower(), match['digit'])}{tenth}{(match['size'] or '').replace(' ', '-')}"


def in_figures(text: str) -> str:
    """The text with its spoken numbers in figures; a grand is of dollars. What stands in quotes is a name."""
    if '"' in text:
        return text
    text = _SAID_MODEL.sub(_model, text)
    if not _MAY_HAVE.search(text):
        return text
    return _RUN.sub(lambda match: match[0] if _is_clock(match) else _figures(match[0]), text)


def _is_clock(match: re.Match[str]) -> bool:
    """`nine fifty nine`, `twelve thirty five`: minutes of an hour."""
    before = match.string[: match.start()].split()
    return bool(before) and before[-1].lower() in _ONES


def _figures(run: str) -> str:
    words = [word for word in re.split(r"[ -]", run.lower()) if word not in ("and", "an", "a")]
    number = _number(words)
    if number is None or number != number.to_integral_value():
        return run
    return f"${number:.0f}" if "grand" in words else f"{number:.0f}"


def _number(words: list[str]) -> Decimal | None:
    """`two hundred fifty thousand`: what is below a scale is multiplied, and what follows is added."""
    total, below, tenths = Decimal(0), Decimal(0), Decimal(0)
    for word in words:
        if word == "point":
            tenths = Decimal("0.1")
        elif word == "half":
            below += Decimal("0.5")
        elif word in _SCALES:
            below = (below or Decimal(1)) * _SCALES[word]
            total, below = (total, below) if word == "hundred" else (total + below, Decimal(0))
            tenths = Decimal(0)
        elif tenths:
            below, tenths = below + _ONES.get(word, 0) * tenths, tenths / 10
        else:
            below += TENS.get(word, 0) or _ONES[word]
    return total + below
