"""One row of what people say to the bot itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class About:
    """`told` may name what the settings say: `{zone}`, `{minutes}`, `{channel}`. `asks` are lines that work."""

    name: str
    told: str
    asks: tuple[str, ...]
    said: tuple[str, ...]  # each a pattern of all that was typed
