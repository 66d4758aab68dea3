"""The playground: the real bot between a simulated OpenAI organisation and a local Slack with a page."""

from bot.demo.playground.clock import monday_afternoon
from bot.demo.playground.playground import Playground

__all__ = ["Playground", "monday_afternoon"]
