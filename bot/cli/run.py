"""`usage-bot run`: the service."""

from __future__ import annotations

from functools import partial

import click

from bot.app import Bot, serve
from bot.cli.context import services
from bot.core.observer import UNOBSERVED, Observer
from bot.settings import RUNNING, Settings


@click.command("run", epilog="Example: usage-bot run --http 127.0.0.1:8080")
@click.option(
    "--http",
    metavar="HOST:PORT",
    default="",
    help="Serve /livez, /healthz and /metrics; without SLACK_APP_TOKEN also Slack's requests. Or USAGE_BOT_HTTP.",
)
def command(http: str) -> None:
    """Run the bot: answers, alerts and digests until it is stopped. Socket Mode when SLACK_APP_TOKEN is set."""
    with services(*RUNNING, observer=partial(_observer, http), is_service=True) as live:
        serve(Bot(live, http=http or live.settings.http))


def _observer(http: str, settings: Settings) -> Observer:
    """Counts nothing when there is no address at which anybody could read it."""
    if not (http or settings.http):
        return UNOBSERVED
    from bot.metrics import Metrics

    return Metrics()
