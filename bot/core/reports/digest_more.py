"""What a digest keeps behind its button: models, what is new, unpriced or corrected, how far to trust it."""

from __future__ import annotations

from dataclasses import replace

from bot.core import grammar
from bot.core.amounts import Amount
from bot.core.answers.answer import OTHER, Unpriced
from bot.core.answers.followups import SHARE, USAGE
from bot.core.budgets.budget import uncovered
from bot.core.budgets.budget_names import uncovered_text
from bot.core.reports.digest_lines import SHOWN
from bot.core.reports.digest_numbers import Move, amounts, moves, new_things, usual_day
from bot.core.reports.digest_questions import DigestFacts
from bot.core.reports.digest_reader import reader_line, restated, restated_days
from bot.core.reports.digest_words import changed, few, label, paragraphs
from bot.core.slack import blocks, dates, numbers
from bot.core.slack.blocks import Button
from bot.core.slack.message import Block, Message
from bot.core.slack.text import escape, listed

MORE = "digest in full"  # the command behind the button
UNCOVERED = 5  # percent of the month without a budget, from which it is said
MODELS = 3
LEAST = 5  # percent of the day from which a model is one of the top ones
NOTHING = "There is nothing more to say about this day."


def more_message(facts: DigestFacts) -> Message:
    """For the person who pressed `More`: each thing that the digest only names, in full."""
    unpriced = unpriced_text(facts)
    text = f"More about {dates.day(facts.day, year=facts.now.year)} UTC"
    found = paragraphs(
        {
            "Models": _models(facts),
            "New": _new(facts),
            "No price for": unpriced,
            "No budget": uncovered_line(facts),
            "Corrected by OpenAI": " · ".join(few(restated(facts))),
        }
    )
    lines = [line for paragraph in found for line in paragraph] or [NOTHING]
    body = blocks.section("\n".join([f"*{text}*", *lines]))
    return Message(text, (body, blocks.context(escape(reader_line(facts))), _buttons(facts)))


def _buttons(facts: DigestFacts) -> Block:
    """The questions behind the digest's numbers."""
    day = facts.answers["total"].question
    asking = {
        group: grammar.question_text(replace(day, by=(group,)), facts.names) for group in ("model", "project", "key")
    }
    row = [Button(f"By {group}", f"{USAGE}:{number}", typed) for number, (group, typed) in enumerate(asking.items(), 1)]
    return blocks.actions(*row, Button("Share", SHARE, asking["project"]))


def brief_line(facts: DigestFacts) -> str:
    """`Models gpt-5 84 % of the day, gpt-5-mini 15 % · New project data-eval · OpenAI corrected Sun 15 Nov`."""
    unpriced = list(dict.fromkeys(escape(_what_lacks_one(one)) for one in facts.answers["total"].unpriced))
    named = {
        "Models": ", ".join(_top_models(facts)),
        "New": ", ".join(few([f"{one[0]} {escape(label(facts, *one))}" for one in new_things(facts)])),
        "No price for": listed(few(unpriced)),
        "OpenAI corrected": listed(few(restated_days(facts))),
    }
    return " · ".join(f"{name} {found}" for name, found in named.items() if found)


def _what_lacks_one(one: Unpriced) -> str:
    """`gpt-6-x-preview`, `images of gpt-image-1`, whose tokens may have a price."""
    return one.model if one.unit == "token" else f"{one.unit}s of {one.model}"


def _top_models(facts: DigestFacts) -> list[str]:
    """The first one says what the shares are of: of the week or the month where the digest is about one."""
    span, total = _shared(facts)
    found = _largest_models(facts)
    return [
        escape(f"{label(facts, 'model', id)} {numbers.percent(quantity, total)}") + ("" if place else f" of the {span}")
        for place, (id, quantity) in enumerate(found[:MODELS])
        if quantity * 100 >= total * LEAST or not place
    ]


def _shared(facts: DigestFacts) -> tuple[str, int]:
    ended = facts.answers[facts.ended_span].total if facts.ended_span else None
    return (facts.ended_span.removeprefix("ended "), ended.quantity) if ended else ("day", _of_the_day(facts))


