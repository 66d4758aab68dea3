"""Phrases: how the rows of the catalogue, and of the grammar, write down the words for something."""

from __future__ import annotations


def listed(text: str) -> tuple[str, ...]:
    """`a b, c` as its phrases."""
    return tuple(" ".join(phrase.split()) for phrase in text.split(",") if phrase.split())
