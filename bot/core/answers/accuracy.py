"""How far estimates were off the bill, in words."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from bot.core.periods import Period
from bot.core.slack import blocks, dates, numbers
from bot.core.slack.lines import line_blocks
from bot.core.slack.message import Message
from bot.core.slack.text import escape, shorten
from bot.core.usage.settlement import Accuracy

UTC_ZONE = ZoneInfo("UTC")
NOTHING = "No day of the last 30 can be compared yet: a day's bill is settled 24 hours after its end."
REST = "everything else (storage, fine-tuning, Scale Tier, credits, what has no price)"
SMALL_PRINT = "Days whose bill is settled; models as far as line items name them."


def off(accuracy: Accuracy) -> str:
    """`+0.6 %`: how far the estimate was above the bill; '' when nothing was billed."""
    if accuracy.permille is None:
        return ""
    beside = accuracy.permille - 1000
    sign = "±" if beside == 0 else "+" if beside > 0 else "−"
    return f"{sign}{abs(beside) // 10}.{abs(beside) % 10} %"


def accuracy_message(whole: Accuracy | None, models: Mapping[str, Accuracy], period: Period, year: int) -> Message:
    """The sum first, then each model, the largest bill first."""
    if whole is None and not models:
        return Message(NOTHING, (blocks.section(NOTHING),))
    first = f"Estimates against bills, {dates.period(period, UTC_ZONE, year=year)}"
    text = f"{first}: {_against(whole)}" if whole else f"{first}, by model"
    lines = [f"• {escape(shorten(model, 60))}: {escape(_against(one))}" for model, one in models.items()]
    lines += [f"• {REST}: {escape(_against(rest))}"] if (rest := _rest(whole, models)) else []
    parts = [blocks.section(f"*{escape(text)}*"), *line_blocks(lines, " models"), blocks.context(SMALL_PRINT)]
    return Message(escape(text), tuple(parts))


def _rest(whole: Accuracy | None, models: Mapping[str, Accuracy]) -> Accuracy | None:
    """What no model has: without it each model may be right to the cent and the sum far off."""
    if whole is None or not models:
        return None
    rest = whole - sum(models.values(), Accuracy())
    return rest if max(abs(rest.billed), abs(rest.estimate)) >= numbers.CENT else None


def _against(one: Accuracy) -> str:
    shown = f"estimated ≈ {numbers.money(one.estimate)}, billed {numbers.money(one.billed)}"
    return f"{shown} ({off(one)})" if off(one) else shown


def accuracy_note(whole: Accuracy | None) -> tuple[str, ...]:
    """What `explain` adds to an estimate."""
    if whole is None or not off(whole):
        return ()
    return (f"Estimates of the last 30 settled days were {against_bill(whole)}; `accuracy` says it by model.",)


def against_bill(accuracy: Accuracy, bill: str = "the bill") -> str:
    """`10.7 % below the bill`, for `−10.7 %`."""
    shown = off(accuracy).replace(".0 %", " %")
    return {"±": "equal to", "+": f"{shown[1:]} above", "−": f"{shown[1:]} below"}[shown[0]] + f" {bill}"
