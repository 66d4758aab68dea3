"""Budgets as people write them: `checkout-prod 500/month warn 50 80 100 @dana` and back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.core.amounts import NANO
from bot.core.budgets.budget import BUDGET_METRICS, ORGANISATION, SCOPES, Budget
from bot.core.catalogue import METRIC
from bot.core.errors import UserError
from bot.core.grammar.amounts import read_sum
from bot.core.grammar.names import exact_choice, index, near_choice, quoted, unknown_name, watchable
from bot.core.grammar.tokens import Words
from bot.core.names import Names

EXAMPLE = "checkout-prod 500/month warn 50 80 100 @dana"
LONGEST = 1000
MOST_LEVELS = 10
HIGHEST_LEVEL = 1000
MOST = {"nanodollar": 10**9 * NANO, "token": 10**15 - 1, "request": 10**15 - 1}  # more is a slip of the finger

_OWNER = re.compile(
    r"<@(?P<user>[UW][A-Z0-9]+)(?:\|[^>]*)?>|<!subteam\^(?P<group>S[A-Z0-9]+)(?:\|[^>]*)?>|(?<!\S)@(?P<id>[UWS][A-Z0-9]{2,})(?!\S)"
    r"|(?<!\S)(?P<name>@[\w.-]{1,80})(?!\S)"
)
_CHANNEL = re.compile(r"(?:\b(?:in|to)\s+)?(?:<#([CG][A-Z0-9]+)(?:\|[^>]*)?>|(?<!\S)(#[^\s<>#]+))")
_PER = re.compile(r"\s*/\s*(days?|d|weeks?|wk|w|months?|mon?)\b", re.IGNORECASE)
_NO_AMOUNT = re.compile(r"[-+]?\$?(?:nan|inf(?:inity)?|\d[\d.,]*e[-+]?\d+)|-\$?\d\S*|[$€£¥]\S*", re.IGNORECASE)
_FOREIGN = re.compile(r"\$?(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+,\d{1,2})")  # 1.500,50 and 1,5
_OTHER_PERIODS = re.compile(
    r"(?<![\w-])(?:quarter(?:ly|s)?|qtr|year(?:ly|s)?|annual(?:ly)?|hour(?:ly|s)?|fortnight(?:ly)?|bi-?weekly"
    r"|(?:two|2) weeks)(?![\w-])",
    re.I,
)
_LEVEL = re.compile(r"(\d{1,6})%?")

_PERIODS = {
    **dict.fromkeys(("day", "days", "daily", "d"), "day"),
    **dict.fromkeys(("week", "weeks", "weekly", "wk", "w"), "week"),
    **dict.fromkeys(("month", "months", "monthly", "mo", "mon"), "month"),
}
_LEVEL_WORDS = ("warn", "warning", "warnings", "levels", "level", "alert", "alerts", "at", "thresholds", "notify")
_WHOLE = ("organisation", "organization", "org", "everything", "company", "overall", "total", "all")
_FILLER = (
    *("budget", "budgets", "of", "for", "to", "is", "the", "a", "an", "per", "every", "each", "set", "make", "and"),
    *(",", ";", "on", "with", "be", "=", "limit", "at", "owner", "owned", "by", "channel", "post", "%", "&", "+", "in"),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was written about a budget. None where nothing was written, so that a change leaves it alone."""

    scope: str
    names: tuple[str, ...]
    metric: str
    amount: int | None
    period: str | None
    levels: tuple[int, ...] | None = None
    channel: str | None = None
    owner: str | None = None
    repairs: tuple[tuple[str, str], ...] = ()

    def made(self, known: Budget | None) -> Budget:
        """A new budget, or `known` with what was written about it."""
        budget = known or Budget(self.scope, self.names, self.metric, self.amount or 0, self.period or "month")
        if not (self.amount or known):
            raise UserError(f"How much? Write an amount, as in `{EXAMPLE}`.")
        return replace(
            budget,
            amount=self.amount or budget.amount,
            levels=self.levels or budget.levels,
            channel=budget.channel if self.channel is None else self.channel,
            owner=budget.owner if self.owner is None else self.owner,
        )


@dataclass(slots=True)
class _Draft:
    """What has been read so far."""

    names: list[tuple[str, str]] = field(default_factory=list)  # (scope or '', typed)
    number: tuple[str, int, str] | None = None
    amount: int | None = None
    metric: str = ""
    period: str | None = None
    levels: list[int] | None = None


