"""
`python -m tests.simulation 200` lives through 200 years.

`200 48 1000 60`: at most 48 hours, not 72, between two turns, the seeds from 1000 on, and years of 60 days.
"""

import logging
import sys
import tempfile
import time
from pathlib import Path

import structlog

from tests.simulation.year import Outcome, Year


def live(seed: int, hours: int, days: int) -> Outcome:
    with tempfile.TemporaryDirectory() as folder:
        return Year(seed, Path(folder), days=days, hours=hours).run()


def main(years: int, hours: int = 72, first: int = 0, days: int = 365) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    outcomes: list[Outcome] = []
    for seed in range(first, first + years):
        outcomes.append(live(seed, hours, days))
        for fault in outcomes[-1].faults:
            print(f"seed {seed}: {fault}", flush=True)
        if len(outcomes) % 10 == 0 or len(outcomes) == years:
            print(_summary(outcomes), flush=True)


def _summary(outcomes: list[Outcome]) -> str:
    passed, told, letters, kills = (
        sum(getattr(one, name) for one in outcomes) for name in ("passed", "told", "outgoing", "kills")
    )
    bad = sum(bool(one.faults) for one in outcomes)
    longest = max(one.longest for one in outcomes)
    return (
        f"{len(outcomes)} years: {passed:,} levels passed, {told:,} of them told and the others covered,"
        f" {letters:,} messages, {kills:,} kills, the longest wait {longest} turns, {bad} years with a fault,"
        f" {time.process_time():.0f} s of processor time"
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
