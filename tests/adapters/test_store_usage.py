"""Usage in the store: what was saved comes back as any sum of it, once, and nothing else."""

from collections import defaultdict
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.catalogue import ENDPOINT, ENDPOINTS
from bot.core.errors import UpstreamError
from bot.core.periods import DAY, HOUR, Period, Width
from bot.core.usage.buckets import Bucket, Filter, Restatement, Row, UsageQuery
from bot.core.usage.freshness import DAY_GRAINS, GRAINS, HOUR_GRAIN, ReadNote

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
LATER = MONDAY + 3 * DAY
GRAIN = {(grain.endpoint, grain.width): grain for grain in GRAINS}


def query_of(grain, start=MONDAY, buckets=1, group_by=None, filters=()):
    period = Period(start, start + buckets * grain.width.span)
    return UsageQuery(grain.endpoint, period, grain.width, grain.group_by if group_by is None else group_by, filters)


def bucket(start, rows=(), width=Width.DAY):
    return Bucket(start, start + width.span, tuple(rows))


def counts(tokens=0, requests=0):
    """Completions with input alone, as OpenAI counts it."""
    known = dict.fromkeys(("input_tokens", "input_uncached_tokens", "input_text_tokens"), tokens)
    known["num_model_requests"] = requests
    return tuple(known.get(name, 0) for name in ENDPOINT["completions"].counters)


def row(project="proj_1", model="gpt-5", tokens=100, estimate=5, unpriced=0):
    return Row((project, "user_1", "key_1", model, "false", "default"), counts(tokens, 1), estimate, unpriced)


COMPLETIONS = GRAIN["completions", Width.DAY]
COSTS = GRAIN["costs", Width.DAY]


def bill(project, amount, item="gpt-5, input"):
    return Row((project, item), (amount,))


@pytest.mark.parametrize("grain", GRAINS, ids=lambda grain: f"{grain.endpoint} {grain.width}")
def test_what_was_saved_is_fetched(store, grain):
    size = len(query_of(grain).spec.counters)
    keys = [tuple(f"{dimension} {n}" for dimension in grain.group_by) for n in (1, 2)]
    estimates = (None, None) if grain.endpoint == "costs" else (7, None)
    rows = [
        Row(key, tuple(range(n, n + size)), estimate, 0)
        for n, (key, estimate) in enumerate(zip(keys, estimates, strict=True))
    ]
    saved = bucket(MONDAY, rows, grain.width)

    store.usage.save(query_of(grain), [saved], LATER)

    assert store.usage.fetch(query_of(grain)) == (saved,)


def test_what_only_some_of_many_rows_have_is_fetched_as_well(store):
    """A column that is zero in all rows of a statement stands in no row of it."""
    size = len(counts())
    rows = [row(f"proj_{n:04}", tokens=n) for n in range(1_000)]
    for place in (0, 350, 999):
        rows[place] = rows[place]._replace(counts=tuple(range(place, place + size)), extra='{"video_tokens":3}')
    rows[500] = rows[500]._replace(counts=(0,) * size, estimate=None, unpriced=7)
    saved = bucket(MONDAY, rows)
    store.usage.save(query_of(COMPLETIONS), [saved], LATER)
    assert store.usage.fetch(query_of(COMPLETIONS)) == (saved,)


def test_counters_that_nobody_knows_yet_are_kept(store):
    saved = bucket(MONDAY, [row()._replace(extra='{"video_tokens":3}')])

    store.usage.save(query_of(COMPLETIONS), [saved], LATER)

    assert store.usage.fetch(query_of(COMPLETIONS)) == (saved,)


def test_never_read_read_empty_and_zero_are_three_things(store):
    zero = Row(row().key, counts(), 0)

    store.usage.save(query_of(COMPLETIONS, buckets=3), [bucket(MONDAY), bucket(MONDAY + DAY, [zero])], LATER)

    assert store.usage.fetch(query_of(COMPLETIONS, buckets=3)) == (bucket(MONDAY), bucket(MONDAY + DAY, [zero]))
    assert store.usage.notes("completions", Width.DAY, Period(MONDAY, MONDAY + 3 * DAY)) == {
        MONDAY: ReadNote(LATER, 0),
        MONDAY + DAY: ReadNote(LATER, 1),
    }


