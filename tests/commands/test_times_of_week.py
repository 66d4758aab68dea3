"""Weekdays, hours of the day and rows that come back, from the words to the facts."""

from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal

import pytest

from bot.core.slack.limits import violations
from tests.commands import asked
from tests.living import Bot
from tests.says import Says


def _days(bot: Bot, words: str) -> dict[date, int]:
    return {date.fromisoformat(row["day"]): row["quantity"] for row in asked(bot, f"{words} by day")["rows"]}


def test_only_the_days_that_were_asked_for_count(bot: Bot):
    days = _days(bot, "cost last month")

    weekdays, weekends = asked(bot, "cost last month weekdays only"), asked(bot, "cost last month weekends")

    assert weekdays["total"]["quantity"] == sum(each for day, each in days.items() if day.weekday() < 5)
    assert weekends["total"]["quantity"] == sum(each for day, each in days.items() if day.weekday() >= 5)
    assert weekends["reading"]["times"] == [{"days": ["saturday", "sunday"], "hours": None, "outside": False}]
    assert bot.say("cost last month weekends").message.text == Says("on weekends")
    assert " · weekends · " in weekends["reading"]["text"]


def test_hours_of_each_day_are_the_sum_of_those_hours(bot: Bot):
    found = asked(bot, "tokens last week between 9am and 5pm")
    hours = asked(bot, "tokens last week by hour")["rows"]

    inside = [row for row in hours if 9 <= datetime.fromisoformat(row["hour"]).hour < 17]
    assert found["total"]["quantity"] == sum(row["quantity"] for row in inside)
    assert found["reading"]["times"][0]["hours"] == ["09:00", "17:00"]


def test_days_that_are_left_out_of_the_middle_count_in_no_sum_and_no_row(bot: Bot):
    days = _days(bot, "cost last month")

    found = asked(bot, "cost last month without oct 10 to oct 20")
    rows = _days(bot, "cost last month without oct 10 to oct 20")

    left = {day: each for day, each in days.items() if not 10 <= day.day <= 20}
    assert rows == left
    assert found["total"]["quantity"] == sum(left.values())
    assert found["reading"]["times"][0]["dates"] == ["2026-10-10", "2026-10-20"]
    assert found["reading"]["times"][0]["outside"] is True


def test_days_that_do_not_follow_each_other_have_a_row_each_and_add_up(bot: Bot):
    days = _days(bot, "cost last month")

    found = asked(bot, "cost on oct 3, 5 and 12")

    assert {row["day"]: row["quantity"] for row in found["rows"]} == {
        f"2026-10-{day:02}": days[date(2026, 10, day)] for day in (3, 5, 12)
    }
    assert found["total"]["quantity"] == sum(row["quantity"] for row in found["rows"])


def test_what_is_outside_and_what_is_inside_add_up(bot: Bot):
    whole = asked(bot, "requests last week by model")["total"]["quantity"]

    parts = [asked(bot, f"requests last week {out} business hours")["total"]["quantity"] for out in ("", "outside")]

    assert sum(parts) == whole


def test_rows_by_weekday_add_up_their_days_and_stand_in_the_order_of_the_week(bot: Bot):
    sums: dict[str, int] = defaultdict(int)
    for day, quantity in _days(bot, "cost last 28 days").items():
        sums[f"{day:%A}".lower()] += quantity

    found = asked(bot, "cost last 28 days by weekday")

    assert {row["weekday"]: row["quantity"] for row in found["rows"]} == sums
    assert [row["weekday"] for row in found["rows"]][::6] == ["monday", "sunday"]
    assert found["total"]["quantity"] == sum(sums.values())


def test_rows_by_hour_of_day_have_their_column_in_json_and_csv(bot: Bot):
    reply = bot.say("tokens last week by hour of day csv")

    assert [row["hour_of_day"] for row in reply.facts["rows"]] == [f"{hour:02}:00" for hour in range(24)]
    assert not violations(reply.message)


def test_a_mean_by_weekday_is_of_as_many_days_as_there_were(bot: Bot):
    found = asked(bot, "average cost per day by weekday 2026-11-02..2026-11-17")

    of = {row["weekday"]: row["of"]["quantity"] for row in found["rows"]}
    assert (of["monday"], of["tuesday"], of["wednesday"], found["total"]["of"]["quantity"]) == (3, 3, 2, 16)
    for row in found["rows"]:
        assert Decimal(row["ratio"]) == pytest.approx(Decimal(row["quantity"]) / of[row["weekday"]])


def test_a_mean_of_weekdays_is_of_weekdays(bot: Bot):
    found = asked(bot, "average cost per day on weekdays 2026-11-02..2026-11-15")

    assert found["total"]["of"] == {"metric": "days", "quantity": 10}


@pytest.mark.parametrize(
    "words", ["weekdays only last week by model", "tokens by weekday last 28 days", "outside 9-17 last week"]
)
def test_its_buttons_ask_for_the_same_times(bot: Bot, words: str):
    told = bot.say(words)

    again = [each["value"] for block in told.message.blocks if block["type"] == "actions" for each in block["elements"]]
    csv = next(value for value in again if not value.endswith(("by model", "by project", "by day")))
    assert asked(bot, csv)["total"]["quantity"] == told.facts["total"]["quantity"]
