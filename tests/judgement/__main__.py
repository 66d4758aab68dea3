"""`python -m tests.judgement [SEED …]`: the rules on histories whose truth is known, and a verdict for each goal."""

from __future__ import annotations

import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

from bot.core.alerts.history import History as Judging
from bot.core.alerts.history import evenly
from bot.core.alerts.judged import JudgedForecast, JudgedSpike, forecasts, spikes, told_of
from bot.core.alerts.rules.spike_cause import COUNTED
from bot.core.answers.why import CompletionUse
from bot.core.budgets.budget import Budget
from bot.core.usage.rates import Rates
from tests.judgement.invented import DAYS, NANO, PRICES, START, WANTED, Event, History, histories
from tests.judgement.real import Series, daily, hourly
from tests.judgement.yardsticks import YARDSTICKS

FRESH = (101, 102, 103)  # seeds on which nothing was tuned
EACH = 2  # projects of a kind and seed
MONTHS = DAYS / 30
PAGE = Path(__file__).parents[2] / "docs/judgement.md"
MARKS = ("<!-- table -->\n", "<!-- end of table -->\n")


@dataclass
class Score:
    """What was told of the projects of one kind."""

    projects: int = 0
    found: int = 0
    messages: int = 0
    false: int = 0
    delays: list[int] = field(default_factory=list)
    causes: list[bool] = field(default_factory=list)

    @property
    def a_month(self) -> float:
        return self.false / (self.projects * MONTHS)


def organisation(made: Sequence[History]) -> Judging:
    """All projects in one file, with what the dollars were for."""
    uses: dict[str, dict[int, dict[tuple[str, str], CompletionUse]]] = {}
    for one in made:
        hours: dict[int, dict[tuple[str, str], CompletionUse]] = defaultdict(dict)
        for model, key, rows in one.streams:
            for hour, (requests, input, cached, output, dollars) in enumerate(rows):
                if requests:
                    use = CompletionUse(
                        round(requests), round(input), round(cached), round(output), round(dollars * NANO)
                    )
                    known = hours[hour].get((key, model))
                    hours[hour][key, model] = known + use if known else use
        uses[one.name] = hours
    columns = frozenset({*COUNTED, "cached_tokens", "key", "model"})
    return Judging(START, {one.name: list(one.hours) for one in made}, uses, columns=columns)


def rates(model: str) -> Rates | None:
    """A list that has all models but our own."""
    fresh, stored, out = PRICES[model]
    return None if model == "house-7" else Rates(round(fresh * 1e12), round(stored * 1e12), output=round(out * 1e12))


def scored(made: Sequence[History], told: Iterable[JudgedSpike]) -> dict[str, Score]:
    of = {one.name: [spike for spike in told if spike.project == one.name] for one in made}
    scores: dict[str, Score] = defaultdict(Score)
    for one in made:
        score = scores[one.kind]
        score.projects += 1
        inside = [spike for spike in of[one.name] if any(_hit(event, _place(spike.at)) for event in one.events)]
        score.false += len(of[one.name]) - len(inside)
        if inside:
            score.found += 1
            score.messages += len(inside)
            score.delays.append(_place(inside[0].at) - one.events[0].start)
            score.causes.append(inside[0].cause.kind == one.events[0].cause)
    return scores


def _place(at: datetime) -> int:
    return (at - START) // timedelta(hours=1)


def _hit(event: Event, place: int) -> bool:
    return event.start < place <= event.end + 24


def held(found: Iterable[JudgedForecast]) -> tuple[float, float, float, int]:
    """Share inside, interval score, error of the number, and how many forecasts."""
    known = [one for one in found if one.actual]
    inside = sum(one.forecast.low <= (one.actual or 0) <= one.forecast.high for one in known)
    score = sum(_score(one.forecast.low, one.forecast.high, one.actual or 1) for one in known)
    off = sum(abs(one.forecast.expected - (one.actual or 0)) / (one.actual or 1) for one in known)
    count = max(len(known), 1)
    return inside / count, score / count, off / count, len(known)


def _score(low: int, high: int, actual: int) -> float:
    """The interval score of 8 of 10: its width, and ten times what it was missed by."""
    return (high - low + 10 * max(low - actual, 0) + 10 * max(actual - high, 0)) / actual


def before(found: Iterable[JudgedForecast]) -> Iterator[tuple[int, int, int]]:
    """What the three paces alone would have said."""
    for one in found:
        pace, spent = one.forecast.pace, one.forecast.expected
        left = (one.month.end - one.at).days
        spent -= pace.expected * left
        yield spent + pace.low * left, spent + pace.high * left, one.actual or 0


