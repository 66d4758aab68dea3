"""What `python -m tests.pictures` draws: every kind of message is still made as it is there."""

import pytest

from bot.core.slack.limits import unsafe, violations
from tests.pictures import ASKED, POSTED


@pytest.mark.parametrize("kind", POSTED)
def test_every_message_that_is_drawn_keeps_to_slacks_limits(kind):
    for name, message in POSTED[kind]():
        assert (violations(message), unsafe(message)) == ((), ()), name


def test_what_is_asked_for_a_picture_is_a_command():
    assert {words.split()[0] for lines in ASKED.values() for words in lines} == {"/usage", "/budget"}
