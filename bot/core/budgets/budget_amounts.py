"""The amount of a budget in words: `$500`, `by 20 %`, `$100 more`, `double`, `from 500 to 600`."""

from __future__ import annotations

import re

from bot.core.amounts import NANO
from bot.core.budgets.budget import BUDGET_METRICS
from bot.core.budgets.budget_draft import AmountChange, BudgetDraft
from bot.core.budgets.level_reader import PERCENT
from bot.core.catalogue import METRIC
from bot.core.errors import UserError
from bot.core.grammar.amounts import FOREIGN, read_sum
from bot.core.grammar.time.time_vocabulary import NUMBER_WORDS
from bot.core.grammar.tokens import Words
from bot.core.grammar.wish_words import MULTIPLIED, WISHES
from bot.core.names import Names
from bot.core.patterns import Pattern

MOST = {"nanodollar": 10**9 * NANO, "token": 10**15 - 1, "request": 10**15 - 1}  # more is a slip of the finger

_NO_AMOUNT = Pattern(r"[-+]?\$?(?:nan|inf(?:inity)?|\d[\d.,]*e[-+]?\d+)|-\$?\d\S*|[$€£¥]\S*", re.IGNORECASE)
_TWO_WAYS = Pattern(r"\$?(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+,\d{1,2})")  # 1.500,50 and 1,5


def read_verb(words: Words, at: int, draft: BudgetDraft, names: Names) -> int:
    """`increase`, `lower`, in front of all else; `double`, `in half`."""
    text = words.text(at)
    if text in MULTIPLIED or words.match(at, "in half") or words.match(at, "by half"):
        draft.step = AmountChange(MULTIPLIED.get(text, -50))
        draft.direction = 1 if draft.step.quantity > 0 else -1
        return at + 1 + (text not in MULTIPLIED)
    if draft.is_told and text in (*WISHES["raise"], "rises", "jumps", "grows", "spikes"):
        raise UserError(
            "Sudden rises alert by themselves, as spikes; a budget alerts at a percentage of its amount: `warn 80`.",
            ("anomalies",),
        )
    if text in WISHES["move"] and any(words.text(place) in ("alert", "alerts") for place in range(at, len(words))):
        return at + 1  # to another channel
    if text in WISHES["move"]:
        raise UserError("I change one budget at a time: `lower #1 by $200`, then `increase #2 by $200`.")
    if draft.names or draft.amount is not None or text not in (*WISHES["raise"], *WISHES["lower"]):
        return at
    draft.direction = 1 if text in WISHES["raise"] else -1
    return at + 1


def read_step(words: Words, at: int, draft: BudgetDraft, names: Names) -> int:
    """`by 20 %`, `+20%`, `10%`, `another 200`, `$100 more`, `add $200 to`."""
    place = words.skip(at, "by", "another", "+", "extra")
    percent, end = _percent(words, place)
    if percent is not None and words.text(end) == "of" and read_sum(words, end + 1):
        draft.levels = [*(draft.levels or []), percent]  # `80% of $15,000`
        return end + 1
    if percent is not None:
        return _percent_step(words, at, percent, draft, end)
    quantity = _quantity(words, place, draft)
    if quantity is None:
        return at
    amount, metric, end = quantity
    sign = _sign(words, place, end, draft)
    said = place > at or words.text(at).startswith("+") or sign != 0
    if not said:
        return at
    direction = sign or draft.direction or 1
    draft.step, draft.metric = AmountChange(direction * amount, metric), metric
    draft.direction = direction
    return words.skip(end, "more", "extra", "less", "off", "onto")


def _sign(words: Words, at: int, end: int, draft: BudgetDraft) -> int:
    """1 for `add $200 to` and `$100 more`, -1 for `take $100 off` and `$100 less`, else 0."""
    before, after = words.text(at - 1), words.text(end)
    if after in ("more", "extra") or (before in ("add", "another") and after in ("to", "onto")):
        return 1
    return -1 if after == "less" or (before in WISHES["lower"] and after in ("off", "from")) else 0


