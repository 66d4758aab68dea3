"""Forms of dates with what they mean, written by somebody who had not seen the rules; each in one of several frames."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.core.grammar import read_question
from tests.core.grammar.test_grammar import NAMES

NOW = datetime(2026, 11, 16, 13, 5, tzinfo=UTC)  # a Monday, 14:05 in Berlin
BERLIN = ZoneInfo("Europe/Berlin")
FRAMES = (
    "cost {}",
    "{} cost",
    "how many tokens did web-app use {}",
    "cost {} by model",
    "requests {} for checkout-prod please",
    "can you show me the tokens for web-app {}?",
)
TABLE = Path(__file__).parents[2] / "data" / "date_forms.txt"


def _moment(text: str) -> datetime:
    if text == "now":
        return NOW
    return datetime.fromisoformat(text if text[:4] in ("2024", "2025") else f"2026-{text}").replace(tzinfo=BERLIN)


def _forms() -> list[tuple[str, str, str, str]]:
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    pairs = [line.split(" => ") for line in lines]
    return [(FRAMES[place % len(FRAMES)], form, *span.split("..")) for place, (form, span) in enumerate(pairs)]


@pytest.mark.parametrize(("frame", "form", "start", "end"), [pytest.param(*row, id=row[1]) for row in _forms()])
def test_a_form_means_what_its_author_says_in_any_frame(frame: str, form: str, start: str, end: str):
    found = read_question(frame.format(form), NAMES, now=NOW, zone=BERLIN)

    assert (found.period.start, found.period.end) == (_moment(start), _moment(end))
    assert found.unused == ()
