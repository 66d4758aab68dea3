"""Costs that cannot be read for days after a period's end: nothing of it is lost, and meanwhile it is said."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot import commands
from bot.adapters.store import Store
from bot.commands.request import LOCAL
from bot.core.errors import UpstreamError
from bot.core.periods import DAY, HOUR, MINUTE
from bot.core.slack.fallbacks import plain_text
from bot.health import examined
from bot.jobs.check import check_budgets
from tests.jobs.test_hours import NOW, TODAY, Bot, used
from tests.random_questions import Organisation
from tests.says import Says

COSTS_UNREAD = (
    "⚠️ Costs could not be read from OpenAI for 5 days: budgets in dollars go by list prices meanwhile. A level that"
    " only the bill passes is alerted when the bill is read, also of a period that is over."
)


class WithoutCosts(Organisation):
    """OpenAI tells what was used, and not what it costs."""

    is_back = False

    def _as_it_comes(self, query):
        if query.endpoint == "costs" and not self.is_back:
            raise UpstreamError("The server had an error", transient=True, code="http_500")
        yield from super()._as_it_comes(query)


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Bot]:
    """A day of a budget that is at 83 % by list prices, and at 111 % by its bill."""
    with Store(tmp_path / "usage-bot.db") as store:
        bot = Bot(store)
        bot.openai = WithoutCosts(bot.openai.chance, NOW)
        bot.services = replace(bot.services, openai=bot.openai)
        late = replace(used(NOW + MINUTE, tokens=100_000, bill=166_000_000), seen=NOW + DAY)
        bot.openai.events += [used(TODAY - 2 * DAY), late]
        seen_at(bot, NOW)
        words = "budget project:proj_a 0.15/day in #x"
        commands.agree(commands.run(words, LOCAL, bot.services), LOCAL, bot.services)
        seen_at(bot, NOW)
        yield bot


def seen_at(bot: Bot, now) -> list[str]:
    bot.sync(now)
    said = [f"{one.act} {one.message.text}" for one in check_budgets(bot.services, now).outgoing]
    return [*dict.fromkeys(said)]  # the line of an end has one key: it is kept once


def notified(bot: Bot) -> list[str]:
    """What waits for the channel and notifies it."""
    with bot.services.store.read() as connection:
        rows = connection.execute("SELECT body FROM outbox WHERE act = 'post' OR broadcast ORDER BY id")
        return [body for (body,) in rows]


def test_what_the_bill_passes_a_week_later_is_told_once_with_the_right_number(bot):
    heard = [seen_at(bot, NOW + HOUR), *(seen_at(bot, NOW + days * DAY) for days in range(1, 6))]
    assert heard[0] == [Says("post", "83 %", "≈ $0.13 of $0.15")]
    assert heard[1] == [Says("edit", "ended within budget"), Says("line", "ended within budget: ≈ $0.13 of $0.15")]
    assert heard[2:] == [[]] * 4

    bot.openai.is_back = True
    billed = seen_at(bot, NOW + 6 * DAY)
    assert billed == [Says("edit", "ended over budget"), Says("line", "ended over budget: $0.17 of $0.15 (111 %)")]
    assert "OpenAI billed it when the period was over" in notified(bot)[-1]
    assert len(notified(bot)) == 2
    assert bot.total("cost 2026-11-17 project:proj_a") == 166_000_000
    assert [seen_at(bot, NOW + days * DAY) for days in (7, 8)] == [[], []]


def test_while_costs_cannot_be_read_alerts_and_health_say_so(bot):
    for days in range(6):
        seen_at(bot, NOW + days * DAY)

    now = NOW + 5 * DAY
    assert plain_text(commands.run("alerts", LOCAL, bot.services).message).splitlines()[0] == COSTS_UNREAD
    assert "Costs could not be read from OpenAI for 7200 minutes." in examined(bot.services, None, now).reasons
    bot.openai.is_back = True
    seen_at(bot, now + HOUR)
    assert "Costs could not" not in plain_text(commands.run("alerts", LOCAL, bot.services).message)
    assert not any("Costs" in reason for reason in examined(bot.services, None, now + HOUR).reasons)
