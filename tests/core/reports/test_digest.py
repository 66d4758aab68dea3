"""The digest: compared whole with files, its numbers asked again, every case within Slack's limits."""

import json
import re
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.core.alerts.levels import AlertEvent, AlertRow, AlertState, Mark, Snooze, State, Until
from bot.core.alerts.message_facts import AlertFacts
from bot.core.alerts.open_alerts import OpenAlerts
from bot.core.amounts import NANO, Amount
from bot.core.answers.answer import Answer, AnswerLine, Unpriced
from bot.core.budgets.budget import Budget, BudgetStatus
from bot.core.budgets.forecast import Pace
from bot.core.grammar import question_text, read_question
from bot.core.names import Named, Names
from bot.core.periods import Period, utc_day
from bot.core.reports.digest_message import digest_message
from bot.core.reports.digest_more import more_message
from bot.core.reports.digest_numbers import Move, Shift, causes, month_end, movers, new_things, shift, usual_day
from bot.core.reports.digest_questions import (
    BudgetView,
    DigestFacts,
    EndedMonth,
    ReadHealth,
    cause_questions,
    digest_questions,
)
from bot.core.reports.digest_reader import reader_line, restated
from bot.core.reports.schedules import DueReport, Schedule
from bot.core.slack.fallbacks import ladder, plain_text
from bot.core.slack.limits import unsafe, violations
from bot.core.slack.message import Message
from bot.core.usage.buckets import Filter, Restatement
from bot.core.usage.settlement import Accuracy

DATA = Path(__file__).parents[2] / "data" / "digest"
DAY = date(2026, 11, 18)  # a Wednesday
NAMES = Names(
    [
        Named("project", "web", "web-app"),
        Named("project", "bot", "support-bot"),
        Named("project", "pay", "checkout-prod"),
        Named("project", "lab", "data-eval"),
        Named("key", "ci", "ci-runner"),
        Named("key", "live", "server"),
    ]
)
UTC_ZONE = ZoneInfo("UTC")
NINE = utc_day(DAY) + timedelta(hours=33)  # when it is read


class Spend:
    """A brute-force organisation: dollars by (day, project, model, key), settled but for the last day."""

    def __init__(self, rows, last=DAY, unread=(), unpriced=()):
        self.rows, self.last, self.unread, self.unpriced = rows, last, unread, unpriced

    def answer(self, question):
        if len(self.rows) > 2000 and question.filters:  # why each of 2,000 moved is another test's
            return Answer(question, (), Amount(0))
        first, end = question.period.start.date(), question.period.end.date()
        days = [first + timedelta(days=number) for number in range((end - first).days)]
        sums = defaultdict(lambda: Amount(0))
        for (day, *ids), dollars in self.rows.items():
            place = dict(zip(("project", "model", "key"), ids, strict=True)) | {"day": str(day)}
            if day in days and all(place[one.dimension] in one.values for one in question.filters):
                is_open = day == self.last
                amount = Amount(int(dollars * NANO), int(dollars * NANO) if is_open else 0, is_open)
                lacking = sum(one.quantity for one in self.unpriced if not dollars)
                sums[tuple(place[group] for group in question.by)] += replace(amount, unpriced=lacking)
        if question.by == ("day",):
            lines = [AnswerLine((str(day),), None if day in self.unread else sums[(str(day),)]) for day in days]
        else:
            lines = [AnswerLine(labels, sums[labels]) for labels in sorted(sums, key=lambda one: -sums[one].quantity)]
        total = None if set(days) & set(self.unread) else sum(sums.values(), Amount(0, 0, self.last in days))
        unpriced = self.unpriced if days == [self.last] else ()
        return Answer(question, tuple(lines), total, unpriced=unpriced)


def _usual(day):
    """Weekdays 100, 40, 20 dollars; weekends a fifth of that; small waves from week to week."""
    scale = (5 if day.weekday() < 5 else 1) * (100 + day.isocalendar().week % 4)
    rows = {("web", "gpt-5", "live"): 20, ("bot", "gpt-5-mini", "live"): 8, ("pay", "gpt-5", "ci"): 4}
    return {(day, *ids): dollars * scale / 100 for ids, dollars in rows.items()}


def _history(last=DAY, days=100):
    rows = {}
    for back in range(days):
        rows |= _usual(last - timedelta(days=back))
    return rows


