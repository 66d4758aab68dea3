"""Groups: what the rows are by, and how many rows there are."""

from __future__ import annotations

import re

from bot.core.catalogue import STATISTICS
from bot.core.catalogue.words import Meanings, Phrases, listed
from bot.core.errors import UserError
from bot.core.grammar.draft import Draft, Lean, Match
from bot.core.grammar.filters import read_exact
from bot.core.grammar.limits import OVER, UNDER
from bot.core.grammar.pointers import MOVED
from bot.core.grammar.reader import Context, read_phrase
from bot.core.grammar.time.length_slots import read_count
from bot.core.grammar.tokens import Words
from bot.core.grammar.vocabulary import BARE_DIMENSION_WORDS, BILLED_BY, DIMENSION_WORDS, GLUED_UNIT, UNIT
from bot.core.kept_times import RECURRING
from bot.core.question import TIME_UNITS

_AND = (",", *listed("and, &, /, +, then, x, or, plus, ;, |, by, per"))
BY = listed(
    """
    by, per, each, split by, split per, split, broken down by, broken down per, break down by, breakdown by,
    breakdown per, grouped by, group by, sliced by, across, for each, for every, by each, by every, per each, every,
    sort by, sorted by, segmented by, aggregated by, by the, divided by, itemised by, itemized by, separated by,
    breakdown for each, in each, /, break it down by, break down per, break it out by, break out by, split it by,
    broken out by, group-by, groupby, group_by, sliced per, summarize by, summarise by, order by
    """
)
TOP = ("top", "the top", *(word for word in STATISTICS["busiest"] if word not in ("most", "the most", "more")))
BOTTOM = ("bottom", "the bottom", *(word for word in STATISTICS["quietest"] if word not in ("least", "the least")))
_DRIVERS = (
    *(f"{of} {drivers}" for of in ("cost", "spend", "spending") for drivers in ("driver", "drivers")),
    *(f"drivers of {what}" for what in ("cost", "costs", "spend", "spending", "our spend", "our costs", "the bill")),
)
_SPENDING = Phrases((*TOP[2:], "spending", "by", "cost", "costing", *_DRIVERS))
_LIMITS = Phrases((*OVER, *UNDER))
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
        calling, still hitting, touch, touched, touching, tried, trying
        """
    )
)
_AS_GROUP = listed("breakdown, split, usage, wise, by usage, share, shares, mix, distribution")
RECURRING_WORDS = Meanings({word: row.name for row in RECURRING for word in row.words})
WIDTHS = f"Rows can be by {', '.join(TIME_UNITS[:-1])} or {TIME_UNITS[-1]}; try `this year by month`."


_NOT_BY = Phrases(
    f"{left} {by}".strip()
    for left in ("not", "no", "rather than", "instead of", "and not")
    for by in ("by", "per", "" if left.endswith(("than", "of")) else "by")
)


def read_groups(words: Words, at: int, context: Context) -> Match | None:
    """`by model`, `per day and model`, `by model, project`, `by model by day`."""
    place = words.lead(at, _NOT_BY)
    if place > at and (left := _group(words, place)):
        return Match(Draft(fillers=("not by",)), left[1] - at)
    place = words.lead(at, BY)
    group = _group(words, skip_adjectives(words, words.skip(place, "the"))) if place > at else None
    if not group:
        return None
    by, end = [group[0]], group[1]
    while (after := words.skip(end, *_AND)) > end and (more := _group(words, after)):
        if _is_filter(words, after, more[1], context) or words.match(more[1], "to date"):
            break  # `by model, month to date`
        by.append(more[0])
        end = more[1]
    lead = " ".join(words.text(step) for step in range(at, place))
    ranked = (
        (Lean(lead, ("whole",)),) if "each" in lead or lead == "per" else ()
    )  # `top model in each project`: rows are ranked all together
    return Match(Draft(by=tuple(by), leans=ranked), end - at)


_ADJECTIVES = ("active", "used", "distinct", "unique", "single", "individual", "live")


def skip_adjectives(words: Words, at: int) -> int:
    """The place after words that change nothing: only active users have rows, so `per active user` is by user."""
    end = words.skip(at, *_ADJECTIVES)
    return end if words.text(end) in DIMENSION_WORDS or words.spelt(end, end + 2) in DIMENSION_WORDS else at


def _is_filter(words: Words, at: int, end: int, context: Context) -> bool:
    """Whether the second word begins a filter: `by model and project web-app`."""
    return bool(words.text(end - 1) in DIMENSION_WORDS and read_exact(words, end, context))


def _group(words: Words, at: int) -> tuple[str, int] | None:
    if (end := words.lead(at, RECURRING_WORDS.phrases)) > at:
        return RECURRING_WORDS[words.spelt(at, end)], end
    for length in (3, 2, 1):
        phrase = " ".join(words.text(at + place) for place in range(length))
        if name := DIMENSION_WORDS.get(phrase):
            return name, at + length
    unit = "day" if words.text(at) in ("date", "dates") else UNIT.get(words.text(at))
    return (unit, at + 1) if unit else None


_BUCKETS = listed("bucket, buckets, bins, bin, granularity, resolution, interval, intervals, steps, step")


def read_buckets(words: Words, at: int, context: Context) -> Match | None:
    """`1h buckets`, `hourly granularity`, `buckets of a day`; raises UserError for `15m buckets`."""
    lead = words.lead(at, _BUCKETS)
    lead = words.skip(lead, "of", "=", ":", "a", "an") if lead > at else at
    glued = re.fullmatch(r"(\d{1,4})([a-z]+)", words.text(lead))
    count, place = (int(glued[1]), lead) if glued else read_count(words, lead)
    word = glued[2] if glued else words.text(place)
    unit = ("minute" if word in ("m", "min") else GLUED_UNIT.get(word, "")) or ""
    end = words.lead(place + 1, _BUCKETS)
    if unit not in TIME_UNITS or (end == place + 1 and lead == at):
        return None
    if (count or 1) > 1:
        raise UserError(WIDTHS, (words.instead(at, end, "by minute"), words.instead(at, end, "by hour")))
    return Match(Draft(by=(unit,)), end - at)


def read_listed(words: Words, at: int, context: Context) -> Match | None:
    """`projects`, `model breakdown`, `which model`, `all users`: a group without `by`."""
    place = words.lead(
        at, ("which", "what", "whose", "all", "all the", "all our", "each of the", "list", "the", "every")
    )
    known = DIMENSION_WORDS if words.text(at) in ("which", "all") else BARE_DIMENSION_WORDS
    for length in (2, 1):
        if name := known.get(words.spelt(place, place + length)):
            crossed = _crossed(words, at, name, words.lead(place + length, _AS_GROUP))
            return crossed._replace(draft=crossed.draft + _several(words, at, place + length - 1))
    if words.text(at) == "no" and (none := BARE_DIMENSION_WORDS.get(words.text(at + 1))) and _is_limited(words, at):
        return Match(Draft(by=(none,)), 2)
    return _which(words, at) or _counted_things(words, at) or _wise(words, at)


def _several(words: Words, at: int, last: int) -> Draft:
    """`which keys cost the most` asks for several rows, `which key` for one."""
    is_asked = words.text(at) in ("which", "what") and at < last
    return Draft(usual=(_usual(words.text(last)),)) if is_asked and _usual(words.text(last)) > 1 else Draft()


def _crossed(words: Words, at: int, name: str, end: int) -> Match:
    """`projects`, and `project x model`."""
    other = _group(words, end + 1) if words.text(end) in ("x", "×", "*") else None
    return Match(Draft(by=(name, other[0])), other[1] - at) if other else Match(Draft(by=(name,)), end - at)


def _which(words: Words, at: int) -> Match | None:
    """`which 3 projects`, `which day`."""
    if words.text(at) not in ("which", "what"):
        return None
    if (end := words.lead(at + 1, RECURRING_WORDS.phrases)) > at + 1:
        return Match(Draft(by=(RECURRING_WORDS[words.spelt(at + 1, end)],)), end - at)
    count, end = read_count(words, at + 1)
    if count and (many := BARE_DIMENSION_WORDS.get(words.text(end))):
        return Match(Draft(top=(count,), by=(many,)), end + 1 - at)
    unit = UNIT.get(words.text(at + 1))
    return Match(Draft(by=(unit,)), 2) if unit in TIME_UNITS else None


def _wise(words: Words, at: int) -> Match | None:
    match = re.fullmatch(r"([a-z]+)[-_ ]wise", words.text(at))
    return Match(Draft(by=(DIMENSION_WORDS[match[1]],)), 1) if match and match[1] in DIMENSION_WORDS else None


def _counted_things(words: Words, at: int) -> Match | None:
    """`the 3 projects with the highest spend`: a number of rows that another word ranks."""
    count, end = read_count(words, words.skip(at, "the"))
    kind = BARE_DIMENSION_WORDS.get(words.text(end)) if count and end > at else None
    if not count or not kind:
        return None
    texts = [words.text(place) for place in range(end, len(words))]
    if any(text in MOVED for text in texts):
        return Match(Draft(by=(kind,), leans=(Lean(str(count), ()),)), end + 1 - at)
    slots = (("top", "busiest"), ("bottom", "quietest"))
    slot = next((slot for slot, name in slots if any(text in STATISTICS[name] for text in texts)), "")
    return Match(_counted(slot, (count,)) + Draft(by=(kind,)), end + 1 - at) if slot else None


def _is_limited(words: Words, at: int) -> bool:
    """Whether a limit follows, as in `no project should be above $5k`. It asks for the projects above it."""
    return any(words.lead(place, _LIMITS) > place for place in range(at + 2, len(words)))


def read_top(words: Words, at: int, context: Context) -> Match | None:
    """`top 5 projects`, `top models`, `top 10`, `5 biggest users`, `most expensive model`, `bottom 3 keys`."""
    return _ranked(words, at, TOP) or _ranked(words, at, BOTTOM)


def _ranked(words: Words, at: int, leads: tuple[str, ...]) -> Match | None:
    first = words.skip(at, "the")
    count, place = read_count(words, first)
    lead = words.lead(place if count else first, leads)
    if count and lead == place:
        return None
    if lead == first:
        match = re.fullmatch(rf"{leads[0]}-?(\d{{1,4}})", words.text(first))
        count, lead = (int(match[1]), first + 1) if match else (None, first)
    elif not count:
        count, lead = read_count(words, lead)
    moved = words.lead(lead, MOVED) if lead > first else lead
    if moved > lead:
        said = str(count) if leads is TOP else words.spelt(at, lead)
        return Match(Draft(verbs=("why",), leans=(Lean(said, ()),) if count or leads is BOTTOM else ()), moved - at)
    return _topped(words, at, count, lead, leads[0]) if lead > first else None


def _topped(words: Words, at: int, count: int | None, place: int, slot: str) -> Match | None:
    place = words.lead(place, _SPENDING)
    group = _group(words, place)
    if count == 0 or (count and count > 1000):
        raise UserError(f"`{slot}` takes a number from 1 to 1000; try `{slot} 5 projects`.", (f"{slot} 5 projects",))
    if group and (count or group[0] not in TIME_UNITS):
        many = count or _usual(words.text(group[1] - 1))
        usual = () if count else (many,)
        return Match(_counted(slot, (many,)) + Draft(by=(group[0],), usual=usual), group[1] - at)
    if not count and not words.match(at, slot) and not words.match(at, f"the {slot}"):
        return None
    return Match(_counted(slot, (count or 5,)), place - at)


def _counted(slot: str, many: tuple[int]) -> Draft:
    return Draft(top=many) if slot == "top" else Draft(bottom=many)


def _usual(word: str) -> int:
    """The number of rows where none was said: five for `top models`, one for `the most expensive model`."""
    return 5 if word.endswith("s") else 1


# What uses or costs most, where no kind of thing is said: as many rows as `top` shows.
_USING = listed(
    """
    burning, eating, consuming, using, hogging, draining, burns, eats, consumes, uses, spending, driving up, burned,
    ate, consumed, costing, eating up, burning through, using up, racking up, running up
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
    texts = [words.text(place) for place in range(len(words))]
    is_of_it = words.text(end) == "it" and any(text in BILLED_BY for text in texts[:at])
    is_ahead = any(text in BILLED_BY for text in texts[end : end + 5])
    return end + is_of_it if end > at and (is_of_it or is_ahead) else at


