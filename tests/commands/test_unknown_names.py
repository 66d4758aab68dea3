"""Names that are not known yet: OpenAI is asked once, and what it does not know either is said and never $0."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.commands.budget_file import import_budgets
from bot.core.errors import UserError
from bot.core.names import Named
from bot.core.periods import DAY, Width, floor
from bot.demo.company import Company
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


ONE = """[[budget]]
scope = "{}"
amount = "500"
"""


def test_a_file_of_budgets_has_its_unknown_names_looked_up_too(bot, company):
    project, named = company.project("mobile-app").id, company.project("data-eval").id
    import_budgets("# of proj_Old1\n" + ONE.format(f"project:{project}, data-eval"), bot.services)
    assert [set(budget.names) for budget in bot.services.store.budgets.all()] == [{project, named}]


def test_a_file_of_budgets_for_what_openai_does_not_know_is_refused_whole(bot, company):
    known = ONE.format(f"key:{company.keys[0].id}")
    with pytest.raises(UserError) as refused:
        import_budgets(known + ONE.format("project:proj_NewXyz9") + ONE.format("model:gpt-99"), bot.services)
    assert [line[:29] for line in str(refused.value).splitlines()] == [
        "Budget 2: OpenAI knows no pro",
        "Budget 3: OpenAI knows no mod",
    ]
    assert bot.services.store.budgets.all() == ()


def ids(company: Company) -> dict[str, str]:
    people = [one for one in company.people if not one.removed]
    return {
        "project": company.project("mobile-app").id,
        "key": company.keys[0].id,
        "user": next(one.id for one in people if not one.project),
        "svc_acct": next(one.id for one in people if one.project),
    }


@pytest.mark.parametrize("form", ["{id}", "{kind}:{id}", "{kind} {id}"])
@pytest.mark.parametrize("what", ["project", "key", "user", "svc_acct"])
def test_every_kind_of_id_is_found_at_openai_however_it_is_written(bot, company, what, form):
    id, kind = ids(company)[what], what.replace("svc_acct", "user")
    reply = bot.say(f"tokens last week {form.format(id=id, kind=kind)}")
    assert reply.facts["reading"]["filters"][kind] == [id]
    assert reply.facts["total"]["quantity"] > 0


@pytest.mark.parametrize("what", ["project", "key", "user", "svc_acct"])
def test_every_kind_of_id_can_have_a_budget_before_it_was_read(bot, company, what):
    bot.say_yes(f"budget {ids(company)[what]} 500/month in #search-costs")
    assert [budget.names for budget in bot.services.store.budgets.all()] == [(ids(company)[what],)]


@pytest.mark.parametrize("id", ["svc_acct_NoSuch9", "user_NoSuch9", "user-NoSuch9", "key_NoSuch9"])
@pytest.mark.parametrize("text", ["tokens last week {}", "budget {} 500/month in #search-costs"])
def test_an_id_that_openai_does_not_know_is_said_in_its_case(bot, text, id):
    assert f"“{id}”" in told(bot, text.format(id))
    assert "OpenAI knows no" in told(bot, text.format(id))


@pytest.mark.parametrize("text", ["cost today {}:{}", "budget {}:{} 500/month in #search-costs"])
@pytest.mark.parametrize(("kind", "name"), [("project", "mobile-app"), ("user", "dana@tidewater.example")])
def test_a_name_that_is_new_since_the_last_read_is_looked_up(bot, simulator, text, kind, name):
    others = [Named("project", "proj_other", "other"), Named("user", "user-other", "Other")]
    bot.services.store.names.save(others, bot.now)
    assert told(bot, text.format(kind, name)) == ""
    told(bot, text.format(kind, "no-such-name"))
    simulator.requests.clear()
    assert "no-such-name" in told(bot, text.format(kind, "no-such-name"))
    assert simulator.requests == []


def test_a_key_that_was_used_is_known_without_a_request(bot, simulator, company):
    bot.snapshot(floor(bot.now, Width.DAY) - 3 * DAY)
    simulator.requests.clear()
    assert bot.say(f"tokens yesterday {company.keys[0].id}").facts["total"]["quantity"] > 0
    assert simulator.requests == []
