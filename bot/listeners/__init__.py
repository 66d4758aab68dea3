"""Slack in: acknowledge, run the command, respond."""

from bot.listeners.app import build_app, close_app
from bot.listeners.asking import Desk, Observe
from bot.listeners.http import HttpServer, Probe, serve_http
from bot.listeners.socket_mode import Socket

__all__ = ["Desk", "HttpServer", "Observe", "Probe", "Socket", "build_app", "close_app", "serve_http"]
