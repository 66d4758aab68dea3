"""Answers from a real store and a real client before a simulated OpenAI: equal to the company's own facts."""

import random
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from shutil import copyfile
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr

from bot.adapters.openai_usage import OpenAIUsage
from bot.core.answers.answer import Answer
from bot.core.answers.endpoints import FREE, PRICED
from bot.core.answers.source_line import reading_text
from bot.core.catalogue import ENDPOINT
from bot.core.errors import UpstreamError
from bot.core.names import Names
from bot.core.periods import DAY, HOUR, MINUTE, Period, Width, floor
from bot.core.question import TIME_UNITS, Question
from bot.core.time_rows import label
from bot.core.usage.buckets import Filter, UsageQuery
from bot.core.usage.estimates import estimated
from bot.core.usage.freshness import is_settled
from bot.demo.company import Company
from bot.demo.facts import Fact
from bot.demo.faults import Fault, with_fields
from bot.demo.openai import ADMIN_KEY, Simulator
from bot.sources import answer, breakdown, over_time
from bot.sources.budget_status import budget_sums
from bot.sources.stored import read_notes
from tests.living import Bot
from tests.moment import NOW
from tests.oracle import expected

TODAY = floor(NOW, Width.DAY)


@pytest.fixture
def bot(tmp_path: Path, simulator: Simulator) -> Iterator[Bot]:
    bot = Bot(tmp_path / "usage-bot.db", simulator.url)
    yield bot
    bot.close()


@pytest.fixture
def read_bot(tmp_path: Path, simulator: Simulator, read_days: Callable[[int], Path]) -> Iterator[Bot]:
    """A bot that has read the last 20 days."""
    path = tmp_path / "read.db"
    copyfile(read_days(20), path)
    bot = Bot(path, simulator.url)
    yield bot
    bot.close()


@pytest.fixture(params=["read_bot", "bot"], ids=["with a store", "with an empty store"])
def either_bot(request: pytest.FixtureRequest) -> Bot:
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Bot)
    return found


ROUNDED = 1000  # nanodollars: each row of a day, or of its hours, is rounded to one

PERIODS = {
    "today": (Period(TODAY, NOW), "UTC"),
    "today in Tokyo": (Period(TODAY - 9 * HOUR, NOW), "Asia/Tokyo"),
    "yesterday in Kolkata": (Period(TODAY - DAY - 330 * MINUTE, TODAY - 330 * MINUTE), "Asia/Kolkata"),
    "24 hours": (Period(NOW - DAY, NOW), "UTC"),
    "90 minutes": (Period(NOW - 90 * MINUTE, NOW), "Europe/Berlin"),
    "a week in Berlin": (Period(TODAY - 7 * DAY - HOUR, TODAY - HOUR), "Europe/Berlin"),
    "30 days": (Period(TODAY - 29 * DAY, NOW), "UTC"),
}
GROUPS = (
    (),
    ("model",),
    ("project",),
    ("key", "model"),
    ("user",),
    ("day",),
    ("day", "project"),
    ("batch", "tier"),
    ("hour",),
)


def grid(company: Company, count: int) -> list[Question]:
    """Random questions about tokens and requests, the same ones on each run."""
    chance = random.Random(11)  # noqa: S311
    some = [stream.key for stream in company.of("completions")]
    found = []
    for _ in range(count):
        period, zone = PERIODS[chance.choice(sorted(PERIODS))]
        project, user, key, model, *_ = chance.choice(some)
        filters = chance.choice(
            [
                (),
                (Filter("project", (project,)),),
                (Filter("model", (model[:5] + "*",)),),
                (Filter("user", (user,), excluded=True), Filter("model", (model,))),
                (Filter("key", (key,)),),
                (Filter("batch", ("true",)),),
                (Filter("tier", ("flex", "priority")),),
            ]
        )
        filters = tuple(one for one in filters if one.values != ("",))
        metric = chance.choice(["tokens", "requests", "input", "output", "cached"])
        by = chance.choice(GROUPS)
        found.append(Question("", period, zone, metric, by=by, filters=filters))
    return found


