"""A store is of one organisation: what a key of another one reads is not taken, and that is told once."""

from datetime import datetime

import pytest

from bot import commands
from bot.adapters.store import Store
from bot.commands.request import LOCAL
from bot.core.periods import DAY, MINUTE, Period, Width
from bot.doctor import State, openai_checks
from bot.health import examined
from bot.jobs import read_and_check
from bot.jobs.check import check_budgets
from bot.jobs.limits import read_limits
from tests.jobs.test_hours import NOW, TODAY, Bot, used

OTHERS = "another organisation"


class Another(Bot):
    """A bot whose key is of another organisation than what it has read until now."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.openai.organisation = "org-ours"
        self.openai.events += [used(TODAY - day * DAY, bill=10**9) for day in range(3)]
        self.openai.projects = self.openai.users = tuple
        self.sync(NOW)
        self.before = store.usage.notes("completions", Width.DAY, Period(TODAY - 5 * DAY, NOW))
        self.openai.organisation = "org-theirs"
        self.openai.events += [used(TODAY, tokens=7777)]

    def told(self) -> list[str]:
        with self.services.store.read() as connection:
            found = connection.execute("SELECT body FROM outbox WHERE body LIKE ?", (f"%{OTHERS}%",)).fetchall()
        return [body for (body,) in found]


@pytest.fixture
def bot(tmp_path):
    with Store(tmp_path / "usage-bot.db") as store:
        yield Another(store)


def later(bot: Bot, minutes: int) -> datetime:
    bot.openai.now = NOW + minutes * MINUTE
    return bot.openai.now


def test_nothing_of_another_organisation_is_saved(bot):
    taken = bot.sync(later(bot, 15))
    assert [error.code for error in taken.failures] == ["other_organisation"]
    assert bot.services.store.usage.notes("completions", Width.DAY, Period(TODAY - 5 * DAY, NOW)) == bot.before
    assert {query.endpoint for query in bot.openai.requests[-1:]} == {"costs"}


def test_questions_are_answered_from_the_store_and_say_why(bot):
    later(bot, 15)
    bot.openai.requests.clear()
    answer = commands.run("tokens today", LOCAL, bot.services)
    assert answer.facts["total"]["quantity"] == 1000
    assert "The admin key is of the organisation org-theirs, and this store is of org-ours" in str(answer.message)
    assert bot.openai.requests == []


def test_it_is_told_once_and_by_health_and_doctor(bot):
    for minutes in (15, 30, 90):
        read_and_check(bot.services, later(bot, minutes))
        read_limits(bot.services, bot.openai.now)
    assert len(bot.told()) == 1
    assert [reason for reason in examined(bot.services, None, bot.openai.now).reasons if "org-theirs" in reason] != []
    (finding,) = openai_checks.key(bot.services, bot.openai.now)
    assert (finding.state, finding.text) == (
        State.BROKEN,
        "the admin key is of the organisation org-theirs, and this store is of org-ours: nothing is read",
    )
    assert finding.cure.startswith("Put a key of org-ours into OPENAI_ADMIN_KEY")


def test_the_right_key_goes_on(bot):
    read_and_check(bot.services, later(bot, 15))
    bot.openai.organisation = "org-ours"
    bot.sync(later(bot, 30))
    check_budgets(bot.services, bot.openai.now)
    assert bot.total("tokens today") == 8777
    with bot.services.store.read() as connection:
        ends = connection.execute("SELECT count(*) FROM outbox WHERE key LIKE 'ended-%'").fetchone()
    assert ends == (1,)


def test_where_no_organisation_is_named_nothing_is_known(bot):
    bot.openai.organisation = ""
    assert bot.sync(later(bot, 15)).failures == ()
