"""What people ask: one module a command, one row each in COMMANDS and ACTIONS."""

from __future__ import annotations

import re
from dataclasses import replace
from difflib import get_close_matches

from bot.commands import (
    accuracy,
    again,
    alerts,
    ask,
    budget,
    budgets,
    digest,
    doctor,
    forms,
    help,
    home,
    native,
    raising,
    reports,
)
from bot.commands.request import Action, Asker, Click, Command, Response
from bot.core.errors import UserError
from bot.core.grammar import essence
from bot.core.messages.hint import hint_message
from bot.core.messages.message import Reply
from bot.core.schedule_words import put_first
from bot.services import Services

# The first row answers whatever no other row claims by its first word.
COMMANDS: tuple[Command, ...] = (
    ask.COMMAND,
    *ask.VERB_COMMANDS,
    accuracy.COMMAND,
    budgets.COMMAND,
    budget.COMMAND,
    raising.COMMAND,
    native.COMMAND,
    *alerts.COMMANDS,
    digest.COMMAND,
    *reports.COMMANDS,
    home.COMMAND,
    doctor.COMMAND,
    help.COMMAND,
)

ACTIONS: tuple[Action, ...] = (
    *again.ACTIONS,
    *budget.ACTIONS,
    *raising.ACTIONS,
    *native.ACTIONS,
    *alerts.ACTIONS,
    *forms.ACTIONS,
    *reports.ACTIONS,
)

# Verbs that show something as it is, and need no more words.
PAGES = ("accuracy", "alerts", "digest", "doctor", "help", "home", "reports")

# `set a budget of $500 a month for search`, `delete the budget of search`.
CHANGING = re.compile(
    r"\s*(?P<verb>set|add|make|create|new|change|delete|remove)\s+(?:(?:up|a|the|new)\s+)*budgets?\b:?", re.I
)
HOW = re.compile(
    r"\s*(?:how (?:do|can|to|should)\b.*\b(?:ask|use|set|work)|what (?:can|else can) (?:you|u|i|it)\b)", re.I
)

# What `/budget` understands beside a budget; `list` is short for the verb that lists them.
BUDGET_VERBS = ("budget", "budgets", "raise", "snooze", "ack", "import", "help")


def run(text: str, asker: Asker, services: Services) -> Reply:
    """Answer `/usage text`. What cannot be read is answered too: with what would have been."""
    command, words = _routed(text)
    return _answered(command, words, text, asker, services)


def run_budget(text: str, asker: Asker, services: Services) -> Reply:
    """Answer `/budget text`: the same verbs, and without one it is a budget to set."""
    command, words = _routed(f"budgets {text.strip()[4:]}" if _first(text) in ("", "list") else text)
    if command is help.COMMAND:
        command = replace(command, run=help.run_budget)
    elif command.verb not in BUDGET_VERBS:
        command, words = _row("budget"), text
    return _answered(command, words, text, asker, services)


def click(click: Click, services: Services) -> Response:
    """Do what a button, a menu or a form stands for. Rights are looked at on every click."""
    action = next((action for action in ACTIONS if action.id == click.action.partition(":")[0]), None)
    if action is None:
        raise UserError("This button is from another version of the bot and does nothing any more.")
    if action.admins_only and not click.asker.is_admin:
        raise UserError(NOT_ALLOWED)
    return action.run(click, services)


NOT_ALLOWED = "You may not change this. USAGE_BOT_ADMINS names who may: user ids (U…) and user groups (S…)."


def _routed(text: str) -> tuple[Command, str]:
    first = _first(text)
    for command in COMMANDS[1:]:
        if first in command.words:
            return command, text.strip()[len(first) :].lstrip(":,").strip()
    if changing := CHANGING.match(text):
        return _row("budget"), f"{changing['verb']} {text[changing.end() :].strip()}"
    if HOW.match(text):
        return help.COMMAND, ""
    if scheduled := put_first(text):
        return _row("every"), scheduled
    return _asked_for(text) or (COMMANDS[0], text)


def _asked_for(text: str) -> tuple[Command, str] | None:
    """The page that is asked for in a sentence: `are there any alerts?`."""
    pages = {word: command for command in COMMANDS if command.verb in PAGES for word in command.words}
    words = essence(text, pages)
    return (pages[words[0]], "") if len(words) == 1 and words[0] in pages else None


def _first(text: str) -> str:
    return next(iter(text.lower().split(maxsplit=1)), "").rstrip(":,")


def _row(verb: str) -> Command:
    return next((command for command in COMMANDS if command.verb == verb), COMMANDS[0])


def _answered(command: Command, words: str, text: str, asker: Asker, services: Services) -> Reply:
    try:
        return command.run(words, asker, services)
    except UserError as error:
        suggestions = (*_meant(text), *error.suggestions)
        facts = {"question": text, "error": str(error), "suggestions": list(suggestions)}
        return Reply(hint_message(str(error), suggestions), facts, understood=False)


def _meant(text: str) -> tuple[str, ...]:
    """The verb that is said in another place, or that a mistyped first word is near to."""
    said = [word for word in text.lower().split() if word in (row.verb for row in COMMANDS[1:])]
    if said:
        return tuple(said[:1])
    words = [word for command in COMMANDS for word in command.words if len(word) > 2]
    first = _first(text)
    return () if first in words else tuple(get_close_matches(first, words, n=1, cutoff=0.75))
