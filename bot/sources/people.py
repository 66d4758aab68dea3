"""Who a Slack user is at OpenAI, by e-mail address, and whether they are an admin here."""

from __future__ import annotations

import re

import structlog

from bot.core import grammar
from bot.core.errors import UpstreamError
from bot.core.names import Names
from bot.services import Services

log = structlog.get_logger()


def is_admin(slack_user: str, services: Services) -> bool:
    """By id or by user group, never by a name."""
    admins, slack = services.settings.admins, services.slack
    if slack_user in admins or slack is None:
        return slack_user in admins
    try:
        return any(slack.in_group(slack_user, group) for group in admins if group.startswith("S"))
    except UpstreamError as error:
        # Asking must not fail with the user groups; what needs rights is refused until Slack answers.
        log.warning("admins.unknown", code=error.code)
        return False


_MENTION = re.compile(r"<@(?P<user>[UW][A-Z0-9]+)(?:\|[^<>]*)?>")


def with_people(text: str, names: Names, services: Services) -> str:
    """The words with people of Slack as the users of OpenAI that they are; who is none stays as it was typed."""

    def named(match: re.Match[str]) -> str:
        user = openai_user(match["user"], names, services)
        return f"user:{user}" if user else match[0]

    return _MENTION.sub(named, text)


def own_user(text: str, slack_user: str, names: Names, services: Services) -> str:
    """Who `my` is at OpenAI, looked up only for such words; '' when nobody knows."""
    return openai_user(slack_user, names, services) if grammar.says_my(text) else ""


def openai_user(slack_user: str, names: Names, services: Services) -> str:
    """The id of the organisation's user with the address of `slack_user`; '' when there is none, or nobody tells it."""
    if services.slack is None or not slack_user:
        return ""
    return names.of_email(services.slack.email(slack_user))
