"""Words that go on from an earlier question: what opens and closes them, and what they ask of it."""

from __future__ import annotations

import re

from bot.core.catalogue.words import Phrases, either, listed
from bot.core.grammar.calendar_words import UNIT
from bot.core.grammar.mail_words import COURTESIES
from bot.core.grammar.spoken_follow_ups import spoken_follow_up
from bot.core.grammar.tokens import Words
from bot.core.grammar.vocabulary import DIMENSION_WORDS, SHAPE_PHRASES
from bot.core.grammar.what_if import is_supposed
from bot.core.grammar.whole_questions import is_whole
from bot.core.grammar.wish_words import one_of
from bot.core.patterns import Pattern
from bot.core.time_units import UNIT_OF_TIME

# These words open a follow-up, and have a part in it themselves.
WITH_A_PART = listed("without, except, excluding, minus, not, vs, versus, compared to, as, in, only, just")
# These words open or close a follow-up. `and` before a complete question only joins it.
_OPENING = WITH_A_PART + listed(
    """
    and what about, and how about, ok and, okay and, and now, and for, and in, and on, and by, and per, and only,
    and, n, what about, how about, hows about, same for, same but, the same for, same, the same but, same thing for,
    ditto for, now for, now by, now with, now only, no i meant, no i mean, i meant, i mean, sorry i meant, sorry,
    also, but only, but by, but for, but in, but, make it, make that, show it, show that, then, or, instead of that,
    rather, actually, now, swap to, switch to, change to, change it to, convert to, swap it to, switch it to, exclude,
    drop, remove, leave out, take out, strip out, cut out, carve out
    """
)
_CLOSING = listed(
    "instead, too, as well, only, though, then, also, rather, pls instead, instead please, please instead"
)
# A question of its own never begins with these.
_SURE = listed(
    """
    and, n, what about, how about, hows about, same, the same, ditto, no i meant, no i mean, i meant, ok and, okay
    and, also, but, make it, make that, as csv, as a csv, as chart, as a chart, as table, as a table, in tokens, in
    requests, in dollars, only, without, now without, now only, now just, now
    except, now excluding, instead, vs, versus, compared to, swap to, change it to, swap it to
    """
) + tuple(
    f"as {a}{drawn}"
    for a in ("", "a ", "an ", "the ")
    for drawn in listed(SHAPE_PHRASES["chart"])
    if drawn[:3] != "as "
)
_MENDING = listed("add, now, sorry i meant, sorry i mean, i mean, no i mean, sorry no, no sorry")
# `what would it have cost on gpt-5-mini?` is said of what was just asked.
_SUPPOSING = listed("what would it, what would that, what if it, what if that, how much would it, how much would that")
_BARE = frozenset(
    (
        *listed("why, who, top, bottom"),
        *(f"{which} {kind}" for which in ("which", "what") for kind in DIMENSION_WORDS),
        *(one for spelt in SHAPE_PHRASES.values() for one in listed(spelt)),
    )
)
_LONGEST = 12  # words
_BESIDE = Pattern(rf"\b(?:{one_of('please', 'thanks')}|it|that)\b")


def is_follow_up(text: str, *, alone: bool = False) -> bool:
    """
    Whether the words go on from an earlier question. With `alone`: whether they make no question by themselves.

    A whole question goes on from nothing, unless a word marks it: its answer would keep filters that nobody sees.
    """
    words = Words.of(text)
    if not words or len(words) > _LONGEST or words.match(0, "vs storage"):  # vector stores
        return False
    if _points_back(text, words, alone=alone):
        return True
    return _may_go_on(text, words, alone=alone) and (_is_marked(words) or not is_whole(words))


def _points_back(text: str, words: Words, *, alone: bool) -> bool:
    if (said := spoken_follow_up(text)) and (said.is_sure or not alone):
        return True
    rest = " ".join(word.typed for word in words[opening(words) :])
    return bool(said_before(rest)) or is_again(text) or _refers(text) or is_page(text)


def _may_go_on(text: str, words: Words, *, alone: bool) -> bool:
    if match := ADDED.match(text) or (None if alone and words.text(0) not in _DROPS else DROPPED.match(text)):
        return len(words) <= 5 or len(text[match.end() :].split()) <= 3
    if alone and len(words) > 4 and words.text(0) in ("only", "just", "without"):
        return False  # `only non-batch requests gpt-4.1 yesterday`
    if alone:
        return words.lead(0, _SURE) > 0 or _ends_instead(words)
    said = " ".join(word.typed for word in words).casefold()
    is_bare = _BESIDE.sub("", said).strip(" ?!.") in _BARE
    is_marked = opening(words) > 0 or closing(words) < len(words) or words.lead(0, _SUPPOSING) > 0
    return is_bare or is_marked or _is_slot(words)


def _ends_instead(words: Words) -> bool:
    return words.text(len(words) - 1) == "instead" and not is_supposed(words)


def _is_marked(words: Words) -> bool:
    """Whether they go on even where they say all: `and cost by key last week`, `last week by model instead`."""
    is_led = words.lead(0, (*_SURE, *_MENDING)) > 0 and words[0].typed.casefold() not in ("n", "as")
    return is_led or _ends_instead(words)


