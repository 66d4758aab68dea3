"""Answers as messages: compared whole with files, and every one within Slack's limits."""

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.core.amounts import NANO, Amount
from bot.core.answers.answer import OTHER, Answer, AnswerLine, Source, Unpriced
from bot.core.answers.answer_message import answer_notes, billing_notes, usage_message
from bot.core.answers.billed_quantities import BilledQuantity
from bot.core.answers.csv import csv_text, dollars
from bot.core.answers.help import BUTTONS, examples, help_message
from bot.core.answers.hint import hint_message
from bot.core.answers.json_facts import facts_json
from bot.core.answers.source_line import reading_text
from bot.core.answers.tables import answer_table, table_block
from bot.core.grammar import read_question
from bot.core.names import Named, Names
from bot.core.periods import DAY, HOUR, Period
from bot.core.question import Question, Repair, Shape
from bot.core.slack.fallbacks import ladder
from bot.core.slack.limits import unsafe, violations
from bot.core.usage.buckets import Filter

DATA = Path(__file__).parents[2] / "data" / "messages"
NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 23, tzinfo=UTC)
TODAY = Period(MIDNIGHT, NOW)
MONTH = Period(datetime(2026, 11, 1, tzinfo=UTC), NOW)
NAMES = Names([Named("project", "proj_web", "web-app"), Named("project", "proj_checkout", "checkout-prod")])
LIVE = (Source("openai", NOW),)


def _estimate(dollars):
    return Amount(dollars * NANO, dollars * NANO, True)


def _compared():
    question = Question(
        "today by modle vs yesterday",
        TODAY,
        by=("model",),
        versus=Period(MIDNIGHT - DAY, NOW - DAY),
        versus_whole=Period(MIDNIGHT - DAY, MIDNIGHT),
        repairs=(Repair("modle", "model"),),
    )
    lines = (
        AnswerLine(("gpt-5",), _estimate(26), _estimate(20)),
        AnswerLine(("gpt-5-mini",), _estimate(10), _estimate(10)),
        AnswerLine((OTHER,), _estimate(6), None),
    )
    unpriced = (Unpriced("x-preview", 1_200_000),)
    return Answer(question, lines, _estimate(42), _estimate(30), _estimate(61), unpriced, LIVE)


def _month_by_day():
    question = Question("mtd by day", MONTH, by=("day",))
    days = [date(2026, 11, 1) + timedelta(days=number) for number in range(23)]
    lines = tuple(AnswerLine((str(day),), Amount(day.day * NANO)) for day in days)
    return Answer(question, lines, Amount(276 * NANO), sources=(Source("store", NOW - HOUR),))


def _by_project(lines):
    question = Question("mtd by project", MONTH, by=("project",))
    return Answer(question, lines, Amount(sum(line.amount.quantity for line in lines)), sources=LIVE)


MESSAGES = {
    "today_by_model_vs_yesterday": lambda: usage_message(_compared(), NAMES, now=NOW),
    "month_by_day": lambda: usage_message(_month_by_day(), NAMES, now=NOW),
    "nothing_used": lambda: usage_message(
        Answer(Question("today", TODAY), (), Amount(0), sources=LIVE), NAMES, now=NOW
    ),
    "not_read": lambda: usage_message(Answer(Question("today", TODAY), (), None), NAMES, now=NOW),
    "hint": lambda: hint_message("I could not read “flibber”.", ("today by model", "yesterday", "mtd by project")),
    "help": lambda: help_message(NAMES),
    "month_by_day_as_text": lambda: ladder(usage_message(_month_by_day(), NAMES, now=NOW))[1],
    "month_by_day_plain": lambda: ladder(usage_message(_month_by_day(), NAMES, now=NOW))[2],
}


@pytest.mark.parametrize("name", MESSAGES)
def test_the_message_reads_as_its_file_says(name):
    message = MESSAGES[name]()
    shown = {"text": message.text, "blocks": list(message.blocks)}
    assert shown == json.loads((DATA / f"{name}.json").read_text())


def test_days_are_shown_with_the_newest_first_and_hours_as_they_passed():
    days = _month_by_day()
    hours = replace(days, question=Question("today by hour", TODAY, by=("hour",)))
    hours = replace(hours, lines=tuple(AnswerLine((f"2026-11-23T{n:02}:00:00Z",), Amount(NANO)) for n in range(3)))
    shown = [table_block(one, NAMES, "Cost")["rows"][1] for one in (days, hours)]
    assert [row[-1]["text"] for row in shown] == ["Mon 23 Nov (part)", "00:00"]


