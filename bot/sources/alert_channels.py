"""Where alerts go: the channels of budgets and settings, each by one name."""

from __future__ import annotations

from bot.core.slack.channels import Channels
from bot.services import Services


def alert_channels(services: Services) -> Channels:
    """An id stands for a name of its channel: it stays when the name goes to another one."""
    written = {budget.channel for budget in services.store.budgets.all() if budget.channel}
    ids = services.store.sent_messages.channel_ids()
    return Channels(services.settings.alert_channel, ids, tuple(sorted(written, reverse=True)))
