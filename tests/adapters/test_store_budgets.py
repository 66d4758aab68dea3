"""What the store keeps of budgets, alerts and schedules: what goes in comes out, and what must be once is once."""

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.core.alerts.levels import AlertRow, AlertState, Mark, Snooze, State, Until
from bot.core.budgets.budget import Budget, Raise
from bot.core.reports.schedules import Schedule

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
MONTH = datetime(2026, 11, 1, tzinfo=UTC)
BUDGET = Budget("project", ("proj_1",), "cost", 500, "month", (50, 80), "#checkout", "U1", 0, NOW, "U2")


def add(store, budget=BUDGET):
    with store.write() as connection:
        return store.budgets.add(connection, budget)


def test_a_budget_comes_back_as_it_was(store):
    raised = replace(BUDGET, raised=Raise(700, NOW, "launch", "U3"), names=("proj_1", "proj_2"))

    kept = add(store, raised)

    assert store.budgets.all() == (kept,)
    assert replace(kept, id=0) == raised


def test_the_same_budget_cannot_be_made_twice(store):
    add(store)

    with pytest.raises(sqlite3.IntegrityError):
        add(store)


def test_a_deleted_budget_makes_room_and_can_come_back(store):
    first = add(store)
    with store.write() as connection:
        store.budgets.delete(connection, first.id, NOW)
    second = add(store)
    with store.write() as connection:
        assert not store.budgets.restore(connection, first.id)
        store.budgets.delete(connection, second.id, NOW)
        assert store.budgets.restore(connection, first.id)

    assert store.budgets.all() == (first,)


def test_what_was_told_comes_back_as_it_was(store):
    marks = (Mark(50, State.COVERED, NOW), Mark(80, State.TOLD, NOW, 2))
    snooze = Snooze(Until.FURTHER, 82, NOW + timedelta(days=1), "U1", NOW, hides_full=True)
    told = AlertState(marks, "500:50,80", "key", NOW, "U1", NOW, None, snooze)
    with store.write() as connection:
        store.alerts.save(connection, 7, MONTH, told, marks)
        store.alerts.snooze(connection, "budget:7", snooze)

    assert store.alerts.states(MONTH) == {(7, MONTH): told}


def test_the_worst_pace_that_was_told_is_remembered(store):
    with store.write() as connection:
        store.alerts.save(connection, 7, MONTH, AlertState(terms="500:50"), ())
        for percent in (110, 130):
            store.alerts.note(connection, AlertRow("pace", 7, "", MONTH, percent, NOW, "key"))

    assert store.alerts.states(MONTH)[7, MONTH].paced == 130


def test_a_schedule_comes_back_as_it_was(store):
    schedule = Schedule("today by model", "#ai", "Europe/Berlin", time(9, 30), (0, 4), 5, True, False, 0, NOW, "U1")
    with store.write() as connection:
        kept = store.schedules.add(connection, schedule)
        store.schedules.change(connection, replace(kept, paused=True))

    assert store.schedules.all() == (replace(schedule, id=kept.id, paused=True),)
