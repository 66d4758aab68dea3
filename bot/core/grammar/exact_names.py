"""Names as they are known: the longest run of words that is one."""

from __future__ import annotations

from dataclasses import replace

from bot.core.grammar.kin_names import kin_names
from bot.core.grammar.names import Choice, exact_choice, squash
from bot.core.grammar.reader import Context
from bot.core.grammar.tokens import Word, Words


def read_exact(words: Words, at: int, context: Context, kind: str = "") -> tuple[Choice, int] | None:
    """The longest run of words at this place that is a name, and the place after it. Many readers ask for it."""
    key = (words, at, kind)
    if key not in context.exact:
        context.exact[key] = _exact(words, at, context, kind)
    return context.exact[key]


def _exact(words: Words, at: int, context: Context, kind: str) -> tuple[Choice, int] | None:
    if at >= len(words):
        return None
    for length in range(_longest_run(words, at, context), 0, -1):
        run = words[at : at + length]
        if not _may_be_name(run):
            continue
        choice = exact_choice(" ".join(word.text for word in run), context.index, kind)
        if not choice and length == 1 and run[0].typed.endswith("*"):  # `*mini*`: between stars, and no name itself
            choice = exact_choice(run[0].typed.casefold(), context.index, kind)
        if choice:
            return (as_typed(choice, run[0]) or choice) if length == 1 else choice, at + length
    kin = kin_names(words, context.index).names.get(at)  # `staging` in `prod vs staging`
    return (kin, at + 1) if kin and kind in ("", kin.dimension) else None


def _longest_run(words: Words, at: int, context: Context) -> int:
    """How many words from this place may be one name: as many as some name begins with."""
    most, spelt = min(context.index.longest + 3, len(words) - at, 8), ""
    for length in range(1, most + 1):
        word = words[at + length - 1]
        spelt += squash(word.text)
        if "*" not in word.text and not context.index.begins(spelt):
            return max(length - 1, 1)
    return most


def _may_be_name(run: tuple[Word, ...]) -> bool:
    """A quoted name is one word. A mark may stand inside a name, as in `R & D`, but not at its ends."""
    if any(word.slot or word.unused or (word.quoted and len(run) > 1) for word in run):
        return False
    return bool(squash(run[0].text) and squash(run[-1].text)) or "*" in run[0].text


def as_typed(choice: Choice | None, word: Word) -> Choice | None:
    """An id that is not known is asked for in the case in which it was typed, since ids are case-sensitive."""
    exact = word.exact or word.typed.strip("\"'?!.,:()")
    if choice and choice.values == (word.text,) and exact.casefold() == word.text:
        return replace(choice, values=(exact,))
    return choice
