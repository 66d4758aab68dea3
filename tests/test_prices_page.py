"""The page about prices shows entries that work, and every key that there is."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.core.answers.prices_message import prices_json
from bot.core.names import Names
from bot.core.periods import Period
from bot.core.reports.close import Close, CloseLine, Restated
from bot.core.reports.close_message import Closing, close_json
from bot.core.usage.price_rules import CHOICES, Project, Quote, read_price_file
from bot.core.usage.rates import TOKEN_PRICES, UNITS, Kind, Rates
from bot.core.usage.settlement import Accuracy
from bot.sources.price_facts import Price
from bot.sources.price_list import ListState

DOCS = Path(__file__).parent.parent / "docs"
PAGE = (DOCS / "prices.md").read_text(encoding="utf-8")
DAY = datetime(2026, 11, 1, tzinfo=UTC)
LIST = ListState("genai-prices 0.2.3", None, DAY, "", "")
QUOTE = Quote(Rates(input=1), "genai-prices 0.2.3", DAY.date())
LINE = CloseLine("proj_a1", "payments", "gpt-5, input", 1, "5", "tokens")
CLOSING = Closing(Close(Period(DAY, DAY), DAY, (LINE,)), is_new=True, restated=(Restated("proj_a1", "gpt-5", 2, 1),))
PRINTED = {
    "prices.md": {
        "verb": "prices",
        **prices_json([Price("completions", Kind("gpt-5"), QUOTE, 1, Accuracy(1, 1))], LIST),
    },
    "close.md": {"verb": "close", **close_json(CLOSING, Names(()))},
}


def test_the_example_is_read():
    example, discounts = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    rules = read_price_file(example).rules
    assert [rule.model for rule in rules] == ["gpt-5*", "ft:gpt-4.1-mini-*", "dall-e-3"]
    file = read_price_file(discounts)
    assert file.percent("gpt-5", Project("", "checkout-prod")) == 80
    assert file.percent("gpt-5", Project()) == 85


def keys(value: object) -> object:
    """The names in a JSON value, however deep; a list is its first entry."""
    if isinstance(value, dict):
        return {name: keys(one) for name, one in value.items() if name not in ("message", "dollars")}
    return keys(value[0]) if isinstance(value, list) and value else None


@pytest.mark.parametrize("page", ["prices.md", "close.md"])
def test_the_json_on_the_page_is_what_the_command_prints(page: str):
    (shown,) = re.findall(r"```json\n(.*?)```", (DOCS / page).read_text(encoding="utf-8"), re.DOTALL)
    assert keys(json.loads(shown)) == keys(PRINTED[page])


def test_every_key_and_endpoint_is_explained():
    table = "".join(line for line in PAGE.splitlines() if line.startswith("|"))
    assert {name for name in (*CHOICES, *TOKEN_PRICES, *UNITS, "unit") if f"`{name}`" not in table} == set()
