"""Questions to a year of 200 projects × 15 models × 5 keys, against a table of sums that was made for each."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.app import share_the_processor
from bot.core.answers.planner import plan
from bot.core.budgets.budget import Budget, budget_period
from bot.core.grammar import read_question
from bot.core.periods import Period
from bot.core.question import Question
from bot.services import Services
from bot.sources import answer_stored
from bot.sources.budget_status import budget_sums
from bot.sources.stored import read_notes, stored
from tests.benchmarks import year
from tests.benchmarks.folders import folder
from tests.benchmarks.invented import NOW, Organisation
from tests.benchmarks.rounds import against, by_turns, many, p50, p99, ratio
from tests.benchmarks.statements import told
from tests.benchmarks.table import Row
from tests.living import UNREACHABLE, Bot

PROJECT = year.ORGANISATION.dimensions[-1][0]
TIMES = 10  # of one question in one turn
TURNS = 20  # in a round: the machine is not as fast all the time, and short turns see the same of it
BUDGETS = 200
Answers = Callable[[], int]  # a sum, to be compared


@dataclass(frozen=True)
class Asked:
    """
    A demand: at most `most` times the sums' median in the 99th of 100.

    `ours` is what the store does for the `whole` answer: statements, and their rows as values of core.
    """

    name: str
    ours: Callable[[], object]
    whole: Answers
    yardstick: Answers
    most: float


def run(rounds: int) -> Iterator[Row]:
    with folder() as path:
        store = path / "year.db"
        year.fill(store, year.ORGANISATION, 364)
        year.rollups(path / "sums.db", store)
        with living(store) as services, closing(sqlite3.connect(path / "sums.db")) as sums:
            for asked in demands(services, sums):
                yield from _measured(rounds, asked)
            yield _statements(services)
    yield from _growth(rounds)


def _statements(services: Services) -> Row:
    said = told(services, partial(_budgets, services))
    sums = sum("FROM completions_" in one or "FROM costs_" in one for one in said)
    words = f"{sums} (and {len(said) - sums} for names, budgets and the ledger)"
    return Row("asking", f"statements that add up for {BUDGETS} budgets: ≤ 3", sums, 3, words, is_exact=True)


@contextmanager
def living(path: Path, budgets: int = BUDGETS) -> Iterator[Services]:
    bot = Bot(path, UNREACHABLE)
    add_budgets(bot.services, budgets)
    share_the_processor()  # as the service does
    try:
        yield bot.services
    finally:
        bot.close()


def add_budgets(services: Services, number: int) -> None:
    projects = [one.id for one in services.store.names.all().of("project")]
    with services.store.write() as connection:
        for id in projects[:number]:
            services.store.budgets.add(connection, Budget("project", (id,), "cost", 10**13, "month", created_at=NOW))


def demands(services: Services, sums: sqlite3.Connection) -> list[Asked]:
    today, first, quarter = year.ago(0), year.number(NOW.replace(day=1)), year.ago(89)
    (project,) = sums.execute("SELECT id FROM project WHERE value = ?", (PROJECT,)).fetchone()
    by_model = f"SELECT model, sum(cost) FROM by_model WHERE day = {today} GROUP BY model"
    by_project = f"SELECT project, sum(cost) FROM cover WHERE day BETWEEN {first} AND {today} GROUP BY project"
    by_day = f"SELECT day, cost FROM by_project WHERE project = {project} AND day BETWEEN {quarter} AND {today}"
    texts = (
        ("today by model", "today by model", by_model, 6),
        ("month by project", "month by project", by_project, 6),
        ("90 days of one project", f"90d by day project:{PROJECT}", by_day, 40),
    )
    found = [
        Asked(
            name,
            reading(services, _read(services, text)),
            question(services, text),
            partial(_total, sums, statement),
            most,
        )
        for name, text, statement, most in texts
    ]
    weighed = replace(found[0], name="today by model, its rows", yardstick=partial(_rows_to_weigh, sums, today))
    month = Question(
        "", Period(budget_period("month", NOW).start, NOW), metric="cost", by=("project",)
    )  # what all of them want
    look, yardstick = partial(_budgets, services), partial(_total, sums, by_project)
    return [*found, weighed, Asked(f"{BUDGETS} budgets, month to date", reading(services, month), look, yardstick, 6)]


def reading(services: Services, read: Question) -> Callable[[], object]:
    """The part of a question that the store answers; what it plans and adds up is thinking, and told beside."""
    notes = read_notes(services, read, NOW, is_live=False)
    held, endpoints = notes.held(unfinished=True), notes.endpoints(NOW)
    planned = plan(read, now=NOW, held=held, endpoints=endpoints, asks_for_bills=False)
    return partial(stored, services, planned.stored, notes, planned)


def _read(services: Services, text: str) -> Question:
    return read_question(text, services.store.names.all(), now=NOW, zone=ZoneInfo("UTC"))


def question(services: Services, text: str) -> Answers:
    """The reading is done before: it costs the same at any size."""
    read = _read(services, text)

    def asked() -> int:
        total = answer_stored(read, services).total

        return total.quantity if total else 0  # None: a part of it was never read

    return asked


def _budgets(services: Services) -> int:
    look = budget_sums(services, NOW)
    spent = [look.current(budget).spent for budget in services.store.budgets.all()]
    return sum(amount.quantity for amount in spent if amount)


def _total(sums: sqlite3.Connection, statement: str) -> int:
    return sum(cost for _, cost in sums.execute(statement).fetchall())


def _rows_to_weigh(sums: sqlite3.Connection, day: int) -> int:
    """What the contract demands of an open day: its bill and its estimates, project by project."""
    used = sums.execute(f"SELECT project, model, cost FROM by_model WHERE day = {day}").fetchall()
    billed = sums.execute(f"SELECT project, item, cost FROM bill WHERE day = {day}").fetchall()
    return max(sum(cost for *_, cost in rows) for rows in (used, billed))


def _measured(rounds: int, asked: Asked) -> Iterator[Row]:
    assert asked.whole() == asked.yardstick(), asked.name
    programs = {"ours": asked.ours, "whole": asked.whole, "sums": asked.yardstick}
    took = by_turns(rounds * TURNS, {name: partial(many, work, TIMES) for name, work in programs.items()})
    times = against(took["ours"], took["sums"])
    whole = 1000 * min(p50(one) for one in took["whole"])
    said = f"{p99(times):.1f} × (median {p50(times):.1f} ×; the whole answer {whole:.1f} ms)"
    yield Row("asking", f"{asked.name}, p99 against sums' median: ≤ {asked.most:g} ×", p99(times), asked.most, said)


def _growth(rounds: int) -> Iterator[Row]:
    """One key a project: the sums are as large as ever, and three years are made in a minute."""
    smaller = Organisation(200, 1, 15)
    with folder() as path:
        for years in (1, 3):
            year.fill(path / f"{years}.db", smaller, years * 365 - 1)
        with living(path / "1.db") as short, living(path / "3.db") as long:
            for text in ("today by model", "month by project", f"90d by day project:{PROJECT}"):
                ways = {"one": question(short, text), "three": question(long, text)}
                assert ways["one"]() == ways["three"]()
                took = by_turns(rounds * TURNS, {name: partial(many, way, TIMES) for name, way in ways.items()})
                figure = ratio([p50(one) for one in took["three"]], [p50(one) for one in took["one"]])
                name = text.partition(" project:")[0]
                yield Row("asking", f"{name}: three years of data against one, medians: ≤ 1.3 ×", figure, 1.3)
