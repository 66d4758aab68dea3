"""Which command a line is for."""

from __future__ import annotations

import re
from difflib import get_close_matches

from bot.commands.budget import DELETING
from bot.commands.request import Command
from bot.commands.table import COMMANDS
from bot.core.grammar import meaningful_words
from bot.core.grammar.what_if import A_MODEL
from bot.core.reports.report_names import CHANGING as CHANGING_REPORT
from bot.core.reports.report_names import LISTING, STOPPING
from bot.core.reports.schedule_words import put_first
from bot.core.reports.schedules import DIGEST

# Beside a page's word they ask for no other one.
LATELY = (
    *("today", "yesterday", "last", "night", "recent", "recently", "lately", "week", "hour", "new", "more"),
    *("my", "me", "mine", "our", "open", "active", "there", "some", "yet", "team", "still"),
)

# `set a budget of $500 a month for search`, `delete the search budget`, `give search a budget of 40 a day`.
CHANGING = re.compile(
    r"\s*(?:(?:please|pls|can you|could you)\s+)?"
    r"(?:(?:limit|cap)\s+(?!\d)(?=.*\d)|(?:set|put|add|make|give)\b(?=.*\d).*\b(?:limit|cap)\b|(?:new(?=(?:\s+[\w-]+)?\s+budget\b)|set|add|make|create"
    r"|change|edit|update|delete|remove|drop|give|allow|put|cut|take|chnage|udpate|shift|move|cancel|kill|rm|scrap|erase"
    r"|get rid of|trim|slash|halve|double|knock|shave|(?:i|we)\s+(?:don'?t|do\s+not|no\s+longer)\s+(?:want|need))\b"
    r".*\b(?:budgets?|budgt|bdgt|budjet|buget)\b)",
    re.I | re.S,
)
# `a search budget of $500 a month`, `100 dollars budget for search`: an amount, and no question about one.
MAKING = re.compile(
    r"(?=.*\bbudgets?\b)(?=.*(?:\$\s*\d|\d\s*(?:\$|usd|dollars?|bucks|/|a |per |an? )))"
    r"|(?!.*\b(?:over|above|under|below|near|last|past|every|each|at)\b).*\bbudgets?(?:\s+\S+){0,2}\s+\d[\d.,]*[km]?\s*$",
    re.I | re.S,
)
# `ping me if ci-runner goes over 20 usd in a day`, `warn at 60% for search`: to be told of an amount is a budget.
TOLD = re.compile(
    r"\s*(?:(?:please|pls|can you|could you)\s+)*"
    r"(?:(?:notify|ping|tell|warn|alert|message|dm|lemme\s+know|let\s+(?:me|us)\s+know)\b"
    r"(?=.*\b(?:if|when|once|before|b4)\b.*\d)|(?:warn|alert)\s+(?:me\s+|us\s+)?(?:only\s+)?at\s+\d)",
    re.I | re.S,
)
ASKING = re.compile(
    r"\s*(?:how|what|which|who|whose|where|when|why|is|are|am|do|does|did|will|was|were|has|have|any|whats|what's)\b"
    r"|.*\?\s*$",
    re.I | re.S,
)
# `price of gpt-5`, `what do gpt-5 and o3 cost per token`: of models alone, and nothing about a time.
PRICE_OF = re.compile(
    r"\s*(?:(?:what(?:'?s| is| are)?|show|tell|give|list)\s+)?(?:me\s+)?(?:the\s+)?(?:list |current )?"
    rf"(?:prices?|pricing|rates?)\s+(?:(?:of|for)\s+)?(?P<models>{A_MODEL}(?:(?:\s*,\s*|\s+and\s+|\s+){A_MODEL})*)\s*\??",
    re.I,
)
HOW = re.compile(
    r"\s*(?:how (?:do|can|to|should)\b.*\b(?:ask|use|set|work)|what (?:can|else can) (?:you|u|i|it)\b)", re.I
)


