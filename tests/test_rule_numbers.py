"""What the rules beside levels tell is what the same question answers: every number of a finding, asked again."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from bot import commands
from bot.adapters.store import Store
from bot.commands.request import LOCAL
from bot.core.alerts.rules import RULES, findings
from bot.core.alerts.rules.finding import Finding
from bot.core.alerts.rules.finding_message import finding_message
from bot.core.budgets.openai_limits import KEPT, NativeLimits, SpendLimit, limits_text
from bot.core.periods import DAY, HOUR, MINUTE, Period
from bot.core.slack.fallbacks import plain_text
from bot.core.slack.numbers import money, quantity
from bot.sources.budget_status import budget_sums, open_periods
from bot.sources.rule_facts import gather
from tests.jobs.test_hours import NOW, TODAY, Bot, used
from tests.percents import unexplained
from tests.random_questions import Event

LIMIT = SpendLimit(5_000_000_000, "month", "inactive")
WHOLE = SpendLimit(58_000_000_000, "month", "inactive")  # near, and not reached before the month ends
NEW = "gpt-5-mini-2025-08-07"


@dataclass
class Scene:
    bot: Bot
    found: dict[str, Finding]

    def ask(self, text: str) -> dict[str, object]:
        return dict(commands.run(text, LOCAL, self.bot.services).facts)

    def total(self, text: str) -> int:
        return self.bot.total(text)

    def told(self, kind: str) -> str:
        services = self.bot.services
        return plain_text(finding_message(self.found[kind], "key", services.store.names.all(), services.zone))


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """Six weeks of steady use whose bill is a third above its estimate, two hours of far more, and two new models."""
    with Store(tmp_path_factory.mktemp("rules") / "usage-bot.db") as store:
        bot = Bot(store)
        steady = [used(TODAY - day * DAY + 9 * HOUR, tokens=100_000, bill=166_000_000) for day in range(1, 42)]
        bot.openai.events += [*steady, *(_in_another_project(one) for one in steady)]
        bot.openai.events += [
            used(NOW - 100 * MINUTE, tokens=20_000_000, requests=40),
            used(NOW - 10 * MINUTE, tokens=18_000_000, requests=30),
            used(NOW - 4 * HOUR, tokens=3_000, requests=3, model=NEW),
            used(NOW - 5 * HOUR, tokens=777_000, requests=5, model="mystery-1"),
        ]
        bot.sync(NOW)
        bot.services.store.meta.set(KEPT, limits_text([NativeLimits("", WHOLE), NativeLimits("proj_a", LIMIT)]))
        agreed = commands.run("budget proj_b 3/month", LOCAL, bot.services)
        commands.agree(agreed, LOCAL, bot.services)
        yield Scene(bot, {one.kind: one for one in _found(bot)})


def _in_another_project(event: Event) -> Event:
    return replace(event, key=("proj_b", "user-lee", "key_two", *event.key[3:]))


def _found(bot: Bot) -> tuple[Finding, ...]:
    sums = budget_sums(bot.services, NOW)
    budgets = bot.services.store.budgets.all()
    statuses = [sums.status(one, period) for one in budgets for period in open_periods(one, NOW, lambda period: False)]
    return findings(gather(bot.services, sums, statuses).scene)


def test_every_rule_that_tells_a_number_is_in_this_scene(scene):
    assert {rule.kind for rule in RULES} - scene.found.keys() == {"blind"}


@pytest.mark.parametrize("kind", sorted({rule.kind for rule in RULES} - {"blind"}))
def test_a_finding_says_what_its_percents_are_of(scene, kind):
    services = scene.bot.services
    assert unexplained(finding_message(scene.found[kind], "key", services.store.names.all(), services.zone)) == []


def test_a_spike_is_what_its_hours_cost(scene):
    for found in (one for one in _found(scene.bot) if one.kind == "spike"):
        of = found.subject if ":" in found.subject else ""
        costs = [scene.total(f"cost {of} {_text(_weeks_before(found.span, weeks))} by hour") for weeks in range(5)]
        assert found.quantity.quantity == costs[0]
        assert min(costs[1:]) <= found.spike.usual <= max(costs[1:])
        told = plain_text(finding_message(found, "key", scene.bot.services.store.names.all(), scene.bot.services.zone))
        assert money(costs[0]) in told


def _weeks_before(span: Period, weeks: int) -> Period:
    return Period(span.start - weeks * 7 * DAY, span.end - weeks * 7 * DAY)


def _text(span: Period) -> str:
    return f"{span.start:%Y-%m-%dT%H:%MZ}..{span.end:%Y-%m-%dT%H:%MZ}"


def test_what_is_new_has_the_requests_and_the_cost_since_yesterday(scene):
    new = [one for one in _found(scene.bot) if one.kind == "new"]
    assert {one.subject for one in new} >= {f"model:{NEW}", "model:mystery-1", "project:proj_a"}
    for one in new:
        assert one.count == scene.total(f"requests since yesterday {one.subject}")
    costs = {one.subject: one.quantity.quantity for one in new if one.quantity}
    assert costs == {subject: scene.total(f"cost since yesterday {subject}") for subject in costs}
    assert "project:proj_a" in costs


def test_what_has_no_price_is_as_much_as_the_month_says(scene):
    (told,) = scene.ask("cost mtd")["unpriced"]
    assert (told["model"], told["quantity"]) == ("mystery-1", scene.found["unpriced"].count)
    assert quantity(told["quantity"], "token") in scene.told("unpriced")


def test_a_hard_limit_is_near_by_what_the_month_costs(scene):
    limits = [one for one in _found(scene.bot) if one.kind == "hard limit"]
    assert {one.subject: one.quantity.quantity for one in limits} == {
        "organisation": scene.total("cost mtd"),
        "project:proj_a": scene.total("cost mtd project:proj_a"),
    }


def test_pace_lands_where_the_forecast_does(scene):
    pace, told = scene.found["pace"], scene.ask("forecast proj_b this month")
    (budget,) = told["budgets"]
    assert pace.status.spent.quantity == budget["quantity"] == scene.total("cost mtd project:proj_b")
    assert told["forecast"] == {name: getattr(pace.forecast, name) for name in ("low", "expected", "high")}


def test_a_price_that_drifts_is_off_as_far_as_the_accuracy_says(scene):
    drift = scene.found["price drift"].accuracy
    last = TODAY - 2 * DAY
    week = Period(last - 6 * DAY, last + DAY)
    period = f"{week.start:%Y-%m-%d}..{last:%Y-%m-%d}"
    assert drift.billed == scene.total(f"cost {period} by model")
    assert drift.estimate == scene.total(f"cost {period} by hour")
