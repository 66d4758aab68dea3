"""Budgets from Slack and from the terminal: shown before they are saved, changed by who may, audited."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from bot import commands
from bot.commands.budget_changes import stands
from bot.commands.request import LOCAL, Asker, Click
from bot.core.alerts.levels import AlertRow, AlertState, Mark, State
from bot.core.alerts.outbox import QueuedMessage
from bot.core.amounts import NANO, Amount
from bot.core.budgets.budget import Budget, BudgetStatus, Raise
from bot.core.budgets.budget_messages import BudgetLine, over_message
from bot.core.errors import UserError
from bot.core.names import Named, Names
from bot.core.periods import Period
from bot.core.slack.limits import unsafe, violations
from bot.core.slack.message import Message
from tests.simulation.faults import Dice, MemorySlack
from tests.simulation.world import World

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
DANA = Asker("U0DANA", "T0", "C0SPEND", is_admin=True)
SAM = Asker("U0SAM", "T0", "C0SPEND")
OWN_CHANNEL = Asker("U0KIM", "T0", "C0KIM", channel_names=lambda: frozenset({"#kim"}))
OLD = datetime(2026, 9, 1, tzinfo=UTC)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path / "usage-bot.db", MemorySlack(Dice(Random(0)), lambda: NOW), NOW)  # noqa: S311
    names = [Named("project", f"proj_{name}", name) for name in ("checkout-prod", "web-app")]
    world.store.names.save(names, NOW)
    yield world
    world.close()


def say(world, text, asker=DANA):
    return commands.run_budget(text, asker, world.services)


def press(world, reply, label, asker=DANA):
    message = getattr(reply, "message", reply)
    buttons = [one for block in message.blocks if block["type"] == "actions" for one in block["elements"]]
    button = next(one for one in buttons if one.get("text", {}).get("text") == label)
    click = Click(button["action_id"], button["value"], asker)
    return commands.click(click, world.services).replacement


def edited(world, key):
    """What the newest edit of a message makes of it."""
    with world.store.read() as connection:
        (body,) = connection.execute(
            "SELECT body FROM outbox WHERE act = 'edit' AND about = ? ORDER BY id DESC", (key,)
        ).fetchone()
    return body


def budgets(world):
    return [(one.names, one.amount // NANO, one.period, one.levels) for one in world.store.budgets.all()]


def audited(world):
    return [(line.actor, line.action) for line in world.store.audit.lines()]


def add(world, amount=500, **rest):
    budget = Budget("project", ("proj_checkout-prod",), "cost", amount * NANO, "month", created_at=OLD, **rest)
    with world.store.write() as connection:
        return world.store.budgets.add(connection, budget)


def test_a_budget_is_shown_before_it_is_saved(world):
    reply = say(world, "checkout-prod 500/month warn 50 80")

    assert reply.message.text == "New budget for checkout-prod: $500 a month, alerts at 50 and 80 %"
    assert budgets(world) == []

    saved = press(world, reply, "Save")
    assert saved.text.startswith("Saved. checkout-prod: $500 a month")
    assert budgets(world) == [(("proj_checkout-prod",), 500, "month", (50, 80))]
    assert audited(world) == [("U0DANA", "budget made")]


def test_a_change_of_a_budget_that_is_not_there_says_so_first(world):
    for typed, verb in (("lower checkout-prod to 5000", "lower"), ("increase checkout-prod to 5000", "raise")):
        first = f"checkout-prod has no monthly budget to {verb}. Make a new one? New budget for checkout-prod: $5,000 a"
        message = say(world, typed).message
        assert message.text.startswith(first)
        assert "primary" not in str(message.blocks)


def test_the_terminal_saves_what_was_agreed_to(world):
    reply = say(world, "checkout-prod 500/month", LOCAL)
    assert (reply.proposes, budgets(world)) == (True, [])

    commands.agree(reply, LOCAL, world.services)
    assert budgets(world) == [(("proj_checkout-prod",), 500, "month", (50, 80, 100))]


def test_the_terminal_deletes_what_was_agreed_to(world):
    add(world)
    reply = say(world, "delete checkout-prod", LOCAL)
    assert len(budgets(world)) == 1

    commands.agree(reply, LOCAL, world.services)
    assert budgets(world) == []


@pytest.mark.parametrize(
    ("words", "asker", "offered"),
    [
        ("checkout-prod 500 @dana", DANA, "budget checkout-prod 500"),
        ("checkout-prod 500 owner @dana", LOCAL, "budget checkout-prod 500"),
        ("checkout-prod 500/week in #shop", DANA, "budget checkout-prod 500/week"),
    ],
)
def test_plain_text_in_a_links_place_is_refused_and_the_rest_offered(world, words, asker, offered):
    reply = say(world, words, asker)

    assert (reply.understood, reply.facts["suggestions"][0]) == (False, offered)
    assert commands.run(offered, asker, world.services).proposes


def test_a_terminal_may_name_a_channel(world):
    commands.agree(say(world, "checkout-prod 500 #shop", LOCAL), LOCAL, world.services)

    assert world.store.budgets.all()[0].channel == "#shop"


def test_cancelling_saves_nothing(world):
    press(world, say(world, "checkout-prod 500/month"), "Cancel")

    assert (budgets(world), audited(world)) == ([], [])


def test_the_same_words_change_the_budget_that_is_there(world):
    add(world, levels=(90,))

    reply = say(world, "checkout-prod 700")
    press(world, reply, "Save")

    assert "Until now: $500 a month, alerts at 90 %" in str(reply.message.blocks)
    assert budgets(world) == [(("proj_checkout-prod",), 700, "month", (90,))]
    assert audited(world) == [("U0DANA", "budget changed")]


def test_a_double_press_makes_one_budget(world):
    reply = say(world, "checkout-prod 500/month")
    for _ in range(2):
        press(world, reply, "Save")

    assert len(budgets(world)) == 1


def test_who_is_no_admin_changes_nothing(world):
    reply = say(world, "checkout-prod 500/month")
    refused = say(world, "checkout-prod 500/month", SAM)

    with pytest.raises(UserError, match="USAGE_BOT_ADMINS"):
        press(world, reply, "Save", SAM)
    assert "USAGE_BOT_ADMINS" in refused.message.text
    assert budgets(world) == []


def test_a_deleted_budget_can_be_brought_back(world):
    add(world)

    deleted = say(world, "delete checkout-prod")
    assert budgets(world) == []
    press(world, deleted, "Undo")

    assert len(budgets(world)) == 1
    assert audited(world) == [("U0DANA", "budget restored"), ("U0DANA", "budget deleted")]


def test_a_raise_has_an_end_and_a_reason(world):
    add(world)

    reply = say(world, "raise checkout-prod to 700 until 2026-11-27 because launch week")
    press(world, reply, "Raise budget")

    (budget,) = world.store.budgets.all()
    until = datetime(2026, 11, 27, 9, tzinfo=UTC)
    assert budget.raised == Raise(700 * NANO, until, "launch week", "U0DANA")
    assert "raised to $700 until Fri 27 Nov 09:00 by <@U0DANA>: launch week" in reply.message.text


@pytest.mark.parametrize(("words", "amount"), [("by 20%", 600), ("+20 %", 600), ("by $200", 700), ("to 1k", 1000)])
def test_a_raise_may_be_relative(world, words, amount):
    add(world)

    commands.agree(say(world, f"raise checkout-prod {words}", LOCAL), LOCAL, world.services)

    (budget,) = world.store.budgets.all()
    assert budget.raised.amount == amount * NANO


@pytest.mark.parametrize("words", ["raise checkout-prod to 400", "raise web-app to 900", "raise checkout-prod"])
def test_a_raise_that_makes_no_sense_is_refused(world, words):
    add(world)

    assert not say(world, words, LOCAL).understood


def test_the_list_shows_the_fullest_first_and_what_is_not_covered(world):
    add(world)
    world.ledger.spend("checkout-prod", datetime(2026, 11, 20, tzinfo=UTC), 411 * NANO)

    reply = say(world, "list")

    assert reply.message.text == "1 budget, none over budget"
    assert reply.facts["budgets"][0]["amount"] == 500 * NANO


def test_every_message_keeps_to_slacks_limits(world):
    name = "<!channel> @here " + "x" * 300
    world.store.names.save([Named("project", "proj_evil", name)], NOW)
    with world.store.write() as connection:
        world.store.budgets.add(connection, Budget("project", ("proj_evil",), "cost", NANO, "month", created_at=NOW))
    add(world)
    texts = ("", "list", "show proj_evil", "checkout-prod 700", "raise checkout-prod to 900 because <!here>", "alerts")

    for text in texts:
        message = say(world, text).message
        assert (violations(message), unsafe(message)) == ((), ())
        assert "<!channel>" not in str(message)


def test_nothing_is_said_twice_by_an_alert_that_was_acknowledged(world):
    add(world, owner="U0SAM")
    world.ledger.spend("checkout-prod", datetime(2026, 11, 20, tzinfo=UTC), 411 * NANO)
    world.ledger.read(NOW)
    world.check()
    world.deliver()

    commands.click(Click("alert_ack", "passed-1-20261101-80", SAM), world.services)

    shown = edited(world, "passed-1-20261101-80")
    assert "Acknowledged by <@U0SAM>" in shown
    assert "alert_ack" not in shown


def test_an_alert_is_for_admins_and_the_owner(world):
    add(world)
    world.ledger.spend("checkout-prod", datetime(2026, 11, 20, tzinfo=UTC), 411 * NANO)
    world.ledger.read(NOW)
    world.check()

    with pytest.raises(UserError, match="owner"):
        commands.click(Click("alert_ack", "passed-1-20261101-80", SAM), world.services)


@pytest.mark.parametrize(
    ("words", "until", "full"),
    [
        ("until next level", "next", False),
        ("+20%", "further", False),
        ("until the reset", "reset", False),
        ("till tomorrow 9am", "morning", False),
        ("until the reset even at 100 %", "reset", True),
    ],
)
def test_a_snooze_is_read(world, words, until, full):
    add(world)

    assert say(world, f"snooze checkout-prod {words}").understood

    snooze = world.store.alerts.snoozes()["budget:1"]
    assert (snooze.until.value, snooze.hides_full) == (until, full)


@pytest.mark.parametrize(
    ("words", "snoozed", "told"),
    [
        (
            "everything",
            {"budget:1", "budget:2", "budget:3"},
            "checkout-prod, web-app and the organisation until Tue 24 Nov",
        ),
        ("all alerts but web-app", {"budget:1", "budget:3"}, "checkout-prod and the organisation until Tue 24 Nov"),
        ("everything except the org budget", {"budget:1", "budget:2"}, "checkout-prod and web-app until Tue 24 Nov"),
        ("organisation", {"budget:3"}, "the organisation until Tue 24 Nov"),
    ],
)
def test_everything_is_snoozed_but_what_is_left_out(world, words, snoozed, told):
    add(world)
    with world.store.write() as connection:
        world.store.budgets.add(connection, Budget("project", ("proj_web-app",), "cost", 5 * NANO, "day"))
        world.store.budgets.add(connection, Budget("organisation", (), "cost", 5000 * NANO, "month"))

    reply = say(world, f"snooze {words} until tomorrow 9am")

    assert set(world.store.alerts.snoozes()) == snoozed
    assert told in reply.message.text


def test_several_are_snoozed_until_a_moment(world):
    add(world)

    refused = say(world, "snooze everything until next level")

    assert not refused.understood
    assert world.store.alerts.snoozes() == {}


def state(**fields):
    """What Slack sends of a form that was filled in."""
    kinds = {"period": "selected_option", "budget": "selected_option", "until": "selected_date"}
    kinds |= {"owner": "selected_user", "channel": "selected_conversation"}
    filled = {
        name: {"value": value} if kinds.get(name) == "selected_option" else value for name, value in fields.items()
    }
    return {name: {name: {kinds.get(name, "value"): value}} for name, value in filled.items()}


def alert(world, dollars=411, **rest):
    """A living message of checkout-prod's budget, and its key."""
    add(world, **rest)
    world.ledger.spend("checkout-prod", datetime(2026, 11, 20, tzinfo=UTC), dollars * NANO)
    world.ledger.read(NOW)
    world.check()
    world.deliver()
    return "passed-1-20261101-80"


