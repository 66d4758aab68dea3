"""A line without the talk around its question: `is anyone using o3? i never approved that`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.core.catalogue.words import either, listed
from bot.core.errors import UserError
from bot.core.grammar.draft import Draft
from bot.core.grammar.follow_up_words import is_follow_up
from bot.core.grammar.plain_words import NEGATIONS, SMALL_TALK
from bot.core.grammar.reader import FILLERS, Context
from bot.core.grammar.slots import best_match
from bot.core.grammar.tokens import Words
from bot.core.grammar.typed_text import cleaned
from bot.core.grammar.unread import may_be_name, nearest
from bot.core.patterns import Pattern

_PRONOUNS = listed("i, we, he, she, they, it, that, this, my, our, someone, somebody, nobody, no one, everyone")
_CUT = Pattern(
    r"(\s*[?!;]+\s+|\s*\.+\s+|\s+[-–—]+\s+|,\s+|\s*[()]\s*"
    rf"|\s+(?=(?:but|because|cuz|coz|bc|there (?:was|were)|(?:so|cause) {either(_PRONOUNS)})\b))",
    re.IGNORECASE,
)
_PERSONS = listed(
    """
    boss, manager, lead, cfo, ceo, cto, board, finance, controller, controlling, accounting, accountant, auditor,
    auditors, management, client, clients, customer, customers, investors, team, colleague, colleagues, procurement
    """
)
_MINUTES = r"(?:\d+|a few|two|five|ten) (?:mins?|minutes|hours?)"
_ASKS = r"(?:wants?|wanted|needs?|asked|asks|(?:is|are) asking|keeps asking|wonders)"
# Who wants to know it, and in what hurry, comes before the question itself.
_LEADS = (
    rf"(?:(?:my|our|the) )?{either(_PERSONS)} {_ASKS}(?: (?:me|us))?"
    r"(?: to (?:know|see|check))?(?: (?:if|whether|about|for))?",
    r"(?:i|we) (?:just |only )?(?:want|wanted|need|would like) to (?:know|check|understand|see) (?:if|whether)",
    r"(?:i|we)(?: am| was|'m| are)? (?:wonder|wondered|wondering) (?:if|whether)",
    rf"(?:i'?ve|we'?ve|i|we) (?:only )?(?:got|have) (?:only )?{_MINUTES}(?: (?:before|until|till|to|for) [^,.?!]*)?",
    r"(?:an?(?:other)? |prob(?:ably)? an? |maybe an? |this is an? )?(?:very |really )?"
    r"(?:stupid|dumb|silly|basic|random|weird|odd|naive|noob|newbie|lazy) (?:question|one|q)(?: (?:but|for you))?",
    r"quick (?:one|question) (?:before|for) (?:the|my|our) [^,.?!]*",
)
_LEAD = Pattern(rf"\W*(?:(?:hey|hi|ok|so|sorry|and|btw|fyi),? )*(?:{'|'.join(_LEADS)})\b[\s,:-]*", re.IGNORECASE)
_JOINT = Pattern(r"^(?:but|so|and|because|anyway)\s+", re.IGNORECASE)
# What the answer is for may be called like anything: `need it for the unit cost sheet`.
_PURPOSE = Pattern(
    r"(?:and |so |as |because |just )?"
    r"(?:(?:(?:i|we) )?(?:need|want|have to have) (?:it|this|that|them|these|the numbers?)|it'?s|this is|that'?s)"
    r" for (?:the|my|our|a|an|some|tomorrow'?s|today'?s|next|this)\b.*",
    re.IGNORECASE,
)
_SUBJECTS = (
    *listed(
        """
        i, we, he, she, they, you, u, someone, somebody, nobody, noone, everyone, everybody, people, there, that, thats,
        that's, this, it, its, it's, i'm, im, ive, i've, id, i'd, we've, weve, we're, he's, hes, shes, she's, theyre,
        they're, theres, there's, theyve, they've
        """
    ),
    *(f"{whose}{one}" for whose in ("my ", "our ", "the ", "") for one in _PERSONS),
)
# These begin a sentence whose subject goes without saying, `dont remember that`, or one that asks what was said back.
_UNSAID = listed(
    """
    don't, dont, didn't, didnt, wasn't, wasnt, can't, cant, couldn't, couldnt, haven't, havent, won't, wont, never,
    not sure, no idea, had, heard, thought, forgot, seems, seemed, feels, felt, sounds, trying, preparing, prepping,
    wondering, just wondering, curious, just curious, hoping, asking, just asking, just checking, isn't it, isnt it,
    is it, is that, are we, are they, was that, was it, did someone, did anyone, did anybody, has anyone, has someone
    """
)
_OPENINGS = listed(
    """
    hm, hmm, oh, ok, okay, wow, ouch, sorry, lol, haha, well, so, and, but, because, cause, cuz, coz, bc, yeah, yes,
    btw, fyi, though, although, omg, wtf, ugh, damn, honestly, also
    """
)
# They choose what counts, or when. A sentence with one of them is a part of the question.
_CHOOSING = frozenset(
    listed(
        """
        count, counts, include, includes, including, exclude, want, need, care, mean, meant, skip, ignore, leave,
        filter, consider, only, just, except, without, excluding, instead, rather, other, else, besides, apart, minus,
        since, when, while, before, after, until, till, during
        """
    )
)
_MOST = 16  # words of a clause; what is longer was pasted


@dataclass(frozen=True, slots=True)
class Asked:
    """What a line asks, and the talk around it, as it was typed."""

    text: str
    talk: tuple[str, ...]


def without_purpose(text: str, context: Context) -> Asked:
    """The line without a last clause that says what the answer is for: its head is a word that no reader takes."""
    clauses, marks = _cut(text)
    last, asked = clauses[-1].strip(), _joined(clauses[:-1], marks)
    if not asked or not _PURPOSE.fullmatch(last) or is_follow_up(asked, alone=True):
        return Asked(text, ())
    words = Words.of(last)
    return Asked(text, ()) if best_match(words, len(words) - 1, context) else Asked(asked, (last,))


def without_talk(text: str, context: Context) -> Asked | None:
    """The line without its clauses that are talk; None where there are none, or nothing else."""
    text = cleaned(text)
    lead = _LEAD.match(text)
    clauses, marks = _cut(text[lead.end() :] if lead else text)
    talk = {at for at, clause in enumerate(clauses) if is_talk(clause, context)}
    kept = [at for at in range(len(clauses)) if at not in talk]
    asked = _joined([clauses[at] for at in kept], [marks[at] for at in kept])
    if not asked or not (lead or talk) or is_follow_up(asked, alone=True):
        return None
    return Asked(asked, tuple(clauses[at].strip() for at in sorted(talk) if not _is_idle(clauses[at])))


def _cut(text: str) -> tuple[list[str], list[str]]:
    """The clauses, and the mark behind each."""
    pieces = _CUT.split(text)
    return pieces[::2], [*pieces[1::2], ""]


def _joined(clauses: list[str], marks: list[str]) -> str:
    text = "".join(clause + mark for clause, mark in zip(clauses, marks, strict=False)).strip(" ,;.-–—()")
    return _JOINT.sub("", text)


def _is_idle(clause: str) -> bool:
    """Whether nothing in it could be missed: `are we?`, `sorry`."""
    return all((word.text,) in FILLERS or word.text in SMALL_TALK for word in Words.of(clause))


def is_talk(clause: str, context: Context) -> bool:
    """
    Whether a clause says nothing of the question: it names nothing that the product knows, and nothing in it could
    choose, compare or leave out, but for the verb of a sentence about somebody.
    """
    words = Words.of(clause)
    if not words:
        return False
    begun = _begun(words)
    if len(words) > _MOST or any(word.quoted or word.slot or word.text in _CHOOSING for word in words[begun:]):
        return False
    unread = _unread(words, context, is_told=begun > 0)
    if unread is None or any(_may_name(words, at, context) for at in unread):
        return False
    if begun:
        return True
    return not any(words.text(at) in NEGATIONS or may_be_name(words, at) for at in range(len(words)) if at in unread)


def _unread(words: Words, context: Context, *, is_told: bool) -> list[int] | None:
    """
    The places of the words that no reader takes; None where a reader finds more than filler. What somebody is told of
    may be what no number tells: `users say its slow`.
    """
    at, unread = 0, []
    while at < len(words):
        try:
            match = best_match(words, at, context)
        except UserError:
            if not is_told:
                return None
            match = None
        if match is None:
            unread.append(at)
        elif replace(match.draft, fillers=(), leans=(), stats=()) != Draft():
            return None
        at += match.length if match else 1
    return unread


def _may_name(words: Words, at: int, context: Context) -> bool:
    """Whether a word could be meant as a name, or counts something."""
    text = words.text(at)
    if any(letter.isdigit() for letter in text) or not text.isascii():
        return True
    return bool(context.index.containing(text) or nearest(text, context.index))


def _begun(words: Words) -> int:
    """The place after what begins a sentence about somebody: `hm thats`, `because we`; 0 where nothing does."""
    at = words.lead(0, _OPENINGS)
    while (later := words.lead(at, _OPENINGS)) > at:
        at = later
    end = max(words.lead(at, _SUBJECTS), words.lead(at, _UNSAID))
    return end if end > at else 0
