"""A line without the talk around its question: `is anyone using o3? i never approved that`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.core.catalogue.words import either, listed
from bot.core.errors import UserError
from bot.core.grammar.candidates import candidates
from bot.core.grammar.draft import Draft, Match
from bot.core.grammar.follow_up_words import is_follow_up
from bot.core.grammar.plain_words import NEGATIONS, SMALL_TALK
from bot.core.grammar.reader import FILLERS, Context
from bot.core.grammar.slots import best_match
from bot.core.grammar.time.told_events import has_event
from bot.core.grammar.tokens import Words
from bot.core.grammar.typed_text import cleaned
from bot.core.grammar.unread import may_be_name
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
    r"(?:and |so |as |because |just )?(?:(?:(?:i|we) )?"
    r"(?:need|want|have to have)(?: (?:it|this|that|them|these|the numbers?))?|it'?s|this is|that'?s)"
    r" for (?:the|my|our|a|an|some|tomorrow'?s|today'?s|next|this)\b.*",
    re.IGNORECASE,
)
_MEETING = Pattern(r"for (?:my|our|the) (?:\d{1,2}(?::\d\d)?(?:am|pm|h)?|noon)$", re.IGNORECASE)  # `need it for my 3pm`
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
_TELLERS = tuple(
    one for one in _SUBJECTS if one not in listed("there, that, thats, that's, this, it, its, it's, you, u")
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
# What somebody did or was told, `bob mentioned something in october`, is no part of a question with its own period.
_DID = Pattern(
    r"(?:just |only |already |also |never |all |both )*(?:[a-z]{2,}ed|"
    + either(
        listed(
            """
            had, got, went, saw, heard, told, said, thought, found, woke, left, put, ran, did, made, gave, sent, forgot,
            was, were, came, took, built, broke, bought, brought, cut, kept, met, set, spoke, wrote, knew
            """
        )
    )
    + r")\b",
)
_HAPPENED = (
    "thought",
    "got",
    "had",
    "heard",
    "saw",
    "told",
    "woke",
    "forgot",
    "found",
    "noticed",
    "realised",
    "realized",
)
_ASKING = frozenset(
    listed(
        """
        what, which, who, why, how, when, where, asked, wanted, needed, meant, looked, counted, included, excluded,
        compared, talked, called, named, did, it, spent, used, cost
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
    is_known = _match(words, len(words) - 1, context) and not _MEETING.search(last.rstrip("?!. "))
    return Asked(text, ()) if is_known else Asked(asked, (last,))


def without_stories(text: str, context: Context) -> Asked:
    """The line without what somebody did, where a clause beside it has a period of its own."""
    clauses, marks = _cut(text)
    told = [
        at
        for at, clause in enumerate(clauses)
        if len(clauses) > 1 and (_is_story(clause, context) or (at and _is_own_story(clause)))
    ]
    kept = [at for at in range(len(clauses)) if at not in told]
    if not told or not any(_has_period(clauses[at], context) for at in kept) or has_event(Words.of(text), context):
        return Asked(text, ())
    asked = _joined([clauses[at] for at in kept], [marks[at] for at in kept])
    return Asked(asked, tuple(clauses[at].strip() for at in told))


def _is_story(clause: str, context: Context) -> bool:
    words = Words.of(clause)
    at = _skipped(words)
    end = words.lead(at, _TELLERS)
    by_name = _match(words, at, context) if end == at and at < len(words) else None
    if by_name and {one.dimension for one in by_name.draft.included} == {"user"}:
        end = at + by_name.length
    is_about = any(word.text in _CHOOSING | _ASKING for word in words[end:])
    return end > at and not is_about and _DID.match(words.spelt(end, len(words))) is not None


def _is_own_story(clause: str) -> bool:
    """`just woke up to an alert`, `got the alert at lunch`: what the asker did."""
    words = Words.of(clause)
    is_told = words.text(0) in _HAPPENED or (words.text(0) == "just" and words.text(1) in _HAPPENED)
    return is_told and not any(word.text in _CHOOSING | _ASKING for word in words[1:])


def _match(words: Words, at: int, context: Context) -> Match | None:
    try:
        return best_match(words, at, context)
    except UserError:  # what no number tells
        return None


def _has_period(clause: str, context: Context) -> bool:
    words = Words.of(clause)
    draft = (_scan(words, context, is_told=True) or (Draft(), []))[0]
    is_of_now = any(word.text in ("still", "now", "currently", "rn", "atm") for word in words)
    return is_of_now or bool(draft.spans or draft.untils or draft.windows or draft.times)


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
    draft, unread = _scan(words, context, is_told=begun > 0) or (None, [])
    if draft is None or replace(draft, fillers=(), leans=(), stats=()) != Draft():
        return False
    if any(_may_name(words, at, context) for at in unread):
        return False
    if begun:
        return True
    return not any(words.text(at) in NEGATIONS or may_be_name(words, at) for at in range(len(words)) if at in unread)


def _scan(words: Words, context: Context, *, is_told: bool) -> tuple[Draft, list[int]] | None:
    """
    What the readers find, and the places of the words that none takes; None where a reader refuses. What somebody is
    told of may be what no number tells: `users say its slow`.
    """
    draft, at, unread = Draft(), 0, list[int]()
    while at < len(words):
        try:
            match = best_match(words, at, context)
        except UserError:
            if not is_told:
                return None
            match = None
        if match is None:
            unread.append(at)
        else:
            draft += match.draft
        at += match.length if match else 1
    return draft, unread


def _may_name(words: Words, at: int, context: Context) -> bool:
    """Whether a word could be meant as a name, or counts something."""
    text = words.text(at)
    if any(letter.isdigit() for letter in text) or not text.isascii():
        return True
    return any(one.kind for group in candidates(words, at, context.index) for one in group)


def _skipped(words: Words) -> int:
    """The place after `hm`, `because` and the like."""
    at = words.lead(0, _OPENINGS)
    while (later := words.lead(at, _OPENINGS)) > at:
        at = later
    return at


def _begun(words: Words) -> int:
    """The place after what begins a sentence about somebody: `hm thats`, `because we`; 0 where nothing does."""
    at = _skipped(words)
    end = max(words.lead(at, _SUBJECTS), words.lead(at, _UNSAID))
    return end if end > at else 0