def _facts(spend, day=DAY, *, names=NAMES, since=None, filters=(), **more):
    answers = {name: spend.answer(question) for name, question in digest_questions(day, filters, since).items()}
    now = utc_day(day + timedelta(days=1)) + timedelta(hours=9)
    facts = DigestFacts(day, now, UTC_ZONE, names, answers, ReadHealth(now - timedelta(minutes=5)))
    moved = {
        move.id: {name: spend.answer(one) for name, one in cause_questions(day, move.id).items()}
        for move in movers(facts)
    }
    return replace(facts, causes=moved, **more)


def _budget(scope, name, dollars, spent, *, pace=0, day=DAY):
    period = Period(datetime(day.year, day.month, 1, tzinfo=UTC), datetime(day.year, day.month + 1, 1, tzinfo=UTC))
    budget = Budget(scope, (name,) if name else (), "cost", dollars * NANO, "month", id=len(name))
    status = BudgetStatus(budget, period, dollars * NANO, Amount(spent * NANO, 1, True))
    rate = pace * NANO
    return BudgetView(status, Pace(rate, rate, rate))


def _open(view, told):
    return AlertFacts(view.status, told, AlertEvent.FIRST_LOOK, 80, NINE, UTC_ZONE)


def _busy():
    rows = _history()
    rows[DAY, "pay", "gpt-5", "ci"] = 61
    rows[DAY, "bot", "gpt-5-mini", "live"] = 30
    rows[DAY, "lab", "x-preview", "demo"] = 1.25
    told_at = utc_day(DAY) + timedelta(hours=14)
    told = AlertState((Mark(80, State.TOLD, told_at),), "x", "alert-3-80", told_at)
    snooze = Snooze(Until.FURTHER, 61, told_at + timedelta(days=9), "U0SAM", told_at)
    pay, web = _budget("project", "pay", 500, 421, pace=30), _budget("project", "web", 2000, 1220, pace=70)
    opened = OpenAlerts(
        (_open(pay, told), _open(web, replace(told, snooze=snooze, acknowledged_at=told_at))),
        (AlertRow("hard limit", 0, "project:bot", utc_day(DAY), 2, told_at + timedelta(hours=9), "key"),),
    )
    return _facts(
        Spend(rows, unpriced=(Unpriced("x-preview", 1_200_000),)),
        budgets=(
            _budget("organisation", "", 3500, 2311, pace=160),
            pay,
            web,
            _budget("project", "bot", 2000, 500, pace=30),
        ),
        opened=opened,
        restatements=(
            Restatement("costs", utc_day(date(2026, 11, 15)), "web", "amount", 10 * NANO, 16_700_000_000, told_at),
        ),
        undelivered=(("#gone", "is_archived"),),
        reader=ReadHealth(
            utc_day(DAY) + timedelta(hours=32, minutes=55),
            accuracy=Accuracy(1000 * NANO, 1006 * NANO),
            models={"gpt-5": Accuracy(800 * NANO, 812 * NANO), "gpt-5-mini": Accuracy(200 * NANO, 201 * NANO)},
        ),
    )


def _weekly():
    sunday = date(2026, 11, 15)
    return _facts(Spend(_history(sunday), sunday), sunday)


def _monthly():
    first = date(2026, 11, 1)
    ended = EndedMonth(
        (
            _budget("organisation", "", 5000, 4100, day=date(2026, 10, 1)).status,
            _budget("project", "pay", 440, 482, day=date(2026, 10, 1)).status,
        ),
        alerts=9,
        acknowledged=6,
        snoozed=1,
    )
    return _facts(Spend(_history(first), first), first, ended=ended, budgets=(_budget("project", "pay", 500, 4),))


def _late():
    schedule = Schedule("digest", "#spend", "Europe/Berlin", time(9))
    report = DueReport(schedule, date(2026, 11, 19), datetime(2026, 11, 19, 8, tzinfo=UTC), True, (date(2026, 11, 18),))
    return _facts(Spend(_history()), report=report)


def _unread():
    gap = (DAY - timedelta(days=1), DAY)
    rows = {place: dollars for place, dollars in _history().items() if place[0] not in gap}
    return _facts(Spend(rows, unread=gap), reader=ReadHealth(utc_day(DAY) - timedelta(hours=20), gap))


