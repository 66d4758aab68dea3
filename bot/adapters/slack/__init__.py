"""Slack, going out: what the bot posts, asks and looks up through the Web API."""

from bot.adapters.slack.client import Posted, Slack
from bot.adapters.slack.directory import Channel, Identity
from bot.adapters.slack.way import socket_proxy, web_client

__all__ = ["Channel", "Identity", "Posted", "Slack", "socket_proxy", "web_client"]
