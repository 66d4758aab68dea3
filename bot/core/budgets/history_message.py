"""Who changed which budget, when, and from what to what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from bot.core.budgets.budget import Budget
from bot.core.budgets.budget_history import DELETED, MADE, RAISED, RESTORED, Revision
from bot.core.budgets.budget_names import quantity, scope_name
from bot.core.budgets.budget_terms import channel_name
from bot.core.names import Names
from bot.core.patterns import Pattern
from bot.core.periods import Period
from bot.core.slack import blocks, numbers
from bot.core.slack.dates import day, stamp
from bot.core.slack.lines import line_blocks
from bot.core.slack.mention import mention
from bot.core.slack.message import Block, Message
from bot.core.slack.text import escape, listed

SHOWN = 10
_DONE = {MADE: "made", RAISED: "raised", DELETED: "deleted", RESTORED: "restored"}
_TERMS = Pattern(
    r"\S+(?: [a-z]+)*? (?P<often>per \w+|since \S+) warn (?P<levels>[\d ]+\d)"
    r"(?: @(?P<owner>\S+))?(?: (?P<channel>\S+))?"
)


def history_message(
    revisions: Sequence[Revision], budgets: Mapping[int, Budget], period: Period, names: Names, zone: ZoneInfo
) -> Message:
    """Those of the period, the newest first, and what was changed before it. `revisions` are the oldest first."""
    before = {one: earlier for earlier, one in _pairs(revisions)}
    within = [one for one in reversed(revisions) if one.at in period]
    earlier = [one for one in reversed(revisions) if one.at < period.start]
    since = day(period.start.astimezone(zone).date())
    whose = f"{scope_name(next(iter(budgets.values())), names)}'s budget" if len(budgets) == 1 else ""
    count = numbers.plural(len(within), "change")
    text = f"{count} of budgets since {since}" if within else f"No budget was changed since {since}"
    if whose:
        text = _last(whose, within, earlier, since, zone)
        text += "; not changed since" if earlier and earlier[0] == revisions[-1] else ""
    lines = [_line(one, before.get(one), budgets[one.budget], names, zone) for one in within[:SHOWN]]
    parts: list[Block] = [blocks.section(f"*{text}*"), *(line_blocks(lines, "") if lines else [])]
    if len(within) > SHOWN:
        parts.append(blocks.context(f"and {len(within) - SHOWN} more"))
    if earlier and len(within) < SHOWN:
        lines = [
            _line(one, before.get(one), budgets[one.budget], names, zone) for one in earlier[: SHOWN - len(within)]
        ]
        parts += line_blocks(["*Before*", *lines], "", room=5_000)
    return Message(text, tuple(parts))


def _last(whose: str, within: Sequence[Revision], earlier: Sequence[Revision], since: str, zone: ZoneInfo) -> str:
    """`@dana made web-app's budget on Fri 6 Nov 10:15`: who it was is asked."""
    if not within and not earlier:
        return f"Nobody wrote down who set {whose}; it was not changed since {since}"
    last = (within or earlier)[0]
    by = mention(last.by)
    first = f"{by[0].upper()}{by[1:]} {_DONE.get(last.action, 'changed')} {whose} on {stamp(last.at, zone)}"
    return f"{first}, the last of {len(within)} changes since {since}" if len(within) > 1 else first


def _pairs(revisions: Sequence[Revision]) -> list[tuple[Revision, Revision]]:
    """Each change with the one before it of the same budget; a raise for a while is none that another starts from."""
    latest: dict[int, Revision] = {}
    found = []
    for one in revisions:
        if one.budget in latest:
            found.append((latest[one.budget], one))
        if one.action != RAISED:
            latest[one.budget] = one
    return found


def _line(one: Revision, before: Revision | None, budget: Budget, names: Names, zone: ZoneInfo) -> str:
    """`• Fri 20 Nov 10:15 · web-app changed by @dana: $500 → $2,000 `#3``."""
    done = _DONE.get(one.action, "changed")
    how = _how(one, before, budget)
    by = f"{mention(one.by)}: {how}" if how else mention(one.by)
    return f"• {stamp(one.at, zone)} · {scope_name(budget, names)} {done} by {by} `#{budget.id}`"


def _how(one: Revision, before: Revision | None, budget: Budget) -> str:
    if one.action in (DELETED, RESTORED):
        return ""
    was = before.amount if before else None
    if was is not None and one.amount is not None and was != one.amount:
        moved = f"{quantity(was, budget.metric)} → {quantity(one.amount, budget.metric)}"
        rest = one.words.partition(" until ")[2] if one.action == RAISED else ""
        return f"{moved}{f' until {escape(rest)}' if rest else ''}"
    return _terms(one, budget)


def _terms(one: Revision, budget: Budget) -> str:
    """`$500 a month, alerts at 50 80 100 % <@U012ABC>`."""
    match = _TERMS.fullmatch(one.terms)
    if match is None or one.amount is None:
        return escape(one.terms)
    often = match["often"].replace("per ", "a ")
    where = f" in {channel_name(match['channel'].removeprefix('<#').removesuffix('>'))}" if match["channel"] else ""
    owner = f", owner {mention(match['owner'])}" if match["owner"] else ""
    levels = listed(match["levels"].split())
    return f"{quantity(one.amount, budget.metric)} {often}, alerts at {levels} %{where}{owner}"
