"""What people say to the bot that is no question about usage: thanks, questions about itself. One short answer each."""

from __future__ import annotations

import re

from bot.core.answers.about_budgets import OF_BUDGETS
from bot.core.answers.about_row import About
from bot.core.catalogue.words import listed
from bot.core.patterns import Pattern


def _talk(core: str, beside: str = "") -> str:
    """Words that say it, and others that may stand beside them; nothing else."""
    one, other = ("|".join(sorted(map(re.escape, listed(each)), key=len, reverse=True)) for each in (core, beside))
    return rf"(?=.*\b(?:{one})\b)(?:\b(?:{one}{'|' if other else ''}{other})\b\W*)+"


_BESIDE = """
    ok, okay, k, oh, ah, very, so, much, a lot, lot, again, bot, man, mate, dude, sir, team, all, just, then,
    please, pls, yeah, yes, for that, for this, for the help, for your help, i, it, that, that's, thats, is,
    was, this, u, you, to, everyone, folks, really, well, my friend, one, for now, guys, all good, for the quick
    answer, the, quick, answer
    """
_ME = r"(?:you|u|this bot|the bot|usage ?bot)"
_NUMBERS = r"(?:numbers?|data|figures?|info|information|amounts?|totals?|values|stats|answers?)"
_ASKED = (
    "(?:(?:my|our|the|these|those|their) (?:questions?|answers?|messages?)|(?:what|things) "
    "(?:i|we|people) (?:ask|asked|type|write|say))"
)