def _largest_models(facts: DigestFacts) -> list[tuple[str, int]]:
    if not facts.ended_span:
        return [(move.id, move.now.quantity) for move in _used_models(facts)]
    found = amounts(facts.answers[f"{facts.ended_span}'s models"])
    used = [(id, amount.quantity) for id, amount in found.items() if id != OTHER and amount.quantity]
    return sorted(used, key=lambda one: (-one[1], one[0]))


def _used_models(facts: DigestFacts) -> list[Move]:
    return [move for move in moves(facts.answers, "models") if move.now.quantity and move.id != OTHER]


def _of_the_day(facts: DigestFacts) -> int:
    """What every share of a digest is of: the number that it begins with."""
    total = facts.answers["total"].total
    return total.quantity if total else 0


def uncovered_line(facts: DigestFacts) -> str:
    """How much of the month no project's budget watches, once projects have budgets."""
    budgets = [view.status.budget for view in facts.budgets]
    free, spent = uncovered(budgets, amounts(facts.answers["month"]), facts.names)
    is_news = free * 100 >= spent * UNCOVERED and any(one.scope == "project" for one in budgets)
    return uncovered_text(free, spent) if is_news else ""


def _models(facts: DigestFacts) -> str:
    """`gpt-5 ≈ $96 (52 % of the day, +12 % on usual) · gpt-5-mini ≈ $41 (22 %, −3 %) · 5 others ≈ $21.20`."""
    found, total = _used_models(facts), _of_the_day(facts)
    parts = [_model(move, total, facts, is_first=not place) for place, move in enumerate(found[:MODELS])]
    if rest := found[MODELS:]:
        amount = sum((move.now for move in rest[1:]), rest[0].now)
        parts.append(f"{len(rest)} {'other' if len(rest) == 1 else 'others'} {numbers.amount(amount, 'nanodollar')}")
    return " · ".join(parts)


def _model(move: Move, total: int, facts: DigestFacts, *, is_first: bool) -> str:
    """The first one says what its numbers are of."""
    share = numbers.percent(move.now.quantity, total) + (" of the day" if is_first else "")
    change = changed(move.now.quantity, move.usual) if usual_day(facts) else ""
    change += " on usual" if is_first and change[:1] in ("+", "−") else ""
    beside = ", ".join(filter(None, (share, change)))
    return escape(f"{label(facts, 'model', move.id)} {numbers.amount(move.now, 'nanodollar')} ({beside})")


def _new(facts: DigestFacts) -> str:
    found = new_things(facts)
    budgets = [view.status.budget for view in facts.budgets]
    parts = []
    for dimension, id in found[:SHOWN]:
        bare = dimension == "project" and not any(
            one.scope == "project" and one.covers(id, facts.names) for one in budgets
        )
        place = _place(facts, id) if dimension == "key" else ""
        parts.append(f"{dimension} {escape(label(facts, dimension, id) + place)}{', no budget' if bare else ''}")
    return " · ".join([*parts, *([f"{len(found) - SHOWN} more"] if len(found) > SHOWN else [])])


def _place(facts: DigestFacts, key: str) -> str:
    """` in data-eval`, if the key's project is known."""
    project = facts.names.parent("key", key)
    return f" in {label(facts, 'project', project)}" if project else ""


def unpriced_text(facts: DigestFacts) -> str:
    """
    `1.2 M tokens of x-preview; they count once they have a price`; what of a model is in the sum
    all the same, as it is billed, stands beside.
    """
    priced = {move.id: move.now for move in moves(facts.answers, "models") if move.now.quantity}
    named = [_without_price(one, priced.get(one.model)) for one in facts.answers["total"].unpriced]
    return escape(f"{listed(few(named))}; they count once they have a price") if named else ""


def _without_price(one: Unpriced, priced: Amount | None) -> str:
    beside = f" (its other {numbers.amount(priced, 'nanodollar')} is counted)" if priced else ""
    return f"{numbers.quantity(one.quantity, one.unit)} of {one.model}{beside}"
