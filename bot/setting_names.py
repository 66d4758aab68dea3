"""Names of variables: those that nobody reads, and the setting that was probably meant."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from difflib import get_close_matches

PREFIX = "USAGE_BOT_"
OURS = re.compile(r"USAGE[_-]?BOT[_-]")
# Kubernetes sets these in every pod beside a service of the name usage-bot.
OF_KUBERNETES = re.compile(r"USAGE_?BOT_(.+_)?(SERVICE_(HOST|PORT)(_.+)?|PORT_\d+_[A-Z]+(_.+)?)")
HOW_TO_SET = "Put it into .env or the environment; .env.example shows every setting."


def not_set(variable: str, given: Mapping[str, str], known: Collection[str]) -> str:
    others = [name for name in given if name not in known]
    near = get_close_matches(variable, others, n=1, cutoff=0.75)
    return f"{variable} is not set{f'; {near[0]} is, which is no setting' if near else ''}. {HOW_TO_SET}"


def unknown_names(given: Mapping[str, str], known: Collection[str]) -> list[str]:
    """One problem for each name that looks like a setting and is none: its value would silently not hold."""
    names = (name for name in given if OURS.match(name) and name not in known)
    return [_unknown_name(name, known) for name in sorted(names) if not _is_of_kubernetes(name, given[name])]


def _is_of_kubernetes(name: str, value: str) -> bool:
    """Its ports are URLs; a number is what somebody means to set."""
    return bool(OF_KUBERNETES.fullmatch(name)) or (name.endswith("_PORT") and "://" in value)


def _unknown_name(name: str, known: Collection[str]) -> str:
    meant = nearest_setting(name, known)
    return f"{name} is no setting. " + (f"Is {meant} meant?" if meant else ".env.example shows every setting.")


def nearest_setting(name: str, known: Collection[str]) -> str:
    """The variable that was probably meant, '' when none is near; the prefix that most share says nothing."""
    by_end = {variable.removeprefix(PREFIX): variable for variable in known}
    near = get_close_matches(name.removeprefix(PREFIX), by_end, n=1)
    return by_end[near[0]] if near else ""
