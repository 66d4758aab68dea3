"""Numbers, times and names as people read them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.amounts import NANO, Amount
from bot.core.periods import Period
from bot.core.slack import dates, numbers, text


@pytest.mark.parametrize(
    ("nanodollars", "shown"),
    [
        (0, "$0"),
        (42, "$0.000000042"),
        (4_200_000, "$0.0042"),
        (9_996_000, "$0.01"),
        (10_000_000, "$0.01"),
        (99_000_000, "$0.10"),
        (12_340_000_000, "$12.34"),
        (12_345_000_000, "$12.35"),
        (500 * NANO, "$500"),
        (999_990_000_000, "$999.99"),
        (999_996_000_000, "$1,000"),
        (1_234_490_000_000, "$1,234"),
        (-9_100_000_000, "−$9.10"),
        (9_007_199_254_740_993 * NANO + 1, "$9,007,199,254,740,993"),
    ],
)
def test_money_is_short_and_exact(nanodollars, shown):
    assert numbers.money(nanodollars) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (0, "0"),
        (9_999, "9,999"),
        (10_000, "10 k"),
        (12_345, "12.3 k"),
        (999_949, "1 M"),
        (1_234_567, "1.2 M"),
        (123_456_789, "123 M"),
        (4_500_000_000, "4.5 B"),
        (12_000_000_000_000, "12,000 B"),
        (-1_500_000, "−1.5 M"),
    ],
)
def test_counts_have_three_digits_at_most_until_billions_end(number, shown):
    assert numbers.count(number) == shown


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (Amount(1), "token", "1 token"),
        (Amount(1_200_000), "token", "1.2 M tokens"),
        (Amount(0), "request", "0 requests"),
        (Amount(5_000_000_000), "byte", "5 GB"),
        (Amount(12), "byte", "12 B"),
        (Amount(42 * NANO, 42 * NANO, True), "nanodollar", "≈ $42"),
        (Amount(0, 0, True), "nanodollar", "≈ $0"),
        (None, "nanodollar", "not read"),
        (Amount(0, 0, True, unpriced=617_000), "nanodollar", "unpriced"),
        (Amount(NANO, NANO, True, unpriced=617_000), "nanodollar", "≈ $1"),
    ],
)
def test_amounts_say_their_unit_and_whether_they_are_estimates(value, unit, shown):
    assert numbers.amount(value, unit) == shown


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (0, 10, "0 %"),
        (1, 1000, "<1 %"),
        (61, 100, "61 %"),
        (999, 1000, "99 %"),
        (10, 10, "100 %"),
        (548, 500, "110 %"),
        (1, 0, "-"),
    ],
)
def test_percent_never_hides_something_and_never_claims_all(part, whole, shown):
    assert numbers.percent(part, whole) == shown


@pytest.mark.parametrize(
    ("now", "before", "shown"),
    [
        (112, 100, "+12 %"),
        (91, 100, "−9 %"),
        (1001, 1000, "±0 %"),
        (5, 5, "no change"),
        (5, 0, "new"),
        (1250, 100, "+1,150 %"),
        (0, 4, "−100 %"),
    ],
)
def test_change_is_signed(now, before, shown):
    assert numbers.change(now, before) == shown


def _moment(day, hour=0, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "end", "zone", "shown"),
    [
        pytest.param(_moment(23), _moment(23, 14, 5), "UTC", "Mon 23 Nov 00:00–14:05 UTC", id="today"),
        pytest.param(_moment(22), _moment(23), "UTC", "Sun 22 Nov UTC", id="one whole day"),
        pytest.param(_moment(1), _moment(16), "UTC", "Sun 1 – Sun 15 Nov UTC", id="whole days"),
        pytest.param(_moment(1), _moment(23, 14, 5), "UTC", "Sun 1 Nov – Mon 23 Nov 14:05 UTC", id="month so far"),
        pytest.param(
            _moment(22, 14, 5),
            _moment(23, 14, 5),
            "Asia/Kolkata",
            "Sun 22 Nov 19:35 – Mon 23 Nov 19:35 Kolkata time",
            id="rolling, half-hour zone",
        ),
        pytest.param(
            datetime(2025, 12, 1, tzinfo=UTC), _moment(1), "UTC", "Mon 1 Dec 2025 – Sat 31 Oct UTC", id="another year"
        ),
        pytest.param(
            datetime(2026, 9, 6, 4, tzinfo=UTC),
            datetime(2026, 9, 7, 3, tzinfo=UTC),
            "America/Santiago",
            "Sun 6 Sep Santiago time",
            id="a day that begins at 01:00",
        ),
    ],
)
def test_periods_name_their_days_their_hours_and_their_zone(start, end, zone, shown):
    assert dates.period(Period(start, end), ZoneInfo(zone), year=2026) == shown


@pytest.mark.parametrize(
    ("minutes", "shown"),
    [(0, "under a minute"), (25, "25 min"), (165, "2 h 45 min"), (60 * 20 + 5, "20 h"), (60 * 72, "3 days")],
)
def test_ages_are_short(minutes, shown):
    assert dates.ago(timedelta(minutes=minutes)) == shown


def test_days_are_written_with_their_weekday():
    assert dates.day(date(2024, 2, 29), year=2026) == "Thu 29 Feb 2024"


@pytest.mark.parametrize(
    ("foreign", "shown"),
    [
        ("<!channel> & <https://x|y>", "&lt;!channel&gt; &amp; &lt;https://x|y&gt;"),
        ("a\x00b\nc\u2028d", "a b c d"),
        ("user\u202egnp.exe\u200b", "usergnp.exe"),
        ("فريق الدعم", "فريق الدعم"),
        ("👩\u200d💻 dev", "👩\u200d💻 dev"),
        ("half \ud83d", "half \ufffd"),
    ],
    ids=["mrkdwn", "controls", "turned", "right to left", "joined emoji", "half a character"],
)
def test_foreign_text_cannot_act(foreign, shown):
    assert text.escape(foreign) == shown


def test_a_code_block_cannot_be_left():
    assert text.code("a ```<@U1>") == "```\na '''&lt;@U1&gt;\n```"


@given(st.text(max_size=60), st.integers(8, 40))
def test_short_names_fit_and_keep_both_ends(name, limit):
    short = text.shorten(name, limit)
    assert text.size(short) <= limit
    assert short == name or "…" in short


@given(st.lists(st.text(max_size=30), max_size=30))
def test_labels_differ_from_each_other(names):
    labels = text.distinct(names, 20)
    assert len(set(labels)) == len(labels) == len(names)
    assert all(text.size(label) <= 20 for label in labels)


def test_a_long_name_is_readable_at_both_ends():
    assert text.shorten("customer-support-production-eu-west", 20) == "customer-supp…u-west"


def test_no_line_breaks_within_a_number():
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "≈ $5 of ≈ $9 (50 %)"}, "value": "≈ $5"}
    assert text.unbroken((block,)) == [
        {"type": "section", "text": {"type": "mrkdwn", "text": "≈\u00a0$5 of ≈\u00a0$9 (50\u00a0%)"}, "value": "≈ $5"}
    ]


@pytest.mark.parametrize("number", ["100 %", "12.3 k", "1.2 M", "15 GB", "9 s", "24 h", "2 B"])
def test_a_unit_stays_with_its_number(number):
    kept = number.replace(" ", "\u00a0")
    assert text.unbroken(f"{number} of 5 Mondays, 3 hours") == f"{kept} of 5 Mondays, 3 hours"


def test_no_line_begins_with_what_trails_off():
    assert text.unbroken("about 9 s …") == "about 9\u00a0s\u00a0…"
