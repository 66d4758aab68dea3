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

from dataclasses import replace
from datetime import datetime

from bot.core.errors import UserError
from bot.core.grammar.calendar_words import UNIT
from bot.core.grammar.canonical import question_text, slots_text
from bot.core.grammar.draft import Draft
from bot.core.grammar.follow_up_words import (
    ADDED,
    COMPARED,
    DROPPED,
    WITH_A_PART,
    closing,
    is_again,
    is_follow_up,
    is_page,
    is_total,
    opening,
    said_before,
)
from bot.core.grammar.plain_words import EXCEPT
from bot.core.grammar.read import draft_of, read_question
from bot.core.grammar.spoken_follow_ups import spoken_follow_up
from bot.core.grammar.time.calendar import Calendar
from bot.core.grammar.tokens import Words
from bot.core.grammar.vocabulary import DIMENSION_WORDS
from bot.core.names import Names
from bot.core.periods import DAY, HOUR, Period, local_midnight
from bot.core.question import Question, Repair
from bot.core.usage.scenario import AS_IT_WAS


def refine(text: str, previous: Question, names: Names, calendar: Calendar, *, me: str = "") -> Question:
    """The previous question, changed by what `text` says. Raises UserError as `read_question` does."""
    if spoken := spoken_follow_up(text):
        return replace(refine(spoken.words, previous, names, calendar, me=me), typed=text)
    if is_page(text):
        raise _no_pages(previous, names, calendar)
    if is_one := is_total(text):
        previous = replace(previous, by=(), top=None, bottom=None, over=None, under=None)
    said = DROPPED.sub("except ", COMPARED.sub("vs ", text))
    words = "" if is_one or is_again(text) else _core(Words.of(said))
    if added := ADDED.match(text):
        words = _added(text[added.end() :], previous)
    if said := said_before(words):
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
    start, end = opening(words), closing(words)
    if start and words.text(0) in ("same", "the") and words.text(start) in ("day", "time", *UNIT):
        start = 0  # `same day last week` is a period
    opened = " ".join(words.text(place) for place in range(start))
    own = next((word for word in WITH_A_PART if opened == word or opened.endswith(f" {word}")), "")
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
    Whether the draft has a period of its own. An end inside the earlier period, `only until friday`, keeps its start,
    and hours, `zoom into 10 to 12 o'clock`, are of its days.
    """
    untils = [each for each in draft.untils if not previous.period.start < each.end <= previous.period.end]
    is_of_days = previous.period.end - previous.period.start >= DAY - HOUR  # the day on which clocks go forward too
    return bool(draft.spans or untils or (draft.windows and not is_of_days))


def _keeps_metric(draft: Draft) -> bool:
    return not (draft.metrics or draft.endpoints or (draft.soft_cost and not draft.by))


def _kept(previous: Question, draft: Draft) -> Question:
    """What the new words leave of the previous question. A comparison goes when the period does."""
    said = {choice.dimension for choice in draft.included}
    filters = tuple(one for one in previous.filters if one.excluded or one.dimension not in said)
    kept = replace(previous, filters=filters, shape=replace(previous.shape, share=False), repairs=(), unused=())
    if draft.by or draft.contrasts:
        kept = replace(kept, by=())
    if draft.times:
        kept = replace(kept, times=())
    if draft.top or draft.bottom:
        kept = replace(kept, top=None, bottom=None)
    if draft.over or draft.under or draft.metrics or draft.moved:
        kept = replace(kept, over=None, under=None, moved=None)
    if draft.figures or draft.stats:
        kept = replace(kept, figure="", part=(), scenario=AS_IT_WAS)
    if draft.versus or _has_period(draft, previous):
        kept = replace(kept, versus=None, versus_whole=None, moved=None)
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
