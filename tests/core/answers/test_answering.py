"""Answers against brute force, and the rules that people see: zero and unread, top and other, like with like."""

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.amounts import Amount
from bot.core.answers.answer import OTHER, Answer, AnswerLine
from bot.core.answers.answering import PlanResult, answered
from bot.core.answers.planner import Held, plan
from bot.core.periods import DAY, HOUR, MINUTE, Period, Width, floor
from bot.core.question import TIME_UNITS, Question, Shape
from bot.core.time_rows import label
from bot.core.usage.buckets import Filter
from bot.core.usage.buckets_to_ask import BucketSpan
from bot.core.usage.freshness import is_settled
from tests.core import little_world as world

NOW = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)
TODAY = floor(NOW, Width.DAY)


def read(question: Question, held: Held | None = None, now: datetime = NOW) -> PlanResult:
    done = plan(question, now=now, held=held, endpoints=("completions",))
    return PlanResult(done, world.readings(done, now))


def answer(question: Question, held: Held | None = None) -> Answer:
    before = read(replace(question, period=question.versus)) if question.versus else None
    whole = read(replace(question, period=question.versus_whole)) if question.versus_whole else None
    return answered(read(question, held), before, whole)


def labels(question: Question, fact: world.Fact) -> tuple[str, ...]:
    zone = ZoneInfo(question.zone)
    return tuple(label(by, fact.at, zone) if by in TIME_UNITS else fact.value(by) for by in question.by)


FILTERS = (
    Filter("model", ("gpt-5*",)),
    Filter("model", ("o4-mini",)),
    Filter("model", ("gpt-5", "o4-mini"), excluded=True),
    Filter("project", ("proj_a", "proj_b")),
    Filter("project", ("",)),
    Filter("user", ("user_2",), excluded=True),
    Filter("key", ("key_1",)),
    Filter("batch", ("true",)),
    Filter("tier", ("flex",)),
)
GROUPS = (
    (),
    ("model",),
    ("user",),
    ("day",),
    ("day", "model"),
    ("project", "batch"),
    ("week", "key"),
    ("hour",),
    ("month",),
)
ZONES = ("UTC", "Europe/Berlin", "Asia/Kolkata", "Asia/Kathmandu", "America/New_York")


@st.composite
def questions(draw: st.DrawFn, metric: str = "tokens") -> Question:
    days = draw(st.integers(0, 20))
    start = TODAY - DAY * draw(st.integers(days, 32)) + MINUTE * draw(st.sampled_from((0, 0, 60, 330, 345, 1139)))
    end = min(NOW, start + DAY * days + MINUTE * draw(st.integers(1, 1439)))
    period = Period(min(start, NOW - HOUR), draw(st.sampled_from((end, NOW))))
    by = draw(st.sampled_from(GROUPS))
    filters = tuple(draw(st.lists(st.sampled_from(FILTERS), max_size=2)))
    return Question("", period, draw(st.sampled_from(ZONES)), metric, by=by, filters=filters)


def brute(question: Question) -> dict[tuple[str, ...], int]:
    sums: dict[tuple[str, ...], int] = defaultdict(int)
    for fact in world.FACTS:
        if fact.at in question.period and world.passes(fact, question.filters):
            sums[labels(question, fact)] += fact.nanodollars if question.metric == "cost" else fact.tokens + 1
    return dict(sums)


def nonzero(found: Answer) -> dict[tuple[str, ...], int]:
    return {line.labels: line.amount.quantity for line in found.lines if line.amount and line.amount.quantity}


def some_held(keep: int) -> Held:
    """A store that knows some of the past: every `keep`th day and hour, and the quiet day."""
    days = [world.START + DAY * n for n in range(world.DAYS - 1) if keep and n % keep == 0]
    hours = [world.START + HOUR * n for n in range((world.DAYS - 1) * 24) if keep and n % keep == 0]
    pieces = {*(BucketSpan(day, Width.DAY) for day in days), *(BucketSpan(hour, Width.HOUR) for hour in hours)}
    return Held(
        {"completions": pieces, "costs": {p for p in pieces if is_settled(p.start, NOW)}},
        {"completions": [world.QUIET]},
    )


