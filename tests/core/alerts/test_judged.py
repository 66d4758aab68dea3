"""A history as a file, and what the rules would have said about it, seeing only what was known then."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.alerts.history import read_history
from bot.core.alerts.judged import judged
from bot.core.alerts.judged_message import judged_json, judged_lines
from bot.core.amounts import NANO
from bot.core.budgets.budget import ORGANISATION, Budget
from bot.core.errors import UserError

START = datetime(2026, 1, 1, tzinfo=UTC)
COLUMNS = "time,project,model,key,requests,input_tokens,cached_tokens,output_tokens,dollars"
WEEK = 168


def lines(hours: int, row, columns: str = COLUMNS) -> list[str]:
    """`row(hour)` is what follows the time, or several such."""
    found = [columns]
    for hour in range(hours):
        rows = row(hour)
        at = f"{START + timedelta(hours=hour):%Y-%m-%dT%H:00:00Z}"
        found += [f"{at},{one}" for one in ([rows] if isinstance(rows, str) else rows)]
    return found


def use(project: str, requests: int, *, model: str = "m", key: str = "k", input: int = 1000, output: int = 100) -> str:
    """Requests of one size: $1 a million input tokens, $10 a million output tokens."""
    dollars = requests * (input + 10 * output) / 1_000_000
    return f"{project},{model},{key},{requests},{requests * input},0,{requests * output},{dollars:.9f}"


def spikes(found: list[str]) -> list[tuple[datetime, str, str | None, str | None, str | None]]:
    told = judged(read_history(found)).spikes
    return [(one.at, one.project, one.cause.model, one.cause.key, one.cause.kind) for one in told]


EVENT = 5 * WEEK
AT = START + timedelta(hours=EVENT + 1)


@pytest.mark.parametrize(
    ("after", "cause"),
    [
        pytest.param(lambda: use("a", 10_000), ("m", "k", "requests"), id="a retry loop"),
        pytest.param(
            lambda: [use("a", 1000), use("a", 9000, key="leaked")], ("m", "leaked", "requests"), id="a leaked key"
        ),
        pytest.param(lambda: use("a", 1000, input=15_000), ("m", "k", "input size"), id="longer prompts"),
        pytest.param(lambda: use("a", 1000, output=1500), ("m", "k", "output size"), id="longer answers"),
        pytest.param(lambda: use("a", 1000).replace(",2.0", ",20.0"), ("m", "k", "price"), id="another tier"),
        pytest.param(
            lambda: use("a", 1000, model="dear").replace(",2.0", ",20.0"),
            ("dear", "k", "model mix"),
            id="a dearer model",
        ),
    ],
)
def test_an_incident_is_told_once_with_its_cause(after, cause):
    usual, changed = use("a", 1000), after()
    found = lines(EVENT + 20, lambda hour: changed if hour >= EVENT else usual)
    assert spikes(found) == [(AT, "a", *cause)]


def test_what_is_left_of_the_cache_is_told():
    cached = "a,m,k,1000,1000000,900000,0,0.19"  # a cached token costs a tenth
    mixed = [cached, "a,m,k,10,10000,1000,0,0.0091"]
    found = lines(EVENT + 30, lambda hour: "a,m,k,20000,20000000,0,0,20" if hour >= EVENT else _times(mixed, 20))
    assert [kind for *_, kind in spikes(found)] == ["cache"]


def _times(rows: list[str], times: int) -> list[str]:
    found = []
    for row in rows:
        *names, dollars = row.split(",")
        counts = [str(int(one) * times) for one in names[3:]]
        found.append(",".join([*names[:3], *counts, str(float(dollars) * times)]))
    return found


def test_dollars_alone_have_no_kind():
    found = lines(EVENT + 5, lambda hour: "50" if hour >= EVENT else "2", "time,dollars")
    assert spikes(found) == [(AT, "", None, None, None)]


def test_each_midnight_has_a_forecast_of_what_is_known_and_not_over():
    found = judged(read_history(lines(45 * 24, lambda hour: "1", "time,dollars"))).forecasts
    january = [one for one in found if one.month.start == START]
    assert [one.at.day for one in january] == [*range(4, 31)]
    assert {one.actual for one in january} == {31 * 24 * NANO}
    assert {one.forecast.expected for one in january} == {31 * 24 * NANO}
    assert all(one.forecast.low < one.actual < one.forecast.high for one in january)
    assert {one.actual for one in found if one.month.start != START} == {None}


def test_a_file_of_days_is_judged_once_a_day():
    days = [f"{START + timedelta(days=day):%Y-%m-%d},{500 if day == 40 else 50}" for day in range(45)]
    found = judged(read_history(["time,dollars", *days]))
    assert [(one.at, one.excess.hours) for one in found.spikes] == [(START + timedelta(days=41), 24)]
    assert found.forecasts[0].at == START + timedelta(days=3)


def test_a_budget_is_told_by_its_levels_and_its_pace():
    budget = Budget(ORGANISATION, (), "cost", 700 * NANO, "month")
    found = judged(read_history(lines(31 * 24, lambda hour: "1", "time,dollars")), [("", budget)])
    assert [(one.level, one.amount) for one in found.levels] == [(50, 350 * NANO), (80, 560 * NANO), (100, 700 * NANO)]
    assert [(one.at, one.amount) for one in found.pace] == [(START + timedelta(days=3), 744 * NANO)]


def test_a_nightly_batch_is_no_pace_of_a_day():
    budget = Budget(ORGANISATION, (), "cost", 120 * NANO, "day")
    nightly = lines(30 * 24, lambda hour: "80" if hour % 24 == 2 else "1", "time,dollars")
    assert judged(read_history(nightly), [("", budget)]).pace == ()


def test_its_json_is_the_contracts():
    found = lines(EVENT + 2, lambda hour: use("a", 20_000) if hour >= EVENT else use("a", 1000))
    facts = judged_json(judged(read_history(found)), has_budgets=False)
    assert facts["spikes"] == [
        {
            "at": "2026-02-05T01:00:00Z",
            "project": "a",
            "span": {"start": "2026-02-05T00:00:00Z", "end": "2026-02-05T01:00:00Z"},
            "quantity": 40 * NANO,
            "usual": 2 * NANO,
            "cause": {"model": "m", "key": "k", "kind": "requests"},
        }
    ]
    assert list(facts) == ["forecasts", "spikes", "pace"]
    assert list(facts["forecasts"][0]) == ["at", "project", "start", "end", "expected", "low", "high", "actual"]
    assert (facts["forecasts"][0]["start"], facts["forecasts"][0]["end"]) == ("2026-01-01", "2026-02-01")


def test_its_lines_say_the_same():
    found = read_history(lines(EVENT + 2, lambda hour: use("a", 20_000) if hour >= EVENT else use("a", 1000)))
    said = [*judged_lines(judged(found), 35)]
    assert said == [
        "2026-02-05 01:00  a spent $40 in an hour, usually $2: more requests (m, key k)",
        "In 35 days: 1 spike alerted. 54 forecasts of 1 month: the month ended within the range in 100 % of them "
        "(80 % are promised); the forecast was 0.0 % off on average.",
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param(["time,cost", "2026-01-01,3"], "'dollars'", id="no dollars"),
        pytest.param(["time,dollars", "2026-01-01,3", "soon,3"], "Line 3", id="no time"),
        pytest.param(["time,dollars", "2026-01-01,much"], "Line 2", id="no amount"),
        pytest.param(["time,dollars", "2026-01-01,1_000"], "Line 2", id="digits of Python's own"),
        pytest.param(["time,dollars,requests", "2026-01-01,3,١٢"], "Line 2", id="digits of another script"),
        pytest.param(["time,dollars"], "no rows", id="nothing"),
        pytest.param([], "no column", id="empty"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(text, names):
    with pytest.raises(UserError, match=names):
        read_history(text)
