"""Refusals: what people ask and no question can hold, each with its own sentence."""

from __future__ import annotations

import re

from bot.core.catalogue.words import listed
from bot.core.errors import UserError
from bot.core.grammar.calendar_words import GLUED_UNIT, UNIT, WEEKDAY
from bot.core.grammar.contents import refuse_contents
from bot.core.grammar.draft import Match
from bot.core.grammar.errors import Ambiguous
from bot.core.grammar.exact_names import read_exact
from bot.core.grammar.groups import WIDTHS
from bot.core.grammar.limits import OVER
from bot.core.grammar.names import KINDS, family_name
from bot.core.grammar.other_wishes import MANAGED, NO_ADVICE, OTHER_WISHES, THINGS
from bot.core.grammar.pointers import MOVING
from bot.core.grammar.ranks import BOTTOM, TOP
from bot.core.grammar.reader import Context, read_phrase
from bot.core.grammar.sent_elsewhere import refuse_elsewhere
from bot.core.grammar.time.length_slots import read_count
from bot.core.grammar.time.read_time import read_period
from bot.core.grammar.time.told_events import has_event, is_dated_for
from bot.core.grammar.tokens import Words
from bot.core.grammar.unmeasured import BALANCE, UNMEASURED, Unmeasured
from bot.core.grammar.vocabulary import DIMENSION_WORDS
from bot.core.grammar.what_if import is_saved_by
from bot.core.grammar.wish_words import WISHES, single


def refuse(words: Words, at: int, context: Context) -> Match | None:
    """Raises UserError for what people ask and no question can hold."""
    for refusal in (_width, _percentile, _place, _negative, _things, _split, _dangling):
        refusal(words, at)
    _list(words, at)
    _delete(words, at, context)
    _report(words, at)
    _document(words, at, context)
    refuse_elsewhere(words, at)
    refuse_contents(words, at, context)
    _to_come(words, at, context)
    _refuse_row(words, at, context)
    return None


_DOCUMENTS = ("invoice", "invoices", "bill", "receipt", "receipts")
_HANDED = listed("pay, send, get, have, see, find, download, forward, attach, receive")


def _document(words: Words, at: int, context: Context) -> None:
    """Raises UserError for `send me the october invoice`, `did we pay the september bill`: a period is between."""
    if words.text(at) not in _HANDED or not words.has(_DOCUMENTS):
        return
    place = words.skip(at + 1, "me", "us", "the", "our", "an", "a")
    found = read_period(words, place, context.calendar)
    row = _ROW.get(f"{words.spelt(at, place)} {words.text(found.end)}") if found else None
    if row and found and words.text(found.end) in _DOCUMENTS:
        raise UserError(row.told, row.asks)


_DELETING = single("delete")


def _delete(words: Words, at: int, context: Context) -> None:
    """Raises UserError for `delete data-eval`: to delete a thing is no question of what it costs."""
    first = words.skip(1, "the", *KINDS)
    found = read_exact(words, first, context) if words.text(at) in _DELETING and at == 0 else None
    end = words.skip(found[1], *KINDS) if found else 0
    if found and words.lead(end, WISHES["please"]) == len(words):
        name = " ".join(word.typed for word in words[first : found[1]])
        told = f"I delete budgets and reports. {MANAGED}"
        raise UserError(told, (f"budget {name}", f"{name} last 30 days", "reports"))


_LIST = listed("list, list all, list all the, list our, list all our, list the, name all, name all the, name all our")


def _list(words: Words, at: int) -> None:
    """`list all projects`, and no more: those that were used are named by a period."""
    place = words.lead(at, _LIST)
    if place == at or at:
        return
    end = words.lead(place, THINGS)
    if place < end and words.skip(end, "please", "pls") == len(words):
        row = _ROW["which projects do we have"]
        kind = DIMENSION_WORDS[words.spelt(place, end)]
        raise UserError(row.told, (f"last 30 days by {kind}", f"idle {words.spelt(place, end)} last 30 days"))


