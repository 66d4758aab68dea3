"""OpenAI fails: nothing wrong is stored, people are told what is known, and the next good read makes it whole."""

from collections import Counter
from datetime import timedelta

import pytest

from bot.app import open_services
from bot.core.catalogue import COMPLETIONS
from bot.demo.faults import (
    BILLING,
    CUT,
    DROPPED,
    EMPTY_CURSOR,
    HTML,
    MISSING_CURSOR,
    MISSING_SCOPE,
    NO_RESULTS,
    REPEATED_CURSOR,
    RESULT_FOR_RESULTS,
    SERVER_ERROR,
    TEXT_AMOUNTS,
    rate_limited,
    split_rows,
    with_fields,
    without,
)
from bot.jobs.snapshot import take_snapshot
from bot.settings import load_settings
from tests.faults.site import SYNC, Site

pytestmark = pytest.mark.long

# Quantities by endpoint and day, of whole days that every read here reaches.
DAYS = """
    SELECT 'completions', day, sum(input_tokens), sum(output_tokens) FROM usage_by_day
    WHERE day > '2026-10-01' AND day < :1 GROUP BY day
    UNION ALL SELECT 'costs', day, sum(amount), 0 FROM costs_by_day
    WHERE day > '2026-10-01' AND day < :1 GROUP BY day
    UNION ALL SELECT endpoint, day, sum(count_1), sum(count_2) FROM other_usage_by_day
    WHERE day > '2026-10-01' AND day < :1 GROUP BY endpoint, day ORDER BY 1, 2
"""
# Each of these passes by itself, or leaves an answer that means the same.
HARMLESS = {
    "usage/completions": rate_limited("1"),
    "costs": TEXT_AMOUNTS,
    "usage/embeddings": RESULT_FOR_RESULTS,
    "usage/moderations": CUT,
    "usage/images": HTML,
    "usage/audio_speeches": DROPPED,
    "usage/audio_transcriptions": SERVER_ERROR,
    "usage/vector_stores": with_fields(invented={"a": [1]}),
    "usage/code_interpreter": rate_limited(),
}
# What OpenAI may write otherwise for good, without meaning anything else.
UNUSUAL = {
    "usage/completions": split_rows(*COMPLETIONS.counters),
    "costs": TEXT_AMOUNTS,
    "usage/embeddings": RESULT_FOR_RESULTS,
    "usage/moderations": with_fields(invented={"a": [1]}),
    "usage/images": without("object"),
    "usage/audio_speeches": with_fields(user_id=None, api_key_id=None),
}
# After each of these the whole read of an endpoint is thrown away.
FATAL = {
    "usage/completions": with_fields(input_tokens=-1),
    "costs": NO_RESULTS,
    "usage/embeddings": MISSING_CURSOR,
    "usage/moderations": REPEATED_CURSOR,
    "usage/images": BILLING[0],
    "usage/audio_speeches": BILLING[1],
    "usage/audio_transcriptions": BILLING[2],
    "usage/vector_stores": BILLING[3],
    "usage/code_interpreter": EMPTY_CURSOR,
}


def calm(site: Site) -> list[tuple[object, ...]]:
    """What a store holds that was filled in one go by an OpenAI without faults."""
    apart = Site.__new__(Site)
    apart.path = site.folder / "calm.db"
    values = {"OPENAI_ADMIN_KEY": site.environment()["OPENAI_ADMIN_KEY"], "OPENAI_BASE_URL": site.openai.url}
    settings = load_settings(values={**values, "USAGE_BOT_DATABASE": str(apart.path)})
    with open_services(settings, clock=site.clock, rates=(1000.0, 1000.0)) as services:
        assert take_snapshot(services, site.now).failures == ()
    return apart.sql(DAYS, f"{site.now:%Y-%m-%d}")


def told(site: Site, question: str) -> str:
    """What `/usage` answers."""
    before = len(site.slack.private("U0DANA"))
    assert site.slack.command("/usage", question).status == 200
    answer = site.slack.wait_for(lambda: site.slack.private("U0DANA")[before:])[0]
    return str([answer["text"], *(block for block in answer.get("blocks", ()))])


def test_a_transient_failure_changes_no_number(site):
    for endpoint, fault in HARMLESS.items():
        site.openai.fault(endpoint, fault)
    program = site.start()
    site.wait_for_read()

    assert site.sql(DAYS, f"{site.now:%Y-%m-%d}") == calm(site)
    assert program.events("read failed") == []


def test_another_spelling_of_openais_fields_means_the_same(site):
    expected = calm(site)
    for endpoint, fault in UNUSUAL.items():
        site.openai.fault(endpoint, fault, times=None)
    program = site.start()
    site.wait_for_read()

    assert site.sql(DAYS, f"{site.now:%Y-%m-%d}") == expected
    assert program.events("read failed") == []


def test_a_refused_read_changes_nothing_and_the_next_one_completes_it(site):
    program = site.start()
    site.wait_for_read()
    known = site.sql(DAYS, "9999")
    for endpoint, fault in FATAL.items():
        site.openai.fault(endpoint, fault, times=None)
    asked = len(site.openai.requests)
    site.pass_time(timedelta(days=1))
    program.wait_for("read failed", len(FATAL))
    assert site.sql(DAYS, "9999") == known
    tried = Counter(request.path.partition("organization/")[2] for request in site.openai.requests[asked:])
    assert {tried[endpoint] for endpoint, fault in FATAL.items() if fault in BILLING} == {1}

    site.openai.mend()
    before = site.now
    site.pass_time(SYNC)
    site.wait_for_read(before)
    assert site.sql(DAYS, f"{site.now:%Y-%m-%d}") == calm(site)
    assert "Traceback" not in program.said


def test_during_an_outage_the_last_good_data_are_answered_with_their_age(site):
    program = site.start()
    site.wait_for_read()
    known = site.sql(DAYS, "9999")
    site.openai.fault("", MISSING_SCOPE, times=None)
    site.pass_time(timedelta(hours=2))
    program.wait_for("read failed")

    assert "14:0" in told(site, "today by model")  # the store's own time, two hours ago
    assert site.sql(DAYS, "9999") == known
    status, body = program.get("/healthz")
    assert status == 503
    assert "Nothing could be read from OpenAI for 12" in body


def test_a_key_that_lost_its_scope_is_tried_once_a_run_and_works_again_when_it_has_it(site):
    site.openai.fault("usage", MISSING_SCOPE, times=None)
    program = site.start()
    program.wait_for("read failed")
    before = len(site.openai.requests)
    site.pass_time(SYNC)
    program.wait_for("read failed", 2)
    tries = [request for request in site.openai.requests[before:] if "/usage/" in request.path]
    assert len(tries) == 1

    site.openai.mend()
    site.pass_time(SYNC)
    site.wait_for_read()
