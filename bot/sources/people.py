"""Who a person of Slack is: at OpenAI, by the e-mail address where Slack tells it, and whether an admin here."""

from __future__ import annotations

import structlog

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


def openai_user(slack_user: str, names: Names, services: Services) -> str:
    """The id of the organisation's user with the address of `slack_user`; '' when there is none, or nobody tells it."""
    if services.slack is None or not slack_user:
        return ""
    return names.of_email(services.slack.email(slack_user))
