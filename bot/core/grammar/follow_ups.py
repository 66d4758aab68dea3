"""
Following up: words that refine a question that was asked before.

Whoever remembers questions (a channel's last 30 minutes, a thread) needs two functions, and no store:

    previous = …                      # the Question that was answered there, or None
    if previous and is_follow_up(text):
        question = refine(text, previous, names, Calendar(now, zone))
    elif is_follow_up(text, alone=True):
        raise needs_question(text, names, Calendar(now, zone))    # nothing to go on from: asked back
    else:
        question = read_question(text, names, now=now, zone=zone)

The answer's reading says which question it follows (`Question.after`). The refined question can be refined again.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from bot.core.catalogue.words import either, listed
from bot.core.errors import UserError
from bot.core.grammar.canonical import question_text, slots_text
from bot.core.grammar.draft import Draft
from bot.core.grammar.plain_words import EXCEPT
from bot.core.grammar.read import draft_of, read_question
from bot.core.grammar.time.calendar import Calendar
from bot.core.grammar.tokens import Words
from bot.core.grammar.vocabulary import DIMENSION_WORDS, SHAPE_PHRASES, UNIT
from bot.core.grammar.wish_words import one_of
from bot.core.names import Names
from bot.core.periods import Period, local_midnight
from bot.core.question import Question, Repair
from bot.core.time_units import UNIT_OF_TIME
from bot.core.usage.scenario import AS_IT_WAS

# These words open a follow-up, and have a part in it themselves.
_WITH_A_PART = listed("without, except, excluding, minus, not, vs, versus, compared to, as, in, only, just")
# These words open or close a follow-up. `and` before a complete question only joins it.
_OPENING = _WITH_A_PART + listed(
    """
    and what about, and how about, ok and, okay and, and now, and for, and in, and on, and by, and per, and only,
    and, n, what about, how about, hows about, same for, same but, the same for, same, the same but, same thing for,
    ditto for, now for, now by, now with, now only, no i meant, no i mean, i meant, i mean, sorry i meant, sorry,
    also, but only, but by, but for, but in, but, make it, make that, show it, show that, then, or, instead of that,
    rather, actually, now, swap to, switch to, change to, change it to, convert to, swap it to, switch it to, exclude,
    drop, remove, leave out
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
    requests, in dollars, only, without, instead, vs, versus, compared to, swap to, change it to, swap it to
    """
)
# `what would it have cost on gpt-5-mini?` is said of what was just asked.
_SUPPOSING = listed("what would it, what would that, what if it, what if that, how much would it, how much would that")
_BARE = frozenset(
    (*listed("why, who, top, bottom"), *(one for spelt in SHAPE_PHRASES.values() for one in listed(spelt)))
)
_BESIDE = re.compile(rf"\b(?:{one_of('please', 'thanks')}|it|that)\b")


def is_follow_up(text: str, *, alone: bool = False) -> bool:
    """Whether the words go on from an earlier question. With `alone`: whether they make no question by themselves."""
    words = Words.of(text)
    if not words or len(words) > 12 or words.match(0, "vs storage"):  # vector stores
        return False
    spoken = [word.typed for word in words]
    opened, closed = _opening(words), _closing(words)
    if _before(" ".join(spoken[opened:])) or _is_again(text) or _refers(text) or _is_page(text):
        return True
    if _ADDED.match(text) or (_DROPPED.match(text) and not (alone and words.text(0) not in _DROPS)):
        return len(words) <= 5
    if alone and len(words) > 4 and words.text(0) in ("only", "just", "without"):
        return False  # `only non-batch requests gpt-4.1 yesterday`
    if alone:
        return words.lead(0, _SURE) > 0 or words.text(len(words) - 1) == "instead"
    is_bare = _BESIDE.sub("", " ".join(spoken).casefold()).strip(" ?!.") in _BARE
    is_supposed = words.lead(0, _SUPPOSING) > 0
    return bool(opened) or closed < len(words) or is_bare or is_supposed or _is_slot(words)


# `that`, `it` and `them` stand for what was asked before: `export that`, `break it down by model`.
_THAT = r"(?:that|it|this|them|those|these)"
_POLITELY = rf"(?:(?:{one_of('politely')}|(?:can|could) (?:i|we)) )*"
_REFERS = re.compile(
    _POLITELY
    + "(?:"
    + "|".join(
        (
            rf"(?:get|have|see|give|send|show|make|draw|put) (?:me |us )?{_THAT} (?:in|as|to|into|on|by) .+",
            rf"(?:export|plot|chart|graph|draw|break|split|download|share|post|group) {_THAT}"
            rf"(?! {either(UNIT)})\b.*",
            rf"what (?:was|is|were|are) {_THAT} (?:in|on|for|last|this|yesterday|today)\b.*",
            rf"how much of {_THAT} .+|what (?:share|part|percent|%) of {_THAT} .+",
            rf"why tho(?:ugh)?|how come|why(?: is|'s) {_THAT}",
            rf"(?:and )?compared? (?:{_THAT} )?(?:with|to|against) .+",
            r"w ?/ ?o(?:ut)? .+",
            r"(?:just |only |show )?(?:me )?(?:the )?(?:top|\w+ biggest|\w+ largest|biggest|largest) ones?",
        )
    )
    + ")"
)
_COMPARED = re.compile(rf"^\W*(?:and )?compared? (?:{_THAT} )?(?:with|to|against) ", re.IGNORECASE)
_GO_BACK = re.compile(rf"(?:go )?back (?:an? |one )?(?P<unit>{either(UNIT_OF_TIME)})|(?:go )?back", re.IGNORECASE)
_TOTAL = re.compile(
    rf"(?:just |only |show )?(?:me )?(?:the |in )?(?:grand )?total(?: only| {one_of('please')})?|(?:as|in) one number"
    r"|(?:not|without|no) (?:by|the|any|a)? ?(?:\w+|group(?:ing|s)?|break ?down|rows|split)"
)
# These ask the same question again, up to now.
_AGAIN = re.compile(
    rf"(?:{one_of('please')} )?(?:(?:show|say|do|run|try|ask|repeat) (?:it|that|this)(?: again| once more)?"
    rf"|one more time|once more|again|repeat|refresh|rerun|update it)(?: {one_of('please')})?"
)
# `drop nano`: what is taken out of what was asked.
_DROPPED = re.compile(
    r"^\W*(?:and |now )?(?:drop(?! in\b| of\b)|remove|exclude|leave out|lose|hide|filter out) (?:the )?", re.I
)
_DROPS = ("drop", "remove", "lose")  # a question of its own may begin with the others
# `add user`, `also by key`: beside the groups and metrics that were asked for.
_ADDED = re.compile(
    r"^\W*(?:and |now |also )?(?:add|also by|also per|plus by) (?:in )?(?:the |a )?(?:by )?", re.IGNORECASE
)
_PAGE = re.compile(
    r"(?:page|pg) \d+|(?:next|more|previous) (?:page|rows|results)|(?:show )?(?:me )?(?:the )?(?:rest|more)"
)
_BEFORE = re.compile(
    rf"(?:the |one )*(?:(?P<unit>{either(UNIT_OF_TIME)}) )?before(?: (?:that|it|this|then))?"
    r"|(?:the )?(?:previous|prior|earlier) (?:one|period)"
)


def _before(words: str) -> str:
    """`the week before`, `before that`: compares the period of the earlier question with the one before."""
    if back := _GO_BACK.fullmatch(words.casefold().strip(" ?!.")):
        return f"the {back['unit']} before" if back["unit"] else "previous period"
    match = _BEFORE.fullmatch(words.casefold().strip(" ?!."))
    return f"the {match['unit']} before" if match and match["unit"] else "previous period" if match else ""


def _refers(text: str) -> bool:
    said = text.casefold().strip(" ?!.")
    return bool(_REFERS.fullmatch(said) or _GO_BACK.fullmatch(said) or _is_total(said))


def _is_total(text: str) -> bool:
    """`just the total`, `not by project`, `without the breakdown`: no rows."""
    said = text.casefold().strip(" ?!.")
    is_of_rows = not said.startswith(("not ", "no ", "without ")) or re.search(
        r"\bby\b|group|break ?down|rows|split", said
    )
    return bool(_TOTAL.fullmatch(said) and is_of_rows)


def _is_page(text: str) -> bool:
    return _PAGE.fullmatch(text.casefold().strip(" ?!.")) is not None


def _is_again(text: str) -> bool:
    return _AGAIN.fullmatch(text.casefold().strip(" ?!.")) is not None


def _is_slot(words: Words) -> bool:
    """`by key`, `top 3`, `per request`, `over $5`: a slot and no more."""
    return words.text(0) in ("by", "per", "over", "under", "top", "bottom", "for") and len(words) <= 5


def _opening(words: Words) -> int:
    return words.lead(0, _OPENING)


def _closing(words: Words) -> int:
    """The place where the words that close a follow-up begin."""
    for phrase in sorted(_CLOSING, key=len, reverse=True):
        start = len(words) - len(phrase.split())
        if start > 0 and words.match(start, phrase):
            return start
    return len(words)


def refine(text: str, previous: Question, names: Names, calendar: Calendar, *, me: str = "") -> Question:
    """The previous question, changed by what `text` says. Raises UserError as `read_question` does."""
    if _is_page(text):
        raise _no_pages(previous, names, calendar)
    if is_total := _is_total(text):
        previous = replace(previous, by=(), top=None, bottom=None, over=None, under=None)
    said = _DROPPED.sub("except ", _COMPARED.sub("vs ", text))
    words = "" if is_total or _is_again(text) else _core(Words.of(said))
    if added := _ADDED.match(text):
        words = _added(text[added.end() :], previous)
    if said := _before(words):
        words = _earlier(said, previous, names, calendar)
    draft, mended = draft_of(words, names, calendar)
    if Words.of(words).lead(0, EXCEPT):
        draft = replace(draft, spans=())  # `except the 31st` is of the period that was asked about
    if previous.scenario and not (draft.instead or draft.figures):  # `and on gpt-5-nano?`
        supposed, text_of_it = draft_of(f"what if {words}", names, calendar)
        draft, mended = (supposed, text_of_it) if supposed.instead else (draft, mended)
    kept = _kept(previous, draft)
    has_period, has_metric = not _has_period(draft, previous), _keeps_metric(draft)
    zone, now = calendar.zone, calendar.now
    told = slots_text(kept, names, zone=zone.key, now=now, has_period=has_period, has_metric=has_metric)
    whole = f"{told} {mended}".strip()
    question = read_question(whole, names, now=now, zone=zone, me=me, fiscal_month=calendar.fiscal_month)
    repairs = tuple(Repair(typed, read) for typed, read in _repairs(words, mended))
    return replace(question, typed=text, after=previous.typed or told or "today", repairs=(*repairs, *question.repairs))


def _added(said: str, previous: Question) -> str:
    """The groups that were asked for and another, or the metrics and another."""
    words = Words.of(said)
    if words.text(0) in DIMENSION_WORDS or words.text(0) in UNIT:
        return " ".join(f"by {name}" for name in (*previous.by, said))
    return " and ".join((*(previous.metrics or (previous.metric,)), said))


def _no_pages(previous: Question, names: Names, calendar: Calendar) -> UserError:
    """`page 2`."""
    text = question_text(replace(previous, top=None), names, zone=calendar.zone.key, now=calendar.now)
    asks = (f"{text} csv", *([f"{text} top 50"] if previous.by else []))
    return UserError("An answer has no pages: `csv` has every row, `top 50` more of them.", asks)


def _repairs(words: str, mended: str) -> list[tuple[str, str]]:
    one, other = words.split(), mended.split()
    return (
        [(a, b) for a, b in zip(one, other, strict=False) if a.casefold() != b.casefold()]
        if len(one) == len(other)
        else []
    )


def _core(words: Words) -> str:
    """The words without those that only mark a follow-up; `only`, `without` and `vs` mean something themselves."""
    start, end = _opening(words), _closing(words)
    if start and words.text(0) in ("same", "the") and words.text(start) in ("day", "time", *UNIT):
        start = 0  # `same day last week` is a period
    opened = " ".join(words.text(place) for place in range(start))
    own = next((word for word in _WITH_A_PART if opened == word or opened.endswith(f" {word}")), "")
    start -= len(own.split())
    for lead in ("by", "per", "for", "in", "on"):
        start -= opened.endswith((f"and {lead}", f"now {lead}", f"but {lead}"))
    return " ".join(word.typed for word in words[start:end]) or " ".join(word.typed for word in words)


def _earlier(said: str, previous: Question, names: Names, calendar: Calendar) -> str:
    """The dates of the period before the one that was asked about."""
    asked = Question("", previous.period, previous.zone)
    dates = question_text(asked, names, zone=calendar.zone.key, now=calendar.now)
    found = read_question(f"{dates} vs {said}", names, now=calendar.now, zone=calendar.zone)
    before = found.versus_whole or asked.period
    if previous.period.start == _midnight(previous.period.start, calendar):  # whole days before a day that runs
        before = Period(_midnight(before.start, calendar), before.end)
    return question_text(replace(asked, period=before), names, zone=calendar.zone.key)


def _midnight(moment: datetime, calendar: Calendar) -> datetime:
    return local_midnight(moment.astimezone(calendar.zone).date(), calendar.zone)


def _has_period(draft: Draft, previous: Question) -> bool:
    """
    Whether the draft has a period of its own. An end inside the earlier period, `only until friday`, keeps its start.
    """
    untils = [each for each in draft.untils if not previous.period.start < each.end <= previous.period.end]
    return bool(draft.spans or untils or draft.windows)


def _keeps_metric(draft: Draft) -> bool:
    return not (draft.metrics or draft.endpoints or (draft.soft_cost and not draft.by))


def _kept(previous: Question, draft: Draft) -> Question:
    """What the new words leave of the previous question. A comparison goes when the period does."""
    said = {choice.dimension for choice in draft.included}
    filters = tuple(one for one in previous.filters if one.excluded or one.dimension not in said)
    kept = replace(previous, filters=filters, shape=replace(previous.shape, share=False), repairs=(), unused=())
    if draft.by or draft.contrasts:
        kept = replace(kept, by=())
    if draft.top or draft.bottom:
        kept = replace(kept, top=None, bottom=None)
    if draft.over or draft.under or draft.metrics:
        kept = replace(kept, over=None, under=None)
    if draft.figures or draft.stats:
        kept = replace(kept, figure="", part=(), scenario=AS_IT_WAS)
    if draft.versus or _has_period(draft, previous):
        kept = replace(kept, versus=None, versus_whole=None)
    if draft.verbs or previous.verb == "overview":
        kept = replace(kept, verb="")
    return replace(kept, zone=draft.zones[0]) if draft.zones else kept


def needs_question(text: str, names: Names, calendar: Calendar) -> UserError:
    """The error for a follow-up without an earlier question. It offers the words as a question."""
    told = f"“{text.strip()[:60]}” goes on from a question, and I know of none here."
    core = _core(Words.of(text))
    for words in (core, " ".join(core.split()[1:])):
        try:
            question = read_question(words, names, now=calendar.now, zone=calendar.zone)
        except UserError as error:
            offered = error.suggestions
        else:
            offered = (question_text(question, names, zone=calendar.zone.key, now=calendar.now),)
        own = tuple(each for each in offered if not is_follow_up(each, alone=True))
        if own:
            return UserError(told, own)
    return UserError(told, ("today",))
