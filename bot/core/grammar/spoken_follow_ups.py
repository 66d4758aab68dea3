"""Follow-ups as people talk, without a word that marks them: `which key was that`, `zoom in on friday`."""

from __future__ import annotations

import re
from typing import NamedTuple

from bot.core.catalogue.words import either, listed
from bot.core.grammar.vocabulary import DIMENSION_WORDS
from bot.core.patterns import Pattern

_THAT = r"(?:that|it|this|them|those|these)"
_TALK = either(
    listed(
        """
        cool, nice, great, ok, okay, thanks, thx, perfect, interesting, got it, hm, hmm, right, so, oh, wow, alright,
        sure, good, fine, yeah, yes, sorry, ah, aha, thank you, makes sense
        """
    )
)
_KIND = either(word for word in DIMENSION_WORDS if " " not in word)
_INCLUDES = (
    rf"(?:does|do|did) {_THAT}(?: (?:number|total|figure|sum))? (?:already |also )?(?:include|incl|contain|cover)"
)
_SHOW = r"(?:(?:please )?(?:show|give|tell) (?:me |us )?|i want |let me see |what about |how about )?"


class SpokenFollowUp(NamedTuple):
    """`words` refine the earlier question. `is_sure`: without one they ask nothing."""

    words: str
    is_sure: bool


# What is said, the words that it stands for, and whether it asks nothing alone.
_ROWS = tuple(
    (Pattern(pattern, re.IGNORECASE), words, is_sure)
    for pattern, words, is_sure in (
        (rf"(?:(?:{_TALK})[,.! ]+)+(?P<rest>(?:what about|how about|and|now|but|only|just) .+)", r"\g<rest>", True),
        (rf"(?:(?:{_TALK})[,.! ]+)+(?P<rest>why|how come)(?: tho| though)?", r"\g<rest>", False),
        (rf"(?:(?:and|{_TALK})[,.! ]+)*(?:which|what) (?P<kind>{_KIND})", r"by \g<kind>", False),
        (rf"(?:and )?(?:who owns|whose is|who has|whose (?:{_KIND}) is) {_THAT}(?: (?:{_KIND}))?", "by user", True),
        (rf"(?:and )?{_INCLUDES} (?:the )?batch(?:es)?(?: jobs| api| usage| requests)?(?: too| as well)?|"
         rf"(?:and )?is (?:the )?batch (?:included|in (?:there|{_THAT}))(?: in {_THAT})?", "by batch", True),
        (rf"(?:and )?{_INCLUDES} (?P<rest>.+)", r"only \g<rest>", True),
        (rf"(?:and )?(?:which|what) (?P<kind>{_KIND}) (?:was|is|were|are|did) {_THAT}"
         r"(?: mostly| mainly| from| come from)?",
         r"by \g<kind>", True),
        (rf"(?:and )?who(?:'s| is| was| were) (?:behind )?{_THAT}(?: from| by)?", "by user", True),
        (rf"(?:and )?(?:when|(?:on )?(?:which|what) days?) (?:exactly )?(?:was|is|were) {_THAT}", "by day", True),
        (r"(?:for |over |in )?(?:the )?(?:whole|full|entire) (?P<unit>week|month|quarter|year)(?: please| pls)?",
         r"this \g<unit>", False),
        (r"(?:can you |please )?(?:zoom|drill)(?: down| in)?(?: on| into| to)? (?P<rest>.+)", r"\g<rest>", True),
        (rf"(?:(?:{_TALK})[,.! ]+)*(?:can you |could you |please )*(?:show|put|add) (?:me )?(?:the )?(?P<rest>[\w ]+?) "
         r"(?:next to|beside|alongside) (?:the )?\w+(?: (?:in|of) (?:that|this|the) (?:table|list))?",
         r"add \g<rest>", True),
        (rf"(?:swap|replace|change|switch|trade) {_THAT} (?:out )?(?:for|to|with|by) (?P<rest>.+)", r"\g<rest>", True),
        (r"no,? not (?:in |the |for )?[\w-]+,? (?:but |in |for )?(?P<rest>.+)", r"\g<rest>", True),
        (rf"(?:i|we) (?:asked|looked|was|were)\b.+ (?:earlier|before|just now),? (?:but |and )?now {_SHOW}(?P<rest>.+)",
         r"\g<rest>", True),
        (r"(?:what|how much) (?:did|do|does) th(?:at|ose|ese|ey) (?:cost|use|come to)(?: us)? (?P<rest>.+)",
         r"\g<rest>", True),
    )
)  # fmt: skip
_LONGEST = 100  # characters


def spoken_follow_up(text: str) -> SpokenFollowUp | None:
    """What such words stand for; None for all others."""
    said = " ".join(text.split()).strip(" ?!.") if len(text) <= _LONGEST else ""
    for pattern, words, is_sure in _ROWS if said else ():
        if match := pattern.fullmatch(said):
            return SpokenFollowUp(match.expand(words), is_sure)
    return None
