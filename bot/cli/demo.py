"""`usage-bot demo`: the playground."""

from __future__ import annotations

import logging
import webbrowser

import click

from bot.cli.console import console


@click.command("demo", epilog="Example: usage-bot demo --port 8080")
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="0 takes any free port.")
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@click.pass_obj
def command(debug: bool, port: int, no_browser: bool) -> None:
    """The playground: the real bot between a simulated OpenAI organisation and a page that looks like Slack.

    Needs no account, no key and no network. Nothing is kept.
    """
    from bot.app import stop_event, wall_clock
    from bot.demo.playground import Playground, monday_afternoon
    from bot.logs import configure_logs

    configure_logs(logging.DEBUG if debug else logging.WARNING)
    asked_to_stop = stop_event()
    with Playground(monday_afternoon(wall_clock()), port=port) as playground:
        console.print(f"The playground is at [bold]{playground.url}[/]. Ctrl-C ends it.")
        if not no_browser:
            webbrowser.open(playground.url)
        asked_to_stop.wait()