_REPORTS = {
    f"{rhythm} {report}": (f"last {unit} by project", f"last {many} by {unit}")
    for rhythm, unit, many in (
        ("daily", "day", "14 days"),
        ("weekly", "week", "8 weeks"),
        ("monthly", "month", "6 months"),
    )
    for report in ("report", "reports", "report please", "reports please", "report pls")
}


_RHYTHMS = frozenset(phrase.split()[0] for phrase in _REPORTS)


def _report(words: Words, at: int) -> None:
    """Raises Ambiguous for `monthly report`, and no more: of the last month, or of several."""
    asks = _REPORTS.get(words.spelt(0, len(words))) if words.text(at) in _RHYTHMS and at == 0 else None
    if asks:
        one = asks[0].replace("last day", "yesterday")
        told = (
            f"Of {one.removesuffix(' by project')}, or a row for each? `every monday 9am …` sends one again and again."
        )
        raise Ambiguous(told, (one, asks[1]))


_SENDING = frozenset((*single("send", "tell"), "mail", "email", "slack", "schedule"))
_EACH_TIME = ("every", "each", "daily", "weekly")


def _to_come(words: Words, at: int, context: Context) -> None:
    """Raises UserError for `send me the cost every day in december`, which is no question of the last one."""
    if words.text(at) not in _EACH_TIME or not words.has(_SENDING):
        return
    found = (read_period(words, place, context.calendar) for place in range(len(words)))
    this_year = context.calendar.today.year
    if any(one and one.span.loose == "year" and one.span.start.year < this_year for one in found):
        told = "A report comes until somebody deletes it: it has no first and no last day."
        how = "monday" if words.text(at) == "weekly" or words.text(at + 1) in (*WEEKDAY, "week") else "day"
        about = "last week" if how == "monday" else "yesterday"
        raise UserError(told, (f"every {how} 9am {about}", f"every {how} 9am {about} by project", "reports"))


_NO_WIDTHS = ("semiannually", "semi-annually", "half-yearly", "biannually")


_HALF_HOURS = listed("half hourly, half-hourly, quarter-hourly, quarter hourly")


def _width(words: Words, at: int) -> None:
    if (end := words.lead(at, _HALF_HOURS)) > at:
        raise UserError(WIDTHS, (words.instead(at, end, "by minute"), words.instead(at, end, "by hour")))
    if words.text(at) in _NO_WIDTHS:
        raise UserError(WIDTHS, (words.instead(at, at + 1, "monthly"), "this year by month"))
    place = words.lead(at, ("per", "a", "each", "/", "by", "every", "in"))
    if place > at and words.text(at) != "a" and (counted := _counted_unit(words, place)):
        unit, end = counted
        after = words.skip(end, "steps", "buckets", "bins", "intervals", "chunks")
        if words.text(at) != "in" or after > end:
            raise UserError(WIDTHS, (words.instead(at, after, f"by {unit}"), "today by hour"))
    if place > at and words.text(place) in ("second", "sec", "s"):
        raise UserError(WIDTHS, (words.instead(place, place + 1, "minute"), "last hour by minute"))


_MILLIONS = listed("tokens, token, toks, tok, input, output, cached, characters, chars, requests, calls, in, out")


def _counted_unit(words: Words, at: int) -> tuple[str, int] | None:
    """`10 min`, `15m`: the unit, and the place behind it."""
    glued = re.fullmatch(r"\d{1,3}([a-z]+)", words.text(at))
    if glued and (words.text(at) == "1m" or words.text(at + 1) in _MILLIONS):
        return None  # `per 1m tokens`, `price of gpt-5 per 1M`
    if glued and (unit := "minute" if glued[1] in ("m", "min") else GLUED_UNIT.get(glued[1])):
        return unit, at + 1
    count, end = read_count(words, at)
    return (UNIT[words.text(end)], end + 1) if count and words.text(end) in UNIT else None


