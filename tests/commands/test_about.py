"""What is said to the bot itself gets one short answer; questions and commands stay what they are."""

from pathlib import Path

import pytest

from bot.commands.routing import routed
from bot.core.answers.about import ABOUTS, about
from tests.living import Bot

TABLE = Path(__file__).parents[1] / "data" / "said_to_the_bot.txt"
LINES = [
    line.split(" => ") for line in TABLE.read_text(encoding="utf-8").splitlines() if " => " in line and line[0] != "#"
]


@pytest.mark.parametrize(("typed", "name"), LINES)
def test_words_to_the_bot_find_their_answer(typed: str, name: str) -> None:
    said = about(typed)

    assert (said.name if said else "-") == name
    assert (routed(typed)[0].verb == "about") == (name != "-")


def test_every_answer_is_said_in_the_table() -> None:
    assert {each.name for each in ABOUTS} == {name for _, name in LINES} - {"-"}


@pytest.fixture(scope="module")
def bot(tmp_path_factory):
    bot = Bot(tmp_path_factory.mktemp("about") / "usage-bot.db", "http://127.0.0.1:9/v1")
    yield bot
    bot.close()


@pytest.mark.parametrize("said", ABOUTS, ids=lambda said: said.name)
def test_an_answer_is_short_and_offers_lines_that_work(said, bot) -> None:
    typed = next(typed for typed, name in LINES if name == said.name)

    reply = bot.say(typed)

    assert reply.understood
    assert reply.facts["about"] == said.name
    assert "{" not in reply.message.text
    assert len(reply.message.text) < 300
    assert all(
        routed(line)[0].verb != "ask" or line.split()[0] in ("today", "yesterday", "this", "last") for line in said.asks
    )
