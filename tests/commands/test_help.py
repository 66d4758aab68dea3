"""`help`: short, and in the words of the organisation that asks."""

import pytest

from bot import commands
from bot.commands.request import LOCAL, Asker
from bot.core.names import Named
from bot.core.slack.fallbacks import plain_text
from tests.living import UNREACHABLE, Bot
from tests.moment import NOW


@pytest.fixture
def bot(tmp_path):
    bot = Bot(tmp_path / "usage-bot.db", UNREACHABLE)
    known = [Named("project", "proj_1", "atlas-web"), Named("project", "proj_2", "night-jobs")]
    bot.services.store.names.save(known, NOW)
    yield bot
    bot.close()


@pytest.mark.parametrize("run", [commands.run, commands.run_budget])
def test_examples_speak_of_projects_that_are_there(bot, run):
    shown = plain_text(run("help", LOCAL, bot.services).message)

    assert "atlas-web" in shown
    assert "checkout-prod" not in shown


@pytest.mark.parametrize("run", [commands.run, commands.run_budget])
def test_help_fits_a_screen(bot, run):
    assert len(plain_text(run("help", LOCAL, bot.services).message).splitlines()) <= 30


def test_the_help_of_questions_leads_to_that_of_budgets(bot):
    reply = commands.run("help", Asker("U0DANA"), bot.services)

    assert "/budget help" in plain_text(reply.message)
    assert "/usage raise" not in plain_text(reply.message)
    assert {"raise", "snooze"} <= {one["example"].split()[1] for one in reply.facts["verbs"]}


@pytest.mark.parametrize("run", [commands.run, commands.run_budget])
def test_the_terminal_is_told_what_works_there(bot, run):
    shown = plain_text(run("help", LOCAL, bot.services).message)
    assert "usage-bot ask budget" in shown
    assert not {"/usage", "/budget", "Share"} & set(shown.replace("`", " ").split())