@pytest.mark.parametrize("owner", ["<@U0USAGEBOT>", "<@U0USAGEBOT|usage-bot>", "@usage-bot", "@nightly-job"])
def test_an_owner_who_reads_no_messages_is_refused_and_the_rest_offered(world, owner):
    world.store.names.save([Named("user", "svc_acct_1", "nightly-job")], NOW)
    reply = say(world, f"web-app 300/month owner {owner}")
    assert "is a bot or a service account, which reads no messages. A budget's owner is a person." in reply.message.text
    assert _offered(reply)[0] == "budget web-app 300/month"


def _offered(reply):
    rows = [block["elements"] for block in reply.message.blocks if block["type"] == "actions"]
    return [one["value"] for row in rows for one in row]


def test_one_for_everyone_is_asked_back_with_a_line_for_each_meaning(world):
    reply = say(world, "each project 100/month")
    assert "One budget for all together, or one for each project by itself?" in reply.message.text
    assert set(_offered(reply)) == {
        f"budget {what} 100 per month" for what in ("organisation", "checkout-prod", "web-app")
    }


def test_a_form_leads_to_the_same_preview_as_words(world):
    opened = commands.click(Click("budget_form", "new", DANA), world.services).view
    values = state(
        what="checkout-prod", amount="$500", period="month", levels="50 80", owner="U0SAM", channel="C0SPEND"
    )
    preview = commands.click(Click("budget_submit", "", DANA, state=values), world.services).private

    assert opened["callback_id"] == "budget_submit"
    assert preview.text == (
        "New budget for checkout-prod: $500 a month, alerts at 50 and 80 % in <#C0SPEND>, owner <@U0SAM>"
    )
    press(world, preview, "Save")
    assert len(budgets(world)) == 1


