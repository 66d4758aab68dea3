"""Why a number moved, in words: the change, what it is made of, and who moved most."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.core import grammar
from bot.core.answers.answer import Answer, AnswerLine
from bot.core.answers.answer_message import answer_notes
from bot.core.answers.followups import WHY, share
from bot.core.answers.labels import dimension_label
from bot.core.answers.source_line import reading_text
from bot.core.answers.steady import Steady
from bot.core.answers.usual_day import Usual
from bot.core.answers.why import CompletionUse, Contribution, Why
from bot.core.catalogue import METRIC
from bot.core.names import Names
from bot.core.question import Question
from bot.core.slack import blocks, dates, numbers
from bot.core.slack.blocks import Button
from bot.core.slack.message import Message
from bot.core.slack.text import escape, shorten
from bot.core.usage.settlement import model_of

MOVERS = 3
SHOWN = 2  # reasons; the others are behind a button
MOVED = 10  # a smaller part than this of what it was is no change that anybody asks for
REASONS = {
    "requests": ("more requests", "fewer requests"),
    "model mix": ("shift to more expensive models", "shift to cheaper models"),
    "input size": ("longer prompts", "shorter prompts"),
    "output size": ("longer answers", "shorter answers"),
    "cache": ("fewer cached tokens", "more cached tokens"),
    "price": ("higher price per token (tier, batch)", "lower price per token (tier, batch)"),
    "others": (
        "more images, audio, embeddings, tools or training",
        "fewer images, audio, embeddings, tools or training",
    ),
    "bill": ("billed beyond list prices", "billed below list prices"),
}
# What a request has more of, where it is that.
SIZES: Mapping[str, Callable[[CompletionUse], int]] = {
    "input size": lambda use: use.input,
    "output size": lambda use: use.output,
}


Moved = Mapping[str, Answer]  # the same question by each dimension


def why_message(found: Why, answer: Answer, moved: Moved, names: Names, *, now: datetime, same: str = "") -> Message:
    """
    `answer` has the totals of both periods, as every other answer gives them, and `moved` the rows. `same` is what
    is said of the largest project when nothing moved. The two largest reasons are shown, with `explain` all of them.
    """
    question = answer.question
    first = f"{_usual_text(found.usual, answer)}{why_headline(answer, now)}"
    lines, has_more = _part_lines(found, answer, moved, names, same)
    parts = [
        blocks.section(f"*{escape(first)}*"),
        *([blocks.section("\n".join(map(escape, lines)))] if lines else []),
        *([blocks.section(text)] if (text := _all_movers(answer, moved, names)) else []),
        *([blocks.context(*map(escape, notes))] if (notes := answer_notes(answer)) else []),
        blocks.context(escape(reading_text(question, names, answer.sources, now))),
        *([blocks.actions(*row)] if (row := _buttons(question, names, now, has_more=has_more)) else []),
    ]
    return Message(escape(first), tuple(parts))


def _buttons(question: Question, names: Names, now: datetime, *, has_more: bool) -> list[Button]:
    whole = replace(question, shape=replace(question.shape, explain=True))
    every = [Button("All reasons", WHY, grammar.question_text(whole, names, now=now))] if has_more else []
    return [*every, *share(question, names, now)]


def why_headline(answer: Answer, now: datetime) -> str:
    """`≈ $42.10 spent, +$9.10 (+28 %) against Sun 22 Nov 00:00–14:05 UTC.`"""
    question = answer.question
    zone = ZoneInfo(question.zone)
    unit = METRIC[question.metric].unit
    said = f"{numbers.amount(answer.total, unit)} {'spent' if question.metric == 'cost' else ''}".rstrip()
    if question.versus is None or answer.total is None or answer.previous is None:
        return f"{said}; the period before could not be read, so nothing can be compared."
    against = dates.period(question.versus, zone, year=now.astimezone(zone).year)
    here, before = answer.total.quantity, answer.previous.quantity
    if here == before:
        return f"{said}, the same as {against}."
    moved = f"{_signed(here - before, unit)} ({numbers.change(here, before)})"
    return f"{said}, {moved} against {against}."


def _usual_text(usual: Usual | None, answer: Answer) -> str:
    """`Usual for a Sunday ($239–$279): `: one day beside another says little of whether it is unusual."""
    if usual is None or usual.is_wide or answer.total is None:
        return ""
    question, quantity = answer.question, answer.total.quantity
    weekday = dates.WEEKDAYS[question.period.start.astimezone(ZoneInfo(question.zone)).weekday()]
    if usual.holds(quantity):
        return f"Usual for a {weekday} ({usual.text}): "
    return f"{'Above' if quantity > usual.high else 'Below'} a usual {weekday} ({usual.text}): "


def _signed(number: int, unit: str) -> str:
    return f"{'+' if number >= 0 else '−'}{numbers.quantity(abs(number), unit)}"


def all_parts(found: Why, answer: Answer, moved: Moved) -> tuple[Contribution, ...]:
    """The parts of the change in completions, and what lies beside them: they add up to the answer's change."""
    if answer.question.metric != "cost" or answer.total is None or answer.previous is None:
        return found.parts
    change = answer.total.quantity - answer.previous.quantity
    of_completions = found.now.cost - found.before.cost
    # By model everything is at list prices, whatever the bill says.
    of_all = sum(map(_change, moved["model"].lines))
    return (*found.parts, Contribution("others", 0, of_all - of_completions), Contribution("bill", 0, change - of_all))


