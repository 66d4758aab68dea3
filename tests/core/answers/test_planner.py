"""The planner: exact cover, fewest buckets, what is asked of whom."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.answers.bounds import refuse_too_many_requests
from bot.core.answers.planner import Held, plan
from bot.core.errors import UserError
from bot.core.periods import DAY, HOUR, MINUTE, Period, Width, floor, local_midnight
from bot.core.question import Question
from bot.core.time_rows import time_rows
from bot.core.usage.buckets import Filter
from bot.core.usage.buckets_to_ask import BucketSpan, covering_spans

NOW = datetime(2026, 11, 23, 14, 5, 37, tzinfo=UTC)
ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Tokyo",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "America/Santiago",
    "Africa/Cairo",
    "Pacific/Apia",
    "Pacific/Chatham",
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def between(start: str, end: str) -> Period:
    return Period(at(start), at(end))


def asks(question: Question) -> list[str]:
    """Each live query as `endpoint width start end groups`, in short."""
    done = plan(question, now=NOW, endpoints=("completions",))
    return [
        f"{q.endpoint} {q.width} {q.period.start:%m-%dT%H:%M} {q.period.end:%m-%dT%H:%M} {','.join(q.group_by)}".strip()
        for q in (one.query for one in done.live)
    ]


TODAY = Period(at("2026-11-23"), NOW)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        pytest.param(
            Question("", TODAY, metric="tokens"),
            ["completions 1d 11-23T00:00 11-24T00:00"],
            id="today so far is one day that OpenAI cuts at now",
        ),
        pytest.param(
            Question("", Period(at("2026-11-22T15:00"), NOW), zone="Asia/Tokyo", metric="tokens", by=("model",)),
            ["completions 1h 11-22T15:00 11-23T00:00 model", "completions 1d 11-23T00:00 11-24T00:00 model"],
            id="a local today is hours of the day before and the day that runs",
        ),
        pytest.param(
            Question("", between("2026-11-20", "2026-11-21T14:05"), metric="tokens"),
            [
                "completions 1d 11-20T00:00 11-21T00:00",
                "completions 1h 11-21T00:00 11-21T14:00",
                "completions 1m 11-21T14:00 11-21T14:05",
            ],
            id="part of an earlier day is hours and minutes",
        ),
        pytest.param(
            Question("", Period(NOW - HOUR, NOW), metric="tokens"),
            ["completions 1m 11-23T13:05 11-23T14:00", "completions 1h 11-23T14:00 11-23T15:00"],
            id="the last hour is minutes and the hour that runs",
        ),
        pytest.param(
            Question("", TODAY, by=("model",)),
            [
                "completions 1d 11-23T00:00 11-24T00:00 project,model,batch,tier",
                "costs 1d 11-23T00:00 11-24T00:00 project,item",
            ],
            id="cost by model needs what prices need and the line items that name models",
        ),
        pytest.param(
            Question("", TODAY, by=("tier",)),
            ["completions 1d 11-23T00:00 11-24T00:00 project,model,batch,tier"],
            id="cost by what no bill knows is an estimate and needs what prices need",
        ),
        pytest.param(
            Question("", TODAY, by=("project",)),
            [
                "completions 1d 11-23T00:00 11-24T00:00 project,model,batch,tier",
                "costs 1d 11-23T00:00 11-24T00:00 project",
            ],
            id="cost by project asks the bill too",
        ),
        pytest.param(
            Question("", between("2026-10-01", "2026-11-01"), by=("key",)),
            ["costs 1d 10-01T00:00 11-01T00:00 project,key"],
            id="settled days need their bill only",
        ),
        pytest.param(
            Question("", between("2026-11-01", "2026-11-08"), by=("item",), zone="UTC"),
            ["costs 1d 11-01T00:00 11-08T00:00 project,item"],
            id="line items come from the bill only",
        ),
        pytest.param(
            Question("", TODAY, by=("item", "user")),
            ["costs 1d 11-23T00:00 11-24T00:00 project,item,user"],
            id="line items by user come from the bill, too",
        ),
        pytest.param(
            Question("", between("2025-12-04", "2025-12-08"), by=("key",)),
            [
                "completions 1d 12-04T00:00 12-06T00:00 project,key,model,batch,tier",
                "costs 1d 12-06T00:00 12-08T00:00 project,key",
            ],
            id="days before bills knew keys are estimates",
        ),
        pytest.param(
            Question("", TODAY, metric="tokens", filters=(Filter("model", ("gpt-5*",)), Filter("project", ("p1",)))),
            ["completions 1d 11-23T00:00 11-24T00:00 model"],
            id="a pattern is grouped by and applied afterwards",
        ),
        pytest.param(
            Question("", TODAY, metric="tokens", filters=(Filter("tier", ("flex",)),), by=("user",)),
            ["completions 1d 11-23T00:00 11-24T00:00 user,tier"],
            id="a filter that the endpoint lacks is grouped by",
        ),
        pytest.param(
            Question("", between("2026-11-01", "2026-11-04"), metric="images", by=("size",)),
            ["images 1d 11-01T00:00 11-04T00:00 size"],
            id="a metric of another endpoint asks that endpoint",
        ),
        pytest.param(
            Question("", TODAY, by=("size",)),
            ["images 1d 11-23T00:00 11-24T00:00 project,model,size"],
            id="cost by what only images have is the cost of images",
        ),
    ],
)
def test_a_question_becomes_these_queries(question: Question, expected: list[str]):
    assert asks(question) == expected


def test_a_filter_by_id_becomes_a_parameter():
    only = Filter("project", ("proj_a", "proj_b"))
    done = plan(Question("", TODAY, metric="tokens", filters=(only,)), now=NOW)
    assert [one.query.filters for one in done.live] == [(only,)]


def test_an_exclusion_is_never_a_parameter():
    but = Filter("project", ("proj_a",), excluded=True)
    done = plan(Question("", TODAY, metric="tokens", filters=(but,)), now=NOW)
    assert [(one.query.filters, one.query.group_by) for one in done.live] == [((), ("project",))]


def test_final_buckets_come_from_the_store_and_the_open_one_from_openai():
    days = [BucketSpan(at("2026-11-21") + DAY * n, Width.DAY) for n in range(2)]
    question = Question("", Period(at("2026-11-21"), NOW), metric="tokens", by=("user",))
    done = plan(question, now=NOW, held=Held({"completions": days}))
    assert [one.query.period for one in done.stored] == [between("2026-11-21", "2026-11-23")]
    assert [one.query.period for one in done.live] == [between("2026-11-23", "2026-11-24")]


def test_hours_by_user_are_asked_live_since_the_store_lacks_them():
    hours = [BucketSpan(at("2026-11-22") + HOUR * n, Width.HOUR) for n in range(24)]
    question = Question("", between("2026-11-22", "2026-11-23"), metric="tokens", by=("user", "hour"))
    done = plan(question, now=NOW, held=Held({"completions": hours}))
    assert (len(done.stored), done.request_count) == (0, 1)


def test_stored_rows_need_no_groups_for_prices():
    days = [BucketSpan(at("2026-11-22"), Width.DAY)]
    question = Question("", between("2026-11-22", "2026-11-23"), by=("user",))
    done = plan(question, now=NOW, held=Held({"completions": days}), endpoints=("completions",))
    # The project stays: billed and estimated amounts are weighed against each other for each one.
    assert [(one.query.endpoint, one.query.group_by) for one in done.stored] == [("completions", ("project", "user"))]
    assert [(one.query.endpoint, one.query.group_by) for one in done.live] == [("costs", ("project", "user"))]


def test_minutes_of_a_day_that_was_read_empty_are_not_asked():
    question = Question("", between("2026-11-22T10:00", "2026-11-22T10:05"), metric="tokens")
    done = plan(question, now=NOW, held=Held(empty={"completions": {at("2026-11-22")}}))
    assert (done.live, done.stored, len(done.known_empty)) == ((), (), 5)


def test_endpoints_that_lack_a_filter_are_left_out_and_named():
    done = plan(Question("", TODAY, filters=(Filter("tier", ("flex",)),), by=("model",)), now=NOW)
    assert {one.query.endpoint for one in done.live} == {"completions"}
    assert "embeddings" in done.notes[0]


def test_a_month_of_local_days_in_a_half_hour_zone_asks_quarters_at_midnight_only():
    zone = ZoneInfo("Asia/Kolkata")
    month = Period(local_midnight(date(2026, 10, 1), zone), local_midnight(date(2026, 11, 1), zone))
    done = plan(Question("", month, zone=zone.key, metric="tokens", by=("day",)), now=NOW)
    quarters = [piece for piece in done.pieces if piece.width is Width.QUARTER]
    assert len(quarters) == 31 * 4
    assert {(piece.start.hour) for piece in quarters} == {18}
    assert done.request_count <= 40


@pytest.mark.parametrize(
    ("question", "offer"),
    [
        pytest.param(
            Question("30d calls by minute", Period(NOW - 30 * DAY, NOW), by=("minute",)),
            "30d calls by hour",
            id="minutes",
        ),
        pytest.param(
            Question("10y tokens by hour", Period(NOW - 3650 * DAY, NOW), by=("hour",)),
            "10y tokens by week",
            id="hours",
        ),
        pytest.param(
            Question(
                "last year by day", between("2024-12-31T18:30", "2025-12-31T18:30"),
                zone="Asia/Kolkata", metric="tokens", by=("day",),
            ),
            "last year by month", id="local days of a half-hour zone",
        ),
    ],
)  # fmt: skip
def test_an_absurd_number_of_requests_is_refused_with_an_offer(question: Question, offer: str):
    with pytest.raises(UserError) as refused:
        refuse_too_many_requests(question, lambda one: plan(one, now=NOW).request_count, lambda requests: None)
    assert refused.value.suggestions[0] == offer


def test_a_refusal_says_when_the_bot_will_have_read_enough():
    question = Question("mtd by day", between("2026-11-01", "2026-11-23"), zone="Asia/Kolkata", by=("day",))
    with pytest.raises(UserError) as refused:
        refuse_too_many_requests(question, lambda one: 90 if one is question else 5, lambda over: NOW + over * MINUTE)
    assert str(refused.value) == (
        "That would take 90 requests to OpenAI. The bot is still reading these days; it can answer this from about"
        " Mon 23 Nov 19:50 Kolkata time. Until then, ask by week, or for a shorter period."
    )


@pytest.mark.parametrize(
    ("question", "says"),
    [
        pytest.param(Question("", TODAY, metric="tokens", by=("item",)), "no item", id="tokens by item"),
        pytest.param(Question("", TODAY, metric="tokens", endpoint="images"), "no tokens", id="tokens of images"),
        pytest.param(Question("", TODAY, by=("item", "tier")), "knows no tier", id="the bill by tier"),
        pytest.param(Question("", TODAY, by=("item", "hour")), "not by the hour", id="the bill by hour"),
        pytest.param(Question("", TODAY, endpoint="decisions"), "no list price", id="an endpoint without a price"),
        pytest.param(
            Question("", TODAY, by=("size", "context")), "no context", id="groups that no endpoint has together"
        ),
    ],
)
def test_what_openai_does_not_know_gets_a_sentence(question: Question, says: str):
    with pytest.raises(UserError, match=says):
        plan(question, now=NOW)


def test_line_items_of_a_local_period_count_whole_utc_days_and_say_so():
    month = between("2026-10-31T23:00", "2026-11-10T23:00")
    done = plan(Question("", month, zone="Europe/Berlin", by=("item",)), now=NOW)
    assert done.question.period == between("2026-10-31", "2026-11-11")
    assert "UTC days" in done.notes[0]


minutes = st.integers(min_value=0, max_value=4 * 365 * 1440)
BIRTH = at("2023-01-01")


@given(start=minutes, length=st.integers(1, 3 * 1440))
@settings(max_examples=150, deadline=None)
def test_no_cover_has_fewer_buckets(start: int, length: int):
    period = Period(BIRTH + MINUTE * start, BIRTH + MINUTE * (start + length))
    assert len(list(covering_spans(period, now=NOW))) == _fewest(period) or period.end >= NOW


def _fewest(period: Period) -> int:
    """By trying every way: the least number of aligned buckets from each minute to the end."""
    count = period.length // MINUTE
    best = [0] * (count + 1)
    for index in range(count - 1, -1, -1):
        moment = period.start + MINUTE * index
        steps = [w.span // MINUTE for w in (Width.DAY, Width.HOUR, Width.MINUTE) if floor(moment, w) == moment]
        best[index] = 1 + min(best[index + step] for step in steps if index + step <= count)
    return best[0]


units = st.sampled_from(
    [(), ("day",), ("week",), ("month",), ("hour",), ("minute",), ("month", "week"), ("week", "day")]
)


@given(
    start=minutes,
    length=st.one_of(st.integers(1, 2000), st.integers(1, 120 * 1440)),
    by=units,
    zone=st.sampled_from(ZONES),
    open_ended=st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_pieces_tile_the_period_and_stay_in_their_spans(
    start: int, length: int, by: tuple[str, ...], zone: str, open_ended: bool
):
    length = min(length, 2000) if set(by) & {"hour", "minute"} else length
    begin = BIRTH + MINUTE * start
    end = begin + MINUTE * length
    now = end - timedelta(seconds=23) if open_ended else end + HOUR
    period = Period(begin, min(end, now))
    rows = time_rows(period, by, ZoneInfo(zone))
    pieces = [(index, piece) for index, span in enumerate(rows) for piece in covering_spans(span.period, now=now)]
    assert [piece.start for _, piece in pieces] == [begin, *(piece.end for _, piece in pieces[:-1])]
    assert pieces[-1][1].end >= now if open_ended else pieces[-1][1].end == period.end
    assert all(floor(piece.start, piece.width) == piece.start for _, piece in pieces)
    assert all(piece.start in rows[index].period for index, piece in pieces)
    assert [rows[0].period.start, *(row.period.end for row in rows)] == [
        *(row.period.start for row in rows),
        period.end,
    ]


@given(start=st.dates(date(2023, 1, 1), date(2026, 12, 30)), zone=st.sampled_from(ZONES))
@settings(max_examples=300, deadline=None)
def test_local_days_begin_when_their_clocks_say_so(start: date, zone: str):
    place = ZoneInfo(zone)
    period = Period(local_midnight(start, place), local_midnight(start + timedelta(days=5), place))
    rows = time_rows(period, ("day",), place)
    assert [row.labels for row in rows] == [((start + timedelta(days=n)).isoformat(),) for n in range(5)]
    before = [(row.period.start - timedelta(seconds=1)).astimezone(place).date() for row in rows]
    assert all(day.isoformat() < row.labels[0] for day, row in zip(before, rows, strict=True))


def test_a_clock_change_day_has_23_or_25_hours():
    berlin = ZoneInfo("Europe/Berlin")
    lengths = [
        len(
            time_rows(
                Period(local_midnight(day, berlin), local_midnight(day + timedelta(days=1), berlin)), ("hour",), berlin
            )
        )
        for day in (date(2026, 3, 29), date(2026, 10, 25))
    ]
    assert lengths == [23, 25]
