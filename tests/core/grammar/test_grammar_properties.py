"""What holds for every question: order does not matter, words come back the same, nothing crashes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.core.errors import UserError
from bot.core.grammar import Ambiguous, question_text, read_question
from bot.core.grammar.kind_offers import COMMANDS
from bot.core.question import Question
from tests.core.grammar.test_grammar import NAMES, NOW, ZONE, phrases

pytestmark = pytest.mark.long

PERIODS = (
    "today", "yesterday", "last 7 days", "mtd", "last month", "q3", "nov 1 to nov 15 2026", "since friday", "past 24h",
    "2026-11-01..2026-11-15",
    "october", "last hour", "on tue", "3 nov 2026", "this quarter", "two weeks ago", "last weekend",
)  # fmt: skip
METRICS = ("", "cost", "tokens", "input tokens", "calls", "$$", "cached")
GROUPS = ("", "by model", "per project and day", "by hour", "by key", "daily", "by tier, batch")
FILTERS = (
    "",
    "web-app",
    "project:today",
    "gpt-4o and o3",
    '"Growth Team"',
    "not batch",
    "gpt-5*",
    "user:dana",
    "flex tier",
)
LIMITS = ("", "top 5", "over 10", "> 2.5k")
EXCEPT = ("", "except data-eval", "without support-bot and ci-runner")
ZONES = ("", "utc", "in tokyo", "kolkata time", "zone Pacific/Chatham", "in new york")
SHAPES = ("", "chart", "csv", "as a table", "share it", "explain")
FILLER = ("", "please", "show me", "how much did we", "?", "thx")
CHANGES = ("", "vs previous period")
SLOTS = st.tuples(
    *map(st.sampled_from, (PERIODS, METRICS, GROUPS, FILTERS, LIMITS, EXCEPT, ZONES, SHAPES, FILLER, CHANGES))
)
MOMENTS = st.datetimes(datetime(2026, 11, 16), datetime(2029, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
HOMES = st.sampled_from(
    ["UTC", "Europe/Berlin", "Asia/Kolkata", "America/New_York", "Australia/Lord_Howe", "America/Santiago"]
)
VOCABULARY = " ".join(typed for typed, _ in phrases()).split()
CHARACTERS = "\x00\t\n 0123456789abcdeminoprstvwy-–—.:/*$<>&@#|\"'“”‘’`,?!()+=%éß💸²፱\u200b\u00a0\u202eıİ٣"


def bare(question: Question) -> Question:
    return replace(question, typed="", repairs=(), unused=())


def read(text: str, now: datetime = NOW, zone: ZoneInfo = ZONE) -> Question:
    return bare(read_question(text, NAMES, now=now, zone=zone))


@pytest.mark.parametrize("wanted", [one for one in FILTERS if one])
def test_no_filter_is_dropped_whatever_stands_beside_it(wanted: str) -> None:
    filters = {*read(f"tokens {wanted}").filters}
    for beside in (*PERIODS, *GROUPS, *ZONES, *SHAPES):
        if beside:
            assert filters <= {*read(f"tokens {beside} {wanted}").filters}, beside
            assert filters <= {*read(f"tokens {wanted} {beside}").filters}, beside


@settings(max_examples=100, deadline=None)
@given(slots=SLOTS, order=st.randoms(use_true_random=False))
def test_slots_may_come_in_any_order(slots: tuple[str, ...], order: st.DataObject) -> None:
    said = [slot for slot in slots if slot]
    mixed = list(said)
    order.shuffle(mixed)  # type: ignore[attr-defined]

    assert read(" · ".join(mixed)) == read(" · ".join(said))


@settings(max_examples=100, deadline=None)
@given(slots=SLOTS, now=MOMENTS, home=HOMES, is_live=st.booleans())
@example(("today", "", "", "", "", "", "", "", "", ""), datetime(2026, 11, 1, tzinfo=UTC), "UTC", True)
@example(("today", *[""] * 8, "vs previous period"), datetime(2026, 11, 16, tzinfo=UTC), "UTC", True)
@example(("today", *[""] * 8, "vs previous period"), datetime(2026, 11, 16, tzinfo=UTC), "UTC", False)
@example(
    ("last hour", "", "", "", "", "", "", "", "", "vs previous period"),
    datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    "Europe/Berlin",
    False,
)
def test_the_canonical_words_mean_the_same_at_any_time_in_any_zone(
    slots: tuple[str, ...], now: datetime, home: str, is_live: bool
) -> None:
    zone = ZoneInfo(home)
    question = read(" ".join(filter(None, slots)), now, zone)

    words = question_text(question, NAMES, zone=home, now=now if is_live else None)

    assert read(words, now, zone) == question, words
    assert question.period.start <= question.period.end <= now


def only_a_question_or_a_hint(text: str) -> None:
    try:
        question = read_question(text, NAMES, now=NOW, zone=ZONE)
    except UserError as error:
        assert len(error.suggestions) >= (2 if isinstance(error, Ambiguous) else 3)
        assert len(str(error)) < 400
        assert "\n" not in str(error)
        for suggestion in error.suggestions:
            if suggestion.split()[0] not in COMMANDS:  # tests/commands/test_offers.py asks where these go
                read_question(suggestion, NAMES, now=NOW, zone=ZONE)
    else:
        assert question.period.start <= question.period.end <= NOW
        assert read(question_text(question, NAMES, zone="UTC")) == bare(question)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
@example("'")
@example('"')
@example("&lt;&gt;<@U1><#C1|><http://x|x>")
@example("{" * 500)
def test_any_text_is_a_question_or_a_hint(text: str) -> None:
    only_a_question_or_a_hint(text)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=CHARACTERS, max_size=40))
@example('"`"')
def test_any_signs_are_a_question_or_a_hint(text: str) -> None:
    only_a_question_or_a_hint(text)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(VOCABULARY), max_size=9).map(" ".join))
def test_any_known_words_in_any_order_are_a_question_or_a_hint(text: str) -> None:
    only_a_question_or_a_hint(text)


@pytest.mark.parametrize(
    "text", ["today " * 2_000, "x" * 10_000, "by model, " * 1_000, '"' * 10_000, "<" * 10_000, "1" * 999]
)
def test_a_very_long_text_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(UserError, match=r"long|cannot read|more than anybody") as raised:
        read_question(text, NAMES, now=NOW, zone=ZONE)
    assert len(str(raised.value)) < 200


@pytest.mark.parametrize("days", range(0, 800, 7))
def test_the_like_part_of_the_month_before_is_never_longer_than_that_month(days: int) -> None:
    now = NOW - timedelta(days)

    question = read("this month vs last month", now)

    assert question.versus is not None
    assert question.versus_whole is not None
    assert question.versus.start == question.versus_whole.start
    assert question.versus.end <= question.versus_whole.end == question.period.start
