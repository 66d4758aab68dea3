"""Attacks on the store by the machine: a disk that is full at each commit, and `kill -9` in all upkeep."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from random import Random

import pytest
from sqlite_utils import Database

from bot.adapters.store import Store
from bot.adapters.store.opening import migrations
from bot.core.alerts.outbox import LEASE
from bot.core.names import Named
from tests.faults.killing import PENNY, on_message
from tests.faults.site import SYNC, Site, wait_until
from tests.faults.test_store import fill, small
from tests.moment import NOW

__all__ = ["small"]  # a fixture
DAY = timedelta(days=1)
ONE = '[[budget]]\nscope = "project:proj_p{n}"\nmetric = "cost"\namount = "500"\nperiod = "month"\n\n'
PROJECTS = [Named("project", f"proj_p{n}", f"p{n}") for n in range(800)]
OLD_HOUR = "INSERT INTO reads VALUES ('completions', '1h', ?, '', 0, '')"
OLD_HOURS = [(f"2020-01-{n // 24 + 1:02}T{n % 24:02}:00:00Z",) for n in range(700)]
OLD_READS = "SELECT count(*) FROM reads WHERE start < '2021'"


def free(site: Site) -> None:
    (site.path.parent / "filler").unlink(missing_ok=True)


def test_a_disk_that_is_full_when_slack_has_the_alert_says_it_once(small):
    small.add_budget(PENNY, period="day")
    program = small.start()
    small.wait_for_read()
    small.wait_until_told()
    on_message(small, lambda: fill(small))
    small.pass_time(DAY)
    wait_until(lambda: (small.path.parent / "filler").exists(), "the disk is full")
    program.wait_for("job failed")
    free(small)
    small.pass_time(LEASE + timedelta(minutes=15))
    small.wait_until_told()

    assert small.lost_or_doubled() == []
    assert "Traceback" not in program.said
    assert small.is_sound()


def test_a_disk_that_is_full_at_the_first_start_is_one_line_and_the_next_start_is_whole(small):
    small.path.parent.mkdir(exist_ok=True)
    fill(small)
    program = small.cli("sync")
    assert program.process.wait(60) == 1
    assert "the disk is full" in program.said or "No space left" in program.said
    assert len(program.said.splitlines()) == 1
    free(small)
    small.start()
    small.wait_for_read()
    assert small.is_sound()


@pytest.mark.long
def test_a_disk_that_is_full_during_the_first_read_or_a_budget_change_is_told_and_mended(small):
    program = small.start()
    small.wait_for("SELECT 1 FROM reads")
    fill(small)
    small.slack.command("/budget", "organisation 100/week")
    small.slack.wait_for(lambda: small.slack.private("U0DANA"))
    for message in small.slack.private("U0DANA"):
        if "budget_save" in str(message):
            small.slack.click(message, "budget_save")
    small.slack.wait_for(lambda: len(small.slack.private("U0DANA")) >= 2)
    free(small)
    small.pass_time(SYNC)
    small.wait_for_read()

    assert "Traceback" not in program.said
    assert small.is_sound()


@pytest.mark.long
def test_a_disk_that_is_full_at_upkeep_is_one_line_and_changes_nothing(small):
    Store(small.path).close()
    file = small.folder / "budgets.toml"
    file.write_text("".join(ONE.format(n=n) for n in range(800)))
    with Store(small.path) as store:
        store.names.save(PROJECTS, NOW)
        with store.write() as connection:
            connection.executemany(OLD_HOUR, OLD_HOURS)
            connection.executemany("INSERT INTO meta VALUES (?, ?)", ((f"k{n}", "x" * 500) for n in range(500)))
    copy = small.path.parent / "copy.db"
    fill(small)
    for words in (["backup", str(copy)], ["budgets", "import", str(file)], ["prune"]):
        program = small.cli(*words)
        status = program.process.wait(60)
        assert len(program.said.splitlines()) == 1, program.said
        # To let go of rows needs little room: what the log of the store had before may do.
        assert (status == 1 and "disk is full" in program.said) or (words == ["prune"] and status == 0)

    assert [one.name for one in small.path.parent.glob("copy*")] == []
    free(small)
    assert small.sql("SELECT count(*) FROM budgets") == [(0,)]
    assert small.sql(OLD_READS) in ([(0,)], [(700,)])
    assert small.is_sound()
    assert [small.cli(*words).process.wait(60) for words in (["prune"], ["backup", str(copy)])] == [0, 0]
    assert small.cli("budgets", "import", str(file)).process.wait(60) == 0
    assert small.sql("SELECT count(*) FROM budgets") == [(800,)]


def killed(words: list[str], environment: dict[str, str], after: float) -> int:
    """How a command ended that was killed after so many seconds, if it took so long."""
    with subprocess.Popen([sys.executable, "-m", "bot", *words], env=environment, stdout=-3, stderr=-3) as running:
        try:
            return running.wait(after)
        except subprocess.TimeoutExpired:
            running.kill()
            return running.wait()


def instants(seed: int, times: int) -> list[float]:
    """Seconds after the start; the program needs a part of the first one to begin."""
    random = Random(seed)  # noqa: S311
    return [0.3 + random.random() * 0.9 for _ in range(times)]


def an_old_store(site: Site) -> None:
    site.path.parent.mkdir(exist_ok=True)
    with closing(sqlite3.connect(site.path)) as older, older:
        migrations().apply(Database(older), stop_before="m003_views")
        older.executemany("INSERT INTO meta VALUES (?, ?)", ((f"k{n}", "x" * 500) for n in range(20_000)))


def test_killed_in_a_migration_the_next_one_is_whole(site):
    an_old_store(site)
    for after in instants(1, 4):
        killed(["migrate"], site.environment(), after)
        assert site.is_sound()
        assert site.sql("SELECT count(*) FROM meta WHERE key LIKE 'k%'") == [(20_000,)]
    assert killed(["migrate"], site.environment(), 60) == 0
    assert [file.name for file in site.path.parent.glob("*.part*")] == []


@pytest.mark.long
def test_killed_in_a_backup_there_is_a_whole_copy_or_none(site):
    an_old_store(site)
    Store(site.path).close()
    for number, after in enumerate(instants(2, 4)):
        copy = site.folder / f"copy{number}.db"
        killed(["backup", str(copy)], site.environment(), after)
        if copy.exists():
            with closing(sqlite3.connect(copy)) as found:
                assert found.execute("SELECT count(*) FROM meta WHERE key LIKE 'k%'").fetchone() == (20_000,)
        assert killed(["backup", str(copy.with_suffix(".again"))], site.environment(), 60) == 0


@pytest.mark.long
def test_killed_in_prune_or_import_all_of_it_stands_or_nothing(site):
    site.start().wait_for("started")
    site.wait_for_read()
    site.programs[-1].kill()
    file = site.folder / "budgets.toml"
    file.write_text("".join(ONE.format(n=n) for n in range(800)))
    with Store(site.path) as store:
        store.names.save(PROJECTS, NOW)
        with store.write() as connection:
            connection.executemany(OLD_HOUR, OLD_HOURS)
    for after in instants(3, 3):
        killed(["budgets", "import", str(file)], site.environment(), after)
        killed(["prune"], site.environment(), after)
        assert site.sql("SELECT count(*) FROM budgets") in ([(0,)], [(800,)])
        assert site.sql(OLD_READS) in ([(0,)], [(700,)])
        assert site.is_sound()