def test_what_was_used_of_a_line_item_keeps_its_unit():
    question = Question("this month by item", MONTH, by=("item",))
    line = AnswerLine(("gpt-5, output",), Amount(NANO), used=BilledQuantity(Decimal(34_200_000), "tokens"))
    table = table_block(Answer(question, (line, line), Amount(2 * NANO)), NAMES, "Cost")
    assert [cell["text"] for cell in table["rows"][1]][1] == "34.2 M tokens"


def test_the_json_facts_are_as_documented():
    shown = facts_json(_compared(), NAMES)
    assert shown == json.loads((DATA / "today_by_model_vs_yesterday.facts.json").read_text())


# --- every message within the limits

NAME_KINDS = {
    "plain": "project {}",
    "long": "x" * 76 + "{:04d}",
    "emoji": "😀👩\u200d💻 {} " + "🎉" * 35,
    "right to left": "فريق دعم العملاء {}",
    "mention": "<!channel> @here <@U123> {}",
    "link": "<https://evil.example|click> & https://evil.example/{}",
    "turned": "\u202eevil\u0000\n{}",
    "same": "twins",
}
SHAPES = {
    "project": (("project",), Shape()),
    "chart": (("project",), Shape(chart=True)),
    "explain": (("project",), Shape(explain=True)),
    "hour and project": (("hour", "project"), Shape()),
    "day and project": (("day", "project"), Shape(chart=True, table=True)),
    "project and model": (("project", "model"), Shape()),
}
PART = {"hour": "2026-11-{:02d}T10:00:00Z", "day": "2026-11-{:02d}", "model": "model-{}", "project": "proj_{:06d}"}


def _organisation(pattern, count):
    return Names([Named("project", f"proj_{number:06d}", pattern.format(number)) for number in range(count)])


def _grid_answer(by, shape, count):
    question = Question("x", MONTH, by=by, shape=shape, filters=(Filter("project", ("proj_000000",) * 3),))
    lines = tuple(
        AnswerLine(
            tuple(PART[group].format(number % 22 + 1 if group in ("day", "hour") else number) for group in by), amount
        )
        for number in range(count)
        for amount in [None if number % 7 == 3 else Amount(number * 10**8, 0, number % 2 == 0)]
    )
    total = None if count == 1 else Amount(10**12)
    return Answer(question, lines, total, sources=LIVE, queries=("GET /organization/costs?" + "x" * 900,) * 30)


@pytest.mark.parametrize("count", [0, 1, 2000])
@pytest.mark.parametrize("kind", NAME_KINDS)
@pytest.mark.parametrize("shape", SHAPES)
def test_every_rung_of_every_answer_is_taken_by_slack(shape, kind, count):
    names = _organisation(NAME_KINDS[kind], count)
    message = usage_message(_grid_answer(*SHAPES[shape], count), names, now=NOW)
    for rung in ladder(message):
        assert violations(rung) == ()
        assert unsafe(rung) == ()
        assert "<!" not in rung.text and "<@" not in rung.text
    assert len(message.text) <= 150 or "&" in message.text


def test_2000_projects_still_add_up_in_the_table():
    lines = tuple(AnswerLine((f"proj_{number}",), Amount(NANO)) for number in range(2000))
    table = usage_message(_by_project(lines), Names([]), now=NOW).blocks[1]
    assert len(table["rows"]) == 101
    assert [cell["text"] for cell in table["rows"][-1]] == ["$1,901", "95 %", "1,901 more"]


def test_a_model_without_a_price_is_never_nought_dollars():
    question = replace(_compared().question, repairs=())
    lines = (
        AnswerLine(("gpt-5",), _estimate(5), _estimate(5)),
        AnswerLine(("new",), Amount(0, 0, True, 617), Amount(0)),
    )
    answer = Answer(question, lines, _estimate(5), unpriced=(Unpriced("new", 617, "image"), Unpriced("old", 9)))
    table = usage_message(answer, NAMES, now=NOW).blocks[1]
    assert [cell["text"] for cell in table["rows"][2]] == ["unpriced, 617 images", "$0", "-", "new"]
    assert [row[0]["type"] for row in table["rows"][1:]] == ["raw_number", "raw_number"]


@pytest.mark.parametrize(("by", "figure"), [(("hour",), ""), ((), "busiest hour")])
def test_rows_of_hours_say_why_more_of_them_has_no_price(by, figure):
    question = Question("today by hour", MONTH, by=by, figure=figure)
    first, *_ = answer_notes(Answer(question, (), _estimate(5), unpriced=(Unpriced("new", 9),)))
    assert first == "No list price, and OpenAI bills no hours, so not in the sum: 9 tokens of new."