def test_the_whole_of_what_was_never_read_is_nothing(store):
    assert store.usage.fetch(query_of(COMPLETIONS), whole=True) == ()

    store.usage.save(query_of(COMPLETIONS), [bucket(MONDAY)], LATER)

    assert store.usage.fetch(query_of(COMPLETIONS), whole=True) == (bucket(MONDAY),)


def test_a_bucket_read_before_its_end_ends_where_it_was_read(store):
    noon = MONDAY + 12 * HOUR

    store.usage.save(query_of(COMPLETIONS), [bucket(MONDAY, [row()])], noon)

    assert store.usage.fetch(query_of(COMPLETIONS))[0].end == noon


def test_saving_twice_changes_nothing(store):
    def dump():
        with store.read() as connection:
            return list(connection.iterdump())

    for query, saved in [
        (query_of(COMPLETIONS), bucket(MONDAY, [row(), row("proj_2")])),
        (query_of(COSTS), bucket(MONDAY, [bill("proj_1", 5)])),
        (query_of(HOUR_GRAIN), bucket(MONDAY, [Row(("proj_1", "gpt-5", "", ""), counts(3))], Width.HOUR)),
    ]:
        store.usage.save(query, [saved], LATER)
        once = dump()

        assert store.usage.save(query, [saved], LATER) == ()
        assert dump() == once


def test_a_row_that_vanished_is_gone_from_every_sum(store):
    store.usage.save(query_of(COMPLETIONS), [bucket(MONDAY, [row(), row("proj_2")])], LATER)

    store.usage.save(query_of(COMPLETIONS), [bucket(MONDAY, [row("proj_2")])], LATER)

    for groups in ((), ("project",), ("project", "model"), COMPLETIONS.group_by):
        (found,) = store.usage.fetch(query_of(COMPLETIONS, group_by=groups))
        assert sum(row.counts[0] for row in found.rows) == 100


def test_a_bucket_that_became_empty_is_empty(store):
    store.usage.save(query_of(COMPLETIONS), [bucket(MONDAY, [row()])], LATER)

    store.usage.save(query_of(COMPLETIONS), [bucket(MONDAY)], LATER)

    assert store.usage.fetch(query_of(COMPLETIONS, group_by=())) == (bucket(MONDAY),)


def test_what_was_read_earlier_does_not_replace_what_was_read_later(store):
    store.usage.save(query_of(COMPLETIONS), [bucket(MONDAY, [row(tokens=200)])], LATER + HOUR)

    store.usage.save(query_of(COMPLETIONS), [bucket(MONDAY, [row(tokens=100)])], LATER)

    assert store.usage.fetch(query_of(COMPLETIONS))[0].rows[0].counts[0] == 200


def test_repeated_keys_are_added_up(store):
    store.usage.save(query_of(COMPLETIONS), [bucket(MONDAY, [row(tokens=1), row(tokens=2)])], LATER)

    (found,) = store.usage.fetch(query_of(COMPLETIONS))
    assert [(it.counts[0], it.counts[14], it.estimate) for it in found.rows] == [(3, 2, 10)]


def test_a_save_that_fails_half_way_changes_nothing(store):
    store.usage.save(query_of(COMPLETIONS), [bucket(MONDAY, [row()])], LATER)
    broken = bucket(MONDAY + DAY, [row(tokens=2**63)])

    with pytest.raises(OverflowError):
        store.usage.save(query_of(COMPLETIONS, buckets=2), [bucket(MONDAY), broken], LATER)

    assert store.usage.fetch(query_of(COMPLETIONS, buckets=2)) == (bucket(MONDAY, [row()]),)


def test_buckets_that_cannot_be_read_to_the_end_change_nothing(store):
    def torn():
        yield bucket(MONDAY, [row()])
        raise UpstreamError("OpenAI hung up.", transient=True)

    with pytest.raises(UpstreamError):
        store.usage.save(query_of(COMPLETIONS), torn(), LATER)

    assert store.usage.fetch(query_of(COMPLETIONS)) == ()


