"""Spikes from a real store: every project, the hour in progress, one message an incident."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.adapters.prices import Prices
from bot.adapters.store import Store
from bot.core.alerts.levels import Snooze, Until
from bot.core.amounts import NANO
from bot.core.catalogue import COMPLETIONS
from bot.core.names import Named
from bot.core.periods import DAY, HOUR, Period, Width, floor
from bot.core.usage.buckets import Bucket, Row, UsageQuery
from bot.core.usage.freshness import DAY_GRAINS, HOUR_GRAIN
from bot.jobs.check import Checked, check_budgets
from bot.services import Services
from bot.settings import load_settings
from tests.moment import NOW

TODAY = floor(NOW, Width.DAY)  # Monday, 14:05 is now
HOURS_AGO = 36 * DAY
SETTINGS = {"OPENAI_ADMIN_KEY": "sk-admin-x", "SLACK_BOT_TOKEN": "xoxb-x", "USAGE_BOT_ALERT_CHANNEL": "#ai-spend"}
COMPLETIONS_BY_DAY = next(grain for grain in DAY_GRAINS if grain.endpoint == COMPLETIONS.name)
Use = Callable[[datetime], dict[str, int]]  # dollars by project of an hour


class World:
    """A store in which every project uses one model with one key, as `use` says."""

    def __init__(self, path: Path) -> None:
        self.now = NOW
        self.store = Store(path)
        self.services = Services(
            load_settings(values=SETTINGS),
            lambda: self.now,
            self.store,
            SimpleNamespace(organisation=""),
            Prices(),
            SimpleNamespace(),
        )
        self.store.names.save([Named("project", f"proj_{name}", name) for name in ("checkout", "web", "small")], NOW)

    def read(self, use: Use, since: datetime | None = None) -> None:
        """As OpenAI is read now: whole days and hours, the open ones as far as they have come."""
        first = since or floor(self.now - HOURS_AGO, Width.DAY)
        hours = list(Period(first, self.now).buckets(Width.HOUR))
        self._save(HOUR_GRAIN.group_by, Width.HOUR, [(hour, use(hour)) for hour in hours])
        days: dict[datetime, dict[str, int]] = {floor(hour, Width.DAY): {} for hour in hours}
        for hour in Period(floor(first, Width.DAY), self.now).buckets(Width.HOUR):
            for project, dollars in use(hour).items():
                of_day = days[floor(hour, Width.DAY)]
                of_day[project] = of_day.get(project, 0) + dollars
        self._save(COMPLETIONS_BY_DAY.group_by, Width.DAY, list(days.items()))

    def _save(self, by: tuple[str, ...], width: Width, used: list[tuple[datetime, dict[str, int]]]) -> None:
        span = Period(used[0][0], self.now)
        query = UsageQuery(COMPLETIONS.name, span, width, by)
        buckets = [Bucket(start, min(start + width.span, self.now), _rows(by, found)) for start, found in used]
        self.store.usage.save(query, buckets, self.now)

    def check(self) -> Checked:
        return check_budgets(self.services, self.now)

    def told(self) -> list[str]:
        return [one.message.text for one in self.check().outgoing]


def _rows(by: tuple[str, ...], used: dict[str, int]) -> tuple[Row, ...]:
    values = {"model": "gpt-5-mini", "key": "key_ci", "batch": "false", "tier": "default"}
    counts = {"num_model_requests": 1000, "input_tokens": 1_000_000, "output_tokens": 100_000}
    return tuple(
        Row(
            tuple({**values, "project": f"proj_{project}"}.get(name, "") for name in by),
            tuple(counts.get(name, 0) * dollars for name in COMPLETIONS.counters),
            dollars * NANO,
            0,
            "",
        )
        for project, dollars in used.items()
        if dollars
    )


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path / "usage-bot.db")
    yield world
    world.store.close()


def usual(hour: datetime) -> dict[str, int]:
    return {"checkout": 20, "web": 10, "small": 1}


def leak(since: datetime, dollars: int = 30, project: str = "small") -> Use:
    return lambda hour: {**usual(hour), project: usual(hour)[project] + dollars * (hour >= since)}


def spikes(texts: list[str]) -> list[str]:
    return [text for text in texts if "usually" in text]


def test_a_usual_day_tells_nothing(world):
    world.read(usual)
    assert spikes(world.told()) == []


def test_a_project_without_a_budget_is_told_in_its_first_hour_and_once(world):
    world.read(leak(NOW.replace(minute=0)))
    (text,) = spikes(world.told())
    assert text == "🟠 small spent ≈ $31 in an hour, usually $1"
    for _ in range(30):
        since, world.now = world.now, world.now + HOUR
        world.read(leak(NOW.replace(minute=0)), since=since - HOUR - timedelta(minutes=since.minute))
        assert spikes(world.told()) == []


def test_the_cause_is_said_with_its_model_and_key(world):
    world.read(leak(NOW.replace(minute=0)))
    (sent,) = world.check().outgoing[-1:]
    assert "*Why* more requests on gpt-5-mini with key key_ci." in str(sent.message.blocks)


def test_the_organisations_incident_is_told_by_the_project_that_it_is(world):
    world.read(leak(NOW.replace(minute=0), 100, "checkout"))
    assert spikes(world.told()) == ["🟠 checkout spent ≈ $120 in an hour, usually $20"]


def test_one_of_all_projects_is_told_once_and_names_them(world):
    world.read(lambda hour: {name: one * (4 if hour >= NOW.replace(minute=0) else 1) for name, one in _even(hour)})
    checked = world.check()
    assert spikes([one.message.text for one in checked.outgoing]) == [
        "🟠 The organisation spent ≈ $120 in an hour, usually $30"
    ]
    assert "*Projects* checkout, small and web." in str(checked.outgoing[-1].message.blocks)


def _even(hour: datetime) -> list[tuple[str, int]]:
    return [("checkout", 10), ("web", 10), ("small", 10)]


def test_a_change_of_the_week_is_told_with_its_last_midnight(world):
    """A third more is told by no day, but by the week."""
    more = TODAY - 7 * DAY
    world.read(lambda hour: {"checkout": 28 if hour >= more else 20, "web": 10})
    assert spikes(world.told()) == ["🟠 checkout spent ≈ $4,704 in a week, usually $3,360"]


def test_five_days_are_too_few_to_call_anything_usual(world):
    world.read(leak(NOW.replace(minute=0)), since=TODAY - 5 * DAY)
    assert spikes(world.told()) == []


def test_an_expected_spike_is_not_told(world):
    with world.store.write() as connection:
        until = Snooze(Until.MORNING, 0, NOW + DAY, "U1", NOW)
        world.store.alerts.snooze(connection, "expected:project:proj_small", until)
    world.read(leak(NOW.replace(minute=0)))
    assert spikes(world.told()) == []
