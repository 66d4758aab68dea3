"""The benchmarks run as they stand, and what they compare has the same answer: at a small size and without a clock."""

import importlib
import sqlite3
from contextlib import closing

import pytest

from bot.jobs.check import check_budgets
from tests.benchmarks import answering, asking, largest, parsing, reading, storing, thinking, year
from tests.benchmarks.__main__ import GROUPS
from tests.benchmarks.invented import NOW, Organisation
from tests.benchmarks.programs import sink
from tests.benchmarks.server import served


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_of_benchmarks_can_be_run_by_its_name(group):
    assert callable(importlib.import_module(f"tests.benchmarks.{group}").run)


def test_the_parsers_that_are_compared_find_the_same():
    assert parsing.figures(1, 20)


def test_the_stores_that_are_compared_hold_the_same(tmp_path):
    rows = len(year.ORGANISATION.dimensions)
    assert storing.first(1, rows)
    year.fill(tmp_path / "ours.db", year.ORGANISATION, 3)
    assert list(storing.again(1, tmp_path / "ours.db", year.copied(tmp_path / "ours.db", tmp_path / "raw.db")))
    rows = storing.hours(tmp_path / "hours.db", 1)
    tables = [f"{kind}_{slots}" for kind in ("completions", "other") for slots in ("hours", "quarters")]
    with closing(sqlite3.connect(tmp_path / "hours.db")) as store:
        assert sum(store.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables) == rows  # noqa: S608


def test_the_sums_that_answers_are_compared_with_are_the_answers(tmp_path):
    year.fill(tmp_path / "year.db", Organisation(200, 1, 1), 91)
    year.rollups(tmp_path / "sums.db", tmp_path / "year.db")
    with asking.living(tmp_path / "year.db") as services, closing(sqlite3.connect(tmp_path / "sums.db")) as sums:
        for asked in asking.demands(services, sums):
            assert asked.whole() == asked.yardstick() > 0, asked.name
            asked.ours()


@pytest.mark.long
def test_a_history_is_judged_and_phrases_are_there_to_be_read():
    assert thinking.judge(2, 40) > 0
    read, refused = thinking.phrases()
    assert len(read) > 600
    assert refused


def test_the_hours_that_spikes_are_looked_for_in_are_those_of_the_store(tmp_path):
    year.fill(tmp_path / "x.db", Organisation(2, 1, 1), 2, 1)
    largest.add_hours(tmp_path / "x.db", 2)
    with asking.living(tmp_path / "x.db", 2) as services:
        assert len(services.store.usage.values("project")) == 2
        check_budgets(services, NOW)


def test_the_readers_that_are_compared_read_the_same():
    found = reading.compared(1, ("product", "limit"), 2, 2, rows=20, hour_rows=1, latency=0)
    assert found["product"][0]["rows"] == 2 * 20 + 2 * 20
    assert found["product"][0]["requests"] == found["limit"][0]["requests"]  # hours add up, and are read once


def test_commands_are_answered_while_a_sync_runs(tmp_path):
    with sink.sink() as slack, served(days=40, rows=20, latency=0, bills=1) as openai:
        year.fill(tmp_path / "x.db", Organisation(2, 1, 1), 40)
        with answering.before(tmp_path / "x.db", openai, slack) as services, answering.syncing(services):
            work = answering.Work(services, slack)
            assert len(work.serial(work.app, 4)) == 4
            work.close()
    assert work.outcomes == {"ok"}
