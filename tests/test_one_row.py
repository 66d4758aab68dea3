"""The promise of docs/CONTRIBUTING.md: one more endpoint, metric, dimension, unit, verb, rule or word is one row."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BEGIN = """
from datetime import timedelta
from pathlib import Path
import sys

from bot.core.catalogue import DIMENSION, ENDPOINT
from bot.core.periods import DAY, Period, Width, floor
from bot.core.usage.buckets import Bucket, Row, UsageQuery
from bot.demo import companies
from bot.demo.openai import Simulator
from tests.living import Bot
from tests.moment import NOW

today = floor(NOW, Width.DAY)
yesterday = Period(today - DAY, today)

def save(bot, endpoint, *rows):
    query = UsageQuery(endpoint, yesterday, Width.DAY, ENDPOINT[endpoint].kept)
    bot.services.store.usage.save(query, [Bucket(yesterday.start, yesterday.end, rows)], NOW)

def told(bot, text):
    facts = bot.say(text).facts
    by = facts["reading"]["by"]
    return {tuple(row[group] for group in by): row["quantity"] for row in facts["rows"]}

with Simulator(companies.tiny(lag=False), lambda: NOW) as simulator:
    bot = Bot(Path(sys.argv[1]), simulator.url)
    bot.snapshot(today - 2 * DAY)
"""
END = """
    bot.close()
"""
ENDPOINT_ROW = """
    Endpoint(
        "verdicts",
        "usage/verdicts",
        "organization.usage.verdicts.result",
        _BY_MODEL,
        ("input_tokens", "num_model_requests"),
        _BY_MODEL,
        metric="requests",
        words=listed("verdict, verdicts"),
    ),
    COSTS,
)
"""
ENDPOINT_USED = """
    assert told(bot, "verdicts yesterday") == {(): 0}
    assert any("usage/verdicts" in line for line in bot.say("verdicts last hour").facts["queries"])
    save(bot, "verdicts", Row(("p", "u", "k", "gpt-5"), (100, 7)), Row(("p", "u", "k", "o3"), (20, 2)))
    assert told(bot, "verdicts yesterday by model") == {("gpt-5",): 7, ("o3",): 2}
    assert told(bot, "verdicts tokens yesterday") == {(): 120}
"""
METRIC_ROW = """
    Metric("reasoning", "token", sum_of("output_reasoning_tokens"), listed("reasoning tokens, reasoning")),
)
METRIC = {"""
# The counter is one that nothing stores yet: its column and its meter in the simulator come with its name.
COUNTER_ROW = """
    "input_cache_write_12h_tokens",
    "output_reasoning_tokens",
)
"""
METRIC_USED = """
    assert told(bot, "reasoning tokens yesterday")[()] > 0
    assert told(bot, "reasoning last hour")[()] >= 0
    counts = dict.fromkeys(ENDPOINT["completions"].counters, 0) | {"output_reasoning_tokens": 9}
    save(bot, "completions", Row(("p", "u", "k", "gpt-5", "false", "default"), tuple(counts.values()), 0))
    assert told(bot, "reasoning by model yesterday") == {("gpt-5",): 9}