def _percentile(words: Words, at: int) -> None:
    if re.fullmatch(r"sigmas?|σ|\dσ|z-?scores?", words.text(at)):
        end = at + 1 + (words.text(at + 1) in (">", ">=", "over")) * 2
        instead = words.instead(0, end, "anomalies"), "anomalies last 7 days"
        raise UserError("I know no deviations; `anomalies` says what was unusual.", instead)
    if words.lead(at + 1, ("latency", "latencies", "ttft", "response time", "response times")) > at + 1:
        return
    if re.fullmatch(r"p\d\d|percentiles?|\d\dth-percentile|quantiles?|stddev|std", words.text(at)):
        instead = words.instead(at, at + 1, "median"), words.instead(at, at + 1, "max")
        raise UserError(
            "I know no percentiles and no deviations; there is `median per day` and `max per day`.", instead
        )


_PARTS = re.compile(r"(\d{1,2})[/:-](\d{1,2})")
_SPLIT_FROM = listed("split, divide, share, allocate, apportion")


def _split(words: Words, at: int) -> None:
    """Raises UserError for `split the october bill 60/40 between product and research`."""
    parts = _PARTS.fullmatch(words.text(at))
    if parts and words.text(0) in _SPLIT_FROM and int(parts[1]) + int(parts[2]) == 100:
        whole = " ".join(word.typed for word in words[1:at])
        told = "I divide no amount by a key of yours; I know what was used, and by which project."
        raise UserError(told, (whole, f"{whole} by project", "last month by project"))


_PLACES = listed("second, third, fourth, fifth, 2nd, 3rd, 4th, 5th, next")


def _place(words: Words, at: int) -> None:
    """`second most expensive project`: refused, since `top` begins at the first."""
    if words.text(at) in _PLACES and words.lead(at + 1, (*TOP, *BOTTOM, "most", "least")) > at + 1:
        instead = words.instead(at, at + 1, "")
        raise UserError(
            "I show the largest or the smallest, not one of their places; try `top 3 projects`.", (instead,)
        )


_ASKS = ("who", "what", "which", "whose", "whom", "how")


def _dangling(words: Words, at: int) -> None:
    """Raises UserError for `today by`, where the word that should follow was forgotten."""
    is_last = 0 < at == len(words) - 1 and words.text(at) in ("by", "per")
    if is_last and not any(word.text in _ASKS for word in words):
        asked = " ".join(word.typed for word in words)
        raise UserError("By what?", tuple(f"{asked} {name}" for name in ("project", "model", "key")))


def _negative(words: Words, at: int) -> None:
    if words.text(at) in ("top", "bottom") and re.fullmatch(r"-\d+", words.text(at + 1)):
        name = words.text(at)
        raise UserError(f"`{name}` takes a number from 1 to 1000; try `{name} 5 projects`.", (f"{name} 5 projects",))


def _things(words: Words, at: int) -> None:
    """`keys in >1 project`: refused, since rows do not count what belongs to them."""
    place = words.lead(at, OVER)
    count, end = read_count(words, place) if place > at else (None, at)
    if count and words.text(end) in DIMENSION_WORDS:
        raise UserError(
            f"I cannot count the {DIMENSION_WORDS[words.text(end)]}s of each row; ask for both: `by key and project`.",
            ("last month by key and project",),
        )


def _rows_by_phrase(rows: tuple[Unmeasured, ...]) -> dict[str, Unmeasured]:
    """Raises ValueError for a phrase that would have two sentences."""
    found: dict[str, Unmeasured] = {}
    for row in rows:
        for phrase in row.words:
            if found.setdefault(phrase, row) is not row:
                raise ValueError(f"“{phrase}” stands twice: in “{row.told}” and in “{found[phrase].told}”.")
    return found


_ROW = _rows_by_phrase((*UNMEASURED, *OTHER_WISHES))


