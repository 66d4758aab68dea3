"""The phrase table: what people type, and how it is read."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.core.answers.labels import kept_text
from bot.core.errors import UserError
from bot.core.grammar import Ambiguous, question_text, read_question
from bot.core.grammar.kind_offers import COMMANDS
from bot.core.grammar.what_if import scenario_words
from bot.core.names import Named, Names
from bot.core.periods import Period
from bot.core.question import Question
from bot.core.usage.buckets import Filter

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
ZONE = ZoneInfo("UTC")
MODELS = (
    "gpt-5-2025-08-07",
    "gpt-5-mini-2025-08-07",
    "gpt-4o-2024-08-06",
    "gpt-4o-mini-2024-07-18",
    "gpt-4.1-2025-04-14",
    "o3",
    "text-embedding-3-small",
    "whisper-1",
)
NAMES = Names(
    (
        Named("project", "proj_web", "web-app"),
        Named("project", "proj_checkout", "checkout-prod"),
        Named("project", "proj_support", "support-bot"),
        Named("project", "proj_eval", "data-eval"),
        Named("project", "proj_growth", "Growth Team"),
        Named("project", "proj_today", "today"),
        Named("user", "user-dana", "dana"),
        Named("user", "user-sam", "Sam Reed"),
        Named("key", "key_ci", "ci-runner", "proj_web"),
        Named("key", "key_demo", "demo", "proj_eval"),
        *(Named("model", model, model) for model in MODELS),
    )
)
TABLE = Path(__file__).parent.parent.parent / "data" / "phrases.txt"


def phrases() -> list[tuple[str, str]]:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return [
        (typed.strip(), read.strip())
        for typed, _, read in (line.partition("=>") for line in lines if "=>" in line and line[0] != "#")
    ]


def described(question: Question) -> str:
    """The reading in the table's own short form."""
    own = {
        "images": "images",
        "seconds": "transcriptions",
        "characters": "speeches",
        "bytes": "vector_stores",
        "sessions": "code_interpreter",
    }
    usual = "" if question.metric == "cost" else own.get(question.metric, "completions")
    endpoint = "" if question.endpoint == usual else f"[{question.endpoint}]"
    metric = question.metric if question.metric != "cost" or endpoint else ""
    metric = "+".join(question.metrics) or metric
    supposed = scenario_words(question.scenario).replace('"', "").replace("model:", "")
    figure = f"what if {supposed}" if question.figure == "what if" else question.figure
    parts = [question.verb, metric, endpoint, figure, *map(_of, question.part)]
    parts.append(_span(question.period, question.zone))
    parts += [f"zone {question.zone}"] if question.zone != "UTC" else []
    parts += [f"by {','.join(question.by)}"] if question.by else []
    for each in question.filters:
        labels = ",".join(sorted(NAMES.label(each.dimension, value) for value in each.values))
        parts.append(f"{'except ' if each.excluded else ''}{each.dimension} {labels}")
    parts += map(kept_text, question.times)
    parts += [f"top {question.top}"] if question.top else []
    parts += [f"bottom {question.bottom}"] if question.bottom else []
    parts += [f"over {question.over}"] if question.over is not None else []
    parts += [f"under {question.under}"] if question.under is not None else []
    parts += [f"moved {question.moved.way} {question.moved.percent}"] if question.moved else []
    parts += [f"by {question.moved.amount}"] if question.moved and question.moved.amount else []
    if question.versus and question.versus_whole:
        parts.append(f"vs {_span(question.versus, question.zone)} of {_span(question.versus_whole, question.zone)}")
    parts += [name for name in ("chart", "table", "csv", "share", "explain") if getattr(question.shape, name)]
    parts += [f"repaired {','.join(repair.typed for repair in question.repairs)}"] if question.repairs else []
    parts += [f"unused {', '.join(question.unused)}"] if question.unused else []
    return " ".join(filter(None, parts))


def _of(part: Filter) -> str:
    return f"{part.dimension} {','.join(sorted(NAMES.label(part.dimension, value) for value in part.values))}"


def _span(period: Period, zone: str) -> str:
    return f"{_moment(period.start, zone)}..{'now' if period.end == NOW else _moment(period.end, zone)}"


def _moment(moment: datetime, zone: str) -> str:
    text = f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}".removesuffix("T00:00")
    return text.removeprefix("2026-")


def outcome(typed: str) -> str:
    try:
        return described(read_question(typed, NAMES, now=NOW, zone=ZONE))
    except Ambiguous as error:
        return f"? {error}"
    except UserError as error:
        return f"! {error}"


@pytest.mark.parametrize(
    ("typed", "expected"), [pytest.param(*phrase, id=phrase[0] or "nothing") for phrase in phrases()]
)
def test_a_phrase_is_read_as_the_table_says(typed: str, expected: str) -> None:
    read = outcome(typed)

    if expected[0] in "?!":
        assert read[0] == expected[0], read
        assert expected[1:].strip().casefold() in read.casefold()
    else:
        assert read == expected


