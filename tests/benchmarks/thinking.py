"""What needs neither a store nor OpenAI: reading a question, and judging a history."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from bot.core.alerts.history import read_history
from bot.core.alerts.judged import judged
from bot.core.errors import UserError
from bot.core.grammar import read_question
from bot.core.names import Named, Names
from bot.core.periods import DAY, Period, Width
from bot.core.question import Question
from tests.benchmarks.invented import MODELS, NOW, TODAY
from tests.benchmarks.rounds import many, p99, took
from tests.benchmarks.table import Row

PHRASES = Path(__file__).parents[1] / "data" / "phrases.txt"
# Those that the phrases name, among the names of a larger organisation.
NAMES = Names(
    [
        Named("project", f"proj_{number:03}", name)
        for number, name in enumerate(("web-app", "checkout-prod", "support-bot", "data-eval", "Growth Team", "today"))
    ]
    + [Named("project", f"proj_9{number:03}", f"project {number}") for number in range(200)]
    + [Named("user", "user-dana", "dana"), Named("user", "user-sam", "Sam Reed")]
    + [Named("key", "key_ci", "ci-runner", "proj_000"), Named("key", "key_demo", "demo", "proj_003")]
    + [Named("model", model, model) for model in (*MODELS, "whisper-1")]
)
WORDS = ("flurbing", "snarks", "quietly", "whom", "checkout-prof", "gyre", "nonsense", "gpt-6", "yesterdays", "wabe")
UNREADABLE = " ".join(islice(cycle(WORDS), 200))
PROJECTS, DAYS = 100, 184  # half a year of hours
TIMES = 3


def run(rounds: int) -> Iterator[Row]:
    read, refused = (sorted(min(many(partial(_read, text), TIMES)) for text in texts) for texts in phrases())
    yield _milliseconds(f"reading each of {len(read)} phrases, p99", p99(read), 5)
    yield _milliseconds(f"the hint to each of {len(refused)} phrases that are refused, p99", p99(refused), 50)
    yield _milliseconds("the hint to 200 words that mean nothing", min(many(partial(_read, UNREADABLE), rounds)), 50)
    figure = took(lambda: judge(PROJECTS, DAYS), time.process_time)
    what = f"backtest of {PROJECTS} projects × {DAYS} days of hours: seconds of the processor ≤ 60"
    yield Row("thinking", what, figure, 60, f"{figure:.0f} s")


def _milliseconds(what: str, seconds: float, most: int) -> Row:
    return Row("thinking", f"{what}: milliseconds ≤ {most}", 1000 * seconds, most, f"{1000 * seconds:.1f} ms")


def phrases() -> tuple[list[str], list[str]]:
    """Those that are read, and those that are refused or asked back with what would be read."""
    lines = PHRASES.read_text().splitlines()
    texts = [line.partition(" => ")[0] for line in lines if " => " in line and not line.startswith("#")]
    read = [text for text in texts if _read(text)]
    return read, [text for text in texts if text not in read]


def _read(text: str) -> Question | None:
    with suppress(UserError):
        return read_question(text, NAMES, now=NOW, zone=ZoneInfo("UTC"))
    return None


def judge(projects: int, days: int) -> int:
    """How many forecasts a history of hours gave."""
    known = read_history(_history(projects, days))
    return len(judged(known).forecasts)


def _history(projects: int, days: int) -> Iterator[str]:
    random = Random(7)
    yield "time,project,dollars\n"
    for hour in Period(TODAY - days * DAY, TODAY).buckets(Width.HOUR):
        for project in range(projects):
            yield f"{hour:%Y-%m-%dT%H:%M:%SZ},project {project},{random.random() * (project + 1):.4f}\n"
