"""Why a number moved, in words: the change, what it is made of, and who moved most."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.answer import Answer
from bot.core.catalogue import METRIC
from bot.core.grammar import question_text
from bot.core.messages import blocks, dates, numbers
from bot.core.messages.answer import answer_notes
from bot.core.messages.blocks import Button
from bot.core.messages.followups import SHARE
from bot.core.messages.labels import dimension_label
from bot.core.messages.message import Message
from bot.core.messages.reading import reading_text
from bot.core.messages.text import escape, shorten
from bot.core.names import Names
from bot.core.question import Question
from bot.core.why import DIMENSIONS, Mover, Part, Use, Why

MOVERS = 3
REASONS = {
    "requests": ("more requests", "fewer requests"),
    "models": ("models that cost more a request", "models that cost less a request"),
    "size": ("larger requests", "smaller requests"),
    "cache": ("less from the cache", "more from the cache"),
    "rates": ("dearer tokens (tier, batch, output share)", "cheaper tokens (tier, batch, output share)"),
    "beside": ("beside completion tokens", "beside completion tokens"),
}


def why_message(found: Why, answer: Answer, names: Names, *, now: datetime) -> Message:
    """`answer` has the totals of both periods, as every other answer gives them."""
    question = answer.question
    first = headline(answer, now)
    parts = [
        blocks.section(f"*{escape(first)}*"),
        *([blocks.section("\n".join(map(escape, lines)))] if (lines := part_lines(found, answer)) else []),
        *(blocks.section(text) for name in DIMENSIONS if (text := _movers(name, found, question, names))),
        *([blocks.context(*map(escape, notes))] if (notes := answer_notes(answer)) else []),
        blocks.context(escape(reading_text(question, names, answer.sources, now))),
        blocks.actions(Button("Share", SHARE, question_text(question, names, now=now))),
    ]
    return Message(escape(first), tuple(parts))


def headline(answer: Answer, now: datetime) -> str:
    """`≈ $42.10, +$9.10 (+28 %) against Sun 22 Nov 00:00–14:05 UTC.`"""
    question = answer.question
    zone = ZoneInfo(question.zone)
    unit = METRIC[question.metric].unit
    if question.versus is None or answer.total is None or answer.previous is None:
        return f"{numbers.amount(answer.total, unit)}; the period before could not be read, so nothing can be compared."
    against = dates.period(question.versus, zone, year=now.astimezone(zone).year)
    here, before = answer.total.quantity, answer.previous.quantity
    if here == before:
        return f"{numbers.amount(answer.total, unit)}, the same as {against}."
    moved = f"{_signed(here - before, unit)} ({numbers.change(here, before)})"
    return f"{numbers.amount(answer.total, unit)}, {moved} against {against}."


def _signed(number: int, unit: str) -> str:
    return f"{'+' if number >= 0 else '−'}{numbers.quantity(abs(number), unit)}"


def all_parts(found: Why, answer: Answer) -> tuple[Part, ...]:
    """The parts of the change in completions, and what lies beside them: they add up to the answer's change."""
    if answer.question.metric != "cost" or answer.total is None or answer.previous is None:
        return found.parts
    change = answer.total.quantity - answer.previous.quantity
    beside = change - (found.now.cost - found.before.cost)
    return (*found.parts, Part("beside", 0, beside))


def part_lines(found: Why, answer: Answer) -> list[str]:
    """`• more requests (1,234, were 1,000): +$5.10, +1.2 M tokens`, the largest first."""
    metric = answer.question.metric
    if metric not in ("cost", "tokens"):
        return []
    moved = sorted(all_parts(found, answer), key=lambda part: -abs(_size(part, metric)))
    # A hundredth of the largest part explains nothing; `--json` has them all.
    moved = [part for part in moved if abs(_size(part, metric)) * 100 > abs(_size(moved[0], metric))]
    return [f"• {_reason(part, found, metric)}: {_worth(part)}" for part in moved] or ["• Nothing moved."]


def _size(part: Part, metric: str) -> int:
    return part.cost if metric == "cost" else part.tokens


def _reason(part: Part, found: Why, metric: str) -> str:
    words = REASONS[part.reason][_size(part, metric) < 0]
    before, now = found.before, found.now
    if part.reason == "requests":
        return f"{words} ({numbers.count(now.requests)}, were {numbers.count(before.requests)})"
    if part.reason == "size" and before.requests and now.requests:
        shown = [numbers.count(use.tokens // use.requests) for use in (now, before)]
        return f"{words} ({shown[0]} tokens each, were {shown[1]})"
    if part.reason == "cache":
        shown = [numbers.percent(use.cached, use.input) for use in (now, before)]
        return f"{words} ({shown[0]} of input, was {shown[1]})"
    return words


def _worth(part: Part) -> str:
    shown = [numbers.signed(part.cost)] if part.cost else []
    return ", ".join([*shown, *([_signed(part.tokens, "token")] if part.tokens else [])])


def _movers(dimension: str, found: Why, question: Question, names: Names) -> str:
    """`*By project* checkout-prod +$8 (+40 %), web-app −$1 (−3 %)`; nothing when only one thing can have moved."""
    if any(one.dimension == dimension and not one.excluded for one in question.filters):
        return ""
    shown = found.movers[dimension][:MOVERS]
    said = (_mover(one, dimension, question.metric, names) for one in shown)
    return f"*By {dimension}* {', '.join(said)}" if shown else ""


def _mover(one: Mover, dimension: str, metric: str, names: Names) -> str:
    label = escape(shorten(dimension_label(names, dimension, one.id), 60))
    here, before = _measure(one.now, metric), _measure(one.before, metric)
    unit = METRIC[metric].unit
    return f"{label} {_signed(here - before, unit)} ({numbers.change(here, before)})"


def _measure(use: Use, metric: str) -> int:
    return use.tokens if metric == "tokens" else int(getattr(use, metric))


def why_json(found: Why, answer: Answer) -> dict[str, object]:
    """Parts and movers as exact integers; the parts' nanodollars add up to the change of the total."""
    return {
        "parts": [
            {"reason": part.reason, "tokens": part.tokens, "nanodollars": part.cost}
            for part in all_parts(found, answer)
        ],
        "movers": {name: _movers_json(name, found.movers[name]) for name in DIMENSIONS},
    }


def _movers_json(dimension: str, movers: Iterable[Mover]) -> list[dict[str, object]]:
    return [{dimension: one.id, "now": _use(one.now), "before": _use(one.before)} for one in movers]


def _use(use: Use) -> dict[str, int]:
    return {"requests": use.requests, "tokens": use.tokens, "nanodollars": use.cost}
