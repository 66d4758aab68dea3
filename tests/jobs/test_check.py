"""The check: what channels hear of budgets, each thing once, with the message committed beside its cause."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot import commands
from bot.commands.alert_edit import AlertEdit, edit, members, put_edit
from bot.commands.request import LOCAL
from bot.core.alerts.levels import Snooze, Until
from bot.core.amounts import NANO
from bot.core.catalogue import COMPLETIONS
from bot.core.periods import Period, Width
from bot.core.slack.limits import unsafe, violations
from bot.core.usage.buckets import Bucket, Row, UsageQuery
from bot.core.usage.freshness import ReadNote
from bot.demo.slack import Fault
from bot.jobs.check import QUIET, SEEN, check_budgets, check_changes
from bot.settings import load_settings
from bot.sources.budget_status import budget_sums
from bot.sources.reads import note_attempt
from tests.jobs.one_run import add, run, said, said_in_threads, spend, use_up
from tests.living import Bot
from tests.moment import NOW
from tests.says import Says
from tests.simulation.world import SETTINGS

MIDNIGHT = NOW.replace(hour=0, minute=0)
TODAY = datetime(2026, 11, 23, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def test_passing_a_level_posts_once(world, local):
    add(world)
    spend(world, 411)
    for _ in range(3):
        run(world, HOUR)

    assert said(local) == [Says("🟠", "checkout-prod", "82 %", "$411 of $500")]


def test_a_higher_level_edits_the_message_and_tells_the_thread(world, local):
    add(world)
    spend(world, 411)
    spend(world, 99)

    assert said(local) == [Says("🔴", "checkout-prod", "102 %", "$510 of $500")]
    assert said_in_threads(local) == said(local)
    assert local.calls("chat.postMessage")[-1]["reply_broadcast"] is True


def test_a_message_is_committed_before_slack_is_asked(world, local):
    add(world)
    local.faults.plan("*", Fault(status=503), times=None)
    spend(world, 411)

    assert [one.key for one in world.store.outbox.undelivered(before=world.now + DAY)] == ["passed-1-20261101-80"]


def test_a_dry_run_writes_nothing(world, local):
    add(world)
    world.ledger.spend("checkout-prod", world.now, 411 * NANO)
    world.ledger.read(world.now)
    checked = world.check(dry_run=True)

    assert len(checked.outgoing) == 1
    assert world.store.outbox.undelivered(before=world.now + DAY) == ()
    assert len(world.check().outgoing) == 1


def test_three_alerts_of_one_run_are_one_message_that_names_each(world, local):
    for name in ("checkout-prod", "web-app", "support-bot"):
        add(world, name, 100)
        world.ledger.spend(name, world.now, 85 * NANO)
    run(world)

    (text,) = said(local)
    assert text == "🟠 3 budgets passed 80 %: checkout-prod 85 %, web-app 85 %, support-bot 85 %"


def test_a_group_shows_what_becomes_of_its_members(world, local):
    for name in ("checkout-prod", "web-app", "support-bot"):
        add(world, name, 100)
        world.ledger.spend(name, world.now, 85 * NANO)
    run(world)
    spend(world, 20, "web-app")

    assert said(local) == [
        "🔴 1 budget passed 100 %, 2 passed 80 %: web-app 105 %, checkout-prod 85 %, support-bot 85 %"
    ]
    assert said_in_threads(local) == [Says("🔴", "web-app", "105 %", "$105 of $100")]


def test_a_group_goes_on_to_name_a_budget_whose_period_ended(world, local):
    for name, period in (("checkout-prod", "day"), ("web-app", "month"), ("support-bot", "month")):
        add(world, name, 100, period=period)
        world.ledger.spend(name, world.now, 85 * NANO)
    run(world)
    run(world, DAY)
    spend(world, 20, "web-app")

    (group,) = [message for message in local.messages("#ai-spend") if not message.get("thread_ts")]
    assert group["text"].startswith("🔴 1 budget passed 100 %, 2 passed 80 %: web-app 105 %")
    assert "checkout-prod: Mon 23 Nov ended within budget: $85 of $100" in str(group["blocks"])


def test_two_channels_are_two_messages(world, local):
    for name, channel in (("checkout-prod", "#checkout"), ("web-app", ""), ("support-bot", "")):
        add(world, name, 100, channel=channel)
        world.ledger.spend(name, world.now, 85 * NANO)
    run(world)

    assert (len(said(local)), len(said(local, "#checkout"))) == (2, 1)


def test_projects_go_into_the_thread_of_their_organisation(world, local):
    add(world, "organisation", 1000)
    add(world, "checkout-prod", 1000)
    add(world, "web-app", 100)
    world.ledger.spend("checkout-prod", world.now, 800 * NANO)
    world.ledger.spend("web-app", world.now, 50 * NANO)
    run(world)

    assert said(local) == [Says("🟠", "The organisation", "85 %", "$850 of $1,000")]
    assert said_in_threads(local) == [
        Says("🟠", "checkout-prod", "80 %", "$800 of $1,000"),
        Says("🟡", "web-app", "50 %", "$50 of $100"),
    ]


def test_over_budget_is_reminded_once_a_day_until_acknowledged(world, local):
    add(world)
    spend(world, 510)
    for _ in range(47):
        run(world, HOUR)
    assert len(said_in_threads(local)) == 1

    with world.store.write() as connection:
        world.store.alerts.acknowledge(connection, "passed-1-20261101-100", "U0SAM", world.now, None)
    for _ in range(48):
        run(world, HOUR)
    assert len(said_in_threads(local)) == 1


def test_the_period_closes_with_its_final_number(world, local):
    add(world)
    spend(world, 411)
    world.now = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
    world.ledger.spend("checkout-prod", world.now, 137 * NANO)
    run(world, timedelta(minutes=40))
    run(world, timedelta(minutes=5))

    assert said(local) == ["🔴 checkout-prod: November ended over budget: $548 of $500 (110 %)"]
    assert said_in_threads(local) == [
        Says("🔴", "checkout-prod", "110 %", "$548 of $500"),
        "🔴 checkout-prod: November ended over budget: $548 of $500 (110 %)",
    ]


def test_what_is_billed_after_the_end_is_told_and_the_end_shows_it(world, local):
    add(world, amount=100, period="day")
    spend(world, 85)
    run(world, 11 * HOUR)
    world.ledger.spend("checkout-prod", NOW, 30 * NANO)
    run(world, HOUR)
    world.ledger.spend("checkout-prod", NOW, 4 * NANO)
    for _ in range(3):
        run(world, 12 * HOUR)

    (message,) = [one for one in local.messages() if not one.get("thread_ts")]
    assert message["text"] == Says("Mon 23 Nov ended over budget: $119 of $100 (119 %)")
    closed, billed = [one for one in local.messages() if one.get("thread_ts")]
    assert closed["text"] == Says("ended within budget: $85 of $100 (85 %)")
    assert billed["text"] == Says("ended over budget: $115 of $100 (115 %)")
    assert "OpenAI billed it when the period was over" in str(billed["blocks"])
    assert [one.get("subtype") for one in (closed, billed)] == [None, "thread_broadcast"]


@pytest.mark.parametrize("away", [pytest.param(0, id="the bot was there"), pytest.param(2, id="the bot was away")])
@pytest.mark.parametrize("days", [4, 20])
def test_a_bill_that_comes_days_late_is_told_once_and_the_end_shows_it(world, local, days, away):
    add(world, amount=100, period="day")
    spend(world, 85)
    world.ledger.bills = {}  # use is read, costs are not
    run(world, away * DAY)
    for _ in range(days):
        run(world, DAY)
    world.ledger.spend("checkout-prod", NOW, 30 * NANO)
    world.ledger.bills = {day: ReadNote(world.now, 1) for day in world.ledger.notes}
    for _ in range(3):
        run(world, HOUR)

    (message,) = [one for one in local.messages() if not one.get("thread_ts")]
    assert message["text"] == Says("Mon 23 Nov ended over budget: $115 of $100 (115 %)")
    closed, billed = [one for one in local.messages() if one.get("thread_ts")]
    assert closed["text"] == Says("ended within budget: $85 of $100 (85 %)")
    assert billed["text"] == Says("ended over budget: $115 of $100 (115 %)")
    assert [one.get("subtype") for one in (closed, billed)] == [None, "thread_broadcast"]


def test_an_acknowledgement_does_not_hide_a_level_that_another_process_told_meanwhile(world, local):
    add(world)
    spend(world, 260)
    sums, key = budget_sums(world.services, world.now), "passed-1-20261101-50"
    shown = AlertEdit(
        key, lambda known: replace(known, acknowledged_by="U0SAM", acknowledged_at=NOW), "", frozenset({1})
    )
    queued = edit(shown, members(key, sums, world.services), sums, world.services)
    world.ledger.spend("checkout-prod", world.now, 160 * NANO)
    world.ledger.read(world.now)
    world.check()
    with world.store.write() as connection:
        put_edit(shown, queued, sums, world.services, connection)
    world.deliver()

    message = str(local.messages()[0])
    assert "alerted at 80 %" in message.replace("\\xa0", " ")
    assert "Acknowledged by <@U0SAM>" in message


def test_a_new_period_starts_afresh(world, local):
    add(world)
    spend(world, 411)
    world.now = datetime(2026, 12, 2, 12, 5, tzinfo=UTC)
    spend(world, 300)

    assert said(local)[-1] == Says("🟡", "checkout-prod", "60 %", "$300 of $500")


def test_a_level_passed_while_nothing_was_read_says_so(world, local):
    add(world)
    spend(world, 100)
    world.ledger.spend("checkout-prod", world.now + 3 * HOUR, 311 * NANO)
    run(world, DAY)

    (message,) = local.messages()
    assert (
        "Passed 80\\xa0% about Mon 23 Nov 17:00, noticed only now: OpenAI could not be read from Mon 23 Nov 14:05 to"
        in str(message)
    )


def test_a_day_that_was_not_read_in_time_is_told_late_and_closed(world, local):
    add(world, period="day", amount=100)
    run(world)
    world.ledger.spend("checkout-prod", world.now + HOUR, 120 * NANO)
    run(world, 3 * DAY)

    assert said(local) == ["🔴 checkout-prod: Mon 23 Nov ended over budget: $120 of $100 (120 %)"]


def test_a_budget_that_was_made_when_past_says_so_once(world, local):
    world.ledger.spend("checkout-prod", world.now, 460 * NANO)
    add(world, created_at=world.now)
    run(world)
    run(world, HOUR)

    assert said(local) == [Says("🟠", "checkout-prod", "already", "92 %", "$460 of $500")]


def test_a_correction_is_said_and_arms_the_level_again(world, local):
    add(world)
    spend(world, 411)
    spend(world, -31)
    spend(world, 30)

    assert said_in_threads(local) == [
        "OpenAI corrected its numbers: checkout-prod is back below 80 %, at $380 of $500 (76 %)."
        " You will be alerted again when it passes 80 %.",
        Says("🟠", "checkout-prod", "82 %", "$410 of $500"),
    ]


def test_a_snooze_until_the_next_level_ends_with_it(world, local):
    budget = add(world)
    spend(world, 260)
    snooze = Snooze(Until.NEXT, 52, world.now + 7 * DAY, "U0SAM", world.now)
    with world.store.write() as connection:
        world.store.alerts.snooze(connection, f"budget:{budget.id}", snooze)
    spend(world, 150)

    assert len(said_in_threads(local)) == 1
    assert world.store.alerts.snoozes() == {}


def test_a_message_keeps_to_slacks_limits_whatever_the_names(world, local):
    for number in range(60):
        add(world, f"<!channel> @here {'long ' * 60}{number}", 100, created_at=world.now, levels=(1, 50))
    checked = world.check()
    world.ledger.read(world.now)

    for queued in world.check().outgoing + checked.outgoing:
        assert violations(queued.message) == ()
        assert unsafe(queued.message) == ()


def test_the_number_of_statements_does_not_grow_with_the_budgets(world, local):
    def reads():
        asked = []
        known = world.ledger.amounts
        world.ledger.amounts = lambda *question: asked.append(question) or known(*question)
        world.check()
        world.ledger.amounts = known
        return len(asked)

    world.ledger.read(world.now)
    add(world)
    world.check()
    few = reads()
    for number in range(200):
        add(world, f"p{number}", 100)

    assert reads() == few


@pytest.mark.parametrize("minutes", [0, 14])
def test_a_period_is_not_closed_before_its_last_hour_was_read(world, local, minutes):
    add(world)
    spend(world, 411)
    world.now = datetime(2026, 12, 1, 0, minutes, tzinfo=UTC)
    run(world)

    assert "closed" not in said(local)[0]


def test_a_reader_that_sees_nothing_is_told_once_and_so_is_its_return(world, local):
    add(world)
    run(world)
    for _ in range(5):
        world.now += HOUR
        note_attempt(world.services, world.now - timedelta(minutes=50))
        world.check()
        world.deliver()
    assert said(local) == ["⚠️ Nothing could be read from OpenAI since Mon 23 Nov 14:05 UTC: 1 budget is not watched"]

    run(world, HOUR)
    run(world, HOUR)
    assert said_in_threads(local) == [
        "OpenAI can be read again since Mon 23 Nov 20:05, after 6 h. What was used meanwhile has been read.",
    ]


def test_a_pace_that_the_level_already_says_is_not_told_beside_it(world, local):
    add(world)
    use_up(world, 9, 40)
    run(world)
    run(world, HOUR)

    assert said(local) == [Says("🟠", "checkout-prod", "72 %", "$360 of $500")]  # on its way to 100 %
    assert said_in_threads(local) == []


def test_a_pace_is_told_once_before_any_level(world, local):
    add(world, amount=1000, levels=(80, 100))
    use_up(world, 9, 70)
    run(world)
    run(world, HOUR)

    (text,) = said(local)
    assert text.startswith("🟠 checkout-prod is on pace to pass its November budget: ≈ $1,")


def test_a_pace_of_the_last_days_alone_is_not_told(world, local):
    add(world, amount=1000, levels=(80, 100))
    use_up(world, 28, 0)
    use_up(world, 9, 70)
    run(world)
    run(world, HOUR)

    assert said(local) == []


def test_a_budget_that_is_made_when_it_is_passed_is_told_within_seconds(tmp_path, simulator):
    bot = Bot(tmp_path / "usage-bot.db", simulator.url)
    bot.snapshot(MIDNIGHT - 2 * DAY)
    bot.learn_names()
    check_changes(bot.services, NOW)
    commands.agree(commands.run_budget("checkout-prod 10/month #checkout", LOCAL, bot.services), LOCAL, bot.services)

    for seconds in (1, 3, 5):
        check_changes(bot.services, NOW + timedelta(seconds=seconds))

    (queued,) = [one for one in bot.services.store.outbox.undelivered(before=NOW + DAY) if one.channel == "#checkout"]
    assert queued.text == Says("checkout-prod", "already")
    bot.close()


def test_nothing_is_looked_at_between_reads_while_nobody_changes_anything(tmp_path, simulator):
    bot = Bot(tmp_path / "usage-bot.db", simulator.url)
    bot.snapshot(MIDNIGHT - 2 * DAY)
    check_budgets(bot.services, NOW)
    before = bot.services.store.meta.get(SEEN)
    bot.now += HOUR
    bot.snapshot(MIDNIGHT)

    check_changes(bot.services, NOW + HOUR)

    assert bot.services.store.meta.get(SEEN) == before
    check_budgets(bot.services, NOW + HOUR)
    assert bot.services.store.meta.get(SEEN) != before
    bot.close()


def unpriced(world, *models):
    """Models without a price that were used today."""
    query = UsageQuery("completions", Period(TODAY, world.now), Width.DAY, COMPLETIONS.dimensions)
    rows = tuple(
        Row(tuple(model if name == "model" else "" for name in query.group_by), (9,) * len(COMPLETIONS.counters), 0, 9)
        for model in models
    )
    world.store.usage.save(query, (Bucket(TODAY, world.now, rows),), world.now)


def blocks_of(local, place=0):
    return str(local.messages()[place]["blocks"])


def test_a_level_and_findings_of_one_run_are_one_message_that_names_each(world, local):
    add(world)
    world.ledger.spend("checkout-prod", world.now, 411 * NANO)
    unpriced(world, "gpt-8", "gpt-9")
    run(world)

    assert said(local) == [Says("🟠", "checkout-prod", "82 %", "$411 of $500")]
    assert Says("*Other alerts*", "⚠️ No price known, so not in dollar sums: gpt-8 and gpt-9") == blocks_of(local)


def test_what_a_message_says_besides_stays_when_it_is_edited(world, local):
    add(world)
    world.ledger.spend("checkout-prod", world.now, 411 * NANO)
    unpriced(world, "gpt-8", "gpt-9")
    run(world)
    spend(world, 99)

    assert said(local) == [Says("🔴", "checkout-prod", "102 %", "$510 of $500")]
    assert "No price known, so not in dollar sums: gpt-8 and gpt-9" in blocks_of(local)


def test_two_levels_and_a_finding_are_one_message_too(world, local):
    for name in ("checkout-prod", "web-app"):
        add(world, name, 100)
        world.ledger.spend(name, world.now, 85 * NANO)
    unpriced(world, "gpt-9")
    run(world)

    assert said(local) == ["🟠 2 budgets passed 80 %: checkout-prod 85 %, web-app 85 %"]
    assert "Model gpt-9 has no price" in blocks_of(local)


def test_a_level_and_one_finding_are_two_messages(world, local):
    add(world)
    world.ledger.spend("checkout-prod", world.now, 411 * NANO)
    unpriced(world, "gpt-9")
    run(world)

    assert len(said(local)) == 2


def test_a_budget_of_another_channel_is_not_grouped_with_findings(world, local):
    add(world, channel="#checkout")
    world.ledger.spend("checkout-prod", world.now, 411 * NANO)
    unpriced(world, "gpt-8", "gpt-9")
    run(world)

    assert (len(said(local)), len(said(local, "#checkout"))) == (2, 1)


EVENING = NOW.replace(hour=23)


@pytest.fixture
def at_night(world):
    """From 22:00 to 07:00 is quiet, and it is 23:00."""
    world.settings = load_settings(values={**SETTINGS, "USAGE_BOT_QUIET_HOURS": "22:00-07:00"})
    world.now = EVENING
    run(world)
    world.restart()
    return world


def test_a_level_below_full_waits_for_the_morning_and_is_told_once(at_night, local):
    add(at_night)
    spend(at_night, 260)
    spend(at_night, 151)
    run(at_night, 3 * HOUR)
    assert said(local) == []

    at_night.now = EVENING + 8 * HOUR
    run(at_night)
    run(at_night, HOUR)

    assert said(local) == [Says("🟠", "checkout-prod", "82 %", "$411 of $500")]


def test_a_level_that_waited_for_the_morning_says_when_it_was_passed(at_night, local):
    add(at_night)
    for hour in range(9):
        at_night.now = EVENING + hour * HOUR
        if hour == 3:
            at_night.ledger.spend("checkout-prod", at_night.now, 411 * NANO)
        run(at_night)

    assert "Passed 80\\xa0% about Tue 24 Nov 02:00; held back until the quiet hours ended" in blocks_of(local)
    assert "alerted at 80\\xa0% Tue 24 Nov 07:05" in blocks_of(local)


def test_a_full_budget_is_told_at_night(at_night, local):
    add(at_night)
    spend(at_night, 411)
    spend(at_night, 99)

    assert said(local) == [Says("🔴", "checkout-prod", "102 %", "$510 of $500")]


def test_a_day_that_ends_at_night_is_told_and_closed_in_the_morning(at_night, local):
    add(at_night, amount=100, period="day")
    spend(at_night, 85)
    run(at_night, 3 * HOUR)
    assert said(local) == []

    run(at_night, 5 * HOUR)

    assert "ended within budget: $85 of $100" in blocks_of(local)


def test_what_a_rule_finds_at_night_is_told_in_the_morning(at_night, local):
    unpriced(at_night, "gpt-8")
    run(at_night)
    assert said(local) == []

    run(at_night, 8 * HOUR)

    assert ["gpt-8 has no price" in text for text in said(local)] == [True]


def test_the_end_of_the_quiet_is_noticed_without_a_read(at_night):
    run(at_night)
    at_night.now = EVENING + 8 * HOUR
    check_changes(at_night.services, at_night.now)

    assert at_night.store.meta.get(QUIET) == ""


def test_a_night_that_ended_is_not_quiet_again_when_the_clocks_go_back(world, local):
    quiet = {"USAGE_BOT_QUIET_HOURS": "22:00-02:30", "USAGE_BOT_TIMEZONE": "Europe/Berlin"}
    world.settings = load_settings(values={**SETTINGS, **quiet})
    world.restart()
    add(world)
    world.now = datetime(2027, 10, 31, tzinfo=UTC)  # 02:00 for the first time
    spend(world, 260)
    assert said(local) == []

    run(world, timedelta(minutes=30))
    run(world, timedelta(minutes=40))  # 02:10 for the second time
    spend(world, 151)

    assert said(local) == [Says("82 %", "$411 of $500")]
    assert len(said_in_threads(local)) == 1


@pytest.fixture
def new(world):
    """Nobody has looked before."""
    with world.store.write() as connection:
        connection.execute("DELETE FROM meta WHERE key = ?", (SEEN,))
    return world


def test_what_the_first_look_finds_is_one_message_and_calls_nobody(new, local):
    add(new, owner="U0SAM")
    new.ledger.spend("checkout-prod", new.now, 411 * NANO)
    unpriced(new, "gpt-9")
    run(new)

    assert len(said(local)) == 1
    assert "Model gpt-9 has no price" in blocks_of(local)
    assert local.messages("D0SAM") == []


def test_a_first_look_without_budgets_says_so(new, local):
    unpriced(new, "gpt-8", "gpt-9")
    run(new)

    (text,) = said(local)
    assert (
        text
        == "First look at your organisation: 2 things found: ⚠️ No price known, so not in dollar sums: gpt-8 and gpt-9"
    )


def test_what_is_found_after_the_first_look_is_told_as_ever(new, local):
    run(new)
    add(new)
    spend(new, 411)
    unpriced(new, "gpt-9")
    run(new, HOUR)

    assert len(said(local)) == 2
