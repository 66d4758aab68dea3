"""Reports in words: days, hour, question, channel and conditions."""

from datetime import UTC, datetime, time

import pytest

from bot.core.amounts import NANO
from bot.core.errors import UserError
from bot.core.kept_times import WEEKEND, WORKING
from bot.core.periods import DAY, Period
from bot.core.question import Question
from bot.core.reports.report_days import EVERY_DAY
from bot.core.reports.report_names import named_reports
from bot.core.reports.said_schedules import put_first
from bot.core.reports.schedule_words import read_schedule
from bot.core.reports.schedules import Schedule, next_at
from bot.core.reports.schedules_message import when_text

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)


def _read(text):
    return Question(
        text,
        Period(NOW - DAY, NOW),
        zone="Asia/Tokyo" if "tokyo" in text else "UTC",
        metric="tokens" if "tokens" in text else "cost",
    )


@pytest.mark.parametrize(
    ("typed", "days", "at", "question", "channel"),
    [
        (
            "weekday 9am cost yesterday by project in #ai-spend",
            WORKING,
            time(9),
            "cost yesterday by project",
            "#ai-spend",
        ),
        ("day at 17:30 today by model", EVERY_DAY, time(17, 30), "today by model", "#default"),
        ("monday last week by model", (0,), time(9), "last week by model", "#default"),
        ("mondays 8 am last week to <#C0123AB|spend>", (0,), time(8), "last week", "C0123AB"),
        ("monday morning yesterday", (0,), time(9), "yesterday", "#default"),
        ("weekday mornings at 8:30 yesterday", (0, 1, 2, 3, 4), time(8, 30), "yesterday", "#default"),
        ("mon, wed and fri 12pm yesterday", (0, 2, 4), time(12), "yesterday", "#default"),
        ("weekend noon yesterday", WEEKEND, time(12), "yesterday", "#default"),
        ("morning yesterday", EVERY_DAY, time(9), "yesterday", "#default"),
        ("day 12am mtd in tokyo in #a", EVERY_DAY, time(0), "mtd in tokyo", "#a"),
        ("tue thu 9 yesterday", (1, 3), time(9), "yesterday", "#default"),
        ("day 7d by day", EVERY_DAY, time(9), "7d by day", "#default"),
        ("day 9am digest", EVERY_DAY, time(9), "digest", "#default"),
        ("weekday 9am Digest web-app in #web", WORKING, time(9), "digest web-app", "#web"),
    ],
)
def test_a_report_is_read_from_its_words(typed, days, at, question, channel):
    schedule = read_schedule(typed, _read, channel="#default", now=NOW)
    assert (schedule.days, schedule.at, schedule.question, schedule.channel) == (days, at, question, channel)
    assert schedule.created_at == NOW


def test_the_hour_is_in_the_zone_of_the_question():
    assert read_schedule("day 9am mtd in tokyo", _read, channel="#a", now=NOW).zone == "Asia/Tokyo"


@pytest.mark.parametrize(
    ("typed", "over", "changed"),
    [
        ("day 9am yesterday only over $50", 50 * NANO, False),
        ("day 9am yesterday only over 12.50 in #a only if changed", 12 * NANO + NANO // 2, True),
        ("day 9am tokens yesterday only if over 1.5m", 1_500_000, False),
        ("day 9am yesterday", None, False),
    ],
)
def test_conditions_may_stand_anywhere(typed, over, changed):
    schedule = read_schedule(typed, _read, channel="#default", now=NOW)
    assert (schedule.only_over, schedule.only_changed) == (over, changed)
    assert "only" not in schedule.question


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Say on which days"),
        ("weekday 9am", "Say on which days"),
        ("blursday 9am yesterday", "Say on which days"),
        ("day 9am tokens yesterday only over $5", "does not fit tokens"),
        ("day 9am tokens yesterday only over many", "many"),
    ],
)
def test_a_missing_part_is_named_with_an_example(typed, said):
    with pytest.raises(UserError, match=said):
        read_schedule(typed, _read, channel="#default", now=NOW)


