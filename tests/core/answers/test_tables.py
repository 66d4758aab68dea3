"""The native table: at most three columns on a phone, the number that was asked for first."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from bot.core.amounts import NANO, Amount
from bot.core.answers.answer import Answer, AnswerLine, Ratio
from bot.core.answers.tables import table_block
from bot.core.names import Names
from bot.core.periods import DAY, Period
from bot.core.question import Question

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
TODAY = Period(NOW - DAY, NOW)
BEFORE = Period(NOW - 2 * DAY, NOW - DAY)
RATIO = Ratio(Decimal(NANO), "requests", 4)


def answer(*by: str, **asked) -> Answer:
    question = Question("x", TODAY, by=by, **asked)
    figured = {"ratio": RATIO, "before": RATIO} if asked.get("figure") == "per request" else {}
    more = (Amount(9), Amount(3)) if question.metrics else ()
    lines = tuple(
        AnswerLine(tuple(f"{name}-{number}" for name in by), Amount(NANO), Amount(NANO), more=more, **figured)
        for number in range(2)
    )
    return Answer(question, lines, Amount(2 * NANO), more=more, **figured)


@pytest.mark.parametrize(
    ("asked", "head"),
    [
        pytest.param(answer("model"), ["Cost", "Share", "Model"], id="one name"),
        pytest.param(answer("model", "key"), ["Cost", "Model", "Key"], id="two names"),
        pytest.param(answer("model", "key", "tier"), ["Cost", "Model · Key · Tier"], id="three names"),
        pytest.param(answer("model", versus=BEFORE), ["Cost", "Before", "Change", "Model"], id="compared"),
        pytest.param(
            answer("model", "key", versus=BEFORE), ["Cost", "Before", "Change", "Model · Key"], id="two compared"
        ),
        pytest.param(answer("model", figure="per request"), ["Per request", "Cost", "Model"], id="a figure"),
        pytest.param(
            answer("model", figure="per request", versus=BEFORE),
            ["Per request", "Before", "Change", "Model"],
            id="a figure compared",
        ),
        pytest.param(
            answer("model", metrics=("cost", "tokens", "requests")),
            ["Cost", "Tokens", "Requests", "Model"],
            id="what was asked for stays",
        ),
    ],
)
def test_a_phone_shows_the_table_without_scrolling(asked, head):
    block = table_block(asked, Names([]), "caption")
    assert [cell["text"] for cell in block["rows"][0]] == head
    assert block["row_header_column_index"] == len(head) - (2 if head[-2:] == ["Model", "Key"] else 1)


def test_beside_a_comparison_a_model_has_its_date_only_where_two_differ_by_it():
    names = ("gpt-5-2025-08-07", "gpt-5.5-2026-04-23", "gpt-5.5-2026-01-11", "gpt-4.1")
    lines = tuple(AnswerLine((name,), Amount(NANO), Amount(NANO)) for name in names)
    shown = [
        [row[-1]["text"] for row in table_block(replace(asked, lines=lines), Names([]), "caption")["rows"][1:]]
        for asked in (answer("model", versus=BEFORE), answer("model"))
    ]
    assert shown == [["gpt-5", *names[1:]], list(names)]


def test_joined_names_stand_in_one_cell_and_a_part_without_a_price_is_a_plus():
    asked = answer("model", "key", "tier")
    lines = tuple(replace(line, amount=Amount(5 * NANO, unpriced=7)) for line in asked.lines)
    block = table_block(replace(asked, lines=lines), Names([]), "caption")
    assert [cell["text"] for cell in block["rows"][1]] == ["$5+", "model-0 · key-0 · tier-0"]


def test_beside_a_comparison_names_of_models_are_as_short_as_they_can_be():
    tuned = "ft:gpt-4o-mini-2024-07-18:tidewater:support-tone:C1dQxR7e"
    models = (tuned, "gpt-5-2025-08-07", "gpt-4.1-2025-04-14", "gpt-4.1-2025-09-01", "")
    compared = answer("model", versus=BEFORE)
    lines = [replace(compared.lines[0], labels=(model,)) for model in models]
    rows = table_block(replace(compared, lines=tuple(lines)), Names([]), "caption")["rows"][1:]
    shown = [row[-1]["text"] for row in rows]
    assert shown == ["ft:support-tone", "gpt-5", "gpt-4.1-2025-04-14", "gpt-4.1-2025-09-01", "(no model)"]


def test_a_figure_of_what_is_priced_in_part_is_marked_as_its_amount_is():
    figured = answer("model", figure="per request")
    line = replace(figured.lines[0], amount=Amount(NANO, unpriced=703))
    rows = table_block(replace(figured, lines=(line, *figured.lines[1:])), Names([]), "caption")["rows"]
    assert [cell["text"] for cell in rows[1]][:2] == ["$1+", "$1+"]
    assert [cell["text"] for cell in rows[2]][:2] == ["$1", "$1"]
