"""The percents of a message, and what each of them is of: one of which no reader can tell is a mistake."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.core.slack.fallbacks import plain_text
from bot.core.slack.message import Message

SCALE = {"": 1, "k": 10**3, "M": 10**6, "B": 10**9}
AMOUNT = re.compile(r"\$(?P<dollars>\d[\d,]*(?:\.\d+)?)|(?P<count>\d[\d,]*(?:\.\d+)?) (?P<scale>[kMB])\b")
PERCENT = re.compile(r"(?P<sign>[+−±-]?)(?P<less><)?(?P<number>\d[\d,]*(?:\.\d+)?) %")
BUDGET = re.compile(r"\$([\d,]+(?:\.\d+)?) of \$([\d,]+(?:\.\d+)?)")
SHARE = re.compile(rf"(?:{AMOUNT.pattern})(?: \w+)? \((?P<less_share><?)(?P<share>\d+) %")
# What a percent is of stands behind it, or before it.
NAMED = re.compile(
    r"% (?:below|above) (?:(?:its|the) bill|(?:the|a) (?:usual )?[\w ]+ \(≈? ?\$)"
    r"|% (?:of (?:it|the |all|its |cost|tokens|input|output|requests|months|\$)|through|less|likely|cache hit|used)"
    r"|% about (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) |Highest: [^;]+ %;"
    r"|(?:reach|at|to|until|within|of it \() ?[\d,.]+ %|\d+ % on (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) | less \([\d,.]+ %\)"
)

DAY = "% of the day"  # told once in a line
MODELS = "Models "  # of a digest: of its first number, as a test of its own asks


def unexplained(message: Message) -> list[str]:
    """
    The lines with a percent of which neither the words nor the numbers beside it say what it is of.

    A change (`+12 %`) is of what stood there before, a budget's percent of its amount. A share says `of it` or `of the
    day`, or stands behind an amount: then all of them are of one number of the message's first line. The columns of
    a table say it in their heads.
    """
    blocks = tuple(block for block in message.blocks if block["type"] != "data_table")
    lines = plain_text(Message(message.text, blocks)).replace("&lt;", "<").splitlines()
    bases = [_amount(match) for match in AMOUNT.finditer(f"{message.text} {lines[0] if lines else ''}")]
    wrong: list[str] = []
    shares: list[tuple[str, Decimal, str, int]] = []
    for line in lines:
        found = [*SHARE.finditer(line)]
        unnamed = (one for one in found if not _is_named(one, line))
        shares += [(line, _amount(one), one["less_share"], int(one["share"])) for one in unnamed]
        told = [(one.start(), one.end()) for one in (*found, *NAMED.finditer(line))]
        bare = [one for one in PERCENT.finditer(line) if not one["sign"] and not _is_inside(one, told)]
        if any(not _is_of_budget(one, line) for one in bare) and DAY not in line and not line.startswith(MODELS):
            wrong.append(line)
    is_one_base = any(all(_is_share(*share, base) for _, *share in shares) for base in bases)  # type: ignore[arg-type]
    return wrong if is_one_base or not shares else [*wrong, *(line for line, *_ in shares)]


def _is_named(share: re.Match[str], line: str) -> bool:
    """
    `$411 of $500 (82 %)` is of the budget, `(80 % likely)` a chance.

    `(32 % less)` and `$1,591 less (71 %)` are of what it was.
    """
    says = line[share.start() : share.end() + len(" % likely")]
    return (
        " less" in says
        or " likely" in says
        or DAY in line
        or any(one.end() == share.start("share") - 2 for one in BUDGET.finditer(line))
    )


def _is_inside(percent: re.Match[str], spans: list[tuple[int, int]]) -> bool:
    return any(percent.start() < end and start < percent.end() for start, end in spans)


def _is_of_budget(percent: re.Match[str], line: str) -> bool:
    """Of an amount in its line: `82 % · $411 of $500`."""
    number = Decimal(percent["number"].replace(",", ""))
    sums = [[Decimal(text.replace(",", "")) for text in pair] for pair in BUDGET.findall(line)]
    return any(whole and abs(part * 100 / whole - number) <= 2 for part, whole in sums)


def _amount(match: re.Match[str]) -> Decimal:
    text = match["dollars"] or match["count"]
    return Decimal(text.replace(",", "")) * SCALE[match["scale"] or ""]


def _is_share(amount: Decimal, less: str, share: int, base: Decimal) -> bool:
    exact = amount * 100 / base if base else Decimal(0)
    return exact < Decimal("1.1") if less else abs(exact - share) <= Decimal("1.1")
