"""A simulated OpenAI organisation on loopback: the usage, costs and name endpoints as they were recorded."""

from bot.demo.openai.access import ADMIN_KEY, PROJECT_KEY, USAGE_KEY
from bot.demo.openai.simulator import Simulator

__all__ = ["ADMIN_KEY", "PROJECT_KEY", "USAGE_KEY", "Simulator"]
