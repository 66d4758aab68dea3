"""A sentence that changes is seen in review: all of them stand in one file."""

from tests.sentences import FILE, aloud, sentences


def test_every_sentence_stands_in_the_list():
    assert sentences().splitlines() == FILE.read_text("utf-8").splitlines(), "run: python -m tests.sentences"


def test_every_message_of_the_tests_can_be_read_aloud():
    shown = "\n".join(aloud())
    assert "OpenAI spend, Wed 18 Nov" in shown
    assert "# tour: Ask." in shown