_FIRST_WORDS = frozenset(phrase.split()[0] for phrase in _ROW)
_CURRENCIES = ("€", "£", "¥")


def _refuse_row(words: Words, at: int, context: Context) -> None:
    """Raises UserError for what no number tells, and for what is no question."""
    if words.text(at) not in _FIRST_WORDS and words.text(at)[:1] not in _CURRENCIES:
        return
    if words.text(at) == "remind" and words.text(at + 2) in ("what", "how", "who", "which", "of", "when"):
        return  # `remind me what the budget was` is asked now
    for length in (6, 5, 4, 3, 2, 1):
        row = _ROW.get(words.spelt(at, at + length)) if words.text(at + length - 1) else None
        row = row or (_ROW["€"] if length == 1 and words.text(at)[:1] in _CURRENCIES else None)
        if row and _is_meant(row, words, at, length, context):
            if row.told.startswith(NO_ADVICE) and (larger := _on_the_larger(words, context)):
                raise UserError(f"{row.told} What a model saved is its use at the other model's price.", larger)
            if row.instead is None or words.text(0) == "why":  # why something is slow is no question of use
                raise UserError(row.told, row.asks)
            raise UserError(row.told, (words.instead(at, at + length, row.instead), *row.asks))


def _is_meant(row: Unmeasured, words: Words, at: int, length: int, context: Context) -> bool:
    """Whether the words of a row ask for what it refuses."""
    is_pace = words.text(at) in ("fast", "faster", "slower") and any(word.text in MOVING for word in words)
    if is_pace or (row.told.startswith(NO_ADVICE) and is_saved_by(words, at)):
        return False  # `growing faster than 20%`, `how fast is search growing`, `are we saving money with batch`
    is_other = _is_of_event(row, words, at + length, context) or _is_known(row, words)
    return not (is_other or _is_measured(words, at, length, context))


def _on_the_larger(words: Words, context: Context) -> tuple[str, ...]:
    """What can be asked of `did mini save us money`: the same use on the model that it is the small one of."""
    sizes = {word.text.rpartition("-")[2] for word in words} & {"mini", "nano"}
    known = {family_name(one) for one in context.index.known if one.kind == "model"}
    said = {word.text for word in words}
    small = sorted(name for name in known if name.rpartition("-")[2] in sizes and (name in said or sizes & said))
    pairs = [(name, name.rpartition("-")[0]) for name in small]
    return tuple(f"what would {name} this month have cost on {larger}" for name, larger in pairs if larger in known)[:3]


def _is_of_event(row: Unmeasured, words: Words, at: int, context: Context) -> bool:
    """`before/after nov 9` has a day between its sides, `since the release on nov 9` one from which it is."""
    if not row.told.startswith(("Write both periods", "I know no releases")):
        return False
    is_dated = read_period(words, words.skip(at, "the", "on"), context.calendar) is not None
    return is_dated or has_event(words, context) or is_dated_for(words, at, context)


def _is_measured(words: Words, at: int, length: int, context: Context) -> bool:
    """Whether a name or a metric is spelt so: what the catalogue has a row for, and `team payments`, is measured."""
    if length == 1 and at and words.text(at - 1) == "team":
        return True
    phrase = read_phrase(words, at, context)
    is_metric = phrase is not None and phrase.length >= length and bool(phrase.draft.metrics)
    return is_metric or read_exact(words, at, context) is not None


def _is_known(row: Unmeasured, words: Words) -> bool:
    """Whether the words mean something here: `left in the search budget` does not ask for OpenAI's balance."""
    known = ("budget", "budgets", "headroom", "forecast", "callers", "caller", "holdouts")
    if row.told.startswith(MANAGED):  # `keys not used since september that we can revoke`
        return any(words.text(place) in _IDLE or words.match(place, "not used") for place in range(len(words)))
    return row.told.startswith(BALANCE) and any(words.text(place) in known for place in range(len(words)))


_IDLE = ("idle", "unused", "inactive", "dormant", "stale", "zombie")
