"""Metrics that several words name together: what was bought, the price of a part, what one thing costs."""

from __future__ import annotations

from bot.core.catalogue.words import Phrases, listed
from bot.core.errors import UserError
from bot.core.grammar.amounts import BEFORE_LIMITS, read_sum
from bot.core.grammar.draft import Draft, Lean, Match
from bot.core.grammar.exact_names import read_exact
from bot.core.grammar.kinds_of_models import read_kinds
from bot.core.grammar.reader import Context, read_phrase
from bot.core.grammar.token_parts import read_ends_of_audio, read_price_of_part, token_parts
from bot.core.grammar.tokens import Words
from bot.core.grammar.vocabulary import OF_ONE

# Beside a count these words say that it was paid for: `tokens billed`, `how many requests did we pay for`.
_BOUGHT = listed(
    """
    billed, billed for, charged, charged for, get charged for, got charged for, pay for, paid for, paying for, paid,
    get billed for, got billed for, being billed for, bill for
    """
)
_BILLABLE = listed("billed, billable, charged, chargeable, paid, paid for")
_PRICE = listed("cost, costs, price, prices, spend, spending, bill, expense, expenses, charges, expenditure")
_PRICE_OF = Phrases(
    f"{word} {joint}"
    for word in (*_PRICE, "spent", "pay", "paid", "paying", "charged", "billed", "money", "dollars", "burned", "burnt")
    for joint in ("of", "for", "on", "of the", "for the", "on the", "of our", "for our", "on our")
)
_ONE = Phrases((*OF_ONE, "every", "per"))
_ASKED_OF_ONE = listed("does, do, did, is, of, cost, for, would")
_COSTS = listed("cost, costs, costing, cost us, run us, set us back")
_LIMITS = Phrases((*BEFORE_LIMITS, "and"))
# What people divide by and OpenAI does not know.
_UNCOUNTED = listed(
    """
    ticket, conversation, chat, document, doc, page, email, mail, customer, client, transaction, order, sale, lead,
    question, answer, message, run, ci run, job, build, deploy, deployment, test, pull request, pr, commit, article,
    summary, signup, subscriber, visit, visitor, feature, tenant, seat, resolution, search, task, agent run, workflow,
    pipeline, conversion, report, interaction, thread, customer conversation, customer ticket, support ticket, support
    conversation, review, code review, eval, eval run, test run, file, row, record, invoice, resolved ticket
    """
)


_SPENT_ON = Phrases(
    f"{much} {on}{the}"
    for much in ("how much", "how much money", "how much cash")
    for on in (
        "on",
        "went to",
        "goes to",
        "went on",
        "goes on",
        "is going to",
        "went into",
        "goes into",
        "did go to",
        "for",
    )
    for the in ("", " the", " our")
)


def _names_a_kind(words: Words, at: int, context: Context) -> bool:
    """Whether a kind of usage follows, which has a count of its own: `how much went to images` is of money."""
    phrase = read_phrase(words, at, context)
    return phrase is not None and bool(phrase.draft.endpoints)


def read_metric(words: Words, at: int, context: Context) -> Match | None:
    if listed_price := read_price_of_part(words, at, context):
        return listed_price
    if kinds := read_kinds(words, at, context):
        return kinds
    _require_whole(words, at)
    _require_one_kind(words, at, context)
    _require_counted(words, at, context)
    beside = _spend_beside(words, at, context) or _left_out(words, at, context) or _length_of_audio(words, at, context)
    if (place := words.lead(at, _SPENT_ON)) > at and _names_a_kind(words, place, context):
        return Match(Draft(soft_cost=(True,)), place - at)
    several = (
        read_ends_of_audio(words, at)
        or _in_out_and_cached(words, at)
        or _kinds_of_tokens(words, at)
        or _with_cost(words, at)
    )
    return (
        several or beside or tokens_of_price(words, at) or _billable(words, at, context) or _bought(words, at, context)
    )


_HOW_LONG = listed("minutes, mins, hours, hrs, seconds, secs")
_COUNTED = Phrases(f"{lead} {unit}" for lead in ("in", "how many", "as", "number of", "total") for unit in _HOW_LONG)
_OF_A_PERIOD = ("last", "past", "previous", "few", "next", "per", "by", "these", "business", "working", "office")


def _length_of_audio(words: Words, at: int, context: Context) -> Match | None:
    """`whisper this week in minutes`, `how many hours did whisper transcribe`: of audio, not of a period."""
    end = words.lead(at, _COUNTED)
    if end == at:
        end += words.text(at) in _HOW_LONG and not (
            words.text(at - 1) in _OF_A_PERIOD or words.text(at - 1)[:1].isdecimal()
        )
    if end == at or words.text(end) in ("ago", "vs"):
        return None
    said = (read_phrase(words, other, context) for other in range(len(words)) if not at <= other < end)
    end = words.lead(end, ("of audio", "of speech", "audio"))
    is_of_audio = any("transcriptions" in phrase.draft.endpoints for phrase in said if phrase)
    return Match(Draft(metrics=("seconds",)), end - at) if is_of_audio else None


