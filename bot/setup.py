"""Setting up: each answer of `init` tried against the real thing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from pydantic import SecretStr

from bot.adapters.openai_usage import OpenAIUsage
from bot.adapters.slack import Slack
from bot.app import wall_clock
from bot.core.errors import UpstreamError, UserError
from bot.core.periods import Period, Width, floor
from bot.core.slack.channels import read_channel
from bot.core.usage.buckets import UsageQuery
from bot.doctor import NEW_APP_TOKEN, NEW_TOKEN
from bot.manifest import link, manifest
from bot.settings import Settings, SettingsError, load_settings, usable_settings

Answers = dict[str, str]
Check = Callable[[Answers], str]  # what was found, in a few words
KEYLESS = {"OPENAI_ADMIN_KEY": "not-asked-yet"}  # so that the rest of the settings can be built and checked


def manifest_link() -> str:
    """The link that creates the Slack app."""
    settings = _settings()
    return link(manifest(settings.command, settings.budget_command))


def check_admin_key(answers: Answers) -> str:
    """Read one day of usage and of costs with the key."""
    key = answers["OPENAI_ADMIN_KEY"]
    if not key.startswith("sk-admin-"):
        raise UserError(
            "That is no admin key: it begins with sk-admin-. Keys of projects cannot read usage; an owner of the "
            "organisation makes one at platform.openai.com/settings/organization/admin-keys."
        )
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
        raise UserError(f"That is no bot token: it begins with xoxb-. {NEW_TOKEN}")
    return f"the token is good in {_slack(answers).check().team}"


def check_app_token(answers: Answers) -> str:
    """Ask Slack for a socket that nobody opens."""
    token = answers["SLACK_APP_TOKEN"]
    if not token:
        return "no Socket Mode: Slack sends its requests to your URL"
    if not token.startswith("xapp-"):
        raise UserError(f"That is no app-level token: it begins with xapp-. {NEW_APP_TOKEN}")
    try:
        _slack(answers).check_app_token(SecretStr(token))
    except UpstreamError as error:
        if error.transient:
            raise
        raise UserError(f"Slack does not accept it. {NEW_APP_TOKEN}") from error
    return "the token opens sockets"


def check_channel(answers: Answers) -> str:
    """The channel exists and the bot is in it, or has to be invited."""
    typed = answers["USAGE_BOT_ALERT_CHANNEL"]
    given = read_channel(typed)
    if not given:
        raise UserError(f"Write it as #{typed.lstrip('#').replace(' ', '-')[:80]}, or give the channel's id (C…).")
    found = _slack(answers).channel(given)
    if found.is_archived:
        raise UserError(f"{given} is archived. Choose another channel.")
    return "the bot is in the channel" if found.is_member else f"found; now type /invite @usage-bot in #{found.name}"


def check_setting(variable: str) -> Check:
    """A setting that can be judged without asking anybody."""

    def check(answers: Answers) -> str:
        load_settings(values={**KEYLESS, variable: answers[variable]})
        return ""

    return check


def env_text(answers: Answers) -> str:
    """The .env file: one line a setting; what was left empty is there to be filled in."""
    lines = [f"{name}={value}" if value else f"#{name}=" for name, value in answers.items()]
    return "# Written by `usage-bot init`; .env.example explains every setting.\n" + "\n".join(lines) + "\n"


def _settings() -> Settings:
    try:
        return load_settings()
    except SettingsError as error:  # no key yet, and perhaps an .env that is about to be written anew
        return usable_settings(error)


def _slack(answers: Answers) -> Slack:
    return Slack(SecretStr(answers["SLACK_BOT_TOKEN"]), _settings().slack_api_url)
