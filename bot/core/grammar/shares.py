"""Shares in words: `share of web-app`, `how much of search runs on flex`, `how much of support-bot is cached`."""

from __future__ import annotations

from fnmatch import fnmatchcase

from bot.core.catalogue import FIGURE
from bot.core.catalogue.words import listed
from bot.core.grammar.draft import Draft, Lean, Match
from bot.core.grammar.filters import read_names
from bot.core.grammar.model_families import read_family
from bot.core.grammar.names import Choice
from bot.core.grammar.reader import Context, read_phrase
from bot.core.grammar.time.read_time import read_period
from bot.core.grammar.tokens import Words

# After these words the part follows: `what share of spend is gpt-5`.
_IS = listed(
    """
    is, are, was, were, that, that is, thats, that was, comes from, came from, come from, goes to, went to, belongs to,
    ran as, ran in, ran on, ran through, ran via, run as, was run as, was run in, is run as, went through, went via,
    goes through, go through, go to, goes via, go via, go over, went over, running as, running on, running in, running
    through, running via, being run as, going through, going to, going via, going over, run with, runs with, done as,
    was done as, was done in, was processed as, is running as,
    runs on, runs in, runs as, runs through, runs via, run on, run through, run via, is run on, is on, was on, is in,
    was in, are on, were on, goes over, is sent as, is sent to, was sent as, is billed as, was billed as, is done as, is
    done in, is done with, uses, used, is using, hits, hit, is served by, is from, was from, is due to
    """
)


_ADVERBS = listed("actually, really, now, currently, still, already, even, mostly, only")


def _part_begins(words: Words, at: int) -> int:
    """Where the part is named: behind `is actually running as`; `at` where nothing leads to one."""
    end = words.lead(at, _IS)
    if end == at and words.text(at) not in _ADVERBS:
        return at
    again = words.lead(words.skip(end, *_ADVERBS), _IS)
    end = again if again > words.skip(end, *_ADVERBS) else end
    return words.skip(end, *_ADVERBS) if end > at else at


def read_share(words: Words, at: int, context: Context) -> Match | None:
    return (
        _cached_of_name(words, at, context)
        or _is_made_by(words, at, context)
        or _share(words, at, context)
        or _share_of_name(words, at, context)
        or _share_of_all(words, at, context)
        or _is_of_part(words, at, context)
    )


_OF_COST = listed("bill, spend, spending, cost, costs")
_COUNTED = listed("cost, costs, spend, spending, tokens, requests")


_OF_THE_FIRST = listed("do the top, does the top, of the top, the top, do our top, of our top, our top")


def _share(words: Words, at: int, context: Context) -> Match | None:
    """`share of web-app`; in `share of spend on web-app` the name follows later."""
    start = words.lead(at, ("as", "as a"))
    end = words.lead(start, FIGURE["share"].said)
    if end == start:
        return None
    if words.lead(end, _OF_THE_FIRST) > end:  # rows tell the share of each, and no number what they have together
        return Match(Draft(leans=(Lean("share", ()),)), end - at)
    is_of_cost = any(word in _OF_COST for word in words.spelt(at, end).split())
    draft = Draft(figures=("share",), soft_cost=(True,) if is_of_cost else ())
    whole = read_family(words, words.skip(end, "the"), context) or read_names(words, end, context)
    before = names_before(words, words.lead_back(words.lead_back(at, "as", "as a"), *_COUNTED), context)
    if before:  # `evals as % of Data Science`
        of = Draft(included=whole[0]) if whole else Draft()
        return Match(draft + of + Draft(part=before), (whole[1] if whole else end) - at)
    if whole:
        return Match(draft + Draft(included=whole[0], part=whole[0]), whole[1] - at)
    return Match(draft + Draft(part=_said_part(words, end, context)), end - at)


_AFTER_WHOLE = listed(
    "spend, spending, cost, costs, bill, usage, traffic, tokens, input, requests, calls, actually, really, even, 's"
)
_HOW_MUCH_OF = listed(
    """
    how much of, how much in, what share of, what part of, what portion of, what percentage of, what percent of, what %
    of, what fraction of, what proportion of
    """
)
_FROM_CACHE = listed(
    """
    cached, from cache, from the cache, in cache, in the cache, the cache, cache hits, being cached, a cache hit, cached
    input, cached tokens
    """
)