def test_an_alert_is_raised_from_its_button(world):
    key = alert(world)

    view = commands.click(Click("alert_raise", key, DANA), world.services).view
    values = state(budget="1", amount="700", until="2026-11-28", reason="launch")
    commands.click(Click("raise_submit", "", DANA, state=values), world.services)
    world.check()

    assert view["blocks"][0]["element"]["options"][0]["text"]["text"] == "checkout-prod, $500 a month"
    (budget,) = world.store.budgets.all()
    assert (budget.raised.amount, budget.raised.reason) == (700 * NANO, "launch")
    assert "Budget raised to $700 until Sat 28 Nov 09:00 by <@U0DANA>: launch" in edited(world, key)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param({"raised": Raise(700 * NANO, None, "launch", "U0SAM")}, "$411 of $700 (59 %).", id="a raise"),
        pytest.param(
            {"amount": 400 * NANO},
            "$411 of $400 (103 %); #ai-spend gets an alert now.",
            id="lowered past a level",
        ),
    ],
)
def test_no_message_is_promised_that_will_not_come(world, change, words):
    alert(world)
    (known,) = world.store.budgets.all()

    assert stands(replace(known, **change), world.budget_sums(), world.services) == f"It stands at {words}"


def test_what_is_expected_is_noted_until_the_end_of_its_day(world):
    key = alert(world)

    view = commands.click(Click("alert_snooze", f"expected:{key}", DANA), world.services).view
    commands.click(Click("expected_submit", key, DANA, state=state(until="2026-11-28")), world.services)

    assert view["private_metadata"] == key
    snooze = world.store.alerts.snoozes()["expected:budget:1"]
    assert snooze.ends_at == datetime(2026, 11, 29, tzinfo=UTC)


