"""Over budget without the word: `did we go over in october`, `who is over`, `how far over was search`."""

from __future__ import annotations

from bot.core.catalogue.words import Phrases, listed
from bot.core.grammar.amounts import read_sum
from bot.core.grammar.draft import Draft, Match
from bot.core.grammar.limits import read_percent
from bot.core.grammar.reader import Context
from bot.core.grammar.time.read_time import read_period
from bot.core.grammar.tokens import Words
from bot.core.grammar.vocabulary import DIMENSION_WORDS

FULL = 100  # percent of a budget
_OF = listed(
    """
    budget, budgets, our budget, the budget, their budget, its budget, our budgets, their budgets, bdgt, limit, their
    limit, its limit, our limit, the limit, our limits, their limits
    """
)
# Who is over: the budgets that are, and no page of them all.
_WHO = (
    listed(
        """
    which are over, which ones are over, who over,
    who is over, who's over, whos over, who are over, who went over, who was over,
    who were over, which budgets are over, which budgets were over, which budgets went over, budgets are over, budgets
    were over, budgets went over, budget is over, anyone over, anybody over, is anyone over, is anybody over, who has
    gone over, what is over, what's over, whats over, which is over, which went over, budgets over, budgets that are
    over, all budgets over, budgets exceeded, budgets are exceeded, budgets were exceeded, budgets that were exceeded,
    who blew, who exceeded, which budgets exceeded, budgets blown, budgets are blown
    """
    )
    + tuple(
        f"{which}budgets {will} {blow}"
        for which in ("which ", "what ", "any ", "")
        for will in listed(
            """
        will, are gonna, are going to, gonna, going to, will we, are we gonna, are we going to, do we, did we, have we,
        are about to, are likely to, might, would
        """
        )
        for blow in listed(
            """
        blow, blow up, blow through, bust, break, burst, breach, exceed, overrun, overshoot, go over, be over, run over,
        run out, be exceeded, be blown, blown, breached, exceeded
        """
        )
    )
    + ("which budgets are already over", "budgets are already over")
)
_WHO_IS_OVER = Phrases(_WHO)
_OFTEN = Phrases(
    f"{often} {did} {blow}{whose}"
    for often in ("how often", "how many times")
    for did in ("did we", "have we", "did it", "do we")
    for blow in listed(
        """
        blow, blown, breach, breached, bust, break, exceed, exceeded, go over, gone over, overrun, hit, pass, passed,
        overshoot, overspend, overspent
        """
    )
    for whose in ("", " the", " our", " a", " any")
)
_BY_THEN = listed(
    """
    by month end, by the month end, by the end of the month, by end of month, before end of month, before the end of the
    month, before month end, at month end, by month's end, by eom, before eom, by the end of this month, this month, at
    this rate, at this pace, already, now, right now, at the moment, yet, currently, so far
    """
)
# Whether we are: how one budget, or all of them, came out.
_WHETHER = listed(
    """
    did we go over, did we went over, did i go over, did they go over, did anyone go over, did anything go over, have we
    gone over, have we been over, were we over, are we over, was anyone over, was anything over, we were over, we went
    over, how far over, how much over, by how much over, did any go over, were any over, are any over, were we under,
    did we stay under, did we stay within, did we stay in, did we come in under, were we within
    """
)
# Behind a name: `was search over in october`, `did search go over last week`.
_BEHIND = listed("over, go over, went over, gone over, goes over")
_ASKING = ("was", "were", "is", "are", "did", "has", "have", "does")


_HOW_CLOSE = listed(
    """
    how close is, how close are, how near is, how near are, how far is, how far are, how far along is, how far off is
    """
)
_TO = listed(
    """
    to her limit, to his limit, to its limit, to their limit, to our limit, to the limit, to my limit, to her budget, to
    his budget, to its budget, to their budget, to our budget, to the budget, from her limit, from his limit, from its
    limit, from their limit, from its budget, from their budget, from our budget, from the limit, to limit, to budget
    """
)
_BUDGET = ("budget", "budgets", "limit", "limits", "cap", "bdgt")


def read_how_close(words: Words, at: int, context: Context) -> Match | None:
    """`how close is carol to her limit`: the budgets of that name."""
    place = words.lead(at, _TO)
    if place > at and any(words.lead(before, _HOW_CLOSE) > before for before in range(at)):
        return Match(Draft(verbs=("budgets",)), place - at)
    if through := _through(words, at, context):
        return through
    place = words.lead(at, _HOW_CLOSE)
    ends = place > at and any(words.lead(later, _TO) > later for later in range(place, len(words)))
    return Match(Draft(verbs=("budgets",)), place - at) if ends else None


def _through(words: Words, at: int, context: Context) -> Match | None:
    """`how far are we through the november budget`: how much of it is used, and no end of a period."""
    place = words.skip(at + 1, "the", "our", "my", "its", "their") if words.text(at) in ("through", "into") else at
    found = read_period(words, place, context.calendar) if place > at else None
    end = found.end if found else place
    if place == at or words.text(end) not in _BUDGET:
        return None
    return Match(Draft(verbs=("budgets",), spans=(found.span,) if found else ()), end + 1 - at)


