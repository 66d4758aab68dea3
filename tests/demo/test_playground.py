"""The playground: the real bot behind its page, over HTTP and in a browser."""

import http.client
import json
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.errors import UserError
from bot.demo.playground import Playground
from bot.demo.playground.clock import DemoClock, month_end, next_hour, tomorrow_morning

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
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


@pytest.fixture(scope="module")
def playground() -> Iterator[Playground]:
    with Playground(NOW, elapsed=lambda: 0.0) as playground:
        yield playground


# The clock


@pytest.mark.parametrize(
    ("move", "now", "moved"),
    [
        pytest.param(next_hour, NOW, datetime(2026, 11, 23, 15, 5, tzinfo=UTC), id="next hour"),
        pytest.param(tomorrow_morning, NOW, datetime(2026, 11, 24, 9, tzinfo=UTC), id="tomorrow"),
        pytest.param(month_end, NOW, datetime(2026, 12, 1, 9, tzinfo=UTC), id="month end"),
        pytest.param(
            month_end, datetime(2026, 1, 31, 23, tzinfo=UTC), datetime(2026, 2, 1, 9, tzinfo=UTC), id="the 31st"
        ),
        pytest.param(month_end, datetime(2026, 12, 1, tzinfo=UTC), datetime(2027, 1, 1, 9, tzinfo=UTC), id="year end"),
    ],
)
def test_the_clock_moves_to(move: Callable[[datetime], datetime], now: datetime, moved: datetime):
    assert move(now) == moved


def test_the_clock_runs_on_after_a_move():
    seconds = iter([0.0, 0.0, 5.0, 5.0, 12.0])
    clock = DemoClock(NOW, lambda: next(seconds))

    assert clock() == NOW
    assert clock.move_to(NOW + timedelta(hours=1)) == NOW + timedelta(hours=1)
    assert clock() == NOW + timedelta(hours=1, seconds=7)


def test_a_port_that_is_taken_is_named(playground: Playground):
    port = int(playground.url.rstrip("/").rpartition(":")[2])

    with pytest.raises(UserError, match="--port"):
        Playground(NOW, port=port).start()


# The page's server


def ask(playground: Playground, method: str, path: str, body: object = None, **headers: str) -> tuple[int, str, str]:
    """Status, body and policy of one request to the page's server."""
    connection = http.client.HTTPConnection(playground.url.split("/")[2], timeout=90)  # a move waits for the bot
    sent = None if body is None else json.dumps(body)
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, sent, {"Content-Type": "application/json", **given})
    answer = connection.getresponse()
    result = answer.status, answer.read().decode(), answer.getheader("Content-Security-Policy", "")
    connection.close()
    return result


def test_the_page_loads_nothing_from_elsewhere(playground: Playground):
    status, page, policy = ask(playground, "GET", "/")

    assert status == 200
    assert "default-src 'none'" in policy
    assert "http" not in page.replace('http-equiv"', "")


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        pytest.param("GET", "/page/../playground/server.py", {}, 404, id="a file of ours that is no page"),
        pytest.param("GET", "/page/%2e%2e/company.py", {}, 404, id="the same, hidden"),
        pytest.param("GET", "/state", {"Host": "evil.example"}, 403, id="another name for this machine"),
        pytest.param("POST", "/act/clock", {"Origin": "https://evil.example"}, 403, id="another page"),
        pytest.param("POST", "/act/clock", {"Content_Type": "text/plain"}, 403, id="a form of another page"),
        pytest.param("POST", "/act/nothing", {}, 404, id="an action that is not there"),
    ],
)
def test_the_server_refuses(playground: Playground, method: str, path: str, headers: dict[str, str], status: int):
    body = {"move": "hour"} if method == "POST" else None

    assert ask(playground, method, path, body, **headers)[0] == status
    assert playground.clock() == NOW


def test_an_alert_is_told_before_the_hour_passes_and_grows_with_it():
    with Playground(NOW) as playground:  # jobs wait for seconds of this clock
        ask(playground, "POST", "/act/clock", {"move": "hour"})

        def grown() -> list[dict[str, object]]:
            return [message for message in playground.slack.messages() if "passed 80 %" in message["text"]]

        message, line = playground.slack.wait_for(lambda: grown() if len(grown()) > 1 else None, 60)
        assert float(message["ts"]) < (NOW + timedelta(hours=1)).timestamp() < float(line["ts"])
        assert line["thread_ts"] == message["ts"]


