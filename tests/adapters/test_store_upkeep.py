"""Backups are whole and checked; retention lets go of hours and of nothing else."""

import sqlite3
import stat
import threading
from contextlib import closing
from datetime import UTC, datetime

import pytest

from bot.adapters.store import Store
from bot.core.errors import UpstreamError, UserError
from bot.core.periods import DAY, HOUR, Period, Width
from bot.core.usage.buckets import Bucket, Row, UsageQuery
from bot.core.usage.freshness import DAY_GRAINS, HOUR_GRAIN

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
TODAY = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "usage-bot.db", patience=0.5) as store:
        yield store


def save(store, grain, start):
    query = UsageQuery(grain.endpoint, Period(start, start + grain.width.span), grain.width, grain.group_by)
    row = Row(("x",) * len(grain.group_by), (1,) * len(query.spec.counters), 1)
    store.usage.save(query, [Bucket(start, start + grain.width.span, (row,))], NOW)


def test_a_backup_opens_as_a_store_with_everything_in_it(store, tmp_path):
    save(store, HOUR_GRAIN, TODAY)

    store.backup(tmp_path / "backup.db")

    assert stat.S_IMODE((tmp_path / "backup.db").stat().st_mode) == 0o600
    with Store(tmp_path / "backup.db") as copy:
        assert copy.is_sound()
        assert copy.usage.notes("completions", Width.HOUR, Period(TODAY, NOW)).keys() == {TODAY}


def test_a_backup_replaces_no_file(store, tmp_path):
    (tmp_path / "precious.txt").write_text("precious")

    for path in (tmp_path / "precious.txt", store.path):
        with pytest.raises(UserError, match="exists already"):
            store.backup(path)

    assert (tmp_path / "precious.txt").read_text() == "precious"
    assert store.is_sound()


def test_a_backup_that_fails_leaves_no_file(store, tmp_path):
    with pytest.raises(UpstreamError, match="No such file"):
        store.backup(tmp_path / "nowhere" / "backup.db")

    assert not (tmp_path / "nowhere").exists()


def test_a_backup_during_writes_is_one_committed_state(store, tmp_path):
    done = threading.Event()

    def write():
        count = 0
        while not done.is_set():
            count += 1
            with store.write() as connection:
                for key in ("left", "right"):
                    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, str(count)))

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for number in range(5):
            store.backup(tmp_path / f"{number}.db")
    finally:
        done.set()
        thread.join()

    for number in range(5):
        with closing(sqlite3.connect(tmp_path / f"{number}.db")) as copy:
            assert len(set(copy.execute("SELECT value FROM meta").fetchall())) <= 1


def test_a_backup_leaves_the_locks_of_the_store_in_place(store, tmp_path):
    with store.write() as connection:
        connection.execute("INSERT INTO meta VALUES ('half', 'done')")
        store.backup(tmp_path / "backup.db")
        with closing(sqlite3.connect(store.path, timeout=0)) as other, pytest.raises(sqlite3.OperationalError):
            other.execute("BEGIN IMMEDIATE")


def test_hours_are_kept_for_35_days_and_days_for_ever(store):
    oldest = TODAY - 35 * DAY
    for start in (oldest - HOUR, oldest, TODAY):
        save(store, HOUR_GRAIN, start)
    save(store, DAY_GRAINS[1], TODAY - 2000 * DAY)

    assert store.prune(NOW) == 1
    assert store.prune(NOW) == 0

    always = Period(TODAY - 3000 * DAY, NOW)
    assert store.usage.notes("completions", Width.HOUR, always).keys() == {oldest, TODAY}
    assert len(store.usage.fetch(UsageQuery("completions", always, Width.DAY))) == 1


def test_the_file_stops_growing_when_hours_come_and_go(store):
    def size_after(days):
        for day in days:
            now = TODAY + day * DAY
            for hour in range(24):
                save(store, HOUR_GRAIN, now + hour * HOUR)
            store.prune(now)
        with store.read() as connection:
            return connection.execute("PRAGMA page_count").fetchone()[0]

    after_40_days = size_after(range(40))

    assert size_after(range(40, 80)) <= after_40_days * 1.1