@pytest.mark.parametrize(
    "said",
    [
        "unassigned",
        "not assigned to any project",
        "without a project",
        "unattributed",
        "that cant be attributed to any project",
        "w/o a project",
        "project-less",
    ],
)
def test_what_belongs_to_no_project_can_be_asked_for(said: str) -> None:
    question = read_question(f"cost last month {said}", NAMES, now=NOW, zone=ZONE)

    assert question.filters == (Filter("project", ("",)),)


@pytest.mark.parametrize("typed", [typed for typed, read in phrases() if read[0] not in "?!"])
def test_the_canonical_words_read_back_to_the_same_question(typed: str) -> None:
    question = replace(read_question(typed, NAMES, now=NOW, zone=ZONE), typed="", repairs=(), unused=())

    for words in {question_text(question, NAMES, zone="UTC", now=now) for now in (NOW, None)}:
        again = replace(read_question(words, NAMES, now=NOW, zone=ZONE), typed="", repairs=(), unused=())
        assert again == question, words


@pytest.mark.parametrize("typed", [typed for typed, read in phrases() if read[0] in "?!"])
def test_what_is_not_read_comes_with_questions_that_are(typed: str) -> None:
    with pytest.raises(UserError) as refused:
        read_question(typed, NAMES, now=NOW, zone=ZONE)

    assert len(refused.value.suggestions) >= 2
    for suggestion in refused.value.suggestions:
        if suggestion.split()[0] not in COMMANDS:
            read_question(suggestion, NAMES, now=NOW, zone=ZONE)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        pytest.param("today by flurble", "today", id="what was understood"),
        pytest.param("spend on flurble this week by model", "spend this week by model", id="without the unknown name"),
        pytest.param("suport-bto-x today", "project:support-bot today", id="the nearest name"),
        pytest.param("october by web-app on september", "october web-app", id="one of two periods"),
        pytest.param("are our budgets not flurbled", "our budgets", id="without what is turned round"),
        pytest.param("growth taem flurble-9 yesterday", "growth team yesterday", id="a typo in what is left"),
        pytest.param("is there anything i should delete flurble-9", "idle keys", id="what the words are about"),
    ],
)
def test_the_first_suggestion_is_the_nearest_to_what_was_typed(typed: str, first: str) -> None:
    with pytest.raises(UserError) as refused:
        read_question(typed, NAMES, now=NOW, zone=ZONE)

    assert refused.value.suggestions[0] == first


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        pytest.param("errors of web-app yesterday", "requests of web-app yesterday", id="what is told instead"),
        pytest.param("wether in paris by flurble", "today by model", id="no name that is only a little alike"),
    ],
)
def test_a_refusal_offers_what_was_understood(typed: str, offered: str) -> None:
    with pytest.raises(UserError) as refused:
        read_question(typed, NAMES, now=NOW, zone=ZONE)

    assert offered in refused.value.suggestions


@pytest.mark.parametrize("typed", ['"', "''", 'flurble"'])
def test_no_suggestion_is_empty(typed: str) -> None:
    with pytest.raises(UserError) as refused:
        read_question(typed, NAMES, now=NOW, zone=ZONE)

    assert len(refused.value.suggestions) >= 3
    assert all(refused.value.suggestions)


def test_several_metrics_stand_in_one_table():
    question = read_question("cost and tokens of web-app in october by model", NAMES, now=NOW, zone=ZONE)

    assert question.metrics == ("cost", "tokens")
    assert question.metric == "cost"
    assert question.by == ("model",)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("tokens next week by model", "tokens today by model"),
        ("this friday by model", "last friday by model"),
        ("last several weeks by key", "last 3 weeks by key"),
        ("top 3 projects q5", "top 3 projects this quarter"),
        ("cost 30 february of web-app", "cost 28 February web-app"),
    ],
)
def test_what_is_no_period_is_changed_in_its_place(typed: str, first: str) -> None:
    with pytest.raises(UserError) as refused:
        read_question(typed, NAMES, now=NOW, zone=ZONE)

    assert refused.value.suggestions[0] == first


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("past week by model", "last 7 days by model"),
        ("last 24 hours", "last 24 hours"),
        ("last 90 minutes", "last 90 minutes"),
        ("what share of cost is web-app", 'share of project:"web-app" today'),
        ("new people this month", "new this month by user"),
    ],
)
def test_the_canonical_words_are_those_that_a_later_click_can_ask_again(typed: str, canonical: str) -> None:
    assert question_text(read_question(typed, NAMES, now=NOW, zone=ZONE), NAMES, zone="UTC", now=NOW) == canonical
