"""Groups that a question word asks for: `what costs the most`, `where does our money go`, `who spent the most`."""

from __future__ import annotations

from bot.core.catalogue.words import Phrases, listed
from bot.core.grammar.draft import Draft, Match
from bot.core.grammar.exact_names import read_exact
from bot.core.grammar.listed_groups import LIMITS
from bot.core.grammar.reader import Context
from bot.core.grammar.tokens import Words
from bot.core.grammar.vocabulary import BILLED_BY, DIMENSION_WORDS

_BY_WHOM = listed(
    """
    by whom, and by whom, by who, and by who, from whom, by which person, whose, by anyone, by anybody, by which people,
    and who
    """
)
_WHO = ("who", "who's", "whos")
_ANYONE_USING = Phrases(
    f"{anyone} {really}{does}"
    for anyone in ("anyone", "anybody", "someone", "somebody", "anyone else", "anybody else")
    for really in ("", "actually ", "really ", "even ")
    for does in listed(
        """
        use, used, hit, try, call, using, still using, still on, still use, still uses, still calling, still calls, on,
        calling, still hitting, touch, touched, touching, tried, trying, paying for, pays for, paying
        """
    )
)
# What uses or costs most, where no kind of thing is said: as many rows as `top` shows.
_USING = listed(
    """
    burning, eating, consuming, using, hogging, draining, burns, eats, consumes, uses, spending, driving up, burned,
    ate, consumed, costing, eating up, burning through, using up, racking up, running up, ran up, racked up
    """
)
# What follows `what do we spend on` where nothing is named that it is spent on.
_NO_OBJECT = listed(
    """
    last, this, these, today, yesterday, in, since, during, over, so far, lately, recently, currently, right now, now,
    past, the last, the past, ytd, mtd, wtd, qtd, each, every, per, by, most, the most, and, ?
    """
)
_SO_MUCH = listed("us so much, us the most, us most, so much, us, me so much, me, the most, most, so much money")
_WHAT = listed("what, what is, what's, whats, what are, which things are, what things are, what's been, what has been")
_WHERE = (
    *(f"{where} {verb} {what} {go}"
      for where in ("where", "wheres", "where's")
      for verb in ("is", "did", "does", "do", "")
      for what in ("the money", "our money", "all the money", "all our money", "the spend", "our spend", "my money",
                   "the cost", "the costs", "money", "all this money", "the budget", "our budget")
      for go in ("go", "going", "goes", "come from", "coming from", "comes from")),
    *listed(
        """
        what are we spending on, what are we spending money on, what do we spend on, what do we spend money on, what did
        we spend on, what did we spend money on, where do we spend, where are we spending, where did we spend, where do
        we spend most, where do we spend the most, where are we spending most, what makes up the bill, what makes up
        our bill, what costs us money, what's costing us money, whats costing us money, what is costing us money
        """
    ),
)  # fmt: skip
_COSTS_MOST = tuple(
    f"{what} {cost} {most}"
    for what in ("what", "which things", "what things", "which thing", "what thing")
    for cost in (
        "cost",
        "costs",
        "cost us",
        "costs us",
        "used",
        "uses",
        "use",
        "burns",
        "burned",
        "is using",
        "consumes",
    )
    for most in ("most", "the most", "so much", "most money", "the most money")
)


_ON_THE_BILL = Phrases(
    f"{what} {on} {bill}"
    for what in ("what", "what is", "what was", "what's", "whats")
    for on in ("on", "in")
    for bill in ("the bill", "our bill", "the invoice", "our invoice", "that bill", "this bill")
)


_WHAT_IS_ON = Phrases(f"{what} {on}" for what in ("what", "what is", "what was", "whats") for on in ("on", "in"))


def _on_a_bill(words: Words, at: int) -> int:
    """`what is on the october invoice`, `the invoice for october, whats on it`: the place behind it, else `at`."""
    end = words.lead(at, _WHAT_IS_ON)
    if end == at:
        return at
    texts = [words.text(place) for place in range(len(words))]
    is_of_it = words.text(end) == "it" and any(text in BILLED_BY for text in texts[:at])
    is_ahead = any(text in BILLED_BY for text in texts[end : end + 5])
    return end + is_of_it if is_of_it or is_ahead else at


# At the end, behind whose spend is asked: `how much did lee spend last month and on what`.
_ON_WHAT = listed("on what, and on what, for what, and for what, on which ones, on what exactly, and what on")


