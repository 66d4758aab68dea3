"""Links to OpenAI's own page about what a message speaks of (docs/facts.md, OpenAI 14)."""

from __future__ import annotations

from urllib.parse import quote

PLATFORM = "https://platform.openai.com"
USAGE = f"<{PLATFORM}/usage|Usage at OpenAI>"


def page_link(kind: str, ids: tuple[str, ...] = ()) -> str:
    """
    The link, as mrkdwn, of a scope or dimension: where its limits are set, where a key is revoked, else what was used.

    OpenAI has no address for one model, user or key that is documented or seen.
    """
    if kind == "key":
        return keys_link()
    if kind == "project" and len(ids) == 1 and "*" not in ids[0]:
        return limits_link(ids[0])
    return limits_link() if kind == "organisation" else USAGE


def keys_link(project: str = "") -> str:
    """Keys of a project, or of all: where one is revoked."""
    return f"<{PLATFORM}/settings/{_settings_of(project)}/api-keys|Keys at OpenAI>"


def limits_link(project: str = "", label: str = "Limits at OpenAI") -> str:
    """Limits of a project, or of the organisation."""
    return f"<{PLATFORM}/settings/{_settings_of(project)}/limits|{label}>"


def raise_limit(project: str = "", *, brief: bool = False) -> str:
    """`Raise OpenAI's limit` with its link: what lets requests through again where a hard limit stops them."""
    link = limits_link(project, "Raise OpenAI's limit")
    return link if brief else f"{link} to let requests through before the next month."


def _settings_of(project: str) -> str:
    return quote(project, safe="") if project.startswith("proj_") else "organization"
