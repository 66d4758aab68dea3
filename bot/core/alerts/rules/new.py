"""New: a project or a model that was never seen before, and that no budget counts."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.alerts.rules.finding import EVER, Finding, RuleFacts


def found(scene: RuleFacts) -> Iterator[Finding]:
    """Whatever was not noted before. That the very first look is no news is for `is_silent` to say."""
    for subject, requests in sorted(scene.things.items()):
        yield Finding("new", subject, EVER, quantity=requests)
