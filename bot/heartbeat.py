"""The heartbeat: wakes once a second and runs what is due; a job can neither raise nor stop the next one."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from datetime import datetime, timedelta

import schedule
import structlog

from bot.core.errors import UpstreamError
from bot.jobs.job import Job
from bot.services import Services

log = structlog.get_logger()
BEAT = 1  # seconds between two looks at what is due


def is_due(last: datetime | None, now: datetime, every: timedelta) -> bool:
    """A clock that was set back counts as time passed: better a run too many than three days of silence."""
    return last is None or abs(now - last) >= every


class JobThread:
    """
    One thread that runs its jobs in turn. What must not wait for each other are lanes of their own.

    `schedule` only wakes: it computes with local wall time, where an hour that comes twice would be an hour of
    silence (docs/facts.md, Machine A3), so a beat that lies too far ahead is made anew.
    """

    def __init__(self, name: str, jobs: Iterable[Job], services: Services) -> None:
        self._jobs = tuple(jobs)
        self._services = services
        self._interval = timedelta(minutes=services.settings.sync_minutes)
        self._last: dict[str, datetime] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"usage-bot-{name}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def ask_to_stop(self) -> None:
        """Take no new work."""
        self._stop.set()

    def wait(self) -> None:
        """Until the current job has ended."""
        if self._thread.is_alive():
            self._thread.join()

    def run_due(self, now: datetime) -> None:
        for job in self._jobs:
            if not self._stop.is_set() and is_due(self._last.get(job.name), now, job.every or self._interval):
                self._last[job.name] = now
                self._run(job, now)

    def _run(self, job: Job, now: datetime) -> None:
        start, outcome = time.monotonic(), "ok"
        try:
            job.run(self._services, now)
        except UpstreamError as error:
            outcome = error.code or "upstream"
            if not self._stop.is_set():  # what was cut off by the stop is no news
                log.warning("job failed", job=job.name, reason=str(error), code=error.code)
        except Exception:
            outcome = "bug"
            log.exception("job broke", job=job.name)
        self._services.observer.job(job.name, outcome, time.monotonic() - start)

    def _beat(self) -> None:
        clockwork = self._clockwork()
        while not self._stop.wait(BEAT / 4):
            if (clockwork.idle_seconds or 0) > 2 * BEAT:
                clockwork = self._clockwork()
            clockwork.run_pending()

    def _clockwork(self) -> schedule.Scheduler:
        clockwork = schedule.Scheduler()
        clockwork.every(BEAT).seconds.do(lambda: self.run_due(self._services.clock()))
        return clockwork