def read_what(words: Words, at: int, context: Context) -> Match | None:
    """`what costs the most`, `where does our money go`: the largest rows, by project unless something else was said."""
    if (end := words.lead(at, _ON_THE_BILL)) > at or (end := _on_a_bill(words, at)) > at:
        return Match(Draft(by=("item",)), end - at)
    if (end := words.lead(at, _ON_WHAT)) > at and (end == len(words) or words.text(end) in (",", "?")):
        return Match(Draft(by=("model",)), end - at)
    end = words.lead(at, _WHERE_OR_MOST)
    place = words.lead(at, _WHAT)
    if at == end == place:
        return None
    if words.text(end - 1) == "on" and end < len(words) and words.lead(end, _NO_OBJECT) == end:
        return None  # `what did we spend on images`, `what did we spend on monday`
    if end == at:
        end = words.lead(place, _USING)
        if end == place:
            return None
        end = words.lead(end, _SO_MUCH)
    return Match(Draft(top=(5,), usual=(5,)), end - at)


_WHERE_OR_MOST = Phrases(" ".join(phrase.split()) for phrase in (*_WHERE, *_COSTS_MOST))


# What calls most is a key, and what it does is to send requests.
_CALLING = Phrases(
    f"{who} {doing}"
    for who in ("who is", "whos", "who", "what", "what is", "whats", "who was", "what was", "which is")
    for doing in (
        *("hammering", "hitting", "pounding", "calling", "hammers", "spamming", "flooding", "bombarding", "slamming"),
        *("hammered", "pounded", "spammed", "flooded", "slammed"),
    )
)


_USE = listed("use, used, uses, using, call, called, calling, run, running, touch, touched, need, needs")


def _is_anyone(words: Words, at: int) -> bool:
    """`did anyone actually use it`."""
    if words.text(at) not in ("anyone", "anybody", "someone", "somebody"):
        return False
    return words.text(words.skip(at + 1, "actually", "really", "even", "ever", "else", "still", "here")) in _USE


def _kind_of_either(words: Words, context: Context) -> str:
    """`search or web-app, who had more requests`: who is one of the two, and no person; '' where no two are named."""
    for place in range(1, len(words) - 1):
        is_joint = words.text(place) in ("or", "vs", "versus", "v")
        other = read_exact(words, place + 1, context) if is_joint else None
        for start in range(max(place - 3, 0), place) if other else ():
            one = read_exact(words, start, context)
            if one and other and one[1] == place and one[0].dimension == other[0].dimension:
                return one[0].dimension
    return ""


_WHATS = listed("what, what is, what's, whats, what does, what do, what did, what has, what was, what have, which")
_RUNNING = listed(
    """
    calling, hitting, running, running on, use, using, uses, used, run, runs, call, called, run on, runs on, ran, been
    using, been running, been calling, on, on now, on these days
    """
)
_STUFF = ("stuff", "things", "the", "else", "all")


def read_called(words: Words, at: int, context: Context) -> Match | None:
    """`what is prod-web calling`, `whats mira running`: the models that a key, project or user uses."""
    end = words.lead(at, _RUNNING)
    if end == at:
        return None
    for place in range(at):
        start = words.lead(place, _WHATS)
        start = words.skip(start, *_STUFF, "does", "do", "did", "is") if start > place else place
        if place < start < at and _is_runner(words, start, at, context):
            return Match(Draft(by=("model",)), end - at)
    return None


def _is_runner(words: Words, start: int, end: int, context: Context) -> bool:
    """Whether the words from one place to the other name a project, a key or a user, or stand for one named before."""
    if words.spelt(start, end) in ("it", "he", "she", "they"):
        named = [found for place in range(start) if (found := _runner_at(words, place, context))]
        return bool(named)
    return _runner_at(words, start, context) == end


def _runner_at(words: Words, at: int, context: Context) -> int:
    """Where the name of a project, a key or a user that stands here ends; 0 where none does."""
    if words[at].slot in _RUNNERS:
        return at + 1
    found = read_exact(words, at, context)
    return found[1] if found and found[0].dimension in _RUNNERS else 0


_RUNNERS = ("project", "key", "user")


def read_who(words: Words, at: int, context: Context) -> Match | None:
    """`who spent the most`: by user. In `users who spent` the group was said already."""
    if words.text(at) in ("anyone", "anybody") and words.lead(at + 1, LIMITS) > at + 1:
        return Match(Draft(by=("user",)), 1)
    if (end := words.lead(at, _CALLING)) > at:
        return Match(Draft(by=("key",), metrics=("requests",)), end - at)
    if words.text(at) == "whose" and words.text(at + 1) in DIMENSION_WORDS and words.text(at + 2) in ("is", "was"):
        return Match(Draft(by=("user",), fillers=("by whom",)), 3)  # `whose key is ci-runner`
    asks_who = words.lead(at, _ANYONE_USING) > at or _is_anyone(words, at)
    if (end := words.lead(at, _BY_WHOM)) > at:
        return Match(Draft(by=("user",), fillers=("by whom",)), end - at)
    if words.text(at) not in _WHO and not asks_who:
        return None
    if DIMENSION_WORDS.get(words.text(at - 1)) == "user":
        return Match(Draft(fillers=("who",)), 1)
    if kind := _kind_of_either(words, context):
        return Match(Draft(by=(kind,)), 1)
    return Match(Draft(by=("user",)), 1)
