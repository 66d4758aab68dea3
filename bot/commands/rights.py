"""Who may see and change what: one gate for everything that shows a person's rows or changes an alert."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.commands.request import Asker
from bot.core.budgets.budget import PERSONAL, Budget
from bot.core.budgets.budget_names import scope_name
from bot.core.errors import UserError
from bot.core.names import Names
from bot.core.slack.text import listed
from bot.services import Services

FOR_ADMINS = "What one person uses is shown to admins only; USAGE_BOT_ADMINS names them."
IN_PRIVATE = "What one person uses is not shown where others read it. Ask me in a direct message."
WHICH = (
    "That could be several things, people among them, whom only admins see. Write `project:`, `model:` or `key:` "
    "before it."
)
NOT_YOURS = "Only admins and the budget's owner may do this. USAGE_BOT_ADMINS names the admins."


def may_see(asker: Asker, budget: Budget | None) -> bool:
    """A budget of a user is personal: admins see it where nobody else reads, and its own channel does."""
    if budget is None or budget.scope != PERSONAL or (asker.is_admin and not asker.in_public):
        return True
    return bool(budget.channel) and budget.channel in (asker.channel_id, *asker.channel_names())


def seen(asker: Asker, budgets: Iterable[Budget]) -> tuple[Budget, ...]:
    return tuple(budget for budget in budgets if may_see(asker, budget))


def check_may_see(asker: Asker, *budgets: Budget) -> None:
    if not all(may_see(asker, budget) for budget in budgets):
        raise UserError(IN_PRIVATE if asker.is_admin else FOR_ADMINS)


def without_people(error: UserError, typed: str, asker: Asker, names: Names) -> UserError:
    """A hint that others read, or who may not know what people use: it names nobody whom the asker did not name."""
    if asker.is_admin and not asker.in_public:
        return error
    known = names_people((str(error), *error.suggestions), typed, names)
    if not known:
        return error
    suggestions = tuple(one for one in error.suggestions if not names_people((one,), typed, names))
    return UserError(WHICH if names_people((str(error),), typed, names) else str(error), suggestions)


def names_people(texts: Iterable[str], typed: str, names: Names) -> bool:
    """Whether they name people beside those that were typed."""
    said, asked = "\n".join(texts).casefold(), typed.casefold()
    known = {text.casefold() for one in names.of(PERSONAL) for text in (one.name, one.email, one.id) if text}
    return any(
        text in said and text not in asked and re.search(rf"(?<!\w){re.escape(text)}(?!\w)", said) for text in known
    )


def may_change(asker: Asker, services: Services) -> None:
    """Raises UserError for who may not change budgets; the refusal says how to allow it."""
    if asker.is_admin:
        return
    if not services.settings.admins:
        raise UserError(
            "Nobody may change budgets from Slack yet: set USAGE_BOT_ADMINS to user ids (U…) or groups (S…)."
        )
    raise UserError("You may not change budgets. USAGE_BOT_ADMINS names who may: user ids (U…) and user groups (S…).")


def may_touch(asker: Asker, budget: Budget) -> bool:
    """Who looks after an alert: the admins, and the owner of the budget."""
    return asker.is_admin or (budget.owner != "" and budget.owner == asker.user_id)


def touchable(asker: Asker, budgets: Sequence[Budget]) -> tuple[Budget, ...]:
    """Those that the person may change; raises UserError when there are none. What has no budget is the admins'."""
    mine = tuple(budget for budget in budgets if may_touch(asker, budget))
    if not mine and not asker.is_admin:
        raise UserError(NOT_YOURS)
    return mine


def which(mine: Sequence[Budget], every: Sequence[Budget], names: Names) -> str:
    """Which budgets a click on a message of several changed; '' when it was all of them."""
    if len(mine) == len(every):
        return ""
    left = len(every) - len(mine)
    others = f"the other {left} are" if left > 1 else "the other one is"
    return f" That is for {listed(scope_name(one, names) for one in mine)}; {others} not yours to change."
