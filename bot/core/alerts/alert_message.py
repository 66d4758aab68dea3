"""The message of a budget's alert: the finding first, then where it leads, why, and what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.core.alerts.cause_lines import driver_lines
from bot.core.alerts.forecast_lines import landing_lines
from bot.core.alerts.levels import AlertState, Snooze, State, Step, Until
from bot.core.alerts.message_facts import AlertFacts
from bot.core.alerts.planned_messages import DueMessage
from bot.core.budgets.budget import FULL
from bot.core.budgets.budget_names import its_budget, of_amount, period_name, quantity, raise_text, scope_name
from bot.core.names import Names
from bot.core.slack import blocks
from bot.core.slack.blocks import Json
from bot.core.slack.dates import stamp, zone_name
from bot.core.slack.lines import line_blocks
from bot.core.slack.mention import mention
from bot.core.slack.message import Block, Message
from bot.core.slack.text import escape, listed

ALSO = "also"
ALSO_ROOM = 1_500
SNOOZES = {
    Until.NEXT: "until the next level",
    Until.FURTHER: "until +20 %",
    Until.MORNING: "until tomorrow 09:00",
    Until.RESET: "until the reset",
}


def note_message(
    note: DueMessage, briefings: Sequence[AlertFacts], names: Names, also: Sequence[Block] = ()
) -> Message:
    """The words of one message; `also` is what else its message says."""
    first = briefings[0]
    if not note.is_line:
        return living_message(briefings, names, also)
    if note.decision.step in (Step.REARMED, Step.CHANGED):
        return rearmed_line(first, note.decision.levels, names)
    return thread_line(first, names)


def living_message(briefings: Sequence[AlertFacts], names: Names, also: Sequence[Block] = ()) -> Message:
    """The message that stands for a period: of one budget, or of the several that it was written for."""
    if len(briefings) == 1:
        return alert_message(briefings[0], names, also)
    return group_message(briefings, names, also)


def alert_message(briefing: AlertFacts, names: Names, also: Sequence[Block] = ()) -> Message:
    """The living message: everything at a glance, edited as the period goes on."""
    return Message(headline(briefing, names), (*_body(briefing, names), *also, *_foot(briefing)))


def also_blocks(lines: Sequence[str]) -> list[Block]:
    """What the rules found in the same run: too much for a message of its own. It stays when the message is edited."""
    found = line_blocks(["*Also*", *lines], "", room=ALSO_ROOM) if lines else []
    return [{**block, "block_id": f"{ALSO}-{place}"} for place, block in enumerate(found)]


def also_in(message: Message) -> list[Block]:
    """The same of a message that was written before; an edited block has another id."""
    found = (block for block in message.blocks if str(block.get("block_id", "")).startswith(ALSO))
    return [{name: value for name, value in block.items() if name != "block_id"} for block in found]


def headline(briefing: AlertFacts, names: Names) -> str:
    """Complete on a lock screen: who, percent, period, value, limit."""
    status, who = briefing.status, scope_name(briefing.status.budget, names)
    if briefing.told.closed_at is not None:
        sign = "🔴" if status.has_passed(FULL) else "⚪"
        return f"{sign} {who}: {_closed(briefing)}"
    return f"{_sign(briefing)} {who} {_finding(briefing)}: {of_amount(status)}"


def _closed(briefing: AlertFacts) -> str:
    """`November closed at $548 of $500 (110 %)`."""
    status = briefing.status
    name = period_name(status.budget.period, status.period)
    return f"{name[0].upper()}{name[1:]} closed at {of_amount(status)}"


def _sign(briefing: AlertFacts) -> str:
    if briefing.status.has_passed(FULL):
        return "🔴"
    return "🟠" if briefing.status.has_passed(briefing.level) and briefing.level >= 75 else "🟡"


def _finding(briefing: AlertFacts) -> str:
    budget = its_budget(briefing.status)
    if briefing.step is Step.ALREADY:
        return f"is already at {briefing.status.percent:,} % of {budget}"
    if briefing.step is Step.REMINDED:
        return f"is still over {budget}"
    if not briefing.status.has_passed(briefing.level):
        return f"is back under {briefing.level} % of {budget}"
    return f"passed {briefing.level} % of {budget}"


def thread_line(briefing: AlertFacts, names: Names) -> Message:
    """What the thread adds when the message was edited: an edit notifies nobody."""
    text = headline(briefing, names)
    if briefing.crossing:
        text = f"{text}\n{_late(briefing)}"
    return Message(text.split("\n")[0], (blocks.section(text),))


def rearmed_line(briefing: AlertFacts, levels: Sequence[int], names: Names) -> Message:
    """A correction, or a raise, took the number below levels that were told."""
    below = listed(f"{level} %" for level in levels)
    why = "Restated" if briefing.step is Step.REARMED else "The budget was changed"
    name, stands = scope_name(briefing.status.budget, names), of_amount(briefing.status)
    text = f"{why}: {name} is at {stands}. Passing {below} will be told again."
    return Message(text, (blocks.section(text),))


def _body(briefing: AlertFacts, names: Names) -> list[Block]:
    lines = [f"*{headline(briefing, names)}*"]
    if briefing.told.closed_at is None:
        lines += [*landing_lines(briefing), *driver_lines(briefing, names), *_limit(briefing)]
    if briefing.crossing:
        lines.append(_late(briefing))
    if raised := raise_text(briefing.status.budget, briefing.zone):
        lines.append(raised[0].upper() + raised[1:])
    if owner := briefing.status.budget.owner:
        lines.append(f"Owner {mention(owner)}")
    return [blocks.section("\n".join(lines))]


def _limit(briefing: AlertFacts) -> list[str]:
    limit, forecast = briefing.limit, briefing.forecast
    if limit is None:
        return []
    amount = quantity(limit.amount, "cost")
    if limit.is_enforcing:
        return [f"OpenAI's hard limit of {amount} is enforcing: requests fail now"]
    if briefing.status.budget.period != "month":  # the limit counts the month, which no other forecast leads to
        return []
    over = forecast is not None and forecast.expected >= limit.amount
    return [f"OpenAI's hard limit of {amount}: {'reached' if over else 'not reached'} before month-end at this pace"]


def _late(briefing: AlertFacts) -> str:
    assert briefing.crossing, "only asked when it is late"  # noqa: S101
    crossing, zone = briefing.crossing, briefing.zone
    unread, seen = stamp(crossing.unread_since, zone), stamp(briefing.now, zone)
    if crossing.at is None:
        return f"Crossed after {unread}, seen {seen}: nothing was read in between"
    return f"Crossed about {stamp(crossing.at, zone)}, seen {seen}: nothing was read since {unread}"


def _foot(briefing: AlertFacts) -> list[Json]:
    told = briefing.told
    who = [words for words in (_acknowledged(told, briefing.zone), _snoozed(told.snooze, briefing)) if words]
    small = blocks.context(" · ".join(_freshness(briefing)))
    said = [blocks.context(" · ".join(who))] if who else []
    return [*said, *alert_buttons(briefing.key, told), small] if told.closed_at is None else [*said, small]


def _acknowledged(told: AlertState, zone: ZoneInfo) -> str:
    if told.acknowledged_at is None:
        return ""
    return f"Acknowledged by {mention(told.acknowledged_by)} {stamp(told.acknowledged_at, zone)}"


def _snoozed(snooze: Snooze | None, briefing: AlertFacts) -> str:
    if snooze is None or not snooze.is_on(briefing.status, briefing.now):
        return ""
    return f"Snoozed {SNOOZES[snooze.until]} by {mention(snooze.by)} {stamp(snooze.at, briefing.zone)}"


def _freshness(briefing: AlertFacts) -> list[str]:
    status = briefing.status
    as_of = (
        f"as of {stamp(status.as_of, briefing.zone)} {zone_name(briefing.zone.key)}" if status.as_of else "never read"
    )
    billed = ["≈ not billed yet"] if status.spent and status.spent.estimate else []
    mark = briefing.told.mark(briefing.level)
    again = ["passed again"] if mark and mark.round and mark.state is State.TOLD else []
    since = f" since {stamp(mark.at, briefing.zone)}" if mark else ""
    return [as_of, *billed, f"level {briefing.level} %{since}", *again, escape(briefing.command)]


def alert_buttons(key: str, told: AlertState, *, primary: bool = True) -> list[Json]:
    """One row, one primary button; what was done already is no longer offered."""
    first = blocks.Button("Acknowledge", "alert_ack", key, "primary" if primary else "")
    row = [] if told.acknowledged_at else [blocks.button(first)]
    row.append(snooze_menu(key))
    row += [
        blocks.button(blocks.Button(label, action, key))
        for label, action in (("Why", "alert_why"), ("Raise", "alert_raise"))
    ]
    return [{"type": "actions", "elements": row}]


def snooze_menu(key: str) -> Json:
    options = {**{until.value: words for until, words in SNOOZES.items()}, "expected": "expected until…"}
    return {
        "type": "static_select",
        "action_id": "alert_snooze",
        "placeholder": blocks.plain("Snooze"),
        "options": [{"text": blocks.plain(words), "value": f"{until}:{key}"} for until, words in options.items()],
    }


def group_message(briefings: Sequence[AlertFacts], names: Names, also: Sequence[Block] = ()) -> Message:
    """Several budgets of one run in one channel: one message that names each, the worst first."""
    ordered = sorted(briefings, key=lambda one: -one.status.percent)
    worst = ordered[0]
    text = f"{_sign(worst)} {len(ordered)} budgets passed a level: " + ", ".join(
        f"{scope_name(one.status.budget, names)} {one.status.percent:,} %" for one in ordered
    )
    body = line_blocks([headline(one, names) for one in ordered], f": {escape(worst.command)} list")
    first = f"*{len(ordered)} budgets passed a level*"
    return Message(_short(text), (blocks.section(first), *body, *also, *_foot(worst)))


def _short(text: str) -> str:
    return text if len(text) <= 300 else f"{text[:300].rsplit(',', 1)[0]} …"


def annotated_message(message: Message, said: str) -> Message:
    """A message that was written once and for all, with who did what in place of its buttons."""
    kept = tuple(block for block in message.blocks if block["type"] != "actions")
    return replace(message, blocks=(*kept, blocks.context(said)))


def repeated_message(message: Message) -> Message:
    """For a second attempt when nobody can see whether the first one arrived."""
    note = "This may be a repeat: Slack did not confirm the first attempt."
    return replace(message, blocks=(*message.blocks, blocks.context(note))) if message.blocks else message


def unreachable_message(channel: str, code: str) -> Message:
    """Told in the alert channel, once, when another channel cannot be written to."""
    cure = {"is_archived": "Unarchive it, or give its budgets another channel."}.get(
        code, "Invite the bot there with `/invite`, or give its budgets another channel."
    )
    name = escape(channel)
    wait = f"⚠️ Messages for {name} wait: Slack says `{escape(code)}`."
    text = f"{wait} {cure} Nothing is lost: they are sent as soon as they can be."
    return Message(text, (blocks.section(text),))