def _percent_step(words: Words, at: int, percent: int, draft: BudgetDraft, end: int) -> int:
    if draft.is_told and draft.amount is None and words.text(at - 1) in ("to", "at", "hits", "passes", "reaches"):
        draft.levels = [*(draft.levels or []), percent]  # `alert me when search gets to 80%`
        return end
    is_said = words.text(at) in ("by", "another", "+", "add", "extra") or words.text(at).startswith("+")
    is_said = is_said or words.text(at - 1) == "add"
    if words.text(at - 1) == "to" or not (is_said or draft.direction or draft.amount is not None):
        raise UserError(f"{percent} % of what? Write `increase search by {percent}%`, or `warn {percent}` for a level.")
    if draft.amount is not None and not is_said:
        return at
    draft.direction = draft.direction or 1
    draft.step = AmountChange(draft.direction * percent)
    return words.skip(end, "more", "extra", "less", "off")


def _percent(words: Words, at: int) -> tuple[int | None, int]:
    match = re.fullmatch(r"\+?(\d{1,4})(%?)", words.text(at))
    if match and match[2]:
        return int(match[1]), at + 1
    if match and words.text(at + 1) in PERCENT:
        return int(match[1]), at + 2
    return None, at


def read_old_amount(words: Words, at: int, draft: BudgetDraft, names: Names) -> int:
    """`from 500 to 600`, `800 instead of 500`, `70 not 80`: what it was."""
    place = words.lead(at, ("rather than", "instead of", "not", "not at"))
    percent, end = _percent(words, place)
    if place > at and percent is not None:
        return end
    if place > at and (read := read_sum(words, place)):
        return read[1]
    read = read_sum(words, at + 1) if words.text(at) == "from" else None
    return read[1] if read and words.text(read[1]) in ("to", "->", "→") else at


def read_amount(words: Words, at: int, draft: BudgetDraft, names: Names) -> int:
    text = words.text(at)
    if _TWO_WAYS.fullmatch(text):
        raise UserError(f"“{words[at].typed[:40]}” can be read in two ways; write `1500`, `1,500` or `1500.50`.")
    if (text in NUMBER_WORDS and text != "one") or text in ("thousand", "million"):
        raise UserError(f"How much is “{text}”? Write the amount in figures, such as `$500`.")
    quantity = _quantity(words, at, draft)
    if _NO_AMOUNT.fullmatch(text) and quantity is None:
        raise UserError(f"“{words[at].typed[:40]}” is no amount; write `$500`, `1.5k`, `1,000` or `2M tokens`.")
    if quantity is None or draft.amount is not None:
        return at
    amount, metric, end = quantity
    draft.metric, draft.amount = metric, checked_amount(amount, metric)
    return end


def _quantity(words: Words, at: int, draft: BudgetDraft) -> tuple[int, str, int] | None:
    """An amount in its metric's smallest unit, its metric, and where it ends."""
    read = read_sum(words, at) or (read_sum(Words.of(words.text(at)[1:]), 0) if words.text(at)[:1] == "+" else None)
    if read is None:
        return None
    total, end = read if words.text(at)[:1] != "+" else (read[0], at + 1)
    if words.text(end) in FOREIGN:
        raise UserError("OpenAI bills in US dollars; write `$500`.")
    metric = total.metric or draft.metric or "cost"
    return total.quantity(metric), metric, end


def checked_amount(quantity: int, metric: str) -> int:
    """An amount that a budget can have. Raises UserError otherwise."""
    if metric not in BUDGET_METRICS:
        raise UserError(f"A budget counts {', '.join(BUDGET_METRICS)}, not {metric}.")
    if quantity <= 0:
        raise UserError("A budget needs an amount above 0, such as `$500`.")
    if quantity > MOST[METRIC[metric].unit]:
        raise UserError("That is more than any organisation uses; write an amount such as `$500` or `2M tokens`.")
    return quantity
