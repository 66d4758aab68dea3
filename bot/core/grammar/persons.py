"""Whose usage: `my usage` is the asker's own, `our team` is asked back, a mention is a person."""

from __future__ import annotations

import re

from bot.core.catalogue.words import listed
from bot.core.errors import UserError
from bot.core.grammar.draft import Draft, Lean, Match
from bot.core.grammar.filters import read_names
from bot.core.grammar.names import Choice
from bot.core.grammar.reader import Context
from bot.core.grammar.tokens import Words
from bot.core.grammar.vocabulary import DIMENSION_WORDS
from bot.core.grammar.wish_words import single

MINE = listed(
    """
    my, mine, my own, me, myself, ive, i've, am i, have i, did i, do i, my personal, i have spent, i have used, i
    spent, i used, i use, i spend, i am spending, i am using, i'm spending, i'm using, i burned, i burnt, i made
    """
)
# `send me` and `i need` say who wants the answer, not whose usage it is.
_TO_ME = single("send", "show", "tell", "alert") + listed(
    """
    get, draw, make, let, find, fetch, remind, email, mail, pull, build, help, want, need, lemme, msg, buy, cost, costs,
    costing, hand, bring, read, print, is it just, for, provide, supply, furnish, forward, present, copy, owe, oblige,
    sending, telling, giving, showing
    """
)
_AFTER_ME = listed(
    "the, a, an, all, how, what, which, who, why, when, if, every, each, some, to, at, on, about, b4, before"
)
_NOT_MINE = listed(
    """
    how do i, who do i, where do i, when do i, how did i, i need, i want, i wanna, i would like, i'd like, i think,
    i thought, i guess, i mean, i was wondering, i see, i get, i have, i am, i'm, i, im, should i, can i, could i,
    may i, shall i, my cto, my coo, my vp, my director, my head, my accountant, my finance, my controller, my
    client, my clients, my customer, my customers, my investors, my colleague, my colleagues, my own curiosity, my
    curiosity, my own records, my notes, my own notes, my info, my own info, my meeting, my call, my talk, my
    presentation, my boss, my manager, my cfo, my ceo, my report, my reports, my lead, my deck, my slides, my
    budget, my budgets, my question, my records, my understanding, do i need, do i have to, am i good on, am i good
    with, am i ok on, am i ok with, am i okay on, am i okay with, am i fine on, am i fine with, am i safe on, am i
    safe with, am i over on, am i under on, my two, my 2, my three
    """
) + tuple(  # who keeps the books asks of the organisation
    f"{do} i {book}"
    for do in ("do", "did", "must", "will", "would")
    for book in listed(
        """
        accrue, book, post, owe, pay, record, allocate, recharge, charge back, cross charge, invoice, expense, report,
        put down, put in, write down, enter, plug in, tell, say, show, send, present, budget, plan, plan for, set aside
        """
    )
)
_WHOSE = listed("my, our, your, his, her, my own")
_OF_ONE = listed(
    """
    team, project, app, service, key, api key, department, squad, group, org unit, cost center, cost centre, people,
    guys, folks, engineers, devs, developers, colleagues, staff, teammates, team members, coworkers
    """
)
_PERSONS = listed(
    "people, guys, folks, engineers, devs, developers, colleagues, staff, teammates, team members, coworkers"
)
_THINGS = ("projects", "models")
_MENTION = re.compile(r"@[UW][A-Z0-9]{2,}")


def says_my(text: str) -> bool:
    """Whether a word of it may mean the asker: then it pays to look up who they are."""
    return any(word in MINE for word in text.casefold().split())


_BUDGETS = frozenset(("budget", "budgets"))


