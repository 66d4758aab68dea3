"""
Look at every kind of message on the playground's page: `python -m tests.pictures FOLDER [KIND|WIDTH|SCHEME…]`.

It draws contact sheets at 390 and 1,280 px, light and dark, and names each message that scrolls sideways, is cut or is
hard to read. A kind is a key of `POSTED` or `ASKED`, `home` or `forms`; without one all are drawn. `390`, `1280`,
`light` and `dark` draw only these: `python -m tests.pictures /tmp/pictures alerts home 390 light`.
"""

from __future__ import annotations

import base64
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, Error, Page, sync_playwright

from bot.core.alerts import alert_message as alerts
from bot.core.alerts import delivery_words
from bot.core.alerts.cause_lines import alert_why_message
from bot.core.alerts.levels import AlertEvent, AlertRow, Mark, Snooze, State, Until
from bot.core.alerts.message_facts import AlertFacts, Crossing
from bot.core.alerts.rules import blind
from bot.core.alerts.rules.finding_message import finding_message, finding_rows, findings_message
from bot.core.amounts import NANO, Amount
from bot.core.budgets.budget import Raise
from bot.core.budgets.drivers import Driver
from bot.core.budgets.forecast import HeldTo, forecast
from bot.core.budgets.openai_limits import KEPT
from bot.core.home import forms
from bot.core.periods import DAY, HOUR
from bot.core.reports.digest_message import digest_message
from bot.core.reports.digest_more import more_message
from bot.core.slack.message import Message
from bot.core.slack.text import unbroken
from bot.demo.playground import Playground
from bot.demo.slack.workspace import BOT
from bot.listeners.waiting import waiting_message
from tests.core.alerts import test_alert_message as levels
from tests.core.alerts.rules import test_rules as rules
from tests.core.reports.test_digest import CASES
from tests.moment import NOW

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--force-color-profile=srgb"]
WIDTHS, SCHEMES = (390, 1280), ("light", "dark")
HIGH = {390: 2000, 1280: 1900}  # of a sheet
ACROSS = {390: 4, 1280: 1}
CHANNEL, ME = "C0SPEND", "U0DANA"
UTC = ZoneInfo("UTC")
UNREADABLE = (Path(__file__).parent / "demo" / "unreadable.js").read_text(encoding="utf-8")
# What of a message is wider than its place.
CUT = """(message) => [...message.querySelectorAll(".scroll, .button, .menu, .header, .section-body, pre")]
  .filter((one) => one.scrollWidth > one.clientWidth + 1)
  .map((one) => `${one.className || one.tagName}: ${one.innerText.slice(0, 40)}`)"""
STYLE = (
    "body{margin:0;display:flex;font:13px sans-serif}b,img{display:block;margin:0 8px 6px 0}b{color:#c00;height:16px}"
)
Posted = Iterator[tuple[str, Message]]
Shot = tuple[str, bytes, int]


def _digests() -> Posted:
    yield from ((name, digest_message(make())) for name, make in CASES.items())
    yield "More", more_message(CASES["busy"]())


