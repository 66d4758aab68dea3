"""Who a person of Slack is at OpenAI: by the e-mail address, where Slack tells it."""

from __future__ import annotations

from bot.core.names import Names
from bot.services import Services


def openai_user(slack_user: str, names: Names, services: Services) -> str:
    """The id of the organisation's user with the address of `slack_user`; '' when there is none, or nobody tells it."""
    if services.slack is None or not slack_user:
        return ""
    return names.of_email(services.slack.email(slack_user))
