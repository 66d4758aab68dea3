"""What every reader of a slot takes and returns."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from bot.core.catalogue import ENDPOINTS, METRICS
from bot.core.catalogue.words import Phrases, listed
from bot.core.grammar.budget_page_words import BUDGET_REACHED
from bot.core.grammar.draft import Draft, Lean, Match
from bot.core.grammar.mail_words import COURTESIES
from bot.core.grammar.names import UNATTRIBUTED, Choice, Index
from bot.core.grammar.plain_words import FILLER
from bot.core.grammar.pointers import LEANING, ROWS_OVER
from bot.core.grammar.time.calendar import Calendar
from bot.core.grammar.tokens import Words
from bot.core.grammar.verbs import VERBS
from bot.core.grammar.vocabulary import (
    ACCRUALS,
    ACCRUED,
    ANYTHING_EXPENSIVE,
    ANYWHERE,
    AUDIO_IN_AND_OUT,
    BATCH_PHRASES,
    BILL,
    BILLS,
    CHARGED_BACK,
    CHART_TOO,
    DIMENSION_WORDS,
    DIRECTIONS,
    ESTIMATES,
    IN_AND_OUT,
    IN_PERCENT,
    IN_USE,
    LAST_TIME,
    LAST_USED,
    LONGEST_ANSWERS,
    LONGEST_PROMPTS,
    NEW_PEOPLE,
    NO_FORM,
    NORMAL_DAYS,
    OF_NO_PROJECT,
    OWNERS,
    PRODUCTS,
    SHAPE_PHRASES,
    SIZES,
    SOFT_COST,
    STILL_USED,
    THAN_USUAL,
    TIME_GROUPS,
    TO_BE_ZERO,
    TREND,
    USED_LAST,
    WHERE_IT_GOES,
    phrases,
)

Phrase = tuple[str, ...]


def _table() -> dict[Phrase, Draft]:
    """A phrase may stand in several tables: `tts characters` is an endpoint and a metric."""
    rows = [
        *((", ".join(metric.words), Draft(metrics=(metric.name,))) for metric in METRICS),
        *((counter, Draft(metrics=(metric,))) for counter, metric in _counters().items()),
        *((", ".join(endpoint.words), Draft(endpoints=(endpoint.name,))) for endpoint in ENDPOINTS),
        *((spelt, Draft(shapes=(name,))) for name, spelt in SHAPE_PHRASES.items()),
        *((f"{no} {drawn}", Draft(shapes=("table",))) for drawn in listed(SHAPE_PHRASES["chart"]) for no in NO_FORM),
        *((", ".join(verb.said), Draft(verbs=(verb.name,))) for verb in VERBS),
        (", ".join(BUDGET_REACHED), Draft(verbs=("forecast", "budgets"))),
        *_things(),
        *((", ".join(verb.hinted), Draft(moves=(verb.name,))) for verb in VERBS),
        *((word, Draft(leans=(Lean(word, ("why",)),))) for word in DIRECTIONS),
        *((word, Draft(leans=(Lean(word, ("change",)),))) for word in ("growth", "decline")),
        *((spelt, Draft(by=(name,))) for name, spelt in TIME_GROUPS.items()),
        *((spelt, Draft(included=(Choice("batch", (value,)),))) for value, spelt in BATCH_PHRASES.items()),
        (OWNERS, Draft(verbs=("budgets",))),
        *((f"with {word} names, with {word} name", Draft(by=(kind,))) for word, kind in DIMENSION_WORDS.items()),
        *((f"the same {word}, same {word}", Draft(by=(word,))) for word in ("key", "project", "model")),
        (TO_BE_ZERO, Draft(fillers=("zero",))),
        ("free, free of charge, for free", Draft(moves=("prices",), leans=(Lean("free", ("priced",)),))),
        (OF_NO_PROJECT, Draft(included=(Choice("project", (UNATTRIBUTED.id,)),))),
        (NEW_PEOPLE, Draft(verbs=("new",), by=("user",))),
        (SOFT_COST, Draft(soft_cost=(True,))),
        (PRODUCTS, Draft(soft_cost=(True,))),
        *((spelt, Draft(metrics=(name,), figures=("per request",))) for name, spelt in SIZES.items()),
        (IN_AND_OUT, Draft(metrics=("input", "output"))),
        (AUDIO_IN_AND_OUT, Draft(metrics=("audio input", "audio output"))),
        (", ".join(CHART_TOO), Draft(shapes=("chart",), fillers=(TREND,))),
        ("images and cost, images & cost, images + cost", Draft(metrics=("images", "cost"), fillers=("and",))),
        ("cost and images, cost & images, cost + images", Draft(metrics=("cost", "images"), fillers=("and",))),
        ("migration progress, rollout progress, adoption over time", Draft(by=("model", "week"))),
        ("what was going on, whats been going on, what went on, what was happening", Draft(shapes=("chart",))),
        ("rpm, requests per minute, calls per minute", Draft(metrics=("requests",), by=("minute",))),
        ("tpm, tokens per minute", Draft(metrics=("tokens",), by=("minute",))),
        ("how busy, how much traffic, how often, how many times", Draft(metrics=("requests",))),
        (LONGEST_PROMPTS, Draft(metrics=("input",), figures=("per request",))),
        (LONGEST_ANSWERS, Draft(metrics=("output",), figures=("per request",))),
        ("hammering, hammered, hammer, hammers", Draft(metrics=("requests",))),
        ("nothing from, nothing on, nothing for", Draft(metrics=("requests",))),
        (IN_PERCENT, Draft(moves=("versus",))),
        (ESTIMATES, Draft(moves=("forecast",), leans=(Lean("estimate", ("outlook",)),))),
        ("expected", Draft(leans=(Lean("expected", ("outlook",)),))),  # of what is over nothing is expected
        (ACCRUALS, Draft(moves=("forecast",), soft_cost=(True,), fillers=(ACCRUED,))),
        (CHARGED_BACK, Draft(soft_cost=(True,), leans=(Lean("chargeback", ("several", "rows")),))),
        (THAN_USUAL, Draft(fillers=("usual",))),
        (NORMAL_DAYS, Draft(fillers=("usual",))),
        (STILL_USED, Draft(fillers=(IN_USE,))),
        (USED_LAST, Draft(fillers=(LAST_USED,))),
        (LAST_TIME, Draft(verbs=("idle",))),
        (BILLS, Draft(metrics=("cost",), fillers=(BILL,))),
        (ANYTHING_EXPENSIVE, Draft(by=("model",), top=(5,), usual=(5,))),
        ("anywhere, anywhere else, somewhere, in any project, on any project", Draft(fillers=(ANYWHERE,))),
        (WHERE_IT_GOES, Draft(top=(5,), usual=(5,))),
        *((word, Draft(leans=(Lean(word, (f"{unit} rows",)),))) for word, unit in ROWS_OVER.items()),
    ]
    table: dict[Phrase, Draft] = {}
    for spelt, draft in rows:
        for phrase in phrases(spelt):
            table[phrase] = table[phrase] + draft if phrase in table else draft
    for phrase, slots in ((tuple(spelt.split()), slots) for spelt, slots in LEANING.items()):
        table.setdefault(phrase, Draft(leans=(Lean(" ".join(phrase), slots),)))
    return table


def _counters() -> dict[str, str]:
    """`output_tokens`, as OpenAI's API calls what it counts: the metric of the fewest counters that begins with it."""
    metrics = sorted(METRICS, key=lambda metric: -max(map(len, metric.counters.values()), default=0))
    return {names[0]: metric.name for metric in metrics for names in metric.counters.values() if "_" in names[0]}


