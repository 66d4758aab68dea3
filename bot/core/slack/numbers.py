"""Quantities as people read them: integers in, `$12.34` and `1.2 M tokens` out."""

from __future__ import annotations

from bot.core.amounts import NANO, Amount

NOT_READ = "not read"
NO_PRICE = "unpriced"
NOT_FINAL = "≈ is not yet billed in full"  # the one meaning of the mark; what comes behind it says why
CENT = NANO // 100
SIZES = ((10**3, "k"), (10**6, "M"), (10**9, "B"))


def money(nanodollars: int) -> str:
    """`$0.0042`, `$12.34`, `$1,234`; whole dollars carry no cents."""
    sign, size = ("−" if nanodollars < 0 else ""), abs(nanodollars)
    cents = rounded(size, CENT)
    if cents == 0 or (size < CENT and size % CENT):
        return f"{sign}${_small(size)}"
    if cents >= 100_000 or size % NANO == 0:
        return f"{sign}${rounded(size, NANO):,}"
    return f"{sign}${cents // 100:,}.{cents % 100:02d}"


def about(nanodollars: int) -> str:
    """Money that is no more exact than it looks: whole dollars from $10 on."""
    return money(rounded(nanodollars, NANO) * NANO) if abs(nanodollars) >= 10 * NANO else money(nanodollars)


def _small(size: int) -> str:
    """Less than a cent, to two digits that count."""
    if size == 0:
        return "0"
    step = 10 ** max(len(str(size)) - 2, 0)
    return f"0.{rounded(size, step) * step:09d}".rstrip("0")


def rounded(number: int, unit: int) -> int:
    """`number / unit` to the nearest integer, halves up."""
    return (2 * number + unit) // (2 * unit)


def count(number: int) -> str:
    """`9,999`, `12.3 k`, `1.2 M`, `123 M`, `4.5 B`."""
    if number < 0:
        return f"−{count(-number)}"
    if number < 10_000:
        return f"{number:,}"
    size, sign = next((size, sign) for size, sign in SIZES if rounded(number, size) < 1_000 or sign == "B")
    tenths = rounded(number * 10, size)
    text = f"{tenths // 10}.{tenths % 10}" if tenths < 1_000 else f"{rounded(number, size):,}"
    return f"{text.removesuffix('.0')} {sign}"


def plural(number: int, noun: str) -> str:
    """`1 token`, `1.2 M tokens`."""
    return f"{count(number)} {noun}" if number == 1 else f"{count(number)} {noun}s"


def quantity(number: int, unit: str) -> str:
    """A quantity with its unit (a metric's `unit`): dollars, or a count of things."""
    if unit == "nanodollar":
        return money(number)
    if unit == "byte":
        text = count(number).replace(" B", " G")
        return f"{text}B" if text[-1].isalpha() else f"{text} B"
    if unit == "second" and number >= 120:
        hours = f", {count(rounded(number, 3_600))} h" if number >= 36_000 else ""
        return f"{plural(number, unit)} ({count(rounded(number, 60))} min{hours})"
    return plural(number, unit)


def amount(value: Amount | None, unit: str) -> str:
    """An amount with its `≈` when it is an estimate; None says that it was not read. What has no price is never $0."""
    if value is None:
        return NOT_READ
    if is_unpriced(value):
        return NO_PRICE
    return ("≈ " if value.estimate else "") + quantity(value.quantity, unit)


def is_unpriced(value: Amount | None) -> bool:
    """Used, and nothing of it has a price."""
    return value is not None and value.quantity == 0 and value.unpriced > 0


def percent(part: int, whole: int) -> str:
    """`61 %`; never 0 for something, never 100 for less than all."""
    if whole <= 0:
        return "-"
    value = rounded(part * 100, whole)
    if 0 < part < whole:
        return "<1 %" if value == 0 else f"{min(value, 99)} %"
    return f"{value:,} %".replace("-", "−")


def change(now: int, before: int) -> str:
    """`+12 %`, `−9 %`, `+1,150 %`; `new` when there was nothing before."""
    if now == before:
        return "no change"
    if before <= 0:
        return "new"
    value = rounded(abs(now - before) * 100, before)
    sign = "+" if now > before else "−"
    return f"{sign}{value:,} %" if value else "±0 %"


def times(now: int, before: int) -> str:
    """`2.1` as in 2.1 ×, `12`, `0.4`."""
    tenths = rounded(now * 10, before)
    return f"{rounded(now, before):,}" if tenths >= 100 else f"{tenths // 10}.{tenths % 10}".removesuffix(".0")


def signed(nanodollars: int) -> str:
    """`+$9.10`, `−$9`."""
    return money(nanodollars) if nanodollars < 0 else f"+{money(nanodollars)}"
