"""The doctor: one check a line, each failure with its cure."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.adapters.slack import Slack
from bot.core.answers.prices_message import list_age
from bot.core.errors import UpstreamError
from bot.core.periods import DAY, Period, Width, floor
from bot.core.slack.message import Message
from bot.core.usage.buckets import UsageQuery
from bot.manifest import OPTIONAL_SCOPES, SCOPES
from bot.services import Services
from bot.sources.price_list import list_state
from bot.sources.reads import days_apart, last_read, stale, stale_words

# Earlier SQLites can lose pages when two connections write and checkpoint at once (docs/facts.md, Machine A2).
FIXED_SQLITE = ((3, 51, 3), (3, 50, 7), (3, 44, 6))
LITESTREAM = "SELECT count(*) FROM sqlite_master WHERE name LIKE '\\_litestream\\_%' ESCAPE '\\'"
MONTH = timedelta(days=30)
WITHOUT_SCOPE = {
    "channels:read": "public channels cannot be given by #name",
    "groups:read": "private channels cannot be given by #name",
    "chat:write.public": "the bot has to be invited to each public channel",
    "usergroups:read": "user groups in USAGE_BOT_ADMINS are ignored",
    "files:write": "CSV files cannot be sent",
    "im:write": "a direct message whose reply was lost cannot be looked for, and may come twice",
    "users:read.email": "`my usage` is asked back: the bot cannot tell who is who at OpenAI",
}
CLOCK_MAY_BE_OFF = timedelta(minutes=2)
KEY_ENDS_SOON = timedelta(days=30)
WAITS_TOO_LONG = timedelta(minutes=10)
SHOWN = 3  # messages that wait; the number of all is said

NEW_TOKEN = "Copy the bot token (xoxb-…) from OAuth & Permissions of the Slack app into SLACK_BOT_TOKEN."  # noqa: S105 - no token
NEW_APP_TOKEN = "Make an app-level token (xapp-…) with connections:write under Basic Information."  # noqa: S105 - no token
INSTALL = "Add the scope under OAuth & Permissions of the Slack app and install the app again."
OWN_CERTIFICATES = "Behind a proxy that opens TLS, set SSL_CERT_FILE to a PEM file with its certificate."
INVITE = "Type /invite @usage-bot in that channel."
CURES = {
    "unreachable": "Does this machine reach it? Look at firewall, proxy and DNS.",
    "timeout": "Does this machine reach it? Look at firewall, proxy and DNS.",
    "proxy": "Give HTTPS_PROXY or ALL_PROXY as http://host:port.",
    "proxy_auth": "Give HTTPS_PROXY as http://name:password@host:port.",
    "proxy_refused": "Ask who runs the proxy to let this machine through.",
    "certificate": OWN_CERTIFICATES,
    "certificates": OWN_CERTIFICATES,
    "tls": "Does the address, or its proxy, speak TLS? Look at HTTPS_PROXY and the port.",
    "invalid_auth": NEW_TOKEN,
    "not_authed": NEW_TOKEN,
    "token_revoked": NEW_TOKEN,
    "account_inactive": NEW_TOKEN,
    "missing_scope": INSTALL,
    "not_in_channel": INVITE,
    "channel_not_found": "Check the name, give its id (C…), or invite the bot if the channel is private.",
    "is_archived": "Unarchive it or set another channel.",
}


class State(StrEnum):
    OK = "ok"
    NOTE = "note"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found; `cure` says what to do, '' when all is well."""

    check: str
    state: State
    text: str
    cure: str = ""


def examine(services: Services, now: datetime, *, without: frozenset[str] = frozenset()) -> Iterator[Finding]:
    """All findings in the order of CHECKS, each as soon as it is known. `without` names checks to leave out."""
    for name, check in CHECKS:
        if name not in without:
            yield from _findings(name, check, services, now)


def _findings(name: str, check: Check, services: Services, now: datetime) -> Iterator[Finding]:
    try:
        yield from check(services, now)
    except UpstreamError as error:
        yield broken(name, error)


def with_cure(error: UpstreamError) -> str:
    """What failed and what to do about it, in one line."""
    finding = broken("", error)
    return f"{finding.text} {finding.cure}".strip()