@pytest.mark.parametrize(
    ("typed", "told", "coming"),
    [
        ("1st of the month cost last month", "On day 1 of each month", ["2026-12-01", "2027-01-01", "2027-02-01"]),
        ("month on the 15th cost mtd", "On day 15 of each month", ["2026-12-15", "2027-01-15", "2027-02-15"]),
        ("month cost last month", "On day 1 of each month", ["2026-12-01", "2027-01-01", "2027-02-01"]),
        ("31st cost mtd", "On day 31 of each month", ["2026-11-30", "2026-12-31", "2027-01-31"]),
        ("last day of the month mtd", "On the last day of each month", ["2026-11-30", "2026-12-31", "2027-01-31"]),
        ("first working day 9am mtd", "On the first weekday of each month", ["2026-12-01", "2027-01-01", "2027-02-01"]),
        (
            "3rd business day of the month mtd",
            "On the third weekday of each month",
            ["2026-12-03", "2027-01-05", "2027-02-03"],
        ),
        (
            "last weekday of the month mtd",
            "On the last weekday of each month",
            ["2026-11-30", "2026-12-31", "2027-01-29"],
        ),
        ("22nd working day mtd", "On the 22nd weekday of each month", ["2026-11-30", "2026-12-30", "2027-01-29"]),
        ("first monday 9am mtd", "On the first Monday of each month", ["2026-12-07", "2027-01-04", "2027-02-01"]),
        (
            "last friday of the month mtd",
            "On the last Friday of each month",
            ["2026-11-27", "2026-12-25", "2027-01-29"],
        ),
        ("2 weeks on monday yesterday", "Every 2 weeks on Monday", ["2026-12-07", "2026-12-21", "2027-01-04"]),
        ("other friday yesterday", "Every 2 weeks on Friday", ["2026-11-27", "2026-12-11", "2026-12-25"]),
        ("fortnight yesterday", "Every 2 weeks on Monday", ["2026-12-07", "2026-12-21", "2027-01-04"]),
        ("week cost last week", "Every Monday", ["2026-11-30", "2026-12-07", "2026-12-14"]),
        ("mon,thu 7am yesterday", "Every Monday and Thursday", ["2026-11-26", "2026-11-30", "2026-12-03"]),
    ],
)
def test_a_report_comes_on_the_days_that_were_said(typed: str, told: str, coming: list[str]):
    schedule = read_schedule(typed, _read, channel="#default", now=NOW)

    found, moment = [], NOW
    for _ in coming:
        moment = next_at(schedule, moment)
        found.append(f"{moment:%Y-%m-%d}")
    assert (when_text(schedule), found) == (told, coming)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("hour cost", "once a day at most"),
        ("2 hours cost", "once a day at most"),
        ("second friday cost this week", "Every other Friday, or the 2nd Friday of each month"),
        ("feb 30 cost", "Say on which days"),
        ("quarter last quarter by project", "every day, week or month"),
        ("1st and 15th mtd by project", "one day of the month"),
        ("day at 9am and 5pm cost today", "A report has one hour"),
    ],
)
def test_days_that_a_report_cannot_have_are_said(typed: str, said: str):
    with pytest.raises(UserError, match=said):
        read_schedule(typed, _read, channel="#default", now=NOW)


