"""A local Slack: Web API, response URLs, clicks and commands with real signatures, for tests and the playground."""

from bot.demo.slack.faults import Fault
from bot.demo.slack.local import LocalSlack
from bot.demo.slack.requests import Ack, Deliver, Request, SignedHttp
from bot.demo.slack.workspace import Member, Room, Workspace

__all__ = ["Ack", "Deliver", "Fault", "LocalSlack", "Member", "Request", "Room", "SignedHttp", "Workspace"]
