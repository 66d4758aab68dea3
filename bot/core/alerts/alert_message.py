"""The message of a budget's alert: the finding first, then where it leads, why, and what can be done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.core.alerts.alert_buttons import Told, alert_buttons
from bot.core.alerts.cause_lines import driver_lines, shared_driver_lines, usual_text
from bot.core.alerts.forecast_lines import STOPS_NOTHING, landing_lines
from bot.core.alerts.hard_limit_lines import limit_lines, outage_lines
from bot.core.alerts.levels import NEW_LEVEL, AlertEvent, AlertState, Snooze, State
from bot.core.alerts.message_facts import AlertFacts
from bot.core.alerts.planned_messages import DueMessage
from bot.core.alerts.snooze_ends import snooze_end
from bot.core.budgets.budget import FULL, ORGANISATION, BudgetStatus
from bot.core.budgets.budget_names import its_budget, of_amount, part_of, period_name, raise_text, scope_name
from bot.core.budgets.budget_state import budget_state
from bot.core.names import Names
from bot.core.openai_pages import page_link
from bot.core.slack import blocks
from bot.core.slack.blocks import Json
from bot.core.slack.dates import stamp, zone_name
from bot.core.slack.lines import line_blocks
from bot.core.slack.mention import mention
from bot.core.slack.message import Block, Message
from bot.core.slack.numbers import NOT_FINAL, plural
from bot.core.slack.text import clean, escape, listed, shorten

ALSO = "also"
ALSO_ROOM, GROUP_ROOM = 1_000, 8_000  # of Slack's 13,000 characters over all blocks
BUTTON_NAME = 20
BILLED_LATE = "OpenAI billed it when the period was over"
GROUP_WHY = 3  # budgets of one message that each say what drove them


def note_message(
    note: DueMessage, all_facts: Sequence[AlertFacts], names: Names, also: Sequence[Block] = ()
) -> Message:
    """The words of one message; `also` is what else its message says."""
    first = all_facts[0]
    if not note.is_line:
        return standing_message(all_facts, names, also)
    if note.decision.event in (AlertEvent.REARMED, AlertEvent.CHANGED):
        return rearmed_line(first, note.decision.levels, names)
    return thread_line(first, names)


def standing_message(all_facts: Sequence[AlertFacts], names: Names, also: Sequence[Block] = ()) -> Message:
    """The message that stands for a period: of one budget, or of the several that it was written for."""
    if len(all_facts) == 1:
        return alert_message(all_facts[0], names, also)
    return group_message(all_facts, names, also)


def alert_message(facts: AlertFacts, names: Names, also: Sequence[Block] = ()) -> Message:
    """The living message: everything at a glance, edited as the period goes on."""
    return Message(headline(facts, names), (*_body(facts, names), *also, *_foot(facts, Told(has_others=bool(also)))))


def still_alerted(statuses: Sequence[BudgetStatus]) -> str:
    """` You will still be alerted at 100 %.`: what is to come after an acknowledgement; '' when nothing is."""
    next_levels = {
        min(higher) for one in statuses if (higher := [n for n in one.budget.levels if not one.has_passed(n)])
    }
    if not next_levels:
        return ""
    at = f"{next_levels.pop()} %" if len(next_levels) == 1 else "the next level"
    return f" You will still be alerted at {at}."


def also_blocks(rows: Sequence[Block]) -> list[Block]:
    """What the rules found in the same run: too much for a message of its own. It stays when the message is edited."""
    found = [blocks.section("*Other alerts*"), *rows] if rows else []
    return [{**block, "block_id": f"{ALSO}-{place}"} for place, block in enumerate(found)]


def also_in(message: Message) -> list[Block]:
    """The same of a message that was written before; an edited block has another id."""
    found = (block for block in message.blocks if str(block.get("block_id", "")).startswith(ALSO))
    return [{name: value for name, value in block.items() if name != "block_id"} for block in found]


def headline(facts: AlertFacts, names: Names) -> str:
    """Complete on a lock screen: who, percent, period, value, limit."""
    status, who = facts.status, scope_name(facts.status.budget, names)
    if facts.state.closed_at is not None:
        return f"{'🔴' if _is_over(status) else '✅'} {who}: {_closed(facts)}"
    if facts.status.budget.deleted_at is not None:
        named = its_budget(facts.status.budget, facts.status.period)
        return f"⚪ {who}: {named} was deleted at {of_amount(facts.status)}"
    return f"{_sign(facts)} {who} {_finding(facts)}: {part_of(status)}"


def _closed(facts: AlertFacts) -> str:
    """`November ended over budget: $548 of $500 (110 %)`."""
    status = facts.status
    name = period_name(status.budget.period, status.period)
    how = "over" if _is_over(status) else "within"
    return f"{name[0].upper()}{name[1:]} ended {how} budget: {of_amount(status)}"


def _is_over(status: BudgetStatus) -> bool:
    return status.spent is not None and status.spent.quantity > status.amount


def _sign(facts: AlertFacts) -> str:
    return budget_state(facts.status, facts.full_at).sign


def _finding(facts: AlertFacts) -> str:
    """`is at 82 % of its November budget`: the percent once, and what it is of."""
    since = {AlertEvent.ALREADY: "already ", AlertEvent.REMINDED: "still "}.get(facts.event, "")
    if facts.is_back:
        since = "now "
    return f"is {since}at {facts.status.percent:,} % of {its_budget(facts.status.budget, facts.status.period)}"


def thread_line(facts: AlertFacts, names: Names) -> Message:
    """What the thread adds when the message was edited: an edit notifies nobody."""
    text = headline(facts, names)
    for why in _why_late(facts):
        text = f"{text}\n{why}"
    return Message(text.split("\n")[0], (blocks.section(text),))


def rearmed_line(facts: AlertFacts, levels: Sequence[int], names: Names) -> Message:
    """A correction, or a raise, took the number below levels that were told, or were about to be."""
    below = listed(f"{level} %" for level in sorted(levels))
    why = "OpenAI corrected its numbers" if facts.event is AlertEvent.REARMED else "The budget was changed"
    name, stands = scope_name(facts.status.budget, names), of_amount(facts.status)
    back, again = (" back", " again") if facts.was_heard else ("", "")
    text = f"{why}: {name} is{back} below {below}, at {stands}. You will be alerted{again} when it passes {below}."
    return Message(text, (blocks.section(text),))


def _body(facts: AlertFacts, names: Names) -> list[Block]:
    lines = [f"*{headline(facts, names)}*"]
    if not facts.is_over:
        lines += [*outage_lines(facts), *landing_lines(facts), *driver_lines(facts, names), *limit_lines(facts)]
    lines += _why_late(facts)
    if facts.status.budget.deleted_at is not None:
        lines.append(f"Deleted {stamp(facts.status.budget.deleted_at, facts.zone)}")
    raised, owner = raise_text(facts.status.budget, facts.zone), facts.status.budget.owner
    about = [f"Budget {raised}"] if raised else []
    about += [f"Owner {mention(owner)}"] if owner else []
    lines += [" · ".join(about)] if about else []
    return [blocks.section("\n".join(lines))]


def _why_late(facts: AlertFacts) -> list[str]:
    if facts.state.closed_at is not None and facts.event in NEW_LEVEL:
        return [BILLED_LATE]
    return [_late(facts)] if facts.crossing else []


def _late(facts: AlertFacts) -> str:
    assert facts.crossing, "only asked when it is late"  # noqa: S101
    crossing, zone = facts.crossing, facts.zone
    unread, seen = stamp(crossing.since, zone), stamp(facts.now, zone)
    if crossing.was_quiet:
        passed = f"about {stamp(crossing.at, zone)}" if crossing.at else f"after {unread}"
        return f"Passed {facts.level} % {passed}; held back until the quiet hours ended"
    if crossing.at is None:
        return f"Passed {facts.level} % between {unread} and {seen}, when OpenAI could not be read"
    passed = f"Passed {facts.level} % about {stamp(crossing.at, zone)}"
    return f"{passed}, noticed only now: OpenAI could not be read from {unread} to {seen}"


def _foot(facts: AlertFacts, told: Told) -> list[Json]:
    state = facts.state
    who = [words for words in (_acknowledged(state, facts.zone), _snoozed(state.snooze, facts)) if words]
    budget = facts.status.budget
    page = "" if facts.is_over else page_link(budget.scope if not told.all else "", budget.names)
    usual = "" if facts.is_over or told.budgets > GROUP_WHY else usual_text(facts.drivers)
    small = blocks.context(" · ".join(filter(None, [*_freshness(facts, is_of_one=not told.all), usual, page])))
    said = [blocks.context(" · ".join(who))] if who else []
    if facts.is_over:
        return [*said, small]
    needs_ack = not (state.acknowledged_at or facts.is_eased)
    return [*said, *alert_buttons(facts.key, told, needs_ack=needs_ack), small]


def _acknowledged(state: AlertState, zone: ZoneInfo) -> str:
    if state.acknowledged_at is None:
        return ""
    return f"Acknowledged by {mention(state.acknowledged_by)} {stamp(state.acknowledged_at, zone)}"


def _snoozed(snooze: Snooze | None, facts: AlertFacts) -> str:
    if snooze is None or not snooze.is_on(facts.status, facts.now):
        return ""
    until = snooze_end(snooze, facts.zone)
    return f"Snoozed by {mention(snooze.by)} {stamp(snooze.at, facts.zone)} until {until}"


def _freshness(facts: AlertFacts, *, is_of_one: bool) -> list[str]:
    """Of several budgets each has a level of its own."""
    status = facts.status
    as_of = f"as of {stamp(status.as_of, facts.zone)} {zone_name(facts.zone.key)}" if status.as_of else "never read"
    billed = [NOT_FINAL] if status.spent and status.spent.estimate else []
    mark = facts.state.mark(facts.level)
    again = " again" if mark and mark.round and mark.state is State.TOLD else ""
    level = f" at {facts.level} %" if is_of_one else ""
    told = [f"alerted{level}{again} {stamp(mark.at, facts.zone)}"] if mark else []
    return [as_of, *billed, *told]


def group_message(all_facts: Sequence[AlertFacts], names: Names, also: Sequence[Block] = ()) -> Message:
    """Several budgets of one run in one channel: one message that names each, the worst first."""
    ordered = sorted(all_facts, key=lambda one: (one.status.budget.deleted_at is not None, -one.status.percent))
    worst = ordered[0]
    known = [one for one in ordered if one.status.budget.deleted_at is None] or ordered
    passed = _passed(known)
    text = f"{_sign(worst)} {passed}: " + ", ".join(
        f"{scope_name(one.status.budget, names)} {one.status.percent:,} %" for one in known
    )
    shared = shared_driver_lines([one for one in ordered if not one.is_over], names)
    is_told_each = not shared and len(ordered) <= GROUP_WHY
    lines = [line for one in ordered for line in _of_group(one, names, is_why_told=is_told_each)]
    lines += [*shared, *_over_lines(ordered)]
    body = line_blocks(lines, f": {escape(worst.command)} list", room=GROUP_ROOM)
    told = Told(len(ordered), fullest_name(ordered, names), bool(also))
    return Message(_short(text), (blocks.section(f"*{passed}*"), *body, *also, *_foot(worst, told)))


def fullest_name(all_facts: Sequence[AlertFacts], names: Names) -> str:
    """The budget of which a button about several says why, short enough for a button."""
    budget = max(all_facts, key=lambda one: one.status.percent).status.budget
    if budget.scope == ORGANISATION:
        return "the organisation"
    return (
        "the fullest"
        if len(budget.names) > 1
        else shorten(clean(names.label(budget.scope, budget.names[0])), BUTTON_NAME)
    )


def _over_lines(all_facts: Sequence[AlertFacts]) -> list[str]:
    """What being over does not do, once for all."""
    is_any = any(not one.is_over and one.status.has_passed(FULL) and not one.fails_at for one in all_facts)
    return [STOPS_NOTHING] if is_any else []


def _passed(all_facts: Sequence[AlertFacts]) -> str:
    """`2 budgets passed 80 %`; `1 budget passed 100 %, 2 passed 80 %`: how many passed each level."""
    (level, first), *others = sorted(Counter(one.level for one in all_facts).items(), reverse=True)
    return ", ".join([f"{plural(first, 'budget')} passed {level} %", *(f"{n} passed {at} %" for at, n in others)])


def _owned(facts: AlertFacts) -> str:
    owner = facts.status.budget.owner
    return f" · owner {mention(owner)}" if owner and not facts.is_over else ""


def _of_group(facts: AlertFacts, names: Names, *, is_why_told: bool) -> list[str]:
    """One of several: where it stands, what fails, and its own cause while there are few."""
    line = f"{headline(facts, names)}{_owned(facts)}"
    if facts.is_over:
        return [line]
    return [line, *outage_lines(facts), *(driver_lines(facts, names) if is_why_told else [])]


def owner_message(all_facts: Sequence[AlertFacts], names: Names, command: str) -> Message:
    """What an owner hears in person: that it happened. The rest stands where the link leads, for those who may see."""
    lines = [_in_person(one, names) for one in all_facts]
    owned = "this budget" if len(lines) == 1 else "these budgets"
    why = f"You own {owned} · `{escape(command)} notify off` stops these messages"
    body = line_blocks([f"*{line}*" for line in lines], "")
    return Message(_short("\n".join(lines)), (*body, blocks.context(why)))


def _in_person(facts: AlertFacts, names: Names) -> str:
    """A budget of a person is shown to admins and in its own channel only."""
    if facts.status.budget.scope == "user":
        return f"{_sign(facts)} A budget of one person passed an alert level"
    return headline(facts, names)


def _short(text: str) -> str:
    return text if len(text) <= 300 else f"{text[:300].rsplit(',', 1)[0]} …"


def annotated_message(message: Message, said: str) -> Message:
    """A message that was written once and for all, with who did what in place of its buttons."""
    kept = tuple(block for block in message.blocks if block["type"] != "actions")
    return replace(message, blocks=(*kept, blocks.context(said)))
