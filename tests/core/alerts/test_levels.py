"""The life of an alert: one table of what a channel was told, what is known now, and what it hears next."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.core.alerts.levels import (
    NOTHING_TOLD,
    AlertEvent,
    AlertRow,
    AlertState,
    Mark,
    Snooze,
    State,
    Until,
    after,
    decide,
)
from bot.core.alerts.rules import RULE
from bot.core.alerts.rules.rule import OpenFacts
from bot.core.amounts import Amount
from bot.core.budgets.budget import Budget, BudgetStatus, budget_period

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
MONTH = budget_period("month", NOW)
EARLIER = NOW - timedelta(hours=2)
ENDED = MONTH.end + timedelta(minutes=20)
BILLED = MONTH.end + timedelta(hours=25)
YESTERDAY = NOW - timedelta(days=1)
OLD = datetime(2026, 9, 1, tzinfo=UTC)


def status(spent, amount=1_000, levels=(50, 80, 100), made=OLD, is_final=False):
    budget = Budget("project", ("proj_1",), "cost", amount, "month", levels, id=7, created_at=made)
    return BudgetStatus(budget, MONTH, amount, None if spent is None else Amount(spent), NOW, is_final)


TERMS = status(0).terms
AT_80 = "50 covered, 80 told"
AT_100 = "50 covered, 80 covered, 100 told"


def state_of(marks="", message="living", at=EARLIER, terms=TERMS, **rest):
    """`marks` reads `50 covered, 80 told`; a level armed again is `80 armed 1`."""
    rows = [row.split() for row in marks.split(",") if row]
    read = tuple(Mark(int(level), State(state), at, int(*round or "0")) for level, state, *round in rows)
    return AlertState(read, terms, message if read else "", at if read else None, **rest)


def snoozed(until, percent=60, ends_at=NOW + timedelta(hours=1), hides_full=False):
    return Snooze(until, percent, ends_at, "U1", EARLIER, hides_full)


def said(decisions):
    return [
        (decision.event.value, *decision.levels)
        for decision in decisions
        if decision.event is not AlertEvent.FIRST_LOOK
    ]


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        # Levels
        pytest.param(NOTHING_TOLD, status(499), [], id="below the first level"),
        pytest.param(NOTHING_TOLD, status(500), [("passed", 50)], id="exactly the first level"),
        pytest.param(NOTHING_TOLD, status(None), [], id="nothing known, nothing said"),
        pytest.param(NOTHING_TOLD, status(1010), [("passed", 50, 80, 100)], id="three at once are one message"),
        pytest.param(state_of("50 told"), status(790), [], id="the same level is told once"),
        pytest.param(state_of("50 told"), status(800), [("higher", 80)], id="higher level"),
        pytest.param(state_of("50 told"), status(1000), [("higher", 80, 100)], id="two higher levels"),
        pytest.param(state_of("50 covered, 80 told"), status(990), [], id="a covered level stays silent"),
        pytest.param(
            state_of("50 told, 80 told, 100 told", acknowledged_at=EARLIER),
            status(1200, levels=(50, 80, 100, 120)),
            [("changed",), ("already", 120)],
            id="a level that was added below the spend",
        ),
        # Restated
        pytest.param(state_of("50 told, 80 told"), status(799), [], id="one hair below is no correction"),
        pytest.param(state_of("50 told, 80 told"), status(781), [], id="less than two points below"),
        pytest.param(state_of("50 told, 80 told"), status(780), [("rearmed", 80)], id="two points below"),
        pytest.param(state_of("50 covered, 80 told"), status(480), [("rearmed", 50, 80)], id="a covered one too"),
        pytest.param(state_of("50 told, 80 armed 1"), status(700), [], id="armed again is said once"),
        pytest.param(state_of("50 told, 80 armed 1"), status(800), [("higher", 80)], id="and can be passed again"),
        pytest.param(
            state_of("50 told, 80 hidden", snooze=snoozed(Until.RESET)),
            status(600),
            [],
            id="corrected below a hidden one",
        ),
        pytest.param(
            state_of("50 told, 80 hidden"),
            status(800),
            [("higher", 80)],
            id="a hidden one is told when the snooze is over",
        ),
        # Raised, lowered, made
        pytest.param(
            state_of("50 told, 80 told", terms="700:50,80,100"),
            status(600),
            [("changed", 80)],
            id="raised arms the higher",
        ),
        pytest.param(
            state_of("50 told, 80 told, 100 told", terms="500:50,80,100"),
            status(850),
            [("changed", 100)],
            id="raised, still above 80",
        ),
        pytest.param(
            state_of("50 told", terms="2000:50,80,100"),
            status(920),
            [("changed",), ("already", 80)],
            id="lowered past 80",
        ),
        pytest.param(
            state_of("50 told", terms="2000:50,80,100"),
            status(700),
            [("changed",)],
            id="lowered without passing anything",
        ),
        pytest.param(
            state_of("50 told, 80 hidden", terms="700:50,80,100", snooze=snoozed(Until.RESET)),
            status(600),
            [("changed",)],
            id="raised, back only under what was told",
        ),
        pytest.param(
            state_of("50 told, 80 hidden", terms="700:50,80,100"),
            status(450),
            [("changed", 50)],
            id="raised, back under what was told, not under what was hidden",
        ),
        pytest.param(NOTHING_TOLD, status(920, made=EARLIER), [("already", 50, 80)], id="made when past"),
        pytest.param(state_of(terms=TERMS), status(520, made=EARLIER), [("passed", 50)], id="made, then passed"),
        # Reminders
        pytest.param(state_of(AT_100, at=YESTERDAY), status(1000), [("reminded",)], id="a day later"),
        pytest.param(
            state_of(AT_100, at=YESTERDAY + timedelta(seconds=1)), status(1000), [], id="not a second before a day"
        ),
        pytest.param(state_of(AT_80, at=YESTERDAY), status(999), [], id="no reminder below 100"),
        pytest.param(
            state_of(AT_100, at=YESTERDAY, acknowledged_at=EARLIER), status(1100), [], id="none once acknowledged"
        ),
        pytest.param(
            state_of(AT_100, at=YESTERDAY, acknowledged_at=EARLIER),
            status(1200, levels=(50, 80, 100, 120)),
            [("changed",), ("already", 120)],
            id="acknowledging stops no higher level",
        ),
        pytest.param(
            state_of(AT_80, at=YESTERDAY), status(1000), [("higher", 100)], id="a new level is its own reminder"
        ),
        # Snoozes
        pytest.param(
            state_of("50 told", snooze=snoozed(Until.NEXT)), status(800), [("higher", 80)], id="until the next level"
        ),
        pytest.param(
            state_of("50 told", snooze=snoozed(Until.RESET)), status(800), [("hidden", 80)], id="until the reset"
        ),
        pytest.param(state_of("50 told, 80 hidden", snooze=snoozed(Until.RESET)), status(820), [], id="hidden once"),
        pytest.param(
            state_of("50 told", snooze=snoozed(Until.RESET)), status(1000), [("higher", 80, 100)], id="never hides 100"
        ),
        pytest.param(
            state_of("50 told", snooze=snoozed(Until.RESET, hides_full=True)),
            status(1000),
            [("hidden", 80, 100)],
            id="unless asked to",
        ),
        pytest.param(
            state_of("50 told", snooze=snoozed(Until.MORNING)), status(800), [("hidden", 80)], id="until the morning"
        ),
        pytest.param(
            state_of("50 told, 80 hidden", snooze=snoozed(Until.MORNING, ends_at=NOW)),
            status(820),
            [("higher", 80)],
            id="in the morning it is told",
        ),
        pytest.param(
            state_of("50 told", snooze=snoozed(Until.FURTHER, percent=60)), status(799), [], id="until 20 points more"
        ),
        pytest.param(
            state_of("50 told", snooze=snoozed(Until.FURTHER, percent=61)), status(805), [("hidden", 80)], id="19 more"
        ),
        pytest.param(
            state_of("50 told", snooze=snoozed(Until.FURTHER, percent=60)), status(805), [("higher", 80)], id="20 more"
        ),
        pytest.param(
            state_of(AT_100, at=YESTERDAY, snooze=snoozed(Until.RESET, percent=104)),
            status(1100),
            [],
            id="snoozed above 100 stops the reminder",
        ),
        pytest.param(
            state_of(AT_100, at=YESTERDAY, snooze=snoozed(Until.RESET, percent=60)),
            status(1100),
            [("reminded",)],
            id="snoozed at 60 does not",
        ),
        # The end
        pytest.param(state_of("50 told"), status(540, is_final=True), [("closed",)], id="the period ends"),
        pytest.param(
            state_of("50 told"), status(810, is_final=True), [("higher", 80), ("closed",)], id="passed in its last hour"
        ),
        pytest.param(state_of("50 told", closed_at=BILLED), status(1100, is_final=True), [], id="closed is closed"),
        pytest.param(state_of(AT_80, closed_at=ENDED), status(810, is_final=True), [], id="as much after the end"),
        pytest.param(
            state_of(AT_80, closed_at=ENDED), status(1010, is_final=True), [("higher", 100)], id="billed after the end"
        ),
        pytest.param(
            state_of(AT_80, closed_at=ENDED, terms="2000:50"), status(1010, is_final=True), [], id="lowered afterwards"
        ),
    ],
)
def test_what_a_channel_hears(was, now, expected):
    assert said(decide(now, was, now=NOW)) == expected


def test_the_end_is_shown_once_more_when_its_bill_is_complete():
    was, billed = state_of(AT_80, closed_at=ENDED), replace(status(850, is_final=True), is_settled=True)
    decisions = decide(billed, was, now=BILLED)

    assert said(decisions) == [("closed",)]
    assert decide(billed, after(was, decisions, billed, now=BILLED), now=BILLED + timedelta(hours=1)) == ()


def every_case():
    mark = next(mark for mark in test_what_a_channel_hears.pytestmark if mark.name == "parametrize")
    return [pytest.param(*case.values[:2], id=case.id) for case in mark.args[1]]


@pytest.mark.parametrize(("was", "now"), every_case())
def test_what_was_said_is_not_said_again(was, now):
    then = after(was, decide(now, was, now=NOW), now, now=NOW)
    assert said(decide(now, then, now=NOW)) == []


def test_the_levels_of_one_message_are_told_and_covered():
    then = after(NOTHING_TOLD, decide(status(820), NOTHING_TOLD, now=NOW), status(820), now=NOW)
    assert [(mark.level, mark.state.value) for mark in then.marks] == [(50, "covered"), (80, "told")]


def test_a_level_that_was_armed_again_is_a_new_round():
    was = state_of("50 told, 80 told")
    armed = after(was, decide(status(700), was, now=NOW), status(700), now=NOW)
    (decision,) = decide(status(800), armed, now=NOW)
    assert (decision.level, decision.round) == (80, 1)


def test_a_higher_level_asks_for_a_new_acknowledgement():
    was = state_of("80 told", acknowledged_by="U1", acknowledged_at=EARLIER)
    then = after(was, decide(status(1000), was, now=NOW), status(1000), now=NOW)
    assert then.acknowledged_at is None


def test_a_new_level_ends_the_snooze_until_it():
    was = state_of("50 told", snooze=snoozed(Until.NEXT))
    then = after(was, decide(status(800), was, now=NOW), status(800), now=NOW)
    assert then.snooze is None


def test_the_design_notes_have_a_row_for_every_step():
    notes = (Path(__file__).parents[3] / "docs/design-notes.md").read_text()
    assert {*re.findall(r"^\|[^|]+\| `(\w+)` \|", notes, re.MULTILINE)} == {*AlertEvent}


@pytest.mark.parametrize(
    ("kind", "subject", "level", "slot", "open_now"),
    [
        pytest.param("blind", "reader", 0, OLD, True, id="a silence, until its end is told"),
        pytest.param("hard limit", "project:p1", 2, MONTH.start, True, id="stopped, and still is"),
        pytest.param("hard limit", "project:p1", 1, MONTH.start, False, id="near before it was stopped"),
        pytest.param("hard limit", "project:p2", 2, MONTH.start, False, id="stopped once, and let go"),
        pytest.param("hard limit", "organisation", 1, MONTH.start, True, id="near"),
        pytest.param("hard limit", "project:p3", 1, MONTH.start, False, id="near until the limit was raised"),
        pytest.param("hard limit", "organisation", 1, OLD, False, id="near in another month"),
        pytest.param("spike", "organisation", 1, MONTH.start, False, id="what happened once"),
    ],
)
def test_what_was_told_beside_levels_is_open_while_it_holds(kind, subject, level, slot, open_now):
    row = AlertRow(kind, 0, subject, slot, level, NOW, "key")
    assert RULE[kind].is_open(row, OpenFacts(NOW, stopped=frozenset({"p1"}), near=frozenset({""}))) is open_now
