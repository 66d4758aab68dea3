"""`usage-bot budgets`: from a file into the store and back."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.adapters.store import Store
from bot.cli import cli
from bot.core.names import Named
from tests.moment import NOW

ENVIRONMENT = {"OPENAI_ADMIN_KEY": "sk-admin-none"}
FILE = """[[budget]]
scope = "project:proj_1"
metric = "cost"
amount = "500"
period = "month"
levels = [50, 80, 100]
owner = "U012ABC"
"""


@pytest.fixture
def budgets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    with Store(tmp_path / "usage-bot.db") as store:
        store.names.save([Named("project", "proj_1", "checkout-prod")], NOW)
    (tmp_path / "budgets.toml").write_text(FILE)
    return lambda *words: CliRunner().invoke(cli, ["budgets", *words], env=ENVIRONMENT)


def test_a_dry_run_says_what_it_would_do_and_does_nothing(budgets):
    result = budgets("import", "budgets.toml", "--dry-run")

    assert "1 change would be made" in result.output
    assert "+ checkout-prod: $500 a month" in result.output
    assert budgets("export").output == ""


def test_a_file_that_is_no_text_is_said_in_one_line(budgets, tmp_path):
    (tmp_path / "budgets.toml").write_bytes(b"SQLite format 3\x00\xff\xfe")
    result = budgets("import", "budgets.toml")

    assert (result.exit_code, "is no UTF-8 text" in result.output) == (2, True)


def test_what_was_imported_is_exported(budgets):
    assert budgets("import", "budgets.toml").exit_code == 0

    assert budgets("export").output == FILE
    assert "Nothing to change" in budgets("import", "budgets.toml").output


def test_a_file_that_is_wrong_changes_nothing(budgets, tmp_path):
    (tmp_path / "budgets.toml").write_text(FILE + FILE)

    result = budgets("import", "budgets.toml")

    assert result.exit_code == 2
    assert budgets("export").output == ""


def test_the_list_and_the_back_test_read_the_store_alone(budgets):
    budgets("import", "budgets.toml")

    assert "checkout-prod" in budgets("list").output
    assert "checkout-prod: no whole month of the last 60 days was read" in budgets("backtest").output
