"""Long tests, not part of the suite: `python -m tests.soak kills|signals|commands|month [COUNT]` prints figures."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

from bot.demo.faults import CUT, DROPPED, HTML, MISSING_SCOPE, SERVER_ERROR, SILENT, rate_limited
from bot.demo.slack import Fault
from tests.faults.killing import PENNY, live_through_kills, settle
from tests.faults.site import Program, Site

OPENAI_FAULTS = (CUT, DROPPED, HTML, MISSING_SCOPE, SERVER_ERROR, rate_limited("1"))
SLACK_FAULTS = (
    Fault(lost=True),
    Fault(dropped=True),
    Fault(status=503),
    Fault(status=429, headers={"Retry-After": "30"}),
    Fault(error="internal_error"),
    Fault(error="not_in_channel"),
)


@dataclass(frozen=True)
class Size:
    """What one process holds: memory in MiB, open files, threads."""

    memory: float
    files: int
    threads: int

    @classmethod
    def of(cls, program: Program) -> Size:
        proc = Path(f"/proc/{program.process.pid}")
        status = dict(line.split(":\t", 1) for line in (proc / "status").read_text().splitlines() if ":\t" in line)
        memory = int(status["VmRSS"].split()[0]) / 1024
        return cls(round(memory, 1), len(list((proc / "fd").iterdir())), int(status["Threads"]))


def kills(site: Site, count: int) -> None:
    """Kill at random instants; every alert is in Slack once."""
    live_through_kills(site, count, seed=1)
    ((days,),) = site.sql("SELECT count(*) FROM alerts WHERE kind = 'level' AND level = 100")
    print(
        f"{count} kills, {days} budgets passed, {len(site.said())} messages, lost or doubled: {site.lost_or_doubled()}"
    )
    print(f"sound: {site.is_sound()}")


def signals(site: Site, count: int) -> None:
    """SIGTERM at random instants, every third time while OpenAI says nothing."""
    random = Random(2)  # noqa: S311
    site.add_budget(PENNY, period="day")
    took, bad = [], []
    for number in range(count):
        if number % 3 == 2:
            site.openai.fault("usage", SILENT, times=None)
        program = site.start()
        site.pass_time(timedelta(days=1))
        site.slack.command("/usage", "last 3 days by model")
        time.sleep(random.random() * 2)
        start = time.monotonic()
        status = program.stop()
        took.append(time.monotonic() - start)
        if status or "Traceback" in program.said:
            bad.append(program.output.name)
        site.openai.mend()
    settle(site)
    print(f"{count} signals: longest {max(took):.2f} s, median {sorted(took)[count // 2]:.2f} s, bad exits: {bad}")
    print(f"lost or doubled: {site.lost_or_doubled()}")


def commands(site: Site, count: int) -> None:
    """Commands of many people at once; the process does not grow."""
    program = site.start()
    site.wait_for_read()
    questions = (
        "today by model",
        "yesterday",
        "last 7 days by project",
        "help",
        "this month vs last month",
        "nonsense",
    )
    lot, slowest = 1000, 0.0

    def ask(number: int) -> float:
        start = time.monotonic()
        assert site.slack.command("/usage", questions[number % len(questions)], user="U0SAM").status == 200
        return time.monotonic() - start

    with ThreadPoolExecutor(16) as people:
        for done in range(0, count, lot):
            slowest = max(slowest, *people.map(ask, range(lot)))
            site.slack.wait_for(lambda: len(site.slack.workspace.private) >= lot, 120)
            _forget(site)
            if done % (count // 10 or lot) == 0 or done + lot >= count:
                print(f"{done + lot:>7} commands: {Size.of(program)}", flush=True)
    print(f"slowest acknowledgement {slowest:.2f} s, bugs: {len(program.events('command.bug'))}")


def month(site: Site, hours: int) -> None:
    """Hours of a simulated month with faults on both sides, and a restart now and then."""
    random = Random(3)  # noqa: S311
    site.add_budget(PENNY, period="day")
    site.add_budget(5, period="week", channel="#checkout")
    program = site.start()
    site.wait_for_read()
    for hour in range(hours):
        if random.random() < 0.3:
            site.openai.fault(random.choice(("completions", "costs", "embeddings")), random.choice(OPENAI_FAULTS))
        if random.random() < 0.3:
            site.slack.faults.plan("chat.postMessage", random.choice(SLACK_FAULTS), times=random.randint(1, 3))
        beats = len(site.openai.requests)
        site.pass_time(timedelta(hours=1))
        site.slack.command("/usage", "today by model")
        _wait(lambda beats=beats: len(site.openai.requests) > beats + 10)
        if hour % (hours // 12 or 1) == 0:
            print(f"hour {hour:>4}: {Size.of(program)}, store {site.path.stat().st_size // 1024} KiB", flush=True)
    print(f"hour {hours:>4}: {Size.of(program)}, store {site.path.stat().st_size // 1024} KiB")
    site.slack.faults.heal()
    site.openai.mend()
    program.stop()
    settle(site)
    print(f"{len(site.said())} messages, lost or doubled: {site.lost_or_doubled()}, sound: {site.is_sound()}")
    bugs = [event["event"] for event in program.log if event["level"] == "error" and "logger" not in event]
    print(f"bugs: {bugs}")


def _forget(site: Site) -> None:
    """The simulated side keeps everything; a long test has no use for it."""
    with site.slack.workspace.changed:
        for kept in (site.slack.workspace.private, site.slack.workspace.calls):
            kept.clear()
        site.slack.workspace.response_urls.clear()
        site.slack.workspace.triggers.clear()
    site.openai.requests.clear()


def _wait(look: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not look() and time.monotonic() < deadline:
        time.sleep(0.05)


TESTS = {"kills": (kills, 100), "signals": (signals, 30), "commands": (commands, 100_000), "month": (month, 720)}


def main(name: str, count: str = "") -> None:
    test, usual = TESTS[name]
    with tempfile.TemporaryDirectory() as folder:
        site = Site(Path(folder))
        start = time.monotonic()
        try:
            test(site, int(count or usual))
        finally:
            site.close()
        print(f"{name}: {time.monotonic() - start:.0f} s, secrets found: {site.leaks()}")


if __name__ == "__main__":
    main(*sys.argv[1:])
