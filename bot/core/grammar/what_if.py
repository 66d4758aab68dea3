"""What was saved, and what the same usage would have cost otherwise: `saved by cache`, `had it run on gpt-5-mini`."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.core.catalogue.words import Phrases, listed
from bot.core.errors import UserError
from bot.core.grammar.draft import Draft, Match
from bot.core.grammar.names import Choice, exact_choice, family_name
from bot.core.grammar.price_sums import A_MODEL_NAME, price_sum
from bot.core.grammar.reader import Context
from bot.core.grammar.tokens import Words
from bot.core.grammar.vocabulary import BATCH_PHRASES
from bot.core.names import Named
from bot.core.usage.scenario import Scenario

BY_WHAT = ("saved by cache this month", "saved by batch this month")
_SAVING = listed("saved, save, saves, saving, savings, savings made, discount, discounts")
_SAVING_BY = listed(
    "by, from, with, w, w /, through, thanks to, due to, via, on, of, using, because of, in, for, by using"
)
_SAVERS = {
    "cache": listed(
        """
        cache, caching, caches, cached, cached input, cached tokens, cached input tokens, prompt cache, prompt caching,
        input caching, prompt caches, cache hits, cache reads, cached prompts, cached token, cached input token
        """
    ),
    "batch": listed("batch, batching, batches, batch api, batch jobs, batch processing, batch mode, batch requests"),
    "flex": listed("flex, flex tier, flex processing, flex mode, flex service tier"),
}

# These words suppose something, when a way or a model follows.
_SUPPOSED = listed(
    """
    what if, how much cheaper is, how much cheaper are, how much less is, what would, how much would, how much more
    would, how much less would, how much could, would, would've, wouldve, could, would have, could have, would have
    cost, would've cost, would've been, would have been, would cost, have cost, would we have paid, would we have spent,
    would i have paid, would we pay, would we spend, would it have cost, would it cost, would be, would that be, would
    that have cost, would that have been, if, if all, if it, if we, if everything, if they, if all of it, if everything
    had, if we had, if it had, had, had it, had we, had everything, suppose, supposing, cheaper, more expensive, it was,
    it were, it had been, had been, were, was, ran, run, running, it ran, all ran, everything ran, everything was,
    everything were, we used, we had used, they had used, used, had used, whatif, what-if, move all of, moving all of,
    move all, potential, potentially, potential savings, savings, save, saved, saving, save by, i save, we save, do i
    save, do we save, did we save, would i save, i would save, could i save, can i save, could we save, can we save,
    would we save, would we have saved, save us, swap, swapping, replace, replacing, hypothetically, switching,
    switched, moving, moved, we switched, we had switched, we moved, we had moved, migrated, we migrated, instead, it
    all ran, all of it ran, it all, all, everything, been, been run, on list price, at list price, on list prices, at
    list prices, list price, list prices, simulate, simulating, simulation of, move, moving all, re-price, reprice,
    repriced, repricing, re-priced, cost, cost less, cost more, less, more, migrate, migrating, switch, upgrade,
    upgrading, downgrade, downgrading, shift, shifting, could we not just run, could we not run, can we not just run,
    can we not run, could we just run, can we just run, couldn't we just run, could we not just use, could we just use,
    could we not just put, could we just put, can we just put, can we just use, what'd that save, what would that save,
    what would it save, what'd it save, worth it, is it worth it, would it be worth it, went, goes
    """
)
_MARKS = re.compile(
    r"\b(?:would|would've|wouldve|could have|could we save|can we save|if|had (?:it|we|everything|all)|suppose"
    r"|supposing|what[ -]?if|potential(?:ly)?|replac(?:e|ed|ing)|swap(?:ped|ping)?|moving(?! av)|simulat(?:e|ing|ion)"
    r"|instead of (?:the )?(?:default|standard|batch|flex|priority)"
    r"|(?:^|\b(?:to|we|us|i|please|and) )(?:move|migrate|switch|shift|upgrade|downgrade)(?! av))\b"
    r"|\bworth it\b|\b(?:could|can|couldn't|can't) we (?:not )?(?:just )?(?:run|use|put|move|batch|send)\b"
    r"|\bhow much (?:cheaper|less) (?:is|are)\b|\bby not using\b"
    r"|\b(?:costs?|spend|spent|bill)\b.*\bwithout (?:any |the )?cach(?:e|ing)\b"
    r"|\bre-?pric(?:e|ed|ing)\b|\bat (?:the )?(?:batch|flex|priority|standard) (?:tier )?(?:prices?|rates?|pricing)\b"
    r"|(?:->|→) .*\bsav(?:e|ed|ing|ings)\b"
)
_POLITE = re.compile(r"\b(?:would|could) (?:you|like|love)\b|\b(?:see|tell|know|check|wonder\w*|ask) if\b")
_LEADS = listed(
    """
    by not using, simulate, would, on, with, w, w /, using, in, at, via, by, to, as, through, from, ->, →, over to,
    used, had used, use, we used, we had used, they had used, went, goes, go
    """
)
_OF_WAYS = ("from", "simulate", "would")  # what follows is no model that is supposed
_BEHIND = listed("instead, price, prices, rates, rate, list prices, model, only, alone, itself, pricing, and")
_WITHOUT = listed(
    "w / o, w / o the, without, without the, without any, w/o, not using, no, without using, without our, minus the"
)
_WAYS = {
    "batch": BATCH_PHRASES["true"],
    "flex": "flex, flex tier, flex processing, flex mode, flex service tier",
    "priority": "priority, priority tier, priority processing, priority mode, priority service tier",
    "standard": """
        standard, standard tier, standard processing, default, default tier, standard prices, full price, full prices,
        the standard tier, not batch, the default tier, the full price
        """,
}
_WAY = {phrase: way for way, spelt in _WAYS.items() for phrase in listed(spelt)}
_SAVER = {phrase: saver for saver, spelt in _SAVERS.items() for phrase in spelt}


def read_what_if(words: Words, at: int, context: Context) -> Match | None:
    return (_supposed(words, at, context) if is_supposed(words) else None) or _saved(words, at) or _extra(words, at)


_EXTRA = listed(
    """
    extra, extra cost, extra costs, extra spend, extra charge, surcharge, premium, additional cost, additional, on top,
    more than standard, more than the standard tier, more than default, overpay, overpaying, mark up, markup
    """
)
_PRIORITY = ("priority", "fast")


def _extra(words: Words, at: int) -> Match | None:
    """`how much extra are we paying for priority`: what the same would have cost at the standard tier."""
    end = words.lead(at, _EXTRA)
    if end == at or not any(word.text in _PRIORITY for word in words) or is_supposed(words):
        return None
    place = words.skip(end, "we", "i", "are", "do", "did", "pay", "paid", "paying")
    than = words.lead(place, ("over", "above", "vs", "versus", "than", "compared to", "against"))
    way = _way(words, words.skip(than, "the")) if than > place else None
    end = way[1] if way and way[0].values == ("standard",) else end
    return Match(Draft(figures=("what if",), instead=(Choice("way", ("standard",)),)), end - at)


@lru_cache(maxsize=64)  # asked at every word of a question
def is_supposed(words: Words) -> bool:
    if price_sum(words):
        return False  # `what would 1M input tokens cost on o3`: none were used
    text = " ".join(word.text for word in words)
    return bool(_MARKS.search(_POLITE.sub("", text)))


def _saved(words: Words, at: int) -> Match | None:
    """`saved by cache`, `savings from the batch api`, `cache savings`, `did caching save us`."""
    place = words.lead(at, _SAVING)
    if place > at:
        place = words.skip(place, "us", "me", "money", "much", "anything", "something")
        place += words.text(place).startswith("anyt") and words.text(place + 1) in _SAVING_BY  # `anythng`
        found = _longest(words, words.skip(words.lead(place, _SAVING_BY), "the", "our"), _SAVER)
    else:
        found = _longest(words, at, _SAVER)
        if found and words.text(found[1]) in ("discount", "discounts"):
            end = words.lead(words.skip(found[1] + 1, "does", "do", "did", "has", "have", "is"), _SAVING)
            return Match(Draft(figures=(f"saved by {found[0]}",)), words.skip(end, "us", "me", "money") - at)
        place = words.skip(found[1], "has", "have", "did", "does", "is", "was", "already", "us") if found else at
        found = (found[0], words.lead(place, _SAVING)) if found and words.lead(place, _SAVING) > place else None
    if not found:
        if words.text(at) in ("saved", "savings") and not is_supposed(words):
            told = "Saved by what? I know what the cache, batch and flex save."
            by_each = (words.instead(at, at + 1, f"saved by {saver}") for saver in ("cache", "batch"))
            raise UserError(told, (*by_each, *BY_WHAT))
        return None
    end = words.skip(found[1], "us", "me", "money")
    return Match(Draft(figures=(f"saved by {found[0]}",)), end - at)


def is_saved_by(words: Words, at: int) -> bool:
    """`are we saving money with batch`: what was saved, and no advice."""
    place = words.lead(at, _SAVING)
    place = words.lead(words.skip(place, "us", "me", "money", "much", "anything"), _SAVING_BY) if place > at else at
    ahead = _longest(words, words.skip(place, "the", "our"), _SAVER) if place > at else None
    behind = any((found := _longest(words, before, _SAVER)) and found[1] == at for before in range(max(at - 4, 0), at))
    return ahead is not None or behind


_WHAT_IF = Phrases(
    listed("what if, whatif, what-if, what would, how much cheaper is, how much cheaper are, how much less is")
)


def _supposed(words: Words, at: int, context: Context) -> Match | None:
    """The words of a `what if`, or the model or way behind them. None where the text names no model and no way."""
    found = _target(words, at, context)
    if found:
        return Match(Draft(figures=("what if",), instead=(found[0],)), found[1] - at)
    place = words.lead(at, _SUPPOSED)
    is_asked = words.lead(at, _WHAT_IF) > at and _way(words, place) is not None
    if place == at or not (is_asked or any(_target(words, other, context) for other in range(len(words)))):
        return None
    way = _way(words, place) if is_asked else None  # `what if batch`
    if meant := _target(words, place, context) or _would_be(words, place - 1, context) or way:  # `moved to gpt-5-mini`
        return Match(Draft(figures=("what if",), instead=(meant[0],)), meant[1] - at)
    return Match(Draft(figures=("what if",)), place - at)


def _target(words: Words, at: int, context: Context) -> tuple[Choice, int] | None:
    """`on gpt-5-mini`, `as batch`, `with the batch api`, `without the cache`, `would o3 be cheaper`."""
    return _led_target(words, at, context) or _would_be(words, at, context)


_WOULD_BE = listed("be, have been, save, save us, cost, have cost, have saved, work out, come out, bring")


def _would_be(words: Words, at: int, context: Context) -> tuple[Choice, int] | None:
    """`would gpt-5-mini be cheaper for search`: a model that is supposed, unless another one is."""
    found = _model(words, at + 1, context) if words.text(at) in ("would", "could") else None
    if not found or words.lead(found[1], _WOULD_BE) == found[1]:
        return None
    is_other = any(_led_target(words, other, context) for other in range(len(words)) if other != at)
    return None if is_other else (found[0], words.lead(found[1], _WOULD_BE))


def _led_target(words: Words, at: int, context: Context) -> tuple[Choice, int] | None:
    if (place := words.lead(at, _WITHOUT)) > at and (saver := _longest(words, place, _SAVER)):
        return Choice("without", (saver[0],)), words.skip(
            saver[1], "discount", "discounts", "rebate", "saving", "savings"
        )
    if words.text(at) in ("batch", "batched", "batching") and words.text(at + 1) in _EVERYTHING:
        return Choice("way", ("batch",)), at + 2  # `if we batch everything`
    ran = words.lead(at + 1, _LEADS) if words.text(at) == "not" else at
    if ran > at + 1 and (way := _way(words, ran)) and way[0].values == ("batch",):
        return Choice("way", ("standard",)), way[1]  # `if they ran not in batch`; `not batch` leaves batch out
    place = words.lead(at, _LEADS) if not _is_swapped(words, at) else at + 1
    place = words.lead(at, _WAS) if words.lead(at, _WAS) > place and _is_model(words, at - 1, context) else place
    if place == at:
        return _preferred(words, at)
    place = words.skip(place, "the", "a", "model", "only", "just", "all")
    found = _way(words, place) or (_model(words, place, context) if words.text(at) not in _OF_WAYS else None)
    if found and words.text(at) in _OF_WHAT and _moves_on(words, found[1], context):
        return None  # `moving everything on gpt-4.1 to gpt-5-mini`: of what was used
    return (found[0], words.lead(found[1], _BEHIND)) if found else None


_OF_WHAT = ("on", "in", "at", "using", "used", "use")
_ONTO = listed("to, over to, onto, ->, →")


def _moves_on(words: Words, at: int, context: Context) -> bool:
    """Whether a model follows to which it is moved."""
    ends = ((place, words.lead(place, _ONTO)) for place in range(at, len(words)))
    return any(end > place and _model(words, words.skip(end, "the"), context) for place, end in ends)


_EVERYTHING = ("everything", "all", "it", "them", "those", "that")


def _is_swapped(words: Words, at: int) -> bool:
    """`swap o3 for gpt-5`."""
    return words.text(at) == "for" and any(words.text(place) in ("swap", "swapping", "trade") for place in range(at))


# `if all gpt-4o was gpt-5-mini`: behind a model, what it is supposed to be.
_WAS = listed("was, were, had been, would have been, would be, became")


def _is_model(words: Words, at: int, context: Context) -> bool:
    return at >= 0 and exact_choice(words[at].text, context.index, "model") is not None


def _preferred(words: Words, at: int) -> tuple[Choice, int] | None:
    """`flex instead of default`: the way that is said first, against the one that was."""
    found = _way(words, at)
    place = words.lead(found[1], ("instead of", "rather than")) if found else at
    was = _way(words, words.skip(place, "the")) if found and place > found[1] else None
    return (found[0], was[1]) if found and was else None


def _way(words: Words, at: int) -> tuple[Choice, int] | None:
    found = _longest(words, at, _WAY)
    return (Choice("way", (found[0],)), found[1]) if found else None


def _model(words: Words, at: int, context: Context) -> tuple[Choice, int] | None:
    """A model by its name as it was typed. It need not be in use here, and a family has one price."""
    if at >= len(words) or words[at].slot not in ("", "model"):
        return None
    for length in (3, 2, 1) if words.text(at) else ():  # `model:gpt-4.1 batch` names one model
        run = " ".join(words.text(at + step) for step in range(length)).strip()
        known = exact_choice(run, context.index, "model") if words.text(at + length - 1) else None
        if known and run not in known.values:
            return Choice("model", (family_name(Named("model", known.values[0], "")),)), at + length
    is_name = (
        A_MODEL_NAME.fullmatch(words[at].text) or words[at].slot or exact_choice(words[at].text, context.index, "model")
    )
    return (Choice("model", (words[at].text,)), at + 1) if is_name and "*" not in words[at].text else None


def _longest(words: Words, at: int, table: dict[str, str]) -> tuple[str, int] | None:
    """The meaning of the longest phrase of the table at this place, and the place after it."""
    for length in (3, 2, 1):
        name = table.get(" ".join(words.text(at + place) for place in range(length)).rstrip())
        if name and words.text(at + length - 1):
            return name, at + length
    return None


def scenario_of(draft: Draft) -> Scenario:
    """Raises UserError for two models or two ways."""
    said: dict[str, str] = {}
    for choice in draft.instead:
        (value,) = choice.values
        if (other := said.setdefault(choice.dimension, value)) != value:
            raise UserError(f"I can suppose one thing at a time: {other} or {value}?")
    for figure in draft.figures:
        if figure.startswith("saved by "):
            said["without"] = figure.removeprefix("saved by ")
    return Scenario(said.get("model", ""), said.get("way", ""), said.get("without", ""))


def scenario_words(scenario: Scenario) -> str:
    """`on model:"gpt-5-mini" as batch without cache`: words that are read back as the same scenario."""
    parts = (
        f'on model:"{scenario.model}"' if scenario.model else "",
        f"as {scenario.way}" if scenario.way else "",
        f"without {scenario.without}" if scenario.without else "",
    )
    return " ".join(filter(None, parts))
