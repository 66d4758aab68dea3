"""Offers in plain words: a question by itself, without the words that led to what was taken out."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.catalogue.words import listed
from bot.core.grammar.follow_up_words import is_follow_up
from bot.core.grammar.offers import ReadAs, said_text
from bot.core.grammar.reader import Context
from bot.core.grammar.tokens import Words

# `how requests was search`, `when is our october invoice`: a sentence of which a part is gone.
_SPOKEN = frozenset(
    listed(
        """
        how, how's, hows, what, what's, whats, when, where, who, whose, which, did, does, do, is, was, are, were, has,
        have, had, will, would, should, can, could, me, my, our, we, i, u, about, as
        """
    )
)
_LEADS = frozenset(listed("of, for, in, on, at, to, with, from, per, by, about, than, as, versus, vs"))
_LOOSE_ENDS = _LEADS | frozenset(
    listed("the, our, my, a, an, and, or, is, was, are, were, did, does, we, i, answers, so, still, yet, already, then")
)
_PARTICLES = ("off", "out", "down", "up", "back")
_DATES = ("this", "last", "next", "yesterday", "today")


def plain_offer(offer: str, text: str, context: Context, read: ReadAs) -> str:
    """
    The offer as words that stand by themselves; '' where it would go on from the answer before.

    A sentence that was typed so stays as it is.
    """
    words = Words.of(offer)
    if words.text(0) in _PARTICLES and words.text(0) != Words.of(text).text(0):
        offer = " ".join(word.typed for word in words[1:])  # of `turn off the key` no `off the key` is left
        words = Words.of(offer)
    is_cut = _is_sentence(words) and offer.casefold() not in text.casefold()
    if is_cut or _is_loose(words):
        offer = next((one for one in _plainer(words, context) if one and read(one) == read(offer)), offer)
    if Words.of(offer).text(0) == "me":
        return ""  # `me the october invoice` is of somebody else's wish
    if not is_follow_up(offer) or is_follow_up(text):
        return offer
    if Words.of(offer).text(0) in _SPOKEN:
        return ""
    whole = f"cost {offer}"
    return whole if read(whole) == read(offer) and not is_follow_up(whole) else ""


# What is left of a sentence whose sense was taken out: `october and post`, `budget forecast , and who`.
_LEFTOVERS = frozenset(
    listed(
        """
        and, or, who, whos, who's, pct, %, then, also, still, already,
        yet, there, any, anything, bucks, dollars, post, pay, give, compare, old
        """
    )
) | {",", "-", "–", ":", ";"}


def tidied(offer: str, text: str, read: ReadAs) -> str:
    """The offer without its leftovers, where it is no part of the line as typed and they change nothing."""
    said = offer.split()
    asked = read(offer)
    is_typed = " , " not in offer and offer.casefold() in text.casefold()
    if asked is None or is_typed or len(said) < 2 or not any(word.casefold() in _LEFTOVERS for word in said):
        return offer
    at = len(said) - 1
    while at >= 0 and len(said) > 1:
        rest = said[:at] + said[at + 1 :]
        if said[at].casefold() in _LEFTOVERS and read(" ".join(rest)) == asked:
            said = rest
        at -= 1
    return " ".join(said).replace(" ,", ",")


def _plainer(words: Words, context: Context) -> Iterator[str]:
    if words.text(0) == "me":
        words = Words(words[1:])
        yield " ".join(word.typed for word in words)
    said = said_text(words, context)
    yield _said_once(_without_leads(said))
    yield _without_leads(said)
    yield said
    yield _without_leads(" ".join(word.typed for word in words))


def _said_once(text: str) -> str:
    """`cost per request cost` says the same word twice."""
    words = text.split()
    return " ".join(word for at, word in enumerate(words) if word in _LEADS or word not in words[:at])


def _without_leads(text: str) -> str:
    words = Words.of(text)
    return " ".join(
        word.typed for at, word in enumerate(words) if at == len(words) - 1 or not _leads_to_nothing(words, at)
    )


def _is_sentence(words: Words) -> bool:
    return any(words.text(at) in _SPOKEN for at in range(len(words)))


def _is_loose(words: Words) -> bool:
    """`for search last week`, `october costs as`, `spend on last month`: a word leads to nothing."""
    last = len(words) - 1
    is_begun = words.text(0) == "me" or words.text(last) in _LOOSE_ENDS
    return is_begun or any(_leads_to_nothing(words, at) for at in range(last))


def _leads_to_nothing(words: Words, at: int) -> bool:
    lead, led = words.text(at), words.text(at + 1)
    if lead not in _LEADS:
        return lead != "" and lead == led  # `requests requests on gpt-4o`
    if lead in ("by", "per", "as", "than"):
        return led in _DATES or led in _LEADS
    return at == 0 or led in _LEADS or (lead in ("on", "about") and led in _DATES)
