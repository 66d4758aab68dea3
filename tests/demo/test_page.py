"""The playground's page in headless Chromium: questions, forms, threads, the tour, keyboard, phone, light and dark."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.demo.playground import Playground
from tests.moment import NOW

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
UNREADABLE = (Path(__file__).parent / "unreadable.js").read_text(encoding="utf-8")
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser, playground: Playground) -> Iterator[object]:
    page = browser.new_page(viewport={"width": 1280, "height": 860})
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(playground.url)
    page.wait_for_selector("body[data-ready]")
    yield page
    page.close()
    assert problems == []


def test_a_person_types_a_question_sees_the_table_and_presses_a_button(page):
    page.keyboard.type("/usage today by model")
    page.keyboard.press("Enter")
    answer = page.locator(".message.private").last
    table = answer.locator(".data-table")
    table.wait_for()
    assert "Only visible to you" in answer.inner_text()
    assert table.locator("thead").inner_text().split()[-1] == "Model"

    first = table.locator("tbody tr").first.inner_text()
    table.get_by_role("button", name="Model").click()
    assert table.locator("tbody tr").first.inner_text() != first

    answer.get_by_role("button", name="By project").click()

    answer.locator("thead", has_text="Project").wait_for()


def test_sharing_shows_an_answer_to_everybody(page):
    page.get_by_role("button", name="/usage last 14 days by day chart").click()
    answer = page.locator(".message.private").last
    answer.locator("svg.bar").wait_for()

    answer.get_by_role("button", name="Share").click()

    page.locator(".message:not(.private)", has_text="Shared by").wait_for()
    page.select_option("#me", "U0SAM")
    page.locator(".message:not(.private)", has_text="Shared by @Dana").wait_for()
    page.locator(".message.private").first.wait_for(state="detached")


def test_a_budget_is_made_with_a_form(page):
    page.locator("#composer-input").fill("/budget list")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="New budget").last.click()
    form = page.locator("#modal form")
    form.wait_for()
    form.locator("input").nth(0).fill("nonsense")
    form.locator("input").nth(1).fill("300")
    form.get_by_role("button", name="Preview").click()
    form.locator(".error", has_text="nonsense").wait_for()

    form.locator("input").nth(0).fill("search")
    form.get_by_role("button", name="Preview").click()

    page.locator(".message.private", has_text="New budget for search").get_by_role("button", name="Save").click()
    page.locator(".message.private", has_text="Saved. search: $300 a month").wait_for()
    assert page.locator("#modal").is_hidden()


def test_the_keyboard_finds_a_command(page):
    page.keyboard.press("Escape")
    page.locator("#composer-input").fill("/usage t")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.locator("#composer-input").input_value() == "/usage today by model"
    assert page.locator("#hints").is_hidden()


def test_names_and_messages_never_become_markup(page, playground: Playground):
    hostile = (
        "<img src=x onerror=alert(1)> *bold* &lt;b&gt; <javascript:alert(1)|click> <https://a.example/?q=1&amp;r=2|ok>"
    )
    playground.slack.workspace.add("C0SPEND", {"user": "U0KIM"}, {"text": hostile})

    message = page.locator(".message", has_text="onerror").last
    message.wait_for()
    assert message.locator("img").count() == 0
    assert message.locator("a").all_inner_texts() == ["ok"]
    assert message.locator("b", has_text="bold").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_wider_than_a_phone(page, scheme: str):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator("#composer-input").fill("/usage mtd by project")
    page.keyboard.press("Enter")
    page.locator(".message.private .data-table").last.wait_for()

    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("#menu").click()
    page.get_by_role("button", name="# checkout").click()
    assert page.locator("#room-name").inner_text() == "# checkout"


@pytest.mark.long
def test_the_tour_leads_by_keyboard_from_a_question_to_the_digest(browser):
    with Playground(NOW) as playground:  # jobs wait for seconds of this clock
        page = browser.new_page(viewport={"width": 390, "height": 844})
        page.goto(playground.url)
        page.wait_for_selector("body[data-ready]")
        step, seen = page.locator("#tour"), page.locator("#messages")

        def enter(number: int, awaited: str) -> None:
            """The focus is where Enter goes on; what the step is about arrives."""
            page.keyboard.press("Enter")
            step.locator(".tour-place", has_text=f"{number} of 9").wait_for(timeout=60_000)
            seen.locator(awaited).first.wait_for(timeout=60_000)

        enter(2, ".data-table")
        enter(3, ".message.private:has-text('against')")
        enter(4, "svg.bar")
        enter(5, ".message.private button:has-text('Save')")
        enter(6, ".message.private:has-text('Saved. search')")
        enter(7, ".message:has-text('80 % of')")
        page.keyboard.press("Enter")
        page.locator("#thread .message:has-text('@usage-bot why') + .message").wait_for(timeout=60_000)
        enter(9, ".message:has-text('OpenAI spend, Mon 23 Nov')")
        page.keyboard.press("Enter")
        seen.locator(".message.private", has_text="in any word order").wait_for()

        step.wait_for(state="hidden")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        tables = page.locator("#messages .data-table .scroll")
        assert tables.evaluate_all("(all) => all.filter((one) => one.scrollWidth > one.clientWidth).length") == 0
        page.close()


def test_the_tour_can_be_closed_and_begun_again(page):
    step = page.locator("#tour")
    step.get_by_role("button", name="Skip").click()
    step.locator(".tour-place", has_text="2 of 9").wait_for()
    step.get_by_role("button", name="Close the tour").click()
    assert step.is_hidden()
    assert page.evaluate("document.activeElement.id") == "composer-input"

    page.get_by_role("button", name="Tour", exact=True).click()

    step.locator(".tour-place", has_text="1 of 9").wait_for()


# As Slack shows it


def test_a_line_of_a_thread_in_the_channel_leads_to_the_thread_and_escape_back(page, playground: Playground):
    bot = {"user": "U0USAGEBOT", "bot_id": "B0USAGEBOT"}
    parent = playground.slack.workspace.add("C0SPEND", bot, {"text": "search passed 50 % of its budget"})
    said = {"text": "search passed 80 %", "thread_ts": parent["ts"], "subtype": "thread_broadcast"}
    playground.slack.workspace.add("C0SPEND", bot, said)
    line = page.locator(".message", has_text="search passed 80 %").last
    link = line.get_by_role("button", name="search passed 50 % of its budget")
    assert link.inner_text() == "search passed 50 % of its budget"
    page.set_viewport_size({"width": 390, "height": 844})

    line.get_by_role("button", name="search passed 50 %").click()

    thread = page.locator("#thread")
    thread.locator(".message").nth(1).wait_for()
    assert "1 reply" in thread.inner_text()
    page.keyboard.press("Escape")
    thread.wait_for(state="hidden")
    assert page.evaluate("document.activeElement.id") == "composer-input"


def test_a_file_is_found_where_the_answer_says(page):
    page.locator("#composer-input").fill("/usage today by model csv")
    page.keyboard.press("Enter")
    page.locator(".message.private", has_text="in your messages with me, under Apps").last.wait_for()

    page.get_by_role("button", name="usage-bot · Messages").click()

    page.get_by_role("button", name="1 reply").last.click()
    page.locator("#thread .file").last.wait_for()


def test_words_to_the_bot_alone_are_answered(page):
    page.get_by_role("button", name="usage-bot · Messages").click()
    page.locator("#composer-input").fill("yesterday by model")
    page.keyboard.press("Enter")

    page.locator("#messages .data-table").last.wait_for()


def test_a_mention_is_answered_in_its_thread_and_followed_there(page):
    page.locator("#composer-input").fill("@usage-bot yesterday by model")
    page.keyboard.press("Enter")
    asked = page.locator("#messages .message", has_text="yesterday by model").last
    asked.get_by_role("button", name="1 reply").click()
    page.locator("#thread .data-table").last.wait_for()

    page.locator("#thread-input").fill("@usage-bot yesterday by project")
    page.keyboard.press("Enter")

    page.locator("#thread .data-table").nth(1).wait_for()


def test_only_visible_to_you_stands_above_the_name(page):
    page.locator("#composer-input").fill("/usage help")
    page.keyboard.press("Enter")
    answer = page.locator(".message.private", has_text="in any word order").last
    mark, name = answer.locator(".private-mark").bounding_box(), answer.locator(".name").bounding_box()
    assert mark["y"] + mark["height"] <= name["y"]


def test_escape_leaves_a_form_and_nothing_of_it(page):
    page.locator("#composer-input").fill("/budget list")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="New budget").last.press("Enter")
    page.locator("#modal form").wait_for()
    assert page.evaluate("document.activeElement.closest('dialog').id") == "modal"

    page.keyboard.press("Escape")

    page.locator("#modal").wait_for(state="hidden")


def test_the_keyboard_reaches_everything_and_shows_where_it_is(page):
    page.locator("#composer-input").fill("/usage today by model")
    page.keyboard.press("Enter")
    page.locator(".message.private .data-table").last.wait_for()
    page.locator("#menu, #brand").first.evaluate("document.activeElement.blur()")
    reached = set()
    for _ in range(200):
        page.keyboard.press("Tab")
        where, is_marked = page.evaluate(FOCUS)
        if where in reached and where == "BODY":
            break
        assert is_marked or where == "BODY", where
        reached.add(where)
    assert {"By project", "Share", "Next hour", "# checkout", "Send", "Model"} <= reached


FOCUS = """() => {
  const here = document.activeElement;
  const ring = (element) => {
    const style = getComputedStyle(element);
    return style.outlineStyle !== "none" || style.boxShadow !== "none";
  };
  const name = here.getAttribute("aria-label") || here.textContent.trim();
  return [here === document.body ? "BODY" : name, ring(here) || ring(here.parentElement)];
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_what_is_behind_it(page, scheme: str):
    page.emulate_media(color_scheme=scheme)
    for question in ("/usage last 14 days by day chart", "/usage today by model", "/budget list", "/usage nonsens"):
        page.locator("#composer-input").fill(question)
        page.keyboard.press("Enter")
    page.locator(".message.private", has_text="nonsens").last.wait_for()
    page.get_by_role("button", name="New budget").last.click()
    page.locator("#modal form").wait_for()
    assert page.evaluate(UNREADABLE) == []

    page.locator("#modal h2").evaluate("heading => { heading.style.color = '#8889'; }")
    assert page.evaluate(UNREADABLE) == ["New budget"]  # so it is seen when there is one
    page.keyboard.press("Escape")
