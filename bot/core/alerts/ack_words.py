"""Words that acknowledge an alert, and words that ask for quiet about one, as people write them."""

from __future__ import annotations

import re

from bot.core.catalogue.words import either, listed
from bot.core.grammar.wish_words import one_of
from bot.core.patterns import Pattern

_FILLER = listed(
    """
    ok, okay, k, yeah, yes, yep, yup, ya, got it, right, alright, fine, noted, sure, and, i, we, thanks, thank you, thx,
    ty, cheers, sorry, hey, hi, already, now, guys, all, it, that, this, the, one, alert, alerts, for this, myself, pls,
    please, will do, know, i know, we know, cool, great, understood, roger
    """
)
_SEEN = listed(
    """
    ack, acked, acking, acknowledge, acknowledged, acknowledging, on it, im on it, i'm on it, i am on it, we're on it,
    were on it, we are on it, on this, im on this, i'm on this, looking, looking into it, looking into this, looking at
    it, looking at this, im looking, i'm looking, i'm looking into it, im looking into it, im looking at it, i'm looking
    at it, will look into it, i'll look into it, ill look into it, i will look into it, i'll look, taking it, taking
    this, i'll take it, ill take it, i'll take this, ill take this, i take it, seen, seen it, i've seen it, ive seen it,
    i have seen it, i saw it, saw it, saw this, i saw this, i saw that, handling it, i'm handling it, im handling it,
    checking it, checking, i'm checking, im checking, investigating
    """
)
# A whole line that says nothing else.
ACKNOWLEDGED = (
    rf"(?:{either(_FILLER)}[\s,.!;:-]+)*{either(_SEEN)}(?:[\s,.!;:-]+(?:{either((*_FILLER, *_SEEN))}))*[\s,.!]*"
)
_ACKNOWLEDGED = Pattern(ACKNOWLEDGED, re.IGNORECASE)


def is_acknowledged(text: str) -> bool:
    """`ok seen it, im on it`."""
    return len(text) < 120 and _ACKNOWLEDGED.fullmatch(" ".join(text.split())) is not None


# What asks for quiet about an alert; whose it is and until when follow.
QUIET = either(
    (
        *listed(
            """
            be quiet, keep quiet, stay quiet, quiet, shut up, hush, no more alerts, no more pings, no more messages,
            no more warnings, leave me alone, leave us alone
            """
        ),
        *(
            f"{stop} {pinging}{me}"
            for stop in ("stop", "quit", "no need to keep", "don't keep", "dont keep")
            for pinging in listed(
                "pinging, bugging, alerting, nagging, bothering, notifying, warning, messaging, telling"
            )
            for me in ("", " me", " us")
        ),
    )
)
_ABOUT_IT = Pattern(rf"^(?:{QUIET})\b\s*(?:(?:about|on|for|over)\s+(?:it|this|that|this one)\b)?", re.IGNORECASE)
_POLITE = Pattern(rf"^(?:(?:{one_of('politely', 'please', 'thanks')}|yes|yeah|i know|got it)[\s,.!]+)+", re.IGNORECASE)


def quiet_words(text: str) -> str | None:
    """In an alert's own thread: what follows `be quiet about it`, such as `til thursday`; None for other words."""
    found = _ABOUT_IT.match(line := _POLITE.sub("", text.strip(), count=1))
    return line[found.end() :].strip() if found else None
