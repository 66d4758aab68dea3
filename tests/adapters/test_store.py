"""The store: opening, one writer, many readers, and the small tables."""

import json
import os
import pwd
import sqlite3
import stat
import threading
from contextlib import closing
from datetime import UTC, datetime

import pytest
from sqlite_utils import Database

from bot.adapters.store import Store
from bot.adapters.store.audit import AuditLine
from bot.adapters.store.runs import Run
from bot.core.errors import UpstreamError
from bot.core.names import Named

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)


def _count(store):
    with store.read() as connection:
        return connection.execute("SELECT count(*) FROM meta").fetchone()[0]


def test_a_new_store_and_its_folder_are_for_the_owner_alone(tmp_path):
    path = tmp_path / "data" / "usage-bot.db"

    with Store(path):
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}

    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert set(modes.values()) == {0o600}


def test_the_writer_waits_for_the_disk_at_each_commit(store):
    with store.write() as connection:
        synchronous = connection.execute("PRAGMA synchronous").fetchone()[0]
        journal = connection.execute("PRAGMA journal_mode").fetchone()[0]

    assert (synchronous, journal) == (2, "wal")


def test_what_was_written_is_there_after_a_reopening(tmp_path):
    with Store(tmp_path / "usage-bot.db") as store:
        store.meta.set("colour", "blue")

    with Store(tmp_path / "usage-bot.db") as store:
        assert store.meta.get("colour") == "blue"
        assert store.meta.get("shape") is None


def test_a_write_that_fails_leaves_nothing(store):
    with pytest.raises(KeyError), store.write() as connection:
        connection.execute("INSERT INTO meta VALUES ('half', 'done')")
        raise KeyError

    assert _count(store) == 0


def test_a_reader_cannot_write(store):
    with pytest.raises(UpstreamError, match="read-only"), store.read() as connection:
        connection.execute("DELETE FROM meta")


def test_a_reader_sees_one_state_while_another_writes(store):
    with store.read() as connection:
        before = connection.execute("SELECT count(*) FROM meta").fetchone()
        store.meta.set("new", "row")
        assert connection.execute("SELECT count(*) FROM meta").fetchone() == before

    assert _count(store) == 1


def test_an_error_in_our_own_sql_is_not_blamed_on_the_file(store):
    with pytest.raises(sqlite3.OperationalError, match="no such table"), store.read() as connection:
        connection.execute("SELECT * FROM nowhere")


def test_an_error_in_what_is_done_beside_a_write_is_not_blamed_on_the_file(store):
    with pytest.raises(ConnectionResetError), store.write():
        raise ConnectionResetError


def test_a_reader_that_failed_is_not_used_again(store):
    for _ in range(3):
        with pytest.raises(KeyError), store.read() as connection:
            connection.execute("SELECT 1")
            raise KeyError

    assert _count(store) == 0


def test_a_write_inside_a_write_is_a_bug_and_says_so(store):
    with store.write(), pytest.raises(RuntimeError, match="inside a write"), store.write():
        pass


def test_a_busy_store_says_so_after_its_patience(store):
    with Store(store.path, patience=0.05) as other, store.write(), pytest.raises(UpstreamError, match="busy") as caught:
        other.meta.set("a", "b")

    assert caught.value.transient


def test_a_thread_waits_for_the_write_of_another(store):
    with store.write() as connection:
        thread = threading.Thread(target=store.meta.set, args=("second", "write"))
        thread.start()
        connection.execute("INSERT INTO meta VALUES ('first', 'write')")
    thread.join()

    assert _count(store) == 2


def test_no_write_of_many_threads_and_two_connections_is_lost(tmp_path):
    path = tmp_path / "usage-bot.db"
    with Store(path) as one, Store(path) as two:
        one.meta.set("count", "0")

        def count_up(store):
            for _ in range(20):
                with store.write() as connection:
                    value = connection.execute("SELECT value FROM meta WHERE key = 'count'").fetchone()[0]
                    connection.execute("UPDATE meta SET value = ? WHERE key = 'count'", (str(int(value) + 1),))

        threads = [threading.Thread(target=count_up, args=(store,)) for store in (one, two) * 4]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert one.meta.get("count") == "160"


