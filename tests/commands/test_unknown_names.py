"""Names that are not known yet: OpenAI is asked once, and what it does not know either is said and never $0."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.demo.faults import SERVER_ERROR
from bot.demo.openai import Simulator
from tests.living import Bot

MODEL = "gpt-5-2025-08-07"


@pytest.fixture
def bot(tmp_path: Path, simulator: Simulator) -> Iterator[Bot]:
    """One that has read nothing."""
    bot = Bot(tmp_path / "usage-bot.db", simulator.url)
    yield bot
    bot.close()


def told(bot: Bot, text: str) -> str:
    """What a question that was refused says."""
    return str(bot.say(text).facts.get("error", ""))


def test_a_model_is_asked_for_by_name_before_anything_was_read(bot):
    reply = bot.say(f"cost yesterday model:{MODEL}")
    assert reply.facts["reading"]["filters"]["model"] == [MODEL]
    assert reply.facts["total"]["quantity"] > 0


def test_an_id_keeps_its_case_and_is_found_at_openai(bot, company):
    project = company.project("mobile-app").id
    assert project != project.lower()
    assert bot.say(f"tokens yesterday {project}").facts["reading"]["filters"]["project"] == [project]


def test_what_openai_does_not_know_is_said_and_asked_for_once(bot, simulator):
    bot.learn_names()
    for _ in range(2):
        simulator.requests.clear()
        assert "OpenAI knows no project “proj_NewXyz9”" in told(bot, "proj_NewXyz9 last week")
    assert simulator.requests == []


def test_when_openai_cannot_be_asked_nothing_is_counted(bot, simulator):
    simulator.fault("projects", SERVER_ERROR, times=None)
    assert "OpenAI cannot be asked now" in told(bot, "proj_NewXyz9 last week")


def test_a_budget_for_what_openai_does_not_know_is_refused(bot):
    assert "OpenAI knows no project" in told(bot, "budget proj_NewXyz9 500/month")
    assert bot.services.store.budgets.all() == ()


def test_a_budget_for_a_new_project_keeps_the_case_of_its_id(bot, company):
    project = company.project("mobile-app").id
    bot.say_yes(f"budget {project} 500/month")
    assert [budget.names for budget in bot.services.store.budgets.all()] == [(project,)]
