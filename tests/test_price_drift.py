"""Price drift: a model whose estimates miss its bill by a tenth is told once, with the lines that mend it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.adapters.prices import Prices
from bot.core.alerts.rules import findings
from bot.core.alerts.rules.finding import RuleFacts
from bot.core.alerts.rules.price_drift import RULE, has_drifted
from bot.core.answers.answer import Unpriced
from bot.core.catalogue import COMPLETIONS
from bot.core.names import Names
from bot.core.periods import HOUR, Period, Width
from bot.core.usage.buckets import Bucket, UsageQuery, row_of
from bot.core.usage.drift import Charge, Used, by_way
from bot.core.usage.price_rules import read_price_file
from bot.core.usage.rates import Kind
from bot.core.usage.settlement import Accuracy
from bot.demo.company import Company
from bot.demo.openai import Simulator
from bot.sources.accuracy import drift_of_week, settled_week
from tests.living import UNREACHABLE, Bot
from tests.moment import NOW

MODEL = "gpt-5-2025-08-07"
ZONE = ZoneInfo("UTC")


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory, company: Company) -> Iterator[Bot]:
    """Its prices.toml has gpt-5 for less than what it is billed at."""
    folder = tmp_path_factory.mktemp("drift")
    (folder / "prices.toml").write_text(f'[[price]]\nmodel = "{MODEL}"\ninput = "0.5"\ncached = "0.05"\noutput = "4"\n')
    with Simulator(company, lambda: NOW) as simulator:
        bot = Bot(folder / "usage-bot.db", simulator.url)
        bot.services = bot.services.__class__(
            bot.services.settings,
            bot.services.clock,
            bot.services.store,
            bot.services.openai,
            Prices(folder / "prices.toml"),
        )
        bot.snapshot(settled_week(NOW).start)
        yield bot
        bot.close()


def scene(bot: Bot, **more) -> RuleFacts:
    drift = drift_of_week(bot.services, NOW)
    return RuleFacts(NOW, NOW, HOUR, compared=drift.compared, billed_rates=drift.billed_rates, **more)


def test_a_model_that_misses_its_bill_by_a_tenth_is_told_with_the_lines_to_paste(bot: Bot):
    found, batch = (one for one in findings(scene(bot)) if one.kind == "price drift")
    assert found.subject == batch.subject == f"model:{MODEL}"
    assert RULE.words(batch, Names(()), ZONE).thing == f"{MODEL} in batch"
    words = RULE.words(found, Names(()), ZONE)
    assert re.fullmatch(
        rf"Estimates of {MODEL} are \d\d(?:\.\d)? % below its bill: ≈ \$\S+ estimated, \$\S+ billed,"
        " in the last fully billed week",
        words.first,
    )
    (lines,) = re.findall(r"```(.*)```", words.more[1], re.DOTALL)
    (rule,) = read_price_file(lines).rules
    assert rule.model == MODEL
    # Priority has no line of its own: days on which a project used both are left out.
    assert (rule.rates.input, rule.rates.cached, rule.rates.output) == (1_250_000, 125_000, 10_000_000)
    assert (rule.batch, rule.tier) == (False, "default")


def test_it_is_told_once(bot: Bot):
    found = [one for one in findings(scene(bot)) if one.kind == "price drift"]
    assert findings(scene(bot, noted=frozenset(one.identity for one in found))) == ()


def test_a_model_without_a_price_has_the_rate_of_its_bill_too(bot: Bot):
    unpriced = (Unpriced("gpt-6-x-preview", 1_000_000, "token"),)
    (found,) = (one for one in findings(scene(bot, unpriced=unpriced)) if one.kind == "unpriced")
    assert found.rates["input"] == "7"


def test_a_week_is_compared_again_when_its_bill_changes_and_not_before(tmp_path: Path):
    day = settled_week(NOW).start
    period = Period(day, day + timedelta(days=1))

    def read(endpoint, groups, row):
        buckets = [Bucket(period.start, period.end, (row_of(row),))]
        bot.services.store.usage.save(UsageQuery(endpoint, period, Width.DAY, groups), buckets, NOW)

    def billed(amount):
        read("costs", ("project", "item"), (("proj_1", "gpt-5, input"), (amount,), None, 0, ""))

    bot = Bot(tmp_path / "week.db", UNREACHABLE)
    used = ("proj_1", "user_1", "key_1", "gpt-5", "false", "default")
    groups = ("project", "user", "key", "model", "batch", "tier")
    read("completions", groups, (used, (0,) * len(COMPLETIONS.counters), 90, 0, ""))
    billed(100)
    first = drift_of_week(bot.services, NOW)
    assert [one.accuracy for one in first.compared.values()] == [Accuracy(100, 90)]
    assert drift_of_week(bot.services, NOW) is first
    billed(200)
    assert [one.accuracy for one in drift_of_week(bot.services, NOW).compared.values()] == [Accuracy(200, 90)]
    bot.close()


DAY = (datetime(2026, 11, 18, tzinfo=UTC), "proj_1")
OTHER_DAY = (datetime(2026, 11, 19, tzinfo=UTC), "proj_1")


def charge(cell, item, dollars, tokens):
    return Charge(cell, item, dollars * 10**9, Decimal(tokens), "tokens")


def drifting(charges, used):
    return findings(RuleFacts(NOW, NOW, HOUR, compared=by_way(charges, used)))


def test_a_right_price_is_not_told_for_a_wrong_one_that_is_used_beside_it():
    """Flex is billed at half, and the list has it at the full price."""
    charges = [charge(DAY, "gpt-5, input", 10, 8_000_000), charge(OTHER_DAY, "gpt-5, input", 5, 8_000_000)]
    used = [
        Used(DAY, Kind("gpt-5", "false", "default"), 10 * 10**9),
        Used(OTHER_DAY, Kind("gpt-5", "false", "flex"), 10 * 10**9),
    ]
    (found,) = drifting(charges, used)
    words = RULE.words(found, Names(()), ZONE)

    assert words.first.startswith("Estimates of gpt-5 on flex are 100 % above its bill: ≈ $10 estimated, $5 billed, ")
    (lines,) = re.findall(r"```(.*)```", words.more[1], re.DOTALL)
    (rule,) = read_price_file(lines).rules
    assert (rule.tier, rule.batch, rule.rates.input) == ("flex", False, 625_000)


def test_tiers_side_by_side_with_right_prices_are_no_drift():
    charges = [charge(DAY, "gpt-5, input", 15, 16_000_000), charge(DAY, "batch | gpt-5, input", 5, 8_000_000)]
    used = [
        Used(DAY, Kind("gpt-5", "false", "default"), 10 * 10**9),
        Used(DAY, Kind("gpt-5", "false", "flex"), 5 * 10**9),
        Used(DAY, Kind("gpt-5", "true", "default"), 5 * 10**9),
    ]
    assert drifting(charges, used) == ()


def test_tiers_that_are_only_used_side_by_side_are_told_without_a_rate():
    used = [
        Used(DAY, Kind("gpt-5", "false", "default"), 10 * 10**9),
        Used(DAY, Kind("gpt-5", "false", "flex"), 5 * 10**9),
    ]
    (found,) = drifting([charge(DAY, "gpt-5, input", 30, 16_000_000)], used)

    assert RULE.words(found, Names(()), ZONE).more == (
        "Several tiers were used side by side, and its bill is one for all: one of their prices is out of date.",
    )


def test_the_rate_of_batch_is_for_batch_alone():
    used = [Used(DAY, Kind("gpt-5", "true", "default"), 10 * 10**9)]
    (found,) = drifting([charge(DAY, "batch | gpt-5, input", 5, 8_000_000)], used)

    (lines,) = re.findall(r"```(.*)```", RULE.words(found, Names(()), ZONE).more[1], re.DOTALL)
    (rule,) = read_price_file(lines).rules
    assert (rule.tier, rule.batch, rule.rates.input) == (None, True, 625_000)


@pytest.mark.parametrize(
    ("billed", "estimate", "expected"),
    [
        pytest.param(10_000_000_000, 9_000_000_000, True, id="a tenth below"),
        pytest.param(10_000_000_000, 9_010_000_000, False, id="less than a tenth"),
        pytest.param(10_000_000_000, 11_000_000_000, True, id="a tenth above"),
        pytest.param(900_000_000, 100_000_000, False, id="less than a dollar"),
        pytest.param(0, 5_000_000_000, False, id="no bill"),
    ],
)
def test_a_tenth_is_a_drift(billed, estimate, expected):
    assert has_drifted(Accuracy(billed, estimate)) is expected