_CHANGED = listed(
    "change, changed, touch, touched, raise, raised, raising, lower, lowering, lowered, edit, edited, bump, bumped, cut"
)
_ANYBODY = listed("someone, somebody, anyone, anybody, who, we, they, he, she, you, one")


def _is_asked_who(words: Words, at: int) -> bool:
    """`who raised search` before `to 500`: an amount of the past, and no limit of rows."""
    is_change = any(words.text(place) in _CHANGED for place in range(at))
    return is_change and words.text(0) in ("who", "when", "why", "did")


def read_budget_changed(words: Words, at: int, context: Context) -> Match | None:
    """`did someone change the search budget`: the name stands between."""
    if words.text(at) == "to" and (read := read_sum(words, at + 1)) and _is_asked_who(words, at):
        return Match(Draft(verbs=("budget changes",)), read[1] - at)
    if words.text(at) not in _CHANGED:
        return None
    is_asked = any(words.text(place) in _ANYBODY for place in range(at))
    ahead = [words.text(place) for place in range(at + 1, at + 6)]
    is_wish = words.text(0) in ("can", "could", "please", "lets", "let's", "should", "will")
    if not is_asked or is_wish or not {*ahead} & {*_BUDGET}:
        return None
    return Match(Draft(verbs=("budget changes",)), 1)


_GONE_OVER = (
    (_WHO_IS_OVER, Draft(verbs=("budgets",), percents=(FULL,))),
    (_WHETHER, Draft(verbs=("budgets",))),
)


def read_gone_over(words: Words, at: int, context: Context) -> Match | None:
    """Where no amount follows: `did we go over $500` asks for a limit."""
    for leads, draft in _GONE_OVER:
        place = words.lead(at, leads)
        place = words.lead(place, _BY_THEN) if draft.percents and place > at else place
        if place > at and _is_end(words, place, context):
            return Match(draft, words.lead(place, _OF) - at)
    often = words.lead(at, _OFTEN)
    if often > at and any(words.text(place) in _BUDGET for place in range(often, len(words))):
        return Match(Draft(verbs=("budgets",), percents=(FULL,)), often - at)
    place = words.lead(at, _OVER_BUDGET)
    if place > at and any(_names_kinds(words, before) for before in range(at)):
        return Match(Draft(verbs=("budgets",), percents=(FULL,)), place - at)
    over = words.lead(at, ("over budget", "any over budget"))
    if over > at and at == 0 and over == len(words):
        return Match(Draft(verbs=("budgets",), percents=(FULL,)), len(words))
    place = words.lead(at, _BEHIND)
    if place > at and any(_names_kinds(words, before) for before in range(at)) and _is_end(words, place, context):
        return Match(Draft(verbs=("budgets",), percents=(FULL,)), place - at)  # `which projects went over last month`
    is_asked = place > at > 1 and words.text(0) in _ASKING
    if is_asked and _is_end(words, place, context):
        return Match(Draft(verbs=("budgets",)), words.lead(place, _OF) - at)
    return None


_OVER_BUDGET = Phrases(
    f"{over} {whose}{budget}"
    for over in ("over", "above", "past", "beyond", "exceeding", "exceeded", "exceed", "busted", "blew", "blown")
    for whose in ("", "the ", "their ", "its ", "our ")
    for budget in ("budget", "budgets", "limit", "limits")
)
_WHICH = ("which", "what", "any", "whose", "all", "list", "show", "every", "only")


def _names_kinds(words: Words, at: int) -> bool:
    """`which teams` in `which teams are over budget`: those that are, and no page of them all."""
    place = words.skip(at + 1, "of", "our", "the", "my")
    return words.text(at) in _WHICH and words.text(place) in DIMENSION_WORDS


_ANYONE = listed(
    """
    anyone, anybody, someone, somebody, who, who's, whos, who is, who are, is anyone, is anybody, anything, who
    has, who went
    """
)


def read_anyone_over(words: Words, at: int, context: Context) -> Match | None:
    """`anyone over 90%?`: of all budgets, not only of those of people."""
    place = words.skip(words.lead(at, _ANYONE), "is", "are", "already", "got", "gone", "went", "currently")
    found = read_percent(words, place, context) if place > at else None
    return Match(found.draft, place - at + found.length) if found else None


def _is_end(words: Words, at: int, context: Context) -> bool:
    """Whether what goes over is a budget: nothing follows, or only when it was and whose."""
    at = words.skip(at, "already", "now", "yet", "atm", "anymore", "pls", "please")
    if at >= len(words) or words.lead(at, _OF) > at:
        return True
    if read_sum(words, at):
        return False
    place = words.lead(at, ("in", "on", "for", "during", "by", "was", "were", "is", "are"))
    return place > at or read_period(words, place, context.calendar) is not None
