"""Make the pictures of the README again: `python docs/pictures.py` drives the playground in headless Chromium."""

from __future__ import annotations

import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from bot.demo.playground import Playground

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
FOLDER = Path(__file__).parent / "pictures"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--force-color-profile=srgb"]


def answer(page: Page) -> None:
    page.locator("#composer-input").fill("/usage today by model vs yesterday top 6")
    page.keyboard.press("Enter")
    message = page.locator(".message.private").last
    message.locator(".data-table").wait_for()
    message.screenshot(path=FOLDER / "answer.png")


def alert(page: Page) -> None:
    page.get_by_role("button", name="Next hour").click()
    message = page.locator(".message", has_text="80 % of").first
    message.locator(".actions").wait_for(timeout=60_000)
    message.screenshot(path=FOLDER / "alert.png")


def main() -> None:
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        sys.exit("No Chromium on this machine: apt-get install chromium")
    FOLDER.mkdir(exist_ok=True)
    with Playground(NOW) as playground, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        page = browser.new_page(viewport={"width": 1040, "height": 900}, device_scale_factor=1.5, color_scheme="light")
        page.goto(playground.url)
        page.wait_for_selector("body[data-ready]")
        alert(page)  # by then the store has what the answer's note speaks of
        answer(page)
        browser.close()


if __name__ == "__main__":
    main()