_PART_OF_TOKENS = {
    "in": "input", "input": "input", "inputs": "input", "prompt": "input", "out": "output", "output": "output",
    "outputs": "output", "completion": "output", "cached": "cached", "cache": "cached", "uncached": "uncached",
}  # fmt: skip
_LISTED = ("/", ",", "and", "&", "+", "vs", ":", "|")


def _in_out_and_cached(words: Words, at: int) -> Match | None:
    """`in/out/cached`, `input, output and cached tokens`: three metrics beside each other."""
    found: list[str] = []
    place = end = words.skip(at, "tokens", "tok", "toks")
    while (metric := _PART_OF_TOKENS.get(words.text(place))) and metric not in found:
        found.append(metric)
        end = words.skip(place + 1, "tokens", "token", "toks", "tok")
        place = words.skip(end, *_LISTED)
        if place == end:
            break
    return Match(Draft(metrics=tuple(found), fillers=("and",)), end - at) if len(found) > 2 else None


_KINDS_OF_TOKENS = Phrases(
    (
        *(
            f"{tokens} {kinds}"
            for tokens in ("token", "tokens", "tok", "toks")
            for kinds in ("breakdown", "split", "types", "kinds", "composition", "by type", "by kind", "by direction")
        ),
        *listed("breakdown of tokens, split of tokens, types of tokens, kinds of tokens, in out split, in / out split"),
    )
)
_GROUPED = ("by", "per", "across", "each", "which")


def _kinds_of_tokens(words: Words, at: int) -> Match | None:
    """`token breakdown`: input, cached and output; beside a group it is that of its rows."""
    end = words.lead(at, _KINDS_OF_TOKENS)
    if end == at:
        return None
    rest = (words.text(place) for place in range(len(words)) if not at <= place < end)
    if any(text in _GROUPED for text in rest):
        return None
    return Match(Draft(metrics=("input", "cached", "output"), fillers=("and",)), end - at)


_WITH_COST = Phrases(
    f"{joint} {the}{cost}"
    for joint in (
        "with",
        "w /",
        "w",
        "incl",
        "including",
        "along with",
        "plus",
        "+",
        "and also",
        "count and",
        "counts and",
    )
    for the in ("", "the ", "its ", "their ", "estimated ", "est ")
    for cost in ("cost", "costs", "spend", "price", "price est", "price estimate", "$")
)


def _with_cost(words: Words, at: int) -> Match | None:
    """`images by size w/ cost`: dollars beside what is counted."""
    end = words.lead(at, _WITH_COST)
    return Match(Draft(metrics=("cost",), fillers=("and", BESIDE)), end - at) if end > at and at else None


BESIDE = "with cost"


_SPEND = ("spend", "spending", "expenditure")
_AND = ("and", "&", ",", "+", "plus", "/")


def _spend_beside(words: Words, at: int, context: Context) -> Match | None:
    """`spend & tokens` names two metrics; in `tokens we spend` the word says nothing of dollars."""
    if words.text(at) not in _SPEND:
        return None
    is_length = bool(_length_of_audio(words, at + 2, context))  # `whisper spend & minutes`
    after = words.text(at + 1) in _AND and (_is_count(words, at + 2, context) or is_length)
    before = words.text(at - 1) in _AND and any(
        _is_count(words, start, context) and _ends_at(words, start, at - 1, context)
        for start in range(max(at - 4, 0), at)
    )
    return Match(Draft(metrics=("cost",), fillers=("and",)), 1) if after or before else None


def _ends_at(words: Words, start: int, end: int, context: Context) -> bool:
    phrase = read_phrase(words, start, context)
    return phrase is not None and start + phrase.length == end


_NOT = listed("not, rather than, instead of, and not, not the, not in, rather than the, and not the, but not")


def _left_out(words: Words, at: int, context: Context) -> Match | None:
    """A metric that is ruled out beside another one: `requests instead of cost`, `cost, not tokens`."""
    place = words.lead(at, _NOT)
    phrase = read_phrase(words, place, context) if place > at else None
    if not phrase or not (phrase.draft.metrics or phrase.draft.soft_cost) or phrase.draft.included:
        return None
    end = place + phrase.length
    others = (read_phrase(words, other, context) for other in range(len(words)) if not at <= other < end)
    if not any(other.draft.metrics for other in others if other):
        return None
    return Match(Draft(fillers=("not",)), end - at)


_ENDS = {"in": "input", "out": "output", "input": "input", "output": "output"}


_YEARS = tuple(str(year) for year in range(2020, 2040))