def off_in_line(found: Iterable[JudgedForecast]) -> float:
    """The error of what a spreadsheet does: the month so far, drawn on to its end."""
    off = []
    for one in found:
        if one.actual:
            spent = one.forecast.expected - one.forecast.pace.expected * (one.month.end - one.at).days
            drawn = spent * (one.month.length / (one.at - one.month.start))
            off.append(abs(drawn - one.actual) / one.actual)
    return sum(off) / max(len(off), 1)


def days_history(name: str, start: datetime, days: Sequence[int]) -> Judging:
    return Judging(start, {name: [part for day in days for part in evenly(day)]}, by_day=True)


def real_months() -> list[JudgedForecast]:
    found: list[JudgedForecast] = []
    for series in _series():
        days = list(series.days)
        for at in range(0, max(len(days) - 240, 1), 240):
            cut = days_history(series.name, series.start + timedelta(days=at), days[at : at + 300])
            found += [one for one in forecasts(cut) if one.project][::3]
    return found


def _series() -> Iterator[Series]:
    yield from hourly()
    yield from daily()


def fresh_install(made: Sequence[History]) -> list[JudgedForecast]:
    """The first four weeks of a store that begins on any day."""
    chance, found = random.Random(7), []
    for one in made:
        first = chance.randrange(0, 90)
        days = [sum(one.hours[at * 24 : at * 24 + 24]) for at in range(first, first + 60)]
        begun = START + timedelta(days=first)
        cut = forecasts(days_history(one.name, begun, days))
        found += [item for item in cut if item.project and item.at <= begun + timedelta(days=28)]
    return found


