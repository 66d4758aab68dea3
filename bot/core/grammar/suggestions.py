"""What a refusal offers, first what is nearest: each can be read, and keeps what was understood where it can."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from itertools import chain

from bot.core.errors import UserError
from bot.core.grammar.clauses import first_clause
from bot.core.grammar.draft import Draft
from bot.core.grammar.errors import Ambiguous, NoPeriod, UnknownName
from bot.core.grammar.kind_offers import COMMANDS, heard, kind_offers, periods
from bot.core.grammar.offers import ReadAs, offers
from bot.core.grammar.plain_offers import plain_offer, tidied
from bot.core.grammar.plain_words import NEGATIONS
from bot.core.grammar.reader import Context
from bot.core.grammar.slots import best_match
from bot.core.grammar.tokens import Words
from bot.core.grammar.typed_text import cleaned
from bot.core.grammar.unread import SHOWN, examples, in_place, suggested
from bot.core.question import Question

_FORWARD = ("forecast", "budget")  # a period that was said has no place in these


def with_suggestions(error: UserError, text: str, words: Words | None, context: Context, read: ReadAs) -> UserError:
    """The same error, with suggestions that can be read. Text that is too long has no `words`."""
    read = cache(read)
    error = _plainer(error, text, read)
    if words is None:
        found = suggested(error, text, lambda typed: read(typed) is not None)
        return type(error)(str(error), (*found, *examples(text))[:SHOWN])
    if type(error) is UserError:
        said = [each for each in error.suggestions if each.strip()]  # nothing may be left without the refused words
        error = UserError(str(error), tuple(_carried(each, words, context, read) for each in said))
    text = _placed(error, text, read)
    kinds = tuple(kind_offers(words, context, lambda typed: read(typed) is not None))
    found = suggested(error, text, lambda typed: read(typed) is not None, _offers(text, words, context, read), kinds)
    found = _plain(tuple(filter(str.strip, found)), error, text, context, read)
    found = _each_once(found, text, read)
    if not _is_of_two(error, found):
        found = _each_once(chain(found, _examples(text, words, context, read)), text, read)
    return type(error)(str(error), _nearest_first(found, _understood(words, context), error, context, read))


def _is_of_two(error: UserError, found: tuple[str, ...]) -> bool:
    """Two readings, or two dates in the place of one that was said, are all that there is to choose from."""
    return isinstance(error, (Ambiguous, NoPeriod)) and len(found) > 1


def _examples(text: str, words: Words, context: Context, read: ReadAs) -> Iterator[str]:
    """Examples on what the words are about, with what was understood; with a negation they might say the opposite."""
    is_turned = words.has(NEGATIONS)
    for example in examples(text):
        yield example if is_turned or " vs " in example else _carried(example, words, context, read)


def _each_once(found: Iterable[str], text: str, read: ReadAs) -> tuple[str, ...]:
    """The first ones of those that ask the same, and not what was refused."""
    asked: dict[Question | str, str] = {}
    for one in found:
        if one.strip(" ?!.") != text.strip(" ?!."):
            asked.setdefault(read(one) or one, one)
        if len(asked) == SHOWN:
            break
    return tuple(asked.values())


def _plain(found: tuple[str, ...], error: UserError, text: str, context: Context, read: ReadAs) -> tuple[str, ...]:
    """In plain words, where no name or date was put in the place of what was typed. None is what was refused."""
    if isinstance(error, Ambiguous):
        return found
    told = (
        one if _is_placed(one, error, text) else tidied(plain_offer(one, text, context, read), text, read)
        for one in found
    )
    told = (_forecast_first(one, read) if isinstance(error, NoPeriod) else one for one in told)
    return tuple(filter(None, told))


_FORECAST = re.compile(r"\bforecast this (?:week|month|quarter|year)\b")


def _forecast_first(offer: str, read: ReadAs) -> str:
    """`how much will search cost forecast this month` with the forecast first, and without what it makes needless."""
    found = _FORECAST.search(offer)
    asked = read(offer) if found and found.start() else None
    if not found or asked is None:
        return offer
    rest = offer[: found.start()].split() + offer[found.end() :].split()
    ends = (at for at in range(len(rest), -1, -1) if rest[at - 1 : at] not in (["by"], ["per"]))
    tried = (" ".join((found[0], *rest[at:])) for at in ends)
    return next((one for one in tried if read(one) == asked), offer)


def _is_placed(offer: str, error: UserError, text: str) -> bool:
    return offer.split()[0] in COMMANDS or (
        isinstance(error, (NoPeriod, UnknownName)) and offer in in_place(error, text)
    )


def _placed(error: UserError, text: str, read: ReadAs) -> str:
    """The text, or its first sentence where the name that was meant makes a question of that alone."""
    first = first_clause(text)
    typed = getattr(error, "typed", "")
    if not first or typed not in first or any(map(read, in_place(error, text))):
        return text
    return first if any(map(read, in_place(error, first))) else text


def _plainer(error: UserError, text: str, read: ReadAs) -> UserError:
    """With the question without its quotes, and the first of two sentences, as offers of their own."""
    bare = " ".join(plain.replace('"', " ").split()) if '"' in (plain := cleaned(text)) else ""
    if bare and read(bare):
        error = type(error)(str(error), (bare, *error.suggestions))
    if type(error) is not UserError:
        return error
    asks = (one for each in error.suggestions for one in (each, each.partition("? ")[0]))
    return UserError(str(error), tuple(dict.fromkeys(filter(str.strip, asks))))  # of `vat` alone nothing is left


def _offers(text: str, words: Words, context: Context, read: ReadAs) -> Iterator[str]:
    """Questions made of what was understood."""
    yield from offers(words, context, read)
    if (first := first_clause(text)) and read(first):
        yield first  # `how much is moderation, isn't it free?`


def _carried(offer: str, words: Words, context: Context, read: ReadAs) -> str:
    """`requests today by hour`, for a line about search in october: `requests october by hour search`."""
    asked = read(offer)
    if asked is None or offer.split()[0] in (*COMMANDS, *_FORWARD):
        return offer
    said = heard(words, context)
    own = max(periods(Words.of(offer), context), key=len, default="")
    is_dated = own == offer or (not own and bool(_understood(Words.of(offer), context).spans))
    period = "" if asked.verb or is_dated else said.period
    dated = offer.replace(own, period) if own and period else f"{offer} {period}".strip()
    names = " ".join(name for name in said.names if name.strip('"').casefold() not in offer.casefold())
    tried = (f"{dated} {names}", f"{offer} {names}", dated)
    return next((one for one in map(str.strip, tried) if _adds(one, asked, read)), offer)


def _adds(text: str, asked: Question, read: ReadAs) -> bool:
    found = read(text)
    return found is not None and (found.verb, found.by, found.metric) == (asked.verb, asked.by, asked.metric)


def _nearest_first(
    found: tuple[str, ...], draft: Draft, error: UserError, context: Context, read: ReadAs
) -> tuple[str, ...]:
    """
    The first one that loses nothing of what was understood, where the first of all does. What is asked back stays, and
    a name that was meant is kept.
    """
    first = read(found[0]) if found and found[0].strip() else None
    if first is None or isinstance(error, (Ambiguous, NoPeriod)) or found[0].split()[0] in (*COMMANDS, *_FORWARD):
        return found
    names = (isinstance(error, UnknownName) and error.suggestions) or ("",)
    whole = [
        one
        for one in found
        if (asked := read(one))
        and asked.verb == first.verb
        and _keeps(asked, draft, context)
        and any(name in one for name in names)
    ]
    return found if not whole or found[0] in whole else tuple(dict.fromkeys((whole[0], *found)))


def _understood(words: Words, context: Context) -> Draft:
    draft, at = Draft(), 0
    while at < len(words):
        try:
            match = best_match(words, at, context)
        except UserError:  # what no number tells
            match = None
        draft += match.draft if match else Draft()
        at += match.length if match else 1
    return replace(draft, included=tuple(one for one in draft.included if one.values != (context.me,)))


def _keeps(asked: Question, draft: Draft, context: Context) -> bool:
    now = context.calendar.now
    said = {(span.start, min(span.end, now)) for span in draft.spans if span.start < now}
    periods_of = [one for one in (asked.period, asked.versus, asked.versus_whole) if one]
    is_dated = not said or any((one.start, min(one.end, now)) in said for one in periods_of)
    filters = (*asked.filters, *asked.part)
    is_narrowed = all(
        any(one.dimension == each.dimension and {*one.values} & {*each.values} for one in filters)
        for each in draft.included
    )
    return is_dated and is_narrowed and {*draft.by} <= {*asked.by, *filter(None, (asked.time_unit,))}