"""
DIMENSION_ROW = """
    Dimension("region", "data_region", "data_regions", listed("regions, data region")),
)
DIMENSION = {"""
DIMENSION_USED = """
    save(bot, "embeddings", Row(("p", "u", "k", "small", "eu"), (50, 5)), Row(("p", "u", "k", "small", "us"), (30, 3)))
    assert told(bot, "embeddings tokens yesterday by region") == {("eu",): 50, ("us",): 30}
    assert told(bot, "embeddings tokens yesterday region:eu") == {(): 50}
"""
RULE_MODULE = """
from datetime import timedelta

from bot.core.alerts.rules.finding import Finding
from bot.core.alerts.rules.rule import FindingWords, Rule, subject_name

def found(scene):
    quiet_since = scene.now.replace(hour=0, minute=0) - timedelta(days=90)
    yield Finding("returned", "key:key_1", quiet_since, count=90)

def words(finding, names, zone):
    return FindingWords(f"{subject_name(finding.subject, names)} is used again after {finding.count} days")

def line(row, who):
    return f"{who} is used again"

RULE = Rule("returned", found, words, line, sign="!")
"""
RULE_USED = """
    from bot.jobs.check import check_budgets
    first, second = check_budgets(bot.services, NOW), check_budgets(bot.services, NOW + timedelta(minutes=1))
    assert [queued.message.text for queued in first.outgoing] == ["! key_1 is used again after 90 days"]
    assert second.outgoing == ()
    assert "key_1 is used again" in str(bot.say("alerts").message.blocks)
"""
UNIT_ROW = """
    Unit("semester", ("semester", "semesters"), rows=("semesterly",), months=6, shown=4),
    Unit(
        "year",
"""
WEEKS_ROW = """
    Unit("lunation", ("lunation", "lunations"), rows=("lunationly",), days=28, shown=4, is_unusual=True),
    Unit(
        "month",
"""
UNIT_USED = """
    def period(text):
        read = bot.say(text).facts["reading"]
        return read["start"][:10], read["end"][:10]

    assert period("this semester")[0] == "2026-07-01"
    assert period("last semester") == period("the previous semester") == ("2026-01-01", "2026-07-01")
    assert period("semester before last") == ("2025-07-01", "2026-01-01")
    assert period("by semester")[0] == "2025-01-01"
    assert bot.say("last semester vs the semester before").facts["reading"]["versus"]
    assert "for a day, a week or a month" in bot.say("budget organisation 500 a semester").facts["error"]
    places = "last {}, first half of last {}, end of last {}, day 3 of last {}, the weekend 2 {}s ago, {} by {}"
    for text in places.split(", "):
        reading = bot.say(text.format("lunation", "lunation")).facts["reading"]
        assert not reading["unused"], text
    assert "4 weeks" in bot.say("every lunation digest in #ops").message.text.lower()
    assert [row["semester"] for row in bot.say("this year by semester").facts["rows"]] == ["2026-01", "2026-07"]
"""
VERB_ROW = """
    Verb(
        "quintessence",
        listed("quintessence, the gist of it"),
        words=("quintessence",),
        summary="Says it.",
        example="quintessence",
    ),
)
VERB = {"""
VERB_RUN = """
    "new": last_used.run,
    "quintessence": lambda asked: Reply(overview.run(asked).message, {"verb": "quintessence"}),
"""
VERB_USED = """
    for text in ("quintessence", "quintessence yesterday", "what is the gist of it last week?"):
        assert bot.say(text).facts["verb"] == "quintessence", text
    assert "quintessence" in str(bot.say("help").message.blocks)
"""
# What to delete a budget can be called, and how often a report comes.
WORD_ROW = '"delete": listed("ditch, '
WORD_USED = """
    bot.say_yes("budget organisation 500/month")
    assert "#1" in str(bot.say("budgets").message.blocks)
    assert bot.say("could you ditch the organisation budget").facts["verb"] == "delete"
    bot.say_yes("budget organisation 700/month warn 50 80 100")
    assert bot.say("budget ditch the 50% alert on organisation").proposes
    assert bot.say("budget ditch organisation").facts["verb"] == "delete"
"""
RHYTHM_ROW = """
    "nightly": Rhythm("day", "yesterday"),
    "daily": Rhythm("""
RHYTHM_USED = """
    def report(text):
        made = bot.say(text).facts["report"]
        return made["question"], made["at"], len(made["days"])

    assert report("nightly digest to #ops") == ("digest", "09:00", 7)
    assert report("send me a nightly report of cost by project in #ops") == ("yesterday cost by project", "09:00", 7)
    assert report("nightly summary at 10pm in #ops") == ("yesterday", "22:00", 7)
"""
CATALOGUE, RULES = "core/catalogue", "core/alerts/rules"
CASES = {
    "endpoint": (((f"{CATALOGUE}/endpoints.py", "\n    COSTS,\n)\n", ENDPOINT_ROW),), ENDPOINT_USED),
    "metric": (
        (
            (f"{CATALOGUE}/metrics.py", "\n)\nMETRIC = {", METRIC_ROW),
            (f"{CATALOGUE}/endpoints.py", '\n    "input_cache_write_12h_tokens",\n)\n', COUNTER_ROW),
        ),
        METRIC_USED,
    ),
    # and its name at the endpoints that have it
    "dimension": (
        (
            (f"{CATALOGUE}/dimensions.py", "\n)\nDIMENSION = {", DIMENSION_ROW),
            (
                f"{CATALOGUE}/endpoints.py",
                'embeddings.result",\n        _BY_MODEL,',
                'embeddings.result",\n        (*_BY_MODEL, "region"),',
            ),
        ),
        DIMENSION_USED,
    ),
    "unit": (
        (
            ("core/time_units.py", '\n    Unit(\n        "year",\n', UNIT_ROW),
            ("core/time_units.py", '\n    Unit(\n        "month",\n', WEEKS_ROW),
        ),
        UNIT_USED,
    ),
    "verb": (
        (
            ("core/grammar/verbs.py", "\n)\nVERB = {", VERB_ROW),
            ("commands/ask.py", '\n    "new": last_used.run,\n', VERB_RUN),
        ),
        VERB_USED,
    ),
    "word": ((("core/grammar/wish_words.py", '"delete": listed("', WORD_ROW),), WORD_USED),
    "rhythm": ((("core/grammar/calendar_words.py", '\n    "daily": Rhythm(', RHYTHM_ROW),), RHYTHM_USED),
    "rule": (
        (
            (f"{RULES}/returned.py", "", RULE_MODULE),
            (
                f"{RULES}/__init__.py",
                "from bot.core.alerts.rules import ",
                "from bot.core.alerts.rules import returned, ",
            ),
            (f"{RULES}/__init__.py", "\n)\nRULE = ", "\n    returned.RULE,\n)\nRULE = "),
        ),
        RULE_USED,
    ),
}


OFTEN = ("rule", "metric")  # the others take as long as all of these


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name in OFTEN else pytest.mark.long) for name in CASES]
)
def test_one_row_is_enough(tmp_path: Path, name: str):
    for folder in ("bot", "migrations"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    changes, used = CASES[name]
    for file, before, after in changes:
        path = tmp_path / "bot" / file
        text = path.read_text(encoding="utf-8") if before else ""
        assert text.count(before) == 1
        path.write_text(text.replace(before, after), encoding="utf-8")
    command = [sys.executable, "-c", BEGIN + used + END, str(tmp_path / "usage-bot.db")]
    paths = {"PYTHONPATH": os.pathsep.join((str(tmp_path), str(ROOT)))}
    ran = subprocess.run(command, cwd=tmp_path, env=paths, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