# `that`, `it` and `them` stand for what was asked before: `export that`, `break it down by model`.
_THAT = r"(?:that|it|this|them|those|these)"
_POLITELY = rf"(?:(?:{one_of('politely')}|(?:can|could) (?:i|we)) )*"
_REFERS = Pattern(
    _POLITELY
    + "(?:"
    + "|".join(
        (
            rf"(?:get|have|see|give|send|show|make|draw|put) (?:me |us )?{_THAT} (?:in|as|to|into|on|by) .+",
            rf"(?:export|plot|chart|graph|draw|break|split|download|share|post|group) {_THAT}"
            rf"(?! {either(UNIT)})\b.*",
            rf"what (?:was|is|were|are) {_THAT} (?:in|on|for|last|this|yesterday|today)\b.*",
            rf"how much of {_THAT} (?!{either(UNIT)}\b).+|what (?:share|part|percent|%) of {_THAT} .+",
            rf"why tho(?:ugh)?|how come|why(?: is|'s) {_THAT}",
            rf"(?:and )?compared? (?:{_THAT} )?(?:with|to|against) .+",
            r"w ?/ ?o(?:ut)? .+",
            r"(?:just |only |show )?(?:me )?(?:the )?(?:top|\w+ biggest|\w+ largest|biggest|largest) ones?",
            rf"(?:just|only) (?:show )?(?:me )?(?:the )?(?:top|bottom) \w+(?: {one_of('please')})?",
        )
    )
    + ")"
)
_COURTESIES = Phrases(listed(COURTESIES))
COMPARED = Pattern(rf"^\W*(?:and )?compared? (?:{_THAT} )?(?:with|to|against) ", re.IGNORECASE)
_GO_BACK = Pattern(rf"(?:go )?back (?:an? |one )?(?P<unit>{either(UNIT_OF_TIME)})|(?:go )?back", re.IGNORECASE)
_TOTAL = Pattern(
    rf"(?:just |only |show )?(?:me )?(?:the |in )?(?:grand )?total(?: only| {one_of('please')})?|(?:as|in) one number"
    r"|(?:not|without|no) (?:by|the|any|a)? ?(?:\w+|group(?:ing|s)?|break ?down|rows|split)"
)
# These ask the same question again, up to now.
_AGAIN = Pattern(
    rf"(?:{one_of('please')} )?(?:(?:show|say|do|run|try|ask|repeat) (?:it|that|this)(?: again| once more)?"
    rf"|one more time|once more|again|repeat|refresh|rerun|update it)(?: {one_of('please')})?"
)
# `drop nano`: what is taken out of what was asked.
DROPPED = Pattern(
    r"^\W*(?:(?:and|now|please|pls|(?:can|could) (?:you|we|i)) )*"
    r"(?:drop(?! in\b| of\b)|kill(?! (?:the )?(?:api )?key\b)|remove"
    r"|exclude|leave out|lose|hide|(?:filter|take|strip|cut|carve) out) (?:the )?",
    re.IGNORECASE,
)
_DROPS = (
    "drop",
    "remove",
    "lose",
    "kill",
    "take",
    "strip",
    "cut",
    "carve",
)  # a question of its own may begin with the others
# `add user`, `also by key`: beside the groups and metrics that were asked for.
ADDED = Pattern(r"^\W*(?:and |now |also )?(?:add|also by|also per|plus by) (?:in )?(?:the |a )?(?:by )?", re.IGNORECASE)
_PAGE = Pattern(
    r"(?:page|pg) \d+|(?:next|more|previous) (?:page|rows|results)|(?:show )?(?:me )?(?:the )?(?:rest|more)"
)
_BEFORE = Pattern(
    rf"(?:the |one )*(?:(?P<unit>{either(UNIT_OF_TIME)}) )?before(?: (?:that|it|this|then))?"
    r"|(?:the )?(?:previous|prior|earlier) (?:one|period)"
)


def said_before(words: str) -> str:
    """`the week before`, `before that`: compares the period of the earlier question with the one before."""
    if back := _GO_BACK.fullmatch(words.casefold().strip(" ?!.")):
        return f"the {back['unit']} before" if back["unit"] else "previous period"
    match = _BEFORE.fullmatch(words.casefold().strip(" ?!."))
    return f"the {match['unit']} before" if match and match["unit"] else "previous period" if match else ""


def _refers(text: str) -> bool:
    said = text.casefold().strip(" ?!.")
    return bool(_REFERS.fullmatch(said) or _GO_BACK.fullmatch(said) or is_total(said))


def is_total(text: str) -> bool:
    """`just the total`, `not by project`, `without the breakdown`: no rows."""
    said = text.casefold().strip(" ?!.")
    is_of_rows = not said.startswith(("not ", "no ", "without ")) or re.search(
        r"\bby\b|group|break ?down|rows|split", said
    )
    return bool(_TOTAL.fullmatch(said) and is_of_rows)


def is_page(text: str) -> bool:
    return _PAGE.fullmatch(text.casefold().strip(" ?!.")) is not None


def is_again(text: str) -> bool:
    return _AGAIN.fullmatch(text.casefold().strip(" ?!.")) is not None


def _is_slot(words: Words) -> bool:
    """`by key`, `top 3`, `per request`, `over $5`: a slot and no more."""
    return words.text(0) in ("by", "per", "over", "under", "top", "bottom", "for") and len(words) <= 5


def opening(words: Words) -> int:
    end = words.lead(0, _OPENING)
    return end if words.lead(0, _COURTESIES) <= end else 0  # `as per our call, …`


def closing(words: Words) -> int:
    """The place where the words that close a follow-up begin."""
    for phrase in sorted(_CLOSING, key=len, reverse=True):
        start = len(words) - len(phrase.split())
        if start > 0 and words.match(start, phrase):
            return start
    return len(words)
