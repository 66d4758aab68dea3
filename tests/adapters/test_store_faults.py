"""What happens to the file from outside: each fault is said in one sentence with its cure; nothing is overwritten."""

import hashlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.adapters.store import Store
from bot.core.catalogue import COMPLETIONS
from bot.core.errors import UpstreamError
from bot.core.periods import DAY, Period, Width
from bot.core.usage.buckets import Bucket, Row, UsageQuery

ROOT = Path(__file__).parents[2]
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
WINGS = "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('usage-bot', 'm999_wings', '')"
GROUPS = ("project", "user", "key", "model", "batch", "tier")


@pytest.fixture
def path(tmp_path):
    """A store with 300 rows in it, closed."""
    path = tmp_path / "usage-bot.db"
    with Store(path) as store:
        _save(store, 300)
    return path


def _save(store, rows):
    query = UsageQuery("completions", Period(MONDAY, MONDAY + DAY), Width.DAY, GROUPS)
    saved = tuple(Row((f"proj_{n}", "", "", "gpt-5", "", ""), (n,) * len(COMPLETIONS.counters), n) for n in range(rows))
    store.usage.save(query, [Bucket(MONDAY, MONDAY + DAY, saved)], MONDAY + 2 * DAY)


def _tokens(store):
    query = UsageQuery("completions", Period(MONDAY, MONDAY + DAY), Width.DAY)
    return sum(row.counts[0] for bucket in store.usage.fetch(query) for row in bucket.rows)


def _checksum(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _program(text, *arguments, **options):
    """Another process with `Store` at hand."""
    return subprocess.Popen(
        [sys.executable, "-c", f"import sys\nfrom pathlib import Path\nfrom bot.adapters.store import Store\n{text}"]
        + [str(argument) for argument in arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT)},  # noqa: TID251
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


HOLD = """
with Store(Path(sys.argv[1])).write():
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_a_store_that_another_process_holds_for_long_is_busy(path):
    with Store(path, patience=0.05) as store, _program(HOLD, path) as other:
        assert other.stdout.readline() == "held\n"
        with pytest.raises(UpstreamError, match="busy: another program") as caught:
            store.meta.set("a", "b")
        assert _tokens(store) == sum(range(300))  # reading goes on
        other.communicate("\n")
        store.meta.set("a", "c")

    assert caught.value.transient
    assert caught.value.code == "SQLITE_BUSY"


def test_a_store_that_is_held_cannot_be_opened_and_can_be_closed(path):
    store = Store(path)
    with _program(HOLD, path) as other:
        assert other.stdout.readline() == "held\n"
        with pytest.raises(UpstreamError, match="busy: another program"):
            Store(path, patience=0.05)
        store.close()
        other.communicate("\n")

        with Store(path) as again:
            assert _tokens(again) == sum(range(300))


def test_a_store_that_another_process_holds_for_a_moment_is_waited_for(path):
    with Store(path, patience=30) as store, _program(HOLD, path) as other:
        assert other.stdout.readline() == "held\n"
        thread = threading.Thread(target=store.meta.set, args=("after", "all"))
        thread.start()
        other.communicate("\n")
        thread.join()

        assert store.meta.get("after") == "all"


def test_a_lock_held_by_another_program_is_waited_for_too(path):
    with Store(path, patience=0.05) as store, closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(UpstreamError, match="busy"):
            store.meta.set("a", "b")
        other.rollback()

        store.meta.set("a", "b")


def test_a_killed_process_leaves_no_lock_behind(path):
    other = _program(HOLD, path)
    assert other.stdout.readline() == "held\n"
    other.kill()
    other.communicate()

    with Store(path, patience=0.05) as store:
        store.meta.set("a", "b")
        assert _tokens(store) == sum(range(300))


WRITE_FOR_EVER = """
store = Store(Path(sys.argv[1]))
count = 0
while True:
    count += 1
    with store.write() as connection:
        for key in ("left", "right"):
            connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, str(count)))
    print(count, flush=True)