@pytest.mark.parametrize(
    ("typed", "scheduled"),
    [
        ("daily digest at 8am", "day 8am digest"),
        ("daily digest at 8am in #a", "day 8am digest in #a"),
        ("weekly report of cost by project at 9:00", "monday 9:00 last week cost by project"),
        ("weekly digest on fridays at noon", "fridays noon digest"),
        ("mon wed fri 10am cost yesterday", "mon wed fri 10am cost yesterday"),
        ("biweekly thu 10am model mix", "other thu 10am model mix"),
        ("fortnightly on friday at 9am cost last 2 weeks", "other friday at 9am cost last 2 weeks"),
        ("weekly mon 8:30 last week by key", "mon 8:30 last week by key"),
        ("@daily cost yesterday", "day 9am cost yesterday"),
        ("@hourly tokens checkout-prod", "hour"),
        ("first mon of month 9:00 prev month by user", "first mon 9:00 prev month by user"),
        ("daily cost last week", ""),
        ("monday tuesday", ""),
        ("post daily spend to #ml-costs at 0830", "day 0830 yesterday spend in #ml-costs"),
        ("send weekly cost by project to #ml-costs on monday", "monday 9am last week cost by project in #ml-costs"),
        ("at noon every day why", "day noon why"),
        ("at 9 every monday cost by project", "monday 9:00 cost by project"),
        ("8:30 every morning: yesterday by project", "morning 8:30 yesterday by project"),
        ("send me yesterdays cost at 8:30 mon-fri", "mon-fri 8:30 yesterdays cost"),
        ("post month to date tue-thu 10am", "tue-thu 10am month to date"),
        ("biweekly summary on monday", "other monday 9am digest"),
        ("fortnightly cost by project on mondays", "other mondays 9am cost by project"),
        ("daily digest 8am in #a pls", "day 8am digest in #a"),
        ("weekly digest monday 8am in #a", "monday 8am digest in #a"),
        ("post weekly cost by team in #a fridays at 3pm", "fridays at 3pm post last week cost by team in #a"),
        ("put a digest in #a every morning at 9", "morning at 9 put a digest in #a"),
    ],
)
def test_a_report_is_heard_without_every(typed: str, scheduled: str):
    assert put_first(typed) == scheduled


@pytest.mark.parametrize(
    ("typed", "when", "at", "question"),
    [
        ("daily digest at 8am", "Every day", time(8), "digest"),
        ("every mon,thu cost by project", "Every Monday and Thursday", time(9), "cost by project"),
        ("mon wed fri 10am cost yesterday", "Every Monday, Wednesday and Friday", time(10), "cost yesterday"),
        ("Send a weekly cost summary on Fridays at 4pm", "Every Friday", time(16), "cost last week"),
        ("monthly report on the 1st at 9am by project", "On day 1 of each month", time(9), "last month by project"),
        ("daily report of tokens by model at 8", "Every day", time(8), "yesterday tokens by model"),
        ("first of every month total last month pls", "On day 1 of each month", time(9), "total last month"),
        ("each monday morning: last week by model", "Every Monday", time(9), "last week by model"),
        ("send the digest every day at 8", "Every day", time(8), "digest"),
        ("post yesterday by key here every day at 0815", "Every day", time(8, 15), "yesterday by key"),
        ("every evening at 6 today by project", "Every day", time(18), "today by project"),
        ("each evening today by project", "Every day", time(18), "today by project"),
        ("every night 11pm cost today", "Every day", time(23), "cost today"),
        ("every monday at nine last week by project", "Every Monday", time(9), "last week by project"),
        ("post cost this week every friday afternoon", "Every Friday", time(15), "cost this week"),
        ("every friday afternoon at 4 cost this week", "Every Friday", time(16), "cost this week"),
        ("tell me every morning what we spent yesterday", "Every day", time(9), "what we spent yesterday"),
        ("dm me yesterday's spend every morning", "Every day", time(9), "yesterday's spend"),
        ("mon-fri 9am yesterday by project", "Every weekday", time(9), "yesterday by project"),
        ("every mon-fri at 9 yesterday by project", "Every weekday", time(9), "yesterday by project"),
        ("every monday to friday 8am yesterday", "Every weekday", time(8), "yesterday"),
        ("tues/thurs 10am cost yesterday by model", "Every Tuesday and Thursday", time(10), "cost yesterday by model"),
        ("every moonday 9am cost last week", "Every Monday", time(9), "cost last week"),
        ("daily 7am yesterday by key", "Every day", time(7), "yesterday by key"),
        ("weekly cost by project on mondays", "Every Monday", time(9), "last week cost by project"),
        ("weekly tokens by key on fridays at 5pm", "Every Friday", time(17), "last week tokens by key"),
        ("monthly cost by line item on the 2nd", "On day 2 of each month", time(9), "last month cost by line item"),
        ("send me a weekly report of cost by project", "Every Monday", time(9), "last week cost by project"),
        ("set up a monthly report of spend by team", "On day 1 of each month", time(9), "last month spend by team"),
        (
            "monthly report on the 1st: last month by project",
            "On day 1 of each month",
            time(9),
            "last month by project",
        ),
        ("1st of the month 9am: last month by project", "On day 1 of each month", time(9), "last month by project"),
        ("on the first monday of the month, cost mtd", "On the first Monday of each month", time(9), "cost mtd"),
        ("last friday of each month 3pm forecast", "On the last Friday of each month", time(15), "forecast"),
    ],
)
def test_a_report_is_asked_for_in_any_words(typed, when, at, question):
    words = put_first(typed) or typed.removeprefix("every ")
    schedule = read_schedule(words, _read, channel="#default", now=NOW)
    assert (when_text(schedule), schedule.at, schedule.question) == (when, at, question)


