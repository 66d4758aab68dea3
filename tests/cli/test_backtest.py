"""`usage-bot backtest FILE`: without a store, a key or Slack."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import cli


@pytest.fixture
def backtest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    days = [f"2026-{month:02d}-{day:02d},checkout-prod,20" for month in (1, 2, 3) for day in range(1, 29)]
    (tmp_path / "history.csv").write_text("\n".join(["time,project,dollars", *days, "2026-03-29,checkout-prod,400"]))
    return lambda *words: CliRunner().invoke(cli, ["backtest", *words], env={})


def test_a_file_is_judged_without_any_settings(backtest):
    result = backtest("history.csv", "--json", "--budget", "checkout-prod=500/month", "--budget", "$50/day")
    facts = json.loads(result.output)
    assert [one["project"] for one in facts["spikes"]] == ["checkout-prod"]
    assert {one["project"] for one in facts["forecasts"]} == {"", "checkout-prod"}
    assert [(one["project"], one["level"]) for one in facts["levels"][:2]] == [
        ("checkout-prod", 50),
        ("checkout-prod", 80),
    ]


def test_it_is_said_in_lines_too(backtest):
    said = backtest("history.csv").output
    assert "2026-03-30 00:00  checkout-prod spent $400 in a day, usually $20" in said
    assert "In 88 days: 1 spike alerted." in said


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"SQLite format 3\x00\xff\xfe", "is no UTF-8 text"), (b"time,dollars\n2026," + b"1" * 200_000, "as CSV")],
)
def test_what_is_no_such_file_is_said_in_one_line(backtest, content, said):
    Path("other.csv").write_bytes(content)
    result = backtest("other.csv")

    assert (result.exit_code, said in result.output) == (2, True)
    assert len(result.output.splitlines()) == 1


@pytest.mark.parametrize("text", ["500", "500/year", "much/month", "-5/day"])
def test_a_budget_that_cannot_be_read_is_wrong_usage(backtest, text):
    result = backtest("history.csv", "--budget", text)
    assert result.exit_code == 2 and text in result.output


def test_the_store_is_judged_where_no_file_is_given(backtest, tmp_path):
    result = CliRunner().invoke(cli, ["backtest"], env={"OPENAI_ADMIN_KEY": "sk-admin-x"})
    assert (result.exit_code, result.output) == (
        0,
        "In 0 days: no spikes alerted. No month ended in it, so no forecast can be judged.\n",
    )