COUNTERS = {
    "tokens": ("input_tokens", "output_tokens"),
    "requests": ("num_model_requests",),
    "input": ("input_tokens",),
    "output": ("output_tokens",),
    "cached": ("input_cached_tokens",),
}


def sums(company: Company, question: Question) -> dict[tuple[str, ...], int]:
    """Every fact of the company, added up one by one."""
    spec, zone = ENDPOINT["completions"], ZoneInfo(question.zone)
    places = [spec.counters.index(name) for name in COUNTERS[question.metric]]
    found: dict[tuple[str, ...], int] = defaultdict(int)
    # An hour of a half-hour zone lies in two hours of the facts.
    width = Width.MINUTE if (question.zone, question.by) == ("Asia/Kolkata", ("hour",)) else Width.HOUR
    for fact in facts(company, question.period, width):
        values = dict(zip(spec.dimensions, fact.key, strict=True))
        if all(_passes(values[one.dimension], one) for one in question.filters):
            labels = [label(by, fact.start, zone) if by in TIME_UNITS else values[by] for by in question.by]
            found[tuple(labels)] += sum(fact.counts[place] for place in places)
    return {labels: quantity for labels, quantity in found.items() if quantity}


@cache
def facts(company: Company, period: Period, width: Width) -> tuple[Fact, ...]:
    return tuple(company.facts("completions", period, NOW, width=width))


def _passes(value: str, one: Filter) -> bool:
    matches = [value.startswith(wanted[:-1]) if wanted.endswith("*") else value == wanted for wanted in one.values]
    return any(matches) is not one.excluded


def told(found: Answer) -> dict[tuple[str, ...], int]:
    return {line.labels: line.amount.quantity for line in found.lines if line.amount and line.amount.quantity}


def test_sums_equal_the_facts_on_a_random_grid(either_bot: Bot, company: Company):
    for question in grid(company, 40):
        found, wanted = answer(question, either_bot.services), sums(company, question)
        assert told(found) == wanted, question
        assert found.total is not None
        assert found.total.quantity == sum(wanted.values())


def dollars(company: Company, period: Period, bot: Bot) -> dict[str, int]:
    """Design.md section 5 the long way round: for each UTC day and project its bill, or the larger of two numbers."""
    found: dict[str, int] = defaultdict(int)
    for day in period.buckets(Width.DAY):
        whole = Period(day, day + DAY)
        billed = _by_project(expected(company, UsageQuery("costs", whole, Width.DAY, ("project",)), NOW))
        estimates: dict[str, int] = defaultdict(int)
        for name in PRICED:
            query = UsageQuery(name, whole, Width.DAY, ENDPOINT[name].dimensions)
            for bucket in expected(company, query, NOW):
                for row in estimated(bucket, query, bot.services.prices.rates).rows:
                    estimates[row.key[0]] += row.estimate or 0
        for project in {*billed, *estimates}:
            so_far = billed.get(project, 0)
            found[project] += so_far if is_settled(day, NOW) else max(so_far, estimates.get(project, 0))
    return dict(found)


def _by_project(buckets: tuple) -> dict[str, int]:
    return {row.key[0]: row.counts[0] for bucket in buckets for row in bucket.rows}


def test_dollars_follow_the_rule_and_add_up_for_every_group(either_bot: Bot, company: Company):
    period = Period(TODAY - 9 * DAY, NOW)
    rule = dollars(company, period, either_bot)
    by_project = told(either_bot.ask(period, by=("project",)))
    wanted = {(name,): quantity for name, quantity in rule.items() if quantity}
    assert by_project == pytest.approx(wanted, abs=ROUNDED)
    for by in ((), ("key",), ("day",), ("week", "project"), ("project", "key")):
        found = either_bot.ask(period, by=by)
        assert found.total is not None
        assert found.total.quantity == sum(told(found).values())
        assert found.total.quantity == pytest.approx(sum(rule.values()), abs=ROUNDED)


def test_cost_by_model_adds_up_to_the_same_dollars_and_names_what_has_no_price(bot: Bot, company: Company):
    asked = bot.ask(Period(TODAY, NOW), by=("model",))
    assert asked.total is not None
    assert sum(told(asked).values()) == asked.total.quantity
    assert asked.total.quantity == pytest.approx(sum(dollars(company, Period(TODAY, NOW), bot).values()), abs=ROUNDED)
    assert asked.total.estimate
    assert asked.unpriced


