"""Filters: names of projects, models, keys and users, tiers and batch."""

from __future__ import annotations

import re

from bot.core.catalogue.words import Phrases
from bot.core.errors import UserError
from bot.core.grammar.draft import Draft, Match
from bot.core.grammar.errors import Ambiguous
from bot.core.grammar.exact_names import as_typed, read_exact
from bot.core.grammar.model_families import models_of_size
from bot.core.grammar.names import KINDS, Choice, exact_choice, near_choice
from bot.core.grammar.plain_words import EXCEPT
from bot.core.grammar.reader import FILLERS, Context, read_phrase
from bot.core.grammar.time.read_time import read_period
from bot.core.grammar.tokens import Words
from bot.core.grammar.unread import unknown_name
from bot.core.grammar.vocabulary import BARE_DIMENSION_WORDS, BARE_TIERS, DIMENSION_WORDS, TIER_WORDS
from bot.core.grammar.what_if import is_supposed

_PART_OF_IMAGES = re.compile(r"(?P<size>\d{3,4}x\d{3,4})|(?P<source>image\.(?:edit|generation|variation))s?")


def read_image_part(words: Words, at: int, context: Context) -> Match | None:
    """`1024x1024`, `image.edit`: the only way in which sizes and sources of images are written."""
    match = _PART_OF_IMAGES.fullmatch(words.text(at))
    if not match or not match.lastgroup:
        return None
    return Match(Draft(included=(Choice(match.lastgroup, (match[match.lastgroup],)),)), 1)


_ALL_OF = ("both", "the", "all", "our", "two", "three", "four", "2", "3", "4", "of")
_MANY = {f"{kind}s": kind for kind in ("project", "key", "user")}


def read_all_of(words: Words, at: int, context: Context) -> Match | None:
    """`the two checkout projects`, `both checkouts`: every name with that word, a row each."""
    if pair := _pair(words, at, context):
        return pair
    if not words.has(_MANY.keys()):
        return None
    place = words.skip(at, *_ALL_OF)
    kind, word = _MANY.get(words.text(place + 1), ""), words.text(place)
    found = context.index.containing(word, kind) if kind and not read_exact(words, place, context) else []
    if len(found) < 2 or read_period(words, place, context.calendar):
        return None
    one = tuple(Choice(kind, (named.id,)) for named in found if not named.gone)
    return Match(Draft(included=one, contrasts=(kind,)), place + 2 - at)


_BOTH = frozenset(("both", "two"))


def _pair(words: Words, at: int, context: Context) -> Match | None:
    """`both checkouts`, `checkout both projects`: the two projects, keys or users with that word."""
    if not words.has(_BOTH):
        return None
    start = words.lead(at, ("both", "both of the", "both the", "the two", "both of our", "both our", "our two"))
    place = start if start > at else at
    end = words.skip(place + 1, "both", "(", ")", ",") if start == at else place + 1
    if start == at and "both" not in (words.text(step) for step in range(place + 1, end)):
        return None
    kind = _MANY.get(words.text(end), "")
    word = words.text(place)
    if read_exact(words, place, context) or not word.isalpha() or (word,) in FILLERS:
        return None
    for one in (kind,) if kind else ("project", "key", "user"):
        for text in (word, word.removesuffix("s")):
            found = [named for named in context.index.containing(text, one) if not named.gone]
            if len(found) == 2:
                both = tuple(Choice(one, (named.id,)) for named in found)
                return Match(Draft(included=both, contrasts=(one,)), end + bool(kind) - at)
    return None


def read_in_a_row(words: Words, at: int, context: Context) -> Match | None:
    """`alice bob carol last month`: of names that nothing joins, a row each."""
    first = read_exact(words, at, context)
    if not first or words.text(at - 1) in _JOINED or words.lead_back(at, *EXCEPT) < at:
        return None
    if not words[at].slot and read_period(words, at, context.calendar):
        return None  # `today web-app`, though a project is called so
    found, end = [first[0]], first[1]
    while (other := read_exact(words, end, context, first[0].dimension)) and not read_period(
        words, end, context.calendar
    ):
        found.append(other[0])
        end = other[1]
    if len(set(found)) < 2 or words.text(end) in _JOINED or is_supposed(words) or words.has(_RANKED):
        return None  # `top 3 days alice bob`: days of both
    return Match(Draft(included=tuple(found), contrasts=(first[0].dimension,)), end - at)


