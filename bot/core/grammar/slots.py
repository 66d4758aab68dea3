"""The slots of a question, one reader each. Where several can read, the one that takes most words does."""

from __future__ import annotations

from functools import lru_cache

from bot.core.catalogue.words import Phrases, listed
from bot.core.grammar.audience import read_audience
from bot.core.grammar.claims import read_asked_back, read_claim
from bot.core.grammar.draft import Draft, Match
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
from bot.core.grammar.goals import read_goal
from bot.core.grammar.groups import read_buckets, read_groups
from bot.core.grammar.hours_apart import read_hours_apart
from bot.core.grammar.kin_names import read_stem
from bot.core.grammar.kinds_of_models import read_kind_last_used, read_realtime
from bot.core.grammar.limits import read_hidden, read_percent, read_threshold
from bot.core.grammar.listed_groups import read_column, read_listed
from bot.core.grammar.means_of_things import read_mean_of_things
from bot.core.grammar.metric_words import read_metric
from bot.core.grammar.model_families import read_sizes
from bot.core.grammar.moved_rows import read_moved_rows
from bot.core.grammar.one_word import may_begin
from bot.core.grammar.outlooks import read_outlook
from bot.core.grammar.over_budget import (
    read_anyone_over,
    read_budget_changed,
    read_gone_over,
    read_how_close,
)
from bot.core.grammar.period_slots import (
    read_as_of,
    read_asked_period,
    read_idle_over,
    read_in_one_unit,
    read_late_month,
    read_until_then,
    read_without_days,
)
from bot.core.grammar.persons import read_owner, read_person
from bot.core.grammar.portions import read_against_rest, read_portion, read_share_at_end, read_whether_ran
from bot.core.grammar.price_sums import read_cheapest, read_price_sum
from bot.core.grammar.ranks import read_top, read_total
from bot.core.grammar.reader import FILLERS, Context, Reader, read_phrase
from bot.core.grammar.refusals import refuse
from bot.core.grammar.run_rates import read_run_rate
from bot.core.grammar.time.compared_pairs import read_compare, read_moved
from bot.core.grammar.time.comparisons import read_above_last, read_and_before, read_same_too, read_versus
from bot.core.grammar.time.read_time import read_period, read_window
from bot.core.grammar.time.told_events import read_event
from bot.core.grammar.times_of_week import read_times
from bot.core.grammar.tokens import Words
from bot.core.grammar.usual_days import read_usual_day
from bot.core.grammar.verbs import LEADING
from bot.core.grammar.vocabulary import DIMENSION_WORDS, TREND
from bot.core.grammar.volume_or_price import read_volume_or_price
from bot.core.grammar.what_if import read_what_if
from bot.core.grammar.who_and_what import read_called, read_what, read_who
from bot.core.grammar.zone_slots import read_city, read_zone


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
    read_kind_last_used,
    read_realtime,
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
    read_as_of,
    read_late_month,
    read_asked_period,
    read_event,
    read_idle_over,
    read_until_then,
    read_without_days,
    read_usual_day,
    read_volume_or_price,
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
    read_claim,
    read_asked_back,
    read_hidden,
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
    read_in_one_unit,
    read_audience,
    read_phrase,
    read_listed,
    read_name,
    read_stem,
    read_city,
    _filler,
)
