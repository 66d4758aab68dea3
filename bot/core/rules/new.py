"""New: a project or a model that was never seen before, and that no budget counts."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.rules.scene import EVER, Finding, Scene


def found(scene: Scene) -> Iterator[Finding]:
    """What the very first look sees is not new. What a budget counts is noted, and told by that budget."""
    for subject, requests in sorted(scene.things.items()):
        yield Finding("new", subject, EVER, quantity=requests, count=is_silent(subject, scene))


def is_silent(subject: str, scene: Scene) -> bool:
    return scene.is_first_look or subject in scene.covered