def read_one_of(words: Words, at: int, context: Context) -> Match | None:
    """Raises Ambiguous for `web-app in checkout-prod`, since usage belongs to one project and one model."""
    place = words.lead(at, ("in", "in the", "for", "for the", "inside", "within"))
    inner = read_exact(words, place, context) if place > at else None
    if not inner or (words.text(at) == "for" and is_supposed(words)):  # `swap o3 for gpt-5`
        return None
    outer = next((found for start in range(max(at - 4, 0), at) if (found := _ending(words, start, at, context))), None)
    if not outer or inner[0].dimension != outer[0].dimension or inner[0] == outer[0]:
        return None
    if read_period(words, outer[1], context.calendar):
        return None  # `today for web-app`, though a project is called so
    kind = inner[0].dimension
    asks = (words.instead(at, inner[1], ""), words.instead(outer[1], place, ""))
    raise Ambiguous(f"That names two where one {kind} can be; which one? For both write `and`.", asks)


_OWNED = ("project", "key", "user")


def read_both(words: Words, at: int, context: Context) -> Match | None:
    """Raises Ambiguous for `search + ci-runner`, a project and a key: what both had is asked by two questions."""
    if words.text(at) not in ("+", "&", "and", "plus"):
        return None
    if any(words.lead(place, EXCEPT) > place for place in range(at)):
        return None
    second = read_exact(words, at + 1, context)
    first = next((found for start in range(max(at - 4, 0), at) if (found := _ending(words, start, at, context))), None)
    if not first or not second or first[0].dimension == second[0].dimension:
        return None
    one, other = first[0].dimension, second[0].dimension
    if not {one, other} <= {*_OWNED} or any(
        read_period(words, place, context.calendar) for place in (first[1], at + 1)
    ):
        return None
    asks = (words.instead(at, second[1], ""), words.instead(first[1], at + 1, ""))
    raise Ambiguous(
        f"I cannot add what a {one} and a {other} used: some of it may be of both. Ask for one of them.", asks
    )


def _ending(words: Words, start: int, end: int, context: Context) -> tuple[Choice, int] | None:
    found = read_exact(words, start, context)
    return (found[0], start) if found and found[1] == end else None


def read_names(
    words: Words, at: int, context: Context, *, is_near: bool = False
) -> tuple[tuple[Choice, ...], int] | None:
    """A list of names, `web-app, checkout-prod and gpt-5`. With `is_near` the beginning of a name is enough."""
    found: list[Choice] = []
    place = end = at
    while read := _one_name(words, place, context) or (_begun_name(words, place, context) if is_near else None):
        found.append(read[0])
        end = read[1]
        place = words.skip(end, ",", "and", "&", "or", "+", "nor", "/")
        if place == end:
            break
    return (tuple(found), end) if found else None


def read_left_out(words: Words, at: int, context: Context) -> tuple[tuple[Choice, ...], int] | None:
    """The names behind `except`. What follows one of a kind at once is left out with it: `except alice bob`."""
    found = read_names(words, at, context, is_near=True)
    while found and (other := read_exact(words, found[1], context, found[0][-1].dimension)):
        if read_period(words, found[1], context.calendar):
            break
        found = (*found[0], other[0]), other[1]
    return found


def _one_name(words: Words, at: int, context: Context) -> tuple[Choice, int] | None:
    """`web-app`, `project web-app`, `the web-app project`, `project:web-app`, `flex tier`, `batch`."""
    at = words.skip(at, "the")
    for reader in (read_slotted, read_kind_and_name, read_tier, read_name):
        match = reader(words, at, context)
        if match and match.draft.included:
            return match.draft.included[0], at + match.length
    phrase = read_phrase(words, at, context)
    return (phrase.draft.included[0], at + phrase.length) if phrase and phrase.draft.included else None


def _begun_name(words: Words, at: int, context: Context) -> tuple[Choice, int] | None:
    """The beginning of a name where only a name can stand: `dana` for dana@acme.io, `whisper` for whisper-1."""
    at = words.skip(at, "the", "all", "any", "by")
    text = words.text(at)
    if family := models_of_size(text, context):
        return family, words.skip(at + 1, "one", "ones", "models", "model")
    is_plain = (text,) in FILLERS or text in DIMENSION_WORDS  # `no data` leaves out no Data Science
    if len(text) < 3 or not text.isalpha() or is_plain or read_period(words, at, context.calendar):
        return None
    begun = context.index.begun(text)
    choice = near_choice(text, context.index) if begun else None
    return (choice, _kind_after(words, at + 1, choice.dimension)) if choice else None


def read_slotted(words: Words, at: int, context: Context) -> Match | None:
    """`project:x`: always a name, whatever else the word means."""
    if words.text(at) or at >= len(words) or not words[at].slot:
        return None
    word = words[at]
    if word.slot == "batch":
        return _batch(word.text)
    if word.slot == "tier":
        return Match(Draft(included=(Choice("tier", (TIER_WORDS.get(word.text, word.text),)),)), 1)
    if word.slot not in ("project", "model", "key", "user"):
        return Match(Draft(included=(Choice(word.slot, (word.exact or word.text,)),)), 1)
    choice = near_choice(word.text, context.index, word.slot, quoted=word.quoted) if word.text else None
    choice = as_typed(choice, word)
    if not choice:
        raise unknown_name(word.text, context.index, word.slot)
    return Match(Draft(included=(choice,)), _kind_after(words, at + 1, word.slot) - at)