def _many(pattern="project {}"):
    names = Names([Named("project", f"proj_{number:05d}", pattern.format(number)) for number in range(2000)])
    rows = {
        (DAY - timedelta(days=back), f"proj_{number:05d}", "gpt-5", "live"): number % 97 + (100 if back == 0 else 0)
        for number in range(2000)
        for back in (0, 7)
    }
    return _facts(Spend(rows), names=names)


def _unpriced_only():
    """A model without a price is all that was used, on this day and the ones before."""
    rows = {(DAY - timedelta(days=back), "lab", "x-preview", "demo"): 0 for back in range(40)}
    return _facts(Spend(rows, unpriced=(Unpriced("x-preview", 1_200_000),)))


def _runaway():
    rows = _history()
    rows[DAY, "lab", "gpt-5", "ci"] = 4200
    return _facts(Spend(rows), budgets=(_budget("organisation", "", 3500, 6480, pace=700),))


CASES = {
    "busy": _busy,
    "nothing_used": lambda: _facts(Spend({})),
    "nothing_used_for_a_month": lambda: _facts(Spend({}, date(2026, 11, 1)), date(2026, 11, 1)),  # told on a Monday
    "never_read": lambda: _facts(
        Spend({}, unread=[DAY - timedelta(days=back) for back in range(100)]), reader=ReadHealth(None)
    ),
    "calm": lambda: _facts(Spend(_history()), budgets=(_budget("organisation", "", 9000, 2000, pace=160),)),
    "one_project": lambda: _facts(
        Spend({place: dollars for place, dollars in _history(days=40).items() if place[1] == "web"})
    ),
    "weekly": _weekly,
    "monthly": _monthly,
    "late": _late,
    "unread": _unread,
    "blind_since_the_evening": lambda: _facts(
        Spend(_history()), reader=ReadHealth(utc_day(DAY) + timedelta(hours=20), (), utc_day(DAY) + timedelta(hours=20))
    ),
    "many_projects": _many,
    "runaway": _runaway,
    "unpriced_only": _unpriced_only,
    "all_settled": lambda: _facts(Spend(_history(), last=None)),
    "last_of_a_month": lambda: _facts(Spend(_history(date(2026, 10, 31)), date(2026, 10, 31)), date(2026, 10, 31)),
    "some_projects": lambda: _facts(
        Spend(_history()), filters=(Filter("project", ("web", "pay")),), budgets=(_budget("project", "pay", 500, 421),)
    ),
}


@cache
def _case(name):
    return digest_message(CASES[name]())


@pytest.mark.parametrize("name", CASES)
def test_the_digest_reads_as_its_file_says(name):
    message = _case(name)
    shown = {"text": message.text, "blocks": list(message.blocks)}
    assert shown == json.loads((DATA / f"{name}.json").read_text())
    plain = ladder(message)[-1].text
    assert plain + "\n" == (DATA / f"{name}.txt").read_text()


@pytest.mark.parametrize("name", CASES)
def test_slack_takes_every_rung(name):
    for rung in ladder(_case(name)):
        assert violations(rung) == ()
        assert unsafe(rung) == ()


@pytest.mark.parametrize("pattern", ["x" * 80 + "{}", "<!channel> {}", "🎉" * 40 + "{}", "فريق {}", "same"])
def test_slack_takes_2000_projects_of_any_name(pattern):
    message = digest_message(_many(pattern))
    for rung in ladder(message):
        assert violations(rung) == ()
        assert "<!" not in json.dumps([block for block in rung.blocks if block["type"] == "section"])


@pytest.mark.parametrize("since", [None, date(2026, 10, 30)])
def test_every_question_can_be_asked_through_the_grammar(since):
    questions = digest_questions(date(2026, 11, 2), (Filter("project", ("web",)),), since)
    assert {"week", "ended month"} <= questions.keys() if since else "week" not in questions
    for question in [*questions.values(), *cause_questions(DAY, "pay").values()]:
        typed = question_text(question, NAMES)
        asked = read_question(typed, NAMES, now=datetime(2026, 12, 24, tzinfo=UTC), zone=UTC_ZONE)
        assert replace(asked, typed="") == question


def test_the_usual_day_is_the_same_weekday_of_four_weeks():
    assert usual_day(_facts(Spend(_history()))).mean == 162_400_000_000


def test_one_weekday_is_not_enough_to_call_anything_usual():
    assert usual_day(_facts(Spend(_history(days=9), unread=[DAY - timedelta(days=7 * n) for n in (2, 3, 4)]))) is None


