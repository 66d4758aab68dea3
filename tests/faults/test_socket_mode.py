"""Socket Mode: a socket that goes away is replaced, no command is lost, and a stop is in order."""

import pytest

from tests.faults.site import APP_TOKEN, Site
from tests.slack_socket import DeafPeer, SocketFront

pytestmark = pytest.mark.long


@pytest.fixture
def front():
    front = SocketFront()
    yield front
    front.close()


def start(site: Site, front: SocketFront):
    site.slack.workspace.socket_url = front.url
    program = site.start(SLACK_APP_TOKEN=APP_TOKEN, SLACK_SIGNING_SECRET="")
    front.wait_for_connection()
    site.slack.deliver = front
    return program


def asked(site: Site, number: int) -> None:
    assert site.slack.command("/usage", "yesterday").status == 200
    site.slack.wait_for(lambda: len(site.slack.private("U0DANA")) == number)


def test_a_socket_that_is_refreshed_or_dropped_is_replaced_and_answers_go_on(site, front):
    program = start(site, front)
    asked(site, 1)
    front.refresh()
    front.wait_for_connection(2)
    asked(site, 2)
    front.drop()
    front.wait_for_connection(3, timeout=30)
    asked(site, 3)

    assert '"socket_connected": true' in program.get("/healthz")[1]
    assert program.stop() == 0
    assert "Traceback" not in program.said


def test_a_half_open_socket_is_noticed_and_replaced(site, front):
    peer = DeafPeer(hello=True)
    site.slack.workspace.socket_url = peer.url
    program = site.start(SLACK_APP_TOKEN=APP_TOKEN, SLACK_SIGNING_SECRET="")
    assert peer.connected.wait(15)
    site.slack.workspace.socket_url = front.url
    front.wait_for_connection(timeout=90)
    site.slack.deliver = front

    asked(site, 1)
    assert program.events("socket.replaced")[0]["silent_seconds"] >= 40
    peer.close()


def test_without_a_socket_alerts_go_out_and_health_is_red(site):
    site.add_budget(0.01)
    site.slack.workspace.socket_url = "ws://127.0.0.1:9/nobody"
    program = site.start(SLACK_APP_TOKEN=APP_TOKEN, SLACK_SIGNING_SECRET="")
    site.wait_for("SELECT 1 FROM outbox WHERE key LIKE 'passed-%' AND state = 'sent'")

    status, body = program.get("/healthz")
    assert status == 503
    assert "The socket to Slack is not connected." in body