def broken(check: str, error: UpstreamError) -> Finding:
    """What failed, with its cure unless the failure names it already."""
    return Finding(
        check, State.BROKEN, str(error), "" if "OPENAI_ADMIN_KEY" in str(error) else CURES.get(error.code, "")
    )


def _store(services: Services, _now: datetime) -> Iterator[Finding]:
    with services.store.write():
        pass
    yield Finding("store", State.OK, f"{services.store.path} is readable, writable and up to date")
    yield from _sqlite(services, sqlite3.sqlite_version_info)


def _sqlite(services: Services, version: tuple[int, ...]) -> Iterator[Finding]:
    """Our own writes take turns under a lock; a replicator beside the bot checkpoints without it."""
    if _is_fixed(version):
        return
    known = ".".join(map(str, version))
    with services.store.read() as connection:
        (is_replicated,) = connection.execute(LITESTREAM).fetchone()
    if is_replicated:
        text = f"Litestream checkpoints this store, and SQLite {known} can lose pages when two programs write at once"
        yield Finding("store", State.BROKEN, text, "Run the bot with SQLite 3.51.3 or later, or with 3.50.7 or 3.44.6.")
    else:
        text = f"SQLite {known} has a rare WAL fault; the bot writes by one connection, which avoids it"
        yield Finding("store", State.NOTE, text)


def _is_fixed(version: tuple[int, ...]) -> bool:
    """A branch that has the repair, or any version after the newest of them."""
    return version >= FIXED_SQLITE[0] or any(version[:2] == one[:2] and version >= one for one in FIXED_SQLITE)


def _prices(services: Services, _now: datetime) -> Iterator[Finding]:
    settings = services.settings
    if "prices" in settings.model_fields_set and not settings.prices.exists():
        text = f"USAGE_BOT_PRICES names {settings.prices}, which is not there: list prices hold"
        yield Finding("prices", State.BROKEN, text, "Put the file there, or leave the setting out.")


def _zone(services: Services, now: datetime) -> Iterator[Finding]:
    here = f"{now.astimezone(services.zone):%H:%M}"
    chosen = "" if "timezone" in services.settings.model_fields_set else " (USAGE_BOT_TIMEZONE is not set)"
    yield Finding("zone", State.OK, f"days begin at midnight in {services.zone.key}, where it is {here}{chosen}")


def _admins(services: Services, _now: datetime) -> Iterator[Finding]:
    if not services.settings.admins:
        cure = "Put your member id into it (in Slack: profile, ⋮, Copy member ID)."
        yield Finding("admins", State.NOTE, "USAGE_BOT_ADMINS is empty: nobody changes budgets from Slack", cure)


def _key(services: Services, now: datetime) -> Iterator[Finding]:
    today = floor(now, Width.DAY)
    used = services.openai.read(UsageQuery("completions", Period(today, today + DAY), Width.DAY, limit=1), hurried=True)
    billed = services.openai.read(UsageQuery("costs", Period(today - MONTH, today + DAY), Width.DAY), hurried=True)
    yield Finding("key", State.OK, "the admin key reads usage and costs")
    if not any(bucket.rows for bucket in (*used, *billed)):
        text = "nothing was used or billed in the last 30 days"
        yield Finding("key", State.NOTE, text, "Is this key of the right organisation?")
    for name, check in (("key", _key_end), ("names", _names), ("hard limits", _hard_limits)):
        yield from _findings(name, check, services, now)


def _key_end(services: Services, now: datetime) -> Iterator[Finding]:
    """A key may have an end, a year at most; a bot that is left alone for years goes blind with it."""
    ends = services.openai.key_expiry(hurried=True)
    if ends is None:
        return
    state = State.NOTE if ends - now < KEY_ENDS_SOON else State.OK
    cure = "Make a new one in time and put it into OPENAI_ADMIN_KEY." if state is State.NOTE else ""
    yield Finding("key", state, f"the admin key ends on {ends:%d %b %Y}", cure)


def _names(services: Services, _now: datetime) -> Iterator[Finding]:
    try:
        count = len(services.openai.projects(hurried=True))
    except UpstreamError as error:
        if error.code not in ("missing_scope", "forbidden"):
            raise
        yield Finding(
            "names", State.NOTE, "the key may not read names: ids are shown", "Widen the key if names matter."
        )
        return
    yield Finding("names", State.OK, f"{count} projects by name")


