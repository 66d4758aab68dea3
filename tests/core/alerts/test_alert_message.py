"""The alert's message: the whole finding in its first line, the rest in at most ten."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.alerts.alert_message import alert_message, group_message, rearmed_line, thread_line
from bot.core.alerts.cause_lines import alert_why_message
from bot.core.alerts.delivery_words import repeated_message
from bot.core.alerts.levels import AlertEvent, AlertState, Mark, Snooze, State, Until
from bot.core.alerts.message_facts import AlertFacts, Crossing, level_shown
from bot.core.alerts.open_alerts import is_tended
from bot.core.amounts import NANO, Amount
from bot.core.budgets.budget import Budget, BudgetStatus, Raise, budget_period
from bot.core.budgets.drivers import Driver, Drivers, Growth, Stretch
from bot.core.budgets.forecast import HeldTo, Pace, forecast
from bot.core.budgets.openai_limits import SpendLimit
from bot.core.names import Named, Names
from bot.core.periods import DAY, Period
from bot.core.slack.fallbacks import plain_text
from bot.core.slack.limits import unsafe, violations

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
MONTH = budget_period("month", NOW)
NAMES = Names([Named("project", "proj_1", "checkout-prod"), Named("key", "key_1", "ci-runner")])
BUDGET = Budget("project", ("proj_1",), "cost", 500 * NANO, "month", owner="U0DANA", id=7)
STATUS = BudgetStatus(BUDGET, MONTH, 500 * NANO, Amount(411 * NANO, 40 * NANO, estimate=True), NOW)
TOLD = AlertState((Mark(80, State.TOLD, NOW),), message="key", told_at=NOW)
PACE = Pace(16 * NANO, 19 * NANO + NANO * 8 // 10, 21 * NANO)
AHEAD = forecast(411 * NANO, PACE, MONTH, NOW)
SINCE = datetime(2026, 11, 23, 12, tzinfo=UTC)
STRETCH = Stretch(
    Period(NOW - DAY, NOW), (Period(NOW - 8 * DAY, NOW - 7 * DAY), Period(NOW - 15 * DAY, NOW - 14 * DAY))
)
DRIVERS = Drivers(
    STRETCH,
    Amount(33 * NANO, estimate=True),
    Amount(20 * NANO),
    (
        Driver(
            "proj_1",
            "gpt-5",
            Amount(20 * NANO, estimate=True),
            Amount(11 * NANO),
            "key_1",
            Growth("tokens per request", 21, SINCE),
        ),
        Driver("proj_1", "gpt-5-mini", Amount(12 * NANO, estimate=True), Amount(7 * NANO)),
        Driver("proj_1", "gpt-4", Amount(NANO), Amount(2 * NANO)),
    ),
)
FULL = AlertFacts(
    STATUS,
    TOLD,
    AlertEvent.PASSED,
    80,
    NOW,
    ZoneInfo("UTC"),
    AHEAD,
    DRIVERS,
    SpendLimit(600 * NANO, "month", "inactive"),
)
TOLD_AND_RAISED = replace(
    FULL,
    status=replace(STATUS, amount=2000 * NANO),
    state=replace(TOLD, marks=(Mark(50, State.ARMED, NOW), Mark(80, State.ARMED, NOW))),
)


def test_an_alert_says_where_it_leads_and_why():
    assert plain_text(alert_message(FULL, NAMES)).splitlines() == [
        "*🟠 checkout-prod is at 82 % of its November budget: ≈ $411 of $500*",
        "75 % through the month, on pace to reach 100 % on Sat 28 Nov (earliest Fri 27 Nov, latest Sun 29 Nov)",
        "*Month-end forecast* ≈ $520–$625 (80 % likely)",
        "*To stay within budget* at most $12.01 a day (last 7 days: $19.80 a day)",
        "*Why, last 24 h* gpt-5, key ci-runner: about $9 more than usual, 2.1 × tokens per request since Mon 12:00; "
        "gpt-5-mini: about $5 more",
        "*OpenAI's hard limit* of $600 may be reached by month-end; then requests fail",
        "Owner <@U0DANA>",
        "as of Mon 23 Nov 14:05 UTC · ≈ is not yet billed in full · alerted at 80 % Mon 23 Nov 14:05"
        " · usual: the same hours of the last 2 weeks"
        " · <https://platform.openai.com/settings/proj_1/limits|Limits at OpenAI>",
    ]


def test_a_driver_that_is_no_more_than_a_ripple_is_not_named_as_one():
    quiet = replace(DRIVERS, usual=Amount(200 * NANO))
    lines = plain_text(alert_message(replace(FULL, drivers=quiet), NAMES)).splitlines()
    assert "*Why, last 24 h* as usual, mostly ≈ $20 gpt-5, key ci-runner; ≈ $12 gpt-5-mini; $1 gpt-4" in lines


def test_why_says_everything_that_moved():
    assert plain_text(alert_why_message(FULL, NAMES)).splitlines() == [
        "*checkout-prod: ≈ $33, usually $20 (last 24 h against the same hours of the last 2 weeks)*",
        "• +$9 gpt-5, key ci-runner: ≈ $20, usually $11; 2.1 × tokens per request since Mon 12:00",
        "• +$5 gpt-5-mini: ≈ $12, usually $7",
        "• −$1 gpt-4: $1, usually $2",
        "75 % through the month, on pace to reach 100 % on Sat 28 Nov (earliest Fri 27 Nov, latest Sun 29 Nov)",
        "*Month-end forecast* ≈ $520–$625 (80 % likely)",
        "*To stay within budget* at most $12.01 a day (last 7 days: $19.80 a day)",
    ]


@pytest.mark.parametrize(
    ("marks", "level"),
    [
        pytest.param([(50, State.COVERED), (80, State.TOLD)], 80, id="the highest that was told"),
        pytest.param([(50, State.COVERED), (80, State.ARMED)], 50, id="after a raise what is still passed"),
        pytest.param([(90, State.ARMED), (80, State.ARMED)], 90, id="nothing is passed any more"),
        pytest.param([], 82, id="nothing was told"),
    ],
)
def test_the_level_that_a_message_shows(marks, level):
    told = AlertState(tuple(Mark(number, state, NOW) for number, state in marks))
    assert level_shown(told, STATUS) == level


def test_a_period_that_closed_leads_nowhere_any_more():
    closed = replace(FULL, event=AlertEvent.CLOSED, state=replace(TOLD, closed_at=NOW))
    assert plain_text(alert_message(closed, NAMES)).splitlines() == [
        "*✅ checkout-prod: November ended within budget: ≈ $411 of $500 (82 %)*",
        "Owner <@U0DANA>",
        "as of Mon 23 Nov 14:05 UTC · ≈ is not yet billed in full · alerted at 80 % Mon 23 Nov 14:05",
    ]


def test_the_message_of_a_deleted_budget_says_so_and_offers_nothing():
    deleted = replace(FULL, status=replace(STATUS, budget=replace(BUDGET, deleted_at=NOW)))
    assert plain_text(alert_message(deleted, NAMES)).splitlines() == [
        "*⚪ checkout-prod: its November budget was deleted at ≈ $411 of $500 (82 %)*",
        "Deleted Mon 23 Nov 14:05",
        "Owner <@U0DANA>",
        "as of Mon 23 Nov 14:05 UTC · ≈ is not yet billed in full · alerted at 80 % Mon 23 Nov 14:05",
    ]


@pytest.mark.parametrize(("period", "told"), [("day", False), ("week", False), ("month", True)])
def test_a_monthly_limit_is_weighed_against_the_forecast_of_a_month_alone(period, told):
    budget = replace(BUDGET, period=period)
    status = replace(STATUS, budget=budget, period=budget_period(period, NOW))
    assert ("hard limit" in plain_text(alert_message(replace(FULL, status=status), NAMES))) is told


OVER = replace(
    FULL,
    status=replace(STATUS, spent=Amount(548 * NANO, 40 * NANO, estimate=True)),
    forecast=forecast(548 * NANO, replace(PACE, held=HeldTo(left=52 * NANO)), MONTH, NOW),
)
RAISE_LIMIT = "<https://platform.openai.com/settings/proj_1/limits|Raise OpenAI's limit>"


def test_what_openai_will_refuse_comes_before_the_budget_and_is_not_in_its_forecast():
    assert plain_text(alert_message(OVER, NAMES)).splitlines()[:5] == [
        "*🔴 checkout-prod is at 110 % of its November budget: ≈ $548 of $500*",
        "*About Thu 26 Nov requests begin to fail*: OpenAI's hard limit of $600 is reached at this pace. "
        + RAISE_LIMIT,
        "75 % through the month",
        "*Month-end forecast* ≈ $600 (80 % likely), ≈ $657–$762 if OpenAI's limits are raised",
        "*Over budget* by ≈ $48",
    ]


@pytest.mark.parametrize(
    ("limit", "line"),
    [
        pytest.param(
            SpendLimit(500 * NANO, "month", "enforcing"),
            f"*Requests fail now*: OpenAI's hard limit of $500 is reached. {RAISE_LIMIT} to let requests through before"
            " the next month.",
            id="stopped",
        ),
        pytest.param(
            SpendLimit(500 * NANO, "month", "inactive"),
            "*Requests will fail soon*: OpenAI's hard limit of $500 is passed, and its bill follows. " + RAISE_LIMIT,
            id="passed, not billed yet",
        ),
    ],
)
def test_what_openai_refuses_now_stands_below_the_headline(limit, line):
    assert plain_text(alert_message(replace(OVER, limit=limit), NAMES)).splitlines()[1] == line


def test_a_budget_above_a_limit_that_is_reached_is_not_said_to_be_used_up():
    raised = replace(OVER, status=replace(OVER.status, amount=620 * NANO))
    told = plain_text(alert_message(raised, NAMES))
    assert "*About Thu 26 Nov requests begin to fail*" in told
    assert "on pace to reach 100 %" not in told


def test_what_drives_several_budgets_is_told_once():
    whole = replace(FULL, status=replace(STATUS, budget=replace(BUDGET, scope="organisation", names=())))
    lines = plain_text(group_message([FULL, whole], NAMES)).splitlines()
    assert [line for line in lines if line.startswith("*Why")] == [
        "*Why both, last 24 h* checkout-prod, gpt-5, key ci-runner: about $9 more than usual, 2.1 × tokens per request"
        " since Mon 12:00; checkout-prod, gpt-5-mini: about $5 more",
    ]


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (
            NOW - timedelta(hours=20),
            "Passed 80 % about Sun 22 Nov 18:05, noticed only now: OpenAI could not be read from Sun 22 Nov 14:05 to"
            " Mon 23 Nov 14:05",
        ),
        (None, "Passed 80 % between Sun 22 Nov 14:05 and Mon 23 Nov 14:05, when OpenAI could not be read"),
    ],
)
def test_what_is_seen_late_says_since_when_as_well_as_it_is_known(at, words):
    late = replace(FULL, crossing=Crossing(at, NOW - timedelta(days=1)))
    assert words in plain_text(alert_message(late, NAMES)).splitlines()


def test_what_was_done_about_it_stands_in_it():
    snooze = Snooze(Until.FURTHER, 82, MONTH.end, "U0SAM", NOW)
    told = replace(TOLD, acknowledged_by="U0SAM", acknowledged_at=NOW + timedelta(minutes=7), snooze=snooze)
    message = alert_message(replace(FULL, state=told), NAMES)

    expected = "Acknowledged by <@U0SAM> Mon 23 Nov 14:12 · Snoozed by <@U0SAM> Mon 23 Nov 14:05 until 100 % is used"
    assert expected in plain_text(message).splitlines()
    assert "alert_ack" not in str(message.blocks)


def test_a_raise_that_took_it_below_its_level_asks_nobody_for_anything():
    raised = replace(BUDGET, raised=Raise(700 * NANO, MONTH.end, "launch", "U0SAM"))
    eased = replace(TOLD, marks=(Mark(50, State.COVERED, NOW), Mark(80, State.ARMED, NOW)))
    status = replace(STATUS, budget=raised, amount=700 * NANO)
    facts = replace(FULL, status=status, level=50, state=eased)
    message = alert_message(facts, NAMES)

    assert message.text == "🟡 checkout-prod is now at 59 % of its November budget: ≈ $411 of $700"
    assert (
        "*OpenAI's hard limit* of $600 is below this budget and may be reached by month-end; then requests fail. "
        f"{RAISE_LIMIT} too"
    ) in plain_text(message)
    assert "alert_ack" not in str(message.blocks)
    assert is_tended(facts)

    again = replace(eased, marks=(Mark(50, State.TOLD, NOW + timedelta(hours=1)), Mark(80, State.ARMED, NOW)))
    assert alert_message(replace(facts, state=again), NAMES).text.startswith("🟡 checkout-prod is at 59 %")


@pytest.mark.parametrize(
    ("event", "was_heard", "line"),
    [
        pytest.param(
            AlertEvent.CHANGED,
            True,
            "The budget was changed: checkout-prod is back below 50 % and 80 %, at ≈ $411 of $2,000 (21 %)."
            " You will be alerted again when it passes 50 % and 80 %.",
            id="changed",
        ),
        pytest.param(
            AlertEvent.REARMED,
            True,
            "OpenAI corrected its numbers: checkout-prod is back below 50 % and 80 %, at ≈ $411 of $2,000 (21 %)."
            " You will be alerted again when it passes 50 % and 80 %.",
            id="corrected",
        ),
        pytest.param(
            AlertEvent.CHANGED,
            False,
            "The budget was changed: checkout-prod is below 50 % and 80 %, at ≈ $411 of $2,000 (21 %)."
            " You will be alerted when it passes 50 % and 80 %.",
            id="Slack never had the message that told of them",
        ),
    ],
)
def test_back_is_said_of_a_level_that_the_channel_was_told_of(event, was_heard, line):
    fallen = TOLD_AND_RAISED if was_heard else replace(TOLD_AND_RAISED, was_heard=False)
    now_at = f"🟢 checkout-prod is {'now ' if was_heard else ''}at 21 % of its November budget: ≈ $411 of $2,000"

    assert rearmed_line(replace(fallen, event=event), (80, 50), NAMES).text == line
    assert alert_message(fallen, NAMES).text == now_at


def test_one_button_for_several_budgets_says_so():
    assert "'Acknowledge all 2'" in str(group_message([FULL, FULL], NAMES).blocks)


@pytest.mark.parametrize("told", [TOLD, replace(TOLD, acknowledged_by="U0SAM", acknowledged_at=NOW)])
def test_at_most_one_button_is_the_likeliest(told):
    message = alert_message(replace(FULL, state=told), NAMES)
    buttons = [one for block in message.blocks if block["type"] == "actions" for one in block["elements"]]
    assert sum(button.get("style") == "primary" for button in buttons) <= 1


def everything():
    raised = replace(BUDGET, raised=Raise(700 * NANO, MONTH.end, "launch " * 40, "U0SAM"))
    told = replace(TOLD, acknowledged_by="U0SAM", acknowledged_at=NOW)
    late = Crossing(NOW - timedelta(hours=20), NOW - timedelta(days=1))
    return replace(FULL, status=replace(STATUS, budget=raised), state=told, crossing=late)


def test_the_fullest_alert_has_ten_lines():
    assert len(plain_text(alert_message(everything(), NAMES)).splitlines()) <= 10


@pytest.mark.parametrize("event", [AlertEvent.PASSED, AlertEvent.ALREADY, AlertEvent.REMINDED])
@pytest.mark.parametrize("period", ["day", "week", "month"])
def test_every_alert_keeps_to_slacks_limits(event, period):
    budget = replace(BUDGET, names=tuple(f"<!channel>{number}" * 40 for number in range(9)), period=period)
    status = replace(STATUS, budget=budget, period=budget_period(period, NOW))
    facts = replace(everything(), status=status, event=event)
    closed = replace(facts, state=replace(TOLD, closed_at=NOW))
    messages = [alert_message(facts, NAMES), alert_message(closed, NAMES), thread_line(facts, NAMES)]
    messages += [
        alert_why_message(facts, NAMES),
        group_message([facts] * 60, NAMES),
        repeated_message(alert_message(facts, NAMES)),
    ]
    for message in messages:
        assert (violations(message), unsafe(message)) == ((), ())
        assert "<!channel>" not in str(message)
        assert "\n" not in message.text
