"""Slack, going out: what the bot posts, asks and looks up through the Web API."""

from bot.adapters.slack.client import Channel, Identity, Posted, Slack

__all__ = ["Channel", "Identity", "Posted", "Slack"]