def most_of_others(found: Why, answer: Answer, moved: Moved, items: Answer) -> str:
    """The line item that made at least half of what moved beside completions."""
    others = sum(part.cost for part in all_parts(found, answer, moved) if part.reason == "others")
    beside = replace(items, lines=tuple(line for line in items.lines if not model_of(line.labels[0])))
    first = _half(beside, others)
    return first.labels[0] if first else ""


def _change(line: AnswerLine) -> int:
    here, before = _sides(line)
    return here - before


def _sides(line: AnswerLine) -> tuple[int, int]:
    """What was used now and before; what has no row on one side was not used there."""
    here, before = (amount.quantity if amount else 0 for amount in (line.amount, line.previous))
    return here, before


def _part_lines(found: Why, answer: Answer, moved: Moved, names: Names, same: str) -> tuple[list[str], bool]:
    """
    `• +$5.10, +1.2 M tokens: more requests (1,234 requests, 1,000 before)`, the largest first, and what is left; and
    whether there is more to tell.
    """
    metric, explain = answer.question.metric, answer.question.shape.explain
    if metric not in ("cost", "tokens"):
        return [], False
    if is_as_usual(found, answer, moved) and not explain:
        is_about_projects = next(iter(moved)) == "project"
        return [_as_usual(answer, moved, names, same) if is_about_projects else _each_is_small(answer)], False
    parts = sorted(all_parts(found, answer, moved), key=lambda part: -abs(_size(part, metric)))
    # A hundredth of the largest part explains nothing; `--json` has them all.
    told = [part for part in parts if abs(_size(part, metric)) * 100 > abs(_size(parts[0], metric))]
    if not told:
        return [_as_usual(answer, moved, names, same)], False
    shown = told if explain else told[:SHOWN]
    lines = [f"• {_worth(part)}: {_reason(part, found, metric)}" for part in shown]
    has_more = not explain and len(told) + len(_rest(parts[len(told) :])) > SHOWN
    return [*_mainly(answer, moved, names), *_of_what(answer), *lines, *_rest(parts[len(shown) :])], has_more


def _of_what(answer: Answer) -> list[str]:
    """`The +$37.19 by reason:`, what the lines that follow are parts of."""
    if answer.total is None or answer.previous is None:
        return []
    change = _signed(answer.total.quantity - answer.previous.quantity, METRIC[answer.question.metric].unit)
    return [f"The {change} by reason:"]


