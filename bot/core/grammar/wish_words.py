"""The words of wishes: what people call it when something is to be done, one row each."""

from __future__ import annotations

import re

from bot.core.catalogue.words import either, listed

# By how many percent the amount changes.
MULTIPLIED = {"double": 100, "doubled": 100, "triple": 200, "tripled": 200, "halve": -50, "halved": -50}

_PLEASE = listed("please, pls, plss, plz, plzz, kindly")
# What the words of a row ask for. Commands, budgets, reports and alerts read these rows and have no others for it.
WISHES: dict[str, tuple[str, ...]] = {
    # Said before a wish, or behind it: it changes nothing.
    "please": _PLEASE,
    "politely": _PLEASE
    + listed(
        """
        hey, hi, ok, okay, just, lets, let's, can you, can u, could you, could u, would you, would u, will you, will u
        """
    ),
    "thanks": listed("thanks, thx, thank you, ty"),
    # A thing that is not there yet.
    "make": listed("set, put, add, make, create, give, allow, set up"),
    # A thing that is there, to be another.
    "change": listed("change, edit, update, chnage, udpate"),
    "move": listed("move, shift, transfer, reallocate"),
    "delete": listed("delete, remove, drop, cancel, kill, rm, scrap, erase, get rid of, turn off, switch off, disable"),
    "not wanted": listed(
        "don't want, dont want, do not want, no longer want, don't need, dont need, do not need, no longer need"
    ),
    "not to": listed("don't, dont, do not, stop, never, no longer, no need to, quit"),
    "stop": listed(
        "stop, cancel, kill, disable, unsubscribe, remove, delete, turn off, no more, never send, don't send, dont send"
    ),
    "start": listed("turn on, switch on, enable, start, activate, begin, set up, restart"),
    "pause": listed("pause, resume, mute, silence, hold, reschedule, rename"),
    # An amount, to be another.
    "raise": listed("raise, increase, bump, up"),
    "lower": listed("lower, decrease, reduce, cut, drop, shrink, take, trim, slash, knock, shave"),
    "multiply": tuple(MULTIPLIED),
    # A message: to somebody, when something is so; to somebody, or to a channel, by itself; here and now.
    "alert": listed(
        "notify, ping, warn, alert, shout, yell, nudge, buzz, lemme know, let me know, let us know"
    ),
    "tell": listed("tell, message, dm"),
    "send": listed("send, post, report, share"),
    "show": listed("show, give, list"),
    # What it is done to.
    "budget": listed("budget, budgets, budgt, bdgt, budjet, buget"),
    "report": listed("report, reports, digest, digests, schedule, schedules"),
    # How often it comes by itself.
    "every": listed("every, each, evry"),
    # When, and how long.
    "when": listed("if, when, once, before, b4"),
    "until": listed("until, till, til"),
    # What begins a question.
    "ask": listed(
        """
        how, what, which, who, whose, where, when, why, is, are, am, do, does, did, will, was, were, has, have, any,
        whats, what's
        """
    ),
}  # fmt: skip


def single(*names: str) -> tuple[str, ...]:
    """The phrases of these rows that are one word."""
    return tuple(phrase for name in names for phrase in WISHES[name] if " " not in phrase)


def one_of(*names: str) -> str:
    """A regular expression for one phrase of these rows."""
    return either(phrase for name in names for phrase in WISHES[name])


def leading(*names: str) -> re.Pattern[str]:
    """One of these rows as the first words of a line, with the blanks around them."""
    return re.compile(rf"^\s*{one_of(*names)}[:,!]*(?:\s+|$)", re.IGNORECASE)