@pytest.mark.parametrize(
    "query",
    [
        pytest.param(query_of(COMPLETIONS, group_by=("project",)), id="fewer groups"),
        pytest.param(query_of(COMPLETIONS, filters=(Filter("model", ("gpt-5",)),)), id="filtered"),
        pytest.param(
            UsageQuery("completions", Period(MONDAY, LATER), Width.MINUTE, COMPLETIONS.group_by), id="minutes"
        ),
        pytest.param(
            UsageQuery("completions", Period(MONDAY, MONDAY + HOUR), Width.DAY, COMPLETIONS.group_by), id="cut bucket"
        ),
    ],
)
def test_what_is_no_whole_snapshot_is_refused(store, query):
    with pytest.raises(ValueError, match=r"no grain|cut the bucket"):
        store.usage.save(query, [bucket(MONDAY)], LATER)


def test_more_groups_than_are_kept_are_summed(store):
    groups = ("model", "project", "key", "batch", "tier")
    rows = [Row(("gpt-5", "proj_1", key, "false", ""), counts(1), 1) for key in ("key_1", "key_2")]

    store.usage.save(query_of(HOUR_GRAIN, group_by=groups), [bucket(MONDAY, rows, Width.HOUR)], LATER)

    (found,) = store.usage.fetch(query_of(HOUR_GRAIN))
    assert found.rows == (Row(("proj_1", "gpt-5", "false", ""), counts(2), 2),)


@pytest.mark.parametrize(
    ("query", "can"),
    [
        pytest.param(query_of(COMPLETIONS, group_by=("user", "key")), True, id="days by all dimensions"),
        pytest.param(query_of(HOUR_GRAIN, group_by=("project", "model")), True, id="hours by project and model"),
        pytest.param(query_of(HOUR_GRAIN, group_by=("user",)), False, id="hours by user"),
        pytest.param(query_of(HOUR_GRAIN, group_by=(), filters=(Filter("key", ("k",)),)), False, id="hours of a key"),
        pytest.param(UsageQuery("completions", Period(MONDAY, LATER), Width.MINUTE), False, id="minutes"),
        pytest.param(UsageQuery("images", Period(MONDAY, LATER), Width.DAY, ("size", "source")), True, id="images"),
        pytest.param(UsageQuery("images", Period(MONDAY, LATER), Width.HOUR), True, id="hours of images"),
        pytest.param(UsageQuery("costs", Period(MONDAY, LATER), Width.DAY, ("key",)), True, id="costs by key"),
        pytest.param(UsageQuery("costs", Period(MONDAY, LATER), Width.DAY, ("key", "item")), False, id="items of keys"),
        pytest.param(UsageQuery("costs", Period(MONDAY, LATER), Width.DAY, ("key", "user")), False, id="users of keys"),
    ],
)
def test_it_says_what_it_cannot_answer(store, query, can):
    with nullcontext() if can else pytest.raises(ValueError, match="does not keep"):
        assert store.usage.fetch(query) == ()


def test_named_counters_are_fetched_and_the_others_are_zero(store):
    store.usage.save(query_of(COMPLETIONS), [bucket(MONDAY, [row(tokens=9)])], LATER)

    (found,) = store.usage.fetch(query_of(COMPLETIONS, group_by=()), counters=("num_model_requests",))

    assert found.rows == (Row((), counts(0, 1), 5),)


def test_estimates_that_there_are_are_added_up(store):
    store.usage.save(query_of(COMPLETIONS), [bucket(MONDAY, [row(), row("proj_2", estimate=None, unpriced=9)])], LATER)

    (found,) = store.usage.fetch(query_of(COMPLETIONS, group_by=()))

    assert [(it.estimate, it.unpriced) for it in found.rows] == [(5, 9)]


@pytest.mark.parametrize(
    ("wanted", "projects"),
    [
        pytest.param(Filter("model", ("gpt-5",)), {"proj_1"}, id="one value"),
        pytest.param(Filter("model", ("gpt-5", "o3")), {"proj_1", "proj_3"}, id="two values"),
        pytest.param(Filter("model", ("gpt-*",)), {"proj_1", "proj_2"}, id="a pattern"),
        pytest.param(Filter("model", ("gpt-*",), excluded=True), {"proj_3"}, id="all but a pattern"),
        pytest.param(Filter("model", ("'; DROP TABLE reads; --", "%", "_")), set(), id="SQL is only text"),
    ],
)
def test_filters_choose_rows(store, wanted, projects):
    rows = [row("proj_1", "gpt-5"), row("proj_2", "gpt-4o"), row("proj_3", "o3")]
    store.usage.save(query_of(COMPLETIONS), [bucket(MONDAY, rows)], LATER)

    (found,) = store.usage.fetch(query_of(COMPLETIONS, group_by=("project",), filters=(wanted,)))

    assert {it.key[0] for it in found.rows} == projects


