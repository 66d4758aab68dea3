"""What OpenAI's own limits do to a forecast."""

from datetime import UTC, datetime

import pytest

from bot.core.amounts import NANO, Amount
from bot.core.budgets.budget import Budget, BudgetStatus, budget_period
from bot.core.budgets.forecast import Pace, forecast
from bot.core.budgets.limit_stops import LimitStop, as_budget, limit_stop, row_text, stop_lines
from bot.core.budgets.openai_limits import NativeLimits, SpendLimit
from bot.core.names import Named, Names

NOW = datetime(2026, 11, 23, tzinfo=UTC)
MONTH = budget_period("month", NOW)
NAMES = Names([Named("project", "proj_1", "search"), Named("project", "proj_2", "data-eval")])
PACE = Pace(10 * NANO, 10 * NANO, 10 * NANO)


def stop(spent: int, amount: int, status: str = "inactive", project: str = "proj_1") -> LimitStop | None:
    native = NativeLimits(project, SpendLimit(amount * NANO, "month", status))
    budget = as_budget(native)
    assert isinstance(budget, Budget)
    stands = BudgetStatus(budget, MONTH, budget.amount, Amount(spent * NANO), NOW)
    assert native.limit is not None
    return limit_stop(native.limit, stands, forecast(spent * NANO, PACE, MONTH, NOW))


def found(*stops: LimitStop | None) -> list[LimitStop]:
    return [one for one in stops if one]


@pytest.mark.parametrize(
    ("spent", "amount", "at"),
    [
        pytest.param(500, 600, None, id="the month ends before"),
        pytest.param(500, 550, NOW.replace(day=28), id="on its way"),
        pytest.param(550, 550, NOW, id="passed, not billed yet"),
    ],
)
def test_a_limit_stops_when_the_pace_leads_to_it(spent: int, amount: int, at: datetime | None) -> None:
    reached = stop(spent, amount)
    assert (reached.at if reached else None) == at


def test_what_is_stopped_now_comes_first_and_the_forecast_says_what_it_counts() -> None:
    stops = found(stop(500, 550), stop(2_037, 2_000, "enforcing", "proj_2"))
    page = "https://platform.openai.com/settings/{}/limits"
    assert stop_lines(stops, NAMES) == [
        f"🔴 data-eval is stopped by <{page.format('proj_2')}|OpenAI's hard limit> of $2,000: $2,037 by month-end,"
        " ≈ $2,096–$2,154 if raised",
        f"🟠 search reaches <{page.format('proj_1')}|OpenAI's hard limit> of $550 about Sat 28 Nov: $550 by month-end,"
        " ≈ $559–$617 if raised",
        "About $110 of this forecast will not be spent while the limits stay: OpenAI refuses it",
    ]
    assert [row_text(one) for one in stops] == ["$550, hard limit", "$2,037, stopped"]


def test_the_limit_of_the_organisation_holds_those_of_its_projects() -> None:
    whole = stop(5_000, 5_000, "enforcing", "")
    assert stop_lines(found(whole, stop(500, 550)), NAMES)[-1].startswith("About $80 of this forecast")


def test_nothing_is_said_where_no_limit_is_reached() -> None:
    assert stop_lines(found(stop(100, 600)), NAMES) == []
