"""`python -m tests.simulation 200 24` lives through 200 years, the bots at work at least once in 24 hours."""

import logging
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import structlog

from tests.simulation.year import Outcome, Year


def live(seed: int, hours: int) -> Outcome:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with tempfile.TemporaryDirectory() as folder:
        return Year(seed, Path(folder), hours=hours).run()


def main(years: int, hours: int = 24) -> None:
    told = passed = kills = bad = 0
    with ProcessPoolExecutor() as pool:
        for seed, outcome in enumerate(pool.map(partial(live, hours=hours), range(years))):
            told += len(outcome.told)
            passed += len(outcome.passed)
            kills += outcome.kills
            if outcome.missing or outcome.doubled or outcome.wrong or outcome.waiting:
                bad += 1
                print(
                    f"seed {seed}: missing {outcome.missing}, doubled {outcome.doubled}, wrong {outcome.wrong}",
                    flush=True,
                )
    print(f"{years} years: {passed:,} levels passed, {told:,} messages, {kills:,} kills, {bad} years with a fault")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
