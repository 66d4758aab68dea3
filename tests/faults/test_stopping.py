"""Starting and stopping: what a signal ends, what a crash leaves, and who may serve."""

import signal

import pytest

from bot.demo.faults import SILENT
from tests.faults.site import wait_until


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_service_at_once_and_in_order(site, number):
    program = site.start()

    assert program.stop(number) == 0
    assert program.events("stopped")[-1]["all_done"] is True
    assert "Traceback" not in program.said


def test_a_signal_does_not_wait_for_an_openai_that_says_nothing(site):
    site.openai.fault("usage", SILENT, times=None)
    program = site.start()
    site.slack.command("/usage", "today by model")
    wait_until(lambda: len(site.openai.requests) > 1, "a read and a question that wait for OpenAI")

    assert program.stop() == 0
    assert "Traceback" not in program.said


def test_the_program_as_users_start_it_stops_in_the_middle_of_its_first_read(site):
    program = site.cli("run", "--http", "127.0.0.1:0")
    program.wait_for("started")
    wait_until(lambda: len(site.openai.requests) > 1, "the first read")
    assert program.get("/metrics")[0] == 200

    assert program.stop() == 0
    assert program.events("stopped")[-1]["all_done"] is True
    assert "Traceback" not in program.said
    assert site.is_sound()
