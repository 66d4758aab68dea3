"""The words of a polite mail: its greeting, its courtesies, what the figure is for, its sign-off. None of them asks."""

from __future__ import annotations

import re

from bot.core.catalogue.words import either, listed
from bot.core.patterns import Pattern


def _asking() -> str:
    """`would you be so kind as to provide me with`, in all its turns."""
    kindly = (
        f"{be}{kind}{to}"
        for be in ("be ", "")
        for kind in ("so kind", "kind enough", "so good", "so nice", "able")
        for to in (" as to", " and", " to", "")
        if to or be
    )
    handing = (
        f"{provide} {whom}{with_}"
        for provide in ("provide", "supply", "furnish", "forward", "present")
        for whom in ("me", "us")
        for with_ in (" with", "")
    )
    return ", ".join((*kindly, *handing))


# They change nothing, wherever they stand.
COURTESIES = f"""
    {_asking()}, provide, kindly ask, kindly ask you for, kindly request, ask you for, ask you to, ask for, ask you
    kindly, would appreciate, would much appreciate, i appreciate, much appreciated, would be much appreciated, would be
    appreciated, is appreciated, highly appreciated, would require, require, requires, would be grateful for, would be
    grateful if, be grateful, grateful, would be great, would be helpful, would be nice, would be good, would be lovely,
    would you mind, do you mind, would you mind telling me, would you mind sending me, would you mind sharing, would you
    mind checking, supply, mind sending me, mind telling me, mind checking, mind sharing, sharing with me, sending
    me, i am writing to, writing to request, writing to ask, i would like to request, would like to request, like to
    request, would like to know, like to know, would like to see, would like to have, would like to receive, would like
    to get, would like to understand, like to receive, to receive, to obtain, obtain, kindly share, kindly provide,
    kindly send, kindly confirm, kindly advise, please advise, please advise on, advise, advise me, please confirm,
    confirm, can you confirm, confirm please, please find out, find out, let us have, let me have, as discussed, as
    agreed, as mentioned, as requested, as usual please, as per our policy, as per policy, per policy, as per our call,
    per our call, as per our conversation, further to our call, at your convenience, at your earliest convenience, when
    convenient, when you can, whenever you can, whenever possible, as soon as possible, by any chance, if you would, if
    you will, if you may, if this is possible, if that is possible, if at all possible, in advance, thanks in advance,
    many thanks, many thanks in advance, thank you in advance, thank you very much, thank you so much, thank you kindly,
    thank you for your help, thanks for your help, thanks for the help, thanks for your support, thanks again, with
    thanks, kind regards, best regards, warm regards, warmest regards, regards, best wishes, rgds, kr, yours sincerely,
    sincerely, dear all, dear team, dear colleagues, dear usage bot, hi team, hello team, hey team, hi all, hello all,
    hey all, hi everyone, hello everyone, hi folks, hi colleagues, hope you are well, hope you're well, hope all is
    well, hope this finds you well, i hope you are well, i hope all is well, sorry to ask, sorry for asking, sorry for
    the trouble, y / n, y/n, yes or no, yes / no, yes/no
    """

