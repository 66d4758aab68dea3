"""The rules beside levels: each at the edge of its condition, and silent where it was told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.alerts.levels import AlertRow, AlertState, Snooze, Until
from bot.core.alerts.rules import RULES, blind, findings, hard_limit, is_silent
from bot.core.alerts.rules.finding import EVER, RuleFacts, Spike
from bot.core.alerts.rules.finding_message import finding_message, findings_message
from bot.core.alerts.rules.rule import checked
from bot.core.alerts.rules.spike_cause import Cause
from bot.core.amounts import NANO, Amount
from bot.core.answers.answer import Unpriced
from bot.core.budgets.budget import Budget, BudgetStatus, budget_period
from bot.core.budgets.forecast import Pace, forecast
from bot.core.budgets.openai_limits import NativeLimits, SpendLimit
from bot.core.names import Named, Names
from bot.core.periods import DAY, HOUR, Period
from bot.core.slack.fallbacks import plain_text
from bot.core.slack.limits import unsafe, violations
from bot.core.usage.drift import Compared
from bot.core.usage.rates import Kind
from bot.core.usage.settlement import Accuracy

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
MONTH = budget_period("month", NOW)
LAST_HOUR = Period(NOW.replace(hour=13, minute=0), NOW.replace(hour=14, minute=0))
YESTERDAY = Period(datetime(2026, 11, 22, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC))
UTC_ZONE = ZoneInfo("UTC")
PROJECTS = {"proj_1": "checkout-prod", "proj_2": "demo", "proj_3": "data-eval"}
NAMES = Names([*(Named("project", id, name) for id, name in PROJECTS.items()), Named("key", "key_1", "checkout-live")])


def scene(**rest):
    return RuleFacts(NOW, NOW, HOUR, **{"month": MONTH, **rest})


def found(kind, **rest):
    return [(one.subject, one.level) for one in findings(scene(**rest)) if one.kind == kind]


def on_pace(spent, daily, *, as_of=NOW, amount=1_000, told=None, period=MONTH, unit=1):
    spent, amount = spent * unit, amount * unit
    budget = Budget("project", ("proj_1",), "cost", amount, "month", id=7)
    status = BudgetStatus(
        budget, period, amount, Amount(spent, spent // 9 if unit > 1 else 0, estimate=unit > 1), as_of
    )
    known = {(7, period.start): told} if told else {}
    ahead = forecast(spent, Pace(daily * unit, (daily + 5) * unit, (daily + 9) * unit), period, as_of)
    return {"statuses": (status,), "forecasts": {7: ahead}, "states": known}


NINE_DAYS = MONTH.end - 9 * DAY  # 9 days are left


@pytest.mark.parametrize(
    ("scene_of", "levels"),
    [
        pytest.param(on_pace(910, 10, as_of=NINE_DAYS), [], id="the low end lands on the budget"),
        pytest.param(on_pace(921, 10, as_of=NINE_DAYS), [105], id="the low end passes it"),
        pytest.param(on_pace(1000, 10, as_of=NINE_DAYS), [], id="100 % speaks for itself"),
        pytest.param(on_pace(990, 99, as_of=MONTH.start + 3 * DAY - timedelta(seconds=1)), [], id="too early"),
        pytest.param(on_pace(990, 99, as_of=MONTH.start + 3 * DAY), [379], id="after three days"),
        pytest.param(on_pace(921, 10, as_of=NINE_DAYS, told=AlertState(paced=105)), [], id="told before"),
        pytest.param(on_pace(993, 29, as_of=NINE_DAYS, told=AlertState(paced=105)), [], id="24 points worse"),
        pytest.param(on_pace(994, 29, as_of=NINE_DAYS, told=AlertState(paced=105)), [130], id="25 points worse"),
        pytest.param(
            on_pace(
                921,
                10,
                as_of=NINE_DAYS,
                told=AlertState(snooze=Snooze(Until.RESET, 80, MONTH.end, "U1", NOW)),
            ),
            [],
            id="snoozed",
        ),
    ],
)
def test_pace_is_told_when_even_the_low_end_is_over(scene_of, levels):
    assert [level for _, level in found("pace", **scene_of)] == levels


def spike(subject="organisation", **rest) -> Spike:
    values = {"usual": NANO, "bound": 5 * NANO, **rest}
    return Spike(subject, LAST_HOUR.end, LAST_HOUR, Amount(99 * NANO, estimate=True), **values)


@pytest.mark.parametrize(
    ("slot", "told"),
    [
        pytest.param(NOW - DAY, [("organisation", 1)], id="a day ago"),
        pytest.param(NOW - DAY + HOUR, [], id="by another process, within a day"),
    ],
)
def test_a_spike_is_not_told_after_another_one(slot, told):
    noted = frozenset({("spike", 0, "organisation", slot, 6)})
    assert found("spike", spikes=(spike(),), noted=noted) == told


def test_what_is_part_of_another_spike_is_noted_without_a_word():
    facts = scene(spikes=(spike(), spike("project:proj_1", loud=False)))
    assert [is_silent(one, facts) for one in findings(facts)] == [False, True]


@pytest.mark.parametrize(("until", "told"), [(NOW + HOUR, []), (NOW, [("organisation", 1)])])
def test_an_expected_spike_is_not_told(until, told):
    assert found("spike", spikes=(spike(),), expected={"organisation": until}) == told


def test_a_spike_says_how_much_when_and_why():
    cause = Cause("gpt-5", "key_1", "output size")
    (one,) = findings(scene(spikes=(spike(cause=cause, beside=("project:proj_1",)),)))
    assert plain_text(finding_message(one, "key", NAMES, UTC_ZONE)).splitlines() == [
        "*🟠 The organisation spent ≈ $99 in an hour, usually $1*",
        "*Why* longer answers on gpt-5 with key checkout-live.",
        "*When* Mon 23 Nov 13:00 to 14:00 UTC. Usual: the same hours of the last four weeks.",
        "*Project* checkout-prod.",
        "*Not meant?* Revoke the key: "
        "<https://platform.openai.com/settings/organization/api-keys|Keys at OpenAI>. "
        "No second alert comes for this spike; budgets still alert.",
    ]


def test_a_new_thing_is_told_once():
    things = {"project:proj_1": Amount(5), "model:gpt-9": Amount(7)}
    noted = frozenset({("new", 0, "project:proj_1", EVER, 0)})
    assert found("new", things=things, noted=noted) == [("model:gpt-9", 0)]


@pytest.mark.parametrize(("tokens", "told"), [(0, []), (1, [("model:x", 0)])])
def test_a_model_without_a_price_is_told(tokens, told):
    assert found("unpriced", unpriced=(Unpriced("x", tokens),)) == told


@pytest.mark.parametrize(
    ("spent", "status", "told"),
    [
        (899, "inactive", []),
        (900, "inactive", [("organisation", 1)]),
        (10, "enforcing", [("organisation", 2)]),
        (10, "something new", []),
    ],
)
def test_openais_own_limit_is_told_when_it_is_near_or_enforcing(spent, status, told):
    limits = (NativeLimits("", SpendLimit(1_000, "month", status)),)
    assert found("hard limit", limits=limits, spent={"": Amount(spent)}) == told


def test_what_openai_has_not_billed_yet_can_be_more_than_its_limit():
    limit = NativeLimits("", SpendLimit(5_000 * NANO, "month", "inactive"))
    (over,) = hard_limit.found(scene(limits=(limit,), spent={"": Amount(5_767 * NANO, 9, True)}))
    said = hard_limit.words(over, NAMES, UTC_ZONE)
    assert said.first == "The organisation has spent more than OpenAI's hard limit allows: ≈ $5,767 of $5,000"


def test_near_is_not_told_after_enforcing():
    limits = (NativeLimits("", SpendLimit(1_000, "month", "inactive")),)
    noted = frozenset({("hard limit", 0, "organisation", MONTH.start, 2)})
    assert found("hard limit", limits=limits, spent={"": Amount(990)}, noted=noted) == []


@pytest.mark.parametrize(("silent", "told"), [(HOUR, False), (HOUR + timedelta(seconds=1), True)])
def test_a_reader_that_sees_nothing_is_told(silent, told):
    unread = RuleFacts(NOW, NOW - silent, HOUR, trying_since=NOW - silent)
    assert bool(findings(unread)) is told


def test_a_key_of_another_organisation_is_told_at_once_and_ends_with_the_next_read():
    other = RuleFacts(NOW, NOW - HOUR / 2, HOUR, is_other_organisation=True)
    (told,) = findings(other)
    assert finding_message(told, "key", NAMES, UTC_ZONE).text == (
        "⚠️ The admin key is of another organisation than this store: nothing is read, and 0 budgets are not watched"
    )
    row = AlertRow(told.kind, 0, told.subject, told.slot, 0, NOW, "key")
    assert blind.ended(row, other, UTC_ZONE) is None
    assert blind.ended(row, replace(other, is_other_organisation=False), UTC_ZONE) is None
    assert blind.ended(row, RuleFacts(NOW + HOUR, NOW + HOUR, HOUR), UTC_ZONE)
    assert findings(replace(other, noted=frozenset({told.identity}))) == ()


def test_who_never_tried_is_not_blind():
    assert findings(RuleFacts(NOW, None, HOUR)) == ()


def test_after_a_weekend_in_which_nobody_tried_one_failure_is_no_silence():
    weekend = RuleFacts(NOW, NOW - 3 * DAY, HOUR, trying_since=NOW)
    assert findings(weekend) == ()
    (told,) = findings(replace(weekend, now=NOW + 2 * HOUR))
    assert (told.slot, told.span.start) == (NOW - 3 * DAY, NOW)


def everything():
    evil = "<!channel> @here " + "x" * 300
    worst = spike(f"project:{evil}", cause=Cause(evil, evil, "price"), beside=(f"project:{evil}",) * 9)
    return findings(
        RuleFacts(
            NOW,
            NOW - 2 * HOUR,
            HOUR,
            trying_since=NOW - 2 * HOUR,
            **on_pace(950, 40, unit=NANO),  # of 22.6 days
            spikes=(worst, spike(usual=4 * NANO, bound=20 * NANO)),
            things={f"model:{evil}": Amount(5), "project:proj_2": Amount(7)},
            costs={"project:proj_2": Amount(NANO // 4, NANO // 4, estimate=True)},
            unpriced=(Unpriced(evil, 1_200_000),),
            compared={
                Kind(evil, "false", evil): Compared(Accuracy(2 * NANO, NANO), {"input": "7", "output": "9"}),
                Kind("gpt-9"): Compared(Accuracy(2 * NANO, 3 * NANO), {}),
            },
            billed_rates={evil: {"input": "7", "output": "9"}},
            limits=(NativeLimits("proj_3", SpendLimit(200 * NANO, "month", "enforcing")),),
            month=MONTH,
            spent={"proj_3": Amount(199 * NANO)},
        )
    )


def test_every_rule_has_words_and_is_found_here():
    assert {rule.kind for rule in RULES} == {one.kind for one in everything()}


@pytest.mark.parametrize(
    "change", [{"kind": ""}, {"kind": "level"}, {"kind": "pace"}, {"kind": "x", "remembered": timedelta()}]
)
def test_a_row_that_cannot_work_stops_the_start(change):
    with pytest.raises(ValueError, match="rule"):
        checked([*RULES, replace(RULES[0], **change)])


def test_every_message_keeps_to_slacks_limits():
    messages = [finding_message(one, "key", NAMES, UTC_ZONE) for one in everything()]
    for message in (*messages, findings_message(everything() * 30, "key", NAMES, UTC_ZONE)):
        assert (violations(message), unsafe(message)) == ((), ())
        assert "<!channel>" not in message.text


def test_of_several_what_fails_now_comes_first():
    message = findings_message(everything(), "key", NAMES, UTC_ZONE)
    assert any(words in message.text for words in ("requests fail now", "Nothing could be read"))


def test_the_first_line_says_it_all():
    firsts = [finding_message(one, "key", NAMES, UTC_ZONE).text for one in everything() if "x" * 20 not in one.subject]
    assert firsts == [
        "🟠 checkout-prod is on pace to pass its November budget: ≈ $1,284 of $1,000 by the end of the month",
        "🟠 The organisation spent ≈ $99 in an hour, usually $4",
        "🆕 New project demo without a budget: 7 requests, ≈ $0.25 since yesterday",
        "⚠️ Estimates of gpt-9 are 50 % above its bill: ≈ $3 estimated, $2 billed, in the last fully billed week",
        "🔴 data-eval is stopped by OpenAI's hard limit of $200: requests fail now",
        "⚠️ Nothing could be read from OpenAI since Mon 23 Nov 12:05 UTC: 1 budget is not watched",
    ]


def test_each_of_several_findings_can_be_shown():
    message = findings_message(
        findings(scene(spikes=(spike(),), **on_pace(930, 10, as_of=NINE_DAYS))), "key", NAMES, UTC_ZONE
    )
    assert [block["accessory"]["text"]["text"] for block in message.blocks[1:3]] == ["Change budget", "Show"]
    assert message.blocks[2]["accessory"]["value"] == "cost by model since 2026-11-23"