def test_final_days_are_not_asked_again(read_bot: Bot, simulator: Simulator):
    simulator.requests.clear()
    found = read_bot.ask(Period(TODAY - 10 * DAY, NOW), metric="tokens", by=("user",))
    assert len(simulator.requests) == 1
    assert [one.origin for one in found.sources] == ["openai", "store"]


def test_an_equal_question_within_a_minute_makes_no_request(bot: Bot, simulator: Simulator):
    bot.ask(Period(TODAY, NOW), metric="tokens")
    bot.now = NOW + timedelta(seconds=59)
    again = bot.ask(Period(TODAY, bot.now), metric="tokens")
    assert len(simulator.requests) == 1
    assert again.sources[0].as_of == NOW
    bot.now = NOW + timedelta(seconds=61)
    bot.ask(Period(TODAY, bot.now), metric="tokens")
    assert len(simulator.requests) == 2


def test_people_who_ask_at_once_share_one_request(bot: Bot, company: Company):
    with Simulator(company, lambda: NOW, latency=0.3) as slow:
        services = replace(bot.services, openai=OpenAIUsage(slow.url, SecretStr(ADMIN_KEY), rate=10_000))
        totals = []
        threads = [
            threading.Thread(
                target=lambda: totals.append(answer(Question("", Period(TODAY, NOW), metric="tokens"), services).total)
            )
            for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        services.openai.close()
        assert len(slow.requests) == 1
        assert len(set(totals)) == 1


def test_without_openai_the_store_answers_with_its_age(read_bot: Bot):
    asked = {"metric": "tokens", "by": ("model",)}
    before = read_bot.ask(Period(TODAY, NOW), **asked)
    other = read_bot.cut_off()
    other.now = NOW + 5 * HOUR
    found = other.ask(Period(TODAY, other.now), **asked)
    assert told(found) == told(before)
    assert [(one.origin, one.as_of) for one in found.sources] == [("store", NOW)]
    assert "comes from the store" in found.notes[0]


def test_without_openai_dollars_by_key_are_estimates(read_bot: Bot):
    found = read_bot.cut_off().ask(Period(TODAY - 5 * DAY, NOW), by=("key",))
    assert found.total is not None
    assert found.total.estimate
    assert found.total.quantity > 0


def test_a_day_that_nobody_read_is_no_zero(read_bot: Bot):
    found = read_bot.cut_off().ask(Period(TODAY - 22 * DAY, TODAY - 18 * DAY), metric="tokens", by=("day",))
    assert [line.amount is None for line in found.lines] == [True, True, False, False]
    assert found.total is None
    assert "Not read" in found.notes[-1]


def test_an_earlier_period_that_nobody_knows_leaves_the_rest_standing(read_bot: Bot):
    long_ago = Period(TODAY - 60 * DAY, TODAY - 50 * DAY)
    found = read_bot.cut_off().ask(Period(TODAY - 10 * DAY, TODAY), metric="tokens", versus=long_ago)
    assert found.total is not None
    assert found.previous is None
    assert "Not read" in found.notes[-1]


def test_an_answer_without_any_number_is_a_failure(bot: Bot):
    with pytest.raises(UpstreamError):
        bot.cut_off().ask(Period(TODAY, NOW), metric="tokens")


def test_an_endpoint_that_is_not_served_is_left_out_and_named(bot: Bot, simulator: Simulator):
    whole = bot.ask(Period(TODAY, NOW), by=("user",))
    bot.now += timedelta(minutes=2)
    simulator.fault("embeddings", Fault(404), times=None)
    found = bot.ask(Period(TODAY, bot.now), by=("user",))
    assert found.total is not None
    assert whole.total is not None
    assert 0 < found.total.quantity < whole.total.quantity + 1
    assert any("embeddings" in note for note in found.notes)


def asked_of(simulator: Simulator) -> list[str]:
    return sorted(request.path.rsplit("/", 1)[1] for request in simulator.requests)


def test_a_person_waits_for_two_requests_when_the_reader_was_here_lately(read_bot: Bot, simulator: Simulator):
    read_bot.now = NOW + 20 * MINUTE
    simulator.requests.clear()
    found = read_bot.ask(Period(TODAY, read_bot.now), by=("project",))
    assert asked_of(simulator) == ["completions", "costs"]
    # The day before is not settled, so the costs of both days are asked; the rest of today is told with its age.
    assert [(one.origin, one.as_of) for one in found.sources] == [("openai", read_bot.now), ("store", NOW)]
    assert "as of 14:25, images, audio and tools as of 14:05" in reading_text(
        found.question, Names(()), found.sources, read_bot.now
    )


def test_all_is_asked_live_when_the_reader_was_away(read_bot: Bot, simulator: Simulator):
    read_bot.now = NOW + 40 * MINUTE
    simulator.requests.clear()
    read_bot.ask(Period(TODAY, read_bot.now), by=("model",))
    used = {name for name in PRICED if any(simulator.company.facts(name, Period(TODAY - 20 * DAY, NOW)))}
    asked = {"costs", *(ENDPOINT[name].path.rsplit("/", 1)[1] for name in used - set(FREE))}
    assert asked_of(simulator) == sorted(asked)


def test_a_question_about_one_endpoint_asks_it_live(read_bot: Bot, simulator: Simulator):
    simulator.requests.clear()
    read_bot.ask(Period(TODAY, NOW), endpoint="embeddings", by=("model",))
    assert asked_of(simulator) == ["embeddings"]


def test_a_breakdown_reads_the_store_alone(read_bot: Bot, simulator: Simulator, company: Company):
    simulator.requests.clear()
    period = Period(TODAY - 9 * DAY, TODAY + 10 * DAY)
    found = breakdown(read_bot.services, "cost", period, "project")
    assert simulator.requests == []
    rule = dollars(company, Period(TODAY - 9 * DAY, NOW), read_bot)
    assert {name: amount.quantity for name, amount in found.items() if amount.quantity} == {
        name: quantity for name, quantity in rule.items() if quantity
    }
    whole = breakdown(read_bot.services, "cost", period, None)
    assert whole[""].quantity == sum(rule.values())


def test_a_breakdown_by_key_is_an_estimate_of_the_store(read_bot: Bot):
    found = breakdown(read_bot.services, "cost", Period(TODAY - 5 * DAY, NOW), "key")
    assert found
    assert all(amount.estimate for amount in found.values())


def test_a_breakdown_counts_what_was_read_and_no_more(read_bot: Bot):
    found = breakdown(read_bot.services, "tokens", Period(TODAY - 40 * DAY, NOW), None)
    known = breakdown(read_bot.services, "tokens", Period(TODAY - 20 * DAY, NOW), None)
    assert found == known


def test_a_short_period_long_ago_looks_up_no_later_hours(read_bot: Bot):
    period = Period(TODAY - 14 * DAY + 3 * HOUR, TODAY - 14 * DAY + 5 * HOUR)
    question = Question("", period, by=("hour",))
    notes = read_notes(read_bot.services, question, NOW, is_live=False).notes
    hours = {start for (_, width), found in notes.items() if width is Width.HOUR for start in found}
    assert max(hours) == period.end - HOUR
    assert len(over_time(question, read_bot.services, NOW)) == 2


def test_what_budgets_count_does_not_depend_on_how_long_the_look_takes(read_bot: Bot):
    month = Period(TODAY - 5 * DAY, NOW)
    at_once = budget_sums(read_bot.services, NOW).amounts("cost", month, "key")
    slow = budget_sums(read_bot.services, NOW)
    read_bot.now += 3 * MINUTE

    assert slow.amounts("cost", month, "key") == at_once
    assert sum(used.quantity for used in slow.amounts("cost", Period(TODAY, NOW), "key").values()) > 0


def test_absurd_numbers_that_are_asked_for_now_are_no_answer(bot, simulator):
    simulator.fault("costs", with_fields(amount={"value": 9e8, "currency": "usd"}), times=None)

    with pytest.raises(UpstreamError, match="impossibly large"):
        bot.say("cost last week by item")