def _levels() -> Posted:
    full, names, at = levels.FULL, levels.NAMES, levels.NOW
    told = levels.TOLD
    over = replace(
        full,
        status=replace(levels.STATUS, spent=Amount(548 * NANO, 40 * NANO, estimate=True)),
        level=100,
        state=replace(told, marks=(Mark(100, State.TOLD, at),)),
        forecast=forecast(548 * NANO, replace(levels.PACE, held=HeldTo(left=52 * NANO)), levels.MONTH, at),
    )
    snooze = Snooze(Until.FURTHER, 82, levels.MONTH.end, "U0SAM", at)
    seen = replace(told, acknowledged_by="U0SAM", acknowledged_at=at, snooze=snooze)
    quiet = Crossing(at - HOUR * 6, at - HOUR * 7, was_quiet=True)
    eased = replace(told, marks=(Mark(50, State.COVERED, at - HOUR), Mark(80, State.ARMED, at)))
    raised = replace(levels.BUDGET, raised=Raise(700 * NANO, levels.MONTH.end, "launch", "U0SAM"))
    higher = replace(full, status=replace(full.status, budget=raised, amount=700 * NANO), level=50, state=eased)
    end = levels.MONTH.end + HOUR
    closed: dict[str, Any] = {"event": AlertEvent.CLOSED, "now": end}
    yield "80 %", alerts.alert_message(full, names)
    yield "100 %", alerts.alert_message(over, names)
    yield "a reminder", alerts.alert_message(replace(over, event=AlertEvent.REMINDED), names)
    yield "already passed", alerts.alert_message(replace(full, event=AlertEvent.ALREADY), names)
    for name, one in (("closed, held", full), ("closed, broken", over)):
        ended = {"status": replace(one.status, as_of=end), "state": replace(one.state, closed_at=end)}
        yield name, alerts.alert_message(replace(one, **closed, **ended), names)
    yield "acknowledged, snoozed", alerts.alert_message(replace(full, state=seen), names)
    yield "after quiet hours", alerts.alert_message(replace(full, crossing=quiet), names)
    yield "after a blind time", alerts.alert_message(replace(full, crossing=Crossing(at - HOUR * 20, at - DAY)), names)
    yield "raised", alerts.alert_message(higher, names)
    new = [one for one in rules.everything() if one.subject == "project:proj_2"]
    others = alerts.also_blocks(finding_rows(new, rules.NAMES, UTC))
    yield "with others", alerts.alert_message(full, names, others)
    yield "two budgets", alerts.group_message([_about(full, "gpt-4.1", 405), over], names)
    several = [_about(over, "gpt-5", 531), over, _about(over, "gpt-5-mini", 502), _about(full, "gpt-4.1", 430)]
    several += [_about(full, "gpt-5-nano", 417), _about(full, "o4-mini", 405)]
    yield "six budgets", alerts.group_message(several, names)
    yield "a line of its thread", alerts.thread_line(full, names)
    yield "re-armed", alerts.rearmed_line(replace(full, event=AlertEvent.REARMED), (100,), names)
    to_owner = alerts.owner_message([full], names, "/usage")
    yield "to its owner", delivery_words.linked_message(to_owner, "https://local.slack.com/archives/C0SPEND/p1")
    yield "why", alert_why_message(full, names)
    yield "unreachable", delivery_words.unreachable_message("#gone", "is_archived")
    yield "a person unreachable", delivery_words.unreachable_message("U0SAM", "cannot_dm_bot")
    yield "perhaps a repeat", delivery_words.repeated_message(alerts.thread_line(full, names))
    yield "waiting", waiting_message("today by model", 12)
    yield "waiting for the store", waiting_message("last year by model", 0)