def test_what_has_no_price_beside_a_billed_row_of_the_same_model_is_what_is_not_billed_yet():
    part_billed = Amount(5 * NANO, NANO, True, 58)
    lines = (AnswerLine(("gpt-image-1",), part_billed),)
    question = Question("today by model", MONTH, by=("model",))
    answer = Answer(question, lines, part_billed, unpriced=(Unpriced("gpt-image-1", 58, "image"),))
    first, *_ = answer_notes(answer)
    assert first == (
        "Not billed yet and without a list price, so not in the sum (rows with +): 58 images of gpt-image-1."
    )


def test_a_row_of_which_a_part_has_no_price_is_marked():
    lines = (
        AnswerLine(("proj_web",), Amount(5 * NANO, 5 * NANO, True, 9)),
        AnswerLine(("proj_checkout",), Amount(0, 0, True, 17)),
    )
    unpriced = (Unpriced("new", 9), Unpriced("dall-e-3", 17, "image"))
    answer = Answer(Question("mtd by project", MONTH, by=("project",)), lines, _estimate(5), unpriced=unpriced)
    message = usage_message(answer, NAMES, now=NOW)
    cells = [row[0] for row in message.blocks[1]["rows"][1:]]
    assert [cell["text"] for cell in cells] == ["≈ $5+", "unpriced, 17 units"]
    assert [cell["value"] for cell in cells] == [5, 0]
    assert "No list price, so not in the sum (rows with +): 9 tokens of new, 17 images of dall-e-3." in json.dumps(
        message.blocks, ensure_ascii=False
    )


def test_what_has_no_price_is_null_in_json_and_no_bar_in_a_chart():
    lines = (AnswerLine(("gpt-5",), Amount(5 * NANO, 5 * NANO, True)), AnswerLine(("new",), Amount(0, 0, True, 617)))
    question = Question("today by model chart", TODAY, by=("model",), shape=Shape(chart=True))
    answer = Answer(question, lines, _estimate(5), unpriced=(Unpriced("new", 617),))
    facts = facts_json(answer, NAMES)
    assert facts["rows"][1] == {"model": "new", "quantity": None, "estimate": True, "unpriced": 617}
    assert facts["unpriced"] == [{"model": "new", "quantity": 617, "unit": "token"}]
    chart = usage_message(answer, NAMES, now=NOW).blocks[1]
    assert chart["chart"]["axis_config"]["categories"] == ["gpt-5"]


def test_a_total_without_a_price_is_never_nought_dollars():
    answer = Answer(Question("x", TODAY), (), Amount(0, 0, True, 617), unpriced=(Unpriced("new", 617),))
    text = usage_message(answer, NAMES, now=NOW).text
    assert text == "Cost not known: nothing that was used has a price, Mon 23 Nov 00:00–14:05 UTC."


def test_projects_that_share_a_name_are_told_apart():
    names = Names([Named("project", "proj_aaaa", "demo"), Named("project", "proj_bbbb", "demo")])
    lines = tuple(AnswerLine((id,), Amount(NANO)) for id in ("proj_aaaa", "proj_bbbb"))
    table = usage_message(_by_project(lines), names, now=NOW).blocks[1]
    assert [row[-1]["text"] for row in table["rows"][1:]] == ["demo (…aaaa)", "demo (…bbbb)"]


@pytest.mark.parametrize(
    ("days", "title", "points"),
    [
        (14, "Cost by day", 14),
        (20, "Cost by day", 20),
        (21, "Cost by week", 3),
        (22, "Cost by week", 4),
        (140, "Cost by week", 20),
    ],
)
def test_a_chart_widens_its_unit_until_it_fits(days, title, points):
    period = Period(MIDNIGHT - days * DAY, MIDNIGHT)
    starts = [(period.start + number * DAY).date() for number in range(days)]
    lines = tuple(AnswerLine((str(day),), Amount(NANO)) for day in starts)
    answer = Answer(Question("x", period, by=("day",)), lines, Amount(days * NANO))
    chart = next(b for b in usage_message(answer, NAMES, now=NOW).blocks if b["type"] == "data_visualization")
    values = [point["value"] for point in chart["chart"]["series"][0]["data"]]
    assert (chart["title"], len(values), sum(values)) == (title, points, days)


