"""Budgets of a period that is over: which fit, what counted then, how it is told."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.core.amounts import NANO, Amount
from bot.core.budgets.budget import Budget, BudgetStatus, Raise, budget_period
from bot.core.budgets.budget_history import CHANGED, DELETED, MADE, RAISED, Revision, amount_then
from bot.core.budgets.budget_spans import in_force, span_name, utc_days, whole_periods
from bot.core.budgets.past_budgets import PastBudget, PastView, past_line, past_message
from bot.core.budgets.raise_words import Raising, raise_words
from bot.core.budgets.written_budget import budget_words
from bot.core.names import Named, Names
from bot.core.periods import DAY, INSTANT, Period
from bot.core.slack.fallbacks import plain_text
from tests.says import Says

UTC_ZONE = ZoneInfo("UTC")
NAMES = Names((Named("project", "proj_1", "search"),))


def at(month: int, day: int, hour: int = 0) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


NOW = at(11, 23, 14)
OCTOBER = Period(at(10, 1), at(11, 1))
SEARCH = Budget("project", ("proj_1",), "cost", 500 * NANO, "month", id=3, created_at=at(9, 1))


def status(spent: int | None, budget: Budget = SEARCH, period: Period = OCTOBER) -> BudgetStatus:
    amount = None if spent is None else Amount(spent * NANO)
    return BudgetStatus(budget, period, budget.amount, amount, period.end + DAY, is_final=True)


@pytest.mark.parametrize(
    ("unit", "span", "count"),
    [
        ("month", OCTOBER, 1),
        ("month", Period(at(7, 1), at(10, 1)), 3),
        ("month", Period(at(10, 1), at(10, 15)), 0),
        ("week", Period(at(11, 16), at(11, 23)), 1),
        ("week", OCTOBER, 0),
        ("day", OCTOBER, 31),
        ("day", Period(at(1, 1), at(11, 1)), 0),
        ("since 2026-10-01", OCTOBER, 0),
    ],
)
def test_a_budget_fits_where_its_whole_periods_make_up_what_was_asked(unit, span, count):
    assert len(whole_periods(unit, span)) == count


def test_a_local_month_is_the_month_of_utc_days_and_hours_are_none():
    berlin = ZoneInfo("Europe/Berlin")
    local = Period(datetime(2026, 10, 1, tzinfo=berlin), datetime(2026, 11, 1, tzinfo=berlin))

    assert utc_days(local, berlin) == OCTOBER
    assert utc_days(Period(at(10, 1, 9), at(10, 1, 17)), UTC_ZONE) is None


@pytest.mark.parametrize(
    ("span", "name"),
    [
        (OCTOBER, "October"),
        (Period(at(11, 16), at(11, 23)), "the week of 16 Nov"),
        (Period(at(7, 1), at(10, 1)), "Q3"),
        (Period(at(11, 22), at(11, 23)), "Sun 22 Nov"),
        (Period(at(11, 2), at(11, 5)), "Mon 2 – Wed 4 Nov"),
        (budget_period("month", datetime(2025, 10, 5, tzinfo=UTC)), "October 2025"),
        (Period(datetime(2025, 1, 1, tzinfo=UTC), at(1, 1)), "2025"),
    ],
)
def test_a_period_is_called_as_people_call_it(span, name):
    assert span_name(span, NOW) == name


def revision(moment: datetime, action: str, words: str, id: int = 3) -> Revision:
    return Revision(moment, "U0DANA", action, id, words)


def words(amount: int, **rest: object) -> str:
    return budget_words(replace(SEARCH, amount=amount * NANO, **rest))


RAISED_TO_900 = raise_words(
    Raising(SEARCH, Raise(900 * NANO, at(10, 20, 9), "launch until 2030-01-01 09:00", "U0DANA")), UTC_ZONE
)


@pytest.mark.parametrize(
    ("moment", "amount"),
    [
        (at(8, 31), None),
        (at(9, 2), 400),
        (at(10, 19), 900),
        (at(10, 21), 400),
        (at(10, 31, 23), 450),
        (at(11, 10), 700),
    ],
)
def test_the_amount_that_counted_is_read_from_what_was_written_down(moment, amount):
    told = [
        revision(at(9, 1), MADE, words(400, owner="U0SAM", channel="#a")),
        revision(at(9, 1), MADE, words(7), id=4),
        revision(at(10, 15), RAISED, RAISED_TO_900),
        revision(at(10, 25), CHANGED, words(450, channel="C0SHOP")),
        revision(at(11, 5), CHANGED, words(700)),
        revision(at(11, 6), DELETED, words(700)),
    ]

    found = amount_then(SEARCH, told, moment, UTC_ZONE)
    assert (found and found // NANO) == amount


@pytest.mark.parametrize(
    "budget",
    [
        SEARCH,
        replace(SEARCH, amount=NANO // 4, names=('a "quoted" $9 name',)),
        replace(SEARCH, metric="input", amount=2_000_000, owner="U0SAM", channel="C0SHOP"),
        replace(SEARCH, metric="requests", amount=1_000, period="day", levels=(100,)),
        Budget("organisation", (), "cost", 5_000 * NANO, "since 2026-11-01"),
    ],
)
def test_what_the_audit_says_of_a_budget_has_its_amount(budget):
    assert revision(NOW, MADE, budget_words(budget)).amount == budget.amount


def test_a_budget_is_told_with_what_it_was_over_by_and_with_another_amount_of_today():
    raised = replace(SEARCH, amount=700 * NANO)
    then = replace(status(546), budget=raised)

    assert past_line(PastBudget((then,)), NAMES, NOW) == (
        "🔴 search 109 % · $546 of $500 · $46 over · $500 then, $700 now `#3`"
    )
    assert past_line(PastBudget((status(423),)), NAMES, NOW) == "🟠 search 85 % · $423 of $500 · $77 under `#3`"
    assert past_line(PastBudget((status(500),)), NAMES, NOW) == "🔴 search 100 % · $500 of $500 · just used up `#3`"


def test_one_that_was_made_or_deleted_within_the_period_says_when():
    made = replace(SEARCH, created_at=at(10, 14), deleted_at=at(11, 3))
    line = past_line(PastBudget((status(423, made),)), NAMES, NOW)

    assert line.endswith("$77 under · made Wed 14 Oct · deleted Tue 3 Nov `#3`")


def test_one_of_days_counts_those_that_were_over():
    daily = replace(SEARCH, amount=20 * NANO, period="day")
    days = [Period(at(10, number), at(10, number) + DAY) for number in range(1, 32)]
    past = PastBudget(tuple(status(30 if day.start.day == 9 else 10, daily, day) for day in days))

    assert past_line(past, NAMES, NOW) == (
        "🔴 search (a day) over on 1 of 31 days · $330 of $620 (53 %) in all · most on Fri 9 Oct: 150 % `#3`"
    )


def test_what_was_not_there_is_not_judged():
    quarter = Period(at(7, 1), at(10, 1))
    periods = whole_periods("month", quarter)

    assert in_force(SEARCH, periods) == [budget_period("month", at(9, 1))]
    assert in_force(replace(SEARCH, deleted_at=at(9, 1) + INSTANT), periods) == [budget_period("month", at(9, 1))]
    assert in_force(replace(SEARCH, created_at=at(11, 5)), periods) == periods


def test_the_page_names_what_came_later_and_what_does_not_fit():
    other = replace(SEARCH, names=("proj_2",), id=4)
    later = replace(SEARCH, created_at=at(11, 5), id=5)
    weekly = replace(SEARCH, period="week", id=6)
    found = [PastBudget((status(546),)), PastBudget((status(100, other),)), PastBudget((status(611, later),))]

    assert plain_text(past_message(found, [weekly], PastView(OCTOBER, NOW), NAMES)).splitlines() == [
        "*1 of 2 budgets was over in October*",
        "🔴 search 109 % · $546 of $500 · $46 over `#3`",
        "🟢 proj_2 20 % · $100 of $500 · $400 under `#4`",
        "*Made after October*, they would have stood at",
        "🔴 search 122 % · $611 of $500 · made Thu 5 Nov `#5`",
        "This one does not count October as a whole: search (a week).",
        "Measured by UTC days, as OpenAI bills.",
    ]


def test_where_there_was_no_budget_those_of_today_are_set_against_it():
    later = replace(SEARCH, created_at=at(11, 5), id=5)
    lines = plain_text(
        past_message([PastBudget((status(611, later),))], (), PastView(OCTOBER, NOW), NAMES)
    ).splitlines()
    assert lines[1:3] == ["October with today's budgets", "🔴 search 122 % · $611 of $500 · made Thu 5 Nov `#5`"]


@pytest.mark.parametrize(
    ("found", "headline"),
    [
        ([PastBudget((status(546),))], "search in October: $46 over"),
        ([PastBudget((status(None),))], "search in October: not read"),
        ([PastBudget((status(5, replace(SEARCH, created_at=at(11, 5))),))], "search had no budget in October"),
        ([], "There was no budget in October"),
    ],
)
def test_one_budget_is_answered_in_the_headline(found, headline):
    assert past_message(found, (), PastView(OCTOBER, NOW), NAMES).text == headline


def test_where_no_budget_has_that_period_the_headline_says_so():
    weekly = replace(SEARCH, period="week")
    message = past_message((), (weekly,), PastView(OCTOBER, NOW), NAMES)
    assert message.text == "The budget is for a week, so October has none"


def test_what_cannot_be_told_of_a_week_is_told_of_the_month_around_it():
    view = PastView(Period(at(11, 16), at(11, 23)), NOW, around=(PastBudget((status(546),)), PastBudget((status(5),))))
    message = past_message((), (SEARCH, replace(SEARCH, id=9)), view, NAMES)
    assert message.text == "Both budgets are for a month, so the week of 16 Nov has none. So far 1 of 2 is over"
    assert plain_text(message).splitlines()[1] == Says("🔴 search 109 %", "$546 of $500")


def test_what_still_runs_says_what_is_left_and_has_the_colour_of_where_it_leads():
    november = budget_period("month", NOW)
    running = replace(status(200, period=november), as_of=NOW, is_final=False)
    past = PastBudget((status(100), running), is_running=True, full_at=at(11, 29))
    view = PastView(Period(at(10, 1), at(12, 1)), NOW, is_by_period=True)

    message = past_message([past], (), view, NAMES)

    assert plain_text(message).splitlines()[1:4] == [
        Says("🟠 search (a month)", "over in none of 2 months"),
        "🟢 Oct 20 % · $100 of $500 · $400 under",
        "🟠 Nov 40 % · $200 of $500 · 100 % about Sun 29 Nov · $300 left",
    ]
    assert "🟠 80 % used, or on pace to go over" in plain_text(message)


def test_by_month_each_month_has_its_row():
    months = whole_periods("month", Period(at(9, 1), at(12, 1)))
    other = replace(SEARCH, names=("proj_2",), created_at=at(10, 14), id=4)
    running = replace(status(100, period=months[2]), as_of=NOW, is_final=False)
    found = [
        PastBudget((status(546, period=months[1]), running), is_part=True),
        PastBudget((status(100, other, months[1]), replace(running, budget=other, spent=None)), is_part=True),
    ]
    view = PastView(Period(at(9, 1), at(12, 1)), NOW, is_by_period=True)

    assert plain_text(past_message(found, (), view, NAMES)).splitlines()[:4] == [
        "*1 of 2 budgets was over from October to November; no budget before October*",
        "🟢 *Nov* none of 1 over so far, the fullest search 20 %",
        "🔴 *Oct* 1 of 2 over, the fullest search 109 %",
        "⚪ *Sep* no budget yet",
    ]