def tokens_of_price(words: Words, at: int) -> Match | None:
    """A number of tokens whose price is asked for: `how much is 1M output tokens on o3`. The price list answers."""
    is_number = words.text(at)[:1].isdecimal() and len(words.text(at)) < 16
    # `in 2026 tokens by month`
    is_year = is_number and words.text(at - 1) in ("in", "during", "since") and words.text(at) in _YEARS
    if is_number and not is_year and words.lead_back(at, *_LIMITS) == at and (read := read_sum(words, at)):
        if read[0].number != read[0].number.to_integral_value():
            return None  # `4.1 tokens`: of a model
        is_end = not read[0].metric and words.text(read[1]) in _ENDS and words.text(at)[-1:] in "kmb"
        end = words.skip(read[1] + is_end, "tokens", "tok", "toks", "token")
        if is_end or read[0].metric in ("tokens", "input", "output"):
            typed = " ".join(word.typed for word in words[at:end])
            return Match(Draft(verbs=("prices",), leans=(Lean(typed, ()),)), end - at)
    return None


_TEXT = ("text", "chat", "llm")


def _require_one_kind(words: Words, at: int, context: Context) -> None:
    """Raises UserError for `embeddings vs completions`, with a question for each."""
    one = read_phrase(words, at, context)
    if not one or not one.draft.endpoints:
        return
    place = words.lead(at + one.length, _BESIDE)
    other = read_phrase(words, place, context) if place > at + one.length else None
    end = place + other.length if other and other.draft.endpoints else place + (words.text(place) in _TEXT)
    if end == place or (other and other.draft.endpoints == one.draft.endpoints):
        return
    kinds = [words.spelt(at, at + one.length), words.spelt(place, end).replace("text", "completions")]
    told = f"I can look at one thing at a time: {' or '.join(kinds)}? `by line item` shows what is billed of each."
    raise UserError(told, (*(words.instead(at, end, kind) for kind in kinds), words.instead(at, end, "by line item")))


_BESIDE = listed("vs, versus, and, or, against, compared to, compared with, &, +, /, than")


def _billable(words: Words, at: int, context: Context) -> Match | None:
    """`billed tokens`, `billable requests`."""
    place = words.lead(at, _BILLABLE)
    phrase = read_phrase(words, place, context) if place > at else None
    if not phrase or not phrase.draft.metrics or "cost" in phrase.draft.metrics:
        return None
    return Match(phrase.draft, place + phrase.length - at)


def _bought(words: Words, at: int, context: Context) -> Match | None:
    """`how many requests did we pay for`: after a count, the words add nothing."""
    end = words.lead(at, _BOUGHT)
    if end == at or not any(_is_count(words, place, context) for place in range(at)):
        return None
    return Match(Draft(fillers=("billed",)), end - at)


def _is_count(words: Words, at: int, context: Context) -> bool:
    phrase = read_phrase(words, at, context)
    if phrase is None:
        return False
    is_many = bool(phrase.draft.endpoints) and words.match(at - 2, "how many")
    return is_many or bool(set(phrase.draft.metrics) - {"cost"})


def _require_whole(words: Words, at: int) -> None:
    """Raises UserError for the cost of a part of the tokens: `cost of output vs input`."""
    place = words.lead(at, _PRICE_OF)
    parts, end = token_parts(words, place)
    if parts and place == at:
        end = words.lead(end, _PRICE)
        parts = parts if words.text(end - 1) in _PRICE and words.text(end - 2) not in ("per", "a") else ()
    if parts:
        rest = (*(word.typed for word in words[:at]), "cost by item", *(word.typed for word in words[end:]))
        raise apart(parts, " ".join(rest))


def apart(parts: tuple[str, ...], instead: str = "") -> UserError:
    part = parts[0]
    return UserError(
        f"OpenAI bills by line item, which tells input, cached input and output apart: ask `cost by item`,"
        f" or `cost and {part}` for both beside each other.",
        (*([instead] if instead else []), "cost by item", f"cost and {part}"),
    )


def _require_counted(words: Words, at: int, context: Context) -> None:
    """Raises UserError for things that OpenAI does not count: `cost per ticket`."""
    place = words.lead(at, _ONE)
    end = words.lead(place, _UNCOUNTED) if place > at else at
    if end in (at, place) or read_exact(words, place, context):
        return
    is_divided = words.text(at) == "per" or words.text(at - 1) in _ASKED_OF_ONE
    if is_divided and (words.text(at) == "per" or words.lead(end, _COSTS) > end or words.text(at - 1) == "of"):
        thing = " ".join(word.typed for word in words[place:end])
        rest = (*(word.typed for word in words[:at]), "per request", *(word.typed for word in words[end:]))
        raise UserError(
            f"OpenAI counts requests and tokens, and knows no {thing}; ask `cost per request`.",
            (" ".join(rest), "cost per request today"),
        )