def _share_of_name(words: Words, at: int, context: Context) -> Match | None:
    """`how much of data-eval is batch`: of a name, a part that follows."""
    place = words.lead(at, ("how much of", "how much in"))
    whole = read_names(words, words.skip(place, "the"), context) if place > at else None
    if not whole:
        return None
    end = words.skip(whole[1], *_AFTER_WHOLE)
    period = read_period(words, end, context.calendar)  # `how much of the search bill last month was gpt-5`
    after = _part_begins(words, period.end if period else end)
    phrase = read_phrase(words, after, context) if after > end else None
    part = _said_part(words, end, context) or (phrase.draft.included if phrase else ())
    if after == (period.end if period else end) or not part:
        return None
    return Match(Draft(figures=("share",), included=whole[0], part=part), whole[1] - at)


_OF_ALL = ("our", "the", "all", "total", "my", "that", "this")


def _share_of_all(words: Words, at: int, context: Context) -> Match | None:
    """`how much of our traffic goes through batch`: of all requests, a part that follows."""
    place = words.lead(at, _HOW_MUCH_OF)
    start = words.skip(place, *_OF_ALL)
    period = read_period(words, start, context.calendar) if place > at else None  # `how much of october's requests`
    start = words.skip(period.end, "'s") if period else start
    is_bare = bool(period) and words.lead(start, _IS) > start and start > place  # `how much of q3 was gpt-5`
    usage = Match(Draft(), 0) if is_bare else Match(Draft(), 1) if words.text(start) == "usage" else None
    whole = read_phrase(words, start, context) or usage if place > at else None
    if not whole or not (whole.draft.metrics or whole.draft.soft_cost or usage) or whole.draft.included:
        return None
    end = start + whole.length
    later = read_period(words, end, context.calendar)
    stop = later.end if later else end
    part = _said_part(words, stop, context) if _part_begins(words, stop) > stop else ()
    of = Draft(figures=("share",), part=part, spans=(period.span,) if period else ())
    return Match(of + whole.draft, end - at) if part else None


# What an endpoint counts is a part of a bill by its models: requests of an endpoint have no share of a project's.
_MADE_BY = {
    **dict.fromkeys(("embedding", "embeddings"), "*embedding*"),
    **dict.fromkeys(("moderation", "moderations"), "*moderation*"),
    "whisper": "whisper*",
}


def _is_made_by(words: Words, at: int, context: Context) -> Match | None:
    """`is embeddings` in `how much of the search spend is embeddings`."""
    after = words.lead(at, _IS)
    like = _MADE_BY.get(words.text(after)) if after > at else None
    if not like or not any(words.lead(place, (*_HOW_MUCH_OF, *FIGURE["share"].said)) > place for place in range(at)):
        return None
    if not any(one.kind == "model" and fnmatchcase(one.id, like) for one in context.index.known):
        return None
    part = (Choice("model", (like,)),)
    return Match(Draft(figures=("share",), included=part, part=part), words.skip(after + 1, "models") - at)


def _cached_of_name(words: Words, at: int, context: Context) -> Match | None:
    """`how much of support-bot is cached`: of its input."""
    place = words.lead(at, _HOW_MUCH_OF)
    whole = read_names(words, place, context) if place > at else None
    if not whole:
        return None
    end = words.skip(whole[1], *_AFTER_WHOLE)
    after = words.skip(words.lead(end, _IS), "actually", "really")
    cached = words.lead(after, _FROM_CACHE)
    if after == end or cached == after:
        return None
    return Match(Draft(figures=("cache hit rate",), included=whole[0]), cached - at)


def _is_of_part(words: Words, at: int, context: Context) -> Match | None:
    """`runs on` in `how much of search runs on flex`: it leads the part, and says nothing else."""
    after = _part_begins(words, at)
    is_asked = after > at and any(words.lead(place, _HOW_MUCH_OF) > place for place in range(at))
    if not is_asked or not read_names(words, words.skip(after, "the", "our"), context):
        return None
    return Match(Draft(fillers=("is",)), after - at)


def names_before(words: Words, at: int, context: Context) -> tuple[Choice, ...]:
    """The name that ends here, as in `gpt-5's share`; not one to which the words before it lead."""
    for start in range(max(at - 4, 0), at):
        if read_period(words, start, context.calendar):
            continue  # `today share of web-app`, where a project is called today
        found = read_names(words, start, context)
        if found and found[1] == at and words.text(start - 1) not in ("for", "on", "in", "of", "by", "per", "from"):
            return found[0]
    return ()


def _said_part(words: Words, at: int, context: Context) -> tuple[Choice, ...]:
    for place in range(at, len(words)):
        end = _part_begins(words, place)
        name = words.skip(end, "the", "our")
        part = read_family(words, name, context) or read_names(words, name, context) if end > place else None
        if part:
            return part[0]
    return ()
