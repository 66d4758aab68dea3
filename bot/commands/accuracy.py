"""`accuracy`: how far estimates were off the bill over the last 30 settled days, in all and by model."""

from __future__ import annotations

from bot.commands.request import Asker, Command, Reply
from bot.core.answers.accuracy import accuracy_message
from bot.core.answers.json_facts import moment
from bot.core.usage.settlement import Accuracy
from bot.services import Services
from bot.sources import accuracy, accuracy_by_model, settled_days


def run(_text: str, _asker: Asker, services: Services) -> Reply:
    now = services.clock()
    period = settled_days(now)
    whole, models = accuracy(services, period), accuracy_by_model(services, period)
    facts = {
        "verb": "accuracy",
        "start": moment(period.start),
        "end": moment(period.end),
        "unit": "nanodollar",
        "total": _facts(whole) if whole else None,
        "models": [{"model": model, **_facts(one)} for model, one in models.items()],
    }
    return Reply(accuracy_message(whole, models, period, now.year), facts)


def _facts(one: Accuracy) -> dict[str, int | None]:
    return {"billed": one.billed, "estimate": one.estimate, "permille": one.permille}


COMMAND = Command(
    "accuracy",
    ("accuracy", "accurate"),
    run,
    "Says how far estimates were off the bill.",
    "accuracy",
    is_reading=True,
    is_page=True,
)