def test_what_was_looked_at_again_is_noted_and_stays(store):
    store.usage.save(query_of(COMPLETIONS), [bucket(MONDAY, [row()])], LATER)

    store.usage.confirm("completions", Width.DAY, [MONDAY, MONDAY + DAY], LATER + DAY)

    month = Period(MONDAY, MONDAY + 30 * DAY)
    assert store.usage.notes("completions", Width.DAY, month) == {MONDAY: ReadNote(LATER + DAY, 1)}


def test_values_of_a_dimension_are_listed_once(store):
    rows = [row("proj_2"), row("proj_1"), row("proj_1", model="proj_3"), row("")]

    store.usage.save(query_of(COMPLETIONS), [bucket(MONDAY, rows)], LATER)

    assert store.usage.values("project") == ("", "proj_1", "proj_2")
    assert store.usage.values("item") == ()


def test_what_changes_of_a_final_day_is_told(store):
    store.usage.save(query_of(COMPLETIONS), [bucket(MONDAY, [row(tokens=100), row("proj_2")])], LATER)

    told = store.usage.save(query_of(COMPLETIONS), [bucket(MONDAY, [row(tokens=130), row("proj_2")])], LATER + DAY)

    assert told == (Restatement("completions", MONDAY, "proj_1", "input_tokens", 100, 130, LATER + DAY),)
    assert store.usage.restatements(LATER) == told
    assert store.usage.restatements(LATER + 2 * DAY) == ()


@pytest.mark.parametrize(
    ("read_at", "is_told"),
    [
        pytest.param(MONDAY + 2 * DAY - timedelta(seconds=1), False, id="not settled"),
        pytest.param(MONDAY + 2 * DAY, True, id="settled"),
    ],
)
def test_a_bill_is_restated_once_it_was_settled(store, read_at, is_told):
    store.usage.save(query_of(COSTS), [bucket(MONDAY, [bill("proj_1", 50)])], read_at)

    told = store.usage.save(query_of(COSTS), [bucket(MONDAY)], read_at + DAY)

    assert told == ((Restatement("costs", MONDAY, "proj_1", "amount", 50, 0, read_at + DAY),) if is_told else ())


def test_days_of_other_prices_are_estimated_again(store):
    store.usage.save(query_of(COMPLETIONS), [bucket(MONDAY, [row(estimate=None, unpriced=100)])], LATER, "old")
    store.usage.save(query_of(COMPLETIONS, MONDAY + DAY), [bucket(MONDAY + DAY, [row()])], LATER, "new")
    store.usage.save(query_of(COSTS), [bucket(MONDAY, [bill("proj_1", 50)])], LATER)

    def priced(saved, query):
        return Bucket(saved.start, saved.end, tuple(it._replace(estimate=40, unpriced=0) for it in saved.rows))

    assert store.usage.re_estimate("new", priced) == 1
    assert store.usage.re_estimate("new", priced) == 0
    days = store.usage.fetch(query_of(COMPLETIONS, buckets=2, group_by=("model",)))
    assert [(it.estimate, it.unpriced, it.counts[0]) for day in days for it in day.rows] == [(40, 0, 100), (5, 0, 100)]
    assert store.usage.notes("completions", Width.DAY, Period(MONDAY, LATER))[MONDAY].read_at == LATER


def test_a_newer_list_leaves_the_days_before_it_as_they_are(store):
    old, new = "base", f"base|{MONDAY + DAY:%Y-%m-%d}|digest"
    store.usage.save(query_of(COMPLETIONS), [bucket(MONDAY, [row()])], LATER, old)
    store.usage.save(query_of(COMPLETIONS, MONDAY + DAY), [bucket(MONDAY + DAY, [row()])], LATER, old)
    store.usage.save(query_of(COMPLETIONS, MONDAY - DAY), [bucket(MONDAY - DAY, [row(unpriced=9)])], LATER, old)
    asked = []

    def priced(saved, query):
        asked.append(saved.start)
        return saved

    assert store.usage.re_estimate(new, priced) == 3
    assert sorted(asked) == [MONDAY - DAY, MONDAY + DAY]
    assert store.usage.re_estimate(new, priced) == 0
    assert store.usage.re_estimate("other", priced) == 3
    assert len(asked) == 5