ABOUTS = (
    About(
        "thanks",
        "You are welcome.",
        (),
        (
            _talk(
                """
                thanks, thank you, thank u, thx, ty, tysm, cheers, ta, tnx, appreciated, much appreciated, appreciate
                it, nice, great, cool, perfect, awesome, good job, well done, good bot, nice one, good work, brilliant,
                lovely, amazing, excellent, love it, super, helpful, great stuff, got it, makes sense, good to know,
                all clear, understood, sweet
                """,
                _BESIDE,
            ),
        ),
    ),
    About(
        "all right",
        "All right.",
        ("today by model", "help"),
        (
            _talk(
                "ok, okay, k, fine, alright, sure, right, wow, omg, lol, haha, hm, hmm, huh, i see, noted, oh", _BESIDE
            ),
        ),
    ),
    About(
        "hello",
        "Hello. Ask what OpenAI usage costs, in any word order.",
        ("today by model", "this month by project", "help"),
        (
            _talk(
                """
                hi, hello, hey, hiya, heya, howdy, ahoy, yo, good morning, good afternoon, good evening, good day, gm,
                morning, morning all
                """,
                "there, bot, all, everyone, team, again, folks, to you, mate, friend, usage bot",
            ),
            rf"(?:are )?{_ME} (?:there|awake|alive|working|up|ok|online)|anyone (?:there|here)",
        ),
    ),
    About(
        "no",
        "All right, nothing was changed.",
        (),
        (
            _talk(
                """
                no, nope, nah, never mind, nevermind, nvm, forget it, forget that, forget about it, no thanks, no thank
                you, not now, not today, skip it, leave it, drop it, cancel that, ignore that, ignore me, bye, goodbye,
                see you, see ya, later, wrong chat, wrong channel, my mistake, my bad, oops, scratch that
                """,
                _BESIDE + ", sorry, thanks",
            ),
        ),
    ),
    About(
        "yes",
        "Nothing is done by a word alone: press the button under what I proposed, or write the line again.",
        ("budgets", "reports", "help"),
        (
            _talk(
                """
                yes, yep, yeah, yup, do it, go ahead, go for it, confirm, confirmed, save it, apply it, apply, proceed,
                approved, i agree, agreed, sounds good, yes please, please do, make it so, ship it, accept, send it
                """,
                _BESIDE + ", now, go, sure, right",
            ),
        ),
    ),
    About(
        "undo",
        "What I deleted has Undo beside its message; anything else is written anew: `budgets` and `reports` list what"
        " stands.",
        ("budgets", "reports"),
        (
            r"(?:please |can (?:you|u) |pls )*(?:undo|revert|roll back|rollback|take back|go back on|reverse)"
            r"(?: (?:that|it|this|the last (?:one|change|thing|step)|my last change|last change|what i did))?",
            "(?:please |pls )*take (?:that|it) back|put it back(?: (?:how|as|the way) it was)?|that "
            "was (?:a|my) mistake",
        ),
    ),
    About(
        "stop",
        "Alerts are quieted with `snooze`, and reports are stopped where `reports` lists them.",
        ("alerts", "reports"),
        (
            "(?:please |pls )*(?:stop|stop it|stop that|shut up|be quiet|quiet|enough|too (?:noisy"
            "|loud|many messages))"
            r"(?: (?:please|pls|now|bot|it|this))*",
            "(?:please |pls )*(?:stop|quit) (?:pinging|messaging|spamming|bothering|alerting"
            "|notifying|dming) (?:me|us|the channel)"
            r"(?: [^\d]{0,30})?",
        ),
    ),
    About(
        "sure",
        "Each answer ends with where its numbers come from and when they were read; `explain` shows the queries, and a"
        " closed month by line item is what OpenAI bills.",
        ("today explain", "last month by line item"),
        (
            "(?:oh |wait |no way )*(?:really|seriously|for real|are (?:you|u) (?:sure|certain|serious)"
            "|(?:you|u) sure|no way)"
            r"(?: (?:about )?(?:that|this|it))?",
            rf"(?:is|are|was) (?:that|this|these|those|it|the|your)(?: {_NUMBERS})? (?:really |actually )?"
            r"(?:right|correct|accurate|true|reliable|trustworthy)",
            rf"(?:please |pls |can (?:you|u) )*(?:(?:double[- ]?|re-?)check|verify|check (?=that|this|those|again))"
            rf"(?: ?(?:that|this|the|those|these|your))?(?: {_NUMBERS}| ?again| please| pls)*",
            rf"(?:can|should|do) (?:i|we) trust (?:you|that|this|these|the|your)(?: {_NUMBERS})?|prove it",
            "(?:that|this|it) (?:can'?t|cannot|can not|does ?n[o']t) (?:be|look|seem) right|how (?:do"
            "|can|would) (?:you|u) know(?: (?:that|this))?",
        ),
    ),
    About(
        "self",
        "I am usage-bot, a program: I read what your organisation uses and pays at OpenAI, answer "
        "questions about it and"
        " warn before a budget breaks. No person and no model reads your words.",
        ("help", "today by model"),
        (
            f"(?:so |hey )?(?:who|what)(?: the (?:hell|heck))? (?:are|r|is|'s) {_ME}(?: exactly| again"
            "| for)?|what(?:'?s| is) (?:this|your name|this thing|this channel)(?: for)?",
            f"(?:are|r) {_ME} (?:a |an )?(?:real |actual |live )?(?:person|human|bot|robot|ai|machine"
            f"|real|chatgpt|gpt|llm|program|somebody|someone)(?: or .{{1,30}})?",
            r"(?:am i|are we) (?:talking|speaking|chatting) to (?:a |an )?(?:real |actual )?.{2,20}",
            rf"who (?:made|built|wrote|created|makes|runs|owns|maintains|hosts|programmed|developed) {_ME}",
            f"what (?:do|does|can) {_ME} do|what (?:are|is) {_ME} (?:good )?for|introduce yourself"
            "|tell me about yourself|about you",
            f"(?:do|does|are|is) {_ME} (?:use|using|run on|powered by|based on|an?) (?:ai|chatgpt"
            r"|openai|gpt[\w.-]*|a model|an? llm|a language model)",
        ),
    ),
    About(
        "source",
        "I read usage and costs from OpenAI with an admin key every {minutes} minutes and keep them here; prompts and"
        " answers of your programs are not in them. `doctor` looks at the last read.",
        ("doctor", "today explain", "help"),
        (
            "where (?:do|does|did|are|is) (?:all |the |your |these |those |this |that )*(?:this|that"
            f"|these|those|it|{_NUMBERS})"
            r"(?: really| actually| all)? (?:come|coming|taken|drawn|pulled|read)(?: from)?",
            "where (?:do|did|are) (?:you|u|we) (?:get|getting|take|read|find|have|pull|got) (?:this"
            f"|that|these|those|it|the|your|all)(?: (?:{_NUMBERS}|of this))?(?: from)?",
            f"what (?:do|does|can) {_ME} (?:know|see|read|have|store|keep|collect|access)(?: (?:about"
            r"|of|on) (?:us|me|our \w+|my \w+|people))?",
            "(?:what'?s|what is|what are|which is) (?:your|the) (?:data )?sources?(?: (?:of|for) "
            ".{1,30})?|data sources?",
            "how (?:often|frequently) (?:do|does|is|are) .{1,30} (?:update|updated|refresh"
            "|refreshed|sync|synced|read|poll|load|loaded)(?: .{1,20})?",
            rf"how (?:do|does) {_ME} (?:work|know (?:this|that|it|all this)|get (?:this|the|your|its) (?:{_NUMBERS}))",
        ),
    ),
    About(
        "final",
        "A day is billed in full 24 hours after it ends in UTC, so a month is final on the 2nd of the next; until then"
        " `≈` marks what is estimated.",
        ("last month by project", "yesterday explain"),
        (
            r"(?:when|by when|how soon|on which day) (?:is|are|will|does|do|was|can (?:i|we))\b.{0,40}?\b"
            "(?:final|finali[sz]ed|complete|completed|closed?|settled?|locked|official|billed"
            r"|book(?:ed)?)(?: be| (?:the )?\w+)?",
            "(?:is|are) (?:the )?(?:(?:january|february|march|april|may|june|july|august|september"
            "|october|november|december|last month|the month|yesterday|q[1-4])(?:'s)?"
            f"(?: (?:{_NUMBERS}|bill|costs?|invoice))?) (?:already |now )?(?:final|complete|closed"
            "|settled|official|locked)(?: yet| now| already)?",
            "how (?:long|late|delayed|old) (?:until|till|before|is|are|does it take for) "
            ".{0,30}(?:final|bill|billed|settled|complete|delay|delayed)",
            r"what(?:'s| is|s)? (?:the )?(?:≈|~|≈ mean|the ≈|≈ for|\"≈\"|wavy|squiggle)(?: .{0,20})?",
        ),
    ),
    About(
        "sum",
        "Every table adds up to its total: what is not shown is in a row of others, and what "
        "belongs to no project has a"
        " row of its own.",
        ("this month by project", "last month by line item"),
        (
            "(?:do|does|why (?:do|does)(?: not|n't)?|will) .{2,40} (?:add|sum|tie|total|tot) (?:up"
            "|out|up out)(?: (?:to|with) .{1,30})?",
            r"(?:do|does) (?:the|all|these|those) .{2,30} (?:sum|add|tie) to .{2,30}",
        ),
    ),
    About(
        "billed",
        "Billed is what OpenAI's costs endpoint says of a day that is closed; an estimate, marked "
        "`≈`, is tokens at list"
        " price until then. `accuracy` compares the two.",
        ("accuracy", "last month by line item"),
        (
            r"(?:what(?:'s|s| is)? )?(?:the )?difference between (?=.*\b(?:billed|bill|invoiced?)\b)"
            r"(?=.*\b(?:usage|estimated?|estimates|list)\b).{5,60}",
            r"(?:billed|invoiced?) (?:vs\.?|versus|or|and) (?:an? )?(?:estimated?|usage)(?: .{1,30})?",
            r"(?:is|are) (?:this|that|it|these(?: \w+)?|the numbers?|the costs?) (?:billed|estimated|an "
            "estimate|actual|actuals)(?: or .{1,30})?",
        ),
    ),
    About(
        "zone",
        "Days, weeks and hours are those of {zone} unless you write another: `today in tokyo`. OpenAI bills UTC days.",
        ("today", "yesterday utc", "help"),
        (
            r"(?:in |at )?(?:what|which) (?:time ?zone|tz)\b(?! \w+ by).{0,40}",
            r"(?:what'?s|what is) (?:the|your|our|my) (?:time ?zone|tz)\b.{0,30}",
            r"(?:the )?(?:time ?zone|tz)(?: (?:of|for|is|used) .{1,30})?",
            "(?:is|are) (?:this|that|it|these|the (?:days?|times?|hours?)) (?:in )?(?:utc|gmt|local "
            "time|my time|our time)(?: or .{1,20})?",
            "when does (?:the|a|your|my|our|today's) (?:billing )?(?:day|today|week|month) (?:start"
            "|begin|end|reset|roll over|flip)",
        ),
    ),
    About(
        "privacy",
        "The answer to a slash command is yours alone until you press Share; in a channel or a "
        "thread everybody there reads"
        " it. I keep the last question of a place to go on from it.",
        ("help",),
        (
            rf"(?:who|does|do|can|could|will|is|are)\b.{{0,30}}\b(?:sees?|reads?|know|knows|private"
            "|public|visible|watch|watches|log|logs|logged|stored?|track|saved?)"
            rf"\b.{{0,15}}\b{_ASKED}\b.{{0,20}}",
            f"(?:is|are|does) (?:{_ASKED}|this|this chat|it|that|here|this conversation|what i see) "
            "(?:private|public|confidential|secret|secure|visible|shared|logged|stored|saved)"
            rf"\b.{{0,30}}",
            "(?:who|can (?:anyone|anybody|everyone|everybody|others|people|my boss|the team|my team"
            "|someone))(?: else)? (?:can )?(?:sees?|reads?) (?:this|that|it|me|my chat|here)(?: chat| "
            "too)?",
            f"(?:do|does) {_ME} (?:keep|store|save|log|record|share|remember|sell|train on) "
            f".{{0,30}}(?:{_ASKED}|this|anything|everything|our data|my data)",
        ),
    ),
    *OF_BUDGETS,
)
_SAID = tuple((Pattern(pattern), about) for about in ABOUTS for pattern in about.said)
_LONGEST = 100  # characters


def about(text: str) -> About | None:
    """What the whole of `text` says to the bot; None for questions and commands."""
    plain = " ".join(text.casefold().replace("’", "'").split()).strip(" .,!?…:;)(") if len(text) <= _LONGEST else ""
    return next((each for pattern, each in _SAID if pattern.fullmatch(plain)), None) if plain else None
