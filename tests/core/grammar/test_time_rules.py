"""The rules of time: each by its own example, and all of them with any filler at any place."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.errors import UserError
from bot.core.grammar import read_question
from bot.core.grammar.time.calendar import Calendar, Span
from bot.core.grammar.time.rule_patterns import Line, TimeRule, TimeRules
from bot.core.grammar.time.slashed_dates import decided
from bot.core.grammar.time.time_rules import TIME_RULES
from bot.core.grammar.time.time_slots import SLOTS
from bot.core.grammar.tokens import Words
from bot.core.grammar.typed_text import cleaned
from bot.core.periods import Period
from bot.core.question import Question
from tests.core.grammar.test_grammar import NAMES, NOW, ZONE, described

TABLE = Path(__file__).parents[2] / "data" / "time_rules.txt"


def examples() -> list[tuple[str, str, str]]:
    """Rule, what is typed, and how that rule alone reads it."""
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    named = [line.split(" :: ", 1) for line in lines]
    return [(rule, *text.split(" => ", 1)) for rule, text in named]


def shown(value: object) -> str:
    if isinstance(value, UserError):
        return f"! {value}"
    if isinstance(value, Span):
        period = described(Question("", Period(value.start, value.end)))
        return f"{period} {value.loose}".strip()
    assert isinstance(value, tuple)
    return "-".join(f"{clock:%H:%M}" if clock else "" for clock in value)


@pytest.mark.parametrize(("rule", "typed", "expected"), [pytest.param(*row, id=row[0]) for row in examples()])
def test_a_rule_reads_its_example(rule: str, typed: str, expected: str):
    words = Words.of(decided(cleaned(typed)))
    row = next(each for each in TIME_RULES.rows if each.name == rule)
    line = Line(words, Calendar(NOW, ZONE), TIME_RULES)

    read = [each.value for each in line.by_rule(row, 0) if each.end == len(words)]

    assert read
    if expected.startswith("!"):
        assert shown(read[0]).startswith(expected)
    else:
        assert shown(read[0]) == expected


@pytest.mark.parametrize(("rule", "typed"), [pytest.param(*row[:2], id=row[0]) for row in examples()])
def test_a_form_is_looked_for_where_its_first_word_stands(rule: str, typed: str):
    words = Words.of(decided(cleaned(typed)))

    found = Line(words, Calendar(NOW, ZONE), TIME_RULES).readings((rule.partition(":")[0],), 0)

    assert len(words) in {read.end for read in found}


def test_every_rule_has_its_example():
    assert [rule for rule, _, _ in examples()] == [rule.name for rule in TIME_RULES.rows]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        pytest.param(TimeRule("day", "today", lambda calendar: None), "is of no kind", id="of no kind"),
        pytest.param(
            TimeRule("date", "<yesteryear>", lambda calendar: None), "no list of words and no slot", id="unknown"
        ),
        pytest.param(
            TimeRule("date", "<plain day> eve", lambda calendar, day: None), "not read before it", id="endless"
        ),
        pytest.param(TimeRule("date", "[the] [last]", lambda calendar: None), "may be empty", id="empty"),
        pytest.param(TimeRule("date", "last <unit>", lambda calendar: None), "its meaning takes others", id="values"),
        pytest.param(TimeRule("date", "last <unit", lambda calendar: None), "cannot be read", id="shape"),
    ],
)
def test_a_rule_that_cannot_work_is_refused_with_what_is_wrong(rule: TimeRule, said: str):
    with pytest.raises(ValueError, match=said):
        TimeRules([rule], SLOTS)


def test_a_rule_stands_once():
    rule = TimeRule("date", "last <unit>", lambda calendar, unit: None)

    with pytest.raises(ValueError, match="stand twice: date: last <unit>"):
        TimeRules([rule, rule], SLOTS)


def _alone(typed: str) -> Question | None:
    try:
        found = read_question(typed, NAMES, now=NOW, zone=ZONE)
    except UserError:
        return None
    return None if found.repairs or found.verb else found


# Each reads the same by itself, behind `cost` and in a sentence; words that begin a filter or a group stay at the end.
PERIODS = sorted(
    {typed for _, typed, _ in examples() if _alone(f"cost {typed}")}
    - {"on the 5", "the first"}  # `spend on` takes the `on`; `the first` may be of what follows
)
BEFORE = ("", "cost", "please show me the cost", "how much did we spend", "what was our spend, in total,", "spend for")
AFTER = ("", "please", "by model", "for web-app", "thanks!", "by day and model", "in dollars", "utc", "csv", "chart")
BESIDE = ("web-app", "gpt-4o", "by project", "top 3 keys", "tokens", "batch")


@settings(max_examples=120, deadline=None)
@given(
    period=st.sampled_from(PERIODS),
    before=st.sampled_from(BEFORE),
    beside=st.sampled_from(("", *BESIDE)),
    after=st.sampled_from(AFTER),
)
def test_a_form_is_read_the_same_with_any_filler_at_any_place(period: str, before: str, beside: str, after: str):
    alone = read_question(f"cost {period}", NAMES, now=NOW, zone=ZONE)

    found = read_question(" ".join(filter(None, (before, beside, period, after))), NAMES, now=NOW, zone=ZONE)

    assert (found.period, found.unused) == (alone.period, alone.unused)


def test_nearly_every_rule_is_a_question():
    assert len(PERIODS) >= 240


@pytest.mark.parametrize(
    ("typed", "start", "end"),
    [
        ("fy26", "2025-07-01", "2026-07-01"),
        ("fy27", "2026-07-01", "2026-11-23"),
        ("this fiscal year", "2026-07-01", "2026-11-23"),
        ("last fiscal year", "2025-07-01", "2026-07-01"),
        ("fiscal q1", "2026-07-01", "2026-10-01"),
        ("q4 fy26", "2026-04-01", "2026-07-01"),
        ("last fiscal quarter", "2026-07-01", "2026-10-01"),
    ],
)
def test_a_fiscal_year_begins_in_the_month_of_the_setting(typed: str, start: str, end: str):
    period = read_question(typed, NAMES, now=NOW, zone=ZONE, fiscal_month=7).period

    assert (f"{period.start:%Y-%m-%d}", f"{period.end:%Y-%m-%d}") == (start, end)


@pytest.mark.parametrize(
    ("zone", "typed", "start", "end"),
    [
        ("Europe/Berlin", "cost in spring", "2026-03-01", "2026-06-01"),
        ("Europe/Berlin", "last autumn", "2025-09-01", "2025-12-01"),
        ("America/New_York", "last fall", "2025-09-01", "2025-12-01"),
        ("America/New_York", "winter", "2025-12-01", "2026-03-01"),
        ("Australia/Sydney", "last summer", "2025-12-01", "2026-03-01"),
        ("Pacific/Auckland", "winter 2025", "2025-06-01", "2025-09-01"),
    ],
)
def test_a_zone_tells_the_hemisphere_of_a_season(zone: str, typed: str, start: str, end: str):
    place = ZoneInfo(zone)

    period = read_question(typed, NAMES, now=NOW, zone=place).period

    assert [f"{moment.astimezone(place):%Y-%m-%d}" for moment in (period.start, period.end)] == [start, end]