def test_people_read_names_and_dates(store):
    store.usage.save(query_of(COMPLETIONS), [bucket(MONDAY, [row(tokens=12, estimate=1_500_000_000)])], LATER)

    with store.read() as connection:
        found = connection.execute(
            "SELECT day, project_id, model, input_tokens, input_text_tokens, estimate_dollars FROM usage_by_day"
        ).fetchall()

    assert found == [("2026-11-23", "proj_1", "gpt-5", 12, 12, 1.5)]


def _rows_of(draw, grain):
    size = len(query_of(grain).spec.counters)
    value = st.sampled_from(("", "a", "b"))
    priced = grain.endpoint != "costs"
    return draw(
        st.lists(
            st.builds(
                Row,
                st.tuples(*[value] * len(grain.group_by)),
                st.tuples(*[st.integers(-1, 5)] * size),
                st.none() | st.integers(0, 9) if priced else st.none(),
                st.integers(0, 3) if priced else st.just(0),
                st.just(""),
            ),
            max_size=5,
            unique_by=lambda row: row.key,
        )
    )


@st.composite
def snapshots(draw):
    """A grain, some buckets of it, and a question about them."""
    grain = draw(st.sampled_from((*DAY_GRAINS[:2], *DAY_GRAINS, HOUR_GRAIN, HOUR_GRAIN)))
    offsets = draw(st.sets(st.integers(0, 4)))
    starts = [MONDAY + offset * grain.width.span for offset in sorted(offsets)]
    saved = tuple(bucket(start, _rows_of(draw, grain), grain.width) for start in starts)
    groups = tuple(draw(st.lists(st.sampled_from(grain.group_by), unique=True)))
    filters = tuple(
        Filter(dimension, tuple(draw(st.sets(st.sampled_from(("", "a", "b", "c")), min_size=1))), draw(st.booleans()))
        for dimension in draw(st.sets(st.sampled_from(grain.group_by), max_size=2))
    )
    start = MONDAY + draw(st.integers(0, 2)) * grain.width.span
    return grain, saved, query_of(grain, start, draw(st.integers(1, 3)), groups, filters), draw(st.booleans())


def _added_up(rows, grain, query):
    """The sums of the query, by hand."""
    sums = defaultdict(list)
    for it in rows:
        values = dict(zip(grain.group_by, it.key, strict=True))
        if all((values[one.dimension] in one.values) is not one.excluded for one in query.filters):
            sums[tuple(values[dimension] for dimension in query.group_by)].append(it)
    return tuple(
        Row(
            key,
            tuple(map(sum, zip(*(it.counts for it in same), strict=True))),
            sum(it.estimate for it in same if it.estimate is not None)
            if any(it.estimate is not None for it in same)
            else None,
            sum(it.unpriced for it in same),
        )
        for key, same in sorted(sums.items())
    )


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(case=snapshots())
def test_every_sum_equals_the_sum_by_hand(store, case):
    grain, saved, query, whole = case
    with store.write() as connection:
        connection.execute("DELETE FROM reads")  # what earlier examples saved is as if it was never read
    store.usage.save(query_of(grain, buckets=5), saved, LATER + 3 * DAY)
    asked = [it for it in saved if it.start in query.period]

    found = store.usage.fetch(query, whole=whole)

    if whole:
        rows = _added_up([it for one in asked for it in one.rows], grain, query)
        assert found == ((Bucket(query.period.start, query.period.end, rows),) if asked else ())
    else:
        assert found == tuple(Bucket(it.start, it.end, _added_up(it.rows, grain, query)) for it in asked)


def test_every_endpoint_of_the_catalogue_has_a_place(store):
    assert {endpoint.name for endpoint in ENDPOINTS} == {endpoint for endpoint, width in GRAIN if width is Width.DAY}
    assert all(store.usage.fetch(query_of(grain)) == () for grain in GRAINS)
