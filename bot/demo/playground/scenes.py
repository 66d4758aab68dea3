"""What is there when the playground opens: a welcome, budgets near their levels, questions to try."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.amounts import NANO
from bot.core.budgets.budget import Budget
from bot.core.periods import DAY, HOUR, Period
from bot.core.reports.schedules import default_schedules, due
from bot.demo.company import Company
from bot.services import Services
from bot.sources import breakdown

WELCOME = (
    "*Welcome to the playground.* The company and its numbers are invented, the bot is the real one.\n"
    "Follow the tour below, or type `/usage today by model`, press the buttons, move the clock above.\n"
    "The project ci-runner has a key that runs away: watch what the next hour brings."
)

CHIPS = (
    "/usage today by model",
    "/usage mtd by project",
    "/usage last 14 days by day chart",
    "/usage today vs yesterday",
    "/usage why yesterday",
    "/usage forecast",
    "/budget list",
    "/usage help",
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the tour; its button sends words, says some in a thread, presses a button, or moves the clock."""

    title: str
    text: str
    button: str
    send: str = ""
    press: str = ""
    move: str = ""
    say: str = ""


def _sends(title: str, text: str, words: str) -> Step:
    return Step(title, text, words, send=words)


TOUR = (
    _sends(
        "Ask.",
        "What did today cost? Only you see the answer until you share it. Its last line says what was read, and when.",
        "/usage today by model",
    ),
    _sends(
        "Ask why.",
        "Today so far against the same hours of yesterday, and what changed it.",
        "/usage why today",
    ),
    _sends(
        "Ask sloppily.",
        "Words come in any order. A typo is repaired, and the answer says so.",
        "/usage tokns by day last 14 days chart",
    ),
    _sends(
        "Set a budget.",
        "The bot first shows what it understood and where that stands. Nothing is kept yet.",
        "/budget search 200/month",
    ),
    Step(
        "Keep it.",
        "The Save button of that answer keeps the budget; this one presses it for you.",
        "Save",
        press="Save",
    ),
    Step(
        "Watch an alert grow.",
        "A key of ci-runner runs away and passes 80 % of its budget: the alert changes in place, its thread notifies.",
        "Next hour",
        move="hour",
    ),
    Step(
        "Ask in its thread.",
        "Slack takes no commands in threads, so name the bot. In an alert's thread it knows what is meant.",
        "@usage-bot why",
        say="@usage-bot why",
    ),
    Step(
        "Read the digest.",
        "It comes every morning: yesterday against its usual weekday, the forecast, what moved and why.",
        "Tomorrow 09:00",
        move="morning",
    ),
    _sends(
        "That is all.",
        "The help shows what else can be asked. The README says how to put the bot into your own Slack.",
        "/usage help",
    ),
)

# Offers while a person types: the words, what they do, whether more words may follow.
HINTS = (
    ("/usage", "Ask what OpenAI usage costs", True),
    ("/budget", "Set, show and change budgets", True),
    ("/usage today by model", "what today cost, by model", False),
    ("/usage mtd by project", "the month so far, by project", False),
    ("/usage last 7 days checkout-prod by key", "one project, by key", False),
    ("/usage tokens last 14 days by day chart", "a chart of tokens", False),
    ("/usage top 5 models this month csv", "the same as a file", False),
    ("/usage today vs yesterday", "like for like", False),
    ("/usage help", "everything that can be asked", False),
    ("/budget list", "all budgets and where they stand", False),
    ("/budget web-app 900/month warn 50 80 100", "a budget with three levels", False),
)

# How much of a month's budget is used when the playground opens, in tenths of a percent. The runaway passes 80 %
# within the hour.
BUDGETS = (("ci-runner", 795), ("checkout-prod", 440), ("support-bot", 380), ("web-app", 290))
LEAST = 50 * NANO  # early in a month there is little usage


def set_budgets(services: Services, company: Company) -> None:
    """Budgets as a team would have set them, on the first morning of the month."""
    now = services.clock()
    month = Period(now.replace(day=1, hour=0, minute=0, second=0, microsecond=0), now)
    made = min(now, month.start + 9 * HOUR)
    spent = breakdown(services, "cost", month, "project", live=True)
    with services.store.write() as connection:
        for name, used in BUDGETS:
            project = company.project(name).id
            so_far = spent[project].quantity if project in spent else 0
            amount = max(LEAST, so_far * 1000 // used // NANO * NANO)
            budget = Budget("project", (project,), "cost", amount, "month", owner="U0SAM")
            budget = replace(budget, created_at=made, created_by="U0SAM")
            services.store.budgets.add(connection, budget)


def skip_what_is_past(services: Services, now: datetime) -> None:
    """
    Marks the digests up to `now` as sent: they belong to the time before the page was opened, or that was skipped.
    """
    settings = services.settings
    digest = default_schedules(settings.digest_channel, settings.timezone.key, settings.digest_at)
    with services.store.write() as connection:
        for slot in due(digest, now, {one.kind: (now - 2 * DAY).date() for one in digest}):
            services.store.runs.claim(connection, slot.schedule.kind, slot.name, now)