"""


def test_kill_9_in_the_middle_of_writes_loses_nothing_that_was_committed(path):
    for lines in (1, 7, 40, 90, 150):
        other = _program(WRITE_FOR_EVER, path)
        told = [other.stdout.readline() for _ in range(lines)][-1]
        other.send_signal(signal.SIGKILL)
        other.communicate()

        with Store(path) as store:
            assert store.is_sound()
            assert store.meta.get("left") == store.meta.get("right")
            assert int(store.meta.get("left")) >= int(told)


OPEN = "Store(Path(sys.argv[1])).close()"


def test_kill_9_during_the_first_start_is_no_hindrance_to_the_next(tmp_path):
    for number in range(4):
        path = tmp_path / f"{number}.db"
        other = _program(OPEN, path)
        while not path.exists() and other.poll() is None:
            pass
        other.kill()
        other.communicate()

        with Store(path) as store:
            store.meta.set("a", "b")


def test_two_first_starts_at_once_make_one_store(tmp_path):
    path = tmp_path / "usage-bot.db"
    starts = [_program(OPEN, path) for _ in range(3)]

    assert [start.communicate()[1] for start in starts] == [""] * 3
    with Store(path) as store:
        assert store.is_sound()


def test_a_full_store_says_so_and_goes_on_when_there_is_space(path):
    with Store(path) as store:
        with store.write() as connection:
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(UpstreamError, match="disk is full: free some space") as caught:
            _save(store, 5000)
        assert _tokens(store) == sum(range(300))

        with store.write() as connection:
            connection.execute("PRAGMA max_page_count = 1000000")
        _save(store, 5000)
        assert _tokens(store) == sum(range(5000))

    assert caught.value.transient


@pytest.fixture
def elsewhere():
    """A folder that users without rights can reach: pytest's own are closed to them."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


READ_ONLY = """
import os
Store(Path(sys.argv[3])).close()  # so that all modules are loaded
if os.geteuid() == 0:
    os.setuid(65534)  # root may write everywhere
if not os.access(sys.argv[2], os.R_OK):
    sys.exit("closed")
try:
    Store(Path(sys.argv[1]))
except Exception as error:
    print(type(error).__name__, error)
"""


@pytest.mark.parametrize(
    ("file_mode", "folder_mode"),
    [pytest.param(0o444, 0o755, id="file"), pytest.param(0o444, 0o555, id="file and folder")],
)
def test_a_read_only_store_is_refused_and_left_as_it_is(path, elsewhere, file_mode, folder_mode):
    copy = elsewhere / "usage-bot.db"
    shutil.copy(path, copy)
    copy.chmod(file_mode)
    elsewhere.chmod(folder_mode)
    before = _checksum(copy)

    said, problem = _program(READ_ONLY, copy, ROOT / "migrations" / "migrations.py", path).communicate()

    if "closed" in problem:
        pytest.skip("an ordinary user may not read this checkout")
    assert said.startswith(f"UpstreamError The store {copy} "), problem
    assert "writable" in said
    assert _checksum(copy) == before


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        pytest.param(lambda path: path.write_text("dear diary\n" * 200), "is not a database", id="a text file"),
        pytest.param(lambda path: _overwrite(path, 0, 100), "is not a database", id="garbage in the header"),
        pytest.param(lambda path: _overwrite(path, 100, 3000), "is damaged", id="garbage in the schema"),
    ],
)
def test_a_damaged_file_is_refused_and_left_as_it_is(path, damage, words):
    damage(path)
    before = _checksum(path)

    with pytest.raises(UpstreamError, match=words) as caught:
        Store(path)

    assert "backup" in str(caught.value)
    assert not caught.value.transient
    assert _checksum(path) == before


def _overwrite(path, start, length):
    with path.open("r+b") as file:
        file.seek(start)
        file.write(b"\xff" * length)


def test_garbage_in_the_middle_is_said_when_it_is_met(path):
    size = path.stat().st_size
    _overwrite(path, 4096, size - 4096)

    said = pytest.raises(UpstreamError, match="is damaged: stop the bot and put a backup in its place")
    with said, Store(path) as store:
        _tokens(store)


