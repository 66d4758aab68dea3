"""The words of clauses: how talk around a question begins and is cut off, and what makes it a part of the question."""

from __future__ import annotations

import re

from bot.core.catalogue.words import either, listed
from bot.core.grammar.mail_words import AT_WORK
from bot.core.patterns import Pattern

PRONOUNS = listed("i, we, he, she, they, it, that, this, my, our, someone, somebody, nobody, no one, everyone")
CUT = Pattern(
    r"(\s*[?!;]+\s+|\s*\.+\s+|\s+[-–—]+\s+|,\s+|\s*[()]\s*"
    rf"|\s+(?=(?:but|because|cuz|coz|bc|there (?:was|were)|(?:so|cause) {either(PRONOUNS)})\b))",
    re.IGNORECASE,
)
PERSONS = listed(
    """
    boss, manager, lead, cfo, ceo, cto, board, finance, controller, controlling, accounting, accountant, auditor,
    auditors, management, client, clients, customer, customers, investors, team, colleague, colleagues, procurement
    """
)
MINUTES = r"(?:\d+|a few|two|five|ten) (?:mins?|minutes|hours?)"
TALKS = listed("meeting, call, standup, review, demo, sync, 1:1, presentation, interview")
ASKS = r"(?:wants?|wanted|needs?|asked|asks|(?:is|are) asking|keeps asking|wonders)"
# Who wants to know it, and in what hurry, comes before the question itself.
LEADS = (
    rf"(?:(?:my|our|the) )?{either(PERSONS)} {ASKS}(?: (?:me|us))?"
    r"(?: to (?:know|see|check))?(?: (?:if|whether|about|for))?",
    r"(?:i|we) (?:just |only )?(?:want|wanted|need|would like) to (?:know|check|understand|see) (?:if|whether)",
    r"(?:i|we)(?: am| was|'m| are)? (?:wonder|wondered|wondering) (?:if|whether)",
    rf"(?:i'?ve|we'?ve|i|we) (?:only )?(?:got|have) (?:only )?{MINUTES}(?: (?:before|until|till|to|for) [^,.?!]*)?",
    r"(?:an?(?:other)? |prob(?:ably)? an? |maybe an? |this is an? )?(?:very |really )?"
    r"(?:stupid|dumb|silly|basic|random|weird|odd|naive|noob|newbie|lazy) (?:question|one|q)(?: (?:but|for you))?",
    rf"(?:i|we)(?:'ve)? (?:have|got) an? (?:\w+ )?{either(TALKS)}(?: (?:in|at|with|about) [^,.?!]*)?",
    r"(?:i|we) know (?:i|we) (?:already )?asked(?: (?:before|already))? but",
    r"quick (?:one|question) (?:before|for) (?:the|my|our) [^,.?!]*",
    AT_WORK,
)
LEAD = Pattern(
    rf"\W*(?:(?:hey|hi|hello|ok|so|sorry|and|btw|fyi),? )*(?:{'|'.join(LEADS)})(?:\b|(?<=\s))[\s,:-]*", re.IGNORECASE
)
JOINT = Pattern(r"^(?:but|so|and|because|anyway)\s+", re.IGNORECASE)
# What the answer is for may be called like anything: `need it for the unit cost sheet`.
PURPOSE = Pattern(
    r"(?:and |so |as |because |just )?(?:(?:(?:i|we) )?"
    r"(?:need|want|have to have)(?: (?:it|this|that|them|these|the numbers?))?|it'?s|this is|that'?s)"
    r" for (?:the|my|our|a|an|some|tomorrow'?s|today'?s|next|this)\b.*",
    re.IGNORECASE,
)
MEETING = Pattern(r"for (?:my|our|the) (?:\d{1,2}(?::\d\d)?(?:am|pm|h)?|noon)$", re.IGNORECASE)  # `need it for my 3pm`
SUBJECTS = (
    *listed(
        """
        i, we, he, she, they, you, u, someone, somebody, nobody, noone, everyone, everybody, people, there, that, thats,
        that's, this, it, its, it's, i'm, im, ive, i've, id, i'd, we've, weve, we're, he's, hes, shes, she's, theyre,
        they're, theres, there's, theyve, they've
        """
    ),
    *(f"{whose}{one}" for whose in ("my ", "our ", "the ", "") for one in PERSONS),
)
TELLERS = tuple(one for one in SUBJECTS if one not in listed("there, that, thats, that's, this, it, its, it's, you, u"))
# These begin a sentence whose subject goes without saying, `dont remember that`, or one that asks what was said back.
UNSAID = listed(
    """
    don't, dont, didn't, didnt, wasn't, wasnt, can't, cant, couldn't, couldnt, haven't, havent, won't, wont, never,
    not sure, no idea, had, heard, thought, forgot, seems, seemed, feels, felt, sounds, trying, preparing, prepping,
    wondering, just wondering, curious, just curious, hoping, asking, just asking, just checking, isn't it, isnt it,
    is it, is that, are we, are they, was that, was it, did someone, did anyone, did anybody, has anyone, has someone
    """
)
# What the asker makes of it: `isnt that odd`, `seems high`.
OPINIONS = (
    *(
        f"{is_not} {it}"
        for is_not in listed("isnt, isn't, arent, aren't, wasnt, wasn't, werent, weren't, aint, ain't")
        for it in ("it", "that", "this", "they", "those", "these")
    ),
    *listed("seems, seemed, feels, felt, sounds, looks, thats, that's, that seems, it seems, which seems, which is"),
)
# What the asker makes of the clear question in front: `so only customer facing costs`, `i get a 14.20 gap`.
EXPLAINS = listed(
    """
    so, so that, hence, therefore, thus, i get, we get, i have, we have, i see, we see, i got, we got, i come to, we
    come to, i show, we show, my sheet, our sheet, my numbers, our numbers, finance has, finance gets, they have, they
    get, they've, theyve, we've, weve, i've, ive, because, since we, since they, cause, as we, as they, which means,
    meaning, otherwise, unless i
    """
)
OPENINGS = listed(
    """
    hm, hmm, oh, ok, okay, wow, ouch, sorry, lol, haha, well, so, and, but, because, cause, cuz, coz, bc, yeah, yes,
    btw, fyi, though, although, omg, wtf, ugh, damn, honestly, also
    """
)
# They choose what counts, or when. A sentence with one of them is a part of the question.
CHOOSING = frozenset(
    listed(
        """
        count, counts, include, includes, including, exclude, want, need, care, mean, meant, skip, ignore, leave,
        filter, consider, only, just, except, without, excluding, instead, rather, other, else, besides, apart, minus,
        must, contain, contains, hide, drop, remove, add, when, while, until, till, during
        """
    )
)
AT_ENDS = ("since", "before", "after")  # these choose where something follows: not in `i asked before`
# Behind these a word is a name, or what is left out: `never the sandbox`, `nobody from sandbox`, `dont show sandbox`.
NO_VERBS = listed("the, a, an, our, my, any, from, in, of, on, at, for, with, but, show, bill, list, print, report")
# What somebody did or was told, `bob mentioned something in october`, is no part of a question with its own period.
DID = Pattern(
    r"(?:just |only |already |also |never |all |both |am |are |is )*(?:[a-z]{2,}ed|[a-z]{3,}ing|"
    + either(
        listed(
            """
            had, got, went, saw, heard, told, said, thought, found, woke, left, put, ran, did, made, gave, sent, forgot,
            was, were, came, took, think, guess, believe, bet, built, broke, bought, brought, cut, kept, met, set,
            spoke, wrote, knew
            """
        )
    )
    + r")\b",
)
# `something spiked around 11`, `it went crazy around noon`.
EVENT = Pattern(
    r"\s*(?:but |and |because |cuz |i think |think |looks like )?"
    r"(?:something|smth|sth|sthg|it|that|this|there|usage|spend|cost|costs|traffic|things|numbers|stuff)"
    r"(?: (?:just|really|suddenly|kinda|all|has|had|was|were))*"
    r" (?:spiked|spiking|jumped|doubled|tripled|exploded|broke|crashed|peaked|surged|dropped|fell|happened|changed"
    r"|looked|blew up|shot up|went (?:up|down|crazy|wild|nuts|off|wrong|mad|weird|bad|through)"
    r"|a (?:spike|jump|peak|surge|bump|drop|dip))\b(?!.*\b(?:what|which|who|why|how)\b)",
    re.IGNORECASE,
)
# What is told again may have names and numbers: `someone said theres a 9th one`.
TOLD = frozenset(
    listed("said, says, told, mentioned, thinks, think, thought, heard, claims, claimed, swears, guess, bet")
)
HAPPENED = listed("thought, got, had, heard, saw, told, woke, forgot, found, noticed, realised, realized")
ASKING = frozenset(
    listed(
        """
        what, which, who, why, how, when, where, asked, wanted, needed, meant, looked, counted, included, excluded,
        compared, talked, called, named, spent, used, cost, asking, looking, talking, wondering, interested, checking,
        paying, spending, using
        """
    )
)