def test_a_move_is_explained_by_what_made_at_least_half_of_it():
    facts = _busy()
    first = movers(facts)[0]
    assert (first.id, causes(first, facts.causes["pay"])) == ("pay", (("model", "gpt-5"), ("key", "ci")))


def _work(requests, input, cached, tokens):
    return dict(zip(("requests", "input", "cached", "tokens"), (requests, input, cached, tokens), strict=True))


@pytest.mark.parametrize(
    ("now", "added", "shown"),
    [
        pytest.param(_work(100, 1000, 180, 1500), 14, Shift("cache share", 60, 18), id="less comes from the cache"),
        pytest.param(_work(100, 1000, 500, 1500), 14, Shift("cache share", 60, 50), id="ten points"),
        pytest.param(_work(100, 1000, 510, 1500), 14, None, id="nine points"),
        pytest.param(_work(100, 1000, 180, 1500), -14, None, id="dearer, and yet less was spent"),
        pytest.param(_work(100, 1500, 900, 2300), 14, Shift("tokens per request", 15, 23), id="larger requests"),
        pytest.param(_work(210, 2100, 1260, 3150), 14, Shift("requests", 100, 210), id="more requests"),
        pytest.param(_work(50, 500, 300, 750), -14, Shift("requests", 100, 50), id="fewer requests"),
        pytest.param(_work(0, 0, 0, 0), -14, None, id="nothing now"),
    ],
)
def test_a_shift_in_how_a_project_works_is_named_when_it_explains_the_move(now, added, shown):
    usual = _work(100, 1000, 600, 1500)
    question = digest_questions(DAY)["total"]
    answers = {
        f"{name} -{weeks}": Answer(question, (), Amount((usual if weeks else now)[name]))
        for name in usual
        for weeks in (0, 1, 2, 3, 4)
    }
    assert shift(Move("pay", Amount(20 + added), 20), answers) == shown


def test_a_correction_of_a_settled_day_shows_before_and_after_and_of_an_open_one_what_was_added():
    at = utc_day(DAY)
    changed = [
        Restatement("costs", at - timedelta(days=3), "web", "amount", 10 * NANO, 12 * NANO, at),
        Restatement("costs", at, "web", "amount", 10 * NANO, 12 * NANO, at),
    ]
    assert restated(_facts(Spend(_history()), restatements=tuple(changed))) == [
        "Sun 15 Nov: $32.64, was $30.64",
        "Wed 18 Nov: +$2",
    ]


def test_new_is_what_four_weeks_did_not_see():
    assert new_things(_busy()) == (("project", "lab"), ("model", "x-preview"), ("key", "demo"))


def test_nothing_is_new_while_the_history_is_short():
    unread = [DAY - timedelta(days=back) for back in range(5, 36)]
    assert new_things(_facts(Spend(_history(days=3), unread=unread))) == ()


def test_the_month_leads_somewhere_only_after_three_days():
    early, later = date(2026, 11, 2), date(2026, 11, 4)
    assert month_end(_facts(Spend(_history(early), early), early)) is None
    assert month_end(_facts(Spend(_history(later), later), later)) is not None


def _trust(total, month, **reader):
    """What the small print says of the numbers."""
    facts = _facts(Spend(_history()))
    answers = dict(facts.answers) | {
        name: replace(facts.answers[name], total=one) for name, one in (("total", total), ("month", month))
    }
    return reader_line(replace(facts, answers=answers, reader=replace(facts.reader, **reader)))


@pytest.mark.parametrize(
    ("total", "month", "said"),
    [
        pytest.param(
            Amount(100, 40, True),
            Amount(1000, 40, True),
            "≈ is not yet billed in full: 40 % of the day and 4 % of the month are estimated at list prices",
            id="both in part",
        ),
        pytest.param(
            Amount(100, 0, True),
            Amount(1000, 5, True),
            "≈ is not yet billed in full: 1 % of the month is estimated at list prices",
            id="another day of the month",
        ),
        pytest.param(
            Amount(100, 0, True),
            Amount(1000, 0, True),
            "≈ is not yet billed in full: OpenAI may still correct these days",
            id="billed so far",
        ),
        pytest.param(
            Amount(100, 100, True),
            Amount(1000, 100, True),
            "≈ is not yet billed in full: all of the day and 10 % of the month are estimated at list prices",
            id="nothing billed yet",
        ),
        pytest.param(
            Amount(100),
            Amount(1000),
            "≈ by model is estimated at list prices",
            id="settled, but for the models",
        ),
    ],
)
def test_the_digest_says_what_share_is_estimated(total, month, said):
    assert _trust(total, month).split(" · ")[-1] == said


