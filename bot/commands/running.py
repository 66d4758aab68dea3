"""What people ask: a line or a click finds its command, and is always answered."""

from __future__ import annotations

from dataclasses import replace

from bot.commands import help
from bot.commands.alert_talk import on_alert
from bot.commands.pointed_budgets import refuse_pointed, with_pointed
from bot.commands.request import Asker, Click, Command, Reply, Response
from bot.commands.rights import without_people
from bot.commands.route import first_word
from bot.commands.routing import meant, routed, routed_budget
from bot.commands.table import ACTIONS, COMMANDS
from bot.core.answers.hint import hint_message
from bot.core.errors import UserError
from bot.core.slack.message import Message
from bot.services import Services


def run(text: str, asker: Asker, services: Services) -> Reply:
    """Answer `/usage text`. What cannot be read is answered too: with what would have been."""
    command, words = routed(text)
    return _answered(command, words, text, asker, services)


def talk(text: str, asker: Asker, services: Services) -> Reply:
    """Answer words in a thread or a direct message: those that act on the thread's alert, else as `/usage` does."""
    try:
        done = on_alert(text, asker, services)
    except UserError as error:
        return Reply(hint_message(str(error), error.suggestions), understood=False)
    return done or run(text, asker, services)


def run_budget(text: str, asker: Asker, services: Services) -> Reply:
    """Answer `/budget text`: the same verbs, and without one it is a budget to set."""
    command, words = routed_budget(text)
    if command.verb == "help":
        command = replace(command, run=help.run_budget)
    return _answered(command, words, text, asker, services)


def click(click: Click, services: Services) -> Response:
    """Do what a button, a menu or a form stands for. Rights are looked at on every click."""
    action = next((action for action in ACTIONS if action.id == click.action.partition(":")[0]), None)
    if action is None:
        raise UserError("This button is from another version of the bot. Ask again to get one that works.")
    if action.admins_only and not click.asker.is_admin:
        raise UserError(NOT_ALLOWED)
    return action.run(click, services)


def agree(reply: Reply, asker: Asker, services: Services) -> Message:
    """Do what a reply proposes, as its coloured button would: how the terminal, which has no buttons, saves."""
    buttons = [one for block in reply.message.blocks if block["type"] == "actions" for one in block["elements"]]
    pressed = next(one for one in buttons if one.get("style"))
    done = click(Click(pressed["action_id"], pressed["value"], asker, asker.channel_id), services)
    return done.replacement or done.private or reply.message


NOT_ALLOWED = "You may not change this. USAGE_BOT_ADMINS names who may: user ids (U…) and user groups (S…)."


def _answered(command: Command, words: str, text: str, asker: Asker, services: Services) -> Reply:
    try:
        refuse_pointed(text, asker, services)
        return command.run(words, asker, services)
    except UserError as found:
        told = with_pointed(found, text, asker, services)
        error = without_people(told, text, asker, services.store.names.all())
        suggestions = _worded(command, text, error)
        facts = {"question": text, "error": str(error), "suggestions": list(suggestions)}
        return Reply(hint_message(str(error), suggestions), facts, understood=False)


def _worded(command: Command, text: str, error: UserError) -> tuple[str, ...]:
    """A mistyped command and a page come before examples of questions, and behind what a command itself offers."""
    if command is not COMMANDS[0]:
        page = "budgets" if command.is_about_budgets else "help"
        pages = (one for one in meant(text) if one != f"budget {text.strip()}")  # it was read as one
        return tuple(dict.fromkeys((*error.suggestions, *pages))) or (page,)
    asks = [one for one in error.suggestions if _asks(one)]
    return tuple(dict.fromkeys((*asks[:1], *meant(text), *asks[1:])))


def _asks(suggestion: str) -> bool:
    """Whether it asks something, or names the command that it is for: what is left of a question may read as a wish."""
    command, _ = routed(suggestion)
    return command.is_reading or first_word(suggestion) in (*command.words, "delete")
