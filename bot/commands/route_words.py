"""What a command gets of a line that a rule of routing reads: all of it, a part, or words of its own."""

from __future__ import annotations

import re
from typing import NamedTuple

from bot.core.answers.about import about
from bot.core.budgets.plain_budgets import said_raise, says_budget
from bot.core.budgets.spoken_changes import spoken_change as spoken
from bot.core.catalogue.words import listed
from bot.core.grammar.calendar_words import RHYTHMS
from bot.core.patterns import Pattern
from bot.core.reports.conditional_schedules import conditional
from bot.core.reports.said_schedules import is_of_the_past, put_first
from bot.core.reports.schedules import DIGEST, THAT


class Said(NamedTuple):
    """A line that a rule reads: whole, without its first word, and what its pattern found in it."""

    line: str
    after: str
    found: re.Match[str]


_OF_ALERTS = Pattern(r"(?:'s)?\s*\b(?:the|our|all|budgets?|alerts?|for|of|channel)\b", re.IGNORECASE)


def whole(said: Said) -> str:
    return said.line


def rest(said: Said) -> str:
    return said.after


def nothing(said: Said) -> str:
    return ""


def on_days(said: Said) -> str:
    return f"{said.found['days']} {DIGEST}"


def scheduled(said: Said) -> str | None:
    """What follows `every`, where the line says that something is to come by itself."""
    return put_first(said.line) or None


def on_condition(said: Said) -> str | None:
    """`tell me every day at 8 if yesterday was over 500`: a report that comes only above an amount."""
    return conditional(said.line) or None


def each_of_the_past(said: Said) -> str | None:
    return said.line if is_of_the_past(said.after) else None


def scheduled_after(said: Said) -> str | None:
    return put_first(said.after) or None


def started(said: Said) -> str | None:
    """`turn on the daily digest in #backend`; a digest comes daily where nothing else is said."""
    wanted = said.found["wanted"]
    return put_first(f"send {wanted}") or put_first(f"send daily {wanted}") or None


def digest_of(said: Said) -> str:
    """`can i get the weekly digest too`."""
    how = next((how for how in RHYTHMS if how in said.line.lower().split()), "daily")
    return f"{RHYTHMS[how].day} 9am {DIGEST}"


def owner_of(said: Said) -> str | None:
    """`who gets pinged for search`: its budget's owner and channel."""
    name = (named(said) or "").removesuffix(" budget")
    return f"who is the owner of the {name} budget" if name else None


_NOBODYS = frozenset(listed("the, my, our, all, budget, the budget, these, those, your, it, any"))


def named(said: Said) -> str | None:
    """The name alone: `seen it, ack web-app`."""
    name = said.found["whose"].strip(" ?.!,")
    return None if name.lower() in _NOBODYS else name


def quiet(said: Said) -> str | None:
    """`be quiet about search til thursday`: what `snooze` is told."""
    name = named(said)
    return name and f"{name} until {said.found['then'].strip(' .!')}"


def levels_of(said: Said) -> str | None:
    """`50/75/100 for search`: the levels of its budget."""
    name = named(said)
    return name and f"{name} warn {' '.join(re.findall(r'[0-9]+', said.found['levels']))}"


def owned_by(said: Said) -> str | None:
    """`make dana owner of search`: a name is no mention, and the budget says so."""
    name = named(said)
    owner = said.found["owner"]
    if name and re.search(r",|\band\b", name):
        return None  # another wish
    return name and f"{name.removesuffix(' budget')} {owner if owner[0] in '@<' else f'@{owner}'}"


def owned_and_sent(said: Said) -> str | None:
    """`make @dana owner of search and send its alerts to #search`: both at once."""
    owned = owned_by(said)
    return owned and f"{owned} in {said.found['channel']}"


# `every morning before standup, like 8:45`: what it is in time for says nothing beside the hour.
_BEFORE_SOMETHING = re.compile(
    r"\s+(?:before|ahead of|in time for|prior to)\s+[\w\s'-]+?[\s,]+(?:like|say|at|around|about)?\s*"
    r"(?=\d{1,2}(?::\d\d|\s*[ap]m))",
    re.IGNORECASE,
)
_AT = " at "


def that_again(said: Said) -> str | None:
    """`can i get that every morning at 8:45`: the question before, again and again."""
    then = put_first(f"every {_BEFORE_SOMETHING.sub(_AT, said.found['then'], count=1)}")
    return f"{then} {THAT}" if then else None


_OF_A_RAISE = re.compile(r"\s*(?:until|till|til|because|reason|due to|for)\b", re.IGNORECASE)


def raised(said: Said) -> str | None:
    """`can we bump search to 3k a month, finance is fine with it`: what follows counts where it says until when."""
    told, then = lowered(said), said.found["then"] or ""
    return told and f"{told} {then.strip()}" if _OF_A_RAISE.match(then) else told


def lowered(said: Said) -> str | None:
    name = named(said)
    return name and f"{name} to {said.found['rate']}"


def changed(said: Said) -> str:
    return f"change {said.line}"


def switched(said: Said) -> str:
    """`switch the search budget to weekly`; to switch is no word of budgets, since it turns things on and off too."""
    return re.sub(r"\bswitch\b", "change", said.line, count=1, flags=re.IGNORECASE)


def stopped(said: Said) -> str:
    return f"stop {said.line}"


def alerts_go_to(said: Said) -> str | None:
    """`send the search budget's alerts to #search`: the channel of that budget."""
    whose = _OF_ALERTS.sub(" ", said.found["whose"]).strip()
    return f"{whose} in {said.found['channel']}" if whose else None


def to_the_bot(said: Said) -> str | None:
    return said.line if about(said.line) else None


def of_budgets_as_such(said: Said) -> str | None:
    """`budget for search is per month or rolling?`, whose first word was the command's."""
    return to_the_bot(said._replace(line=f"budget {said.line}"))


def spoken_change(said: Said) -> str | None:
    """`can the org cap go from 5k to 6.5k`: the line about that budget."""
    return spoken(said.line) or None


def extra(said: Said) -> str | None:
    """`approve an extra $200 for search`: an amount for a while."""
    return said_raise(said.line) or None


def for_a_while(said: Said) -> str | None:
    """The same where its end is said; without one it is an amount for good."""
    more = extra(said)
    return more if more and " until " in more else None


def plain_budget(said: Said) -> str | None:
    return said.line if says_budget(said.line) else None