def test_seven_series_become_five_and_other():
    models = [f"model-{number}" for number in range(7)]
    lines = tuple(AnswerLine(("2026-11-22", model), Amount((7 - place) * NANO)) for place, model in enumerate(models))
    answer = Answer(Question("x", MONTH, by=("day", "model"), shape=Shape(chart=True)), lines, Amount(28 * NANO))
    series = usage_message(answer, NAMES, now=NOW).blocks[1]["chart"]["series"]
    assert [one["name"] for one in series] == [*models[:5], "Other"]
    assert sum(point["value"] for point in series[-1]["data"]) == 3


# --- the reading


@pytest.mark.parametrize(
    ("question", "sources", "shown"),
    [
        pytest.param(
            Question("x", TODAY, by=("model",), repairs=(Repair("modle", "model"),)),
            LIVE,
            'cost · by model · Mon 23 Nov 00:00–14:05 UTC · as of 14:05 · read "modle" as model',
            id="live and repaired",
        ),
        pytest.param(
            Question(
                "x",
                MONTH,
                metric="tokens",
                endpoint="embeddings",
                by=("project", "key"),
                filters=(
                    Filter("project", ("proj_web", "proj_checkout")),
                    Filter("model", ("gpt-5*",), excluded=True),
                    Filter("batch", ("true",)),
                ),
                top=5,
                over=1_000_000,
            ),
            (Source("store", NOW - 3 * HOUR),),
            "tokens of embeddings · by project and key · project web-app and checkout-prod · without model gpt-5*"
            " · batch · top 5 · over 1 M tokens · Sun 1 Nov – Mon 23 Nov 14:05 UTC · as of 11:05, 3 h ago",
            id="every slot, from the store",
        ),
        pytest.param(
            Question(
                "x", Period(MIDNIGHT - DAY, MIDNIGHT), over=10 * NANO, versus=Period(MIDNIGHT - 2 * DAY, MIDNIGHT - DAY)
            ),
            (Source("store", MIDNIGHT + HOUR),),
            "cost · over $10 · Sun 22 Nov UTC · vs Sat 21 Nov UTC · as of 01:00",
            id="a day that is over",
        ),
        pytest.param(
            Question("x", TODAY, zone="Asia/Kolkata"),
            LIVE,
            "cost · Mon 23 Nov 05:30–19:35 Kolkata time · as of 19:35",
            id="another zone",
        ),
    ],
)
def test_the_reading_names_every_slot(question, sources, shown):
    assert reading_text(question, NAMES, sources, NOW) == shown


# --- CSV


def test_csv_has_exact_numbers_and_harmless_names():
    names = Names([Named("project", "proj_1", "=HYPERLINK(evil)"), Named("project", "proj_2", 'a "b",\nc')])
    lines = (
        AnswerLine(("proj_1",), Amount(12_340_000_001, 1, True, 7)),
        AnswerLine(("proj_2",), Amount(-5)),
        AnswerLine(("",), None),
        AnswerLine((OTHER,), Amount(0)),
        AnswerLine(("proj_3",), Amount(0, 0, True, 17)),
    )
    question = Question("x", MONTH, by=("project",))
    answer = Answer(question, lines, None, unpriced=(Unpriced("dall-e-3", 24, "image"),))
    rows = list(csv.reader(io.StringIO(csv_text(answer, names))))
    assert rows == [
        ["project", "project_id", "nanodollars", "dollars", "estimate", "unpriced", "unpriced_unit"],
        ["'=HYPERLINK(evil)", "proj_1", "12340000001", "12.340000001", "true", "7", "images"],
        ['a "b", c', "proj_2", "-5", "-0.000000005", "false", "0", ""],
        ["(no project)", "", "", "", "", "", ""],
        ["other", "", "0", "0.00", "false", "0", ""],
        ["proj_3", "proj_3", "", "", "true", "17", "images"],
    ]


def test_dollars_lose_no_nanodollar():
    assert dollars(9_007_199_254_740_993_000_000_001) == "9007199254740993.000000001"


# --- help


@pytest.mark.parametrize(
    ("projects", "shown"),
    [
        ((), ["mtd by key", "this month by project"]),
        (("`rm -rf`", "team rocket", "web-app"), ['mtd "team rocket" by key', "this month except web-app by project"]),
        (("today", "model"), ['mtd "today" by key', 'this month except "model" by project']),
    ],
)
def test_help_shows_the_organisations_own_names_and_every_example_is_read(projects, shown):
    names = Names([Named("project", f"proj_{name}", name) for name in projects] + [Named("model", "gpt-5", "gpt-5")])
    assert [examples(names)[1], examples(names)[3]] == shown
    for example in (*examples(names), *BUTTONS):
        assert not read_question(example, names, now=NOW, zone=ZoneInfo("UTC")).repairs