def test_the_menu_of_an_alert_snoozes_its_budget(world):
    key = alert(world)

    told = commands.click(Click("alert_snooze", f"further:{key}", DANA), world.services).private

    still = "You will still be alerted at 100 %."
    assert told.text == f"Snoozed until 20 % is used. {still} Levels passed until then alert afterwards."
    assert "Snoozed by <@U0DANA>" in edited(world, key)


def test_why_is_answered_to_the_one_who_asked(world):
    told = commands.click(Click("alert_why", alert(world), SAM), world.services).private

    assert told.text == "checkout-prod: too little was read yet to compare"


def test_the_list_of_alerts_says_who_is_on_it(world):
    key = alert(world)
    commands.click(Click("alert_ack", key, DANA), world.services)

    reply = commands.run("alerts", DANA, world.services)

    assert reply.message.text == "1 open alert, acknowledged or snoozed"
    assert "acknowledged by <@U0DANA> Mon 23 Nov 14:05" in str(reply.message.blocks)


def test_a_budget_on_pace_is_open_until_a_level_tells_of_it(world):
    budget = add(world)
    row = AlertRow("pace", budget.id, "", datetime(2026, 11, 1, tzinfo=UTC), 118, NOW, "pace-key")
    with world.store.write() as connection:
        world.store.alerts.note(connection, row)
    paced = commands.run("alerts", DANA, world.services).message
    world.ledger.spend("checkout-prod", NOW, 411 * NANO)
    world.ledger.read(NOW)
    world.check()

    assert paced.text == "1 open alert, not acknowledged"
    assert "checkout-prod is on pace for 118 % of its budget or more" in str(paced.blocks)
    assert commands.run("alerts", DANA, world.services).facts["findings"] == []


