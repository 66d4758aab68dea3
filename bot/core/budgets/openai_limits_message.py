"""OpenAI's own limits and alerts in words, beside the budgets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.core.budgets.budget import Budget
from bot.core.budgets.budget_messages import NativeWords
from bot.core.budgets.budget_names import scope_name
from bot.core.budgets.budget_terms import terms
from bot.core.budgets.openai_limits import NativeLimits, SpendLimit, is_beyond, is_for
from bot.core.names import Names
from bot.core.openai_pages import limits_link, raise_limit
from bot.core.slack import blocks, numbers
from bot.core.slack.blocks import Button
from bot.core.slack.message import Message
from bot.core.slack.text import clean, escape, listed, shorten

HARD_LIMIT = "OpenAI's hard limit"
NOTHING = "OpenAI has no spend alerts that are not budgets here already."
UNKNOWN = "OpenAI's spend alerts were not read yet, or the admin key may not read them"


def native_words(limits: Iterable[NativeLimits], budgets: Sequence[Budget], names: Names) -> NativeWords:
    """`🔴 data-eval is stopped by OpenAI's hard limit of $2,000: requests fail now` first, then the others."""
    found = sorted((one for one in limits if one.is_any), key=lambda one: one.project)
    red = [one for one in found if _is_red(one)]
    lines = [_line(one, names) for one in found if not _is_red(one)]
    beyond = [_beyond(budget, one.limit, names) for one in found for budget in budgets if is_for(one, budget)]
    return NativeWords(
        tuple(_who(one, names) for one in red),
        tuple(_line(one, names) for one in red),
        (*lines, *(line for line in beyond if line)),
    )


def _is_red(one: NativeLimits) -> bool:
    return one.limit is not None and one.limit.is_enforcing


def _line(one: NativeLimits, names: Names) -> str:
    limit = f"{limits_link(one.project, HARD_LIMIT)} of {numbers.money(one.limit.amount)}" if one.limit else ""
    if _is_red(one):
        return f"🔴 {_who(one, names)} is stopped by {limit}: requests fail now. {raise_limit(one.project)}"
    said = [limit] if limit else []
    if one.alerts:
        amounts = sorted({alert.amount for alert in one.alerts})
        said.append(f"OpenAI sends e-mails at {listed(map(numbers.money, amounts))}")
    return f"{_who(one, names)}: {', '.join(said)}"


def _who(one: NativeLimits, names: Names) -> str:
    return escape(shorten(clean(names.label("project", one.project)), 60)) if one.project else "The organisation"


def _beyond(budget: Budget, limit: SpendLimit | None, names: Names) -> str:
    if limit is None or not is_beyond(budget, limit):
        return ""
    project = budget.names[0] if budget.scope == "project" else ""
    hard = f"{limits_link(project, HARD_LIMIT)} of {numbers.money(limit.amount)}"
    return (
        f"⚠️ {scope_name(budget, names)}: its budget of {numbers.money(budget.amount)} is above {hard}, "
        "so requests fail before it is used up"
    )


def import_message(
    budgets: Sequence[Budget],
    names: Names,
    left_out: Sequence[Budget] = (),
    *,
    saved: bool = False,
    ask: bool = True,
) -> Message:
    """What OpenAI's alerts would be as budgets. Nothing is saved before the button is pressed."""
    count = numbers.plural(len(budgets), "budget")
    text = f"Saved {count} from OpenAI's alerts." if saved else f"Make {count} of OpenAI's own spend alerts?"
    lines = [f"+ {terms(budget, names)}" for budget in budgets]
    known = [f"{scope_name(one, names)} ({numbers.money(one.amount)})" for one in left_out]
    lines += [f"Left out: {listed(known)}, as there is a budget already"] if known else []
    row = blocks.actions(
        Button("Save" if len(budgets) == 1 else f"Save {len(budgets)}", "native_save", "all", "primary"),
        Button("Cancel", "budget_cancel", "cancel"),
    )
    return Message(text, (blocks.section("\n".join([f"*{text}*", *lines])), *([row] if ask and not saved else [])))


def none_message(doctor: str = "") -> Message:
    """`doctor` is the command that says why nothing is known, where that is so."""
    text = f"{UNKNOWN}; `{escape(doctor)}` says which." if doctor else NOTHING
    return Message(text, (blocks.section(text),))
