"""Setting up: each answer of `init` tried against the real thing."""

from __future__ import annotations

from datetime import timedelta

from pydantic import SecretStr

from bot.adapters.openai_usage import OpenAIUsage
from bot.adapters.slack import Slack
from bot.app import wall_clock
from bot.core.errors import UserError
from bot.core.periods import Period, Width, floor
from bot.core.usage import UsageQuery
from bot.settings import Settings, load_settings

Answers = dict[str, str]
KEYLESS = {"OPENAI_ADMIN_KEY": "not-asked-yet"}  # so that the rest of the settings can be built and checked


def check_admin_key(answers: Answers) -> str:
    """Read one day of usage and of costs with the key."""
    key = answers["OPENAI_ADMIN_KEY"]
    if not key.startswith("sk-admin-"):
        raise UserError("That is no admin key: it begins with sk-admin-. Project keys cannot read usage.")
    settings = _settings()
    openai = OpenAIUsage(settings.openai_base_url, SecretStr(key))
    today = floor(wall_clock(), Width.DAY)
    try:
        for endpoint in ("completions", "costs"):
            openai.read(UsageQuery(endpoint, Period(today, today + timedelta(days=1)), Width.DAY, limit=1))
    finally:
        openai.close()
    return "the key reads usage and costs"


def check_bot_token(answers: Answers) -> str:
    """Ask Slack whom the token speaks for."""
    if not answers["SLACK_BOT_TOKEN"].startswith("xoxb-"):
        raise UserError("That is no bot token: it begins with xoxb-.")
    return f"the token is good in {_slack(answers).check().team}"


def check_app_token(answers: Answers) -> str:
    if not answers["SLACK_APP_TOKEN"].startswith("xapp-"):
        raise UserError("That is no app-level token: it begins with xapp-.")
    return ""


def check_channel(answers: Answers) -> str:
    """The channel exists and the bot is in it, or may post there all the same."""
    found = _slack(answers).channel(answers["USAGE_BOT_ALERT_CHANNEL"])
    if found.is_archived:
        raise UserError(f"{answers['USAGE_BOT_ALERT_CHANNEL']} is archived. Choose another channel.")
    return "the bot is in the channel" if found.is_member else "invite the bot: /invite @usage-bot in that channel"


def env_text(answers: Answers) -> str:
    """The .env file: one line an answer; what was left empty is left out."""
    lines = [f"{name}={value}" for name, value in answers.items() if value]
    return "# Written by `usage-bot init`; .env.example explains every setting.\n" + "\n".join(lines) + "\n"


def _settings() -> Settings:
    return load_settings(first=KEYLESS)


def _slack(answers: Answers) -> Slack:
    return Slack(SecretStr(answers["SLACK_BOT_TOKEN"]), _settings().slack_api_url)
