"""The list of alerts, readable aloud: what is open since when and why, who has it, what was sent."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.alerts.alert_list_message import (
    alerts_message,
    alerts_text,
    open_blocks,
    open_text,
    sent_lines,
    told_text,
)
from bot.core.alerts.levels import AlertRow, Snooze, Until
from bot.core.alerts.open_alerts import OpenAlerts
from bot.core.alerts.outbox import Undelivered
from bot.core.alerts.rules import RULES
from bot.core.amounts import NANO
from bot.core.budgets.budget import Budget, budget_period
from bot.core.budgets.budget_messages import NONE, NativeWords
from bot.core.names import Named, Names
from bot.core.slack.fallbacks import plain_text
from bot.core.slack.limits import unsafe, violations
from tests.core.alerts.test_alert_message import FULL, NAMES, NOW, TOLD
from tests.says import Says

MONTH = budget_period("month", NOW).start
TODAY = datetime(2026, 11, 23, tzinfo=UTC)
BUDGETS = {
    7: Budget("project", ("proj_1",), "cost", 500 * NANO, "month", id=7),
    8: Budget("project", ("proj_1",), "cost", 50 * NANO, "day", id=8),
}
ZONE = ZoneInfo("UTC")


def row(kind: str, subject: str = "", *, budget: int = 0, slot: datetime = MONTH, level: int = 0) -> AlertRow:
    return AlertRow(kind, budget, subject, slot, level, NOW, "key")


ROWS = (
    (row("level", budget=7, level=80), Says("checkout-prod", "80 %", "November")),
    (row("level", budget=8, slot=TODAY, level=50), Says("checkout-prod", "50 %", "Mon 23 Nov")),
    (row("level", budget=9, level=50), Says("A budget", "50 %")),
    (row("pace", budget=7, level=118), "checkout-prod is on pace for 118 % of its budget or more"),
    (
        row("spike", "organisation", slot=TODAY, level=1),
        "The organisation spent far more than usual in an hour, Mon 23 Nov",
    ),
    (
        row("spike", "project:proj_1", slot=TODAY, level=2),
        "checkout-prod spent far more than usual in a day, Mon 23 Nov",
    ),
    (row("new", "model:gpt-9"), "New model gpt-9 without a budget"),
    (row("new", "project:proj_1"), "New project checkout-prod without a budget"),
    (row("unpriced", "model:gpt-9"), "The model gpt-9 has no price"),
    (row("price drift", "model:gpt-9"), "The estimates of gpt-9 drift from its bill"),
    (row("hard limit", "project:proj_1", level=1), "checkout-prod is near OpenAI's hard limit"),
    (row("hard limit", "organisation", level=2), "The organisation is stopped by OpenAI's hard limit"),
    (row("blind", "reader"), "Nothing can be read from OpenAI"),
)


@pytest.mark.parametrize(("told", "words"), ROWS, ids=[words for _, words in ROWS])
def test_what_was_told_is_said_in_words_and_names(told: AlertRow, words: str):
    (line,) = sent_lines([told], BUDGETS, NAMES, ZONE)
    when, _, said = line.partition(" · ")
    assert when == "Mon 23 Nov 14:05"
    assert words == said


def test_what_openai_stops_stands_first_beside_a_count_of_the_others():
    stopped = NativeWords(("data-eval",))
    assert alerts_text(OpenAlerts((FULL,)), stopped) == (
        "data-eval is stopped by OpenAI's hard limit: requests fail now; 1 open alert, not acknowledged"
    )
    assert (
        alerts_text(OpenAlerts(), stopped)
        == "data-eval is stopped by OpenAI's hard limit: requests fail now; no other open alerts"
    )
    assert alerts_text(OpenAlerts(), NONE) == "No open alerts"


def test_what_a_newer_version_told_is_listed_all_the_same():
    assert told_text(row("asteroid", "project:proj_1"), BUDGETS, NAMES) == "checkout-prod: asteroid"


def test_every_kind_of_alert_has_its_words():
    assert {told.kind for told, _ in ROWS} == {"level", *(rule.kind for rule in RULES)}


def test_what_was_acknowledged_says_by_whom():
    told = replace(row("unpriced", "model:gpt-9"), acknowledged_by="U0SAM", acknowledged_at=NOW)
    (line,) = sent_lines([told], BUDGETS, NAMES, ZONE)
    assert line.endswith("has no price · acknowledged by <@U0SAM>")


def listed(*all_facts, findings=(), names=NAMES, waiting=()):
    told_of = OpenAlerts(all_facts, tuple(findings), BUDGETS)
    opened = open_blocks(told_of, names, ZONE, NOW + timedelta(hours=3))
    sent = sent_lines([told for told, _ in ROWS], BUDGETS, names, ZONE)
    return alerts_message((), opened, (open_text(told_of),) * 2, sent, waiting, "/budget")


def test_what_is_open_says_since_when_why_and_who_is_on_it():
    lines = plain_text(listed(FULL, findings=(row("hard limit", "project:proj_1", level=2),))).splitlines()

    assert lines[:7] == [
        "*2 open alerts, none acknowledged*",
        Says("*🟠 checkout-prod", "82 %", "≈ $411 of $500"),
        "Alerted at 80 % Mon 23 Nov 14:05 (under a minute ago) · 100 % about Sat 28 Nov"
        " · not acknowledged, owner <@U0DANA>",
        "*Why, last 24 h* gpt-5, key ci-runner: about $9 more than usual, 2.1 × tokens per request since Mon 12:00; "
        "gpt-5-mini: about $5 more",
        "*🔴 checkout-prod is stopped by OpenAI's hard limit: requests fail now*",
        "Since Mon 23 Nov 14:05 (3 h) · not acknowledged",
        Says("settings/proj_1/limits", "Raise OpenAI's limit", "before the next month"),
    ]


def test_who_is_on_it_is_named():
    tended = replace(FULL, state=replace(TOLD, acknowledged_by="U0SAM", acknowledged_at=NOW))
    message = listed(tended)

    assert message.text == "1 open alert, acknowledged or snoozed"
    assert "acknowledged by <@U0SAM> Mon 23 Nov 14:05" in plain_text(message)
    assert "alert_ack" not in str(message.blocks)


def test_who_snoozed_it_is_on_it():
    snooze = Snooze(Until.FURTHER, 82, NOW + timedelta(days=9), "U0SAM", NOW)
    message = listed(replace(FULL, state=replace(TOLD, snooze=snooze)))

    assert message.text == "1 open alert, acknowledged or snoozed"
    assert "100 % about Sat 28 Nov · snoozed by <@U0SAM> until 100 % is used" in plain_text(message)


def test_budgets_of_one_message_have_its_buttons_once():
    assert str(listed(FULL, FULL, FULL).blocks).count("alert_ack") == 1


def test_nothing_open_is_said():
    assert listed().text == "No open alerts"


@pytest.mark.parametrize("name", ["web-app", "<!channel> *b* <https://evil.example|x>", "😀" * 200])
@pytest.mark.parametrize("count", [1, 200])
def test_a_list_of_any_size_is_taken_by_slack(name: str, count: int):
    names = Names([Named("project", "proj_1", name)])
    all_facts = [replace(FULL, state=replace(TOLD, message=f"key-{number}")) for number in range(count)]
    waiting = [Undelivered("k", name[:20], "text", NOW, 3, "not_in_channel")] * count
    message = listed(*all_facts, findings=[told for told, _ in ROWS] * count, names=names, waiting=waiting)

    assert (violations(message), unsafe(message)) == ((), ())
    assert "<!channel>" not in told_text(ROWS[0][0], BUDGETS, names)


def test_no_alert_is_no_good_news_where_openai_stops_something():
    assert [open_text(OpenAlerts(), stopped) for stopped in ((), ("🔴 data-eval",))] == [
        "No open alerts",
        "No other open alerts",
    ]


def test_where_nothing_is_open_it_is_said_whether_anything_was_sent():
    message = alerts_message((), (), ("No open alerts",) * 2, (), (), "/budget")

    assert "None was sent in the last 7 days" in plain_text(message)
    assert "None was sent" not in plain_text(listed())
