"""`usage-bot backtest`: what forecast, pace and spikes would have said about the past."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.console import console
from bot.core.amounts import nanodollars
from bot.core.budgets.budget import ORGANISATION, PERIODS, Budget
from bot.files import read_text

if TYPE_CHECKING:
    from bot.core.alerts.history import History
    from bot.core.answers.why import RatesOf


@click.command("backtest", epilog="Example: usage-bot backtest history.csv --budget 500/month --json")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--budget", "budgets", multiple=True, metavar="[PROJECT=]AMOUNT/PERIOD", help="Judge this budget too.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as one JSON object.")
def command(file: Path | None, budgets: tuple[str, ...], *, as_json: bool) -> None:
    """Back-test forecasts and alerts on the store, or on FILE.

    FILE is CSV with the columns time (an hour's start, or a day) and dollars, and optional ones: project, model,
    key, requests, input_tokens, cached_tokens, output_tokens. Neither a store nor a key nor Slack is needed for it.
    """
    from bot.core.alerts.history import read_history
    from bot.core.alerts.judged import judged
    from bot.core.alerts.judged_message import judged_json, judged_lines

    wanted = tuple(_budget(text) for text in budgets)
    if file is None:
        from bot.cli.context import services
        from bot.sources.past import history

        with services() as live:
            known = history(live, live.clock())
    else:
        known = read_history(io.StringIO(read_text(file) or "", newline=""))
    found = judged(known, wanted, _list_rates(known))
    if as_json:
        click.echo(json.dumps(judged_json(found, has_budgets=bool(wanted))))
        return
    for line in judged_lines(found, known.hours // 24):
        console.print(line, markup=False, soft_wrap=True)


def _list_rates(known: History) -> RatesOf:
    """List prices on the last day of the history, for models whose prices it does not tell."""
    from bot.adapters.prices import Prices
    from bot.core.usage.rates import Kind

    prices, day = Prices(), known.at(known.hours).date()
    return lambda model: prices.rates("completions", Kind(model), long=False, day=day)


def _budget(text: str) -> tuple[str, Budget]:
    """`500/month`, `checkout-prod=50/day`."""
    project, _, rest = text.rpartition("=")
    amount, _, unit = rest.partition("/")
    try:
        quantity = nanodollars(amount.strip().lstrip("$"))
    except ValueError as error:
        raise click.UsageError(f"{text!r}: {error}.") from None
    if unit not in PERIODS or quantity <= 0:
        raise click.UsageError(
            f"{text!r} is no budget. Write AMOUNT/PERIOD such as 500/month; PERIOD is day, week or month."
        )
    return project, Budget("project" if project else ORGANISATION, (project,) * bool(project), "cost", quantity, unit)
