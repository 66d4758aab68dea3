"""Look at every case of the digest on the playground's page: `python -m tests.digest_pictures FOLDER [CASE…]`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from bot.core.reports.digest_message import digest_message
from bot.demo.playground import Playground
from bot.demo.slack.workspace import BOT
from tests.core.reports.test_digest import CASES
from tests.moment import NOW

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--force-color-profile=srgb"]
WIDTHS = {"desktop": 1200, "phone": 390}


def main(folder: Path, names: list[str]) -> None:
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        sys.exit("No Chromium on this machine: apt-get install chromium")
    folder.mkdir(parents=True, exist_ok=True)
    with Playground(NOW, elapsed=lambda: 0.0) as playground, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        for name in names or CASES:
            message = digest_message(CASES[name]())
            body = {"text": message.text, "blocks": list(message.blocks)}
            playground.slack.workspace.add("C0SPEND", BOT, body)
            for kind, width in WIDTHS.items():
                page = browser.new_page(viewport={"width": width, "height": 2200}, color_scheme="light")
                page.goto(playground.url)
                page.wait_for_selector("body[data-ready]")
                page.locator(".message").last.screenshot(path=folder / f"{name}-{kind}.png")
                page.close()
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
