"""The slots of a question, one reader each; where several can read, the one that takes the most words does."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import time

from bot.core.errors import UserError
from bot.core.grammar.amounts import read_sum
from bot.core.grammar.dates import read_clock, read_count, read_date
from bot.core.grammar.draft import Draft, Earlier, Match
from bot.core.grammar.names import KINDS, Choice, Index, exact_choice, near_choice, squash
from bot.core.grammar.periods import read_period, read_until_day
from bot.core.grammar.phrases import FILLERS, PHRASES
from bot.core.grammar.spans import Calendar
from bot.core.grammar.tokens import Word, Words
from bot.core.grammar.vocabulary import (
    BARE_DIMENSION_WORDS,
    BARE_TIERS,
    DIMENSION_WORDS,
    GLUED_UNIT,
    TIER_WORDS,
    UNIT,
    WEEKDAY,
)
from bot.core.grammar.zones import bare_zone, is_city, place_zone
from bot.core.question import TIME_UNITS

_AND = (",", "and", "&", "/", "+", "then", "x", "or", "plus", ";", "|", "by", "per")
_VERSUS = (
    "vs",
    "v",
    "versus",
    "vs.",
    "against",
    "compared to",
    "compared with",
    "compare to",
    "compare with",
    "compared against",
    "relative to",
    "in comparison to",
    "in comparison with",
    "comparing to",
    "as compared to",
    "compare against",
    "than",
    "higher than",
    "more than",
    "less than",
    "lower than",
    "cheaper than",
    "bigger than",
    "up from",
    "down from",
    "up on",
    "compared",
    "up vs",
    "down vs",
)
_BY = (
    "by",
    "per",
    "each",
    "split by",
    "split per",
    "split",
    "broken down by",
    "broken down per",
    "break down by",
    "breakdown by",
    "breakdown per",
    "grouped by",
    "group by",
    "sliced by",
    "across",
    "for each",
    "for every",
    "by each",
    "by every",
    "per each",
    "every",
    "sort by",
    "sorted by",
    "segmented by",
    "aggregated by",
    "by the",
    "divided by",
    "itemised by",
    "itemized by",
    "separated by",
    "breakdown for each",
    "in each",
    "/",
)
_TOP = (
    "busiest",
    "top",
    "the top",
    "biggest",
    "largest",
    "highest",
    "most expensive",
    "costliest",
    "priciest",
    "heaviest",
    "most costly",
    "leading",
    "worst",
    "greediest",
    "hungriest",
    "most active",
    "most used",
)
_WHO = ("who", "who's", "whos")
_OVER = (
    "over",
    "above",
    "more than",
    ">",
    ">=",
    "≥",
    "at least",
    "greater than",
    "higher than",
    "exceeding",
    "bigger than",
    "larger than",
    "beyond",
    "min",
    "minimum",
    "not less than",
    "no less than",
    "upwards of",
    "north of",
    "costing over",
    "costing more than",
)
_UNDER = (
    "under",
    "below",
    "less than",
    "<",
    "<=",
    "≤",
    "at most",
    "fewer than",
    "cheaper than",
    "up to",
    "max",
    "maximum",
    "not more than",
    "no more than",
)
_EXCEPT = (
    "except",
    "except for",
    "without",
    "excluding",
    "exclude",
    "excl",
    "not",
    "but not",
    "but",
    "other than",
    "apart from",
    "minus",
    "w/o",
    "no",
    "ignoring",
    "ignore",
    "not including",
    "leaving out",
    "aside from",
    "besides",
    "not for",
    "not on",
    "not from",
    "sans",
    "all but",
    "omit",
    "omitting",
    "skip",
    "skipping",
    "w / o",
    "!",
    "filter out",
    "not counting",
)


@dataclass(frozen=True, slots=True)
class Context:
    """What readers need beside the words."""

    calendar: Calendar
    index: Index


Reader = Callable[[Words, int, Context], Match | None]


def best_match(words: Words, at: int, context: Context) -> Match | None:
    found = [match for reader in READERS if (match := reader(words, at, context))]
    return max(found, key=lambda match: match.length, default=None)


def _lead(words: Words, at: int, leads: tuple[str, ...]) -> int:
    """The place after the longest of `leads` that stands here; `at` when none does."""
    return max((at + len(lead.split()) for lead in leads if words.match(at, lead)), default=at)


def _period(words: Words, at: int, context: Context) -> Match | None:
    found = read_period(words, at, context.calendar)
    return Match(Draft(spans=(found.span,)), found.end - at) if found else None


def _until(words: Words, at: int, context: Context) -> Match | None:
    found = read_until_day(words, at, context.calendar)
    return Match(Draft(untils=(found.span,)), found.end - at) if found else None


def _window(words: Words, at: int, context: Context) -> Match | None:
    """`since 9am`, `14:00 to 16:00`, `9-11am`, `before noon`, `at 9am`: a part of the day that is named elsewhere."""
    place = _lead(words, at, ("from", "between", "since", "after", "at", "starting", "starting at"))
    first = read_clock(words, place) or read_clock(words, place, half=_half_ahead(words, place))
    if not first and place > at and _is_day(words, at - 1):
        return _bare_hours(words, at, place)
    if first and words.text(first[1]) in ("to", "-", "–", "until", "till", "and", "..", "through", "til"):
        last = read_clock(words, first[1] + 1)
        if last:
            return Match(Draft(windows=((first[0], last[0]),)), last[1] - at)
    if first and words.text(at) in ("since", "after", "from", "starting"):
        return Match(
            Draft(windows=((first[0], None),)), words.skip_phrase(first[1], "until now", "till now", "to now") - at
        )
    if words.text(at) in ("before", "until", "till", "til", "by") and (last := read_clock(words, at + 1)):
        return Match(Draft(windows=((None, last[0]),)), last[1] - at)
    if first:
        ends = first[0].replace(hour=(first[0].hour + 1) % 24)
        return Match(Draft(windows=((first[0], ends),)), first[1] - at)
    return None


def _is_day(words: Words, at: int) -> bool:
    return (
        words.text(at) in ("today", "yesterday", *WEEKDAY)
        or re.fullmatch(r"\d{1,2}(st|nd|rd|th)", words.text(at)) is not None
    )


def _bare_hours(words: Words, at: int, place: int) -> Match | None:
    """`yesterday from 9 to 11`: after a day, numbers are hours."""
    first, last = words.text(place), words.text(place + 2)
    if words.text(place + 1) not in ("to", "-", "–", "until", "till", "and") or not (
        first.isdigit() and last.isdigit()
    ):
        return None
    if not int(first) < int(last) <= 24 or len(last) > 2:
        return None
    return Match(Draft(windows=((time(int(first)), time(int(last) % 24)),)), place + 3 - at)


def _half_ahead(words: Words, at: int) -> str:
    """`9-11am`: the half of the day that the other end names."""
    if not re.fullmatch(r"\d{1,2}(?::\d\d)?", words.text(at)) or words.text(at + 1) not in (
        "to",
        "-",
        "–",
        "until",
        "till",
        "and",
    ):
        return ""
    match = re.fullmatch(r"(\d{1,2})(?::\d\d)?(am|pm)?", words.text(at + 2))
    half = match and (match[2] or (words.text(at + 3) if words.text(at + 3) in ("am", "pm") else ""))
    if not match or not half:
        return ""
    begins, ends = int(words.text(at).split(":")[0]) % 12, int(match[1]) % 12
    return half if begins < ends else {"am": "pm", "pm": "am"}[half]


def _versus(words: Words, at: int, context: Context) -> Match | None:
    place = _lead(words, at, _VERSUS)
    if place == at:
        return _change(words, at)
    place = words.skip(place, "the", "to", "with")
    earlier = _earlier(words, place, context)
    if earlier:
        return Match(Draft(versus=(earlier[0],)), earlier[1] - at)
    rival = _names(words, place, context)
    if rival:
        kinds = tuple(choice.dimension for choice in rival[0])
        return Match(Draft(included=rival[0], contrasts=kinds), rival[1] - at)
    phrase = _phrase(words, place, context)
    return (
        Match(phrase.draft + Draft(fillers=("and",)), place - at + phrase.length)
        if phrase and phrase.draft.metrics
        else None
    )


def _refused(words: Words, at: int, context: Context) -> Match | None:
    """What people ask for and no question can hold; each with a sentence of its own."""
    place = _lead(words, at, ("per", "a", "each", "/", "by"))
    if place > at and words.text(place) in _COUNTED:
        raise UserError(
            "I count, and do not divide: ask `cost by model today` and `requests by model today`.",
            ("cost by model today", "requests by model today"),
        )
    count, end = read_count(words, place)
    if place > at and count and words.text(at) in ("per", "each", "/", "by") and words.text(end) in UNIT:
        raise UserError(_WIDTHS, ("today by hour", "this month by day"))
    if words.text(at) in ("bottom", "smallest", "lowest", "cheapest", "least") and words.text(at - 1) != "at":
        raise UserError(
            "Rows come with the largest first; try `top 5 projects` or `by project`.", ("today by project",)
        )
    if words.text(at) in ("average", "avg", "mean", "median", "averaged", "percentile", "p95"):
        raise UserError(
            "I add up, and take no averages; `last 30 days by day` shows each day.", ("last 30 days by day",)
        )
    if words.match(at, "all time") or words.text(at) in ("ever", "lifetime", "alltime", "all-time"):
        raise UserError(
            "Say since when, such as `since 2025-01-01 by month`.", ("since 2025-01-01 by month", "this year by month")
        )
    return None


_WIDTHS = "Rows can be by minute, hour, day, week or month; try `this year by month`."
_COUNTED = ("request", "call", "token", "req", "image", "1k", "1m", "million", "prompt")


def _change(words: Words, at: int) -> Match | None:
    """`week over week`, `mom`."""
    for phrase, unit in _CHANGES.items():
        if words.match(at, phrase):
            return Match(Draft(versus=(Earlier(unit=unit),)), len(phrase.split()))
    return None


_CHANGES = {
    phrase: unit
    for unit, letter in (("day", "d"), ("week", "w"), ("month", "m"), ("quarter", "q"), ("year", "y"))
    for phrase in (
        f"{unit} over {unit}",
        f"{unit}-over-{unit}",
        f"{unit} on {unit}",
        f"{letter}o{letter}",
        f"{letter}/{letter}",
        f"{letter} / {letter}",
    )
}


def _earlier(words: Words, at: int, context: Context) -> tuple[Earlier, int] | None:
    for leads, follows in _EARLIER:
        place = _lead(words, at, leads)
        if place == at:
            continue
        if follows == "unit":
            unit = UNIT.get(words.text(place))
            if unit and unit != words.text(place) + "s":
                return Earlier(unit=unit), words.skip_phrase(place + 1, "before", "prior", "earlier")
        else:
            return Earlier(), place
    if words.text(at) in ("yesterday", "yday") and read_period(words, at, context.calendar) == read_date(
        words, at, context.calendar
    ):
        return Earlier(unit="day"), at + 1
    return _ago(words, at) or _before(words, at) or _named(words, at, context)


_EARLIER = (
    (
        (
            "last",
            "previous",
            "prev",
            "prior",
            "the previous",
            "the last",
            "preceding",
            "same day last",
            "same time last",
            "past",
            "same period last",
            "the same period last",
            "same week last",
            "same month last",
            "the same day last",
            "same time previous",
            "this time last",
        ),
        "unit",
    ),
    (
        (
            "previous period",
            "the previous period",
            "prior period",
            "last period",
            "preceding period",
            "period before",
            "last",
            "last one",
            "previous one",
            "one before",
            "previous",
            "prior",
            "same period before",
            "the one before",
            "before",
            "last time",
            "usual",
            "the period before",
        ),
        "",
    ),
)


def _before(words: Words, at: int) -> tuple[Earlier, int] | None:
    """`the month before`, `the day before`."""
    unit = UNIT.get(words.text(at))
    if unit and words.text(at + 1) in ("before", "prior", "earlier", "previous") and words.text(at + 2) != "yesterday":
        return (Earlier() if unit != "day" else Earlier(unit="day")), at + 2
    return None


def _ago(words: Words, at: int) -> tuple[Earlier, int] | None:
    glued = re.fullmatch(r"(\d{1,4})([a-z]+)", words.text(at))
    count, place = (int(glued[1]), at) if glued else read_count(words, at)
    unit = GLUED_UNIT.get(glued[2]) if glued else UNIT.get(words.text(place))
    if count and unit and words.text(place + 1) in ("ago", "earlier", "before", "back"):
        return Earlier(count=count, unit=unit), place + 2
    return None


def _named(words: Words, at: int, context: Context) -> tuple[Earlier, int] | None:
    found = read_period(words, at, context.calendar)
    if not found:
        return None
    whole = read_period(words, found.end + 1, context.calendar) if words.text(found.end) == "of" else None
    return (Earlier(whole.span, part=found.span), whole.end) if whole else (Earlier(found.span), found.end)


def _compare(words: Words, at: int, context: Context) -> Match | None:
    """`compare today and yesterday`, `difference between october and september`."""
    place = _lead(
        words,
        at,
        (
            "compare",
            "comparison of",
            "comparison between",
            "difference between",
            "diff between",
            "difference of",
            "comparing",
            "diff",
            "change between",
        ),
    )
    if place == at:
        return None
    place = words.skip(place, "the", "between")
    longest = None
    for stop in range(place + 1, min(place + 8, len(words))):
        if words.text(stop) in ("and", "to", "with", "vs", "against", "versus", "&", ","):
            longest = _two_spans(words, place, stop, context) or longest
    if longest:
        return Match(longest[0], longest[1] - at)
    names = _names(words, place, context)
    if names and len(names[0]) > 1:
        return Match(Draft(included=names[0], contrasts=tuple(name.dimension for name in names[0])), names[1] - at)
    return Match(Draft(fillers=("compare",)), place - at)


def _two_spans(words: Words, at: int, stop: int, context: Context) -> tuple[Draft, int] | None:
    left = Words(words[at:stop])
    one = read_period(left, 0, context.calendar)
    other = _earlier(words, words.skip(stop + 1, "the"), context)
    if not one or one.end != len(left) or not other:
        return None
    first, second = Draft(spans=(one.span,)), other[0]
    if second.span and second.span.start > one.span.start:
        return Draft(spans=(second.span,), versus=(Earlier(one.span),)), other[1]
    return replace(first, versus=(second,)), other[1]


def _groups(words: Words, at: int, context: Context) -> Match | None:
    """`by model`, `per day and model`, `by model, project`, `by model by day`."""
    place = _lead(words, at, _BY)
    group = _group(words, words.skip(place, "the")) if place > at else None
    if not group:
        return None
    by, end = [group[0]], group[1]
    while (after := words.skip(end, *_AND)) > end and (more := _group(words, after)):
        if _is_filter(words, after, more[1], context):
            break
        by.append(more[0])
        end = more[1]
    return Match(Draft(by=tuple(by)), end - at)


def _is_filter(words: Words, at: int, end: int, context: Context) -> bool:
    """`by model and project web-app`: the second word opens a filter."""
    return bool(words.text(end - 1) in DIMENSION_WORDS and _exact(words, end, context))


def _group(words: Words, at: int) -> tuple[str, int] | None:
    for length in (3, 2, 1):
        phrase = " ".join(words.text(at + place) for place in range(length))
        if name := DIMENSION_WORDS.get(phrase):
            return name, at + length
    unit = UNIT.get(words.text(at))
    if unit in ("quarter", "year"):
        raise UserError(_WIDTHS, ("this year by month",))
    return (unit, at + 1) if unit else None


def _listed(words: Words, at: int, context: Context) -> Match | None:
    """`projects`, `model breakdown`, `which model`, `all users`: a group without `by`."""
    place = _lead(
        words, at, ("which", "what", "whose", "all", "all the", "all our", "each of the", "list", "the", "every")
    )
    for length in (2, 1):
        phrase = " ".join(words.text(place + offset) for offset in range(length))
        name = (DIMENSION_WORDS if words.text(at) in ("which", "all") else BARE_DIMENSION_WORDS).get(phrase)
        if name:
            end = _lead(words, place + length, ("breakdown", "split", "usage", "wise", "by usage"))
            return Match(Draft(by=(name,)), end - at)
    unit = UNIT.get(words.text(at + 1))
    if words.text(at) in ("which", "what") and unit in TIME_UNITS:
        return Match(Draft(by=(unit,)), 2)
    match = re.fullmatch(r"([a-z]+)[-_ ]wise", words.text(at))
    if match and match[1] in DIMENSION_WORDS:
        return Match(Draft(by=(DIMENSION_WORDS[match[1]],)), 1)
    return None


def _top(words: Words, at: int, context: Context) -> Match | None:
    """`top 5 projects`, `top models`, `top 10`, `5 biggest users`, `most expensive model`."""
    count, place = read_count(words, at)
    lead = _lead(words, place if count else at, _TOP)
    if count and lead == place:
        return None
    if lead == at:
        match = re.fullmatch(r"top-?(\d{1,4})", words.text(at))
        count, lead = (int(match[1]), at + 1) if match else (None, at)
    elif not count:
        count, lead = read_count(words, lead)
    if lead == at:
        return None
    return _topped(words, at, count, lead)


def _topped(words: Words, at: int, count: int | None, place: int) -> Match | None:
    place = _lead(words, place, ("most expensive", "biggest", "largest", "spending", "costliest", "by"))
    group = _group(words, place)
    if count == 0 or (count and count > 1000):
        raise UserError("`top` takes a number from 1 to 1000; try `top 5 projects`.", ("top 5 projects",))
    if group:
        return Match(Draft(by=(group[0],), top=(count or 5,)), group[1] - at)
    if not count and words.text(at) != "top":
        return None
    return Match(Draft(top=(count or 5,)), place - at)


def _who(words: Words, at: int, context: Context) -> Match | None:
    """`who spent the most`: by user, the largest first; `users who spent` says it already."""
    if words.text(at) not in _WHO:
        return None
    if DIMENSION_WORDS.get(words.text(at - 1)) == "user":
        return Match(Draft(fillers=("who",)), 1)
    ranks = any(words.text(place) in ("most", "biggest", "highest") for place in range(at, len(words)))
    return Match(Draft(by=("user",), top=(5,) if ranks else ()), 1)


def _threshold(words: Words, at: int, context: Context) -> Match | None:
    """`over $10`, `> 2M tokens`."""
    place = _lead(words, at, _OVER)
    if place > at and (read := read_sum(words, place)):
        return Match(Draft(over=(read[0],)), words.skip_phrase(read[1], "or more", "and up", "or above") - at)
    if match := re.fullmatch(r"(\$?[\d.,]+[kmb]?)\+", words.text(at)):
        read = read_sum(Words.of(match[1]), 0)
        return Match(Draft(over=(read[0],)), 1) if read else None
    place = _lead(words, at, _UNDER)
    if (
        place > at
        and (read := read_sum(words, place))
        and not (read[0].metric == "" and read_period(words, place, context.calendar))
    ):
        raise UserError(
            "Rows can be kept over an amount, not under it; try `by project over $10`.", ("by project over $10",)
        )
    return None


def _except(words: Words, at: int, context: Context) -> Match | None:
    """`except data-eval and web-app`."""
    place = _lead(words, at, _EXCEPT)
    if place == at:
        return None
    place = words.skip(place, "for", "the", "on", "in", "any", "from")
    found = _names(words, place, context)
    return Match(Draft(excluded=found[0]), found[1] - at) if found else None


def _names(words: Words, at: int, context: Context) -> tuple[tuple[Choice, ...], int] | None:
    """A list of names, `web-app, checkout-prod and gpt-5`."""
    found: list[Choice] = []
    place = end = at
    while read := _one_name(words, place, context):
        found.append(read[0])
        end = read[1]
        place = words.skip(end, ",", "and", "&", "or", "+", "nor", "/")
        if place == end:
            break
    return (tuple(found), end) if found else None


def _one_name(words: Words, at: int, context: Context) -> tuple[Choice, int] | None:
    """`web-app`, `project web-app`, `the web-app project`, `project:web-app`, `flex tier`, `batch`."""
    at = words.skip(at, "the")
    for reader in (_slotted, _dimension_name, _tier, _name):
        match = reader(words, at, context)
        if match and match.draft.included:
            return match.draft.included[0], at + match.length
    phrase = _phrase(words, at, context)
    return (phrase.draft.included[0], at + phrase.length) if phrase and phrase.draft.included else None


def _slotted(words: Words, at: int, context: Context) -> Match | None:
    """`project:x`: a name, whatever else the word means."""
    if at >= len(words) or not words[at].slot:
        return None
    word = words[at]
    if word.slot == "batch":
        return _batch(word.text)
    if word.slot == "tier":
        return Match(Draft(included=(Choice("tier", (TIER_WORDS.get(word.text, word.text),)),)), 1)
    if word.slot not in ("project", "model", "key", "user"):
        return Match(Draft(included=(Choice(word.slot, (word.text,)),)), 1)
    choice = near_choice(word.text, context.index, word.slot, quoted=word.quoted) if word.text else None
    if not choice:
        raise UserError(f"There is no {word.slot} “{word.text[:80]}”.")
    return Match(Draft(included=(choice,)), _kind_after(words, at + 1, word.slot) - at)


def _kind_after(words: Words, at: int, kind: str) -> int:
    """`web-app project`, `gpt-5 models`: the kind after a name says nothing new."""
    return at + 1 if DIMENSION_WORDS.get(words.text(at)) == kind and words.text(at) in (kind, f"{kind}s") else at


def _batch(text: str) -> Match:
    value = {"true": "true", "yes": "true", "only": "true", "false": "false", "no": "false", "not": "false"}.get(text)
    if not value:
        raise UserError("Batch is yes or no: write `batch` or `not batch`.", ("today batch", "today not batch"))
    return Match(Draft(included=(Choice("batch", (value,)),)), 1)


def _dimension_name(words: Words, at: int, context: Context) -> Match | None:
    """`project web-app`, `model gpt-5`, `key "ci runner"`, `model=gpt-5`."""
    for length in (2, 1):
        kind = BARE_DIMENSION_WORDS.get(" ".join(words.text(at + offset) for offset in range(length)))
        if kind not in KINDS:
            continue
        place = words.skip(at + length, ":", "=", "named", "called", "is", "in")
        found = _exact(words, place, context, kind)
        if found and not _is_slot(words, place, found[1] - place, context):
            return Match(Draft(included=(found[0],)), found[1] - at)
    return None


def _is_slot(words: Words, at: int, length: int, context: Context) -> bool:
    """A slot word beats a name: `projects today` is a period; `project:today` reaches the project."""
    found = [match for reader in (_period, _phrase) if (match := reader(words, at, context))]
    return any(match.length >= length for match in found)


def _tier(words: Words, at: int, context: Context) -> Match | None:
    """`flex tier`, `tier flex`, `service tier priority`, `flex`."""
    place = _lead(words, at, ("tier", "service tier", "processing tier"))
    tier = TIER_WORDS.get(words.text(place))
    if not tier:
        return None
    end = _lead(words, place + 1, ("tier", "service tier", "processing", "tier only", "mode"))
    if place == at and end == place + 1 and tier not in BARE_TIERS:
        return None
    return Match(Draft(included=(Choice("tier", (tier,)),)), end - at)


def _name(words: Words, at: int, context: Context) -> Match | None:
    """A known name, with or without its kind after it: `web-app`, `web-app project`."""
    found = _exact(words, at, context)
    if not found:
        return None
    choice, end = found
    return Match(Draft(included=(choice,)), _kind_after(words, end, choice.dimension) - at)


def _exact(words: Words, at: int, context: Context, kind: str = "") -> tuple[Choice, int] | None:
    """The longest run of words here that is written as a name."""
    if at >= len(words):
        return None
    for length in range(min(context.index.longest + 3, len(words) - at, 8), 0, -1):
        run = words[at : at + length]
        if not _may_be_name(run):
            continue
        choice = exact_choice(" ".join(word.text for word in run), context.index, kind)
        if choice:
            return choice, at + length
    return None


def _may_be_name(run: tuple[Word, ...]) -> bool:
    """Quoted words stand alone; a mark may be inside a name, `R & D`, not at its ends."""
    if any(word.slot or (word.quoted and len(run) > 1) for word in run):
        return False
    return bool(squash(run[0].text) and squash(run[-1].text)) or "*" in run[0].text


def _zone(words: Words, at: int, context: Context) -> Match | None:
    """`utc`, `in tokyo`, `new york time`, `Europe/Berlin`."""
    place = _lead(words, at, ("in", "in the", "at", "zone", "timezone", "time zone", "tz", "for"))
    for length in (3, 2, 1):
        text = " ".join(words.text(place + offset) for offset in range(length)).strip()
        end = _lead(words, place + length, ("time", "timezone", "time zone", "tz", "local time"))
        led = words.text(at) not in ("for", "at") and place > at
        zone = place_zone(text) if led or end > place + length else bare_zone(text)
        if zone and text:
            return Match(Draft(zones=(zone.key,)), end - at)
    return None


def _city(words: Words, at: int, context: Context) -> Match | None:
    """A city alone, when no name has the word."""
    for length in (2, 1):
        text = " ".join(words.text(at + offset) for offset in range(length)).strip()
        zone = place_zone(text) if is_city(text) else None
        if zone:
            return Match(Draft(zones=(zone.key,)), length)
    return None


def _phrase(words: Words, at: int, context: Context) -> Match | None:
    for length in (5, 4, 3, 2, 1):
        phrase = tuple(words.text(at + offset) for offset in range(length))
        if phrase in PHRASES:
            return Match(PHRASES[phrase], length)
    return None


def _filler(words: Words, at: int, context: Context) -> Match | None:
    for length in (3, 2, 1):
        phrase = tuple(words.text(at + offset) for offset in range(length))
        if phrase in FILLERS:
            return Match(Draft(fillers=(" ".join(phrase),)), length)
    return None


# Where two take as many words, the earlier one reads: slot words before names, names before filler.
READERS: tuple[Reader, ...] = (
    _slotted,
    _period,
    _until,
    _window,
    _versus,
    _refused,
    _compare,
    _groups,
    _top,
    _who,
    _threshold,
    _except,
    _zone,
    _dimension_name,
    _tier,
    _phrase,
    _listed,
    _name,
    _city,
    _filler,
)
