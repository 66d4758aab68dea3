"""`budget`: set, change and delete. From Slack it is shown before it is saved; each change is audited."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from dataclasses import replace

from bot.adapters.store.audit import AuditLine
from bot.commands import budgets
from bot.commands.alert_edit import edits_of
from bot.commands.backtest import backtested
from bot.commands.request import Action, Asker, Click, Command, Reply, Response
from bot.commands.rights import check_may_see
from bot.core.alerts.backtest import expected_text
from bot.core.alerts.levels import NEW_LEVEL, NOTHING_TOLD, decide
from bot.core.budgets import budget_messages as words
from bot.core.budgets.budget import Budget, BudgetStatus, with_own_place
from bot.core.budgets.budget_names import left_text, of_amount
from bot.core.budgets.budget_offers import with_offers
from bot.core.budgets.budget_reader import EXAMPLE
from bot.core.budgets.credit_words import OF_CREDIT, dated
from bot.core.budgets.level_reader import OF_LEVEL
from bot.core.budgets.plain_budgets import plain_budget
from bot.core.budgets.raise_words import one_budget, refuse_many
from bot.core.budgets.words import Wanted, is_meant, read_budget
from bot.core.budgets.written_budget import budget_words
from bot.core.errors import UserError
from bot.core.grammar.errors import UnknownName
from bot.core.grammar.spoken_numbers import in_figures
from bot.core.grammar.wish_words import WISHES, leading, one_of
from bot.core.patterns import Pattern
from bot.core.periods import Period, Width
from bot.core.slack.blocks import Button
from bot.core.slack.channels import with_here
from bot.core.slack.dates import day
from bot.core.slack.message import Message
from bot.services import Services
from bot.sources.budget_status import REACH, BudgetSums, budget_sums
from bot.sources.unknown_names import names_with_ids, names_with_slots
from bot.sources.withdrawing import withdraw

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


def verbal(verb: str, message: Message, *, proposes: bool = False) -> Reply:
    return Reply(message, {"verb": verb}, proposes=proposes)


def _set(text: str, asker: Asker, services: Services) -> Reply:
    """A refusal offers what was understood."""
    try:
        return _proposed(text, asker, services)
    except UserError as error:
        told = with_offers(error, in_figures(text), services.store.budgets.all(), services.store.names.all())
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
    text = plain_budget(with_here(text, asker.channel_id), services.store.budgets.all(), sums.names)
    wanted, sums = _read(text, sums, services)
    known = _known(wanted, services.store.budgets.all())
    if known and not wanted.is_change:
        return budgets.run(f"#{known.id}", asker, services)
    may_change(asker, services)
    _refuse_plain_addresses(wanted, text, asker)
    budget = _placed(wanted.made(known), text)
    check_may_see(asker, budget)
    repaired = "".join(f"Read “{typed}” as {read}. " for typed, read in wanted.repairs)
    standing = f"{repaired}{stands(budget, sums, services)}"
    said = expected_text(backtested([budget], sums, services)[0]) if budget.resets else ""
    missing = "" if known or not wanted.direction else "lower" if wanted.direction < 0 else "raise"
    preview = words.budget_preview(budget, known, (standing, said), budget_words(budget), sums.names, missing)
    return verbal("budget", preview, proposes=True)


def _placed(budget: Budget, text: str) -> Budget:
    """Raises UserError for a budget that needs a place of its own; where it is typed is offered."""
    try:
        return with_own_place(budget)
    except UserError as error:
        raise UserError(str(error), (f"budget {text} here",)) from None


def _read(text: str, sums: BudgetSums, services: Services) -> tuple[Wanted, BudgetSums]:
    """What is wanted, and the sums to set it against. A name that is not known here is looked up first."""
    try:
        return read_budget(text, sums.names), sums
    except UnknownName:
        names_with_slots(text, sums.names, services, sums.now)
        sums = budget_sums(services, sums.now)
        return read_budget(text, sums.names), sums


def _refuse_plain_addresses(wanted: Wanted, text: str, asker: Asker) -> None:
    """Raises UserError for an owner or a channel that Slack did not turn into a link: plain text reaches nobody."""
    owner, channel = wanted.owner or "", wanted.channel or ""
    if owner.startswith("@"):
        how = "write the user id, such as `@U012ABC`" if is_terminal(asker) else "choose the person from Slack's list"
        raise UserError(f"{owner} is plain text and notifies nobody; {how}.", (_without(text, owner),))
    if channel.startswith("#") and not is_terminal(asker):
        why = f"{channel} is no link to a channel, so I may not find it; choose it from Slack's list."
        raise UserError(why, (_without(text, channel),))


def _without(text: str, address: str) -> str:
    """The same budget without what nobody can be reached by."""
    left = re.sub(rf"\b(?:owner|owned by|in|to|for)?\s*{re.escape(address)}(?!\S)", " ", text)
    return f"budget {' '.join(left.split())}"


def _known(wanted: Wanted, all_budgets: tuple[Budget, ...]) -> Budget | None:
    """The budget that the words change: the one of its kind, or the one that is named in full."""
    found = [budget for budget in all_budgets if is_meant(budget, wanted)]
    if wanted.number is not None and not found:
        raise UserError(f"There is no budget #{wanted.number}; `budgets` lists those there are.")
    if wanted.period in (None, OF_CREDIT) and len(found) > 1:
        text = " or ".join(f"`{budget_words(budget)}`" for budget in found[:2])
        raise UserError(f"There are several such budgets: say which period, {text}.")
    return found[0] if found else None


def stands(budget: Budget, sums: BudgetSums, services: Services) -> str:
    """Where it stands, and what its channel will hear of that at once."""
    status = sums.current(budget)
    if status.spent is None:
        return "Nothing was read in its period yet."
    state = services.store.alerts.states(status.period.start).get((budget.id, status.period.start), NOTHING_TOLD)
    is_news = any(one.event in NEW_LEVEL for one in decide(status, state, now=sums.now))
    already = "; its channel gets an alert now" if is_news else ""
    if not budget.resets and status.spent.quantity > status.amount:
        return f"It would already be {left_text(status, None)}. Is the amount right?{_unread(budget, status, services)}"
    return f"It stands at {of_amount(status)}{already}.{_unread(budget, status, services)}"


def _unread(budget: Budget, status: BudgetStatus, services: Services) -> str:
    """What was spent before the first day that was read is missing in what does not reset."""
    if budget.resets:
        return ""
    span = Period(status.period.start, services.clock())
    first = min(services.store.usage.notes("completions", Width.DAY, span), default=span.start)
    if first <= span.start:
        return ""
    return f" Nothing was read before {day(first.date())}: `usage-bot sync --since {span.start:%Y-%m-%d}` reads it."


def is_terminal(asker: Asker) -> bool:
    return asker.user_id == ""


def may_change(asker: Asker, services: Services) -> None:
    """Raises UserError for who may not change budgets; the refusal says how to allow it."""
    if asker.is_admin:
        return
    if not services.settings.admins:
        raise UserError(
            "Nobody may change budgets from Slack yet: set USAGE_BOT_ADMINS to user ids (U…) or groups (S…)."
        )
    raise UserError("You may not change budgets. USAGE_BOT_ADMINS names who may: user ids (U…) and user groups (S…).")


def _saved(budget: Budget, known: Budget | None, asker: Asker, sums: BudgetSums, services: Services) -> Message:
    store = services.store
    with store.write() as connection:
        if known:
            budget = replace(budget, raised=None if budget.amount != known.amount else known.raised)
            store.budgets.change(connection, budget)
        else:
            made = replace(budget, created_at=sums.now, created_by=asker.user_id)
            budget = _added(connection, made, services)
        audit(connection, "budget changed" if known else "budget made", budget, budget_words(budget), asker, services)
    return words.done_message(f"Saved. {words.terms(budget, sums.names)}. {stands(budget, sums, services)}")


def _added(connection: sqlite3.Connection, budget: Budget, services: Services) -> Budget:
    try:
        return services.store.budgets.add(connection, budget)
    except sqlite3.IntegrityError:
        raise UserError("Somebody made this budget a moment ago; `budgets` lists it.") from None


def audit(
    connection: sqlite3.Connection, action: str, budget: Budget, detail: str, asker: Asker, services: Services
) -> None:
    line = AuditLine(services.clock(), asker.user_id, action, f"budget:{budget.id}", detail)
    services.store.audit.append(connection, line)


def _deletion(text: str, asker: Asker, services: Services) -> Reply:
    """In Slack at once, with the way back beside it; the terminal has no way back, and asks first."""
    may_change(asker, services)
    text = _BECAUSE.sub("", text)
    refuse_many(text)
    if not text.strip():
        raise UserError(WHICH, ("budgets",))
    names = services.store.names.all()
    budget = one_budget(text, services.store.budgets.all(), names)
    check_may_see(asker, budget)
    if is_terminal(asker):
        return verbal("delete", words.delete_preview(budget, names), proposes=True)
    return verbal("delete", _deleted(budget, asker, services))


def _deleted(budget: Budget, asker: Asker, services: Services) -> Message:
    names = services.store.names.all()
    sums = budget_sums(services, services.clock())
    with services.store.write() as connection:
        now = services.clock()
        services.store.budgets.delete(connection, budget.id, now)
        states = services.store.alerts.states(now - REACH)
        states |= withdraw([key for key in states if key[0] == budget.id], states, services, connection, now)
        for queued in edits_of(replace(budget, deleted_at=now), states, sums, services):
            services.store.outbox.put(connection, queued, now=now)
        audit(connection, "budget deleted", budget, budget_words(budget), asker, services)
    undo = Button("Undo", "budget_undo", str(budget.id))
    return words.done_message(f"Deleted. {words.terms(budget, names)}.", undo)


def _undo(click: Click, services: Services) -> Response:
    budget = services.store.budgets.get(click.number)
    if budget is None:
        raise UserError("That budget is gone; `budgets` lists those there are.")
    with services.store.write() as connection:
        if not services.store.budgets.restore(connection, budget.id):
            raise UserError("Another budget took its place meanwhile; `budgets` lists it.")
        sums = budget_sums(services, services.clock())
        states = services.store.alerts.states(sums.now - REACH)
        for queued in edits_of(replace(budget, deleted_at=None), states, sums, services):
            services.store.outbox.put(connection, queued, now=sums.now)
        audit(connection, "budget restored", budget, budget_words(budget), click.asker, services)
    text = f"Restored. {words.terms(budget, services.store.names.all())}."
    return Response(replacement=words.done_message(text))


def _save(click: Click, services: Services) -> Response:
    sums = budget_sums(services, services.clock())
    wanted = read_budget(click.value, sums.names)
    known = _known(wanted, services.store.budgets.all())
    return Response(replacement=_saved(wanted.made(known), known, click.asker, sums, services))


def delete_by_click(click: Click, services: Services) -> Response:
    names, known = services.store.names.all(), services.store.budgets.all()
    return Response(replacement=_deleted(one_budget(f"#{click.value}", known, names), click.asker, services))


def _cancel(click: Click, services: Services) -> Response:
    return Response(replacement=words.done_message("Nothing was changed."))


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
ACTIONS = (
    Action("budget_save", _save, admins_only=True),
    Action("budget_cancel", _cancel),
    Action("budget_delete", delete_by_click, admins_only=True),
    Action("budget_undo", _undo, admins_only=True),
)