def read_budget(text: str, names: Names) -> Wanted:
    """Read one budget in any order of its parts. Raises UserError that says what would work."""
    if len(text) > LONGEST:
        raise UserError(f"That is {len(text):,} characters long; a budget is one line, such as `{EXAMPLE}`.")
    if other := _OTHER_PERIODS.search(text):
        raise UserError(
            f"A budget is for a day, a week or a month, as OpenAI bills; not for “{other[0]}”: `{EXAMPLE}`."
        )
    rest, owner, channel = _without_addresses(text)
    words = Words.of(_PER.sub(r" per \1", rest))
    draft, at = _Draft(), 0
    while at < len(words):
        end = _name_of_several_words(words, at, names)
        if end > at:
            draft.names.append(("", " ".join(word.text for word in words[at:end])))
        at = end if end > at else _read_one(words, at, draft)
    scope, found, repairs = _scope(draft.names, names)
    metric = draft.metric or "cost"
    return Wanted(scope, found, metric, draft.amount, draft.period, _levels(draft.levels), channel, owner, repairs)


def _without_addresses(text: str) -> tuple[str, str | None, str | None]:
    """
    The owner and the channel are ids that Slack writes; they are taken before the words are read.

    A name that Slack did not turn into an id is kept as it is: it is shown, and notifies nobody.
    """
    owner = _OWNER.search(text)
    text = _OWNER.sub(" ", text)
    channel = _CHANNEL.search(text)
    text = _CHANNEL.sub(" ", text)
    owner_id = next((id for id in owner.groups() if id), None) if owner else None
    return text, owner_id, next((id for id in channel.groups() if id), None) if channel else None


def _read_one(words: Words, at: int, draft: _Draft) -> int:
    """Read what stands at this place; where the next thing begins."""
    word, text = words[at], words.text(at)
    if word.slot or word.quoted:
        draft.names.append((_slot_scope(word.slot), word.text))
        return at + 1
    if text in _PERIODS and not (text in ("d", "w") and draft.amount is None):
        draft.period = _PERIODS[text]
        return at + 1
    if text in _LEVEL_WORDS and (after := words.skip(at + 1, *_LEVEL_WORDS)) and _is_level(words, after):
        return _read_levels(words, after, draft)
    if draft.amount is not None and _LEVEL.fullmatch(text):
        if not _is_list_of_levels(words, at):
            raise UserError(
                f"What is the {words[at].typed} for? A level is `warn {text.strip('%')}` or `{text.strip('%')}%`."
            )
        return _read_levels(words, at, draft)
    if text in SCOPES and text != ORGANISATION and words.text(at + 1) not in ("", *_FILLER):
        draft.names.append((text, words.text(at + 1)))  # `project search`
        return at + 2
    if text in _WHOLE:
        draft.names.append((ORGANISATION, text))
        return at + 1
    return _read_amount_or_name(words, at, draft)


def _name_of_several_words(words: Words, at: int, names: Names) -> int:
    """Where a known name of two words or more ends: `Data Science`; `at` where there is none."""
    for end in range(min(at + 5, len(words)), at + 1, -1):
        run = words[at:end]
        plain = all(not (word.slot or word.quoted) and any(map(str.isalnum, word.text)) for word in run)
        spelt = " ".join(word.text for word in run)
        if plain and any(named.name.casefold() == spelt for named in names.known):
            return end
    return at


def _is_list_of_levels(words: Words, at: int) -> bool:
    """`80%`, `50 80 100`; a single bare number may be anything, such as the rest of `1 500`."""
    after = words.skip(at + 1, ",", "and", "/", "&")
    return words.text(at).endswith("%") or words.text(at + 1) == "%" or _LEVEL.fullmatch(words.text(after)) is not None


def _is_level(words: Words, at: int) -> bool:
    """`at 80`; not `at 20 dollars`."""
    read = read_sum(words, at)
    return _LEVEL.fullmatch(words.text(at)) is not None and not (read and read[0].metric)


def _slot_scope(slot: str) -> str:
    if slot and slot not in SCOPES:
        raise UserError(
            f"A budget is for the organisation, a project, a team, a model, a key or a user, not for a {slot}."
        )
    return slot


def _read_amount_or_name(words: Words, at: int, draft: _Draft) -> int:
    text = words.text(at)
    if _FOREIGN.fullmatch(text):
        raise UserError(f"“{words[at].typed[:40]}” can be read in two ways; write `1500`, `1,500` or `1500.50`.")
    if _NO_AMOUNT.fullmatch(text) and not read_sum(words, at):
        raise UserError(f"“{words[at].typed[:40]}” is no amount; write `$500`, `1.5k`, `1,000` or `2M tokens`.")
    read = read_sum(words, at)
    if read is not None and draft.amount is None:
        total, end = read
        metric = total.metric or draft.metric or "cost"
        draft.metric, draft.amount = metric, checked_amount(total.quantity(metric), metric)
        return end
    if text in BUDGET_METRICS:
        draft.metric = text
    elif text not in _FILLER:
        draft.names.append(("", text))
    return at + 1


