"""The playground: a simulated OpenAI organisation, a local Slack, and the real bot between them."""