def _mainly(answer: Answer, moved: Moved, names: Names) -> list[str]:
    """`Mostly support-bot: +$36.94 (gpt-4o-mini, no API key)`: who made at least half of the change."""
    if answer.total is None or answer.previous is None or len(moved["project"].lines) < 2:
        return []
    change = answer.total.quantity - answer.previous.quantity
    of = {name: _half(moved[name], change) for name in ("project", "model", "key")}
    project = of.pop("project")
    if project is None:
        return []
    worth = _signed(_change(project), METRIC[answer.question.metric].unit)
    where = [_named(name, line, names).strip("()") for name, line in of.items() if line]
    beside = f" ({', '.join(where)})" if where else ""
    return [f"Mostly {_named('project', project, names)}: {worth}{beside}"]


def _half(moved: Answer, change: int) -> AnswerLine | None:
    """The row that moved most, where it made at least half of the change."""
    first = next(iter(largest(moved)), None)
    return first if first and change and _change(first) * (1 if change > 0 else -1) * 2 >= abs(change) else None


def _rest(parts: Sequence[Contribution]) -> list[str]:
    """So that the reasons that are shown add up to the change; less than a cent is no line."""
    rest = Contribution("", sum(part.tokens for part in parts), sum(part.cost for part in parts))
    is_seen = abs(rest.cost) >= numbers.CENT
    return [f"• {_worth(rest)}: everything else"] if is_seen else []


def is_as_usual(found: Why, answer: Answer, moved: Moved) -> bool:
    """Whether neither the dollars nor a project nor a reason moved by a tenth of what they were."""
    before = answer.previous.quantity if answer.previous else 0
    if answer.question.metric != "cost" or answer.total is None or before <= 0:
        return False
    changes = (
        answer.total.quantity - before,
        *map(_change, moved["project"].lines),
        *(part.cost for part in all_parts(found, answer, moved)),
    )
    return max(map(abs, changes)) * MOVED < before


def steady_text(project: str, found: Steady, today: date) -> str:
    """`checkout-prod has been at $12 a day since 1 Oct`"""
    since = dates.day(found.since, year=today.year)
    return (
        f"{project} has been at {numbers.quantity(found.a_day, 'nanodollar')} a day since {since}"
        f"{' or longer' if found.is_older else ''}"
    )


def _each_is_small(answer: Answer) -> str:
    """`• Much as before: each change below is less than a tenth of the $203.68.`"""
    before = f" the {numbers.amount(answer.previous, METRIC[answer.question.metric].unit)} before"
    return f"• Much as before: each change below is less than a tenth of{before}."


def _as_usual(answer: Answer, moved: Moved, names: Names, same: str) -> str:
    """`• Much as before: checkout-prod has been at $12 a day since 1 Oct; gpt-5-mini is 97 % of the $84.`"""
    total = answer.total.quantity if answer.total else 0
    whole = numbers.amount(answer.total, METRIC[answer.question.metric].unit)
    most = {
        name: max(moved[name].lines, key=lambda line: _sides(line)[0], default=None) for name in ("project", "model")
    }
    said = [
        f"{_named(name, line, names)} is {numbers.percent(_sides(line)[0], total)} of the {whole}"
        for name, line in most.items()
        if line is not None and total > 0 and _sides(line)[0] > 0
    ]
    text = "; ".join([same, *said[1:]]) if same else ", ".join(said)
    return f"• Much as before: {text}." if text else "• Nothing changed."


def _size(part: Contribution, metric: str) -> int:
    return part.cost if metric == "cost" else part.tokens


