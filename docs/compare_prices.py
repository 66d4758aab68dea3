"""
Compares the list prices of usage-bot with public price tables: `python docs/compare_prices.py TABLE…`.

A table is a file of LiteLLM (`model_prices_and_context_window*.json`) or tokencost (`model_prices.json`), which have one form, or of
the package model-prices (`snapshot.json`); `LiteLLM 1.110.2=FILE` gives it the name that it has in docs/prices.md. It prints the
rows of the table there, with `--write` it puts them into it, and with `--all` it prints every cell that differs. It reads files only;
`pip download --no-deps litellm model-prices tokencost tokencostauto` gets them.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from bot.adapters.prices import Prices
from bot.core.usage.rates import Kind, Rates

Cell = tuple[str, str, str]  # model, variant, part
PAGE = Path(__file__).with_name("prices.md")
PARTS = ("input", "cached", "cache_write", "output")
VARIANTS = {
    "standard": Kind(),
    "batch": Kind(batch="true"),
    **{tier: Kind(tier=tier) for tier in ("flex", "priority", "ultrafast")},
}
LITELLM = {
    "input": "input_cost_per_token",
    "cached": "cache_read_input_token_cost",
    "cache_write": "cache_creation_input_token_cost",
    "output": "output_cost_per_token",
}
MODEL_PRICES = {"input": "input", "cached": "cache_read", "cache_write": "cache_write", "output": "output"}


def litellm(document: Mapping[str, Mapping[str, object]]) -> Iterator[tuple[Cell, Decimal]]:
    endings = {"standard": "", "batch": "_batches", "flex": "_flex", "priority": "_priority", "ultrafast": "_ultrafast"}
    for model, entry in document.items():
        if entry.get("litellm_provider") not in ("openai", "text-completion-openai") or "/" in model:
            continue
        for variant, ending in endings.items():
            for part, key in LITELLM.items():
                if isinstance(value := entry.get(key + ending), Decimal | int):
                    yield (model, variant, part), Decimal(value) * 1_000_000


def model_prices(document: Mapping[str, Mapping[str, Mapping[str, object]]]) -> Iterator[tuple[Cell, Decimal]]:
    for model, variants in document["prices"]["openai"].items():
        for variant, entries in variants.items():
            rates = entries[-1]["rates"] or {}
            for part, key in MODEL_PRICES.items():
                if key in rates and variant in VARIANTS:
                    yield (model, variant, part), Decimal(rates[key])


def cells(path: Path) -> dict[Cell, Decimal]:
    document = json.loads(path.read_text(), parse_float=Decimal)
    found = model_prices(document) if "prices" in document else litellm(document)
    return {cell: value for cell, value in found if "embedding" not in cell[0] or cell[1:] == ("standard", "input")}


def ours(prices: Prices, cell: Cell, day: date) -> Decimal | None:
    model, variant, part = cell
    endpoint = next((name for name in ("embedding", "moderation") if name in model), "completion") + "s"
    found = prices.rates(endpoint, VARIANTS[variant]._replace(model=model), long=False, day=day)
    return _dollars(found, part if endpoint == "completions" else "unit") if found else None


def _dollars(rates: Rates, part: str) -> Decimal:
    return Decimal(getattr(rates, part)) / 1_000_000


def main(tables: list[str], everything: bool, day: date) -> Iterator[str]:
    prices = Prices()
    for name, _, file in (table.rpartition("=") for table in tables):
        path = Path(file)
        found = cells(path)
        compared = {cell: (theirs, ours(prices, cell, day)) for cell, theirs in found.items()}
        missing = [cell for cell, (_, own) in compared.items() if own is None]
        other = {cell: pair for cell, pair in compared.items() if pair[1] is not None and pair[0] != pair[1]}
        models = {cell[0] for cell in found}
        equal = models - {cell[0] for cell in missing} - {cell[0] for cell in other}
        same = len(found) - len(other) - len(missing)
        counts = (len(models), len(equal), len(found), same, len(other), len(missing))
        yield f"| {name or path.name} | {' | '.join(map(str, counts))} |"
        if everything:
            for cell, (theirs, own) in sorted({**other, **{cell: compared[cell] for cell in missing}}.items()):
                print(f"    {' '.join(cell)}: theirs {theirs.normalize():f}, ours {own}")


def write(rows: list[str]) -> None:
    """In the place of the rows that the table in docs/prices.md has."""
    text = PAGE.read_text(encoding="utf-8")
    table = re.compile(r"(\| table \| names .*\n\|[-|]+\n)(?:\|.*\n)*")
    PAGE.write_text(table.sub(lambda match: match[1] + "".join(f"{row}\n" for row in rows), text), encoding="utf-8")


if __name__ == "__main__":
    made = list(main([one for one in sys.argv[1:] if not one.startswith("-")], "--all" in sys.argv, date.today()))
    print(*made, sep="\n")
    if "--write" in sys.argv:
        write(made)
