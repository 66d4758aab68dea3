"""The daily digest: read in twenty seconds, one line when there is nothing to say."""

from __future__ import annotations

from dataclasses import replace

from bot.core import grammar
from bot.core.answers.followups import SHARE, USAGE, WHY
from bot.core.answers.usual_day import Usual
from bot.core.budgets.limit_stops import HARD_LIMIT, IF_RAISED
from bot.core.reports.digest_drawing import day_chart, project_table
from bot.core.reports.digest_ended import ended
from bot.core.reports.digest_lines import below_lines, runaway_step, stopped_lines, stopped_now, urgent_lines
from bot.core.reports.digest_more import MORE, brief_line
from bot.core.reports.digest_numbers import (
    is_runaway,
    month_end,
    month_so_far,
    needs_eyes,
    new_things,
    organisation_budget,
    usual_day,
)
from bot.core.reports.digest_questions import DigestFacts
from bot.core.reports.digest_reader import lateness, read_line
from bot.core.reports.digest_words import beside, day_of, expected_range, few, is_nothing, label
from bot.core.slack import blocks, dates, numbers
from bot.core.slack.blocks import Button
from bot.core.slack.message import Block, Message
from bot.core.slack.text import escape, listed
from bot.core.usage.buckets import Filter

NAMED = 3  # projects in the heading of a digest about some
MANY = 10  # times the usual day from which a percent says less than a multiple
NOTHING_NEW = "Nothing needs your attention."


def digest_message(facts: DigestFacts) -> Message:
    """Header, the finding, what is behind it, a chart, a table, how far to trust it, the next questions."""
    urgent, below, brief = urgent_lines(facts), below_lines(facts), brief_line(facts)
    name, result = ended(facts)
    stopped = stopped_lines(facts)
    if not (stopped or urgent or below or brief or result) and _is_quiet(facts):
        return Message(quiet_line(facts), (blocks.section(quiet_line(facts)), *_late(facts), _small_print(facts)))
    parts = [
        blocks.header(f"OpenAI spend{_of(facts)}, {name or day_of(facts)}"),
        *_late(facts),
        *([blocks.section("\n".join(result))] if result else []),
        blocks.section(f"{_finding(facts, day_of(facts) if name else '')}\n{_month(facts)}"),
        *(blocks.section("\n".join(paragraph)) for paragraph in [*stopped, *_step(facts), *_calm(facts), *urgent]),
        *day_chart(facts),
        *project_table(facts),
        *(blocks.section("\n".join(paragraph)) for paragraph in below),
        *_foot(facts, brief),
    ]
    return Message(notification(facts), tuple(parts))


def _finding(facts: DigestFacts, day: str) -> str:
    """The day's amount; `day` names it where the digest is about more."""
    if facts.answers["total"].total is None:
        return "*Not read yet*: there is no number for this day."
    if numbers.is_unpriced(facts.answers["total"].total):
        return _unknown(facts)
    amount = f"*{day}* {escape(_amount(facts))}" if day else f"*{escape(_amount(facts))}*"
    return f"{'🔴 ' if is_runaway(facts) else ''}{amount}{escape(_against(facts))}"


def _unknown(facts: DigestFacts) -> str:
    """`*Spend unknown*: 1.2 M tokens of x-preview have no price yet. This is not $0.`, and who can set one."""
    unpriced = facts.answers["total"].unpriced
    used = few([escape(f"{numbers.quantity(one.quantity, one.unit)} of {one.model}") for one in unpriced])
    cure = "Whoever runs the bot can set one in `prices.toml`. The bill counts it in any case."
    return f"*Spend unknown*: {listed(used)} have no price yet. This is not $0. {cure}"


def _calm(facts: DigestFacts) -> list[list[str]]:
    """That all is well is worth three words, though it is no news."""
    calm = facts.budgets and not any(needs_eyes(view, facts) for view in facts.budgets)
    when = f"{dates.MONTH_NAMES[facts.day.month - 1]}'s b" if "ended month" in facts.answers else "B"
    return [[f"*{when}udgets* all fine"]] if calm else []


def _step(facts: DigestFacts) -> list[list[str]]:
    return [[step]] if (step := runaway_step(facts)) else []


def _is_quiet(facts: DigestFacts) -> bool:
    total = facts.answers["total"].total
    return total is not None and is_nothing(total) and not facts.reader.until


def quiet_line(facts: DigestFacts) -> str:
    """The whole digest of a day without usage and without news."""
    said = f"{dates.MONTH_NAMES[facts.day.month - 1]} so far {_so_far(facts)}."
    return escape(f"{_whose(facts)}{day_of(facts)}: nothing was used. {said} {NOTHING_NEW}")


def notification(facts: DigestFacts) -> str:
    """All of it in one line."""
    eyes = sum(needs_eyes(view, facts) for view in facts.budgets)
    stopped = few(stopped_now(facts))
    waiting = facts.opened.alone
    name, result = ended(facts)
    sentences = [
        f"{listed(stopped)} {'is' if len(stopped) == 1 else 'are'} stopped by {HARD_LIMIT}." if stopped else "",
        f"{name}: {result[0].replace('*', '').partition(';')[0]}." if result else "",
        f"{day_of(facts)}: {_amount(facts)}{_against(facts, brief=True)}.",
        "" if result else f"Month {_so_far(facts)}{_brief_forecast(facts)}.",
        f"{eyes} {'budget needs' if eyes == 1 else 'budgets need'} attention." if eyes else "",
        f"{numbers.plural(waiting, 'alert')} {'waits' if waiting == 1 else 'wait'}." if waiting else "",
        f"{len(found)} new." if (found := new_things(facts)) else "",
    ]
    return escape(_whose(facts) + " ".join(sentence for sentence in sentences if sentence))