def _reason(part: Contribution, found: Why, metric: str) -> str:
    words = REASONS[part.reason][_size(part, metric) < 0]
    before, now = found.before, found.now
    if part.reason == "requests":
        if (is_less := _size(part, metric) < 0) is not (now.requests < before.requests):
            # Fewer requests may cost more, where those that are left are large.
            words = "more requests, but cheaper ones" if is_less else "fewer requests, but dearer ones"
        return f"{words} ({numbers.plural(now.requests, 'request')}, {numbers.count(before.requests)} before)"
    if part.reason in SIZES and before.requests and now.requests:
        sizes = [SIZES[part.reason](use) // use.requests for use in (now, before)]
        # What became shorter in each project may be longer in all of them, when those with long ones asked more.
        is_so = (sizes[0] < sizes[1]) == (_size(part, metric) < 0)
        return f"{words} ({numbers.count(sizes[0])} tokens each, {numbers.count(sizes[1])} before)" if is_so else words
    if part.reason == "others" and found.item:
        return f"mostly the line item {shorten(found.item, 80)}"
    if part.reason == "cache":
        shown = [numbers.percent(use.cached, use.input) for use in (now, before)]
        return f"{words} ({shown[0]} of input, {shown[1]} before)"
    return words


def _worth(part: Contribution) -> str:
    shown = [numbers.signed(part.cost)] if part.cost else []
    return ", ".join([*shown, *([_signed(part.tokens, "token")] if part.tokens else [])])


def _all_movers(answer: Answer, moved: Moved, names: Names) -> str:
    """`*The same +$9.10 by project* …`, then `*by model* …`: cuts of one change, not reasons beside each other."""
    if answer.total is None or answer.previous is None:
        return ""
    change = answer.total.quantity - answer.previous.quantity
    told = [text for name in moved if (text := _movers(name, moved[name], change, names))]
    whole = _signed(change, METRIC[answer.question.metric].unit)
    return "\n".join(told).replace("*", f"*The same {whole} ", 1)


def _movers(dimension: str, moved: Answer, change: int, names: Names) -> str:
    """
    `*by project* checkout-prod +$8 (+40 %), web-app −$1 (−3 %), all else +$2.10`, which add up to the `change`; nothing
    when only one thing can have moved.
    """
    if any(one.dimension == dimension and not one.excluded for one in moved.question.filters):
        return ""
    metric, shown = moved.question.metric, largest(moved)[:MOVERS]
    said = [_mover(line, dimension, metric, names) for line in shown]
    seen = numbers.CENT if metric == "cost" else 1  # what is shown adds up as it is shown
    rest = (numbers.rounded(change, seen) - sum(numbers.rounded(_change(line), seen) for line in shown)) * seen
    if rest:
        said.append(f"all else {_signed(rest, METRIC[metric].unit)}")
    return f"*by {dimension}* {', '.join(said)}" if shown else ""


def largest(moved: Answer) -> list[AnswerLine]:
    """The lines that moved, the largest change first."""
    return sorted(filter(_change, moved.lines), key=lambda line: -abs(_change(line)))


def _named(dimension: str, line: AnswerLine, names: Names) -> str:
    return shorten(dimension_label(names, dimension, line.labels[0]), 60)


def _mover(line: AnswerLine, dimension: str, metric: str, names: Names) -> str:
    label = escape(_named(dimension, line, names))
    here, before = _sides(line)
    return f"{label} {_signed(here - before, METRIC[metric].unit)} ({numbers.change(here, before)})"


def why_json(found: Why, answer: Answer, moved: Moved) -> dict[str, object]:
    """Parts and movers as exact integers; the parts' nanodollars add up to the change of the total."""
    return {
        "parts": [
            {"reason": part.reason, "tokens": part.tokens, "nanodollars": part.cost}
            for part in all_parts(found, answer, moved)
        ],
        "movers": {name: [_mover_json(name, line) for line in largest(moved[name])] for name in moved},
    }


def _mover_json(dimension: str, line: AnswerLine) -> dict[str, object]:
    here, before = (amount.quantity if amount else None for amount in (line.amount, line.previous))
    return {dimension: line.labels[0], "quantity": here, "previous": before}
