"""The buttons under an answer: they carry a question in words and ask it again, privately, openly or as a file."""

from __future__ import annotations

from dataclasses import replace

from bot.commands.request import Action, Click, Reply, Response
from bot.core.answers.followups import CSV, SHARE, USAGE, WHY
from bot.services import Services


def _ask(text: str, click: Click, services: Services) -> Reply:
    from bot.commands import run  # the table holds this module's rows

    return run(text, click.asker, services)


def _again(click: Click, services: Services) -> Response:
    return Response(replacement=_ask(click.value, click, services).message)


def _share(click: Click, services: Services) -> Response:
    """Others read it, so that it is refused what a mention is refused."""
    reply = _ask(click.value, replace(click, asker=replace(click.asker, in_public=True)), services)
    return Response(public=reply.message) if reply.understood else Response(private=reply.message)


def _file(click: Click, services: Services) -> Response:
    reply = _ask(f"{click.value} csv", click, services)
    return Response(private=reply.message, attachment=reply.attachment)


def _aside(click: Click, services: Services) -> Response:
    return Response(private=_ask(click.value, click, services).message)


ACTIONS = (Action(USAGE, _again), Action(SHARE, _share), Action(CSV, _file), Action(WHY, _aside))
