"""`every …` and `reports`: shown before it is kept, listed, paused and deleted; audited."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from bot import commands
from bot.commands import reports
from bot.commands.request import LOCAL, Asker, Click
from bot.core.errors import UserError
from bot.core.names import Named
from bot.core.reports.schedules import DueReport, Schedule
from bot.core.slack.fallbacks import ladder
from bot.core.slack.limits import unsafe, violations
from bot.jobs.report_writing import write
from bot.settings import load_settings
from tests.living import Bot
from tests.moment import NOW

ADMIN = Asker("U0DANA", "T1", "C0SPEND", is_admin=True)
ANYBODY = Asker("U0SAM", "T1", "C0SPEND")
WORDS = "every weekday 9am cost yesterday by model in #ai-spend only over $50 only if changed"


@pytest.fixture
def bot(tmp_path):
    bot = Bot(tmp_path / "usage-bot.db", "http://127.0.0.1:9/v1")
    yield bot
    bot.close()


def _press(bot, message, label, asker=ADMIN):
    buttons = [one for block in message.blocks if block["type"] == "actions" for one in block["elements"]]
    button = next(one for one in buttons if one["text"]["text"] == label)
    click = Click(button["action_id"], button["value"], asker)
    return commands.click(click, bot.services).replacement


def _kept(bot):
    return bot.services.store.schedules.all()


def test_a_report_is_shown_before_it_is_kept(bot):
    preview = bot.say(WORDS, ADMIN).message
    assert _kept(bot) == ()
    told = "very weekday at 09:00 UTC in #ai-spend: cost yesterday by model, only over $50, only if changed."
    assert preview.text == f"New report, not saved yet: e{told} First on Tue 24 Nov 09:00."
    saved = _press(bot, preview, "Save")
    (schedule,) = _kept(bot)
    assert saved.text == f"Saved as report 1. E{told} First on Tue 24 Nov 09:00."
    assert (schedule.channel, schedule.created_by) == ("#ai-spend", "U0DANA")


def test_a_report_that_is_cancelled_is_not_kept(bot):
    assert _press(bot, bot.say(WORDS, ADMIN).message, "Cancel").text == "No report was saved."
    assert _kept(bot) == ()


def test_saving_twice_makes_one_report(bot):
    preview = bot.say(WORDS, ADMIN).message
    first, again = (_press(bot, preview, "Save") for _ in range(2))
    assert (len(_kept(bot)), again.text) == (1, first.text)
    bot.say("reports pause 1", ADMIN)
    assert _press(bot, preview, "Save").text.startswith("Saved as report 2.")


def test_the_digest_of_the_settings_is_not_made_again(bot):
    values = {"OPENAI_ADMIN_KEY": "sk-admin-none", "USAGE_BOT_ALERT_CHANNEL": "#ai-spend"}
    bot.services = replace(bot.services, settings=load_settings(values=values))
    saved = _press(bot, bot.say("every day 9am digest in #ai-spend", ADMIN).message, "Save")
    assert saved.text.startswith("The settings send this report already. Every day at 09:00 UTC in #ai-spend: digest.")
    assert _kept(bot) == ()


def test_without_a_channel_it_is_the_one_where_it_was_asked(bot):
    preview = bot.say("every monday last week", ADMIN).message
    assert "in <#C0SPEND>: last week" in preview.text
    _press(bot, preview, "Save", Asker("U0DANA", "T1", "C0OTHER", is_admin=True))
    assert _kept(bot)[0].channel == "C0SPEND"


def test_the_terminal_sees_it_first_too(bot):
    bot.say(WORDS)
    assert _kept(bot) == ()
    assert bot.say_yes(WORDS).text.startswith("Saved as report 1.")
    assert len(_kept(bot)) == 1


def test_in_the_terminal_a_channel_must_be_named(bot):
    reply = bot.say("every day 9am yesterday")
    assert not reply.understood
    assert reply.message.text.startswith("Say in which channel")


def test_reports_are_paused_resumed_and_deleted(bot):
    bot.say_yes(WORDS)
    paused = _press(bot, bot.say("reports", ADMIN).message, "Pause")
    assert paused.text == "Report 1 is paused. 1 report."
    assert _kept(bot)[0].paused
    bot.now += timedelta(days=9)
    _press(bot, paused, "Resume")
    assert (_kept(bot)[0].paused, _kept(bot)[0].created_at) == (False, bot.now)
    assert bot.say("reports delete 1").message.text.startswith("Report 1 is deleted.")
    assert _kept(bot) == ()
    actions = [line.action for line in bot.services.store.audit.lines()]
    assert actions == ["report deleted", "report resumed", "report paused", "report made"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("every day 9am digest for checkout-prod in #checkout", ("#checkout", "UTC", (9, 0), 7, {"pay"})),
        ("every monday 8:30 digest project:web-app in tokyo in #x", ("#x", "Asia/Tokyo", (8, 30), 1, {"web"})),
        ("every weekday digest checkout-prod and web-app in #x only over $5", ("#x", "UTC", (9, 0), 5, {"pay", "web"})),
        ("every mon, thu at 17:00 digest except web-app to #x", ("#x", "UTC", (17, 0), 2, {"web"})),
        ("every day in #x at 7am digest", ("#x", "UTC", (7, 0), 7, set())),
    ],
)
def test_a_digest_has_its_own_channel_hour_zone_days_and_projects(bot, words, expected):
    bot.services.store.names.save([Named("project", "pay", "checkout-prod"), Named("project", "web", "web-app")], NOW)
    bot.say_yes(words)
    (kept,) = _kept(bot)
    asked = reports._asked(kept, bot.services)
    projects = {id for one in asked.filters for id in one.values}
    found = (kept.channel, kept.zone, (kept.at.hour, kept.at.minute), len(kept.days), projects)
    assert (kept.is_digest, found) == (True, expected)


def test_a_digest_can_be_scheduled_too(bot):
    bot.say_yes("every day 8am digest in #leads")
    assert (_kept(bot)[0].kind, _kept(bot)[0].question) == ("digest:1", "digest")


def _filled(**fields):
    """A form's state as Slack sends it: text, choices and a channel."""
    kinds = {"days": "option", "changed": "option", "channel": "channel"}
    values = {
        "option": lambda value: {"selected_option": {"value": value}},
        "channel": lambda value: {"selected_conversation": value},
        "text": lambda value: {"value": value},
    }
    return {name: {name: values[kinds.get(name, "text")](value)} for name, value in fields.items()}