def pace_of(made: Sequence[History]) -> tuple[float, float]:
    """Messages a month in which a month's pace was told; false pace a day, in percent, of nightly batches."""
    told, months, false, days = 0, 0, 0, 0
    for one in made:
        whole = sum(one.hours)
        alone = Judging(START, {one.name: list(one.hours)})
        month = Budget("project", (one.name,), "cost", whole // 5, "month")
        paces = judged_pace(alone, one.name, month)
        told, months = told + len(paces), months + len({at.month for at in paces})
        if one.kind == "clock change":
            amounts = [sum(one.hours[at : at + 24]) for at in range(0, len(one.hours), 24)]
            limit = sorted(amounts)[len(amounts) * 19 // 20]  # a day in twenty passes it
            day = Budget("project", (one.name,), "cost", max(limit, 1), "day")
            paced = {(at - timedelta(microseconds=1) - START).days for at in judged_pace(alone, one.name, day)}
            false += sum(amounts[place] <= limit for place in paced)
            days += len(amounts)
    return told / max(months, 1), 100 * false / max(days, 1)


def judged_pace(history: Judging, name: str, budget: Budget) -> list[datetime]:
    return [one.at for one in told_of(history, history.spent[name], (name, budget)) if not one.level]


@dataclass(frozen=True)
class Row:
    what: str
    goal: str
    figure: str
    kept: bool

    @property
    def line(self) -> str:
        return f"| {self.what} | {self.goal} | {self.figure} | {'kept' if self.kept else '**not kept**'} |\n"


def rows(seeds: Sequence[int]) -> Iterator[Row]:
    scores: dict[str, Score] = defaultdict(Score)
    ahead: list[JudgedForecast] = []
    everything: list[History] = []
    others = 0
    for seed in seeds:
        made = histories(seed, EACH)
        everything += made
        file = organisation(made)
        told = list(spikes(file, rates))
        others += sum(not spike.project for spike in told)
        for kind, score in scored(made, told).items():
            total = scores[kind]
            for name in ("projects", "found", "messages", "false"):
                setattr(total, name, getattr(total, name) + getattr(score, name))
            total.delays += score.delays
            total.causes += score.causes
        ahead += [one for one in forecasts(file) if one.project][::3]
        print(f"seed {seed} judged", file=sys.stderr)
    yield from _spike_rows(scores, others)
    yield from _cause_rows(scores)
    yield from _range_rows(ahead, everything)
    yield from _pace_rows(everything)
    yield from _yardstick_rows(everything)


def _spike_rows(scores: dict[str, Score], others: int) -> Iterator[Row]:
    wanted = [scores[kind] for kind in WANTED]
    found, count = sum(one.found for one in wanted), sum(one.projects for one in wanted)
    false = sum(one.false for one in scores.values()) / sum(one.projects * MONTHS for one in scores.values())
    calm = [one for kind, one in scores.items() if kind != "bursty"]
    quiet = sum(one.false for one in calm) / sum(one.projects * MONTHS for one in calm)
    messages = sum(one.messages for one in wanted) / max(found, 1)
    quick = [delay for kind in ("leak", "retry loop") for delay in scores[kind].delays]
    steps = [delay for kind in ("creep",) for delay in scores[kind].delays]
    yield Row(
        "incidents found, of 9 kinds, in projects without a budget",
        "≥ 90 %",
        f"{found / count:.0%} of {count}",
        found / count >= 0.9,
    )
    yield Row("false a project-month", "≤ 0.3", f"{false:.2f}", false <= 0.3)
    yield Row("the same without bursty use", "≤ 0.1", f"{quiet:.2f}", quiet <= 0.1)
    yield Row("messages an incident", "≤ 2", f"{messages:.2f}", messages <= 2)
    yield Row("told of the organisation without a project's name, in all", "reported", f"{others}", True)
    yield Row(
        "delay of a leaked key and a retry loop, median",
        "≤ 2 h",
        f"{median(quick)} h, at most {max(quick)} h",
        median(quick) <= 2,
    )
    yield Row(
        "a creep of 3 % a day, median",
        "≤ 14 days",
        f"{median(steps) / 24:.1f} days" if steps else "never",
        bool(steps) and median(steps) <= 14 * 24,
    )


def _cause_rows(scores: dict[str, Score]) -> Iterator[Row]:
    for kind in WANTED:
        causes = scores[kind].causes
        share = sum(causes) / max(len(causes), 1)
        yield Row(f"cause named right: {kind}", "≥ 93 %", f"{sum(causes)} of {len(causes)}", share >= 0.93)


def _range_rows(ahead: Sequence[JudgedForecast], made: Sequence[History]) -> Iterator[Row]:
    sets = {"invented": ahead, "real": real_months(), "fresh install": fresh_install(made)}
    for name, found in sets.items():
        if not found:
            yield Row(f"range, {name}: holds the month's end", "75–88 %", "no series installed", False)
            continue
        inside, score, off, count = held(found)
        paces = [one for one in before(found) if one[2]]
        old = sum(_score(*one) for one in paces) / len(paces)
        was = sum(low <= actual <= high for low, high, actual in paces) / len(paces)
        yield Row(
            f"range, {name}: holds the month's end (the three paces alone: {was:.0%})",
            "75–88 %",
            f"{inside:.1%} of {count:,}",
            0.75 <= inside <= 0.88,
        )
        yield Row(
            f"range, {name}: interval score (the three paces alone: {old:.2f})",
            f"< {old:.2f}",
            f"{score:.2f}",
            score < old,
        )
        plain = off_in_line(found)
        yield Row(
            f"forecast, {name}: the number is off by (the month so far in a line: {plain:.1%})",
            f"< {plain:.1%}",
            f"{off:.1%}",
            off < plain,
        )


def _pace_rows(made: Sequence[History]) -> Iterator[Row]:
    a_month, false = pace_of(made)
    yield Row("pace of a month: messages where it is told", "≤ 1.2", f"{a_month:.2f}", a_month <= 1.2)
    yield Row("pace of a day with a nightly batch: false, of days", "≤ 8 %", f"{false:.1f} %", false <= 8)


def _yardstick_rows(made: Sequence[History]) -> Iterator[Row]:
    months = len(made) * MONTHS
    for name, rule in YARDSTICKS.items():
        found = messages = false = 0
        for one in made:
            places = list(rule(one.hours))
            inside = [place for place in places if any(_hit(event, place) for event in one.events)]
            found, messages, false = found + bool(inside), messages + len(inside), false + len(places) - len(inside)
        count = sum(bool(one.events) for one in made)
        said = f"{found / count:.0%} found, {false / months:.2f} false, {messages / max(found, 1):.1f} messages"
        yield Row(f"yardstick: {name}", "reported", said, True)


def main() -> None:
    seeds = tuple(map(int, sys.argv[1:])) or FRESH
    lines = ["| measured | goal | figure | verdict |\n", "| --- | --- | --- | --- |\n"]
    for row in rows(seeds):
        print(row.line, end="", flush=True)
        lines.append(row.line)
    text = PAGE.read_text()
    head, _, rest = text.partition(MARKS[0])
    PAGE.write_text(head + MARKS[0] + "".join(lines) + MARKS[1] + rest.partition(MARKS[1])[2])


if __name__ == "__main__":
    main()
