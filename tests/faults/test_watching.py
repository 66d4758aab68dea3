"""What operators see: health with its reasons, metrics with their names, logs of one line an event."""

import json
from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.demo.faults import SERVER_ERROR, WRONG_KEY
from tests.faults.killing import PENNY
from tests.faults.site import SYNC, wait_until

pytestmark = pytest.mark.long

METRICS = {
    "usage_bot_reads": "endpoint outcome width",
    "usage_bot_rows_read": "endpoint width",
    "usage_bot_openai_request_seconds": "endpoint le outcome",
    "usage_bot_openai_retries": "endpoint",
    "usage_bot_slack_request_seconds": "le method outcome",
    "usage_bot_job_seconds": "job le outcome",
    "usage_bot_command_seconds": "kind le outcome",
    "usage_bot_alerts": "kind state",
    "usage_bot_outbox_messages": "",
    "usage_bot_outbox_oldest_seconds": "",
    "usage_bot_last_read_timestamp_seconds": "",
    "usage_bot_last_delivery_timestamp_seconds": "",
    "usage_bot_store_readable": "",
    "usage_bot_store_size_bytes": "",
    "usage_bot_build_info": "version",
    "process_resident_memory_bytes": "",
    "process_open_fds": "",
}


def measured(program):
    """Metric families by name, and what the sample of some labels says."""
    status, page = program.get("/metrics")
    assert status == 200
    return {family.name: family for family in text_string_to_metric_families(page)}


def value(family, name, **labels):
    return sum(
        sample.value for sample in family.samples if sample.name == name and labels.items() <= sample.labels.items()
    )


def test_health_says_when_what_last_worked(site):
    site.add_budget(PENNY, period="day")
    program = site.start()
    site.wait_for_read()
    site.wait_until_told()
    status, body = program.get("/healthz")
    health = json.loads(body)

    assert (status, health["ok"], health["reasons"]) == (200, True, [])
    assert health["store_writable"] is True
    assert health["outbox_messages"] == 0
    assert health["last_read"][:15] == health["last_delivery"][:15] == "2026-11-23T14:0"


def test_metrics_have_the_names_and_labels_that_the_page_lists(site):
    site.add_budget(PENNY, period="day")
    site.openai.fault("usage/completions", SERVER_ERROR)
    program = site.start()
    site.wait_for_read()
    site.wait_until_told()
    site.slack.command("/usage", "today")
    program.wait_for("command")  # the first answer may begin with a line that says what is read
    site.wait_until_told()
    families = measured(program)

    found = {name: families[name] for name in METRICS}
    for name, family in found.items():
        labels = set().union(*(sample.labels for sample in family.samples))
        assert " ".join(sorted(labels)) == METRICS[name], name
    assert value(found["usage_bot_reads"], "usage_bot_reads_total", endpoint="costs", outcome="ok") >= 1
    assert value(found["usage_bot_openai_retries"], "usage_bot_openai_retries_total") >= 1
    assert value(found["usage_bot_alerts"], "usage_bot_alerts", kind="level", state="told") == 1
    assert value(found["usage_bot_outbox_messages"], "usage_bot_outbox_messages") == 0
    assert value(found["usage_bot_rows_read"], "usage_bot_rows_read_total", endpoint="completions") > 0


def test_each_event_is_one_line_of_json(site):
    site.add_budget(PENNY, period="day", channel="#nowhere")
    site.openai.fault("usage/embeddings", SERVER_ERROR, times=None)
    program = site.start()
    program.wait_for("read failed")
    program.wait_for("message_waits")
    site.slack.command("/usage", "today")
    site.slack.wait_for(lambda: site.slack.private("U0DANA"))
    program.wait_for("command")
    program.stop()

    lines = [json.loads(line) for line in program.said.splitlines()]
    assert all({"event", "level", "timestamp"} <= line.keys() for line in lines)


def test_without_a_read_for_an_hour_it_is_not_healthy(site):
    program = site.start()
    site.wait_for_read()
    site.openai.fault("", SERVER_ERROR, times=None)
    site.pass_time(timedelta(hours=2))
    # An answer that was on its way when the time passed carries the time before.
    wait_until(lambda: "clock is" not in program.get("/healthz")[1], "an answer of the new time")
    status, body = program.get("/healthz")

    assert status == 503
    assert json.loads(body)["reasons"] == ["Nothing could be read from OpenAI for 120 minutes."]


def test_a_bot_that_could_never_read_is_not_healthy_and_says_so_in_the_channel(site):
    site.add_budget(PENNY, period="day")
    site.openai.fault("", WRONG_KEY, times=None)
    program = site.start()
    program.wait_for("read failed")
    assert program.get("/healthz")[0] == 200
    site.pass_time(timedelta(hours=2))
    site.wait_for("SELECT 1 FROM outbox WHERE key LIKE 'blind-%' AND state = 'sent'")
    status, body = program.get("/healthz")

    assert "Nothing could be read from OpenAI since Mon 23 Nov 14:05 UTC: 1 budget is not watched" in str(
        site.slack.messages()
    )
    assert (status, json.loads(body)["reasons"]) == (503, ["Nothing could be read from OpenAI for 120 minutes."])
    site.openai.mend()
    site.pass_time(SYNC)
    site.wait_for("SELECT 1 FROM outbox WHERE key LIKE 'ended-%' AND state = 'sent'")
    wait_until(lambda: program.get("/healthz")[0] == 200, "health after a read")
