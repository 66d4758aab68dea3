"""Buckets and rows that are cut out of a page as it arrives: the same, whatever is in them and however they come."""

import json
from dataclasses import replace
from random import Random

import msgspec
import pytest

from bot.adapters.openai_usage.packing import Body
from bot.adapters.openai_usage.pages import Page, buckets, organisation_of
from bot.adapters.store import Store
from bot.core.errors import UpstreamError
from bot.core.periods import DAY, Period, Width
from bot.core.usage.buckets import ManyRows, UsageQuery, held
from bot.core.usage.freshness import GRAINS
from tests.adapters.openai_stub import bucket, completion, cost
from tests.moment import NOW

START = NOW.replace(hour=0, minute=0)
GROUPS = next(grain.group_by for grain in GRAINS if grain.endpoint == "completions" and grain.width is Width.DAY)
QUERY = UsageQuery("completions", Period(START, START + 9 * DAY), Width.DAY, GROUPS)
NASTY = ("plain", "a},{b", 'quote"},{"results":[', "back\\", '\\\\"},{', "]}],", "ü},\n {", "")


def page(*days: list[dict]) -> dict:
    data = [bucket(int((START + number * DAY).timestamp()), *rows) for number, rows in enumerate(days)]
    return {"object": "page", "data": data, "has_more": False}


def rows_of(count: int, seed: int, **more: object) -> list[dict]:
    random = Random(seed)  # noqa: S311
    return [
        completion(
            input_tokens=random.randrange(10**9),
            project_id=f"proj_{random.randrange(9)}{random.choice(NASTY)}",
            api_key_id=f"key_{number}",
            model=random.choice(NASTY) or None,
            **more,
        )
        for number in range(count)
    ]


def arrived(content: bytes, seed: int, *, large: int = 20_000, piece: int = 700) -> Body:
    """In chunks of any size."""
    random, body, place = Random(seed), Body(large=large, piece=piece), 0  # noqa: S311
    while place < len(content):
        size = random.choice((1, 7, 300, 5000))
        body.add(content[place : place + size])
        place += size
    return body


def whole(content: bytes) -> Body:
    return Body(is_page=False, rest=bytearray(content))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("style", [{"separators": (",", ":")}, {}, {"indent": 2}, {"ensure_ascii": False}])
@pytest.mark.parametrize("more", [{}, {"new_counter": 3, "later": [{"a": 1}, {"b": 2}]}, {"input_audio_tokens": None}])
def test_the_rows_are_the_same_however_they_are_cut(seed, style, more):
    """Of a day that is cut into pieces between two small ones."""
    days = (rows_of(1, seed + 1, **more), rows_of(120, seed, **more), [], rows_of(1, seed + 2, **more))
    content = json.dumps(page(*days), **style).encode()
    taken_apart = arrived(content, seed)
    found, expected = (list(buckets(Page.read(body), QUERY)) for body in (taken_apart, whole(content)))

    assert [len(one.pieces) > 5 for one in taken_apart.buckets] == [False, True, False, False]
    assert b'"results"' not in taken_apart.rest
    assert [(len(one.rows), one.start, one.end) for one in found] == [
        (len(one.rows), one.start, one.end) for one in expected
    ]
    assert [sorted(held(one).rows) for one in found] == [sorted(one.rows) for one in expected]


def test_the_reader_gives_way_before_each_bucket_and_each_piece():
    body, given = arrived(json.dumps(page([], rows_of(120, 1), [])).encode(), 1), []
    list(buckets(Page.read(body), QUERY, lambda: given.append(1)))
    assert len(given) == 3 + len(body.buckets[1].pieces) > 20


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b'{"has_more": false, "next_page": "}]}, {", "data": [%b]}', id="the buckets come last"),
        pytest.param(b'\xef\xbb\xbf{"data": [%b], "has_more": false}', id="a byte order mark"),
        pytest.param(b'{"before": {"data": [1]}, "data": [%b], "has_more": false}', id="other data before"),
    ],
)
def test_a_page_is_read_whatever_its_order(content):
    content %= json.dumps(bucket(int(START.timestamp()), completion(input_tokens=7))).encode()
    body = arrived(content, 1)
    del body.rest[: 3 * body.rest.startswith(b"\xef")]
    (found,) = buckets(Page.read(body), QUERY)
    assert found.rows[0].counts[0] == 7


@pytest.mark.parametrize("many", [{"later": [{"a": [{"b": []}]}]}, {"later": {"a": [1]}}])
def test_what_ends_like_a_bucket_again_and_again_is_held_whole(many):
    content = json.dumps(page(rows_of(250, 1, **many))).encode()
    body = arrived(content, 2, piece=10**9)
    assert body.buckets == []
    assert bytes(body.rest) == content


@pytest.mark.parametrize("seed", range(5))
def test_the_organisation_is_told_by_a_row_and_by_no_name_in_it(seed):
    named = {"line_item": 'x","organization_id":"org-other', "project_id": "proj_1", "organization_id": "org-ours"}
    content = json.dumps(page([], [cost(1, **named)] * 300)).encode()
    assert organisation_of(Page.read(arrived(content, seed))) == "org-ours"
    assert organisation_of(Page.read(arrived(json.dumps(page([cost(1)])).encode(), seed))) == ""


def test_a_page_that_ends_early_is_unreadable():
    content = json.dumps(page(rows_of(120, 1), rows_of(2, 2))).encode()
    for length in range(100, len(content) - 1, 997):
        with pytest.raises((msgspec.DecodeError, UpstreamError)):
            Page.read(arrived(content[:length], length))


def test_something_else_than_a_page_is_held_whole():
    for content in (b"<html>" + b"x" * 100_000 + b'"data": [', b'{"error": {"message": "no"}}'):
        assert bytes(arrived(content, 1).rest) == content


def test_a_row_that_cannot_be_counted_is_malformed_wherever_it_is():
    rows = rows_of(120, 1)
    rows[20]["input_tokens"] = -1
    with pytest.raises(UpstreamError, match="day or hour of it cannot be read"):
        list(map(held, buckets(Page.read(arrived(json.dumps(page(rows)).encode(), 1)), QUERY)))


@pytest.mark.parametrize("repeated", [False, True])
def test_a_folded_bucket_is_stored_as_a_whole_one(tmp_path, repeated):
    rows = rows_of(120, 2)
    rows += rows[:5] if repeated else []
    body = json.dumps(page(rows)).encode()
    found = []
    for name, came in (("cut.db", arrived(body, 3)), ("whole.db", whole(body))):
        with Store(tmp_path / name) as store:
            store.usage.save(QUERY, buckets(Page.read(came), QUERY), NOW)
            found.append(store.usage.fetch(QUERY))
    assert found[0] == found[1]
    assert len(found[0][0].rows) == 120


def test_rows_that_are_made_as_they_are_wanted_are_stored_as_those_that_are_held(tmp_path):
    (found,) = buckets(Page.read(whole(json.dumps(page(rows_of(120, 4))).encode())), QUERY)
    fetched = []
    for name, rows in (("held.db", found.rows), ("made.db", ManyRows(120, lambda: reversed(found.rows)))):
        with Store(tmp_path / name) as store:
            store.usage.save(QUERY, [replace(found, rows=rows)], NOW)
            fetched.append(store.usage.fetch(QUERY))
    assert fetched[0] == fetched[1]
