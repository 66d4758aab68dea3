"""usage-bot: what an OpenAI organisation uses and spends, told in Slack before a budget breaks."""

__version__ = "0.1.0"
