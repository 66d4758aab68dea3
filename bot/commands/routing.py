"""Which command a line is for, and what was meant by one that nobody reads."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

from bot.commands.budget_routes import ROUTES_OF_BUDGETS
from bot.commands.request import Command
from bot.commands.route import Route, after_first, first_word
from bot.commands.routes import ROUTES
from bot.commands.table import COMMANDS
from bot.core.grammar.typed_text import THE_BOT
from bot.core.grammar.wish_words import leading, one_of
from bot.core.patterns import Pattern

_POLITE = re.compile(rf"(?:\s*{one_of('politely')}\b[,!]?)+\s+", re.I)
_DELETE = leading("delete")
_SLASH = Pattern(r"^\s*/(?:(?:usage|ask)\b\s*)?(?=\w)", re.I)  # `/budget …` behind a mention, `/usage …` in a message
_TO_THE_BOT = Pattern(rf"^\s*(?:(?:hey|hi|hello|yo|ok|dear),? )?{THE_BOT}[,:!]?\s+(?=\w)", re.I)
_COMMAND = {one.verb: one for one in COMMANDS}


def routed(text: str) -> tuple[Command, str]:
    """The command that `text` is for, by its first word or by what it asks for, and the words for it."""
    line = _to_the_point(_SLASH.sub("", _TO_THE_BOT.sub("", text)))
    if first_word(line) in _COMMAND["budget"].words:
        return routed_budget(after_first(line))
    return _first(ROUTES, line)


def routed_budget(text: str) -> tuple[Command, str]:
    """The same for words about budgets alone."""
    return _first(ROUTES_OF_BUDGETS, _to_the_point(text))


def _first(routes: Iterable[Route], line: str) -> tuple[Command, str]:
    """What the first rule says of the line; the last one of each table reads any."""
    return next((_COMMAND[one.verb], words) for one in routes if (words := one.words(line)) is not None)


def _to_the_point(text: str) -> str:
    """The words from their verb on, where it is one of a command: `please snooze search until friday`."""
    polite = _POLITE.match(text)
    rest = text[polite.end() :] if polite else ""
    first = first_word(rest)
    is_command = _DELETE.match(rest) or any(first in one.words and one.is_about_budgets for one in COMMANDS)
    return (rest if polite and is_command else text).strip()


# What people ask a command for in words that no question has, and the line that answers it.
_TOPICS = (
    (("alert", "alerts", "fired", "snooze", "unsnooze", "unmute", "mute"), "alerts"),
    (("every", "report", "reports", "schedule", "scheduled", "digest", "weekly", "daily", "send"), "reports"),
    (("price", "prices", "pricing"), "prices"),
    (("mean", "means", "meaning", "command", "commands", "explain", "undo", "yes", "cancel", "forget", "joke"), "help"),
)


_PER_PERIOD = Pattern(r"\d[\d.,]*[km]?\s*(?:/|per\s|an?\s)\s*(?:day|week|month|mo|quarter|year)\b", re.I)


def meant(text: str) -> tuple[str, ...]:
    """The line with its mistyped first word mended, and the page that the words are about."""
    first, words = first_word(text), set(re.findall(r"[\w']+", text.lower()))
    known = [word for command in COMMANDS[1:] for word in command.words if len(word) > 2]
    is_opposite = first.startswith("un") and first[2:] in known  # `unsnooze` is no snooze
    near = () if first in known or is_opposite else tuple(get_close_matches(first, known, n=1, cutoff=0.8))
    pages = (page for spelt, page in _TOPICS if words & set(spelt))
    budget = (f"budget {text.strip()}",) if _PER_PERIOD.search(text) and first not in known else ()
    return (*budget, *(f"{word}{text.strip()[len(first) :]}" for word in near), *pages)