@pytest.mark.parametrize(
    "typed",
    [
        "twice a day cost today",
        "hourly report of cost in #ops",
        "send me cost every hour",
        "post cost to #ai hourly",
        "send cost twice a day",
    ],
)
def test_more_than_once_a_day_is_refused_with_what_works(typed):
    with pytest.raises(UserError, match="once a day at most; try `every day 9am cost yesterday by hour`"):
        read_schedule(put_first(typed), _read, channel="#default", now=NOW)


@pytest.mark.parametrize(
    "typed",
    [
        "cost every day this week",
        "first monday of the month cost",
        "last day of the month",
        "weekly report for october",
        "cost every friday since october",
        "tokens each monday in november",
        "requests every weekday of last month",
        "cost every mon and thu during q3",
        "cost on mondays",
        "weekly cost by project",
        "cost every morning this week",
        "monthly report by project",
        "at noon every day last week",
        "tokens at 9am mon-fri",
    ],
)
def test_a_question_is_no_report(typed):
    assert put_first(typed) == ""


def test_what_the_question_of_a_report_could_be_is_offered_as_a_report():
    def unread(text):
        raise UserError(f"I cannot read {text}.", ("today by model",))

    with pytest.raises(UserError) as refused:
        read_schedule("monday 9am kittens", unread, channel="#default", now=NOW)
    assert refused.value.suggestions == ("every monday 9am today by model",)


@pytest.mark.parametrize(
    "typed",
    ["second friday cost this week", "quarter last quarter by project", "1st and 15th mtd", "hour cost",],
)  # fmt: skip
def test_what_days_are_offered_are_those_of_a_report(typed):
    with pytest.raises(UserError) as refused:
        read_schedule(typed, _read, channel="#default", now=NOW)
    assert refused.value.suggestions
    for suggestion in refused.value.suggestions:
        assert read_schedule(suggestion.removeprefix("every "), _read, channel="#default", now=NOW)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("stop the daily report", [1]),
        ("cancel my monday report", [2]),
        ("no more digests", [3]),
        ("stop the report by model", [2]),
        ("stop the report", []),
    ],
)
def test_a_report_is_found_by_what_people_call_it(words, found):
    def made(id, days, question):
        return Schedule(question, "#a", "UTC", time(9), days, id=id)

    known = [made(1, EVERY_DAY, "cost by project"), made(2, (0,), "last week by model"), made(3, (4,), "digest")]
    assert [one.id for one in named_reports(words, known)] == found