def test_a_form_opens_from_the_list_and_leads_to_the_same_preview(bot):
    (button,) = bot.say("every", ADMIN).message.blocks[-1]["elements"]
    view = commands.click(Click(button["action_id"], button["value"], ADMIN), bot.services).view
    assert [field["block_id"] for field in view["blocks"]] == [
        *("what", "days", "at", "zone", "channel", "over", "changed")
    ]
    state = _filled(
        what="digest", days="weekday", at="9:30", zone="Europe/Berlin", channel="C0LEADS", over="$50", changed="quiet"
    )
    preview = commands.click(Click(view["callback_id"], "", ADMIN, state=state), bot.services).private
    assert preview.text == (
        "New report, not saved yet: every weekday at 09:30 Berlin time in <#C0LEADS>: digest in Europe/Berlin,"
        " only over $50, only if changed. First on Tue 24 Nov 09:30."
    )
    _press(bot, preview, "Save")
    (kept,) = _kept(bot)
    assert (kept.zone, kept.channel, kept.only_over, kept.only_changed) == (
        "Europe/Berlin",
        "C0LEADS",
        50_000_000_000,
        True,
    )


def test_a_form_that_asks_for_nothing_the_grammar_knows_stays_open(bot):
    state = _filled(what="flibbertigibbet", days="day", at="9", zone="UTC")
    with pytest.raises(UserError):
        commands.click(Click("report_submit", "", ADMIN, state=state), bot.services)


def test_a_preview_can_be_looked_at_before_it_is_saved(bot):
    preview = bot.say("every day 9am digest", ADMIN).message
    (row,) = [block["elements"] for block in preview.blocks if block["type"] == "actions"]
    show = next(one for one in row if one["text"]["text"] == "Show it now")
    shown = commands.click(Click(show["action_id"], show["value"], ADMIN), bot.services)
    assert shown.replacement is None
    assert shown.private.text.startswith("Mon 16 – Sun 22 Nov UTC: ")


@pytest.mark.parametrize(
    ("typed", "day"),
    [("digest", "2026-11-22"), ("digest 2026-11-20", "2026-11-20"), ("digest today", "2026-11-22")],
)
def test_a_digest_of_any_day_that_is_over_can_be_asked_for(bot, typed, day):
    reply = bot.say(typed, ANYBODY)
    assert (reply.understood, reply.facts["day"]) == (True, day)


@pytest.mark.parametrize("words", ["digest model:gpt-5*", "every day 9am digest model:gpt-5* in #leads"])
def test_a_digest_is_about_projects(bot, words):
    assert bot.say(words, ADMIN).message.text.startswith("A digest is about projects or teams")