def _hard_limits(services: Services, _now: datetime) -> Iterator[Finding]:
    limits = services.openai.limits(hurried=True)
    if not limits.known:
        yield Finding("hard limits", State.NOTE, "the key may not read OpenAI's own limits: they are not shown")
        return
    text = "OpenAI has a hard limit for the organisation" if limits.limit else "no hard limit is set at OpenAI"
    yield Finding("hard limits", State.OK, text)


def _clock(services: Services, now: datetime) -> Iterator[Finding]:
    theirs = services.openai.server_time
    if theirs is None:
        return
    off = abs(now - theirs)
    if off > CLOCK_MAY_BE_OFF:
        text = f"this machine's clock is {off.total_seconds() / 60:.0f} minutes off OpenAI's"
        yield Finding("clock", State.BROKEN, text, "Switch on time synchronisation (NTP).")
    else:
        yield Finding("clock", State.OK, "the clock agrees with OpenAI's")


def _slack(services: Services, now: datetime) -> Iterator[Finding]:
    if services.slack is None:
        cure = "Create the app with `usage-bot manifest --url`."
        yield Finding("slack", State.BROKEN, "SLACK_BOT_TOKEN is not set", cure)
        return
    identity = services.slack.check()
    yield Finding("slack", State.OK, f"the bot token is good in {identity.team}")
    yield from _scopes(identity.scopes)
    yield from _findings("socket", _socket, services, now)
    yield from _channels(services.slack, services, identity.scopes)


def _scopes(scopes: tuple[str, ...]) -> Iterator[Finding]:
    if missing := [scope for scope in SCOPES if scope not in scopes]:
        cure = "Add them under OAuth & Permissions and install the app again."
        yield Finding("scopes", State.BROKEN, f"the bot token lacks {', '.join(missing)}", cure)
    for scope in OPTIONAL_SCOPES:
        if scope not in scopes and scope in WITHOUT_SCOPE:
            yield Finding("scopes", State.NOTE, f"without {scope}, {WITHOUT_SCOPE[scope]}")


def _socket(services: Services, _now: datetime) -> Iterator[Finding]:
    token = services.settings.slack_app_token
    if token is None and services.settings.slack_signing_secret is None:
        text = "neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set: what people type does not reach the bot"
        yield Finding("socket", State.NOTE, text, "Set the first for Socket Mode, or the second for `run --http`.")
    if services.slack is None or token is None:
        return
    try:
        services.slack.check_app_token(token)
    except UpstreamError as error:
        if error.code != "invalid_auth" and error.code != "missing_scope":
            raise
        yield Finding("socket", State.BROKEN, "Slack does not accept SLACK_APP_TOKEN", NEW_APP_TOKEN)
        return
    yield Finding("socket", State.OK, "the app-level token opens sockets")


def _channels(slack: Slack, services: Services, scopes: tuple[str, ...]) -> Iterator[Finding]:
    settings = services.settings
    if not settings.alert_channel:
        cure = "Set it to a channel id or #name."
        yield Finding("channels", State.BROKEN, "USAGE_BOT_ALERT_CHANNEL is not set", cure)
        return
    for name in dict.fromkeys((settings.alert_channel, settings.digest_channel)):
        try:
            yield _channel(slack, name, "chat:write.public" in scopes)
        except UpstreamError as error:
            yield broken("channels", error)


def _channel(slack: Slack, name: str, may_post_anywhere: bool) -> Finding:
    channel = slack.channel(name)
    if channel.is_archived:
        return Finding("channels", State.BROKEN, f"{name} is archived", CURES["is_archived"])
    if not channel.is_member:
        state = State.NOTE if may_post_anywhere else State.BROKEN
        return Finding("channels", state, f"the bot is not in {name}", f"Type /invite @usage-bot in {name}.")
    if channel.is_shared:
        return Finding("channels", State.NOTE, f"{name} is shared with another company, which can read the spend")
    return Finding("channels", State.OK, f"the bot is in {name}")