def test_the_digest_comes_with_the_morning_and_not_before():
    with Playground(NOW) as playground:
        slack = playground.slack
        slack.wait_for(lambda: [m for m in slack.messages() if "ci-runner" in m["text"]][1:], 60)
        before = [message["text"] for message in slack.messages()]

        ask(playground, "POST", "/act/clock", {"move": "morning"})

        digest = slack.wait_for(lambda: [m for m in slack.messages() if m["text"].startswith("Mon 23 Nov")], 60)[0]
        assert not [text for text in before if text.startswith("Sun 22 Nov")]
        assert "data_visualization" in {block["type"] for block in digest["blocks"]}


# In a browser


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


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_a_person_types_a_question_sees_the_table_and_presses_a_button(page):
    page.keyboard.type("/usage today by model")
    page.keyboard.press("Enter")
    answer = page.locator(".message.private").last
    table = answer.locator(".data-table")
    table.wait_for()
    assert "Only visible to you" in answer.inner_text()
    assert table.locator("thead").inner_text().split()[0] == "Model"

    first = table.locator("tbody tr").first.inner_text()
    table.get_by_role("button", name="Model").click()
    assert table.locator("tbody tr").first.inner_text() != first

    answer.get_by_role("button", name="By project").click()

    answer.locator("thead", has_text="Project").wait_for()


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_sharing_shows_an_answer_to_everybody(page):
    page.get_by_role("button", name="/usage last 14 days by day chart").click()
    answer = page.locator(".message.private").last
    answer.locator("svg.bar").wait_for()

    answer.get_by_role("button", name="Share").click()

    page.locator(".message:not(.private)", has_text="Shared by").wait_for()
    page.select_option("#me", "U0SAM")
    page.locator(".message:not(.private)", has_text="Shared by @Dana").wait_for()
    assert page.locator(".message.private").count() == 0


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
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

    page.locator(".message.private", has_text="New budget: search").get_by_role("button", name="Save").click()
    page.locator(".message.private", has_text="Saved. search: $300 a month").wait_for()
    assert page.locator("#modal").is_hidden()


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_the_keyboard_finds_a_command(page):
    page.keyboard.press("Escape")
    page.locator("#composer-input").fill("/usage t")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.locator("#composer-input").input_value() == "/usage today by model"
    assert page.locator("#hints").is_hidden()


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
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


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
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


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_the_tour_leads_by_keyboard_from_a_question_to_the_digest(browser):
    with Playground(NOW) as playground:  # jobs wait for seconds of this clock
        page = browser.new_page(viewport={"width": 390, "height": 844})
        page.goto(playground.url)
        page.wait_for_selector("body[data-ready]")
        step, seen = page.locator("#tour"), page.locator("#messages")

        def enter(number: int, awaited: str) -> None:
            """The focus is where Enter goes on; what the step is about arrives."""
            page.keyboard.press("Enter")
            step.locator(".tour-place", has_text=f"{number} of 8").wait_for(timeout=60_000)
            seen.locator(awaited).first.wait_for(timeout=60_000)

        enter(2, ".data-table")
        enter(3, ".message.private:has-text('against')")
        enter(4, "svg.bar")
        enter(5, ".message.private button:has-text('Save')")
        enter(6, ".message.private:has-text('Saved. search')")
        enter(7, ".message:has-text('passed 80 %')")
        enter(8, ".message:has-text('OpenAI spend, Mon 23 Nov')")
        page.keyboard.press("Enter")
        seen.locator(".message.private", has_text="in any word order").wait_for()

        step.wait_for(state="hidden")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.close()


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_the_tour_can_be_closed_and_begun_again(page):
    step = page.locator("#tour")
    step.get_by_role("button", name="Skip").click()
    step.locator(".tour-place", has_text="2 of 8").wait_for()
    step.get_by_role("button", name="Close the tour").click()
    assert step.is_hidden()
    assert page.evaluate("document.activeElement.id") == "composer-input"

    page.get_by_role("button", name="Tour", exact=True).click()

    step.locator(".tour-place", has_text="1 of 8").wait_for()
