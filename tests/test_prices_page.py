"""The page about prices shows entries that work, and every key that there is."""

import re
from pathlib import Path

from bot.core.usage.estimates import TOKEN_PRICES, UNITS
from bot.core.usage.price_rules import CHOICES, Project, read_price_file

PAGE = (Path(__file__).parent.parent / "docs" / "prices.md").read_text(encoding="utf-8")


def test_the_example_is_read():
    example, discounts = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    rules = read_price_file(example).rules
    assert [rule.model for rule in rules] == ["gpt-5*", "ft:gpt-4.1-mini-*", "dall-e-3"]
    file = read_price_file(discounts)
    assert file.percent("gpt-5", Project("", "checkout-prod")) == 80
    assert file.percent("gpt-5", Project()) == 85


def test_every_key_and_endpoint_is_explained():
    table = "".join(line for line in PAGE.splitlines() if line.startswith("|"))
    assert {name for name in (*CHOICES, *TOKEN_PRICES, *UNITS, "unit") if f"`{name}`" not in table} == set()