def test_a_damaged_store_is_not_backed_up_as_if_it_were_whole(path, tmp_path):
    with Store(path) as store:
        root = "SELECT rootpage FROM sqlite_master WHERE name = 'completions_days'"
        with store.read() as connection:
            page = connection.execute(root).fetchone()[0]
    _overwrite(path, 4096 * (page - 1), 4096)

    with Store(path) as store:
        assert not store.is_sound()
        with pytest.raises(UpstreamError, match="is damaged"):
            store.backup(tmp_path / "backup.db")

    assert not (tmp_path / "backup.db").exists()


def test_an_empty_file_is_a_new_store(tmp_path):
    """It is what a start that was killed leaves, and there is nothing in it to lose."""
    (tmp_path / "usage-bot.db").touch()

    with Store(tmp_path / "usage-bot.db") as store:
        assert _tokens(store) == 0


def test_garbage_beside_the_store_is_no_hindrance(path):
    path.with_name("usage-bot.db-shm").write_bytes(b"\xff" * 32768)
    path.with_name("usage-bot.db-wal").write_bytes(b"\xff" * 500)

    with Store(path) as store:
        assert _tokens(store) == sum(range(300))


def test_a_folder_in_the_place_of_the_file_is_refused(tmp_path):
    with pytest.raises(UpstreamError, match="it is a folder"):
        Store(tmp_path)


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("/dev/null")])
def test_a_pipe_or_a_device_is_no_store(tmp_path, make):
    make(tmp_path / "usage-bot.db")
    with pytest.raises(UpstreamError, match="it is no file"):
        Store(tmp_path / "usage-bot.db")


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "data").touch()

    with pytest.raises(UpstreamError, match="cannot be used"):
        Store(tmp_path / "data" / "usage-bot.db")


def test_a_newer_store_is_refused_and_left_as_it_is(path):
    with closing(sqlite3.connect(path)) as newer, newer:
        newer.execute(WINGS)
    before = _checksum(path)

    with pytest.raises(UpstreamError, match=r"newer usage-bot \(it has m999_wings\): upgrade usage-bot") as caught:
        Store(path)

    assert caught.value.code == "newer"
    assert _checksum(path) == before


def test_what_a_newer_release_renamed_under_a_running_bot_is_no_bug(path):
    with Store(path) as store:
        with closing(sqlite3.connect(path)) as newer, newer:
            newer.execute("ALTER TABLE alert_states RENAME TO states_of_alerts")
            newer.execute(WINGS)

        with pytest.raises(UpstreamError, match="newer usage-bot"):
            store.alerts.states(MONDAY)


def test_an_older_store_is_kept_beside_the_upgraded_one(path, tmp_path):
    older = tmp_path / "older.db"
    _copy_as_of_m002(path, older)

    with Store(older) as store:
        assert _tokens(store) == sum(range(300))

    with closing(sqlite3.connect(older.with_name("older.db.before-m003_views"))) as kept:
        assert kept.execute("SELECT max(name) FROM _sqlite_migrations").fetchone() == ("m002_usage",)


def _copy_as_of_m002(path, older):
    """The rows of a store as a program of the first two steps would have kept them."""
    from sqlite_utils import Database

    from bot.adapters.store.opening import migrations

    with Database(older) as early:
        migrations().apply(early, stop_before="m003_views")
        tables = [table for table in early.tables if not table.name.startswith(("_", "sqlite_"))]
        early.execute("ATTACH ? AS newer", (str(path),))
        for table in tables:
            columns = ", ".join(f'"{column.name}"' for column in table.columns)
            copied = f"INSERT OR IGNORE INTO main.{table.name} ({columns}) SELECT {columns} FROM newer.{table.name}"  # noqa: S608
            early.execute(copied)


def test_tables_of_others_are_left_alone(path):
    with closing(sqlite3.connect(path)) as litestream, litestream:
        litestream.execute("CREATE TABLE _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER)")
        litestream.execute("INSERT INTO _litestream_seq VALUES (1, 7)")

    with Store(path) as store, store.read() as connection:
        assert connection.execute("SELECT seq FROM _litestream_seq").fetchone() == (7,)