def checked_amount(quantity: int, metric: str) -> int:
    """An amount that a budget can have. Raises UserError otherwise."""
    if metric not in BUDGET_METRICS:
        raise UserError(f"A budget counts {', '.join(BUDGET_METRICS)}, not {metric}.")
    if quantity <= 0:
        raise UserError("A budget needs an amount above 0, such as `$500`.")
    if quantity > MOST[METRIC[metric].unit]:
        raise UserError("That is more than any organisation uses; write an amount such as `$500` or `2M tokens`.")
    return quantity


def _read_levels(words: Words, at: int, draft: _Draft) -> int:
    draft.levels = draft.levels or []
    while at < len(words):
        match = _LEVEL.fullmatch(words.text(at))
        if match:
            draft.levels.append(int(match[1]))
        elif words.text(at) not in (",", "and", "%", "/", "&", ";"):
            break
        at += 1
    return at


def _levels(levels: Sequence[int] | None) -> tuple[int, ...] | None:
    return None if levels is None else checked_levels(levels)


def checked_levels(levels: Sequence[int]) -> tuple[int, ...]:
    """Levels sorted, each once. Raises UserError for what is no level."""
    kept = tuple(sorted(set(levels)))
    if not kept or kept[0] < 1 or kept[-1] > HIGHEST_LEVEL or len(kept) > MOST_LEVELS:
        wanted = f"1 to {MOST_LEVELS} percentages from 1 to {HIGHEST_LEVEL}"
        raise UserError(f"Levels are {wanted}, such as `warn 50 80 100`.")
    return kept


def _scope(typed: Sequence[tuple[str, str]], names: Names) -> tuple[str, tuple[str, ...], tuple[tuple[str, str], ...]]:
    """What the names stand for: things of one kind, or the organisation."""
    if not typed:
        raise UserError(f"Which project, team, model, key or user? `{EXAMPLE}`, or `organisation 5000/month`.")
    if any(scope == ORGANISATION for scope, _ in typed):
        if len(typed) > 1:
            raise UserError("The organisation's budget covers everything; name either it or its parts.")
        return ORGANISATION, (), ()
    kinds: set[str] = set()
    found: set[str] = set()
    repairs = []
    for scope, text in typed:
        kind, ids, repaired = _resolved(scope, text, names)
        kinds.add(kind)
        found.update(ids)
        repairs += [(text, repaired)] if repaired else []
    if len(kinds) > 1:
        raise UserError(f"One budget is for things of one kind; these are {' and '.join(sorted(kinds))}.")
    return kinds.pop(), tuple(sorted(found)), tuple(repairs)


def _resolved(scope: str, text: str, names: Names) -> tuple[str, tuple[str, ...], str]:
    """A pattern stays one, so that what appears later counts too."""
    choice = exact_choice(text, index(names), scope) or near_choice(text, index(names), scope)
    if choice is None and scope and "*" in text:
        return scope, (text,), ""
    if choice is None:
        raise unknown_name(scope, text, names)
    watchable(choice)
    return choice.dimension, (text,) if "*" in text else choice.values, choice.repaired


def budget_words(budget: Budget) -> str:
    """The budget in words that are read as the same budget again."""
    names = " ".join(f"{budget.scope}:{quoted(name)}" for name in budget.names) or ORGANISATION
    parts = [names, f"{amount_words(budget.amount, budget.metric)} per {budget.period}"]
    parts.append(f"warn {' '.join(map(str, budget.levels))}")
    parts += [f"@{budget.owner.removeprefix('@')}"] if budget.owner else []
    parts += [_channel_words(budget.channel)] if budget.channel else []
    return " ".join(parts)


def _channel_words(channel: str) -> str:
    return channel if channel.startswith("#") else f"<#{channel}>"


def amount_words(amount: int, metric: str) -> str:
    """`$500`, `$0.25`, `2000000 tokens`, exact."""
    if metric != "cost":
        unit = {"input": "input tokens", "output": "output tokens"}.get(metric, metric)
        return f"{amount} {unit}"
    return f"${dollars_text(amount)}"


def dollars_text(nanodollars: int) -> str:
    whole, rest = divmod(nanodollars, NANO)
    return f"{whole}.{rest:09d}".rstrip("0").rstrip(".")


def find_budgets(text: str, budgets: Sequence[Budget], names: Names) -> tuple[Budget, ...]:
    """The budgets that words mean: `3` or `#3` by number, `checkout-prod`, `organisation`, with a period if need be."""
    if match := re.fullmatch(r"#?(\d{1,9})", text.strip()):
        return tuple(budget for budget in budgets if budget.id == int(match[1]))
    wanted = read_budget(text, names)
    return tuple(budget for budget in budgets if is_meant(budget, wanted))


def is_meant(budget: Budget, wanted: Wanted) -> bool:
    """Whether the words are about this budget. A metric or a period that was not written fits any."""
    same = (budget.scope, frozenset(budget.names)) == (wanted.scope, frozenset(wanted.names))
    return same and wanted.period in (None, budget.period) and (wanted.metric in ("cost", budget.metric))
