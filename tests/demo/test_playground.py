"""The playground: the real bot behind its page, over HTTP; `test_page.py` has the page."""

import http.client
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.errors import UserError
from bot.demo.playground import Playground, monday_afternoon
from bot.demo.playground.clock import DemoClock, month_end, next_hour, tomorrow_morning
from tests.moment import NOW

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


def test_the_doctor_finds_nothing_broken_in_it(playground: Playground):
    playground.slack.command("/usage", "doctor")

    def answered():
        return next((one for one in playground.slack.private("U0DANA") if "✓" in str(one.get("blocks"))), None)

    assert "broken" not in playground.slack.wait_for(answered, 30)["text"]


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


@pytest.mark.long
def test_an_alert_is_told_before_the_hour_passes_and_grows_with_it():
    with Playground(NOW) as playground:  # jobs wait for seconds of this clock
        ask(playground, "POST", "/act/clock", {"move": "hour"})

        def grown() -> list[dict[str, object]]:
            return [message for message in playground.slack.messages() if "80 % of" in message["text"]]

        message, line = playground.slack.wait_for(lambda: grown() if len(grown()) > 1 else None, 60)
        assert float(message["ts"]) < (NOW + timedelta(hours=1)).timestamp() < float(line["ts"])
        assert line["thread_ts"] == message["ts"]


@pytest.mark.long
def test_the_digest_comes_with_the_morning_and_not_before():
    with Playground(NOW) as playground:
        slack = playground.slack
        slack.wait_for(lambda: [m for m in slack.messages() if "ci-runner" in m["text"]][1:], 60)
        before = [message["text"] for message in slack.messages()]

        ask(playground, "POST", "/act/clock", {"move": "morning"})

        digest = slack.wait_for(lambda: [m for m in slack.messages() if m["text"].startswith("Mon 23 Nov")], 60)[0]
        assert not [text for text in before if text.startswith("Sun 22 Nov")]
        assert "data_visualization" in {block["type"] for block in digest["blocks"]}


@pytest.mark.long
def test_the_digest_at_the_month_s_end_does_not_miss_the_days_that_were_leapt_over():
    with Playground(NOW) as playground:
        ask(playground, "POST", "/act/clock", {"move": "month"})

        slack = playground.slack
        digest = slack.wait_for(lambda: [m for m in slack.messages() if m["text"].startswith("Mon 30 Nov")], 60)[0]
        assert "November" in json.dumps(digest["blocks"])
        assert "Not sent" not in json.dumps(digest["blocks"])


@pytest.mark.parametrize(
    ("now", "opening"),
    [
        pytest.param("2026-11-23T14:05:00", "2026-11-23", id="that very minute"),
        pytest.param("2026-11-23T14:04:59", "2026-10-19", id="just before"),
        pytest.param("2026-12-01T00:00:00", "2026-11-23", id="a month later"),
        pytest.param("2027-01-17T00:00:00", "2026-12-21", id="a year later"),
    ],
)
def test_the_playground_opens_on_a_monday_afternoon_with_a_month_behind_it(now: str, opening: str):
    found = monday_afternoon(datetime.fromisoformat(now).replace(tzinfo=UTC))

    assert f"{found:%Y-%m-%d %a %H:%M}" == f"{opening} Mon 14:05"