@given(question=questions(), keep=st.integers(0, 3))
@settings(max_examples=60, deadline=None)  # tests.random_questions asks thousands
def test_tokens_equal_a_brute_force_sum(question: Question, keep: int):
    found = answer(question, some_held(keep))
    assert nonzero(found) == brute(question)
    assert found.total == Amount(sum(brute(question).values()))


@given(question=questions("cost"), keep=st.integers(0, 3))
@settings(max_examples=50, deadline=None)
def test_estimates_equal_a_brute_force_sum(question: Question, keep: int):
    question = replace(question, by=(*question.by, "tier")[:2], filters=(*question.filters, Filter("batch", ("true",))))
    found = answer(question, some_held(keep))
    expected = brute(question)
    if set(question.dimensions) & {"model", "user", "batch", "tier"}:
        assert nonzero(found) == expected
    assert found.total is not None
    assert (found.total.quantity, found.total.estimate or not expected) == (sum(expected.values()), True)


def settled_total(day: datetime, end: datetime) -> int:
    """The rule of docs/design.md section 5, the long way round."""
    total = 0
    while day < end:
        for project in world.PROJECTS:
            billed = sum(world.bill(day, project, key) for key in world.KEYS)
            here = [f for f in world.FACTS if f.where[0] == project and day <= f.at < min(day + DAY, NOW)]
            estimate = sum(fact.nanodollars for fact in here)
            total += billed if is_settled(day, NOW) else max(billed, estimate)
        day += DAY
    return total


@pytest.mark.parametrize(
    "by", [(), ("project",), ("key",), ("day",), ("day", "project"), ("week", "key"), ("project", "key")]
)
@pytest.mark.parametrize("keep", [0, 1, 2])
def test_dollars_are_the_same_total_whatever_the_groups(by: tuple[str, ...], keep: int):
    found = answer(Question("", Period(world.START, NOW), by=by), some_held(keep))
    assert found.total is not None
    assert found.total.quantity == settled_total(world.START, NOW)
    assert sum(line.amount.quantity for line in found.lines if line.amount) == found.total.quantity


def test_line_items_add_up_to_the_bill():
    found = answer(Question("", Period(world.START, NOW), by=("item",)))
    days = [world.START + DAY * n for n in range(world.DAYS)]
    bill = sum(world.bill(day, p, k) for day in days for p in world.PROJECTS for k in world.KEYS)
    assert [(line.labels, line.amount and line.amount.quantity) for line in found.lines] == [(("tokens",), bill)]


def test_an_empty_day_is_a_line_of_zero():
    found = answer(Question("", Period(world.QUIET, world.QUIET + DAY), metric="tokens", by=("day",)))
    assert found.lines == (AnswerLine((f"{world.QUIET:%Y-%m-%d}",), Amount(0)),)


def test_a_day_that_nobody_could_read_has_no_amount_and_is_named():
    done = plan(Question("", Period(TODAY - 2 * DAY, NOW), metric="tokens", by=("day",)), now=NOW)
    kept = tuple(
        replace(one, buckets=tuple(pair for pair in one.buckets if pair[0].start != TODAY - DAY))
        for one in world.readings(done, NOW)
    )
    found = answered(PlanResult(done, kept))
    assert [line.amount is None for line in found.lines] == [False, True, False]
    assert found.total is None
    assert "Sat 21 Nov UTC" in found.notes[0]


def test_top_adds_up_with_the_others_last():
    question = Question("", Period(world.START, NOW), metric="tokens", by=("model",), top=1)
    found = answer(question)
    assert [line.labels for line in found.lines][1] == (OTHER,)
    assert sum(line.amount.quantity for line in found.lines if line.amount) == found.total.quantity
    assert found.lines[0].amount.quantity == max(brute(question).values())