def _about(facts: AlertFacts, model: str, dollars: int) -> AlertFacts:
    """The same alert of a model's budget, so that no row of a picture stands twice."""
    budget = replace(facts.status.budget, scope="model", names=(model,))
    spent = Amount(dollars * NANO, 40 * NANO, estimate=True)
    now, usual = (Amount(dollars * NANO // part, estimate=True) for part in (25, 40))
    own = Driver("proj_1", model, now, usual)
    drivers = replace(levels.DRIVERS, found=(own,))
    return replace(facts, status=replace(facts.status, budget=budget, spent=spent), drivers=drivers, limit=None)


def _findings() -> Posted:
    found = [one for one in rules.everything() if "x" * 20 not in one.subject and one.kind != "spike"]
    cause = rules.Cause("gpt-5", "key_1", "output size")
    usual = {"usual": 4 * NANO, "bound": 20 * NANO}
    of_one = replace(rules.spike("project:proj_1", **usual), quantity=Amount(64 * NANO, estimate=True))
    spikes = (rules.spike(cause=cause, beside=("project:proj_1",), **usual), of_one)
    found += rules.findings(rules.scene(spikes=spikes))
    yield from ((f"{one.kind} {one.subject}", finding_message(one, "key", rules.NAMES, UTC)) for one in found)
    # What can happen in one run: who reads nothing sees no spike, and a project's part of a spike is silent.
    at_once = [one for one in found if one.kind != "blind" and one.spike is not of_one]
    yield "several", findings_message(at_once, "key", rules.NAMES, UTC)
    yield "first look", findings_message(found[:3], "key", rules.NAMES, UTC, is_first_look=True)
    row = AlertRow("blind", 0, "reader", NOW - HOUR * 2, 0, NOW - HOUR, "key")
    ended = blind.ended(row, rules.scene(), UTC)
    yield from [("blind, ended", ended)] if ended else []


POSTED: dict[str, Callable[[], Posted]] = {"digest": _digests, "alerts": _levels, "findings": _findings}
# What is typed for each kind that is asked for: a paragraph of the file, under its name.
PARTS = (Path(__file__).parent / "data" / "pictures.txt").read_text(encoding="utf-8").split("\n\n")
ASKED = {name.removeprefix("# "): lines for name, *lines in (part.splitlines() for part in PARTS)}
KINDS = ("home", *POSTED, *ASKED, "forms")  # Home first: what is asked for the others deletes a budget that it shows


def _forms() -> Iterator[tuple[str, dict[str, Any]]]:
    budget = levels.BUDGET
    yield "budget", forms.budget_form(budget, "", levels.NAMES)
    yield "new budget", forms.budget_form(None, "", levels.NAMES)
    yield "raise", forms.raise_form([budget], levels.NAMES)
    yield "expected", forms.expected_form("key", "checkout-prod")
    yield "report", forms.report_form("UTC")


class Pictures:
    """One playground, and the messages of it that are looked at: by name, with their `ts`."""

    def __init__(
        self, playground: Playground, browser: Browser, folder: Path, looks: Sequence[tuple[int, str]]
    ) -> None:
        self._playground, self._browser, self._folder, self._looks = playground, browser, folder, looks
        self._slack = playground.slack

    def draw(self, kind: str) -> None:
        if kind == "forms":
            self._draw_all(kind, [name for name, _ in _forms()], self._form)
        elif kind == "home":
            self._draw_all(kind, ["home"], self._home)
        else:
            found = dict([self._post(name, message) for name, message in POSTED.get(kind, tuple)()])
            found |= dict(self._ask(words) for words in ASKED.get(kind, ()))
            place = '#messages [data-ts="{}"]'
            self._draw_all(kind, list(found), lambda page, name: page.locator(place.format(found[name])).last)

    def _post(self, name: str, message: Message) -> tuple[str, str]:
        body = {"text": message.text, "blocks": list(unbroken(list(message.blocks)))}
        return name, self._slack.workspace.add(CHANNEL, BOT, body)["ts"]

    def _ask(self, words: str) -> tuple[str, str]:
        command, _, text = words.partition(" ")
        count = len(self._slack.private(ME))
        self._slack.command(command, text)
        for _ in range(600):
            said = self._slack.private(ME)
            if len(said) > count and not said[-1]["text"].startswith("Reading "):
                return words, said[-1]["ts"]
            time.sleep(0.05)
        sys.exit(f"no answer to {words}")

    def _draw_all(self, kind: str, names: Sequence[str], place: Callable[[Page, str], Any]) -> None:
        for width, scheme in self._looks:
            page = self._page(width, scheme)
            shots = [self._shot(page, name, place(page, name)) for name in names]
            for text in page.evaluate(UNREADABLE):
                sys.stdout.write(f"{kind} {width} {scheme} hard to read: {text[:60]}\n")
            page.close()
            for number, sheet in enumerate(_sheets(shots, width)):
                self._paste(sheet, width, scheme, self._folder / f"{kind}-{width}-{scheme}-{number}.png")

    def _page(self, width: int, scheme: Any) -> Page:
        page = self._browser.new_page(viewport={"width": width, "height": HIGH[width]}, color_scheme=scheme)
        page.goto(self._playground.url)
        page.wait_for_selector("body[data-ready]")
        return page

    def _shot(self, page: Page, name: str, found: Any) -> Shot:
        high = int(found.bounding_box()["height"])
        for cut in found.evaluate(CUT):
            sys.stdout.write(f"{page.viewport_size} {name}: cut or scrolled: {cut!r}\n")
        try:
            return f"{name} · {high} px", found.screenshot(type="jpeg", quality=85), high
        except Error:  # it was drawn anew in between, as Home is when it was opened
            return f"{name} · {high} px", found.screenshot(type="jpeg", quality=85), high

    def _form(self, page: Page, name: str) -> Any:
        workspace = self._slack.workspace
        workspace.views[ME] = {**dict(_forms())[name], "id": name}
        workspace.tell("view", {"user": ME, "view": workspace.views[ME]})
        page.wait_for_selector(f'#modal form[data-view="{name}"]')
        return page.locator("#modal")

    def _home(self, page: Page, _: str) -> Any:
        if page.locator("#menu").is_visible():
            page.locator("#menu").click()
        page.get_by_role("button", name="usage-bot · Home").click()
        page.locator(".home .header").first.wait_for()
        return page.locator(".home")

    def _paste(self, shots: Sequence[Shot], width: int, scheme: str, path: Path) -> None:
        columns: list[list[str]] = [[] for _ in range(ACROSS[width])]
        highs = [0] * ACROSS[width]
        for name, data, high in shots:
            place = highs.index(min(highs))
            highs[place] += high + 28
            image = base64.b64encode(data).decode()
            columns[place].append(f"<b>{name}</b><img src='data:image/jpeg;base64,{image}'>")
        back = "#fff" if scheme == "light" else "#222"
        page = self._browser.new_page(viewport={"width": ACROSS[width] * (width + 8), "height": max(highs) + 10})
        cells = "".join(f"<div>{''.join(one)}</div>" for one in columns)
        page.set_content(f"<style>{STYLE}</style><body style='background:{back}'>{cells}")
        page.screenshot(path=path)
        page.close()


def _sheets(shots: Sequence[Shot], width: int) -> Iterator[list[Shot]]:
    """As many as fit on a page that can be looked at."""
    sheet: list[Shot] = []
    for one in shots:
        if sheet and sum(high + 28 for _, _, high in [*sheet, one]) > HIGH[width] * ACROSS[width]:
            yield sheet
            sheet = []
        sheet.append(one)
    yield sheet


def _wait_for_the_limits(playground: Playground) -> None:
    """OpenAI's own limits are read last: what is asked earlier would contradict what is asked later."""
    while playground.services.store.meta.get(KEPT) is None:
        time.sleep(0.05)


def main(folder: Path, words: Sequence[str]) -> None:
    widths, schemes = [one for one in WIDTHS if str(one) in words], [one for one in SCHEMES if one in words]
    kinds = [word for word in words if word in KINDS]
    if len(words) > len(widths) + len(schemes) + len(kinds):
        sys.exit(f"A kind is one of {', '.join(KINDS)}; a width 390 or 1280, a scheme light or dark")
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        sys.exit("No Chromium on this machine: apt-get install chromium")
    folder.mkdir(parents=True, exist_ok=True)
    with Playground(NOW, elapsed=lambda: 0.0) as playground, sync_playwright() as playwright:
        _wait_for_the_limits(playground)
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        looks = tuple(product(widths or WIDTHS, schemes or SCHEMES))
        pictures = Pictures(playground, browser, folder, looks)
        for kind in kinds or KINDS:
            pictures.draw(kind)
        browser.close()


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    main(Path(sys.argv[1]), sys.argv[2:])
