"""Questions for what somebody wrote: OpenAI reports how much was used, and keeps no words."""

from __future__ import annotations

from bot.core.catalogue.words import listed
from bot.core.errors import UserError
from bot.core.grammar.reader import Context
from bot.core.grammar.time.read_time import read_period
from bot.core.grammar.tokens import Words
from bot.core.grammar.unmeasured import NO_PROMPTS
from bot.core.grammar.vocabulary import DIMENSION_WORDS

_ARTICLES = ("the", "our", "my", "all")
_DO = listed("did, does, do, is, are, was, were, has, have")
_SELF = ("i", "we", "you", "it", "that", "this")
_WRITE = listed("ask, asked, asking, prompted, prompting, chat, chatting, chatted, type, typed, write, writing, wrote")
_LONGEST_NAME = 4  # words


def refuse_contents(words: Words, at: int, context: Context) -> None:
    """Raises UserError for `prompts of dana`, `what did dana ask yesterday`, with `requests of dana` to ask instead."""
    if at == 0:
        _prompts_of(words, context)
        _what_was_asked(words)


def _prompts_of(words: Words, context: Context) -> None:
    first = words.skip(0, *_ARTICLES)
    place = words.skip(first + 2, *_ARTICLES)
    if words.text(first) not in ("prompts", "prompt") or words.text(first + 1) not in ("of", "from"):
        return
    if (
        words.text(place)
        and words.text(place) not in DIMENSION_WORDS
        and not read_period(words, place, context.calendar)
    ):
        raise UserError(NO_PROMPTS.told, (words.instead(0, first + 1, "requests"), *NO_PROMPTS.asks))


def _what_was_asked(words: Words) -> None:
    name = words.skip(2, "the", "our", "user", "project", "key")
    if words.text(0) != "what" or words.text(1) not in _DO or words.text(name) in _SELF:
        return
    for end in range(name + 1, name + 1 + _LONGEST_NAME):
        if words.text(end) in _WRITE:
            who = " ".join(word.typed for word in words[name:end])
            raise UserError(NO_PROMPTS.told, (words.instead(0, end + 1, f"requests of {who}"), *NO_PROMPTS.asks))