def group(world):
    """Two budgets that one message tells of; one of them is Sam's."""
    add(world, owner="U0SAM")
    with world.store.write() as connection:
        other = Budget("project", ("proj_web-app",), "cost", 500 * NANO, "month", created_at=OLD)
        world.store.budgets.add(connection, other)
        for id in (1, 2):
            marks = (Mark(80, State.TOLD, NOW),)
            state = AlertState(marks, "terms", "group-key", told_at=NOW)
            world.store.alerts.save(connection, id, datetime(2026, 11, 1, tzinfo=UTC), state, marks)
        queued = QueuedMessage("group-key", "#ai-spend", Message("2 budgets"))
        world.store.outbox.put(connection, queued, now=NOW)


def acknowledged(world):
    told = world.store.alerts.states(datetime(2026, 10, 1, tzinfo=UTC))
    return {id: state.acknowledged_by for (id, _), state in told.items()}


def test_of_a_message_for_several_only_ones_own_are_acknowledged(world):
    group(world)
    said = commands.click(Click("alert_ack", "group-key", SAM), world.services).private

    assert acknowledged(world) == {1: "U0SAM", 2: ""}
    assert "That is for checkout-prod; the other one is not yours to change" in str(said.blocks)


def test_of_a_message_for_several_only_ones_own_are_snoozed(world):
    group(world)
    said = commands.click(Click("alert_snooze", "next:group-key", SAM), world.services).private

    assert set(world.store.alerts.snoozes()) == {"budget:1"}
    assert "That is for checkout-prod; the other one is not yours to change" in str(said.blocks)


def test_of_a_message_for_several_only_ones_own_are_expected(world):
    group(world)
    chosen = Click("expected_submit", "group-key", SAM, state=state(until="2026-11-28"))
    said = commands.click(chosen, world.services).private

    assert set(world.store.alerts.snoozes()) == {"expected:budget:1"}
    assert "That is for checkout-prod; the other one is not yours to change" in str(said.blocks)


@pytest.mark.parametrize(
    ("words", "changed"),
    [
        pytest.param("ack", "acknowledged", id="ack"),
        pytest.param("ok seen it, im on it", "acknowledged", id="in own words"),
        pytest.param("snooze until tomorrow", "budget:1", id="snooze"),
        pytest.param("expected until friday", "expected:budget:1", id="expected"),
        pytest.param("raise to 700", "", id="raise"),
    ],
)
def test_words_in_the_thread_of_a_message_for_several_change_only_ones_own(world, words, changed):
    group(world)
    world.deliver()
    (posted,) = world.slack.sent
    said = commands.talk(words, replace(SAM, channel_id=posted.channel, thread_ts=posted.ts), world.services)

    assert acknowledged(world) == {1: "U0SAM" if changed == "acknowledged" else "", 2: ""}
    assert {*world.store.alerts.snoozes()} == {changed} - {"acknowledged", ""}
    assert [budget.raised for budget in world.store.budgets.all()] == [None, None]
    told = "the other one is not yours to change" if changed else "This message is about several budgets"
    assert told in str(said.message.blocks)


def test_of_a_message_for_several_an_admin_changes_all(world):
    group(world)
    commands.click(Click("alert_ack", "group-key", DANA), world.services)

    assert acknowledged(world) == {1: "U0DANA", 2: "U0DANA"}


