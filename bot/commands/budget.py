"""`budget`: set, change and delete. From Slack it is shown before it is saved; each change is audited."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.commands import budgets
from bot.commands.backtest import backtested
from bot.commands.budget_changes import ONCE_SAVED, deleted, stands
from bot.commands.request import Asker, Command, Reply, verbal
from bot.commands.rights import check_may_see, may_change, seen
from bot.core.alerts.backtest import expected_text
from bot.core.budgets import budget_previews as previews
from bot.core.budgets.budget import Budget, with_own_place
from bot.core.budgets.budget_offers import with_offers
from bot.core.budgets.budget_reader import EXAMPLE
from bot.core.budgets.credit_words import dated
from bot.core.budgets.level_reader import OF_LEVEL
from bot.core.budgets.plain_budgets import plain_budget
from bot.core.budgets.raise_words import one_budget, refuse_for_now, refuse_many
from bot.core.budgets.spoken_changes import told_why
from bot.core.budgets.told_when import told_when
from bot.core.budgets.words import Wanted, known_budget, read_budget, read_change
from bot.core.budgets.written_budget import budget_words
from bot.core.errors import UserError
from bot.core.grammar.errors import Ambiguous, UnknownName
from bot.core.grammar.spoken_numbers import in_figures
from bot.core.grammar.wish_words import WISHES, leading, one_of
from bot.core.names import Names
from bot.core.patterns import Pattern
from bot.core.slack.channels import with_here
from bot.manifest import BOT_NAME
from bot.services import Services
from bot.sources.budget_status import BudgetSums, budget_sums
from bot.sources.unknown_names import names_with_ids, names_with_slots

_DELETE = leading("delete")
_BECAUSE = Pattern(
    rf"(?:[,;]|\s)\s*(?:(?:because|as|since|we|i|it'?s)\s+)*{one_of('not wanted')}\b.*$", re.IGNORECASE | re.DOTALL
)
SHOWING = ("show", "list", "status", "left", "overview", "report", "utilisation", "utilization")
# `all budgets`, `how are our budgets`: nothing that is one of them.
_ALL = re.compile(r"(?:me|us|all|of|the|our|my|budgets?|\s)*", re.IGNORECASE)
# `give me the budget status`: a wish to see them; with a figure it would be one to make.
_SHOWN = re.compile(
    r"\s*(?:give|show|get|send|tell)\s+(?:me|us)\s+(?:(?:the|our|all)\s+)*(?:\w+\s+)?budgets?\b(?!.*\d).*",
    re.IGNORECASE | re.DOTALL,
)
NO_PERSON = "is a bot or a service account, which reads no messages. A budget's owner is a person."
SERVICE_ACCOUNT = "svc_acct_"  # what OpenAI's ids of them begin with
OF_WHAT = "A budget tells you that. Of all together as below, or of what? `ping me when search passes $50 a day`."
WHICH = "Which budget? Name one, such as `#3` or `checkout-prod`; `budgets` lists them."


def run(text: str, asker: Asker, services: Services) -> Reply:
    deletes = _DELETE.match(text)
    if deletes and not OF_LEVEL.search(text[deletes.end() :]):
        return _deletion(text[deletes.end() :], asker, services)
    first, _, rest = text.strip().partition(" ")
    verb = first.lower()
    if verb in SHOWING or _ALL.fullmatch(text) or _SHOWN.fullmatch(text):
        shown = "" if _ALL.fullmatch(rest) else re.sub(r"^(?:me|us|of|the)\s+", "", rest, flags=re.IGNORECASE)
        return budgets.run(shown if verb in SHOWING else "", asker, services)
    if verb in WISHES["change"] and not rest.strip():
        raise UserError(WHICH, ("budgets",))
    return _set(dated(text, now=services.clock()), asker, services)


def _set(text: str, asker: Asker, services: Services) -> Reply:
    """A refusal offers what was understood."""
    wish = told_when(text)
    if wish and wish.is_clear and wish.is_of_levels:  # `when search hits 50 and 90 pct`: no $50
        return _set(wish.lines[0], asker, services)
    try:
        return _proposed(text, asker, services)
    except UserError as error:
        if wish and wish.is_clear:
            return _set(wish.lines[0], asker, services)
        told = with_offers(
            error, in_figures(told_why(text)[0]), services.store.budgets.all(), services.store.names.all()
        )
        if wish:
            lines = tuple(f"budget {one}" for one in wish.lines) if len(wish.lines) > 1 else ()
            told = UserError(OF_WHAT, (*lines, *(one for one in told.suggestions if " for #" not in one)))
        works = tuple(one for one in told.suggestions if _is_proposed(one, asker, services))
        raise UserError(str(told), works) from None


def _is_proposed(line: str, asker: Asker, services: Services) -> bool:
    """Whether an offered line is a preview; it changes nothing."""
    words = line.removeprefix("budget ")
    if words == line or _DELETE.match(words):
        return True
    try:
        return bool(_proposed(words, asker, services))
    except UserError:
        return False


def _proposed(text: str, asker: Asker, services: Services) -> Reply:
    now = services.clock()
    names_with_ids(text, services.store.names.all(), services, now)
    sums = budget_sums(services, now)
    text, why = told_why(text)
    text = plain_budget(with_here(text, asker.channel_id), services.store.budgets.all(), sums.names)
    wanted, sums = _read(text, sums, asker, services)
    known = known_budget(wanted, services.store.budgets.all())
    if known and not wanted.is_change:
        return budgets.run(f"#{known.id}", asker, services)
    may_change(asker, services)
    _refuse_bot(wanted.owner or "", text, sums.names, services)
    _refuse_plain_addresses(wanted, text, asker)
    budget = _placed(wanted.made(known), text)
    refuse_for_now(text, known, budget.amount, metric=budget.metric)
    check_may_see(asker, budget)
    repaired = "".join(f"Read “{typed}” as {read}. " for typed, read in wanted.repairs)
    repaired += f"Not used: “{why}”. " if why else ""
    standing = f"{repaired}{stands(budget, sums, services, ONCE_SAVED)}"
    said = expected_text(backtested([budget], sums, services)[0]) if budget.resets else ""
    missing = "" if known or not wanted.direction else "lower" if wanted.direction < 0 else "raise"
    preview = previews.budget_preview(budget, known, (standing, said), budget_words(budget), sums.names, missing)
    return verbal("budget", preview, proposes=True)


def _placed(budget: Budget, text: str) -> Budget:
    """Raises UserError for a budget that needs a place of its own; where it is typed is offered."""
    try:
        return with_own_place(budget)
    except UserError as error:
        raise UserError(str(error), (f"budget {text} here",)) from None


def _read(text: str, sums: BudgetSums, asker: Asker, services: Services) -> tuple[Wanted, BudgetSums]:
    """What is wanted, and the sums to set it against. A name that is not known here is looked up first."""
    try:
        return _meant(text, sums.names, asker, services), sums
    except UnknownName:
        names_with_slots(text, sums.names, services, sums.now)
        sums = budget_sums(services, sums.now)
        return read_budget(text, sums.names), sums


def _meant(text: str, names: Names, asker: Asker, services: Services) -> Wanted:
    """To lower `checkout` is meant of what begins so and has a budget; a new one needs the whole name."""
    try:
        return read_budget(text, names)
    except Ambiguous:
        wanted = read_change(text, seen(asker, services.store.budgets.all()), names)
        if wanted.direction or wanted.step:
            return wanted
        raise


def _refuse_plain_addresses(wanted: Wanted, text: str, asker: Asker) -> None:
    """Raises UserError for an owner or a channel that Slack did not turn into a link: plain text reaches nobody."""
    owner, channel = wanted.owner or "", wanted.channel or ""
    if owner.startswith("@"):
        how = "write the user id, such as `@U012ABC`" if asker.is_terminal else "choose the person from Slack's list"
        raise UserError(f"{owner} is plain text and notifies nobody; {how}.", (_without(text, owner),))
    if channel.startswith("#") and not asker.is_terminal:
        why = f"{channel} is no link to a channel, so I may not find it; choose it from Slack's list."
        raise UserError(why, (_without(text, channel),))


def _refuse_bot(owner: str, text: str, names: Names, services: Services) -> None:
    """Raises UserError for an owner who reads no messages: a bot of Slack, or a service account of OpenAI."""
    name = owner.removeprefix("@").lower()
    accounts = {one.name.lower() for one in names.of("user") if one.id.startswith(SERVICE_ACCOUNT)}
    is_named = owner.startswith("@") and name in {BOT_NAME, *accounts}
    if is_named:
        raise UserError(f"{owner} {NO_PERSON}", (_without(text, owner),))
    typed = re.search(rf"(?:<@|@){re.escape(owner)}(?:\|[^>]*)?>?", text)
    if typed and owner[:1] in ("U", "W") and services.slack is not None and services.slack.is_bot(owner):
        raise UserError(f"That owner {NO_PERSON}", (_without(text, typed[0]),))


def _without(text: str, address: str) -> str:
    """The same budget without what nobody can be reached by."""
    left = re.sub(rf"\b(?:owner|owned by|in|to|for)?\s*{re.escape(address)}(?!\S)", " ", text)
    return f"budget {' '.join(left.split())}"


def _deletion(text: str, asker: Asker, services: Services) -> Reply:
    """In Slack at once, with the way back beside it; the terminal has no way back, and asks first."""
    may_change(asker, services)
    text, _ = told_why(_BECAUSE.sub("", text))
    refuse_many(text)
    if not text.strip():
        raise UserError(WHICH, ("budgets",))
    names = services.store.names.all()
    budget = one_budget(text, services.store.budgets.all(), names)
    check_may_see(asker, budget)
    if asker.is_terminal:
        return verbal("delete", previews.delete_preview(budget, names), proposes=True)
    return verbal("delete", deleted(budget, asker, services))


def _by(verb: str) -> Callable[[str, Asker, Services], Reply]:
    """A verb in front of the words, whichever of its words was typed."""
    return lambda text, asker, services: _set(f"{verb} {text}", asker, services)


COMMAND = Command("budget", ("budget",), run, "Sets a budget.", f"budget {EXAMPLE}", is_about_budgets=True)
COMMANDS = (
    COMMAND,
    Command(
        "lower",
        ("lower", "reduce", "decrease"),
        _by("lower"),
        "Lowers a budget.",
        "lower checkout-prod by 10%",
        is_about_budgets=True,
    ),
    Command(
        "increase",
        ("increase",),
        _by("increase"),
        "Raises a budget for good.",
        "increase checkout-prod by $100",
        is_about_budgets=True,
    ),
)
