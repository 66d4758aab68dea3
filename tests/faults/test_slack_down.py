"""Slack fails: every alert arrives, once, and whoever looks sees that it waits."""

from datetime import timedelta

import pytest

from bot.demo.slack import Fault
from tests.faults.killing import PENNY
from tests.faults.site import wait_until

pytestmark = pytest.mark.long

DAY = timedelta(days=1)
A_WHILE = timedelta(minutes=20)

FAULTS = (
    Fault(lost=True),
    Fault(dropped=True),
    Fault(status=429, headers={"Retry-After": "30"}),
    Fault(status=503),
    Fault(error="internal_error"),
    Fault(error="invalid_blocks"),
    Fault(error="msg_blocks_too_long"),
    Fault(body="<html>200 and no JSON</html>"),
)


def test_no_fault_of_slack_loses_or_doubles_an_alert(site):
    site.add_budget(PENNY, period="day")
    program = site.start()
    site.wait_until_told()
    for fault in FAULTS:
        before = len(site.slack.calls("chat.postMessage"))
        site.slack.faults.plan("chat.postMessage", fault, times=2)
        site.pass_time(DAY)
        site.wait_for("SELECT 1 FROM outbox WHERE key = ?", f"passed-1-{site.now:%Y%m%d}-100")
        wait_until(lambda before=before: len(site.slack.calls("chat.postMessage")) > before, f"{fault} was met")
        site.slack.faults.heal()
        site.pass_time(A_WHILE)
        site.wait_until_told()

    assert site.lost_or_doubled() == []
    assert sum(key.startswith("passed-") for key in site.said()) > len(FAULTS)
    assert "Traceback" not in program.said


def test_without_the_right_to_post_everything_waits_and_health_says_so(site):
    site.add_budget(PENNY, period="day")
    site.slack.faults.plan("chat.postMessage", Fault(error="invalid_auth"), times=None)
    program = site.start()
    program.wait_for("message_waits")
    site.wait_for("SELECT 1 FROM outbox WHERE reason = 'invalid_auth'")
    site.pass_time(timedelta(minutes=11))

    status, body = program.get("/healthz")
    assert status == 503
    assert "A message for #ai-spend waits for delivery since 2026-11-23 14:05 UTC (invalid_auth)." in body
    site.slack.faults.heal()
    site.pass_time(A_WHILE)
    site.wait_until_told()
    assert site.lost_or_doubled() == []


@pytest.mark.parametrize("code", ["not_in_channel", "channel_not_found", "is_archived"])
def test_a_channel_that_is_gone_holds_up_no_other_and_is_told_once(site, code):
    site.add_budget(PENNY, period="day")
    site.add_budget(PENNY, period="month", channel="#checkout")
    site.slack.faults.plan("chat.postMessage", Fault(error=code), times=None, channel="#checkout")
    site.start()
    site.wait_for("SELECT 1 FROM outbox WHERE key LIKE 'passed-1-%' AND state = 'sent'")
    site.wait_for("SELECT 1 FROM outbox WHERE key LIKE 'unreachable-%' AND state = 'sent'")
    for _ in range(3):
        site.pass_time(A_WHILE)
        site.wait_for_read(site.now - A_WHILE / 2)
    assert sum(key.startswith("unreachable-") for key in site.said()) == 1
    assert site.slack.messages("#checkout") == []

    site.slack.faults.heal()
    site.pass_time(A_WHILE)
    site.wait_until_told()
    assert len(site.slack.messages("#checkout")) == 1
    assert site.lost_or_doubled() == []