def read_owner(words: Words, at: int, context: Context) -> Match | None:
    """`which budgets does carol own`: owners are people of Slack, so the name of OpenAI's user is unused."""
    if not words.has(_BUDGETS):
        return None
    found = read_names(words, at, context, is_near=True)
    if not found or {one.dimension for one in found[0]} != {"user"}:
        return None
    is_owner = words.text(found[1]) in ("own", "owns") or words.lead_back(at, *_OWNED_BY) < at
    typed = " ".join(word.typed for word in words[at : found[1]])
    return Match(Draft(verbs=("budgets",), leans=(Lean(typed, ()),)), found[1] - at) if is_owner else None


_OWNED_BY = ("owned by", "owner", "owner is", "owner =", "owner:")


def read_person(words: Words, at: int, context: Context) -> Match | None:
    return _mentioned(words, at) or _which(words, at) or _all_of_mine(words, at) or _mine(words, at, context)


def _mentioned(words: Words, at: int) -> Match | None:
    """A mention, `<@U012ABC>`, that the caller could not turn into a user of OpenAI."""
    if words.text(at)[:1] != "@" or not _MENTION.fullmatch(words[at].typed):
        return None
    before = at - (words.text(at - 1) in ("by", "of", "for", "from"))
    rest = " ".join(word.typed for word in (*words[:before], *words[at + 1 :]))
    told = "I cannot tell which user of OpenAI that is. Name one, such as `user:dana@example.com`, or ask `by user`."
    raise UserError(told, (f"{rest} by user".strip(), "today by user"))


def _which(words: Words, at: int) -> Match | None:
    """`our team` is one of several, so it is asked back. `our teams` are all of them."""
    place = words.lead(at, _WHOSE)
    end = words.lead(place, _OF_ONE) if place > at else at
    if place == at or end == place:
        return None
    thing = " ".join(words.text(step) for step in range(place, end))
    kind = "user" if thing in _PERSONS else DIMENSION_WORDS.get(thing, "project")
    rest = " ".join(word.typed for word in (*words[:at], *words[end:]))
    asks = (f"{rest} by {kind}".strip(), "this month by project")
    raise UserError(f"Which {thing}? Say its name; `by {kind}` shows them all.", asks)


def _all_of_mine(words: Words, at: int) -> Match | None:
    """`my models` are not those that one person used: all of them, and `my` is named."""
    place = words.lead(at, ("my", "both my", "both of my", "all my", "all of my"))
    kind = DIMENSION_WORDS.get(words.text(place)) if place > at and words.text(place) in _THINGS else None
    if not kind:
        return None
    return Match(Draft(by=(kind,), leans=(Lean(words.spelt(at, place), ()),), usual=(5,)), place + 1 - at)


def _mine(words: Words, at: int, context: Context) -> Match | None:
    """The asker's own usage. Raises UserError when their user id at OpenAI is not known."""
    end = words.lead(at, MINE)
    other = words.lead(at, _NOT_MINE)
    other -= other > at and words.text(other - 1) == "accrue"  # it asks where the month leads
    if other > at and other >= end:
        is_budget = words.text(other - 1) in ("budget", "budgets") or (words.match(at, "am i") and other > at + 2)
        return Match(Draft(fillers=("i",), verbs=("budgets",) if is_budget else ()), other - at)
    if end == at or words.match(at, "do i save"):
        return Match(Draft(fillers=("i",)), 2) if end > at else None  # `how much do i save if`: the one who decides
    is_told = (
        (at > 0 and words[at - 1].unused) or words.text(at - 1) in _TO_ME or (at > 0 and words.text(end) in _AFTER_ME)
    )
    if words.text(at) == "me" and is_told:
        return Match(Draft(fillers=("me",)), 1)
    if context.me:
        return Match(Draft(included=(Choice("user", (context.me,)),)), end - at)
    rest = " ".join(word.typed for word in (*words[:at], *words[end:]))
    told = "I cannot tell which user of OpenAI you are. Name one, such as `user:dana@example.com`, or ask `by user`."
    raise UserError(told, (f"{rest} by user".strip(), "today by user"))
