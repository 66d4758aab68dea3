"""Slack in: acknowledge, run the command, respond."""

from bot.listeners.app import build_app, close_app
from bot.listeners.asking import Handlers, Observe
from bot.listeners.http import HttpServer, Probe, serve_http, slack_front
from bot.listeners.socket_mode import Socket

__all__ = [
    "Handlers",
    "HttpServer",
    "Observe",
    "Probe",
    "Socket",
    "build_app",
    "close_app",
    "serve_http",
    "slack_front",
]
