"""Which projects, keys and models were not used in a period, and which were used for the first time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.core.answers.answer import OTHER, AnswerLine
from bot.core.answers.labels import dimension_label, title
from bot.core.answers.source_line import filter_text
from bot.core.names import Names
from bot.core.question import Question
from bot.core.slack import blocks, dates
from bot.core.slack.blocks import Cell
from bot.core.slack.limits import TABLE_ROWS
from bot.core.slack.message import Block, Message
from bot.core.slack.text import escape, listed, shorten

NAMED_SHOWN = 3


@dataclass(frozen=True, slots=True)
class LastUse:
    """A thing, and the days on which it was first and last used; None when it was not in the days that were read."""

    kind: str
    id: str
    first: date | None = None
    last: date | None = None


def days_used(kind: str, lines: Iterable[AnswerLine]) -> Mapping[str, LastUse]:
    """By id, of lines by `kind` and day."""
    found: dict[str, LastUse] = {}
    for line in lines:
        id, day = line.labels[0], line.labels[1]
        if id in ("", OTHER) or day == OTHER or line.amount is None or not line.amount.quantity:
            continue
        used, known = date.fromisoformat(day), found.get(id)
        first = min(used, known.first) if known and known.first else used
        last = max(used, known.last) if known and known.last else used
        found[id] = LastUse(kind, id, first, last)
    return found


def idle(kind: str, used: Mapping[str, LastUse], names: Names, start: date, end: date) -> list[LastUse]:
    """Those that are known, not gone, and not used from `start` up to `end`; the longest unused first."""
    known = [named.id for named in names.of(kind) if named.id and not named.gone]
    every = [used.get(id, LastUse(kind, id)) for id in dict.fromkeys((*known, *(used if kind == "model" else ())))]
    unused = [use for use in every if use.last is None or not start <= use.last < end]
    return sorted(unused, key=lambda use: (use.last or date.min, names.label(kind, use.id)))


def new(used: Mapping[str, LastUse], start: date, end: date) -> list[LastUse]:
    """Those whose first use is in the days from `start` up to `end`; the latest first."""
    found = [use for use in used.values() if use.first is not None and start <= use.first < end]
    return sorted(found, key=lambda use: (use.first or date.min, use.id), reverse=True)


@dataclass(frozen=True, slots=True)
class LastUses:
    """
    What was found, of which kinds; `since` is the first day that was looked at, `is_new` what was looked for.

    `are_named`: they were asked about by their names, used in the period or not.
    """

    kinds: tuple[str, ...]
    found: tuple[LastUse, ...]
    since: date
    is_new: bool = False
    are_named: bool = False


def uses_message(uses: LastUses, question: Question, names: Names, *, now: datetime) -> Message:
    zone = ZoneInfo(question.zone)
    when = dates.period(question.period, zone, year=now.astimezone(zone).year)
    kinds = listed([f"{kind}s" for kind in uses.kinds])
    what = (
        f"{'New' if uses.is_new else 'Not used'}: {_count(uses)}, {when}." if uses.found else _none(uses, kinds, when)
    )
    what = f"{_each(uses, names)}." if uses.are_named else what
    unused = f" · not used: {', '.join(question.unused)}" if question.unused else ""
    asked = "".join(f" · {filter_text(one, names)}" for one in question.filters)
    looked = f"usage known since {dates.day(uses.since, year=uses.since.year)}"
    reading = f"{question.verb} {kinds}{asked} · {when} · {looked}{unused}"
    parts: list[Block] = [blocks.section(f"*{escape(what)}*"), *_table(uses, names), blocks.context(escape(reading))]
    return Message(escape(what), tuple(parts))


def _each(uses: LastUses, names: Names) -> str:
    """`ci-runner last used Mon 23 Nov 2026`."""
    told = "first used" if uses.is_new else "last used"
    days = [(use, use.first if uses.is_new else use.last) for use in uses.found[:NAMED_SHOWN]]
    return listed(
        [
            f"{shorten(dimension_label(names, use.kind, use.id), 60)} {told if day else 'used'} {_day(day, uses.since)}"
            for use, day in days
        ]
    )


def _count(uses: LastUses) -> str:
    counts = [(kind, sum(use.kind == kind for use in uses.found)) for kind in uses.kinds]
    return listed([f"{count} {kind}{'' if count == 1 else 's'}" for kind, count in counts if count])


def _none(uses: LastUses, kinds: str, when: str) -> str:
    return f"No new {kinds}, {when}." if uses.is_new else f"Nothing is idle: all known {kinds} were used, {when}."


def _table(uses: LastUses, names: Names) -> list[Block]:
    if not uses.found:
        return []
    rows = [
        (
            Cell(shorten(dimension_label(names, use.kind, use.id), 80)),
            Cell(use.kind),
            Cell(_day(use.first if uses.is_new else use.last, uses.since)),
        )
        for use in uses.found[: TABLE_ROWS - 1]
    ]
    head = (
        title(uses.kinds[0]) if len(uses.kinds) == 1 else "Name",
        "Kind",
        "First used" if uses.is_new else "Last used",
    )
    return [blocks.data_table(f"{_count(uses)}", head, rows, names=2)]


def _day(day: date | None, since: date) -> str:
    return dates.day(day, year=day.year) if day else f"not since {dates.day(since, year=since.year)}"


def uses_json(uses: LastUses, question: Question, names: Names) -> dict[str, object]:
    """One entry a thing, days as ISO dates; null for a day that is not known."""
    return {
        "question": question.typed,
        "verb": question.verb,
        "start": f"{question.period.start:%Y-%m-%dT%H:%M:%SZ}",
        "end": f"{question.period.end:%Y-%m-%dT%H:%M:%SZ}",
        "since": uses.since.isoformat(),
        "unused": list(question.unused),
        question.verb: [
            {
                "kind": use.kind,
                "id": use.id,
                "name": names.label(use.kind, use.id),
                "first_used": use.first.isoformat() if use.first else None,
                "last_used": use.last.isoformat() if use.last else None,
            }
            for use in uses.found
        ],
    }
