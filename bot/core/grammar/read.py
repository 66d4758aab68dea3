"""Reads a question: tries every reader on the words, repairs what none of them took, and puts the draft together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from functools import partial
from zoneinfo import ZoneInfo

from bot.core.errors import UserError
from bot.core.grammar.assemble import assembled
from bot.core.grammar.candidates import KNOWN_WORDS, Candidate, candidates, is_claim, leads
from bot.core.grammar.clauses import Asked, without_frame, without_stories, without_talk
from bot.core.grammar.draft import Draft, Match
from bot.core.grammar.errors import Ambiguous, Negated
from bot.core.grammar.glossary import refuse_meaning
from bot.core.grammar.names import index
from bot.core.grammar.page_slots import left_by, uncounted
from bot.core.grammar.plain_words import NEGATIONS, OVERVIEW_WORDS, SMALL_TALK
from bot.core.grammar.reader import Context
from bot.core.grammar.said_plainly import said_plainly
from bot.core.grammar.slots import best_match
from bot.core.grammar.spoken_numbers import in_figures
from bot.core.grammar.suggestions import with_suggestions
from bot.core.grammar.time.calendar import Calendar
from bot.core.grammar.time.said_fiscal_year import said_fiscal_year
from bot.core.grammar.time.slashed_dates import decided
from bot.core.grammar.tokens import Word, Words
from bot.core.grammar.typed_text import cleaned
from bot.core.grammar.unread import initials_of, is_group, may_be_name, no_rows, said_kind, unknown_name
from bot.core.names import Names
from bot.core.question import Question, Repair

ASK = "Ask what OpenAI usage costs, such as `today by model`."
_LONGEST = 1_000  # characters; more is a pasted accident
_MOST_WORDS = 80
_MOST_REPAIRS = 5
_MOST_UNUSED = 4  # words; of a longer text too little would be understood
_MOST_TRIES = 60  # readings of one text that are tried, each with other words repaired


@dataclass(frozen=True, slots=True)
class _Line:
    """The words that are being read, with the repairs so far."""

    words: Words
    typed: str
    repairs: tuple[Repair, ...] = ()
    unused: tuple[str, ...] = ()
    tries: Iterator[int] = field(default_factory=lambda: iter(range(_MOST_TRIES)))  # shared by all its repairs

    def mended(self, candidate: Candidate) -> _Line:
        before, after = self.words[: candidate.start], self.words[candidate.end :]
        typed = " ".join(each.typed for each in self.words[candidate.start : candidate.end])
        repairs = (*self.repairs, Repair(typed, candidate.text))
        return replace(self, words=Words((*before, *candidate.words, *after)), repairs=repairs)

    def left_out(self, at: int) -> _Line:
        """The line with one word marked as unused. It keeps its place, so that its neighbours do not meet."""
        word = self.words[at]
        words = Words((*self.words[:at], replace(word, unused=True), *self.words[at + 1 :]))
        return replace(self, words=words, unused=(*self.unused, word.typed))


def read_question(
    text: str, names: Names, *, now: datetime, zone: ZoneInfo, me: str = "", fiscal_month: int = 1
) -> Question:
    """
    The question that the text asks.

    `me` is the asker's id as a user of the organisation, for `my usage`, or ''. `fiscal_month` is the month in which
    the fiscal year begins. Raises Ambiguous when there are two readings and UserError when there is none; the
    `suggestions` of both are questions that this function reads.
    """
    plain, said_month = said_fiscal_year(text)
    context = Context(Calendar(now.astimezone(UTC), zone, said_month or fiscal_month), index(names), me)
    said = said_plainly(_unquoted(plain, context))
    asked = without_frame(said.text, context)
    asked = replace(asked, talk=(*said.beside, *asked.talk))
    story = without_stories(asked.text, context)
    if story.talk and (answered := _beside_talk(story, asked, context)):
        return replace(answered, typed=text)
    try:
        refuse_meaning(asked.text)
        return _told(_read(_Line(_words(asked.text, context), asked.text), context), asked, text)
    except UserError as error:
        if answered := _beside_talk(without_talk(asked.text, context), asked, context):
            return replace(answered, typed=text)
        explained = _beside_talk(without_talk(asked.text, context, is_explained=True), replace(asked, talk=()), context)
        if explained and not explained.repairs and len(explained.unused) == _said_beside(asked, context):
            return replace(explained, typed=text, unused=(*explained.unused, *asked.talk))
        raise _with_suggestions(error, asked.text, context) from None


def _beside_talk(plainer: Asked | None, asked: Asked, context: Context) -> Question | None:
    """What the line asks without the clauses that are talk; None where that cannot be read."""
    if plainer is None:
        return None
    try:
        refuse_meaning(plainer.text)
        question = _read(_Line(_words(plainer.text, context), plainer.text), context)
    except UserError:
        return None
    return _told(question, replace(plainer, talk=(*plainer.talk, *asked.talk)), "")


def _said_beside(asked: Asked, context: Context) -> int:
    """How many clauses tell something: the rest of such a line must be clear."""
    plainer = without_talk(asked.text, context, is_explained=True)
    return len(plainer.talk) if plainer else 0


def _told(question: Question, asked: Asked, typed: str) -> Question:
    return replace(question, typed=typed, unused=(*question.unused, *asked.talk))


def draft_of(text: str, names: Names, calendar: Calendar) -> tuple[Draft, str]:
    """
    What the words say, slot by slot, and the words with their typos repaired. Words that no reader takes say nothing.
    """
    context = Context(replace(calendar, now=calendar.now.astimezone(UTC)), index(names))
    try:
        for repair in _read(_Line(_words(text, context), text), context).repairs:
            text = text.replace(repair.typed, repair.read)
    except UserError:
        pass  # the words may need the rest of the question; they are read with it
    return _scan(_words(text, context), context)[0], text


def _unquoted(text: str, context: Context) -> str:
    """The text of a question that stands in quotes as a whole; a quoted name stays quoted."""
    match = re.fullmatch(r"(?P<quote>['\"])(?P<said>[^'\"]+)(?P=quote)\s*[?.!]?", cleaned(text))
    return match["said"] if match and not context.index.spelt(match["said"].strip().casefold()) else text


def _words(text: str, context: Context) -> Words:
    line = Words.of(decided(in_figures(cleaned(text)), context.calendar.today)) if len(text) <= _LONGEST else None
    if line is None or len(line) > _MOST_WORDS:
        raise UserError(f"{len(text):,} characters are too long for a question; it has a few words: `today by model`.")
    return line


def _with_suggestions(error: UserError, text: str, context: Context) -> UserError:
    """The same error, with suggestions that can be read."""
    words = None
    with suppress(UserError):  # too long to look for what was understood
        words = _words(text, context)
    return with_suggestions(error, text, words, context, partial(_question, context=context))


def _question(text: str, context: Context) -> Question | None:
    """What the text asks, without its words; None where it cannot be read."""
    try:
        return replace(_read(_Line(_words(text, context), text), context), typed="", repairs=(), unused=())
    except UserError:
        return None


def _read(line: _Line, context: Context) -> Question:
    if next(line.tries, None) is None:
        raise UserError("I cannot read that; a question has a few words, such as `today by model`.")
    draft, unread, parts = _scan(line.words, context)
    zone = next(iter(draft.zones), context.calendar.zone.key)
    if line.typed.strip() and all(word.text in SMALL_TALK for word in line.words):
        raise UserError(ASK)
    if len(set(draft.zones)) > 1:
        raise UserError("I can use one time zone at a time; try `today in tokyo`.")
    if zone != context.calendar.zone.key:
        return _read(line, context.in_zone(ZoneInfo(zone)))
    if len(line.unused) + len(unread) > _MOST_UNUSED + _MOST_REPAIRS:
        raise _unread(tuple(line.words[at].typed for at in unread))
    if unread:
        return _repaired(line, _strangest(line.words, unread), context)
    question, leaning = assembled(draft, line.typed, context.calendar)
    leaning = (*leaning, *left_by(question.verb, parts, context.calendar.now), *uncounted(question, parts))
    unused = tuple(dict.fromkeys((*line.unused, *leaning)))
    if unused:
        _clear(draft, unused, is_mended=bool(line.repairs))
    _require_asked(question, draft)
    return replace(question, repairs=line.repairs, unused=unused)


def _require_asked(question: Question, draft: Draft) -> None:
    """Raises UserError where nothing is asked: `usage so far` is of all there is, `which of these` of nothing."""
    if question.verb != "overview" or "overview" in draft.verbs or not draft.fillers:
        return
    if not any(word in OVERVIEW_WORDS for phrase in draft.fillers for word in (phrase, *phrase.split())):
        raise UserError(ASK)


def _clear(draft: Draft, unused: tuple[str, ...], *, is_mended: bool) -> None:
    """Raises UserError unless more of the words was understood than was not."""
    slots = replace(draft, fillers=(), leans=(), zones=(), shapes=())
    understood = sum(len(getattr(slots, field.name)) for field in fields(slots))
    is_of_people = not draft.included or any(one.dimension == "user" for one in draft.included)
    names = sum(len(getattr(slots, name)) for name in ("included", "excluded", "by", "contrasts", "part"))
    if is_of_people and understood == names < len(unused) * 2 and not is_mended:
        raise _unread(unused)  # `the salary of bob`, `who is our account manager`
    if not understood or len(unused) > understood or len(unused) > _MOST_UNUSED:
        raise _unread(unused)


def _unread(words: tuple[str, ...]) -> UserError:
    told = " and ".join(f"“{word[:40]}”" for word in words[:3])
    return UserError(f"I cannot read {told}.")


def _scan(line: Words, context: Context) -> tuple[Draft, list[int], list[tuple[Draft, str]]]:
    """What all readers found, and the places of the words that none of them took."""
    draft, at, unread = Draft(), 0, list[int]()
    parts = []
    while at < len(line):
        match = best_match(line, at, context) if not line[at].unused else Match(Draft(), 1)
        if match is None:
            unread.append(at)
            at += 1
        else:
            draft += match.draft
            parts.append((match.draft, " ".join(each.typed for each in line[at : at + match.length])))
            at += match.length
    return draft, unread, parts


def _strangest(line: Words, unread: list[int]) -> int:
    """The unread word to name: in `top frobs` it is frobs, not top."""
    strange = [at for at in unread if line[at].text not in KNOWN_WORDS]
    return next((at for at in strange if not line[at].text[:1].isdecimal()), (strange or unread)[0])


def _repaired(line: _Line, at: int, context: Context) -> Question:
    """
    The reading with the unread word repaired, else the reading without it, which names it.

    Two candidates that are equally near are asked back.
    """
    word, kind = line.words[at], said_kind(line.words, at)
    if word.text in NEGATIONS or len(line.repairs) >= _MOST_REPAIRS:
        raise _failure(line.words, at, kind, context)
    if word.text not in KNOWN_WORDS:
        for group in candidates(line.words, at, context.index):
            named = [each for each in group if each.kind in ("", kind or each.kind)]
            if any(each.kind for each in named) and _is_left_out_with(line.words, at, context):
                continue
            if readings := _readings(line, named, context):
                readings = _of_one_kind(readings) if _is_listed(line.words, at) else readings
                return _only(word.typed, readings, len(line.repairs))
    is_name = _is_name(line.words, at, kind, context) and not _is_label(line, word)
    if is_name or leads(line.words, at):
        raise _failure(line.words, at, kind, context)
    return _read(line.left_out(at), context)


def _is_label(line: _Line, word: Word) -> bool:
    """Whether names in brackets say what a word stands for: `production (checkout-prod, search)`."""
    said = line.typed.partition("(")[0].split()[-1:] if "(" in line.typed else []
    return bool(said) and said[0].casefold() == word.text and "," in line.typed.partition("(")[2]


def _is_left_out_with(words: Words, at: int, context: Context) -> bool:
    """Whether what is left out ends right before: `without search's eval` does not ask for what is called like eval."""
    matches = ((start, best_match(words, start, context)) for start in range(max(at - 6, 0), at))
    return any(match and match.draft.excluded and start + match.length == at for start, match in matches)


def _is_name(words: Words, at: int, kind: str, context: Context) -> bool:
    word = words[at]
    if word.slot or word.text in KNOWN_WORDS or is_claim(words, at):
        return False
    return bool(kind or may_be_name(words, at) or initials_of(word.text, context.index))


def _failure(words: Words, at: int, kind: str, context: Context) -> UserError:
    word = words[at]
    if _is_name(words, at, kind, context):
        return unknown_name(word.typed, context.index, kind) if kind or not is_group(words, at) else no_rows(word.typed)
    if word.text in NEGATIONS:
        return Negated(f"I cannot tell what “{word.typed[:80]}” leaves out; write `except` and a name, or `not batch`.")
    return UserError(f"I cannot read “{word.typed[:80]}”.")


def _readings(line: _Line, group: list[Candidate], context: Context) -> list[tuple[str, Question]]:
    """The different questions that come of repairing the line with each candidate, and their words."""
    readings: list[tuple[str, Question]] = []
    for mended in map(line.mended, group):
        try:
            question = _read(mended, context)
        except UserError:
            continue
        if mended.repairs[-1].read in question.unused:
            continue
        if all(replace(question, repairs=()) != replace(other, repairs=()) for _, other in readings):
            readings.append((" ".join(each.typed for each in mended.words), question))
    return readings


def _is_listed(words: Words, at: int) -> bool:
    return any(words.text(place) in _JOINTS for place in (at - 1, at + 1))


_JOINTS = ("+", "and", "&", ",", "plus", "n")


def _of_one_kind(readings: list[tuple[str, Question]]) -> list[tuple[str, Question]]:
    """Names beside each other are of one kind where they can be: `checkout + web` are two projects."""
    kinds = [len({one.dimension for one in question.filters}) for _, question in readings]
    return [each for each, count in zip(readings, kinds, strict=True) if count == min(kinds)]


def _only(typed: str, readings: list[tuple[str, Question]], place: int) -> Question:
    if len(readings) == 1:
        return readings[0][1]
    one, two = (question.repairs[place].read for _, question in readings[:2])
    raise Ambiguous(f"“{typed[:80]}” could be {one} or {two}; which one?", (readings[0][0], readings[1][0]))
