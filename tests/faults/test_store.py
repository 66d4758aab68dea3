"""The file: full, busy, damaged, newer, old. Nothing is told without being kept, nothing damaged is overwritten."""

import hashlib
import os
import sqlite3
import subprocess
from contextlib import closing
from datetime import timedelta

import pytest
from sqlite_utils import Database

from bot.adapters.store import Store
from bot.adapters.store.opening import migrations
from tests.faults.killing import PENNY
from tests.faults.site import SYNC, Site, wait_until


@pytest.fixture
def small(tmp_path):
    """A site whose store lives on a disk of three megabytes."""
    folder = tmp_path / "store"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", folder], capture_output=True)
    if mounted.returncode:
        pytest.skip("a small disk can only be mounted by root")
    site = Site(tmp_path)
    yield site
    site.close()
    leaks = site.leaks()
    subprocess.run(["umount", folder], check=True)
    assert leaks == []


def test_a_full_disk_loses_no_alert_and_is_told_by_health(small):
    program = small.start()
    small.wait_for_read()
    small.add_budget(PENNY, period="day")
    fill(small)
    small.pass_time(timedelta(days=1))
    program.wait_for("job failed")
    status, body = program.get("/healthz")
    assert status == 503
    assert "cannot grow because the disk is full: free some space" in body
    assert small.lost_or_doubled() == []  # nothing was said that the store does not hold

    (small.path.parent / "filler").unlink()
    small.pass_time(SYNC)
    small.wait_for("SELECT 1 FROM outbox WHERE key LIKE 'passed-1-20261124%' AND state = 'sent'")
    small.wait_until_told()
    assert small.lost_or_doubled() == []
    assert wait_until(lambda: program.get("/healthz")[0] == 200, "health after there is space")
    assert small.is_sound()


def fill(site: Site) -> None:
    """Write until nothing more fits, the rest of the last page too."""
    with (site.path.parent / "filler").open("wb", buffering=0) as filler:
        for size in (65536, 4096, 1):
            try:
                while filler.write(b"x" * size):
                    pass
            except OSError:
                continue


@pytest.mark.long
def test_a_store_that_is_held_by_another_program_delays_writes_and_no_answer(site):
    program = site.start()
    site.wait_for_read()
    before = site.now
    with Store(site.path) as other, other.write():
        site.pass_time(SYNC)
        site.slack.command("/usage", "yesterday by model")
        site.slack.wait_for(lambda: site.slack.private("U0DANA"))
    site.wait_for_read(before)

    assert "Traceback" not in program.said
    assert site.is_sound()


def test_a_store_that_is_swapped_under_the_bot_is_told_by_health_and_takes_nothing_more(site):
    program = site.start()
    site.wait_for_read()
    assert program.get("/healthz")[0] == 200
    copy = site.folder / "copy.db"
    assert site.cli("backup", str(copy)).process.wait(30) == 0
    copy.replace(site.path)
    before = hashlib.sha256(site.path.read_bytes()).hexdigest()
    status, body = program.get("/healthz")
    assert status == 503
    assert "was replaced or removed while the bot ran: start the bot again" in body
    site.pass_time(SYNC)
    program.wait_for("job failed")

    program.stop()
    assert hashlib.sha256(site.path.read_bytes()).hexdigest() == before
    assert site.is_sound()


def test_a_read_only_disk_is_refused_in_one_line_and_left_as_it_is(small):
    Store(small.path).close()
    subprocess.run(["mount", "-o", "remount,ro", small.path.parent], check=True)
    before = hashlib.sha256(small.path.read_bytes()).hexdigest()
    program = small.cli("run", "--http", "127.0.0.1:0")

    assert program.process.wait(30) == 1
    assert "writable" in program.said
    assert len(program.said.splitlines()) == 1
    assert hashlib.sha256(small.path.read_bytes()).hexdigest() == before


def test_an_older_store_is_upgraded_at_the_start_and_kept_beside_it(site):
    site.path.parent.mkdir()
    with closing(sqlite3.connect(site.path)) as older, older:
        migrations().apply(Database(older), stop_before="m003_views")
        older.execute("INSERT INTO meta VALUES ('of_the_old_one', 'kept')")
    site.start()
    site.wait_for_read()

    assert site.sql("SELECT value FROM meta WHERE key = 'of_the_old_one'") == [("kept",)]
    assert site.sql("SELECT count(*) FROM usage_by_day") > [(0,)]
    assert [kept.name for kept in site.path.parent.glob("*.before-*")] == ["usage-bot.db.before-m003_views"]


def test_a_store_that_a_newer_release_upgrades_takes_nothing_more_from_this_one(site):
    site.add_budget(PENNY, period="day")
    program = site.start()
    site.wait_for_read()
    site.wait_until_told()
    newer(site)
    with closing(sqlite3.connect(site.path)) as other, other:
        other.execute("CREATE TABLE of_the_newer_one (id INTEGER)")
    said = site.said()
    site.pass_time(timedelta(days=1))
    program.wait_for("job failed")
    status, body = program.get("/healthz")

    assert status == 503
    assert "written by a newer usage-bot" in body
    assert site.said() == said
    assert "Traceback" not in program.said


def newer(site):
    with Store(site.path) as store, store.write() as connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('usage-bot', 'm999_later', '')"
        )


def overwritten(site):
    site.path.parent.mkdir(exist_ok=True)
    site.path.write_bytes(b"These are my notes.\n" * 1000)


def cut(site):
    Store(site.path).close()
    os.truncate(site.path, 5000)


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        pytest.param(newer, "written by a newer usage-bot", id="newer"),
        pytest.param(overwritten, "is not a database: put a backup in its place", id="no database"),
        pytest.param(cut, "is damaged: stop the bot and put a backup in its place", id="cut"),
    ],
)
def test_a_store_that_cannot_be_trusted_is_refused_in_one_line_and_left_as_it_is(site, damage, words):
    damage(site)
    before = hashlib.sha256(site.path.read_bytes()).hexdigest()
    program = site.cli("run", "--http", "127.0.0.1:0")

    assert program.process.wait(30) == 1
    assert words in program.said
    assert len(program.said.splitlines()) == 1
    assert hashlib.sha256(site.path.read_bytes()).hexdigest() == before


def test_a_backup_of_a_running_bot_is_a_store_to_go_on_with(site):
    site.add_budget(PENNY, period="day")
    program = site.start()
    site.wait_for_read()
    site.wait_until_told()
    copy = site.folder / "copy.db"
    assert site.cli("backup", str(copy)).process.wait(30) == 0
    program.kill()
    for file in site.path.parent.iterdir():
        file.unlink()
    copy.rename(site.path)
    said = site.said()

    site.start()
    before = site.now
    site.wait_for_read(before - SYNC)
    site.wait_until_told()
    assert site.said() == said
    assert site.is_sound()
    assert site.path.stat().st_mode & 0o077 == 0
