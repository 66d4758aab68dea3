"""Which command a line is for."""

from __future__ import annotations

import re
from difflib import get_close_matches

from bot.commands.request import Command
from bot.commands.table import COMMANDS
from bot.core.grammar import meaningful_words
from bot.core.reports.schedule_words import STOPPING, put_first

# Beside a page's word they ask for no other one.
LATELY = (
    *("today", "yesterday", "last", "night", "recent", "recently", "lately", "week", "hour", "new", "more"),
    *("my", "me", "mine", "our", "open", "active", "there", "some", "yet", "team", "still"),
)

# `set a budget of $500 a month for search`, `delete the budget of search`.
CHANGING = re.compile(
    r"\s*(?P<verb>set|add|make|create|new|change|delete|remove)\s+(?:(?:up|a|the|new)\s+)*budgets?\b:?", re.I
)
# `price of gpt-5`, `what do gpt-5 and o3 cost per token`: of models alone, and nothing about a time.
A_MODEL = (
    r"(?:ft:)?(?:gpt|chatgpt|o\d|text-embedding|whisper|tts|dall-e|codex|davinci|babbage|omni|computer-use)[\w.:*-]*"
)
PRICE_OF = re.compile(
    r"\s*(?:(?:what(?:'?s| is| are)?|show|tell|give|list)\s+)?(?:me\s+)?(?:the\s+)?(?:list |current )?"
    rf"(?:prices?|pricing|rates?)\s+(?:(?:of|for)\s+)?(?P<models>{A_MODEL}(?:(?:\s*,\s*|\s+and\s+|\s+){A_MODEL})*)\s*\??",
    re.I,
)
HOW = re.compile(
    r"\s*(?:how (?:do|can|to|should)\b.*\b(?:ask|use|set|work)|what (?:can|else can) (?:you|u|i|it)\b)", re.I
)


def routed(text: str) -> tuple[Command, str]:
    """The command that `text` is for, by its first word or by what it asks for, and the words for it."""
    first = first_word(text)
    for command in COMMANDS[1:]:
        if first in command.words:
            return command, text.strip()[len(first) :].lstrip(":,").strip()
    if changing := CHANGING.match(text):
        return row("budget"), f"{changing['verb']} {text[changing.end() :].strip()}"
    if priced := PRICE_OF.fullmatch(text):
        return row("prices"), priced["models"]
    if HOW.match(text):
        return row("help"), ""
    if STOPPING.match(text):
        return row("reports"), ""
    if scheduled := put_first(text):
        return row("every"), scheduled
    return _asked_for(text) or (COMMANDS[0], text)


def _asked_for(text: str) -> tuple[Command, str] | None:
    """The page that is asked for in a sentence: `are there any alerts?`."""
    pages = {word: command for command in COMMANDS if command.is_page for word in command.words}
    asked = {pages.get(word) for word in meaningful_words(text, pages) if word not in LATELY}
    command = asked.pop() if len(asked) == 1 else None
    return (command, "") if command else None


def first_word(text: str) -> str:
    return next(iter(text.lower().split(maxsplit=1)), "").rstrip(":,")


def row(verb: str) -> Command:
    return next((command for command in COMMANDS if command.verb == verb), COMMANDS[0])


def meant(text: str) -> tuple[str, ...]:
    """The verb that is said in another place, or that a mistyped first word is near to."""
    said = [word for word in text.lower().split() if word in (command.verb for command in COMMANDS[1:])]
    if said:
        return tuple(said[:1])
    words = [word for command in COMMANDS for word in command.words if len(word) > 2]
    first = first_word(text)
    return () if first in words else tuple(get_close_matches(first, words, n=1, cutoff=0.75))