def test_a_slot_is_claimed_once(store):
    with store.write() as connection:
        first = store.runs.claim(connection, "digest", "2026-11-23", NOW)
        second = store.runs.claim(connection, "digest", "2026-11-23", NOW)

    assert (first, second) == (True, False)
    assert store.runs.has("digest", "2026-11-23")
    assert not store.runs.has("digest", "2026-11-24")


def test_the_last_run_is_the_one_of_the_greatest_slot(store):
    with store.write() as connection:
        for slot in ("2026-11-22", "2026-11-23", "2026-11-21"):
            store.runs.claim(connection, "digest", slot, NOW)

    assert store.runs.last("digest") == Run("digest", "2026-11-23", NOW)
    assert store.runs.last("sync") is None


def test_a_claim_is_given_back_when_the_work_beside_it_fails(store):
    with pytest.raises(KeyError), store.write() as connection:
        store.runs.claim(connection, "digest", "2026-11-23", NOW)
        raise KeyError

    assert not store.runs.has("digest", "2026-11-23")


def test_audit_lines_come_newest_first(store):
    lines = [AuditLine(NOW, "U1", "raised", "budget 1", "500 to 600"), AuditLine(NOW, "U2", "removed", "budget 1")]

    with store.write() as connection:
        for line in lines:
            store.audit.append(connection, line)

    assert store.audit.lines() == (lines[1], lines[0])
    assert store.audit.lines(limit=1) == (lines[1],)


def test_who_sits_at_the_terminal_is_kept_by_the_system_s_name(store):
    with store.write() as connection:
        store.audit.append(connection, AuditLine(NOW, "", "removed", "budget 1"))

    assert [line.actor for line in store.audit.lines()] == [pwd.getpwuid(os.getuid()).pw_name]


def test_a_name_that_is_no_longer_told_is_kept(store):
    store.names.save([Named("key", "key_1", "ci", "proj_1")], NOW)

    store.names.save([Named("key", "key_1", "")], NOW)

    assert store.names.all().known == (Named("key", "key_1", "ci", "proj_1"),)


def test_what_a_complete_list_lacks_is_gone_and_keeps_its_name(store):
    store.names.save([Named("project", "proj_1", "search"), Named("user", "user_1", "Dana")], NOW)

    store.names.save([Named("project", "proj_2", "chat")], NOW, complete_kind="project")

    assert set(store.names.all().known) == {
        Named("project", "proj_1", "search", gone=True),
        Named("project", "proj_2", "chat"),
        Named("user", "user_1", "Dana"),
    }


def test_what_comes_back_is_no_longer_gone(store):
    store.names.save([Named("project", "proj_1", "search", gone=True)], NOW)

    store.names.save([Named("project", "proj_1", "find")], NOW)

    assert store.names.all().known == (Named("project", "proj_1", "find"),)


def test_in_a_view_all_reads_of_a_thread_are_of_one_moment(store):
    with store.view():
        before = _count(store)
        store.meta.set("colour", "blue")
        assert _count(store) == before
    assert _count(store) == before + 1


def test_a_counter_that_is_new_gets_its_column_and_what_waited_for_it(tmp_path):
    path, name = tmp_path / "usage-bot.db", "input_cache_write_12h_tokens"
    Store(path).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for view in Database(connection).views:
            view.drop()
        connection.execute("ALTER TABLE completions_days DROP COLUMN input_cache_write_12h_tokens")
        table = Database(connection).table("completions_days")
        table.insert(dict.fromkeys(table.columns_dict, 0) | {"extra": json.dumps({name: 7})})
    with Store(path) as store, store.read() as reader:
        (row,) = Database(reader).table("completions_days").rows
        assert (row[name], row["extra"]) == (7, "")