def test_top_of_a_series_keeps_the_same_groups_on_every_day():
    found = answer(Question("", Period(TODAY - 4 * DAY, NOW), metric="tokens", by=("day", "model"), top=1))
    names = {line.labels[1] for line in found.lines}
    assert len(names) == 2
    assert OTHER in names
    assert sum(line.amount.quantity for line in found.lines if line.amount) == found.total.quantity
    assert [line.labels[0] for line in found.lines] == sorted(line.labels[0] for line in found.lines)


def test_over_moves_the_small_ones_to_the_others():
    question = Question("", Period(TODAY - 4 * DAY, NOW), metric="tokens", by=("day",))
    sizes = sorted(brute(question).values())
    found = answer(replace(question, over=sizes[2]))
    assert [line.labels == (OTHER,) for line in found.lines] == [False] * (len(sizes) - 3) + [True]
    assert sum(line.amount.quantity for line in found.lines if line.amount) == sum(sizes)


def test_more_than_two_groups_become_one_list_of_the_largest():
    question = Question("", Period(world.START, NOW), metric="tokens", by=("project", "key", "model"))
    found = answer(question)
    sizes = [line.amount.quantity for line in found.lines if line.amount]
    assert len(found.lines) == 21
    assert sizes[:-1] == sorted(sizes[:-1], reverse=True)
    assert sum(sizes) == found.total.quantity
    assert len(answer(replace(question, shape=Shape(csv=True))).lines) == len(brute(question))


def test_a_comparison_is_like_with_like():
    part = NOW - TODAY
    question = Question(
        "", Period(TODAY, NOW), metric="tokens", by=("hour",),
        versus=Period(TODAY - DAY, TODAY - DAY + part), versus_whole=Period(TODAY - DAY, TODAY),
    )  # fmt: skip
    found = answer(question)
    yesterday = Period(TODAY - DAY, TODAY - DAY + part)
    assert found.previous == Amount(world.tokens(yesterday))
    assert found.previous_whole == Amount(world.tokens(Period(TODAY - DAY, TODAY)))
    assert sum(line.previous.quantity for line in found.lines if line.previous) == found.previous.quantity


def test_a_group_that_was_used_only_before_is_a_line_of_zero():
    wanted = Filter("key", ("key_1",))
    minute = next(f.at for f in world.FACTS if f.where[2] == "key_1" and f.at < TODAY)
    question = Question(
        "", Period(world.QUIET, world.QUIET + DAY), metric="tokens", by=("key",), filters=(wanted,),
        versus=Period(floor(minute, Width.DAY), floor(minute, Width.DAY) + DAY),
    )  # fmt: skip
    found = answer(question)
    assert found.lines[0].amount == Amount(0)
    assert found.lines[0].previous is not None


def test_each_of_several_that_were_named_has_a_row():
    wanted = Filter("key", ("key_1", "key_of_nothing"))
    found = answer(Question("", Period(TODAY, NOW), metric="tokens", by=("key",), filters=(wanted,)))

    assert [line.labels for line in found.lines] == [("key_1",), ("key_of_nothing",)]
    assert found.lines[1].amount == Amount(0)


def test_unpriced_tokens_are_named_and_counted_until_the_bill_is_settled():
    found = answer(Question("", Period(TODAY, NOW), by=("model",)))
    todays = [fact for fact in world.FACTS if fact.at in Period(TODAY, NOW)]
    assert sum(one.quantity for one in found.unpriced) == sum(fact.unpriced for fact in todays) == found.total.unpriced


def test_sources_say_how_fresh_each_part_is():
    held = Held({"completions": {BucketSpan(TODAY - DAY, Width.DAY)}})
    found = answer(Question("", Period(TODAY - DAY, NOW), metric="tokens"), held)
    assert [(one.origin, one.as_of) for one in found.sources] == [("openai", NOW), ("store", NOW)]
    assert [line.split(" ")[0] for line in found.queries] == ["GET", "STORE"]


def test_seconds_do_not_lose_the_minute_that_runs():
    late = NOW + timedelta(seconds=37)
    found = answered(read(Question("", Period(TODAY, late), metric="tokens"), now=late))
    assert found.total == Amount(world.tokens(Period(TODAY, late)))
