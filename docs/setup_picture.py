"""Draw where to click in the Slack app's settings: `python docs/setup_picture.py` writes docs/pictures/setup.svg."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

FILE = Path(__file__).parent / "pictures" / "setup.svg"
WIDE, HIGH, GAP = 480, 268, 20
MENU = ("Basic Information", "Socket Mode", "Install App", "OAuth & Permissions")
INK, FAINT, PRESSED, CHOSEN = "#1d1c1d", "#8a8a8f", "#10403b", "#d9efe6"


@dataclass(frozen=True)
class Step:
    """One page: what is chosen in its menu, what it shows, what to press there, and what that gives."""

    title: str
    chosen: str
    shown: tuple[str, ...]
    press: str
    gives: str


STEPS = (
    Step("Open the link", "", ("Pick a workspace", "the link is what usage-bot manifest --url prints"), "Create", ""),
    Step("Install it", "Install App", ("Install usage-bot", "in your workspace"), "Install to Workspace", ""),
    Step("Copy the bot token", "OAuth & Permissions", ("OAuth Tokens", "Bot User OAuth Token"), "Copy", "xoxb-…"),
    Step(
        "Make the app-level token",
        "Basic Information",
        ("App-Level Tokens", "scope connections:write"),
        "Generate Token",
        "xapp-…",
    ),
)


def drawing() -> str:
    wide, high = 2 * WIDE + 3 * GAP, 2 * HIGH + 3 * GAP
    cards = [line for number, step in enumerate(STEPS) for line in _card(number, step)]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" font-family="sans-serif" font-size="17">'
        f'<rect width="{wide}" height="{high}" fill="#f4f4f2"/>'
    )
    return "\n".join([head, *cards, "</svg>", ""])


def _card(number: int, step: Step) -> Iterator[str]:
    left = GAP + number % 2 * (WIDE + GAP)
    top = GAP + number // 2 * (HIGH + GAP)
    yield f'<g transform="translate({left} {top})">'
    yield f'<rect width="{WIDE}" height="{HIGH}" rx="10" fill="#fff" stroke="#d0d0d0"/>'
    yield f'<circle cx="28" cy="28" r="15" fill="{PRESSED}"/>'
    yield _text(28, 34, str(number + 1), "#fff", "bold", "middle")
    yield _text(54, 34, step.title, INK, "bold")
    yield f'<path d="M0 54H{WIDE}" stroke="#e4e4e4"/>'
    yield from _menu(step.chosen) if step.chosen else ()
    yield from _page(step, 222 if step.chosen else 28)
    yield "</g>"


def _menu(chosen: str) -> Iterator[str]:
    yield f'<path d="M206 54V{HIGH}" stroke="#e4e4e4"/>'
    for place, name in enumerate(MENU):
        at = 90 + 44 * place
        if name == chosen:
            yield f'<rect x="8" y="{at - 24}" width="190" height="36" rx="6" fill="{CHOSEN}"/>'
        yield _text(16, at, name, INK if name == chosen else FAINT, "bold" if name == chosen else "normal", size=15)


def _page(step: Step, left: int) -> Iterator[str]:
    for place, line in enumerate(step.shown):
        yield _text(left, 96 + 28 * place, line, FAINT if place else INK, "normal" if place else "bold")
    wide = 30 + 10 * len(step.press)
    yield f'<rect x="{left}" y="146" width="{wide:g}" height="42" rx="6" fill="{PRESSED}"/>'
    yield _text(left + wide / 2, 173, step.press, "#fff", "bold", "middle")
    if step.gives:
        yield _text(left, 226, f"→ {step.gives}", INK, "bold")


def _text(x: float, y: int, words: str, fill: str, weight: str, anchor: str = "start", size: int = 17) -> str:
    look = f'fill="{fill}" font-weight="{weight}" text-anchor="{anchor}" font-size="{size}"'
    return f'<text x="{x:g}" y="{y}" {look}>{escape(words)}</text>'


if __name__ == "__main__":
    FILE.write_text(drawing(), encoding="utf-8")