def _things() -> list[tuple[str, Draft]]:
    """`unused keys`, `new projs`: a verb and what it is about."""
    made = [
        (spelt, Draft(verbs=("new",), by=(kind,)))
        for word, kind in DIMENSION_WORDS.items()
        for spelt in (f"newest {word}", *(f"{word} {done}" for done in ("created", "added", "introduced")))
    ]
    return made + [
        (f"{said} {spelt}", Draft(verbs=(verb.name,), by=(kind,)))
        for verb in VERBS
        if verb.things
        for said in verb.words
        for spelt, kind in DIMENSION_WORDS.items()
    ]


PHRASES = _table()
_PHRASES = Phrases(" ".join(phrase) for phrase in PHRASES if len(phrase) <= 6)
FILLERS = frozenset((*phrases(FILLER), *phrases(COURTESIES), (",",), (";",), ("|",), ("·",)))


@dataclass(frozen=True, slots=True)
class Context:
    """
    What readers need besides the words. `me` is the asker's id as a user of the organisation, or ''.

    `matches` are those found so far, by their words and place, and `exact` the names: for one question, so they need no
    end.
    """

    calendar: Calendar
    index: Index
    me: str = ""
    matches: dict[tuple[Words, int], Match | None] = field(default_factory=dict, compare=False, repr=False)
    exact: dict[tuple[Words, int, str], tuple[Choice, int] | None] = field(
        default_factory=dict, compare=False, repr=False
    )

    def in_zone(self, zone: ZoneInfo) -> Context:
        return Context(replace(self.calendar, zone=zone), self.index, self.me)


Reader = Callable[[Words, int, Context], Match | None]


def read_phrase(words: Words, at: int, context: Context) -> Match | None:
    """A fixed phrase: a metric, an endpoint, a shape, a verb, `daily`, `not batch`."""
    length = words.lead(at, _PHRASES) - at
    return Match(PHRASES[words.texts(at, at + length)], length) if length else None


_LONGEST = 200  # characters; small talk is short


def meaningful_words(text: str, kept: Container[str] = ()) -> tuple[str, ...]:
    """
    The words without filler: `are there any alerts?` is `alerts`. Filler words in `kept` stay. A long text gives ''.
    """
    words = Words.of(text) if len(text) <= _LONGEST else ()
    return tuple(word.text for word in words if word.quoted or word.text in kept or (word.text,) not in FILLERS)
