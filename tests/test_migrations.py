"""The schema: each step keeps the rows it finds, and all steps together make the schema on file."""

import runpy
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.adapters.store import Store
from bot.adapters.store.opening import names

FILE = Path(__file__).parents[1] / "migrations" / "migrations.py"
SCHEMA = Path(__file__).parent / "data" / "schema.sql"  # made by `python -m tests.test_migrations`


def _migrations():
    return runpy.run_path(str(FILE))["migrations"]


def _names():
    with Database(memory=True) as nothing:
        return [migration.name for migration in _migrations().pending(nothing)]


def _schema(database):
    rows = database.execute(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE '%_sqlite_migrations%' ORDER BY name"
    )
    return "".join(f"{row[0]};\n\n" for row in rows)


def test_the_names_are_read_without_running_the_file():
    assert names() == _names()


@contextmanager
def _newest():
    with Database(memory=True) as database:
        _migrations().apply(database)
        yield database


def test_all_steps_together_make_the_schema_on_file():
    with _newest() as database:
        assert _schema(database) == SCHEMA.read_text()


def test_steps_are_numbered_without_gaps():
    assert [name[:5] for name in _names()] == [f"m{number:03}_" for number in range(1, len(_names()) + 1)]


def test_a_step_is_told_what_it_does():
    functions = runpy.run_path(str(FILE))
    assert [name for name in _names() if not functions[name].__doc__] == []


@pytest.fixture
def database():
    with Database(memory=True) as empty:
        yield empty


def test_what_people_name_survives_the_later_steps(database):
    _migrations().apply(database, stop_before="m002_usage")
    database.execute("INSERT INTO names VALUES ('project', 'proj_1', 'search', '', 0, '2026-11-23T00:00:00Z')")

    _migrations().apply(database)

    assert database.execute("SELECT name FROM names").fetchall() == [("search",)]


def test_the_views_read_what_was_there_before_them(database):
    _migrations().apply(database, stop_before="m003_views")
    database.execute("INSERT INTO dimension_values VALUES (1, 'project', 'proj_1')")
    database.execute("INSERT INTO costs_by_project VALUES (20780, 1, 2500000000)")

    _migrations().apply(database)

    found = database.execute("SELECT day, project_id, dollars FROM costs_by_day_and_project").fetchall()
    assert found == [("2026-11-23", "proj_1", 2.5)]


def test_conversations_come_beside_what_was_there():
    database = Database(memory=True)
    _migrations().apply(database, stop_before="m005_conversations")
    database.execute("INSERT INTO meta VALUES ('k', 'v')")

    _migrations().apply(database)

    assert database.execute("SELECT value FROM meta").fetchall() == [("v",)]
    assert database.execute("SELECT count(*) FROM asked, events").fetchall() == [(0,)]
    database.close()


def test_a_side_is_kept_by_its_midnight_and_goes_where_nobody_knows_which(database):
    _migrations().apply(database, stop_before="m020_midnights_of_several_zones")
    columns = {
        row[1]: "" if row[2] == "TEXT" else 0 for row in database.execute("PRAGMA table_info(completions_sides)")
    }
    for day in (20780, 20781):
        database.table("completions_sides").insert({**columns, "day": day})
    database.execute("INSERT INTO reads VALUES ('completions', 'side', '2026-11-23T05:15:00Z', '2026-11-24', 1, '')")

    _migrations().apply(database)

    assert database.execute("SELECT quarter FROM completions_sides").fetchall() == [(20780 * 96 + 21,)]


def test_sqlite_utils_applies_them_too(tmp_path):
    path = tmp_path / "usage-bot.db"

    subprocess.run([sys.executable, "-m", "sqlite_utils", "migrate", path, FILE.parent], check=True)

    with closing(sqlite3.connect(path)) as connection:
        assert _schema(connection) == SCHEMA.read_text()
    Store(path).close()  # it opens, and adds what the catalogue counts since


def test_every_table_keeps_its_types():
    with _newest() as database:
        tables = [table for table in database.tables if not table.name.startswith(("_", "sqlite_"))]
        assert [table.name for table in tables if not table.strict] == []


if __name__ == "__main__":
    with _newest() as newest:
        SCHEMA.write_text(_schema(newest))