# What an answer is for: `for the month-end close, october by project`.
_USES = listed(
    """
    reporting, report, reports, close, closing, audit, audits, purposes, deck, decks, pack, packs,
    presentation, slides, slide, review, reconciliation, reconciliations, accruals, booking, bookings, books,
    controlling, upload, sheet, memo, filing, return, paper, records
    """
)
_KINDS_OF_USE = listed(
    """
    monthly, quarterly, annual, yearly, weekly, month-end, month end, quarter-end, quarter end, year-end, year end,
    board, management, investor, finance, financial, group, internal, external, audit, tax, sap, erp, cost, opex,
    steering, committee, budget, ledger, accounting, statutory, cfo, reporting, closing
    """
)
_FOR_USE = rf"for (?:(?:the|our|my|a|an|this) )?(?:{either(_KINDS_OF_USE)} )*{either(_USES)}"
_IN_USE = rf"in (?:(?:the|our|my|a|an|this) )?(?:{either(_KINDS_OF_USE)} )+{either(_USES)}"
# At the start something marks its end: `for the month-end close, …`, `in the board deck i need …`.
USE = Pattern(
    rf"(?:^|(?<=[,.!;:] ))\W*(?P<use>{_FOR_USE}|{_IN_USE})(?:\s*[,:;–—]\s*"
    r"|\s+(?=(?:i|we|please|pls|can|could|may|give|show|what|how)\b))",
    re.IGNORECASE,
)
USE_AT_END = Pattern(
    rf"[\s,;–—-]+(?:and )?(?P<use>(?:(?:it is|it's|this is|that is|that's|all) )?{_FOR_USE})"
    r"(?: please| pls)?\s*[?.!]*$",
    re.IGNORECASE,
)
_MINUTES = r"(?:\d+|a few|two|five|ten) ?(?:m|mins?|minutes)"
_BY = rf"(?:asap|now|today|soon|quickly|in {_MINUTES}|in an hour|(?:by|before) [\w :]{{1,20}})"
# In what hurry the asker is: `need it in 10 min`, `board call in 20 minutes`; in the future nothing was used.
HURRY = Pattern(
    r"[\s,;.–—-]+(?P<use>(?:and |so )?(?:"
    rf"(?:(?:i|we) )?(?:need|want|must have) (?:it|this|that|them|these|the numbers?|an answer) {_BY}"
    rf"|(?:\w+ )?(?:meeting|call|board|review|standup|presentation|demo)(?: is| starts)? in {_MINUTES}"
    rf"|in {_MINUTES}))(?: please| plz| pls| thx| thanks)*\s*[?.!]*$",
    re.IGNORECASE,
)
# What another page says, which is no amount to look for: `the invoice says 18,412.77 for october`.
CLAIM = Pattern(
    r"(?:^|(?<=\w) )(?P<use>(?:(?:my|our) (?:\w+ )?)?"
    r"(?:says|said|shows|showed|reads|claims|booked|billed us|charged us)"
    r" \$?\d[\d.,]*\d?[km]?(?: ?(?:usd|dollars|\$))?)(?=[ ,.;?!]|$)"
    r"(?! (?:[a-z]+ )?(?:requests|tokens|calls|keys|users))",
    re.IGNORECASE,
)
# What a thing is, beside its name: `realtime, that voice thing, costly?`.
APPOSITION = Pattern(
    r"(?<=\w)(?:,|\s+[-–—(])\s*(?P<use>(?:that|the|you know the|aka the|like the)(?: \w+){1,2}"
    r" (?:thing|thingy|thingie|stuff|one))\s*(?:\s[-–—]|[,)]|(?=\?|$))",
    re.IGNORECASE,
)
# Where the asker was, behind which the days stand: `since i was on holiday (9-20 nov)`.
AWAY = Pattern(
    r"(?:^|\s)(?P<use>(?:since|while|when|whilst|for when|during the time) (?:i|we)(?: was| were|'ve been| have been)?"
    r" (?:away|off|out|gone|sick|ill|(?:on|at|in) (?:my |a |the )?(?:\w+ )?"
    r"(?:holiday|holidays|vacation|leave|pto|trip|conference|offsite|honeymoon|hospital))(?: sick)?)"
    r"(?=\s*[(,:]\s*[^()]*\d)",
    re.IGNORECASE,
)
# What the asker thinks of the number: `…, isn't it free?`
TAG = Pattern(
    r"[\s,;–—-]+(?P<use>(?:isn'?t|wasn'?t|aren'?t|weren'?t|ain'?t) (?:it|that|this|they|these|those)"
    r"(?: [a-z']+){0,5})\s*[?.!]*$",
    re.IGNORECASE,
)
# What the asker is at, before the question: `I am preparing the quarterly forecast and would appreciate …`.
AT_WORK = (
    r"(?:i am|i'?m|we are|we'?re) (?:just |currently |now )?(?:preparing|prepping|working on|finali[sz]ing|writing"
    r"|updating|building|compiling|drafting|putting together|filling in|doing)"
    r" (?:the|our|my|a|an|some) [^,.;:?!]{1,60}?"
    r"(?:\s*[,.;:–—]\s*(?:and |so )?|\s+and\s+)"
)
_SIGNED = "|".join(
    (
        "(?:kind|best|warm|warmest|many) regards",
        *listed("regards, rgds, kr, br, sincerely, best wishes, best, thanks, many thanks, thank you, cheers"),
    )
)
# Who signs is nobody whose usage is asked: `kind regards, Alice`.
SIGN_OFF = Pattern(
    rf"[\s,.!?;–—-]+(?i:{_SIGNED})(?i: in advance)?\s*[,!.\n–—-]+\s*[A-Z][\w-]*(?: [A-Z][\w-]*)?\s*[.!]*$"
)
