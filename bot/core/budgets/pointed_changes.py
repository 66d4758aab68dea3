"""Changes to a budget that only points at it: `double it`, `make it 450 for this week`, `snooze it till monday`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.core.budgets.budget import ORGANISATION, Budget
from bot.core.catalogue.words import either, listed
from bot.core.grammar.wish_words import one_of
from bot.core.names import Names, quoted
from bot.core.patterns import Pattern

PLACE = "{}"  # where the budget's name goes
_IT = r"(?:(?:the|that|this) (?:budget|limit|cap|one)|it|that|this)"
_TALK = either(listed("actually, no, hm, hmm, then, and, now, sorry, or, so, yes, yeah, great, good, fine, thanks"))
_LEAD = rf"(?:(?:{_TALK}|{one_of('politely')}|(?:can|could|should) (?:we|i))[,. ]+)*"
_SUM = (
    r"(?:usd ?|\$ ?)?\d[\d.,]*(?:[km]\b)?(?: ?(?:\$|usd|dollars?|bucks))?"
    r"(?: ?(?:/|an?|per|each) ?(?:day|week|month)\b)?"
)
_END = rf"(?:[, ]+(?:{one_of('please')}|instead|rather|then|now|from now on|for good))*"
_THEN_BACK = r"(?:,? (?:only|alone))?(?:,? (?:and )?(?:then|after(?: that)?) .*)?"
_WHILE = (
    rf"(?:[, ]+(?:just |only )?(?:{one_of('until')}) (?P<until>.+?)"
    rf"|[, ]+(?:(?:just |only )?for )?(?:the rest of )?this (?P<unit>week|month)){_THEN_BACK}"
)
_MAKE = f"(?:{one_of('make', 'change', 'move')}|bring|have|let'?s make)"
# What is said, and the line for a command that it stands for; of two ends of a while the one that was said stays.
_ROWS = tuple(
    (Pattern(f"{_LEAD}{said}", re.IGNORECASE), line)
    for said, line in (
        (rf"(?P<how>double|triple|halve) {_IT}{_END}", r"budget \g<how> {}"),
        (rf"(?:cut|reduce|split) {_IT} (?:in|by) half{_END}", r"budget halve {}"),
        (rf"{_MAKE} {_IT}(?: to| at| be)? (?P<to>{_SUM}){_WHILE}", r"raise {} to \g<to> until \g<until>\g<unit>"),
        (rf"{_MAKE} {_IT}(?: to| at| be)? (?P<to>{_SUM}){_END}", r"budget {} \g<to>"),
        (rf"{one_of('raise')} {_IT}(?: to)? (?P<to>{_SUM}){_WHILE}", r"raise {} to \g<to> until \g<until>\g<unit>"),
        (rf"{one_of('raise')} {_IT} (?P<how>to|by) (?P<to>{_SUM}|\d[\d.,]* ?%){_END}", r"raise {} \g<how> \g<to>"),
        (rf"{one_of('lower')} {_IT} (?P<how>to|by) (?P<to>{_SUM}|\d[\d.,]* ?%){_END}", r"lower {} \g<how> \g<to>"),
        (rf"(?:snooze|mute|silence) {_IT}(?P<rest> .+)?", r"snooze {}\g<rest>"),
        (rf"{one_of('delete')} {_IT}{_END}", r"delete budget {}"),
        (
            r"(?:warn|alert|ping|notify) (?:me |us )?(?:only )?at "
            rf"(?P<levels>\d{{1,3}} ?%?(?:(?:,| and|,? &)? ?\d{{1,3}} ?%?){{0,4}}){_END}",
            r"budget {} warn \g<levels>",
        ),
    )
)
_LONGEST = 100  # characters


def pointed_change(text: str) -> str:
    """The line that the words stand for, with `{}` where the budget's name goes; '' for all others."""
    said = " ".join(text.split()).strip(" ?!.") if len(text) <= _LONGEST else ""
    for pattern, line in _ROWS if said else ():
        if match := pattern.fullmatch(said):
            return _line(match, line)
    return ""


def _line(match: re.Match[str], line: str) -> str:
    found = match.groupdict()
    if unit := found.get("unit"):
        line = line.replace(r"\g<unit>", f"the end of this {unit}")
    return re.sub(r"\\g<(\w+)>", lambda slot: found.get(slot[1]) or "", line)


def named_changes(line: str, budgets: Sequence[Budget], known: Sequence[Budget], names: Names) -> tuple[str, ...]:
    """The line for each of `budgets`, by a name that no other of the `known` has, else by its number."""
    return tuple(line.replace(PLACE, _called(one, known, names)) for one in budgets)


def _called(budget: Budget, known: Sequence[Budget], names: Names) -> str:
    same = [one for one in known if (one.scope, one.names) == (budget.scope, budget.names)]
    if len(same) > 1 or len(budget.names) > 1:
        return f"#{budget.id}"
    return quoted(names.label(budget.scope, budget.names[0])) if budget.names else ORGANISATION
