"""Amounts and moments to come, as budgets, schedules and snoozes read them."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.core.errors import UserError
from bot.core.grammar import read_amount, read_time_of_day, read_until, resolve_name
from tests.core.grammar.test_grammar import NAMES, NOW


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("$1.5k", (1_500_000_000_000, "cost")),
        ("500", (500_000_000_000, "cost")),
        ("1,000 dollars", (1_000_000_000_000, "cost")),
        ("2M tokens", (2_000_000, "tokens")),
        ("10k requests", (10_000, "requests")),
        ("0.000000001", (1, "cost")),
        ("١٢", (12_000_000_000, "cost")),  # who writes so means it, and the answer repeats it as $12
    ],
)
def test_an_amount_is_an_exact_integer(typed: str, read: tuple[int, str]) -> None:
    assert read_amount(typed) == read


@pytest.mark.parametrize(
    "typed",
    ["-5", "NaN", "1e99", "Infinity", "", "five-ish", "9" * 40, "0.5 tokens", "10 20", "1_000", "፱", "1_0 tokens"],
)
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(UserError):
        read_amount(typed)


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("tomorrow 9am", datetime(2026, 11, 24, 8, tzinfo=UTC)),
        ("till tomorrow", datetime(2026, 11, 24, 8, tzinfo=UTC)),
        ("fri 17:00", datetime(2026, 11, 27, 16, tzinfo=UTC)),
        ("monday", datetime(2026, 11, 30, 8, tzinfo=UTC)),
        ("9am", datetime(2026, 11, 24, 8, tzinfo=UTC)),
        ("18:00", datetime(2026, 11, 23, 17, tzinfo=UTC)),
        ("for 2h", datetime(2026, 11, 23, 16, 5, tzinfo=UTC)),
        ("3 days", datetime(2026, 11, 26, 14, 5, tzinfo=UTC)),
        ("next week", datetime(2026, 11, 30, 8, tzinfo=UTC)),
        ("2026-12-01", datetime(2026, 12, 1, 8, tzinfo=UTC)),
        ("dec 1 at noon", datetime(2026, 12, 1, 11, tzinfo=UTC)),
        ("end of november", datetime(2026, 11, 30, 23, tzinfo=UTC)),
        ("end of december", datetime(2026, 12, 31, 23, tzinfo=UTC)),
        ("the end of next week", datetime(2026, 12, 6, 23, tzinfo=UTC)),
        ("end of next month", datetime(2026, 12, 31, 23, tzinfo=UTC)),
        ("end of q1", datetime(2027, 3, 31, 22, tzinfo=UTC)),
        ("end of the year", datetime(2026, 12, 31, 23, tzinfo=UTC)),
        ("december", datetime(2026, 12, 1, 8, tzinfo=UTC)),
        ("january", datetime(2027, 1, 1, 8, tzinfo=UTC)),
        ("november", datetime(2027, 11, 1, 8, tzinfo=UTC)),
        ("next month", datetime(2026, 12, 1, 8, tzinfo=UTC)),
    ],
)
def test_a_moment_to_come_is_read_in_the_zone(typed: str, moment: datetime) -> None:
    assert read_until(typed, now=NOW, zone=ZoneInfo("Europe/Berlin")) == moment


@pytest.mark.parametrize("typed", ["yesterday", "2020-01-01", "soon", "", "today 9am", "25:00", "31 june"])
def test_what_is_no_moment_to_come_is_refused(typed: str) -> None:
    with pytest.raises(UserError):
        read_until(typed, now=NOW, zone=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("typed", "clock"), [("9am", time(9)), ("09:00", time(9)), ("5 pm", time(17)), ("noon", time(12)), ("9", time(9))]
)
def test_a_time_of_day_is_read(typed: str, clock: time) -> None:
    assert read_time_of_day(typed) == clock


@pytest.mark.parametrize(
    ("kind", "typed", "ids"),
    [
        ("project", "web-app", ("proj_web",)),
        ("project", "checkout", ("proj_checkout",)),
        ("project", "suport-bot", ("proj_support",)),
        ("model", "gpt-5", ("gpt-5-2025-08-07",)),
        ("key", "key_ci", ("key_ci",)),
    ],
)
def test_a_name_is_exact_then_a_prefix_then_one_typo(kind: str, typed: str, ids: tuple[str, ...]) -> None:
    assert resolve_name(kind, typed, NAMES) == ids