@pytest.mark.parametrize("channel", ["C0KIM", "#kim"])
@pytest.mark.parametrize(("asker", "is_shown"), [(DANA, True), (SAM, False), (OWN_CHANNEL, True)])
def test_a_budget_of_a_person_is_for_admins_and_its_own_channel(world, asker, is_shown, channel):
    world.store.names.save([Named("user", "user-kim", "user-kim")], NOW)
    with world.store.write() as connection:
        person = Budget("user", ("user-kim",), "cost", 100 * NANO, "month", channel=channel, created_at=OLD)
        world.store.budgets.add(connection, person)
        state = AlertState((Mark(80, State.TOLD, NOW),), "terms", "kims-key", told_at=NOW)
        world.store.alerts.save(connection, 1, datetime(2026, 11, 1, tzinfo=UTC), state, state.marks)

    for words in ("budgets", "alerts"):
        assert ("user-kim" in str(commands.run(words, asker, world.services).message.blocks)) is is_shown, words
    shown = commands.run_budget("user-kim", asker, world.services).message
    assert ("$100" in str(shown.blocks)) is is_shown, shown
    if not is_shown:
        with pytest.raises(UserError):
            commands.click(Click("alert_why", "kims-key", asker), world.services)


@pytest.mark.parametrize(("words", "asker"), [("user:user-kim 100/month", DANA), ("user-kim $5 a day", LOCAL)])
def test_a_budget_of_a_person_without_a_channel_of_its_own_is_refused(world, words, asker):
    """The alert channel is read by everybody."""
    world.store.names.save([Named("user", "user-kim", "user-kim")], NOW)
    assert "needs a channel of its own" in commands.run_budget(words, asker, world.services).message.text
    assert commands.run_budget(f"{words} in <#C0KIM|kim>", asker, world.services).message.text.startswith("New budget")


@pytest.mark.parametrize(
    ("words", "percent"),
    [("who is over 80 %", 80), ("which budgets are past 90%?", 90), ("has anyone hit 50 percent of budget", 50)],
)
def test_budgets_past_a_percentage_are_asked_for(world, words, percent):
    add(world)

    reply = commands.run(words, DANA, world.services)

    assert (reply.message.text, reply.facts["over"]) == (f"No budget is over {percent} %", percent)


def test_budgets_past_a_percentage_are_counted():
    month = Period(datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC))
    budget = Budget("project", ("proj_checkout-prod",), "cost", 500 * NANO, "month", id=1)
    line = BudgetLine(BudgetStatus(budget, month, 500 * NANO, Amount(411 * NANO)))

    assert over_message([line], [], 80, 3, Names(())).text == "1 of 3 budgets is over 80 %"


def ask(world, text, asker=DANA):
    """The words in the channel, where the question before is remembered for half an hour."""
    reply = commands.run(text, asker, world.services)
    if reply.words:
        place, person = asker.spot.place, asker.spot.person(asker.user_id)
        world.services.store.conversations.note(place, person, reply.words, world.now)
    return reply


@pytest.mark.parametrize(
    ("said", "offered"),
    [
        ("double it", "budget double web-app"),
        ("make it 600", "budget web-app 600"),
        ("make it 600 for this week only", "raise web-app to 600 until the end of this week"),
        ("make it 450 for this week only", "lower #1 to $450"),
        ("snooze it till monday", "snooze web-app till monday"),
        ("delete it", "delete budget web-app"),
    ],
)
def test_a_change_to_the_budget_just_shown_is_offered_with_its_name(world, said, offered):
    press(world, say(world, "web-app 500/month"), "Save")
    press(world, say(world, "checkout-prod 900/month"), "Save")
    ask(world, "budget web-app")

    reply = ask(world, said)

    assert not reply.understood
    assert reply.facts["suggestions"][0] == offered
    assert world.store.budgets.all()[0].amount == 500 * NANO


def test_a_change_that_points_at_nothing_shown_is_asked_back_for_each_budget(world):
    press(world, say(world, "web-app 500/month"), "Save")
    press(world, say(world, "checkout-prod 900/month"), "Save")

    reply = commands.run("double it", LOCAL, world.services)

    assert reply.facts["suggestions"] == ["budget double web-app", "budget double checkout-prod", "budgets"]
    assert commands.run("delete it", LOCAL, world.services).facts["suggestions"] != ["delete budget web-app"]
