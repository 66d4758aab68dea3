"""The page on reliability is true: the tests that it names exist, and so do the metrics."""

import re
from pathlib import Path

from tests.faults.test_watching import METRICS

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "reliability.md").read_text()


def test_every_test_that_is_named_exists():
    named = re.findall(r"`(tests/[\w/.]+)::(\w+)`", PAGE)
    missing = [name for file, name in named if f"def {name}(" not in (ROOT / file).read_text()]

    assert missing == []
    assert len(named) > 40


def test_every_fault_test_is_named():
    tests = {
        name
        for file in (ROOT / "tests" / "faults").glob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", file.read_text(), re.MULTILINE)
        if file.name != "test_watching.py"
    }
    assert {name for name in tests if name not in PAGE} == set()


def test_the_metrics_are_those_that_are_served():
    listed = set(re.findall(r"`(usage_bot_\w+)`", PAGE))
    # Those by name are looked at where they are drawn, in test_deploy.
    by_name = {name for name in listed if re.match(r"usage_bot_(spend|budget|findings)_", name)}
    served = {name for name in METRICS if name.startswith("usage_bot_")} | {"usage_bot_socket_connected"} | by_name

    assert {name.removesuffix("_total") for name in listed} == served
