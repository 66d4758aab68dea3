"""What the rules would have said about a history, as JSON and as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.alerts.judged import WHOLE, Judged, JudgedBudget, JudgedForecast, JudgedSpike
from bot.core.alerts.rules.spike import KINDS
from bot.core.alerts.rules.spike_cause import Cause
from bot.core.answers.json_facts import moment
from bot.core.slack.numbers import about
from bot.core.slack.text import clean


def judged_json(found: Judged, *, has_budgets: bool) -> dict[str, object]:
    """Exact integers; `levels` are there with budgets only."""
    facts: dict[str, object] = {
        "forecasts": [_forecast_json(one) for one in found.forecasts],
        "spikes": [_spike_json(one) for one in found.spikes],
        "pace": [_budget_json(one) for one in found.pace],
    }
    return {**facts, "levels": [_budget_json(one) for one in found.levels]} if has_budgets else facts


def _forecast_json(one: JudgedForecast) -> dict[str, object]:
    return {
        "at": moment(one.at),
        "project": one.project,
        "start": f"{one.month.start:%Y-%m-%d}",
        "end": f"{one.month.end:%Y-%m-%d}",
        "expected": one.forecast.expected,
        "low": one.forecast.low,
        "high": one.forecast.high,
        "actual": one.actual,
    }


def _spike_json(one: JudgedSpike) -> dict[str, object]:
    return {
        "at": moment(one.at),
        "project": one.project,
        "span": {"start": moment(one.span.start), "end": moment(one.span.end)},
        "quantity": one.excess.spent,
        "usual": one.excess.usual,
        "cause": {"model": one.cause.model, "key": one.cause.key, "kind": one.cause.kind},
    }


def _budget_json(one: JudgedBudget) -> dict[str, object]:
    facts: dict[str, object] = {"at": moment(one.at), "project": one.project, "amount": one.amount}
    return {**facts, "level": one.level} if one.level else facts


def judged_lines(found: Judged, days: int) -> Iterator[str]:
    """What was told, line by line, and a sentence that sums it up."""
    yield from (_spike_line(one) for one in found.spikes)
    yield from (f"{_at(one)}  {_who(one.project)} on pace for {about(one.amount)}" for one in found.pace)
    yield from (f"{_at(one)}  {_who(one.project)} passed {one.level} %: {about(one.amount)}" for one in found.levels)
    yield summary(found, days)


def summary(found: Judged, days: int) -> str:
    """`In 150 days: 3 spikes alerted. 412 forecasts of 5 months: the month ended within the range in 81 % of them …`"""
    count = len(found.spikes)
    said = f"In {days:,} day{'' if days == 1 else 's'}: {count or 'no'} spike{'' if count == 1 else 's'} alerted."
    ended = [one for one in found.forecasts if one.actual]
    if not ended:
        return f"{said} No month ended in it, so no forecast can be judged."
    held = sum(one.forecast.low <= (one.actual or 0) <= one.forecast.high for one in ended)
    off = sum(abs(one.forecast.expected - (one.actual or 0)) * 1000 // (one.actual or 1) for one in ended)
    months = len({one.month for one in ended})
    return (
        f"{said} {len(ended):,} forecasts of {months} month{'' if months == 1 else 's'}: "
        f"the month ended within the range in {held * 100 // len(ended)} % of them (80 % are promised); "
        f"the forecast was {off // len(ended) / 10:.1f} % off on average."
    )


def _spike_line(one: JudgedSpike) -> str:
    """`Mon 9 Mar 14:00  checkout-prod spent $71 in an hour, usually $9: more requests (gpt-5, key ci)`."""
    length = {1: "an hour", 24: "a day", 168: "a week"}.get(one.excess.hours, f"{one.excess.hours} hours")
    spent = f"spent {about(one.excess.spent)} in {length}, usually {about(one.excess.usual)}"
    return f"{_at(one)}  {_who(one.project)} {spent}{_cause(one.cause)}"


def _cause(cause: Cause) -> str:
    where = [clean(cause.model)] if cause.model else []
    where += [f"key {clean(cause.key)}"] if cause.key else []
    parts = [*([KINDS[cause.kind]] if cause.kind else []), *([f"({', '.join(where)})"] if where else [])]
    return f": {' '.join(parts)}" if parts else ""


def _who(project: str) -> str:
    return clean(project) if project != WHOLE else "All"


def _at(one: JudgedSpike | JudgedBudget) -> str:
    return f"{one.at:%Y-%m-%d %H:%M}"
