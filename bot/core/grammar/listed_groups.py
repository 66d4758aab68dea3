"""Groups without `by`: `projects`, `model breakdown`, `which key`, `the 3 projects with the highest spend`."""

from __future__ import annotations

import re

from bot.core.catalogue import STATISTICS
from bot.core.catalogue.words import Phrases, listed
from bot.core.grammar.calendar_words import UNIT
from bot.core.grammar.draft import Draft, Lean, Match
from bot.core.grammar.groups import RECURRING_WORDS, group_at
from bot.core.grammar.limits import OVER, UNDER
from bot.core.grammar.pointers import MOVED
from bot.core.grammar.ranks import counted, usual_number
from bot.core.grammar.reader import Context
from bot.core.grammar.time.length_slots import read_count
from bot.core.grammar.tokens import Words
from bot.core.grammar.vocabulary import BARE_DIMENSION_WORDS, DIMENSION_WORDS
from bot.core.question import TIME_UNITS

LIMITS = Phrases((*OVER, *UNDER))
_AS_GROUP = listed("breakdown, split, usage, wise, by usage, share, shares, mix, distribution")


_KINDS, _BARE_KINDS = Phrases(DIMENSION_WORDS), Phrases(BARE_DIMENSION_WORDS)


def read_listed(words: Words, at: int, context: Context) -> Match | None:
    """`projects`, `model breakdown`, `which model`, `all users`: a group without `by`."""
    place = words.lead(
        at, ("which", "what", "whose", "all", "all the", "all our", "each of the", "list", "the", "every")
    )
    kinds = _KINDS if words.text(at) in ("which", "all") else _BARE_KINDS
    if (end := words.lead(place, kinds)) > place:
        crossed = _crossed(words, at, DIMENSION_WORDS[words.spelt(place, end)], words.lead(end, _AS_GROUP))
        return crossed._replace(draft=crossed.draft + _several(words, at, end - 1))
    if words.text(at) == "no" and (none := BARE_DIMENSION_WORDS.get(words.text(at + 1))) and _is_limited(words, at):
        return Match(Draft(by=(none,)), 2)
    return _which(words, at) or _counted_things(words, at) or _wise(words, at)


def _several(words: Words, at: int, last: int) -> Draft:
    """`which keys cost the most` asks for several rows, `which key` for one."""
    is_asked = words.text(at) in ("which", "what") and at < last
    return (
        Draft(usual=(usual_number(words.text(last)),)) if is_asked and usual_number(words.text(last)) > 1 else Draft()
    )


def _crossed(words: Words, at: int, name: str, end: int) -> Match:
    """`projects`, and `project x model`."""
    other = group_at(words, end + 1) if words.text(end) in ("x", "×", "*") else None
    return Match(Draft(by=(name, other[0])), other[1] - at) if other else Match(Draft(by=(name,)), end - at)


def read_column(words: Words, at: int, context: Context) -> Match | None:
    """`csv: date, project, model, cost`: a time in a list of columns."""
    unit = "day" if words.text(at) in ("date", "day") else UNIT.get(words.text(at), "")
    is_alone = words.text(at + 3) in (",", "and", "&", "+", "")
    after = words.text(at + 1) == "," and words.text(at + 2) in DIMENSION_WORDS and is_alone
    before = words.text(at - 1) == "," and words.text(at - 2) in DIMENSION_WORDS
    return Match(Draft(by=(unit,)), 1) if unit in TIME_UNITS and (after or before) else None


def _which(words: Words, at: int) -> Match | None:
    """`which 3 projects`, `which day`."""
    if words.text(at) not in ("which", "what"):
        return None
    if (end := words.lead(at + 1, RECURRING_WORDS.phrases)) > at + 1:
        return Match(Draft(by=(RECURRING_WORDS[words.spelt(at + 1, end)],)), end - at)
    count, end = read_count(words, at + 1)
    if count and (many := BARE_DIMENSION_WORDS.get(words.text(end))):
        return Match(Draft(top=(count,), by=(many,)), end + 1 - at)
    unit = UNIT.get(words.text(at + 1))
    return Match(Draft(by=(unit,)), 2) if unit in TIME_UNITS else None


def _wise(words: Words, at: int) -> Match | None:
    match = re.fullmatch(r"([a-z]+)[-_ ]wise", words.text(at))
    return Match(Draft(by=(DIMENSION_WORDS[match[1]],)), 1) if match and match[1] in DIMENSION_WORDS else None


def _counted_things(words: Words, at: int) -> Match | None:
    """`the 3 projects with the highest spend`: a number of rows that another word ranks."""
    count, end = read_count(words, words.skip(at, "the"))
    kind = BARE_DIMENSION_WORDS.get(words.text(end)) if count and end > at else None
    if not count or not kind:
        return None
    texts = [words.text(place) for place in range(end, len(words))]
    if any(text in MOVED for text in texts):
        return Match(Draft(by=(kind,), leans=(Lean(str(count), ()),)), end + 1 - at)
    slots = (("top", "busiest"), ("bottom", "quietest"))
    slot = next((slot for slot, name in slots if any(text in STATISTICS[name] for text in texts)), "")
    return Match(counted(slot, (count,)) + Draft(by=(kind,)), end + 1 - at) if slot else None


def _is_limited(words: Words, at: int) -> bool:
    """Whether a limit follows, as in `no project should be above $5k`. It asks for the projects above it."""
    return any(words.lead(place, LIMITS) > place for place in range(at + 2, len(words)))