def _kind_after(words: Words, at: int, kind: str) -> int:
    """The place after a kind that only repeats what the name is: `web-app project`, `gpt-5 models`."""
    if kind == "project" and words.text(at) == "team" and words.text(at - 2) not in (",", "and", "by"):
        return at + 1
    return at + 1 if DIMENSION_WORDS.get(words.text(at)) == kind and words.text(at) in (kind, f"{kind}s") else at


def _batch(text: str) -> Match:
    value = {"true": "true", "yes": "true", "only": "true", "false": "false", "no": "false", "not": "false"}.get(text)
    if not value:
        raise UserError("Batch is yes or no: write `batch` or `not batch`.", ("today batch", "today not batch"))
    return Match(Draft(included=(Choice("batch", (value,)),)), 1)


_KIND_WORDS = Phrases(spelt for spelt, kind in BARE_DIMENSION_WORDS.items() if kind in KINDS)


def read_kind_and_name(words: Words, at: int, context: Context) -> Match | None:
    """`project web-app`, `model gpt-5`, `key "ci runner"`, `model=gpt-5`."""
    for end in words.ends(at, _KIND_WORDS):
        place = words.skip(end, ":", "=", "named", "called", "is", "in")
        kind = BARE_DIMENSION_WORDS[words.spelt(at, end)]
        found = read_exact(words, place, context, kind)
        if found and not _is_slot(words, place, found[1] - place, context):
            return Match(Draft(included=(found[0],)), found[1] - at)
    return None


def _is_slot(words: Words, at: int, length: int, context: Context) -> bool:
    """
    Whether the words are a metric or a period: `project cost`, `project today`; `project:today` is the project.

    Other words behind a kind are a name, `project batch`, and so is a period when another period was said.
    """
    phrase = read_phrase(words, at, context)
    if phrase and phrase.length >= length and (phrase.draft.metrics or phrase.draft.soft_cost):
        return True  # `project cost` is what projects cost
    period = read_period(words, at, context.calendar)
    others = (place for place in range(len(words)) if not at - 1 <= place < at + length)
    return bool(period and period.end - at >= length) and not any(
        read_period(words, place, context.calendar) for place in others
    )


def read_tier(words: Words, at: int, context: Context) -> Match | None:
    """`flex tier`, `tier flex`, `service tier priority`, `flex`."""
    place = words.lead(at, ("tier", "service tier", "processing tier"))
    tier = TIER_WORDS.get(words.text(place))
    if not tier:
        return None
    end = words.lead(place + 1, ("tier", "service tier", "processing", "tier only", "mode"))
    if place == at and end == place + 1 and tier not in BARE_TIERS and not _is_beside_tier(words, at):
        return None
    return Match(Draft(included=(Choice("tier", (tier,)),)), end - at)


def _is_beside_tier(words: Words, at: int) -> bool:
    """Whether a tier stands beside it. `flex` and `default` alone are plain words: `flex vs default`."""
    tiers = (*TIER_WORDS, "tier")
    is_rival = words.text(at - 1) in _VERSUS and any(words.text(place) in tiers for place in range(at - 1))
    return is_rival or any(words.text(at + step) in _OR and words.text(at + 2 * step) in tiers for step in (-1, 1))


_VERSUS = ("vs", "v", "versus", "against", "than")
_RANKED = frozenset(("top", "bottom"))
_JOINED = ("and", "&", ",", "+", "/", "or", "nor", "plus", "of", "to", "->", "than", "vs", "versus", "v", "except")
_OR = ("vs", "v", "versus", "and", "or", "against", ",", "&", "/", "than", "+")


def _model_by_digit(words: Words, at: int, context: Context) -> tuple[Choice, int] | None:
    """A number beside a model: `5 mini vs 5`, `gpt-4o and 5`."""
    text = words.text(at)
    if not re.fullmatch(r"[3-9](?:\.\d)?", text):
        return None
    after = read_exact(words, at + 2, context, "model") if words.text(at + 1) in _OR else None
    starts = range(max(at - 4, 0), at - 1) if words.text(at - 1) in _OR else range(0)
    before = any((found := read_exact(words, start, context, "model")) and found[1] == at - 1 for start in starts)
    choice = exact_choice(f"gpt-{text}", context.index, "model") if after or before else None
    return (choice, at + 1) if choice else None


def read_name(words: Words, at: int, context: Context) -> Match | None:
    """A known name, with or without its kind after it: `web-app`, `web-app project`."""
    found = read_exact(words, at, context) or _model_by_digit(words, at, context)
    if not found:
        return None
    choice, end = found
    return Match(Draft(included=(choice,)), _kind_after(words, end, choice.dimension) - at)
