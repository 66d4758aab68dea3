"""Groups: what the rows are by."""

from __future__ import annotations

import re

from bot.core.catalogue.words import Meanings, Phrases, listed
from bot.core.errors import UserError
from bot.core.grammar.calendar_words import GLUED_UNIT, UNIT
from bot.core.grammar.draft import Draft, Lean, Match
from bot.core.grammar.exact_names import read_exact
from bot.core.grammar.reader import Context
from bot.core.grammar.time.length_slots import read_count
from bot.core.grammar.tokens import Words
from bot.core.grammar.vocabulary import DIMENSION_WORDS
from bot.core.kept_times import RECURRING
from bot.core.question import TIME_UNITS

_AND = (",", *listed("and, &, /, +, then, x, or, plus, ;, |, by, per"))
BY = listed(
    """
    by, per, each, split by, split per, split, broken down by, broken down per, break down by, breakdown by,
    breakdown per, grouped by, group by, sliced by, across, for each, for every, by each, by every, per each, every,
    sort by, sorted by, segmented by, aggregated by, by the, divided by, itemised by, itemized by, separated by,
    breakdown for each, in each, /, break it down by, break down per, break it out by, break out by, split it by,
    broken out by, group-by, groupby, group_by, sliced per, summarize by, summarise by, order by, used by, spent by,
    consumed by
    """
)
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
    if place > at and (left := group_at(words, place)):
        return Match(Draft(fillers=("not by",)), left[1] - at)
    place = words.lead(at, BY)
    group = group_at(words, skip_adjectives(words, words.skip(place, "the"))) if place > at else None
    if not group:
        return None
    by, end = [group[0]], group[1]
    while (after := words.skip(end, *_AND)) > end and (more := group_at(words, after)):
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


def group_at(words: Words, at: int) -> tuple[str, int] | None:
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
    end = words.lead(place + 1, _BUCKETS) if unit in TIME_UNITS else at
    if end == at or (end == place + 1 and lead == at):
        return None
    if (count or 1) > 1:
        raise UserError(WIDTHS, (words.instead(at, end, "by minute"), words.instead(at, end, "by hour")))
    return Match(Draft(by=(unit,)), end - at)