# `please snooze search until friday`: what is asked for politely is asked for.
_POLITE = re.compile(
    r"(?:\s*(?:please|pls|plz|hey|hi|ok|okay|kindly|(?:can|could|would|will)\s+(?:you|u)|just|lets|let's)\b[,!]?)+\s+",
    re.I,
)
_OVER = re.compile(r"(?:that\s+are\s+)?(?:over|above|past|near|at|under|below|close\s+to|beyond)\s+\d", re.I)
# `increase from 2 nov to 9 nov`: of what was used, and no budget.
_MONTH = re.compile(r"^(?:from|between|since|in|of)\s.*\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.I)
_UNTIL = re.compile(r"\b(?:until|till|til)\b", re.I)


def _to_the_point(text: str) -> str:
    """The words from their verb on, where it is one of a command."""
    polite = _POLITE.match(text)
    first = first_word(text[polite.end() :]) if polite else ""
    is_command = first in DELETING or any(first in one.words and one.is_about_budgets for one in COMMANDS)
    return text[polite.end() :] if polite and is_command else text


def routed(text: str) -> tuple[Command, str]:
    """The command that `text` is for, by its first word or by what it asks for, and the words for it."""
    text = _to_the_point(text)
    first = first_word(text)
    after = text.strip()[len(first) :].lstrip(":,").strip()
    if first in row("budget").words:
        return routed_budget(after)
    command = next((one for one in COMMANDS[1:] if first in one.words), None)
    if command is row("budgets") and _OVER.match(after):
        return COMMANDS[0], text
    command = _lasting(command, after)
    if command and command.verb in ("digest", "reports") and (scheduled := _scheduled(text, after)):
        return row("every"), scheduled
    if (command is None or first in ("new", "notify", "alert")) and _sets_budget(text):
        return row("budget"), text.strip()
    if command and not (command is row("increase") and _MONTH.search(after)):
        return command, after
    if priced := PRICE_OF.fullmatch(text):
        return row("prices"), priced["models"]
    return _said(text) or (COMMANDS[0], text)


def _said(text: str) -> tuple[Command, str] | None:
    """What a sentence asks for that is no question about usage."""
    if HOW.match(text):
        return row("help"), ""
    if STOPPING.search(text):
        return row("reports"), f"stop {text.strip()}"
    if LISTING.match(text.strip()):
        return row("reports"), ""
    if CHANGING_REPORT.match(text.strip()):
        return row("reports"), f"change {text.strip()}"
    if scheduled := put_first(text):
        return row("every"), scheduled
    return _asked_for(text)


def _scheduled(text: str, after: str) -> str:
    """`digest every morning`, `schedule cost by project every monday 9am`."""
    if first_word(text) == DIGEST and (often := re.match(r"(?:every|each)\s+(?P<days>.+)", after, re.I)):
        return f"{often['days']} {DIGEST}"
    return put_first(text if first_word(text) == DIGEST else after)


def _sets_budget(text: str) -> bool:
    return not ASKING.match(text) and any(each.match(text) for each in (CHANGING, MAKING, TOLD))


def routed_budget(text: str) -> tuple[Command, str]:
    """The same for words about budgets alone: without a verb they are a budget to set, or a question."""
    text = _to_the_point(text)
    first, rest = first_word(text), text.strip()
    if first in ("left", "remaining", "used", "spent", "vs", "against") and " " in rest:
        return COMMANDS[0], f"budget {rest}"
    if first in ("", "list", "budgets"):
        return row("budgets"), rest[len(first) :].lstrip(":,").strip()
    found = next((one for one in COMMANDS if one.is_about_budgets and first in one.words), None)
    found = _lasting(found, rest)
    if found and first != "budget" and not TOLD.match(rest):
        return found, rest[len(first) :].lstrip(":,").strip()
    return (COMMANDS[0] if ASKING.match(rest) and " " in rest else row("budget")), rest


def _lasting(command: Command | None, words: str) -> Command | None:
    """`increase search to 500 until friday` is a raise, which ends."""
    return row("raise") if command is row("increase") and _UNTIL.search(words) else command


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


# What people ask a command for in words that no question has, and the line that answers it.
_TOPICS = (
    (("alert", "alerts", "fired", "snooze", "unsnooze", "unmute", "mute"), "alerts"),
    (("every", "report", "reports", "schedule", "scheduled", "digest", "weekly", "daily", "send"), "reports"),
    (("price", "prices", "pricing"), "prices"),
    (("mean", "means", "meaning", "command", "commands", "explain", "undo", "yes", "cancel", "forget", "joke"), "help"),
)


_PER_PERIOD = re.compile(r"\d[\d.,]*[km]?\s*(?:/|per\s|an?\s)\s*(?:day|week|month|mo)\b", re.I)


def meant(text: str) -> tuple[str, ...]:
    """The line with its mistyped first word mended, and the page that the words are about."""
    first, words = first_word(text), set(re.findall(r"[\w']+", text.lower()))
    known = [word for command in COMMANDS[1:] for word in command.words if len(word) > 2]
    is_opposite = first.startswith("un") and first[2:] in known  # `unsnooze` is no snooze
    near = () if first in known or is_opposite else tuple(get_close_matches(first, known, n=1, cutoff=0.75))
    pages = (page for spelt, page in _TOPICS if words & set(spelt))
    budget = (f"budget {text.strip()}",) if _PER_PERIOD.search(text) and first not in known else ()
    return (*budget, *(f"{word}{text.strip()[len(first) :]}" for word in near), *pages)