@pytest.mark.parametrize("words", [WORDS, "reports delete 1"])
def test_only_admins_make_and_change_reports(bot, words):
    bot.say_yes(WORDS)
    reply = bot.say(words, ANYBODY)
    assert reply.message.text.startswith("Reports for channels are made by admins.")
    with pytest.raises(UserError):
        commands.click(Click("report:save", "day 9am yesterday", ANYBODY), bot.services)
    assert len(_kept(bot)) == 1


def test_everybody_sees_the_list_without_its_buttons(bot):
    bot.say_yes(WORDS)
    assert [block["type"] for block in bot.say("reports", ANYBODY).message.blocks] == ["section", "section"]


@pytest.mark.parametrize("words", ["reports delete", "reports delete 7", "reports pause ٣", "reports delete x; --"])
def test_a_report_that_is_not_there_is_asked_for_by_number(bot, words):
    assert bot.say(words).message.text.startswith("Say which report, by its number")


def test_forty_reports_fit_into_a_message(bot):
    for number in range(40):
        bot.say_yes(f"every day 9am today top {number + 1} by model in #{'x' * 70}{number}")
    for asker in (LOCAL, ANYBODY):
        message = bot.say("reports", asker).message
        for rung in ladder(message):
            assert violations(rung) == () and unsafe(rung) == ()


MINE = "every monday 8am cost last week by project in my messages"


def test_a_report_can_go_to_oneself_and_needs_no_admin(bot):
    preview = bot.say(MINE, ANYBODY).message
    assert preview.text.startswith(
        "New report, not saved yet: every Monday at 08:00 UTC in the messages of <@U0SAM>: cost last week by project."
    )

    _press(bot, preview, "Save", ANYBODY)

    assert [(one.channel, one.created_by) for one in _kept(bot)] == [("U0SAM", "U0SAM")]
    assert bot.say("reports pause 1", ANYBODY).message.text.startswith("Report 1 is paused.")


def test_what_is_made_in_a_direct_message_comes_there(bot):
    preview = bot.say("every monday last week", replace(ANYBODY, channel_id="D0SAM")).message
    _press(bot, preview, "Save", replace(ANYBODY, channel_id="D0SAM"))
    assert _kept(bot)[0].channel == "U0SAM"


def test_ones_own_report_shows_no_other_people(bot):
    assert "to admins only" in bot.say("every monday last week by user in my messages", ANYBODY).message.text


def test_the_terminal_has_no_messages(bot):
    assert "here name a channel" in bot.say(MINE).message.text


def test_what_goes_to_one_person_is_listed_to_them_and_to_admins(bot):
    _press(bot, bot.say(MINE, ANYBODY).message, "Save", ANYBODY)
    seen = [len(bot.say("reports", one).facts["reports"]) for one in (ANYBODY, ADMIN, Asker("U0KIM", "T1", "C0SPEND"))]
    assert seen == [1, 1, 0]


@pytest.mark.parametrize(
    ("asked", "kept"),
    [("cost 2026-11-22 by project", "by project yesterday"), ("tokens 2026-11-16..2026-11-22", "tokens last week")],
)
def test_the_question_before_can_come_each_morning_of_the_days_before(bot, asked, kept):
    bot.services.store.conversations.note(ADMIN.channel_id, ADMIN.user_id, asked, NOW)
    preview = bot.say("can i get that every morning at 8:45", ADMIN)
    assert preview.facts["report"]["question"] == kept
    assert "every day at 08:45 UTC" in preview.message.text


def test_without_a_question_before_there_is_nothing_to_send_again(bot):
    refused = bot.say("can i get that every morning at 8:45", ADMIN)
    assert not refused.understood
    assert "Which question?" in refused.message.text
    bot.services.store.conversations.note(ADMIN.channel_id, ADMIN.user_id, "cost 2026-11-03", NOW)
    assert "Which question?" in bot.say("that every monday 9am", ADMIN).message.text


@pytest.mark.parametrize(
    ("page", "verb"),
    [
        ("budgets", "budgets"),
        ("which budgets are over", "budgets"),
        ("alerts", "alerts"),
        ("anomalies last 7 days", "anomalies"),
        ("forecast this month", "forecast"),
        ("why yesterday", "why"),
        ("overview", "overview"),
        ("idle users", "idle"),
        ("new keys", "new"),
    ],
)
def test_a_page_is_no_report_and_is_never_another_answer(bot, page, verb):
    said = bot.say(f"every day 9am {page} in #ai-spend", ADMIN).message
    kept = Schedule(page, "#ai-spend", "UTC", time(9), id=3)
    sent = write(DueReport(kept, NOW.date(), NOW), None, bot.services).message

    why = f"A report sends numbers, and `{verb}` is a page that is asked for."
    assert why in said.text
    assert sent.text.startswith(f"Report 3 (“{page}”) could not be made: {why}")
