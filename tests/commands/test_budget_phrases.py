"""The table of what people type about budgets, and what comes of each line; see tests/data/budget_phrases.txt."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from bot import commands
from bot.commands.request import Asker, Reply
from bot.commands.routing import routed, routed_budget
from bot.core.amounts import NANO
from bot.core.budgets.budget import DEFAULT_LEVELS, Budget
from bot.core.budgets.words import read_budget
from bot.core.budgets.written_budget import amount_words, budget_words
from bot.core.names import Named, quoted
from tests.simulation.faults import Dice, MemorySlack
from tests.simulation.world import World

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
DANA = Asker("U0DANA", "T0", "C0SPEND", is_admin=True)
PROJECTS = {
    "search": "proj_s",
    "checkout-prod": "proj_c",
    "web-app": "proj_w",
    "Data Science": "proj_d",
    "R & D": "proj_r",
}
NAMES = (
    *(Named("project", id, name) for name, id in PROJECTS.items()),
    *(Named("model", name, name) for name in ("gpt-5", "gpt-5-2025-08-07", "gpt-5-mini")),
    Named("key", "key_ci", "ci runner", parent="proj_s"),
    Named("user", "user-dana", "Dana Kim", email="dana@example.com"),
)
BUDGETS = (
    Budget("project", ("proj_s",), "cost", 500 * NANO, "month"),
    Budget("project", ("proj_d",), "cost", 300 * NANO, "week"),
    Budget("organisation", (), "cost", 5000 * NANO, "month"),
    Budget("project", ("proj_c",), "cost", 50 * NANO, "day"),
    Budget("project", ("proj_c",), "cost", 1000 * NANO, "month"),
    Budget("key", ("key_ci",), "cost", 20 * NANO, "week"),
)
TABLE = Path(__file__).parents[1] / "data" / "budget_phrases.txt"
LINES = [line for line in TABLE.read_text().splitlines() if " => " in line and not line.startswith("# ")]
PHRASES = [tuple(line.split(" => ")) for line in LINES]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One for all lines: a preview changes nothing, and what is deleted is restored."""
    path = tmp_path_factory.mktemp("budgets") / "usage-bot.db"
    world = World(path, MemorySlack(Dice(Random(0)), lambda: NOW), NOW)  # noqa: S311
    world.store.names.save(NAMES, NOW)
    with world.store.write() as connection:
        for budget in BUDGETS:
            world.store.budgets.add(connection, budget)
    yield world
    world.close()


def effect(reply: Reply, world: World) -> str:
    """What comes of a line, in the table's words."""
    if not reply.understood:
        assert reply.facts["suggestions"], "a refusal offers what works"
        return f"! {reply.message.text} {reply.facts['error']} {' '.join(reply.facts['suggestions'])}"
    if reply.facts["verb"] == "delete":
        return f"delete {_deleted(world)}"
    if reply.facts["verb"] == "budgets":
        shown = [one["id"] for one in reply.facts["budgets"]]
        return f"show #{shown[0]}" if len(shown) == 1 else "list"
    (words,) = [
        one["value"]
        for block in reply.message.blocks
        if block["type"] == "actions"
        for one in block["elements"]
        if one.get("style") == "primary"
    ]
    return f"raise {words.replace(' to ', ' ', 1)}" if reply.facts["verb"] == "raise" else _budget(words, reply, world)


def _deleted(world: World) -> str:
    ids = set(range(1, len(BUDGETS) + 1)) - {one.id for one in world.store.budgets.all()}
    with world.store.write() as connection:
        for id in ids:
            world.store.budgets.restore(connection, id)
    return " ".join(f"#{id}" for id in ids)


def _budget(words: str, reply: Reply, world: World) -> str:
    names = world.store.names.all()
    budget = read_budget(words, names).made(None)
    known = next((one.id for one in world.store.budgets.all() if one.identity == budget.identity), 0)
    assert bool(known) == ("Until now" in str(reply.message.blocks)), words
    labels = sorted(names.label(budget.scope, name) for name in budget.names)
    told = " ".join(
        (f'"{one}"' if " " in one else one) if budget.scope == "project" else f"{budget.scope}:{quoted(one)}"
        for one in labels
    )
    rest = budget_words(budget).partition(" per ")[2].replace(f" warn {' '.join(map(str, DEFAULT_LEVELS))}", "")
    return f"{f'#{known}' if known else f'new {told}'} {amount_words(budget.amount, budget.metric)}/{rest}"


def test_the_table_is_long_and_names_no_line_twice() -> None:
    lines = [typed for typed, _ in PHRASES]

    assert len(lines) >= 200
    assert sorted(lines) == sorted(set(lines))


@pytest.mark.parametrize(("typed", "expected"), PHRASES)
def test_a_line_about_budgets_does_what_the_table_says(typed: str, expected: str, world: World) -> None:
    found = effect(commands.run_budget(typed, DANA, world.services), world)

    assert found == expected or (expected[0] == "!" == found[0] and expected[2:].casefold() in found.casefold())


def test_the_word_budget_in_front_does_the_same_everywhere() -> None:
    for typed, _ in PHRASES:
        assert routed(f"budget {typed}") == routed_budget(typed), typed


def test_words_about_budgets_need_no_word_in_front() -> None:
    for typed, _ in PHRASES:
        if " budget " in typed or typed.startswith(("raise ", "bump ", "increase ", "lower ", "reduce ")):
            assert routed(typed) == routed_budget(typed), typed