@pytest.mark.parametrize("name", ["today_by_model_vs_yesterday", "month_by_day", "nothing_used", "help"])
def test_every_button_carries_a_question_that_is_read(name):
    buttons = [
        button for block in MESSAGES[name]().blocks if block["type"] == "actions" for button in block["elements"]
    ]
    for button in buttons:
        assert not read_question(button["value"], NAMES, now=NOW, zone=ZoneInfo("UTC")).repairs


def test_a_hint_of_any_length_is_taken():
    message = hint_message("<&>" * 5000, ("x" * 3000, "today", "mtd", "ytd"))
    assert violations(message) == ()
    assert [element["value"] for element in message.blocks[-1]["elements"]] == ["today", "mtd"]


def test_what_a_button_would_cut_stands_in_full_above_it():
    long = "this month by project except checkout-prod"
    _, said, row = hint_message("Which one?", ("today", long)).blocks
    assert said["elements"][0]["text"] == f"`today`\n`{long}`"
    assert [button["value"] for button in row["elements"]] == ["today", long]


def test_a_row_that_the_edge_of_the_period_cuts_is_marked_in_json_csv_and_table():
    period = Period(datetime(2026, 11, 18, tzinfo=UTC), NOW)  # from a Wednesday into a Monday
    question = Question("since 18 nov by week", period, by=("week",))
    lines = (AnswerLine(("2026-11-16",), Amount(NANO)), AnswerLine(("2026-11-23",), Amount(NANO)))
    whole = replace(question, period=Period(datetime(2026, 11, 16, tzinfo=UTC), NOW))

    cut, half = (Answer(each, lines, Amount(2 * NANO)) for each in (question, whole))

    assert [row.get("cut", False) for row in facts_json(cut, NAMES)["rows"]] == [True, True]
    assert [row.get("cut", False) for row in facts_json(half, NAMES)["rows"]] == [False, True]
    head, *rows = (line.split(",") for line in csv_text(half, NAMES).splitlines())
    assert [row[head.index("cut")] for row in rows] == ["false", "true"]
    assert [row[0].text for row in answer_table(half, NAMES).rows] == ["week of 16 Nov", "week of 23 Nov (part)"]


@pytest.mark.parametrize(
    ("total", "note"),
    [
        (Amount(9 * NANO), "As billed by OpenAI."),
        (Amount(9 * NANO, 9 * NANO, True), "≈ is not yet billed in full: all of it is estimated at list prices."),
        (
            Amount(9 * NANO, 3 * NANO, True),
            "≈ is not yet billed in full: ≈ $3 (33 %) of the ≈ $9 is estimated at list prices.",
        ),
        (Amount(9 * NANO, 0, True), "≈ is not yet billed in full: OpenAI may still correct these days."),
        (Amount(9 * NANO, 4, True), "≈ is not yet billed in full: OpenAI may still correct these days."),
        (Amount(0, 0, True), "≈ is not yet billed in full: OpenAI may still correct these days."),
    ],
    ids=["billed", "estimated", "both", "billed so far", "a rounding of bills", "nothing yet"],
)
def test_an_answer_says_whether_its_dollars_are_billed_or_estimated(total: Amount, note: str):
    assert billing_notes(Question("", TODAY), total) == (note,)


def test_what_openai_never_bills_so_is_not_said_to_be_billed_later():
    part, whole = Amount(9 * NANO, 3 * NANO, True), Amount(9 * NANO, 9 * NANO, True)
    in_tokyo = Question("", Period(TODAY.start - 9 * HOUR, TODAY.end), "Asia/Tokyo")
    mixed = "≈ $3 (33 %) of the ≈ $9 is estimated at list prices: OpenAI bills whole UTC days."
    assert billing_notes(in_tokyo, part) == (mixed,)
    hours = "≈ is estimated at list prices: OpenAI bills whole UTC days."
    assert billing_notes(Question("", TODAY, by=("hour",)), whole) == (hours,)
    no_bill = "≈ is estimated at list prices, not billed."
    assert billing_notes(Question("", TODAY, by=("batch",)), whole) == (no_bill,)


def test_words_without_a_part_in_an_answer_stand_beside_its_number():
    answer = replace(_by_project(()), question=Question("today by region", TODAY, unused=("by region",)))
    assert "\nNot in this answer: “by region”." in usage_message(answer, NAMES, now=NOW).blocks[0]["text"]["text"]
