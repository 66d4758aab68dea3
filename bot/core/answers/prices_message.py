"""Prices in words: what a million tokens or another unit costs, who says so, and how old the list is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from bot.core.answers.accuracy import EXACT, against_bill, off
from bot.core.answers.followups import USAGE
from bot.core.answers.price_sums import PricedSum, Quoted, sum_line
from bot.core.catalogue import COMPLETIONS
from bot.core.catalogue.words import as_words
from bot.core.slack import blocks
from bot.core.slack.blocks import Button
from bot.core.slack.lines import line_blocks
from bot.core.slack.message import Message
from bot.core.slack.text import escape, shorten
from bot.core.usage.price_rules import Quote
from bot.core.usage.rates import Kind, Rates
from bot.core.usage.settlement import Accuracy

PICO = Decimal(10**12)
SHORT = 8  # lines of the list that nobody narrowed down: the most used first
# How many units a price is said for, and what they are called together.
SAID_FOR = {
    "embeddings": (1_000_000, "a million tokens"),
    "moderations": (1_000_000, "a million tokens"),
    "images": (1, "an image"),
    "speeches": (1_000_000, "a million characters"),
    "transcriptions": (60, "a minute"),
    "vector_stores": (1, "a gibibyte and day"),
    "code_interpreter": (1, "a session"),
    "file_search": (1000, "a thousand calls"),
    "web_search": (1000, "a thousand calls"),
}
TOKENS = (1_000_000, "a million tokens")
PARTS = ("input", "cached", "cache_write", "output", "input_audio", "output_audio", "input_image", "output_image")
SAME_AS = {"cached": "input", "cache_write": "input", "input_audio": "input", "input_image": "input"}
SAME_AS |= {"output_audio": "output", "output_image": "output"}
RANKED = ", the cheapest input tokens first"
SMALL_PRINT = "Long prompts may have higher rates. `prices.toml` changes estimates, never what OpenAI bills."


class Priced(Quoted, Protocol):
    """The price of one kind of use, how much it was used, and how far its estimates were off."""

    @property
    def used(self) -> int: ...
    @property
    def accuracy(self) -> Accuracy | None: ...


class Listed(Protocol):
    """Where the list prices come from."""

    @property
    def source(self) -> str: ...
    @property
    def at(self) -> datetime | None: ...
    @property
    def checked(self) -> datetime | None: ...
    @property
    def problem(self) -> str: ...
    @property
    def own_problem(self) -> str: ...


def list_age(state: Listed) -> str:
    """`list prices of genai-prices 0.2.3, compared with the newest Mon 23 Nov 14:05 UTC`."""
    age = f", of {_moment(state.at)}" if state.at else "" if state.checked else ", as installed"
    checked = f", compared with the newest {_moment(state.checked)}" if state.checked else ""
    return f"list prices of {state.source}{age}{checked}"


def dearness(price: Priced) -> tuple[bool, int, int]:
    """What prices are ranked by: input, then output. What is no completion or has no known price comes after."""
    is_last = price.quote is None or price.endpoint != COMPLETIONS.name
    rates = price.quote.rates if price.quote else Rates()
    return is_last, rates.input, rates.output


def prices_message(
    prices: Sequence[Priced],
    state: Listed,
    sums: Sequence[PricedSum] = (),
    *,
    is_ranked: bool = False,
    is_short: bool = False,
) -> Message:
    """One line a kind of use, after what was asked and how old the list is; what is wrong comes first of all."""
    age = list_age(state)
    first = (
        f"Prices in dollars per million tokens, unless another unit is named{RANKED if is_ranked else ''}: {age}."
        if prices
        else f"Nothing was used in the last 30 days; {age}."
    )
    first = " ".join((*map(sum_line, sums), first))
    wrong = [one for one in (state.own_problem, state.problem and f"{state.problem}.") if one]
    most = SHORT if is_short and len(prices) > SHORT else len(prices)
    lines = [f"• {escape(price_line(one, state.source))}" for one in prices[:most]]
    rest = (
        [blocks.actions(Button(f"All {len(prices)} prices", f"{USAGE}:1", "prices all"))] if most < len(prices) else []
    )
    parts = [
        blocks.section(f"*{escape(first)}*"),
        *(blocks.section(escape(one)) for one in wrong),
        *line_blocks(lines, " prices"),
        blocks.context(SMALL_PRINT),
        *rest,
    ]
    return Message(escape(first), tuple(parts))


def price_line(price: Priced, known: str = "") -> str:
    """`gpt-5 (batch): $0.625 input · $5 output · prices.toml`; a unit is said unless it is a million tokens."""
    name = f"{_name(price)}{_variant(price.kind)}"
    if (quote := price.quote) is None:
        per = "" if price.endpoint == COMPLETIONS.name else f" for {SAID_FOR.get(price.endpoint, TOKENS)[1]}"
        reason = "prepaid, nothing a token" if price.kind.tier == "scale" else f"no known price{per}"
        return f"{name}: {reason}"
    dollars = _dollars(price.endpoint, quote.rates)
    said = " · ".join(f"${_cents(value)} {as_words(part)}" for part, value in dollars)
    unit = SAID_FOR.get(price.endpoint, TOKENS)[1].removeprefix(TOKENS[1])
    return " · ".join([f"{name}: {said.removesuffix(' unit')} {unit}".rstrip(), *_remarks(price, quote, known)])


def _name(price: Priced) -> str:
    """`gpt-5`, `file search`; of calls that a model makes both: `web search by gpt-5`."""
    endpoint = as_words(price.endpoint)
    if not price.kind.model:
        return endpoint
    model = shorten(price.kind.model, 60)
    return f"{endpoint} by {model}" if price.endpoint.endswith("_search") else model


def _variant(kind: Kind) -> str:
    """` (batch)`, ` (flex)`."""
    return " (batch)" if kind.batch == "true" else f" ({kind.tier})" if kind.tier else ""


def _remarks(price: Priced, quote: Quote, known: str) -> list[str]:
    since = f"since {quote.since:%d %b %Y}" if quote.since and quote.since > date(1970, 1, 1) else ""
    remarks = [" ".join(filter(None, [quote.source if quote.source != known else "", since]))]
    if quote.assumed:
        remarks.append(f"assumed: it is the price of {quote.assumed}")
    if quote.percent != 100:
        remarks.append(f"{_plain(abs(100 - quote.percent))} % {'off' if quote.percent < 100 else 'on top'}")
    if price.accuracy and off(price.accuracy) not in ("", EXACT):
        remarks.append(f"estimates were {against_bill(price.accuracy)}")
    return [remark for remark in remarks if remark]


def _dollars(endpoint: str, rates: Rates) -> list[tuple[str, str]]:
    """The parts that have a price of their own, in dollars for what a price is said for."""
    if endpoint != "completions":
        units = SAID_FOR.get(endpoint, TOKENS)[0]
        return [("unit", _plain(Decimal(rates.unit) * units / PICO))]
    found = [
        (part, getattr(rates, part))
        for part in PARTS
        if part not in SAME_AS or getattr(rates, part) != getattr(rates, SAME_AS[part])
    ]
    return [(part, _plain(Decimal(value) * TOKENS[0] / PICO)) for part, value in found]


def prices_json(prices: Sequence[Priced], state: Listed, sums: Sequence[PricedSum] = ()) -> dict[str, Any]:
    """Dollars are exact decimal texts."""
    return {
        "list": {
            "source": state.source,
            "at": _iso(state.at),
            "checked": _iso(state.checked),
            "problem": state.problem,
            "own_problem": state.own_problem,
        },
        "prices": [_json(one) for one in prices],
        **({"sums": [asdict(one) for one in sums]} if sums else {}),
    }


def _json(price: Priced) -> Mapping[str, Any]:
    quote, accuracy = price.quote, price.accuracy
    return {
        "model": price.kind.model or None,
        "endpoint": price.endpoint,
        "batch": price.kind.batch == "true",
        "tier": price.kind.tier or "default",
        "used": price.used,
        "dollars": dict(_dollars(price.endpoint, quote.rates)) if quote else None,
        "per": SAID_FOR.get(price.endpoint, TOKENS)[1],
        "source": quote.source if quote else None,
        "since": quote.since.isoformat() if quote and quote.since else None,
        "assumed": (quote.assumed or None) if quote else None,
        "percent": _plain(quote.percent) if quote else None,
        "billed": accuracy.billed if accuracy else None,
        "estimate": accuracy.estimate if accuracy else None,
    }


def _cents(value: str) -> str:
    """`0.40`, `10.50`, `0.625`, `2`: a price has no single digit of cents."""
    _, _, behind = value.partition(".")
    return f"{value}0" if len(behind) == 1 else value


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _moment(at: datetime) -> str:
    return f"{at:%a %d %b %H:%M} UTC"


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