# At the end, behind whose spend is asked: `how much did lee spend last month and on what`.
_ON_WHAT = listed("on what, and on what, for what, and for what, on which ones, on what exactly, and what on")


def read_what(words: Words, at: int, context: Context) -> Match | None:
    """`what costs the most`, `where does our money go`: the largest rows, by project unless something else was said."""
    if (end := words.lead(at, _ON_THE_BILL)) > at or (end := _on_a_bill(words, at)) > at:
        return Match(Draft(by=("item",)), end - at)
    if (end := words.lead(at, _ON_WHAT)) > at and (end == len(words) or words.text(end) in (",", "?")):
        return Match(Draft(by=("model",)), end - at)
    end = words.lead(at, _WHERE_OR_MOST)
    if words.text(end - 1) == "on" and read_phrase(words, end, context):
        return None  # `what did we spend on images`
    if end == at:
        place = words.lead(at, _WHAT)
        end = words.lead(place, _USING) if place > at else at
        if end in (at, place):
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
    after = words.skip(at + 1, "actually", "really", "even", "ever", "else", "still", "here")
    return words.text(at) in ("anyone", "anybody", "someone", "somebody") and words.text(after) in _USE


def _kind_of_either(words: Words, context: Context) -> str:
    """`search or web-app, who had more requests`: who is one of the two, and no person; '' where no two are named."""
    for place in range(1, len(words) - 1):
        other = read_exact(words, place + 1, context) if words.text(place) == "or" else None
        for start in range(max(place - 3, 0), place) if other else ():
            one = read_exact(words, start, context)
            if one and other and one[1] == place and one[0].dimension == other[0].dimension:
                return one[0].dimension
    return ""


def read_who(words: Words, at: int, context: Context) -> Match | None:
    """`who spent the most`: by user. In `users who spent` the group was said already."""
    if words.text(at) in ("anyone", "anybody") and words.lead(at + 1, _LIMITS) > at + 1:
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
