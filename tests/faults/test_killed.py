"""`kill -9` at chosen and at random instants: nothing is lost, nothing is said twice, the store is whole."""

from datetime import timedelta

import pytest

from bot.core.alerts.outbox import LEASE
from bot.demo.faults import Fault
from bot.demo.openai.exchange import Request
from bot.demo.slack import Fault as SlackFault
from tests.faults.killing import PENNY, live_through_kills, on_message, settle
from tests.faults.site import wait_until

FULL = "passed-1-20261123-100"


@pytest.mark.long
def test_killed_when_slack_has_the_alert_and_the_bot_does_not_know(site):
    site.add_budget(PENNY, period="day")
    program = None
    on_message(site, lambda: program.kill())
    program = site.start()
    wait_until(lambda: program.process.poll() is not None, "the kill")
    after = settle(site)

    assert site.lost_or_doubled() == []
    assert len(site.said()) > 0
    assert after.events("left to send")[0]["in_doubt"] == 1
    assert site.is_sound()


@pytest.mark.long
def test_killed_when_slack_has_the_digest_and_the_bot_does_not_know(site):
    site.has_been_here()
    program = None
    on_message(site, lambda: program.kill(), "digest-0-")
    program = site.start()
    wait_until(lambda: program.process.poll() is not None, "the kill")
    is_recorded = "SELECT 1 FROM outbox WHERE key LIKE 'digest-0-%' AND state = 'sent'"
    assert site.sql(is_recorded) == []
    site.start()
    site.pass_time(LEASE + timedelta(minutes=1))
    site.wait_for(is_recorded)

    assert [times for key, times in site.said().items() if key.startswith("digest-0-")] == [1]


def test_killed_after_the_alert_was_written_and_before_slack_had_it(site):
    site.add_budget(PENNY, period="day")
    site.slack.faults.plan("chat.postMessage", SlackFault(dropped=True), times=None)
    program = site.start()
    site.wait_for("SELECT 1 FROM outbox WHERE attempts > 0")
    program.kill()
    assert site.said() == {}

    site.slack.faults.heal()
    settle(site)
    assert site.lost_or_doubled() == []
    assert len(site.said()) > 0


def test_killed_between_two_pages_nothing_half_read_counts_as_read(site):
    asked, killed = [], []

    def second_page(request: Request) -> bool:
        if request.path.endswith("usage/completions") and dict(request.query)["bucket_width"] == "1d":
            asked.append(request)
        if len(asked) == 2 and not killed:
            killed.append(program.kill())
        return False

    site.openai.fault(second_page, Fault(drop=True))
    program = site.start()
    wait_until(lambda: killed, "a second page")
    assert site.sql("SELECT 1 FROM meta WHERE key = 'last_read'") == []

    site.start()
    site.wait_for_read()
    unread = site.sql("SELECT count(*) FROM reads WHERE endpoint = 'completions' AND width = '1d'")
    assert unread == [(61,)]
    assert site.is_sound()


@pytest.mark.long
def test_killed_at_random_instants_of_many_days(site):
    live_through_kills(site, 6, seed=7)

    assert site.lost_or_doubled() == []
    told = site.sql("SELECT message FROM alerts WHERE kind = 'level' AND level = 100")
    assert len(told) >= 6  # a day each; those that were told together share a message
    assert {message for (message,) in told} <= site.said().keys()
    assert site.is_sound()


@pytest.mark.long
def test_two_bots_on_one_store_say_everything_once_and_one_is_enough(site):
    site.add_budget(PENNY, period="day")
    first, second = site.start(), site.start()
    site.wait_until_told()
    site.pass_time(timedelta(days=1))
    site.wait_for("SELECT 1 FROM outbox WHERE key LIKE 'passed-1-20261124%' AND state = 'sent'")
    first.kill()
    site.pass_time(timedelta(days=1))
    site.wait_for("SELECT 1 FROM outbox WHERE key LIKE 'passed-1-20261125%' AND state = 'sent'")
    site.wait_until_told()

    assert site.lost_or_doubled() == []
    assert "Traceback" not in second.said
    assert second.events("job broke") == []


@pytest.mark.long
def test_restarted_again_and_again_it_says_nothing_more(site):
    site.add_budget(PENNY, period="day")
    site.start()
    site.wait_until_told()
    said = site.said()
    for _ in range(2):
        site.programs[-1].kill()
        site.start()
        site.wait_for_read()
    site.wait_until_told()

    assert site.said() == said


@pytest.mark.long
def test_killed_while_a_budget_is_changed_the_old_or_the_new_one_stands_whole(site):
    program = site.start()
    site.wait_for_read()
    for amount in (100, 200, 300):
        site.slack.command("/budget", f"organisation {amount}/week")

    def proposals():  # a slow machine says first that it is at work, without a button
        found = [message for message in site.slack.private("U0DANA") if "budget_save" in str(message.get("blocks"))]
        return found if len(found) == 3 else []

    for message in site.slack.wait_for(proposals, timeout=30):
        site.slack.click(message, "budget_save")
    site.wait_for("SELECT 1 FROM audit")
    program.kill()
    site.start()

    made = site.sql("SELECT amount / 1000000000 FROM budgets")
    (last,) = site.sql("SELECT detail FROM audit ORDER BY id DESC LIMIT 1")
    assert len(made) == 1
    assert f"${made[0][0]} per week" in last[0]
    assert site.is_sound()
