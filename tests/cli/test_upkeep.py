"""Looking after the store from the terminal: copies of what is there, and what retention lets go."""

import gc
import sqlite3
from contextlib import chdir, closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.adapters.store import Store
from bot.app import wall_clock
from bot.cli import cli
from bot.core.periods import DAY, HOUR, Width, floor
from bot.core.usage.freshness import HOUR_GRAIN
from tests.adapters.test_store_upkeep import save


@pytest.fixture
def path(tmp_path: Path) -> Path:
    Store(tmp_path / "usage-bot.db").close()
    return tmp_path / "usage-bot.db"


def run(path: Path, *words: str) -> Result:
    with chdir(path.parent):
        settings = {"OPENAI_ADMIN_KEY": "sk-admin-x", "USAGE_BOT_DATABASE": str(path)}
        return CliRunner().invoke(cli, [*words], env=settings)


def test_a_backup_is_a_whole_copy(path, tmp_path):
    with Store(path) as store:
        store.meta.set("a", "b")

    assert run(path, "backup", "copy.db").output == "Copied to copy.db; the copy is intact.\n"
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        assert copy.execute("SELECT value FROM meta WHERE key = 'a'").fetchall() == [("b",)]


def test_a_backup_does_not_overwrite(path, tmp_path):
    (tmp_path / "copy.db").write_text("mine")
    result = run(path, "backup", "copy.db")

    assert (result.exit_code, (tmp_path / "copy.db").read_text()) == (2, "mine")
    assert "copy.db exists already: name a new file for the backup" in result.output


def test_where_there_is_no_store_there_is_no_backup_and_none_is_made(tmp_path):
    result = run(tmp_path / "elsewhere.db", "backup", "copy.db")

    assert result.exit_code == 2
    assert "elsewhere.db is not there: start in the bot's folder or set USAGE_BOT_DATABASE" in result.output
    assert list(tmp_path.iterdir()) == []


def test_prune_says_how_many_hours_it_dropped(path):
    today = floor(wall_clock(), Width.DAY)
    with Store(path) as store:
        for start in (today - 40 * DAY, today - 40 * DAY + HOUR, today - DAY):
            save(store, HOUR_GRAIN, start)

    assert (
        run(path, "prune").output
        == "Deleted the numbers of 2 hours older than 35 days. Daily numbers are kept for ever.\n"
    )
    assert run(path, "prune").output == "Nothing to delete: no hourly number is older than 35 days.\n"


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="what is open is seen on Linux alone")
@pytest.mark.parametrize("words", [["backup", "copy.db"], ["migrate"], ["prune"], ["budgets", "list"], ["prices"]])
def test_no_command_leaves_the_store_open(path, words):
    gc.disable()  # it would close what was forgotten
    try:
        assert run(path, *words).exit_code == 0
        still_open = [one.readlink().name for one in Path("/proc/self/fd").iterdir() if one.is_symlink()]
    finally:
        gc.enable()
    assert [name for name in still_open if name.startswith(path.name)] == []
