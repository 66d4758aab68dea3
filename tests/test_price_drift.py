"""Price drift: a model whose estimates miss its bill by a tenth is told once, with the lines that mend it."""

import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest

from bot.adapters.prices import Prices
from bot.core.alerts.rules import findings
from bot.core.alerts.rules.finding import RuleFacts
from bot.core.alerts.rules.price_drift import RULE, has_drifted
from bot.core.answers.answer import Unpriced
from bot.core.names import Names
from bot.core.periods import HOUR
from bot.core.usage.price_rules import read_price_file
from bot.core.usage.settlement import Accuracy
from bot.demo.company import Company
from bot.demo.openai import Simulator
from bot.sources.accuracy import accuracy_by_model, rates_billed, settled_week
from tests.living import Bot
from tests.moment import NOW

MODEL = "gpt-5-2025-08-07"
UTC = ZoneInfo("UTC")


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
    week = settled_week(NOW)
    return RuleFacts(
        NOW,
        NOW,
        HOUR,
        accuracy=accuracy_by_model(bot.services, week),
        billed_rates=rates_billed(bot.services, week),
        **more,
    )


def test_a_model_that_misses_its_bill_by_a_tenth_is_told_with_the_lines_to_paste(bot: Bot):
    (found,) = (one for one in findings(scene(bot)) if one.kind == "price drift")
    assert found.subject == f"model:{MODEL}"
    words = RULE.words(found, Names(()), UTC)
    assert re.fullmatch(
        rf"Estimates of {MODEL} are −\d\d\.\d % off its bill: ≈ \$\S+ for a bill of \$\S+ in the last settled week",
        words.first,
    )
    (lines,) = re.findall(r"```(.*)```", words.more[1], re.DOTALL)
    (rule,) = read_price_file(lines).rules
    assert rule.model == MODEL
    # Priority has no line of its own: its part is in the rate.
    assert 1_250_000 <= rule.rates.input < 1_500_000
    assert rule.rates.input < rule.rates.output


def test_it_is_told_once(bot: Bot):
    (found,) = (one for one in findings(scene(bot)) if one.kind == "price drift")
    assert findings(scene(bot, noted=frozenset({found.identity}))) == ()


def test_a_model_without_a_price_has_the_rate_of_its_bill_too(bot: Bot):
    unpriced = (Unpriced("gpt-6-x-preview", 1_000_000, "token"),)
    (found,) = (one for one in findings(scene(bot, unpriced=unpriced)) if one.kind == "unpriced")
    assert found.rates["input"] == "7"


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
