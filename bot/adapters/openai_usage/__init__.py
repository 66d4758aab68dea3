"""OpenAI's organisation endpoints: usage, costs, names and native limits, read with the admin key."""

from bot.adapters.openai_usage.client import OpenAIUsage

__all__ = ["OpenAIUsage"]
