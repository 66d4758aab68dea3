"""The outside world: OpenAI, prices, the store and Slack, each behind its own module."""
