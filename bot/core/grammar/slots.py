"""The slots of a question, one reader each. Where several can read, the one that takes most words does."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from bot.core.catalogue import STATISTICS
from bot.core.catalogue.words import Phrases, listed
from bot.core.grammar.audience import read_audience
from bot.core.grammar.draft import Draft, Lean, Match
from bot.core.grammar.exclusions import read_except, read_nobodys
from bot.core.grammar.figure_words import read_figure
from bot.core.grammar.filters import (
    read_all_of,
    read_both,
    read_image_part,
    read_in_a_row,
    read_kind_and_name,
    read_name,
    read_one_of,
    read_slotted,
    read_tier,
)
from bot.core.grammar.groups import read_buckets, read_groups
from bot.core.grammar.hours_apart import read_hours_apart
from bot.core.grammar.kin_names import read_stem
from bot.core.grammar.limits import read_percent, read_threshold
from bot.core.grammar.listed_groups import read_column, read_listed
from bot.core.grammar.means_of_things import read_mean_of_things
from bot.core.grammar.metric_words import read_metric, tokens_of_price
from bot.core.grammar.model_families import read_sizes
from bot.core.grammar.moved_rows import read_moved_rows
from bot.core.grammar.one_word import may_begin
from bot.core.grammar.outlooks import read_outlook
from bot.core.grammar.over_budget import (
    read_anyone_over,
    read_budget_changed,
    read_goal,
    read_gone_over,
    read_how_close,
)
from bot.core.grammar.persons import read_owner, read_person
from bot.core.grammar.plain_words import EXCEPT
from bot.core.grammar.pointers import ALL_TIME
from bot.core.grammar.portions import read_against_rest, read_portion, read_share_at_end, read_whether_ran
from bot.core.grammar.price_sums import is_part_of_sum, read_cheapest, read_price_sum
from bot.core.grammar.ranks import read_top, read_total
from bot.core.grammar.reader import FILLERS, Context, Reader, read_phrase
from bot.core.grammar.refusals import refuse
from bot.core.grammar.run_rates import read_run_rate
from bot.core.grammar.time.calendar import Span
from bot.core.grammar.time.compared_pairs import read_compare, read_moved
from bot.core.grammar.time.comparisons import read_above_last, read_and_before, read_same_too, read_versus
from bot.core.grammar.time.read_time import Found, read_period, read_until_day, read_window
from bot.core.grammar.time.told_events import read_event
from bot.core.grammar.time.unit_slots import TO_DATE
from bot.core.grammar.times_of_week import read_times
from bot.core.grammar.tokens import Words
from bot.core.grammar.verbs import LEADING
from bot.core.grammar.vocabulary import DIMENSION_WORDS, TREND, UNIT
from bot.core.grammar.what_if import read_what_if
from bot.core.grammar.who_and_what import read_called, read_what, read_who
from bot.core.grammar.zone_slots import read_city, read_zone
from bot.core.periods import DAY, EVER


def best_match(words: Words, at: int, context: Context) -> Match | None:
    """The longest match at this place. A clause is read by itself and as the whole of what is left of its line."""
    key = (words, at)
    if key not in context.matches:
        found = [match for reader in _beginning(words.text(at)) if (match := reader(words, at, context))]
        context.matches[key] = max(found, key=lambda match: match.length, default=None)
    return context.matches[key]


@lru_cache(maxsize=4096)  # words; most of the readers begin with none of those that people type
def _beginning(text: str) -> tuple[Reader, ...]:
    return tuple(reader for reader in READERS if may_begin(reader, text))


def _period(words: Words, at: int, context: Context) -> Match | None:
    number = at + (words.text(at) in ("of", "for"))  # `cost of 2000 tokens on gpt-5` is of no year
    if (
        is_part_of_sum(words, number)
        or tokens_of_price(words, number)
        or _idle_over(words, at, context)
        or _in_one_unit(words, at, context)
    ):
        return None  # `1M output tokens` are no months, `not used in 30 days` is not to come
    if words.text(at) == "as" and _as_of(words, at, context):
        return None  # `as of end of october ytd`
    if words.text(at) == "overnight" and _is_beside_days(words, at, context):
        return None  # `overnight spend last week` is of each night
    found = read_period(words, at, context.calendar)
    if not found:
        return None
    is_all = found.span.start == EVER  # beside another period that one counts, and these words are named
    leans = (Lean(words.spelt(at, found.end), (ALL_TIME,)),) if is_all else ()
    return Match(Draft(spans=(found.span,), leans=leans), found.end - at)


_LONGER = listed(
    """
    >, >=, over, more than, longer than, older than, at least, for over, for more than, for at least, in over, for
    longer than, in more than, since over, in, within, for, for the, in about, for about
    """
)


def _idle_over(words: Words, at: int, context: Context) -> Match | None:
    """`zombie projects >90d`, `not used in 3 weeks`: of idle things these are no amounts, and no time to come."""
    place = words.lead(at, _LONGER)
    if place == at or not any(_is_idle(words, other, context) for other in range(len(words))):
        return None
    found = read_period(words, place, context.calendar)
    if not found:
        return None
    return Match(Draft(spans=(found.span,)), found.end - at)


def _is_idle(words: Words, at: int, context: Context) -> bool:
    phrase = read_phrase(words, at, context)
    return phrase is not None and "idle" in phrase.draft.verbs


_SPENT = ("spent", "used", "made")


def _until(words: Words, at: int, context: Context) -> Match | None:
    is_spent = words.text(at) in _SPENT and words.text(at + 1) == "by"  # `spent by nov 10` names a day, and nobody
    found = read_until_day(words, at + is_spent, context.calendar)
    return Match(Draft(untils=(found.span,)), found.end - at) if found else None


_AS_OF = listed(
    "as of, as at, up to and including, up to and incl, up to & incl, up to and incl., through, to and including"
)


def _as_of(words: Words, at: int, context: Context) -> Match | None:
    """`accrual for nov as of today`: until then, where the period stands beside it."""
    place = words.lead(at, _AS_OF)
    day = words.text(words.skip(place, "."))
    if place == at:
        return None
    if day not in ("today", "now", "yesterday"):
        return _as_of_day(words, at, place, context)
    end = words.skip(place, ".") + 1
    if not _is_beside_period(words, at, end, context):
        return None
    untils = (context.calendar.unit("day", -1),) if day == "yesterday" else ()
    return Match(Draft(untils=untils, fillers=("as of",)), end - at)


def _as_of_day(words: Words, at: int, place: int, context: Context) -> Match | None:
    """`mtd as of friday`, `as of end of october ytd`: until then; by itself it is since then."""
    start = words.skip(place, "the")
    cut = next((other for other in range(start + 1, len(words)) if words.text(other) in TO_DATE), len(words))
    found = read_period(Words(words[:cut]), start, context.calendar) if words.text(at) == "as" else None
    if not found or found.span.start >= context.calendar.now or not _is_beside_period(words, at, found.end, context):
        return None
    return Match(Draft(untils=(found.span,), fillers=("as of",)), found.end - at)


def _is_beside_days(words: Words, at: int, context: Context) -> bool:
    """Whether a period of several days stands apart from this word."""
    found = (read_period(words, other, context.calendar) for other in range(len(words)) if other not in (at, at + 1))
    return any(one and one.span.end - one.span.start > 2 * DAY for one in found)


def _is_beside_period(words: Words, at: int, end: int, context: Context) -> bool:
    return any(read_period(words, other, context.calendar) for other in range(len(words)) if not at <= other < end)


def _late_month(words: Words, at: int, context: Context) -> Match | None:
    """`cost end of september`, by itself: its last days, like `late september`; `at the end of` is its last day."""
    place = words.lead(at, ("end of", "end"))
    month = read_period(words, place, context.calendar) if place > at else None
    if not month or month.span.step != (1, "month") or month.span.end > context.calendar.now:
        return None
    late = replace(words[at], text="late", typed="late")
    found = read_period(Words((late, *words[place : month.end])), 0, context.calendar)
    return Match(Draft(spans=(found.span,)), month.end - at) if found else None


def _without_days(words: Words, at: int, context: Context) -> Match | None:
    """`this month without today`, `october except the 31st`."""
    place = words.lead(at, EXCEPT)
    found = read_period(words, place, context.calendar) if place > at else None
    if not found or words.text(place) in ("weekends", "weekdays"):  # `without weekends last week` leaves out times
        return None
    others = (step for step in range(len(words)) if not at <= step < found.end)
    if not any(read_period(words, step, context.calendar) for step in others):
        return None  # nothing is left, so it is not clear what the word negates
    holes, end = [found.span], found.end
    while more := _one_more(words, end, holes[0], context):
        holes.append(more.span)
        end = more.end
    return Match(Draft(holes=tuple(holes)), end - at)


def _one_more(words: Words, at: int, hole: Span, context: Context) -> Found | None:
    """The second of `except the 3rd and the 10th`: of the same kind."""
    place = words.skip(at, ",", "and", "&", "or")
    found = read_period(words, place, context.calendar) if place > at else None
    return found if found and (found.span.step, found.span.loose) == (hole.step, hole.loose) and hole.loose else None


def _leading_verb(words: Words, at: int, context: Context) -> Match | None:
    """`new this month by user`: a verb before a period, a group or a named slot. `new spend` may mean anything."""
    verb = LEADING.get(words.text(at))
    if verb is None or at:
        return None
    is_alone = len(words) == 1 or words.text(1) == "by"
    is_led = is_alone or read_period(words, 1, context.calendar) or read_slotted(words, 1, context)
    return Match(Draft(verbs=(verb,)), 1) if is_led else None


_WHETHER = ("did", "does", "do", "has", "have", "is", "are", "was", "were")
_MOVES = listed(
    """
    rise, drop, fall, increase, decrease, climb, jump, grow, spike, shrink, decline, risen, fallen, grown, increased,
    decreased, dropped, jumped, climbed, shrunk, declined, spiked, rising, dropping, falling, increasing, decreasing,
    climbing, growing, shrinking, declining
    """
)


def _in_one_unit(words: Words, at: int, context: Context) -> Match | None:
    """`max cost in an hour`, `most tokens in a single day`: the rows of a statistic, and no time to come."""
    place = words.lead(at, ("in an", "in a", "in one", "in any", "in a single", "in any one", "within an", "within a"))
    unit = UNIT.get(words.text(place)) if place > at else None
    stats = {word for name in ("max", "min", "busiest", "quietest") for word in STATISTICS[name]}
    if not unit or not any(words.text(before) in stats for before in range(at)):
        return None
    return Match(Draft(by=(unit,)), place + 1 - at)


def _whether_moved(words: Words, at: int, context: Context) -> Match | None:
    """`did tokens rise this week`, `has spend fallen`: one number is asked for its way, so no other is left out."""
    if words.text(at) not in _MOVES or words.text(at - 1) in ("the", "a", "any", "this", "that", "to"):
        return None
    before = [words.text(place) for place in range(at)]
    is_of_rows = any(text in DIMENSION_WORDS or text in ("which", "who", "what", "why") for text in before)
    asked = not is_of_rows and any(text in _WHETHER for text in before)
    return Match(Draft(moves=("why",)), 1) if asked else None


_COURSE = listed("went over, gone over, been going over, been over, develop, developed, evolve, evolved")


def _course(words: Words, at: int, context: Context) -> Match | None:
    """`how search went over the last 4 weeks`: how it went from one row to the next, and not one number."""
    end = words.lead(at, _COURSE)
    asked = end > at and "how" in [words.text(place) for place in range(at)]
    place = words.skip(end, "over", "in", "during", "since")
    if not asked or not (end == len(words) or read_period(words, place, context.calendar)):
        return None
    return Match(Draft(shapes=("chart",), fillers=(TREND,)), end - at)


_FILLERS = Phrases(" ".join(phrase) for phrase in FILLERS if len(phrase) <= 5)


def _filler(words: Words, at: int, context: Context) -> Match | None:
    end = words.lead(at, _FILLERS)
    return Match(Draft(fillers=(words.spelt(at, end),)), end - at) if end > at else None


# Of two that take as many words, the earlier one reads: words of slots before names, names before filler.
READERS: tuple[Reader, ...] = (
    read_price_sum,
    read_what_if,
    _leading_verb,
    read_slotted,
    read_owner,
    read_person,
    read_metric,
    read_gone_over,
    read_anyone_over,
    read_budget_changed,
    read_hours_apart,
    read_times,
    read_how_close,
    read_goal,
    refuse,
    read_moved,
    read_column,
    _as_of,
    _late_month,
    _period,
    read_event,
    _idle_over,
    _until,
    _without_days,
    read_outlook,
    read_window,
    read_run_rate,
    read_mean_of_things,
    read_figure,
    read_same_too,
    read_and_before,
    read_versus,
    read_above_last,
    read_compare,
    read_groups,
    read_buckets,
    read_cheapest,
    read_top,
    read_total,
    read_called,
    read_who,
    read_what,
    read_threshold,
    read_percent,
    read_moved_rows,
    read_except,
    read_nobodys,
    read_one_of,
    read_both,
    read_all_of,
    read_in_a_row,
    read_zone,
    read_kind_and_name,
    read_sizes,
    read_image_part,
    read_tier,
    read_portion,
    read_against_rest,
    read_share_at_end,
    read_whether_ran,
    _whether_moved,
    _course,
    _in_one_unit,
    read_audience,
    read_phrase,
    read_listed,
    read_name,
    read_stem,
    read_city,
    _filler,
)
