"""The blocks of code in the README that its tests, and the benchmarks, run."""

from __future__ import annotations

import re
from pathlib import Path

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def marked(mark: str) -> list[str]:
    """The lines of all code blocks behind `<!-- mark -->`."""
    found = re.findall(rf"^ *<!-- {re.escape(mark)} -->\n *```\w*\n(.*?)^ *```", README, re.M | re.S)
    assert found, f"no block is marked {mark}"
    return [line.strip() for block in found for line in block.splitlines() if line.strip()]