@pytest.mark.parametrize(
    ("whole", "models", "said"),
    [
        pytest.param((1000, 1006), {}, "estimates 0.6 % above the bill", id="no model can be compared"),
        pytest.param((1000, 1000), {"a": (9, 9)}, "estimates by model within 1 % of the bill", id="exact"),
        pytest.param(
            (1000, 893),
            {"a": (9, 9)},
            "estimates by model within 1 % of the bill; 10.7 % of the bill belongs to no model",
            id="what is billed beside models",
        ),
        pytest.param(
            (1000, 890),
            {"a": (1000, 1011), "b": (500, 480), "c": (900, 908), "d": (10, 20)},
            "estimates 11 % below the bill, most off: b −4.0 % and a +1.1 %",
            id="the two that are off by most dollars",
        ),
    ],
)
def test_the_digest_says_how_far_estimates_were_off_in_all_and_by_model(whole, models, said):
    by_model = {model: Accuracy(*pair) for model, pair in models.items()}
    assert said in _trust(Amount(1), Amount(1), accuracy=Accuracy(*whole), models=by_model).split(" · ")


def test_a_change_of_less_than_a_cent_is_none():
    rows = _history()
    rows[DAY, "web", "gpt-5", "live"] = 101.5058
    (table,) = (block for block in digest_message(_facts(Spend(rows))).blocks if block["type"] == "data_table")
    assert [row[2]["text"] for row in table["rows"][1:]] == ["same", "+$0.60", "+$0.30"]


def test_the_notification_has_at_most_one_line():
    for name in CASES:
        text = _case(name).text
        assert "\n" not in text
        assert len(text) <= 150


def test_what_the_digest_only_names_stands_in_full_behind_its_button():
    facts = _busy()
    (more,) = (one for one in _buttons(digest_message(facts)) if one["text"]["text"] == "More")
    assert more["value"].startswith("digest in full ")
    assert plain_text(more_message(facts)).splitlines() == [
        "*More about Wed 18 Nov UTC*",
        "*Models* gpt-5 ≈ $164 (84 % of the day, +35 % on usual) · gpt-5-mini ≈ $30 (15 %, −26 %) · "
        "x-preview ≈ $1.25 (1 %, new)",
        "*New* project data-eval, no budget · model x-preview · key demo",
        "*No price for* 1.2 M tokens of x-preview (its other ≈ $1.25 is counted); they count once they have a price",
        "*Corrected by OpenAI* Sun 15 Nov: $32.64, was $25.94",
        "last read 08:55 UTC · estimates 0.6 % above the bill, most off: gpt-5 +1.5 % · "
        "≈ is not yet billed in full: all of the day and 8 % of the month are estimated at list prices",
    ]


def _buttons(message):
    return [one for block in message.blocks if block["type"] == "actions" for one in block["elements"]]


@pytest.mark.parametrize("name", CASES)
def test_slack_takes_what_is_behind_the_button(name):
    message = more_message(CASES[name]())
    assert (violations(message), unsafe(message)) == ((), ())


def test_the_busiest_digest_has_no_more_lines_than_a_screen_and_a_half_of_a_phone_holds():
    said = [block for block in _case("busy").blocks if block["type"] in ("header", "section", "context")]
    shown = [re.sub(r"<[^|>]*[|]([^>]*)>|[*`]", r"\1", plain_text(Message("", (block,)))) for block in said]
    lines = [line for text in shown for line in text.splitlines()]
    # 29 lines, the chart, the table and the buttons are 1,257 px in the playground at 390 px
    assert sum(-(-len(line) // PHONE) for line in lines) <= 29


PHONE = 40  # letters of a line


def test_a_month_that_was_not_read_in_full_is_not_drawn_by_its_weeks():
    whole = CASES["monthly"]()
    lines = [line for line in whole.answers["days"].lines if line.labels[0] != "2026-10-14"]
    gap = replace(whole, answers={**whole.answers, "days": replace(whole.answers["days"], lines=tuple(lines))})
    titles = [
        next(block["title"] for block in digest_message(facts).blocks if block["type"] == "data_visualization")
        for facts in (whole, gap)
    ]
    assert titles == ["Cost by week, October UTC", "Cost, last 14 days UTC"]
