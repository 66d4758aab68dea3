"""The heartbeat: due jobs run, a broken one harms no other."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.errors import UpstreamError
from bot.heartbeat import JobThread, is_due
from bot.jobs import JOB_THREADS
from bot.jobs.job import Job
from bot.services import Services
from bot.settings import load_settings

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
SERVICES = Services(load_settings(values={"OPENAI_ADMIN_KEY": "sk-admin-x"}), lambda: NOW, None, None, None)


@pytest.mark.parametrize(
    ("last", "due"),
    [
        pytest.param(None, True, id="never ran"),
        pytest.param(NOW - QUARTER, True, id="exactly one interval ago"),
        pytest.param(NOW - QUARTER + timedelta(seconds=1), False, id="a second less"),
        pytest.param(NOW + timedelta(days=3), True, id="the clock was set back three days"),
        pytest.param(NOW + timedelta(minutes=1), False, id="the clock was set back a minute"),
    ],
)
def test_a_job_is_due_an_interval_after_its_last_run(last, due):
    assert is_due(last, NOW, QUARTER) is due


def _breaks(_services, _now):
    raise RuntimeError("a bug")


def _fails(_services, _now):
    raise UpstreamError("OpenAI is down.", transient=True)


def test_a_job_that_breaks_stops_neither_the_next_nor_its_own_next_run():
    ran = []
    jobs = (
        Job("breaks", _breaks, QUARTER),
        Job("fails", _fails, QUARTER),
        Job("works", lambda _services, now: ran.append(now), QUARTER),
    )
    thread = JobThread("test", jobs, SERVICES)
    thread.run_due(NOW)
    thread.run_due(NOW + QUARTER)
    assert ran == [NOW, NOW + QUARTER]


def test_a_job_that_is_not_due_does_not_run():
    ran = []
    thread = JobThread("test", (Job("works", lambda _services, now: ran.append(now), QUARTER),), SERVICES)
    for minutes in range(30):
        thread.run_due(NOW + timedelta(minutes=minutes))
    assert ran == [NOW, NOW + QUARTER]


def test_reading_checking_and_sending_do_not_wait_for_each_other():
    lane_of = {job.name: thread for thread, jobs in JOB_THREADS.items() for job in jobs}
    assert len({lane_of[name] for name in ("read", "reports", "deliver")}) == 3
