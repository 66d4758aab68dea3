"""What an answer says in one line: the number, what it is of, and its largest part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.amounts import Amount
from bot.core.answers.answer import OTHER, Answer, AnswerLine
from bot.core.answers.figure_lines import TEXT_ONLY, change_text, divided_text, figure_number, of_parts, ratio_text
from bot.core.answers.labels import kept_text, line_labels
from bot.core.answers.source_line import filter_text
from bot.core.catalogue import METRIC
from bot.core.kept_times import KeptTimes
from bot.core.names import Names
from bot.core.question import Question
from bot.core.slack import dates, numbers
from bot.core.slack.text import cut, escape, shorten

LINE = 150  # what a notification shows
VERBS = {
    "cost": "spent",
    "input": "of input",
    "output": "of output",
    "cached": "from the cache",
    "uncached": "not from the cache",
    "audio": "of audio",
    "image tokens": "of images",
    "cache writes": "written to the cache",
    "30m cache writes": "written to the cache for 30 minutes",
    "12h cache writes": "written to the cache for 12 hours",
}
PREPOSITIONS = {"project": "in", "model": "on", "user": "by", "key": "with"}


@dataclass(frozen=True, slots=True)
class Headline:
    """`number` is what stands out, `rest` completes the sentence, `most` names the largest part. Not escaped."""

    number: str
    rest: str
    most: str

    @property
    def mrkdwn(self) -> str:
        """The paragraph that opens the message."""
        return f"*{escape(self.number)}*{escape(f'x{self.rest}')[1:]}\n{escape(self.most)}".rstrip()

    @property
    def line(self) -> str:
        """The notification: the first sentence, and the second when it fits."""
        first = cut(f"{self.number}{self.rest}", LINE)
        both = f"{first} {self.most}".rstrip()
        return escape(both if len(both) <= LINE else first)


def headline(answer: Answer, names: Names, now: datetime) -> Headline:
    """`≈ $42.10 spent` `in web-app, Mon 23 Nov 00:00–14:05 UTC.` `Most: gpt-5, ≈ $25.70 (61 %).`"""
    question = answer.question
    when = dates.period(question.period, ZoneInfo(question.zone), year=now.astimezone(ZoneInfo(question.zone)).year)
    rest = f"{_where(question, names)}, {when}{_versus(answer, now)}."
    if number := figure_number(answer, names):
        return Headline(number, rest, " ".join(filter(None, [divided_text(answer), _highest(answer, names)])))
    return Headline(_total(answer), rest, _most(answer, names) if of_parts(answer) else "")


def _total(answer: Answer) -> str:
    metric = METRIC[answer.question.metric]
    verb = VERBS.get(metric.name, "")
    if numbers.is_unpriced(answer.total):
        return "Cost not known: nothing that was used has a price"
    if answer.total is not None:
        return f"{numbers.amount(answer.total, metric.unit)} {verb}".rstrip() + _kind(answer.question)
    known = [line.amount for line in answer.lines if line.amount is not None]
    if not known:
        return f"{metric.name.capitalize()} not read yet"
    least = sum(known[1:], known[0])
    return f"At least {numbers.amount(least, metric.unit)} {verb}".rstrip() + " (a part could not be read)"


def _kind(question: Question) -> str:
    """`63.4 k requests (text only)`: where another answer counts images and tools too."""
    return TEXT_ONLY if question.metric == "requests" and question.endpoint == "completions" else ""


def _where(question: Question, names: Names) -> str:
    said = []
    for one in (*question.part, *question.filters):
        text = shorten(filter_text(one, names), 60)
        if one.dimension == "batch":
            said.append({"batch": "through the Batch API"}.get(text, "outside the Batch API"))
            continue
        known = not one.excluded and one.dimension in PREPOSITIONS
        said.append(f"{PREPOSITIONS[one.dimension]} {text.removeprefix(one.dimension + ' ')}" if known else text)
    when = [_when(kept) for kept in question.times]
    return "".join(f" {text}" for text in (*said[:3], *when[:2]))


def _when(kept: KeptTimes) -> str:
    """`on weekdays`, `at 09:00–17:00 each day`, `outside weekdays 09:00–17:00`."""
    return kept_text(kept) if kept.outside else f"{'on' if kept.days else 'at'} {kept_text(kept)}"


def _versus(answer: Answer, now: datetime) -> str:
    question = answer.question
    if question.versus is None:
        return ""
    zone = ZoneInfo(question.zone)
    unit = METRIC[question.metric].unit
    before = dates.period(question.versus, zone, year=now.astimezone(zone).year)
    if answer.total is None or answer.previous is None:
        return f"; {before} was {numbers.NOT_READ}"
    change, earlier = _against(answer, answer.previous)
    text = f", {change} against {_same_hours(question, zone) or before} ({earlier}"
    if question.versus_whole not in (None, question.versus) and answer.previous_whole is not None:
        text += f"; in full {numbers.amount(answer.previous_whole, unit)}"
    return text + ")"


def _against(answer: Answer, previous: Amount) -> tuple[str, str]:
    """The change, and what it was before, of a figure as of a sum."""
    if answer.ratio is not None:
        return change_text(answer, answer), ratio_text(answer.before, previous, answer)
    total = answer.total.quantity if answer.total else 0
    told = (
        numbers.quantity(previous.quantity, answer.things) if answer.things else numbers.amount(previous, answer.unit)
    )
    return numbers.change(total, previous.quantity), told


def _same_hours(question: Question, zone: ZoneInfo) -> str:
    """`the same hours of Sun 22 Nov`: a part of a day beside the same part of another one; '' for anything else."""
    here, there = question.period, question.versus
    assert there, "only asked of a comparison"  # noqa: S101
    edges = [[dates.clock(moment, zone) for moment in (one.start, one.end)] for one in (here, there)]
    days = [{moment.astimezone(zone).date() for moment in (one.start, one.end)} for one in (here, there)]
    if edges[0] != edges[1] or len(days[0]) > 1 or len(days[1]) > 1:
        return ""
    return f"the same hours of {dates.day(days[1].pop())}"


def _most(answer: Answer, names: Names) -> str:
    """The largest part: `Most: gpt-5, ≈ $25.70 (61 %).` Empty when there are no parts."""
    total = answer.total
    if total is not None and total.quantity == 0 and not answer.unpriced:
        return "Nothing was used."
    parts = [
        (line, words)
        for line, words in zip(answer.lines, line_labels(answer, names), strict=True)
        if line.amount is not None and OTHER not in line.labels
    ]
    if len(parts) < 2 or total is None:
        return ""
    line, words = max(parts, key=lambda part: _size(part[0]))
    name = shorten(", ".join(words), 60)
    unit = METRIC[answer.question.metric].unit
    share = numbers.percent(_size(line), total.quantity)
    return (
        f"{'Highest' if answer.question.time_unit else 'Most'}: {name}, {numbers.amount(line.amount, unit)} ({share})."
    )


def _highest(answer: Answer, names: Names) -> str:
    """`Highest: gpt-5.4, ≈ $1.50; rows are sorted by cost.`, of a division by things: rows follow what was divided."""
    question = answer.question
    if answer.ratio is None or question.time_unit or question.figure == "share":
        return ""
    rated = [
        (line.ratio.value, line, words)
        for line, words in zip(answer.lines, line_labels(answer, names), strict=True)
        if line.ratio and line.ratio.value is not None and line.amount and OTHER not in line.labels
    ]
    if len(rated) < 2:
        return ""
    _, line, words = max(rated, key=lambda one: one[0])
    name = shorten(", ".join(words), 60)
    kind = " tokens" if METRIC[question.metric].unit == "token" and question.metric != "tokens" else ""
    rated_as = ratio_text(line.ratio, line.amount, answer)
    return f"Highest: {name}, {rated_as}; rows are sorted by {question.metric}{kind}."


def _size(line: AnswerLine) -> int:
    return line.amount.quantity if line.amount else 0
