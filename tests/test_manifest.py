"""The Slack app manifest keeps Slack's limits (docs.slack.dev/reference/app-manifest)."""

import json
from urllib.parse import parse_qs, urlsplit

from click.testing import CliRunner

from bot.cli import cli
from bot.manifest import OPTIONAL_SCOPES, SCOPES, manifest


def test_the_manifest_keeps_slacks_limits():
    made = manifest("/usage", "/budget")
    assert len(made["display_information"]["name"]) <= 35
    assert len(made["display_information"]["description"]) <= 140
    for command in made["features"]["slash_commands"]:
        assert len(command["command"]) <= 32
        assert len(command["usage_hint"]) <= 1000
        assert command["should_escape"] is True
        assert "url" not in command


def test_people_can_write_to_the_bot_and_find_its_files_again():
    home = manifest("/usage", "/budget")["features"]["app_home"]
    assert home["messages_tab_enabled"] is True
    assert home["messages_tab_read_only_enabled"] is False


def test_optional_scopes_are_scopes_too():
    scopes = manifest("/usage", "/budget")["oauth_config"]["scopes"]
    assert scopes["bot"] == [*SCOPES, *OPTIONAL_SCOPES]
    assert set(scopes["bot_optional"]) < set(scopes["bot"])


def test_without_socket_mode_commands_events_and_clicks_have_the_url():
    url = "https://bot.example.com/slack/events"
    made = manifest("/usage", "/budget", request_url=url)
    assert {command["url"] for command in made["features"]["slash_commands"]} == {url}
    assert made["settings"]["interactivity"]["request_url"] == url
    assert made["settings"]["event_subscriptions"]["request_url"] == url
    assert made["settings"]["socket_mode_enabled"] is False


def test_the_link_carries_the_manifest_that_the_command_prints():
    printed = CliRunner().invoke(cli, ["manifest", "--command", "/ai"])
    linked = CliRunner().invoke(cli, ["manifest", "--command", "/ai", "--url"])
    (carried,) = parse_qs(urlsplit(linked.output.strip()).query)["manifest_json"]
    assert json.loads(carried) == json.loads(printed.output)
    assert [command["command"] for command in json.loads(carried)["features"]["slash_commands"]] == [
        "/ai",
        "/ai-budget",
    ]
