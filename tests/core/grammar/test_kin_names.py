"""Parts of names that belong together are those names, where they leave no doubt."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.core.errors import UserError
from bot.core.grammar import read_question
from bot.core.names import Named, Names

NOW = datetime(2026, 11, 16, 13, 5, tzinfo=UTC)
NAMES = Names(
    (
        *(Named("project", f"proj_{name}", name) for name in ("checkout-prod", "checkout-staging", "mobile-app")),
        Named("key", "key_web", "prod-web"),
        *(Named("model", one, one) for one in ("gpt-5-mini-2025-08-07", "gpt-5-nano-2025-08-07", "gpt-4o-mini")),
    )
)
BOTH = ("proj_checkout-prod", "proj_checkout-staging")
MINI, NANO = "gpt-5-mini-2025-08-07", "gpt-5-nano-2025-08-07"


def filters(typed: str) -> dict[str, tuple[str, ...]]:
    asked = read_question(typed, NAMES, now=NOW, zone=ZoneInfo("UTC"))
    return {one.dimension: one.values for one in asked.filters}


@pytest.mark.parametrize(
    ("typed", "kind", "values"),
    [
        ("prod vs staging", "project", BOTH),
        ("how much is staging costing us compared to prod", "project", BOTH),
        ("what did checkout cost last week, prod and staging together", "project", BOTH),
        ("staging or prod this month", "project", BOTH),
        ("is nano cheaper than mini", "model", (MINI, NANO)),
        ("gpt-5 nano vs mini this month", "model", (MINI, NANO)),
        ("gpt-4o-mini this month", "model", ("gpt-4o-mini",)),
        ("staging today", "project", BOTH[1:]),
        ("checkout both projects this month", "project", BOTH),
        ("both checkouts this week", "project", BOTH),
        ("checkout (both) last month", "project", BOTH),
        ("both of the checkout projects vs last month", "project", BOTH),
        ("ma project yesterday", "project", ("proj_mobile-app",)),
        ("cost -n mobile-app", "project", ("proj_mobile-app",)),
    ],
)
def test_parts_that_complete_the_same_rest_are_its_names(typed: str, kind: str, values: tuple[str, ...]) -> None:
    assert filters(typed) == {kind: values}


def test_what_is_compared_has_a_row_each_and_what_is_added_has_one() -> None:
    compared = read_question("prod vs staging", NAMES, now=NOW, zone=ZoneInfo("UTC"))
    added = read_question("checkout cost, prod and staging together", NAMES, now=NOW, zone=ZoneInfo("UTC"))
    assert (compared.by, added.by) == (("project",), ())


def test_a_part_that_completes_nothing_is_asked_back() -> None:
    with pytest.raises(UserError):
        filters("prod vs mobile")
