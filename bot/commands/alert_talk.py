"""Words in a thread or a direct message: a command as ever, or a word on the alert whose thread it is."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.commands import alerts, forms, raising
from bot.commands.alert_edit import members
from bot.commands.request import Asker, Click, Reply
from bot.core.alerts.ack_words import is_acknowledged, quiet_words
from bot.core.alerts.snooze_words import read_snooze
from bot.core.budgets.budget import Budget
from bot.core.errors import UserError
from bot.core.grammar import read_until
from bot.core.grammar.wish_words import leading
from bot.core.slack.message import Message
from bot.services import Services
from bot.sources.budget_status import budget_sums
from bot.sources.conversation import root_key

OnAlert = Callable[[str, str, Asker, Services], Reply]


def on_alert(text: str, asker: Asker, services: Services) -> Reply | None:
    """What a word in an alert's thread does, as its buttons would; None for all other words and threads."""
    key = root_key(asker.spot, services)
    about = services.store.alerts.subjects(key) if key else ()
    words = " ".join(text.split())
    if about and is_acknowledged(words):
        words = "ack"
    elif about and (quiet := quiet_words(words)) is not None:
        words = f"snooze {quiet}"
    match = next((found for found in (pattern.match(words) for pattern in WORDS) if found), None)
    if not about or match is None:
        return None
    return WORDS[match.re](words[match.end() :].strip(), key, asker, services)


def _press(action: str) -> OnAlert:
    """What the button does, with its rights: word and button are the same."""

    def press(_words: str, key: str, asker: Asker, services: Services) -> Reply:
        from bot.commands import click  # it finds its rows in the table, which holds this module's neighbours

        said = click(Click(action, key, asker, asker.channel_id), services).private
        return Reply(said or Message("Done."))

    return press


def _snooze(words: str, key: str, asker: Asker, services: Services) -> Reply:
    sums = budget_sums(services, services.clock())
    statuses = members(key, sums, services)
    if not statuses:
        raise UserError("There is nothing to snooze: this alert comes once.")
    fullest = max(statuses, key=lambda one: one.percent)
    wanted = read_snooze(words, now=sums.now, zone=services.zone)
    snoozed = wanted.snooze(fullest, by=asker.user_id, now=sums.now)
    return Reply(alerts.snooze([one.budget for one in statuses], snoozed, asker, sums, services))


def _raise(words: str, key: str, asker: Asker, services: Services) -> Reply:
    budgets = _budgets(key, services)
    if len(budgets) != 1:
        numbers = ", ".join(f"`raise #{one.id} {words or 'to 700'}`" for one in budgets[:3])
        raise UserError(f"This message is about several budgets: say {numbers}." if budgets else "It has no budget.")
    how = words if words.lower().startswith(("to ", "by ", "+", "#")) else f"to {words}"
    return Reply(raising.save(f"#{budgets[0].id} {how}", asker, services))


def _expected(words: str, key: str, asker: Asker, services: Services) -> Reply:
    typed = leading("until").sub("", words, count=1)
    if not typed:
        raise UserError("Until when? `expected until friday`.")
    last = read_until(typed, now=services.clock(), zone=services.zone).astimezone(services.zone).date()
    return Reply(forms.expect(key, last, asker, services))


def _budgets(key: str, services: Services) -> list[Budget]:
    found = (services.store.budgets.get(id) for id, _start in services.store.alerts.of_message(key))
    return [budget for budget in found if budget is not None]


# In the order in which they are tried; each word stands at the beginning.
WORDS: dict[re.Pattern[str], OnAlert] = {
    re.compile(pattern, re.IGNORECASE): do
    for pattern, do in (
        (r"(ack|acknowledged?|on it|i'?m on it|looking|i'?ll take (it|this)|mine)\b[.!]*$", _press("alert_ack")),
        (r"why\b[?!.]*$", _press("alert_why")),
        (r"(snooze|mute|silence)\b", _snooze),
        (r"(raise|bump|increase)\b", _raise),
        (r"expected\b", _expected),
    )
}