def _brief_forecast(facts: DigestFacts) -> str:
    ahead = month_end(facts)
    return f", month-end {expected_range(ahead.forecast.low, ahead.forecast.high)}" if ahead else ""


def _projects(facts: DigestFacts) -> str:
    """`checkout-prod and web-app`, `all but data-eval`; '' when the digest is about everything."""
    return listed(_named(one, facts) for one in facts.answers["total"].question.filters)


def _named(one: Filter, facts: DigestFacts) -> str:
    names = [label(facts, one.dimension, id) for id in one.values]
    few = listed(names) if len(names) <= NAMED else f"{len(names):,} projects"
    return f"all but {few}" if one.excluded else few


def _whose(facts: DigestFacts) -> str:
    return f"{projects}, " if (projects := _projects(facts)) else ""


def _of(facts: DigestFacts) -> str:
    return f" of {projects}" if (projects := _projects(facts)) else ""


def _amount(facts: DigestFacts) -> str:
    amount = numbers.amount(facts.answers["total"].total, "nanodollar")
    return f"{amount} so far" if facts.reader.until else amount


def _against(facts: DigestFacts, *, brief: bool = False) -> str:
    """`, 12 % above a usual Monday ($150–$171)`, `, usual for a Monday (…)`."""
    total, usual = facts.answers["total"].total, usual_day(facts)
    if total is None or usual is None or facts.reader.until or numbers.is_unpriced(total):
        return ""  # neither a part of a day nor what has no price is compared with whole days in dollars
    change = _times(total.quantity, usual) if is_runaway(facts) else _change(total.quantity, usual)
    weekday = dates.WEEKDAYS[facts.day.weekday()]
    text = f", {change} {'usual' if brief else f'a usual {weekday}'}"
    if usual.holds(total.quantity):
        text = ", as usual" if brief else f", usual for a {weekday}"
    if usual.is_wide:  # it says something only of what is far above it
        times = numbers.times(total.quantity, usual.high)
        above = f", {times} × the highest {weekday} lately{'' if brief else f' ({numbers.about(usual.high)})'}"
        return above if is_runaway(facts) else ""
    return text if brief else f"{text} ({usual.text})"


def _change(quantity: int, usual: Usual) -> str:
    """`12 % above`, `12 ×`, `the same as`."""
    is_many = usual.mean and quantity >= MANY * usual.mean
    return _times(quantity, usual) if is_many else beside(quantity, usual.mean) or "the same as"


def _times(quantity: int, usual: Usual) -> str:
    return f"{numbers.times(quantity, usual.mean)} ×"


def _month(facts: DigestFacts) -> str:
    """`November ≈ $4,096, 82 % of $5,000 · 77 % through`; then the forecast, and what it is over budget."""
    total, unread = month_so_far(facts)
    budget = organisation_budget(view.status for view in facts.budgets)
    is_named_below = any(view.status is budget and needs_eyes(view, facts) for view in facts.budgets)
    percent = (facts.end - facts.month.start) * 100 // facts.month.length
    through = f"{percent} % through" if percent < 100 else "the whole month"
    text = _so_far(facts)
    if unread == facts.day.day:
        return f"*{dates.MONTH_NAMES[facts.day.month - 1]}* {text}"
    if budget and not unread and not is_named_below:
        used = replace(budget, spent=total).percent
        text += f", {used:,} % of {numbers.money(budget.amount)}"
    lines = [f"*{dates.MONTH_NAMES[facts.day.month - 1]}* {text} · {through}"]
    if ahead := month_end(facts):
        forecast, free = ahead.forecast, ahead.without_limits
        lines.append(f"*Month-end forecast* {expected_range(forecast.low, forecast.high)}")
        if budget and forecast.high > budget.amount and not is_named_below:
            over = expected_range(max(forecast.low - budget.amount, 0), forecast.high - budget.amount)
            lines[-1] += f", {over} over the organisation's {numbers.money(budget.amount)}"
        lines += [f"{expected_range(free.low, free.high)} {IF_RAISED}"] if ahead.is_held else []
    return "\n".join(lines)


def _so_far(facts: DigestFacts) -> str:
    total, unread = month_so_far(facts)
    text = numbers.amount(total, "nanodollar")
    if unread == facts.day.day:
        return numbers.NOT_READ
    if total is not None and numbers.is_unpriced(total):
        return "unknown too, for want of a price"
    return f"at least {text}, {numbers.plural(unread, 'day')} not read" if unread else text


def _foot(facts: DigestFacts, brief: str) -> list[Block]:
    """How far to trust the numbers, what is behind them, and the rest in private."""
    day = facts.answers["total"].question
    by_model, by_project = (
        grammar.question_text(replace(day, by=(group,)), facts.names) for group in ("model", "project")
    )
    why = grammar.question_text(replace(day, verb="why"), facts.names)
    more = f"{MORE} {grammar.question_text(day, facts.names)}"
    row = [
        Button("Why", WHY, why),
        Button("By model", f"{USAGE}:1", by_model),
        Button("More", f"{USAGE}:2", more),
        Button("Share", SHARE, by_project),
    ]
    return [_small_print(facts, brief), blocks.actions(*row)]


def _small_print(facts: DigestFacts, brief: str = "") -> Block:
    return blocks.context("\n".join(filter(None, [brief, escape(read_line(facts))])))


def _late(facts: DigestFacts) -> list[Block]:
    return [blocks.context(escape(text))] if (text := lateness(facts)) else []
