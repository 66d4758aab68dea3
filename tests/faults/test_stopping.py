"""Starting and stopping: what a signal ends, what a crash leaves, and who may serve."""

import signal

import pytest

from bot.demo.faults import SILENT
from tests.faults.site import wait_until


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_service_at_once_and_in_order(site, number):
    program = site.start()
    status, seconds = program.stop(number)

    assert (status, seconds < 5) == (0, True)
    assert program.events("stopped")[-1]["all_done"] is True
    assert "Traceback" not in program.said


def test_a_signal_does_not_wait_for_an_openai_that_says_nothing(site):
    site.openai.fault("usage", SILENT, times=None)
    program = site.start()
    wait_until(lambda: site.openai.requests, "a request to OpenAI")
    status, seconds = program.stop()

    assert (status, seconds < 5) == (0, True)
    assert "Traceback" not in program.said
