"""A site for each test; whatever happened there, no secret was written and no store was broken."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.site import Site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path)
    yield site
    site.close()
    assert site.leaks() == []
