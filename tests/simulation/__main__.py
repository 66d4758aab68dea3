"""`python -m tests.simulation 200` lives through that many years, with a turn of the bots every three hours or so."""

import logging
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import structlog

from tests.simulation.year import Outcome, Year


def live(seed: int) -> Outcome:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with tempfile.TemporaryDirectory() as folder:
        return Year(seed, Path(folder), hours=6).run()


def main(years: int) -> None:
    told = passed = kills = bad = 0
    with ProcessPoolExecutor() as pool:
        for seed, outcome in enumerate(pool.map(live, range(years))):
            told += len(outcome.told)
            passed += len(outcome.passed)
            kills += outcome.kills
            if outcome.missing or outcome.doubled or outcome.wrong or outcome.waiting:
                bad += 1
                print(f"seed {seed}: missing {outcome.missing}, doubled {outcome.doubled}, wrong {outcome.wrong}")
    print(f"{years} years: {passed:,} levels passed, {told:,} messages, {kills:,} kills, {bad} years with a fault")


if __name__ == "__main__":
    main(int(sys.argv[1]))
