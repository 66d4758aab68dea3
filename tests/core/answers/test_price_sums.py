"""A price times what is asked for, and what an amount buys."""

from dataclasses import dataclass

import pytest

from bot.core.answers.price_sums import PricedSum, priced_sums, sum_line
from bot.core.grammar.price_sums import PriceSum, price_sum
from bot.core.grammar.tokens import Words
from bot.core.grammar.typed_text import cleaned
from bot.core.usage.price_rules import Quote
from bot.core.usage.rates import Kind, Rates

DOLLAR = 10**9  # nanodollars


@dataclass(frozen=True)
class Listed:
    endpoint: str
    kind: Kind
    quote: Quote | None


MINI = Listed("completions", Kind("gpt-5-mini"), Quote(Rates(input=250_000, output=2_000_000), "list"))
FLEX = Listed("completions", Kind("gpt-5-mini", tier="flex"), Quote(Rates(input=125_000, output=1_000_000), "list"))
STRANGE = Listed("completions", Kind("flurble"), None)


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("est cost 200k reqs @ 1.2k in/300 out gpt-5-mini", PriceSum(200_000, 1_200, 300)),
        ("10,000 requests with 2k input tokens and 500 output tokens each on o3", PriceSum(10_000, 2_000, 500)),
        ("how much is 3M input and 500k output on o3", PriceSum(1, 3_000_000, 500_000)),
        ("price of 2m in on o3", PriceSum(1, 2_000_000)),
        ("price of 2m tokens in october", None),
        ("how far can $100 go on gpt-5-nano", PriceSum(nanodollars=100 * DOLLAR)),
        ("how many tokens does 50 usd buy on o3", PriceSum(nanodollars=50 * DOLLAR)),
        ("what does gpt-5 cost per 1M out on batch", PriceSum(1, 0, 1_000_000, way="batch")),
        ("requests over 200k by model", None),
        ("projects over 1M input tokens", None),
        ("tokens today by model over $100", None),
        ("how many tokens today", None),
        ("top 5 projects by input", None),
        ("last 3 days input tokens", None),
        ("1M input on o3 vs 2M input on o3", None),
    ],
)
def test_numbers_beside_a_model_are_a_sum_of_prices(typed: str, asked: PriceSum | None) -> None:
    assert price_sum(Words.of(cleaned(typed))) == asked


def test_a_sum_is_exact_and_of_the_plain_price():
    (found,) = priced_sums(PriceSum(200_000, 1_200, 300), (MINI, FLEX, STRANGE))

    assert found == PricedSum("gpt-5-mini", 200_000, 1_200, 300, 180 * DOLLAR)
    assert sum_line(found) == "200 k requests of 1,200 input and 300 output tokens on gpt-5-mini: $180."


def test_a_sum_is_of_the_way_that_was_said():
    (found,) = priced_sums(PriceSum(1, 0, 1_000_000, way="flex"), (MINI, FLEX, STRANGE))

    assert sum_line(found) == "1,000,000 output tokens on gpt-5-mini (flex): $1."


def test_an_amount_buys_tokens_of_either_kind():
    (found,) = priced_sums(PriceSum(nanodollars=100 * DOLLAR), (MINI,))

    assert (found.input, found.output) == (400_000_000, 50_000_000)
    assert sum_line(found) == "$100 on gpt-5-mini buys 400 M input tokens or 50 M output tokens."
