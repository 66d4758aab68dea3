"""Rows that are cut out of a body while it arrives: the same rows, whatever stands in them and however it is cut."""

import json
from random import Random

import pytest

from bot.adapters.openai_usage.packing import Body
from bot.adapters.openai_usage.pages import Page, buckets
from bot.adapters.store import Store
from bot.core.errors import UpstreamError
from bot.core.periods import DAY, Period, Width
from bot.core.usage.buckets import UsageQuery, held
from bot.core.usage.freshness import GRAINS
from tests.adapters.openai_stub import bucket, completion
from tests.moment import NOW

START = NOW.replace(hour=0, minute=0)
GROUPS = next(grain.group_by for grain in GRAINS if grain.endpoint == "completions" and grain.width is Width.DAY)
QUERY = UsageQuery("completions", Period(START, START + DAY), Width.DAY, GROUPS)
NASTY = ("plain", "a},{b", 'quote"},{"results":[', "back\\", '\\\\"},{', "]}],", "ü},\n {", "")


def page(rows: list[dict], **more: object) -> dict:
    return {"object": "page", "data": [bucket(int(START.timestamp()), *rows)], "has_more": False, **more}


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


def arrived(content: bytes, seed: int, *, large: int = 2000, piece: int = 700) -> Body:
    """In chunks of any size."""
    random, body, place = Random(seed), Body(large=large, piece=piece), 0  # noqa: S311
    while place < len(content):
        size = random.choice((1, 7, 300, 5000))
        body.add(content[place : place + size])
        place += size
    return body


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("style", [{"separators": (",", ":")}, {}, {"indent": 2}, {"ensure_ascii": False}])
@pytest.mark.parametrize("more", [{}, {"new_counter": 3, "later": [{"a": 1}, {"b": 2}]}, {"input_audio_tokens": None}])
def test_the_rows_are_the_same_however_they_are_cut(seed, style, more):
    body = json.dumps(page(rows_of(120, seed, **more)), **style).encode()
    packed = arrived(body, seed)
    (whole,) = buckets(Page.read(arrived(body, seed, large=10**9)), QUERY)
    (cut,) = buckets(Page.read(packed), QUERY)

    assert len(packed.pieces) > 10
    assert (len(cut.rows), cut.start, cut.end) == (len(whole.rows), whole.start, whole.end)
    assert sorted(cut.rows) == sorted(whole.rows) == sorted(held(cut).rows)


def test_what_cannot_be_cut_is_held_whole():
    days = [bucket(int((START + number * DAY).timestamp()), completion(input_tokens=number)) for number in range(99)]
    body = json.dumps({"data": days, "has_more": False}).encode()
    packed = arrived(body, 1)
    assert packed.pieces == []
    assert bytes(packed.rest) == body


def test_a_row_that_cannot_be_counted_is_malformed_wherever_it_is():
    rows = rows_of(120, 1)
    rows[20]["input_tokens"] = -1
    (cut,) = buckets(Page.read(arrived(json.dumps(page(rows)).encode(), 1)), QUERY)
    with pytest.raises(UpstreamError, match="cannot be counted"):
        held(cut)


@pytest.mark.parametrize("repeated", [False, True])
def test_a_folded_bucket_is_stored_as_a_whole_one(tmp_path, repeated):
    rows = rows_of(120, 2)
    rows += rows[:5] if repeated else []
    body = json.dumps(page(rows)).encode()
    found = []
    for name, large in (("cut.db", 2000), ("whole.db", 10**9)):
        with Store(tmp_path / name) as store:
            store.usage.save(QUERY, buckets(Page.read(arrived(body, 3, large=large)), QUERY), NOW)
            found.append(store.usage.fetch(QUERY))
    assert found[0] == found[1]
    assert len(found[0][0].rows) == 120
