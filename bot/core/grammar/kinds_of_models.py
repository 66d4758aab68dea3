"""Kinds of usage as the models that serve them: `whisper + tts`, `without embeddings`."""

from __future__ import annotations

from fnmatch import fnmatchcase

from bot.core.catalogue import METRIC
from bot.core.catalogue.words import Phrases, listed
from bot.core.grammar.draft import Draft, Match
from bot.core.grammar.names import Choice
from bot.core.grammar.reader import Context, read_phrase
from bot.core.grammar.tokens import Words
from bot.core.grammar.vocabulary import LAST_TIME, USED_LAST

_MODELS = {
    "embeddings": ("*embedding*",),
    "moderations": ("*moderation*",),
    "images": ("*image*", "dall-e*"),
    "speeches": ("*tts*",),
    "transcriptions": ("*transcribe*", "whisper*"),
}
_ADDED = listed("and, &, +, plus, and also")
_COMPARED = listed("vs, versus, or, against, compared to, compared with, than, /")


def kind_at(words: Words, at: int, context: Context) -> tuple[Choice, int] | None:
    """The models of the kind that is named here and where its words end; None where none of them was used."""
    phrase = read_phrase(words, at, context)
    if not phrase or phrase.draft.included:
        return None
    counted = [tuple(METRIC[name].counters) for name in phrase.draft.metrics]
    named = phrase.draft.endpoints or (counted[0] if len(counted) == 1 and len(counted[0]) == 1 else ())
    like = _MODELS.get(named[0], ()) if named else ()
    used = tuple(one for one in like if any(m.kind == "model" and fnmatchcase(m.id, one) for m in context.index.known))
    return (Choice("model", used), at + phrase.length) if used else None


def read_kinds(words: Words, at: int, context: Context) -> Match | None:
    """`whisper + tts` is one sum of dollars, `whisper vs tts` a row for each."""
    found = kind_at(words, at, context)
    if not found or _counts(words, context):
        return None
    kinds, end, is_compared = [found[0]], found[1], False
    while other := _next_kind(words, end, context):
        is_compared |= words.lead(end, _COMPARED) > end
        kinds.append(other[0])
        end = other[1]
    if len(set(kinds)) < 2:
        return None
    return Match(Draft(included=tuple(kinds), soft_cost=(True,), contrasts=("model",) if is_compared else ()), end - at)


def _next_kind(words: Words, at: int, context: Context) -> tuple[Choice, int] | None:
    place = words.lead(at, (*_ADDED, *_COMPARED)) if words.text(at) != "," else words.skip(at + 1, "and", "&")
    return kind_at(words, place, context) if place > at else None


def _counts(words: Words, context: Context) -> bool:
    """Whether something else than dollars is asked for: requests of two endpoints are no sum."""
    said = (read_phrase(words, place, context) for place in range(len(words)))
    return any(
        metric != "cost" and len(METRIC[metric].counters) > 1 for one in said if one for metric in one.draft.metrics
    )


def read_kinds_left_out(words: Words, at: int, context: Context) -> tuple[tuple[Choice, ...], int] | None:
    """`embeddings and whisper` behind `without`."""
    found = kind_at(words, at, context)
    if not found:
        return None
    kinds, end = [found[0]], found[1]
    while other := kind_at(words, words.skip(end, ",", "and", "&", "or", "+", "nor", "/"), context):
        kinds.append(other[0])
        end = other[1]
    return tuple(kinds), end


_LAST_USED = Phrases((*listed(USED_LAST), *listed(LAST_TIME), "last time", "last use of", "last call", "last request"))


def read_kind_last_used(words: Words, at: int, context: Context) -> Match | None:
    """`whisper` in `when was the last time anyone used whisper`: the models of that kind."""
    found = kind_at(words, at, context)
    if not found or not any(words.lead(place, _LAST_USED) > place for place in range(len(words))):
        return None
    used = tuple(
        one.id
        for one in context.index.known
        if one.kind == "model" and any(fnmatchcase(one.id, like) for like in found[0].values)
    )
    return Match(Draft(included=(Choice("model", used),)), found[1] - at)


_LIVE = ("realtime", "real-time", "real time")


def read_realtime(words: Words, at: int, context: Context) -> Match | None:
    """`what about realtime`: the models called so, where there are any and nothing is said of batch."""
    end = words.lead(at, _LIVE)
    if end == at or any(word.text.startswith("batch") or word.text in ("only", "traffic") for word in words):
        return None
    used = tuple(one.id for one in context.index.known if one.kind == "model" and "realtime" in one.id)
    end = words.skip(end, "models", "model", "api")
    return Match(Draft(included=(Choice("model", used),)), end - at) if used else None