def _last_read(services: Services, now: datetime) -> Iterator[Finding]:
    last = last_read(services, now)
    if unread := stale(services, now):
        text = stale_words(unread, _age(max(unread.values())))
        yield Finding("last read", State.BROKEN, text, "Is `usage-bot run` running? Its log names the reason.")
    elif last is None:
        yield Finding("last read", State.NOTE, "nothing was read yet", "Start `usage-bot run` or `usage-bot sync`.")
    else:
        yield Finding("last read", State.OK, f"everything was read at {last:%a %d %b %H:%M} UTC")


def _hours(services: Services, now: datetime) -> Iterator[Finding]:
    apart = days_apart(services, now)
    if not apart:
        yield Finding("hours", State.OK, "hours add up to their days")
        return
    name, day = apart[0]
    text = f"the hours of {day:%a %d %b} ({name.replace('_', ' ')}) do not add up to the day"
    more = f", and those of {len(apart) - 1} more" if len(apart) > 1 else ""
    yield Finding("hours", State.NOTE, text + more, "The next read asks for them again.")


def _waiting(services: Services, now: datetime) -> Iterator[Finding]:
    waiting = services.store.outbox.undelivered(before=now - WAITS_TOO_LONG)
    if not waiting:
        yield Finding("outbox", State.OK, "nothing waits for Slack")
        return
    count = "1 message waits" if len(waiting) == 1 else f"{len(waiting)} messages wait"
    yield Finding("outbox", State.BROKEN, f"{count} for Slack", "What waits is sent as soon as Slack takes it.")
    for one in waiting[:SHOWN]:
        text = f"for {one.channel}, for {_age(now - one.created_at)}: {one.reason or 'not tried yet'}"
        yield Finding("outbox", State.BROKEN, text, CURES.get(one.reason, ""))


def _age(age: timedelta) -> str:
    minutes = age.total_seconds() / 60
    return f"{minutes:.0f} minutes" if minutes < 120 else f"{minutes / 60:.0f} hours"


def send_test(services: Services) -> Finding:
    """Post a line to the alert channel: the whole way that an alert takes."""
    channel = services.settings.alert_channel
    if services.slack is None or not channel:
        return Finding("test alert", State.BROKEN, "not sent: SLACK_BOT_TOKEN and USAGE_BOT_ALERT_CHANNEL are needed")
    text = "This is a test from usage-bot: alerts will arrive here. Nothing is wrong."
    try:
        services.slack.post(channel, Message(text), key="doctor-test")
    except UpstreamError as error:
        return broken("test alert", error)
    return Finding("test alert", State.OK, f"posted to {channel}")


Check = Callable[[Services, datetime], Iterator[Finding]]


def _list_prices(services: Services, _now: datetime) -> Iterator[Finding]:
    found = list_state(services)
    if found.own_problem:
        yield Finding("prices", State.BROKEN, found.own_problem, "Mend the file; until then its last prices hold.")
    text = list_age(found)
    if found.problem:
        cure = "Prices as they were hold meanwhile. USAGE_BOT_PRICE_UPDATES=off stops asking."
        yield Finding("prices", State.NOTE, f"{text}; {found.problem}", cure)
    elif not found.own_problem:
        yield Finding("prices", State.OK, text)


def _teams(services: Services, _now: datetime) -> Iterator[Finding]:
    if services.teams.problem:
        yield Finding("teams", State.BROKEN, services.teams.problem, "Mend the file; until then its last teams hold.")
    teams = services.teams.current()
    for note in teams.notes[:SHOWN]:
        yield Finding("teams", State.NOTE, note, "Name each thing once, as `usage-bot ask this month by project` does.")
    if teams.names and not teams.notes:
        yield Finding("teams", State.OK, f"{len(teams.names)} teams of {len(teams.members)} projects, keys and users")


CHECKS: tuple[tuple[str, Check], ...] = (
    ("store", _store),
    ("key", _key),
    ("clock", _clock),
    ("zone", _zone),
    ("prices", _prices),
    ("slack", _slack),
    ("admins", _admins),
    ("last read", _last_read),
    ("hours", _hours),
    ("outbox", _waiting),
    ("prices", _list_prices),
    ("teams", _teams),
)
OF_THE_STORE = frozenset({"store", "last read", "hours", "outbox", "prices", "teams"})
OF_THE_KEY = frozenset({"key", "clock"})
