"""A line without the talk around its question: `is anyone using o3? i never approved that`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import combinations

from bot.core.errors import UserError
from bot.core.grammar.candidates import candidates
from bot.core.grammar.clause_words import (
    ASKING,
    AT_ENDS,
    CHOOSING,
    CUT,
    DID,
    EVENT,
    EXPLAINS,
    HAPPENED,
    JOINT,
    LEAD,
    MEETING,
    NO_VERBS,
    OPENINGS,
    OPINIONS,
    PURPOSE,
    SUBJECTS,
    TELLERS,
    TOLD,
    UNSAID,
)
from bot.core.grammar.draft import Draft, Match
from bot.core.grammar.follow_up_words import is_follow_up
from bot.core.grammar.mail_words import APPOSITION, AWAY, CLAIM, HURRY, SIGN_OFF, TAG, USE, USE_AT_END
from bot.core.grammar.plain_words import EXCEPT, NEGATIONS, SMALL_TALK
from bot.core.grammar.reader import FILLERS, Context
from bot.core.grammar.retold import DEFAULT_PROJECT, retold
from bot.core.grammar.slots import best_match
from bot.core.grammar.time.told_events import has_event
from bot.core.grammar.tokens import Words
from bot.core.grammar.typed_text import cleaned
from bot.core.grammar.unread import may_be_name
from bot.core.patterns import Pattern

_OF_THE_FUTURE = Pattern(
    r"\b(?:will|when|forecast|going to|gonna|until|till|remind|alert|tell|snooze)\b", re.IGNORECASE
)
# `everything except sandbox, ie real prod`: the same in other words, unless it names something.
_RESTATED = Pattern(
    r"\s*[,;(]\s*(?P<use>(?:i\.?e\.?|aka|a\.k\.a\.?)[\s,:]+[^,;()]+?)\)?(?=\s*[,;]|\s*$)", re.IGNORECASE
)
_MOST = 16  # words of a clause; what is longer was pasted
_LONGEST_OPINION = 5  # words


@dataclass(frozen=True, slots=True)
class Asked:
    """What a line asks, and the talk around it, as it was typed."""

    text: str
    talk: tuple[str, ...]


def without_frame(text: str, context: Context) -> Asked:
    """The line without who wants to know it, and without what the answer is for: a clause with an unread head."""
    text, told = retold(SIGN_OFF.sub("", text), f"{context.calendar.now.astimezone(context.calendar.zone):%H:%M}")
    beside = [*told]
    hurry = () if _OF_THE_FUTURE.search(text) else (HURRY,)
    for pattern in (DEFAULT_PROJECT, TAG, CLAIM, APPOSITION, AWAY, _RESTATED, *hurry):
        text, said = _cut_use(text, pattern, context)
        beside += [said] if said else []
    asked = _without_use(text, context)
    return replace(asked, talk=(*asked.talk, *beside))


def _without_use(text: str, context: Context) -> Asked:
    text = _cut_use(text, USE, context)[0]
    lead = LEAD.match(text)
    rest = text[lead.end() :] if lead else text
    clauses, marks = _cut(rest)
    last = clauses[-1].strip()
    words = Words.of(last) if len(clauses) > 1 and PURPOSE.fullmatch(last) else Words()
    is_known = not words or (_match(words, len(words) - 1, context) and not MEETING.search(last.rstrip("?!. ")))
    asked, use = _cut_use(rest, USE_AT_END, context) if is_known else (_joined(clauses[:-1], marks), last)
    if not asked.strip() or is_follow_up(asked, alone=True):
        return Asked(text, ())
    head = lead[0].strip(" ,:-") if lead and _names(lead[0].casefold().split(), context) else ""
    return Asked(asked, tuple(filter(None, (use, head))))


def _cut_use(text: str, pattern: Pattern, context: Context) -> tuple[str, str]:
    """The line without what its answer is for, and that, unless a name is spelt so: `for the month-end close`."""
    found = pattern.search(text)
    said = found["use"].casefold().split() if found else []
    if not found or _names(said, context) or not (rest := text[: found.start()] + text[found.end() :]).strip():
        return text, ""
    return rest, found["use"]


def _names(said: list[str], context: Context) -> bool:
    runs = (" ".join(said[start:end]).strip(",.:") for start, end in combinations(range(len(said) + 1), 2))
    return any(context.index.spelt(run) for run in runs)


def without_stories(text: str, context: Context) -> Asked:
    """The line without what somebody did, where a clause beside it has a period of its own."""
    clauses, marks = _cut(text)
    told = [
        at
        for at, clause in enumerate(clauses)
        if len(clauses) > 1
        and (
            _is_story(clause, context)
            or (at and (_is_own_story(clause) or _is_event(clause) or _is_opinion(clause, context)))
        )
    ]
    kept = [at for at in range(len(clauses)) if at not in told]
    if not told or not any(_has_period(clauses[at], context) for at in kept) or has_event(Words.of(text), context):
        return Asked(text, ())
    asked = _joined([clauses[at] for at in kept], [marks[at] for at in kept])
    return Asked(asked, tuple(clauses[at].strip() for at in told))


def _is_story(clause: str, context: Context) -> bool:
    words = Words.of(clause)
    at = _skipped(words)
    end = words.lead(at, TELLERS)
    is_done = any(DID.match(words.spelt(place, len(words))) for place in range(at + 1, len(words)))
    by_name = _match(words, at, context) if end == at and is_done else None  # read only where it can be told
    if by_name and {one.dimension for one in by_name.draft.included} == {"user"}:
        end = at + by_name.length
    is_about = _chooses(words, end) or any(word.text in ASKING for word in words[end:])
    return end > at and not is_about and DID.match(words.spelt(end, len(words))) is not None


def _is_told(clause: str, context: Context) -> bool:
    """`someone said theres a 9th one`: what it names was said, and is not asked."""
    return any(word.text in TOLD for word in Words.of(clause)[:3]) and _is_story(clause, context)


def _is_own_story(clause: str) -> bool:
    """`just woke up to an alert`, `got the alert at lunch`: what the asker did."""
    words = Words.of(clause)
    is_told = words.text(0) in HAPPENED or (words.text(0) == "just" and words.text(1) in HAPPENED)
    return (
        is_told
        and not _chooses(words, 1 + (words.text(0) == "just"))
        and not any(word.text in ASKING for word in words)
    )


def _is_event(clause: str) -> bool:
    """`something spiked around 11`: what the asker saw, with a time of its own."""
    return EVENT.match(clause) is not None


def _is_opinion(clause: str, context: Context) -> bool:
    """`isnt that odd`, `seems high`: what the asker makes of it, as long as it names nothing."""
    words = Words.of(clause)
    begun = words.lead(_skipped(words), OPINIONS)
    if begun == _skipped(words) or len(words) > _LONGEST_OPINION or _chooses(words, begun):
        return False
    draft, unread = _scan(words, context, is_told=True) or (None, [])
    slots: dict[str, tuple[()]] = dict.fromkeys(("fillers", "leans", "stats", "moves", "verbs", "soft_cost"), ())
    is_bare = draft is not None and replace(draft, **slots) == Draft()
    return is_bare and not any(_may_name(words, at, context) for at in unread)


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


def without_talk(text: str, context: Context, *, is_explained: bool = False) -> Asked | None:
    """
    The line without its clauses that are talk; None where there are none, or nothing else. With `is_explained` also
    without those that tell what the question is for, or what somebody makes of it.
    """
    clauses, marks = _cut(cleaned(text))
    talk = {
        at
        for at, clause in enumerate(clauses)
        if is_talk(clause, context)
        or (at and (_is_told(clause, context) or _is_opinion(clause, context)))
        or (at and is_explained and _explains(clause, context))
    }
    kept = [at for at in range(len(clauses)) if at not in talk]
    asked = _joined([clauses[at] for at in kept], [marks[at] for at in kept])
    if not asked or not talk or is_follow_up(asked, alone=True):
        return None
    return Asked(asked, tuple(clauses[at].strip() for at in sorted(talk) if not _is_idle(clauses[at])))


def _explains(clause: str, context: Context) -> bool:
    """
    `so only customer facing costs`, `i get a 14.20 gap`: said of the clear question in front, as long as it asks
    nothing and has no name, period or group of its own.
    """
    words = Words.of(clause)
    begun = words.lead(0, EXPLAINS)
    if begun == 0 or len(words) > _MOST or any(word.text in ASKING or word.quoted or word.slot for word in words):
        return False
    draft, _ = _scan(words, context, is_told=True) or (Draft(), [])
    return not (draft.spans or draft.included or draft.excluded or draft.by or draft.endpoints or draft.times)


def first_clause(text: str) -> str:
    """The first clause of several, where it is long enough to be a question; else ''."""
    clauses, _ = _cut(cleaned(text))
    return clauses[0].strip() if len(clauses) > 1 and len(clauses[0].split()) > 1 else ""


def _cut(text: str) -> tuple[list[str], list[str]]:
    """The clauses, and the mark behind each."""
    pieces = CUT.split(text)
    return pieces[::2], [*pieces[1::2], ""]


def _joined(clauses: list[str], marks: list[str]) -> str:
    text = "".join(clause + mark for clause, mark in zip(clauses, marks, strict=False)).strip(" ,;.-–—()")
    return JOINT.sub("", text)


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
    if len(words) > _MOST or _chooses(words, begun) or any(word.quoted or word.slot for word in words):
        return False
    draft, unread = _scan(words, context, is_told=begun > 0) or (None, [])
    if draft is None or replace(draft, fillers=(), leans=(), stats=()) != Draft():
        return False
    if any(_may_name(words, at, context) for at in unread):
        return False
    if begun:
        return not _leaves_out(words, begun, unread)
    return not any(words.text(at) in NEGATIONS or may_be_name(words, at) for at in unread)


def _chooses(words: Words, begun: int) -> bool:
    texts = [words.text(at) for at in range(begun, len(words))]
    return any(text in CHOOSING for text in texts) or any(text in AT_ENDS for text in texts[:-1])


def _leaves_out(words: Words, begun: int, unread: list[int]) -> bool:
    """Whether a negation stands before what may be a thing: `never the sandbox`, `that means no sandbox`."""
    is_of_person = words.lead(_skipped(words), TELLERS) == begun  # `i'm not amused`
    return any(
        words.text(at + 1) in NO_VERBS or (words.text(at) in EXCEPT and at >= begun + is_of_person and at + 1 in unread)
        for at in range(len(words))
        if words.text(at) in NEGATIONS
    )


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
    at = words.lead(0, OPENINGS)
    while (later := words.lead(at, OPENINGS)) > at:
        at = later
    return at


def _begun(words: Words) -> int:
    """The place after what begins a sentence about somebody: `hm thats`, `because we`; 0 where nothing does."""
    at = _skipped(words)
    end = max(words.lead(at, SUBJECTS), words.lead(at, UNSAID))
    return end if end > at else 0
