"""How far estimates were off the bill, in words."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from bot.core.periods import Period
from bot.core.slack import blocks, dates, numbers
from bot.core.slack.lines import line_blocks
from bot.core.slack.message import Message
from bot.core.slack.text import escape, listed, shorten
from bot.core.usage.settlement import Accuracy

UTC_ZONE = ZoneInfo("UTC")
NOTHING = "No day of the last 30 can be compared yet: a day's bill is settled 24 hours after its end."
EXACT = "±0.0 %"  # no news
REST = "what belongs to no model (storage, fine-tuning, Scale Tier, credits, what has no price)"
LEAST = 101  # percent of its estimate from which a bill is one to be warned of
LOWER = "A sum with ≈ may be that much below its bill."
SMALL_PRINT = "Only days whose bill is settled, and models that the bill names."


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
    days, rest = dates.period(period, UTC_ZONE, year=year), _rest(whole, models)
    text = f"{_answer(whole, rest)}, {days}" if whole else f"Estimates against bills by model, {days}"
    lines = [f"• {REST[0].upper()}{REST[1:]}: {escape(_against(rest))}"] if rest else []
    exact = [escape(shorten(model, 60)) for model, one in models.items() if off(one) == EXACT]
    lines += [
        f"• {escape(shorten(model, 60))}: {escape(_against(one))}" for model, one in models.items() if off(one) != EXACT
    ]
    lines += [f"• {numbers.plural(len(exact), 'model')} right to a tenth of a percent"] if exact else []
    small = [f"Right: {listed(exact)}."] if exact else []
    small += [*([LOWER] if whole and whole.estimate * LEAST < whole.billed * 100 else []), SMALL_PRINT]
    parts = [blocks.section(f"*{escape(text)}*"), *line_blocks(lines, " models"), blocks.context("\n".join(small))]
    return Message(escape(text), tuple(parts))


def _answer(whole: Accuracy, rest: Accuracy | None) -> str:
    """`Estimates were 9 % below the bill (≈ $10,191 of $11,203), of which no model explains $1,012`."""
    how = against_bill(whole) if off(whole) else "not billed at all"
    text = f"Estimates were {how} (≈ {numbers.money(whole.estimate)}, billed {numbers.money(whole.billed)})"
    missing, of_rest = whole.billed - whole.estimate, rest.billed - rest.estimate if rest else 0
    is_mostly_rest = missing * of_rest > 0 and abs(of_rest) * 2 >= abs(missing)
    return f"{text}, mostly for what belongs to no model" if is_mostly_rest else text


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
