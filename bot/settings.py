"""Environment and `.env` become Settings; nothing else reads the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import time
from functools import partial
from pathlib import Path
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from bot.core.addresses import is_address, is_guarded
from bot.core.alerts.quiet_hours import QuietHours, read_quiet_hours
from bot.core.errors import UserError
from bot.core.grammar.time.zones import nearest_zone
from bot.core.slack.channels import read_channel
from bot.env_file import Given, read_env_file
from bot.setting_names import nearest_setting, not_set, unknown_names

# Else the first model has pydantic read about every package that is installed, and let any of them see the secrets.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")  # noqa: TID251 - the one place

FILE = Path(".env")
USER_OR_GROUP = re.compile(r"[UWS][A-Z0-9]{2,}")
QUOTED = re.compile(r"""(["'])(.*)\1|[“‘](.*)[”’]""", re.DOTALL)


def _is_path(value: object) -> object:
    """`~` is the shell's; nobody expands it in an `.env` or a unit file."""
    if isinstance(value, str) and ("://" in value or value == ":memory:"):
        raise ValueError("should be the path of a file")
    if not (isinstance(value, str) and value.startswith("~")):
        return value
    try:
        return Path(value).expanduser()
    except RuntimeError:
        raise ValueError("begins with ~, and this machine knows no home folder; write the whole path") from None


File = Annotated[Path, BeforeValidator(_is_path)]


class Settings(BaseModel):
    """Every setting; the table in the README says what each is for. A description says what a value should be."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True, arbitrary_types_allowed=True)

    openai_admin_key: SecretStr = Field(validation_alias="OPENAI_ADMIN_KEY")
    openai_base_url: str = Field("https://api.openai.com/v1", validation_alias="OPENAI_BASE_URL")
    slack_bot_token: SecretStr | None = Field(None, validation_alias="SLACK_BOT_TOKEN")
    slack_app_token: SecretStr | None = Field(None, validation_alias="SLACK_APP_TOKEN")
    slack_signing_secret: SecretStr | None = Field(None, validation_alias="SLACK_SIGNING_SECRET")
    slack_api_url: str = Field("https://slack.com/api/", validation_alias="SLACK_API_URL")
    database: File = Field(Path("usage-bot.db"), validation_alias="USAGE_BOT_DATABASE")
    alert_channel: str = Field("", validation_alias="USAGE_BOT_ALERT_CHANNEL")
    digest_channel: str = Field("", validation_alias="USAGE_BOT_DIGEST_CHANNEL")
    digest_at: time | None = Field(time(9), validation_alias="USAGE_BOT_DIGEST_AT")
    timezone: ZoneInfo = Field(ZoneInfo("UTC"), validation_alias="USAGE_BOT_TIMEZONE")
    sync_minutes: int = Field(
        15,
        ge=1,
        le=1440,
        validation_alias="USAGE_BOT_SYNC_MINUTES",
        description="a whole number of minutes from 1 to 1440",
    )
    fiscal_year: int = Field(
        1, ge=1, le=12, validation_alias="USAGE_BOT_FISCAL_YEAR", description="the number of a month, 1 to 12"
    )
    admins: tuple[str, ...] = Field((), validation_alias="USAGE_BOT_ADMINS")
    prices: File = Field(Path("prices.toml"), validation_alias="USAGE_BOT_PRICES")
    price_updates: bool = Field(True, validation_alias="USAGE_BOT_PRICE_UPDATES", description="on or off")
    http: str = Field("", validation_alias="USAGE_BOT_HTTP")
    metrics_names: bool = Field(False, validation_alias="USAGE_BOT_METRICS_NAMES", description="on or off")
    teams: File = Field(Path("teams.toml"), validation_alias="USAGE_BOT_TEAMS")
    quiet_hours: QuietHours | None = Field(None, validation_alias="USAGE_BOT_QUIET_HOURS")
    command: str = Field(
        "/usage",
        pattern=r"^/[a-z0-9_-]{1,24}$",
        validation_alias="USAGE_BOT_COMMAND",
        description="a slash and up to 24 small letters, digits, - and _, such as /usage",
    )

    @field_validator("openai_base_url", "slack_api_url")
    @classmethod
    def _is_url(cls, value: str) -> str:
        if not re.match(r"https?://[^\s/]+", value):
            raise ValueError("should be a URL such as https://api.openai.com/v1")
        if not is_guarded(value):
            raise ValueError("should begin with https://: without TLS the key can be read on the way")
        if not is_address(value):
            raise ValueError("has a host or port that no URL can have")
        return value

    @field_validator("slack_bot_token", "slack_app_token")
    @classmethod
    def _is_token(cls, value: SecretStr | None, about: ValidationInfo) -> SecretStr | None:
        text = value.get_secret_value() if value else ""
        if about.field_name == "slack_bot_token" and text.startswith("xapp-"):
            raise ValueError("should be the bot token (xoxb-…), and is the app-level one")
        if about.field_name == "slack_app_token" and text.startswith("xox"):
            raise ValueError("should be the app-level token (xapp-…), and is another one of Slack")
        if not (text.isascii() and text.isprintable() and " " not in text):
            raise ValueError("holds characters that no token has. Copy it again, as one word")
        return value

    @field_validator("http")
    @classmethod
    def _is_host_and_port(cls, value: str) -> str:
        host, _, port = value.rpartition(":")
        if value and not (host and "/" not in host and re.fullmatch(r"[0-9]{1,5}", port) and int(port) < 65536):
            raise ValueError("should be HOST:PORT, such as 127.0.0.1:8080 (this machine alone) or 0.0.0.0:8080 (all)")
        return value

    @field_validator("alert_channel", "digest_channel")
    @classmethod
    def _is_channel(cls, value: str) -> str:
        if value.strip() and not read_channel(value):
            raise ValueError("should be a channel: #name, its id (C…) or a link to it")
        return read_channel(value)

    @field_validator("digest_at", mode="before")
    @classmethod
    def _is_clock_time(cls, value: object) -> object:
        if isinstance(value, str) and value.lower() == "off":
            return None  # who wants another rhythm makes it in Slack
        if isinstance(value, str) and not re.fullmatch(r"([01]?[0-9]|2[0-3]):[0-5][0-9]", value):
            raise ValueError("should be a time such as 09:00, or off")
        if not isinstance(value, str):
            return value
        hour, minute = value.split(":")
        return time(int(hour), int(minute))

    @field_validator("sync_minutes", "fiscal_year", mode="before")
    @classmethod
    def _is_in_digits(cls, value: object) -> object:
        """Pydantic would read `1_5` as 15; `x` it refuses with the field's own words."""
        return "x" if isinstance(value, str) and not re.fullmatch(r"[0-9]{1,9}", value) else value

    @field_validator("quiet_hours", mode="before")
    @classmethod
    def _are_quiet_hours(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        if (hours := read_quiet_hours(value)) is None:
            raise ValueError("should be two different times such as 22:00-07:00")
        return hours

    @field_validator("timezone", mode="before")
    @classmethod
    def _is_zone(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        try:
            return ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            meant = nearest_zone(value)
            should = "should be an IANA name such as Europe/Berlin"
            raise ValueError(f"{should}. Is {meant} meant?" if meant else should) from None

    @field_validator("admins", mode="before")
    @classmethod
    def _are_ids(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        ids = tuple(re.split(r"[\s,]+", value.strip())) if value.strip() else ()
        if wrong := [id for id in ids if not USER_OR_GROUP.fullmatch(id)]:
            raise ValueError(f"{wrong[0][:40]!r} is no user id (U…) or user group id (S…)")
        return ids

    @model_validator(mode="after")
    def _digests_have_a_channel(self) -> Self:
        if not self.digest_channel and self.alert_channel:
            object.__setattr__(self, "digest_channel", self.alert_channel)
        return self

    def secrets(self) -> tuple[str, ...]:
        """Their values, for the log to leave out."""
        kept = (self.openai_admin_key, self.slack_bot_token, self.slack_app_token, self.slack_signing_secret)
        return tuple(secret.get_secret_value() for secret in kept if secret)

    @property
    def budget_command(self) -> str:
        """`/budget`, or `/<name>-budget` when the slash command has another name."""
        return "/budget" if self.command == "/usage" else f"{self.command}-budget"


class SettingsError(UserError):
    """All that is wrong, one line each. `variables` are those whose value is missing or cannot be used."""

    def __init__(self, problems: list[str], variables: tuple[str, ...] = ()) -> None:
        super().__init__("\n".join(problems))
        self.variables = variables


# What a command needs beyond the admin key: variable names by command (docs/design.md section 3).
SENDING = ("SLACK_BOT_TOKEN",)
RUNNING = ("SLACK_BOT_TOKEN", "USAGE_BOT_ALERT_CHANNEL")


def load_settings(*needs: str, values: Mapping[str, str] | None = None) -> Settings:
    """
    Read and check everything. `needs` are variables that this command cannot do without.

    `values` (variable name to text) replaces environment and `.env`. Raises one SettingsError with all problems.
    """
    given = _given() if values is None else Given(dict(values))
    problems = [*given.problems, *unknown_names(given.values, VARIABLES)]
    wrong, missing = list[str](), list[str]()
    try:
        settings = Settings.model_validate(_cleaned(given.values))
    except ValidationError as error:
        # errors() repeats the values that were read, secrets too: only the name and the reason go on.
        for entry in error.errors():
            wrong.append(str(entry["loc"][0]))
            if entry["type"] == "missing":
                missing.append(wrong[-1])
            else:
                problems.append(_problem(wrong[-1], entry["type"], entry["msg"]))
    missing += [name for name in needs if not given.values.get(name) and name not in wrong]
    if not given.is_lost:  # else the file may well have them
        problems += [not_set(name, given.values, VARIABLES) for name in missing]
    if problems or missing:
        raise SettingsError(problems, tuple(wrong))
    return settings


def usable_settings(error: SettingsError) -> Settings:
    """What can be used in spite of `error`, with defaults for the rest, so that it can still be looked at."""
    defaults = {_variable(spec): spec.get_default() for spec in Settings.model_fields.values()}
    stand_ins = {name: "not-set" if defaults[name] is PydanticUndefined else defaults[name] for name in error.variables}
    return Settings.model_validate({**_cleaned(_given().values), **stand_ins})


def _problem(variable: str, kind: str, reason: str) -> str:
    should = next(spec.description for spec in Settings.model_fields.values() if _variable(spec) == variable)
    if should and kind != "value_error":
        return f"{variable} should be {should}."
    said = f"{variable} {reason.removeprefix('Value error, ')}"
    return said if said.endswith("?") else f"{said}."


def _given() -> Given:
    """The environment comes before the file; what is empty counts as not set."""
    found = read_env_file(FILE, partial(nearest_setting, known=VARIABLES))
    found.values |= {name.upper(): value for name, value in os.environ.items() if value.strip()}  # noqa: TID251 - the one place
    return found


def _cleaned(given: Mapping[str, str]) -> dict[str, str]:
    """Docker and systemd leave the quotes and blanks of a file of variables where they are."""
    return {
        name: QUOTED.sub(r"\2\3", value.strip()).strip() if isinstance(value, str) else value
        for name, value in given.items()
    }


def _variable(spec: FieldInfo) -> str:
    return str(spec.validation_alias)


VARIABLES = tuple(_variable(spec) for spec in Settings.model_fields.values())
