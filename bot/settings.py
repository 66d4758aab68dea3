"""Environment and `.env` become Settings; nothing else reads the environment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import time
from pathlib import Path
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from bot.core.addresses import is_guarded
from bot.core.errors import UserError

USER_OR_GROUP = re.compile(r"[UWS][A-Z0-9]{2,}")


def _named(variable: str) -> Any:
    return AliasChoices(variable)


class Settings(BaseSettings):
    """Every setting; the table in the README says what each is for."""

    model_config = SettingsConfigDict(
        frozen=True, env_file=".env", extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    openai_admin_key: SecretStr = Field(validation_alias=_named("OPENAI_ADMIN_KEY"))
    openai_base_url: str = Field("https://api.openai.com/v1", validation_alias=_named("OPENAI_BASE_URL"))
    slack_bot_token: SecretStr | None = Field(None, validation_alias=_named("SLACK_BOT_TOKEN"))
    slack_app_token: SecretStr | None = Field(None, validation_alias=_named("SLACK_APP_TOKEN"))
    slack_signing_secret: SecretStr | None = Field(None, validation_alias=_named("SLACK_SIGNING_SECRET"))
    slack_api_url: str = Field("https://slack.com/api/", validation_alias=_named("SLACK_API_URL"))
    database: Path = Field(Path("usage-bot.db"), validation_alias=_named("USAGE_BOT_DATABASE"))
    alert_channel: str = Field("", validation_alias=_named("USAGE_BOT_ALERT_CHANNEL"))
    digest_channel: str = Field("", validation_alias=_named("USAGE_BOT_DIGEST_CHANNEL"))
    digest_at: time = Field(time(9), validation_alias=_named("USAGE_BOT_DIGEST_AT"))
    timezone: ZoneInfo = Field(ZoneInfo("UTC"), validation_alias=_named("USAGE_BOT_TIMEZONE"))
    sync_minutes: int = Field(15, ge=1, le=1440, validation_alias=_named("USAGE_BOT_SYNC_MINUTES"))
    admins: Annotated[tuple[str, ...], NoDecode] = Field((), validation_alias=_named("USAGE_BOT_ADMINS"))
    prices: Path = Field(Path("prices.toml"), validation_alias=_named("USAGE_BOT_PRICES"))
    command: str = Field("/usage", pattern=r"^/[a-z0-9_-]{1,24}$", validation_alias=_named("USAGE_BOT_COMMAND"))

    @field_validator("openai_base_url", "slack_api_url")
    @classmethod
    def _is_url(cls, value: str) -> str:
        if not re.match(r"https?://[^\s/]+", value):
            raise ValueError("should be a URL such as https://api.openai.com/v1")
        if not is_guarded(value):
            raise ValueError("should begin with https://: without TLS the key can be read on the way")
        return value

    @field_validator("digest_at", mode="before")
    @classmethod
    def _is_clock_time(cls, value: object) -> object:
        if isinstance(value, str) and not re.fullmatch(r"([01]?\d|2[0-3]):[0-5]\d", value):
            raise ValueError("should be a time such as 09:00")
        if not isinstance(value, str):
            return value
        hour, minute = value.split(":")
        return time(int(hour), int(minute))

    @field_validator("timezone", mode="before")
    @classmethod
    def _is_zone(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        try:
            return ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            raise ValueError("should be an IANA name such as Europe/Berlin") from None

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


class _ValuesOnly(Settings):
    """Settings from given values alone: tests and the playground read neither environment nor `.env`."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


class SettingsError(UserError):
    """All that is wrong, one line each. `variables` are those whose value is missing or cannot be used."""

    def __init__(self, problems: list[str], variables: tuple[str, ...] = ()) -> None:
        super().__init__("\n".join(problems))
        self.variables = variables


# What a command needs beyond the admin key: variable names by command (design.md section 3).
SENDING = ("SLACK_BOT_TOKEN",)
RUNNING = ("SLACK_BOT_TOKEN", "USAGE_BOT_ALERT_CHANNEL")


def load_settings(
    *needs: str, values: Mapping[str, str] | None = None, first: Mapping[str, str] | None = None
) -> Settings:
    """
    Read and check everything. `needs` are variables that this command cannot do without.

    `values` (variable name to text) replaces environment and `.env`; `first` only comes before them. Raises one
    SettingsError with all problems.
    """
    try:
        settings = Settings(**(first or {})) if values is None else _ValuesOnly(**values)  # type: ignore[arg-type]  # by alias
    except ValidationError as error:
        # errors() repeats the values that were read, secrets too: only the name and the reason go on.
        problems = [_problem(str(entry["loc"][0]), entry["type"], entry["msg"]) for entry in error.errors()]
        wrong = tuple(problem.split(" ")[0] for problem in problems)
        raise SettingsError(problems + _absent(needs, values, set(wrong)), wrong) from None
    lacking = [name for name in needs if not _value(settings, name)]
    if lacking:
        raise SettingsError([f"{name} is not set. {HOW_TO_SET}" for name in lacking])
    return settings


def stand_ins(variables: tuple[str, ...]) -> dict[str, Any]:
    """Defaults to put before values that cannot be used, so that the rest can still be looked at."""
    defaults = {_variable(spec): spec.get_default() for spec in Settings.model_fields.values()}
    return {name: "not-set" if defaults[name] is PydanticUndefined else defaults[name] for name in variables}


HOW_TO_SET = "Put it into .env or the environment; .env.example shows every setting."


def _problem(variable: str, kind: str, reason: str) -> str:
    if kind == "missing":
        return f"{variable} is not set. {HOW_TO_SET}"
    return f"{variable} {reason.removeprefix('Value error, ')}."


def _absent(needs: tuple[str, ...], values: Mapping[str, str] | None, reported: set[str]) -> list[str]:
    """What is needed and absent, when the settings as a whole could not be built."""
    partial = (values or {}).keys() if values is not None else _environment_names()
    return [f"{name} is not set. {HOW_TO_SET}" for name in needs if name not in partial and name not in reported]


def _environment_names() -> set[str]:
    import os

    from dotenv import dotenv_values

    return {name for name, value in {**dotenv_values(".env"), **os.environ}.items() if value}  # noqa: TID251 - the one place


def _value(settings: Settings, variable: str) -> object:
    for name, spec in Settings.model_fields.items():
        if isinstance(spec.validation_alias, AliasChoices) and variable in spec.validation_alias.choices:
            return getattr(settings, name)
    raise AssertionError(f"{variable} is no setting")


def _variable(spec: FieldInfo) -> str:
    return str(spec.validation_alias.choices[0]) if isinstance(spec.validation_alias, AliasChoices) else ""


VARIABLES = tuple(_variable(spec) for spec in Settings.model_fields.values())
