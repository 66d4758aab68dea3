"""The MCP server as the official client sees it: started as a program, driven over standard input and output."""

import asyncio
import json
import sys
from contextlib import asynccontextmanager

import pytest
from mcp import Client, MCPError, StdioServerParameters, stdio_client

from bot.app import wall_clock
from bot.commands.table import COMMANDS
from bot.core.budgets.budget import Budget
from bot.demo import companies
from bot.demo.openai import ADMIN_KEY, Simulator
from tests.living import Bot


@pytest.fixture
def environment(tmp_path):
    """A store with a budget, and a simulated OpenAI of today, as the program finds them."""
    now = wall_clock()
    with Simulator(companies.shop(now, lag=False), wall_clock) as simulator:
        bot = Bot(tmp_path / "usage-bot.db", simulator.url)
        bot.learn_names()
        budget = Budget("organisation", (), "cost", 10**12, "month", created_at=now)
        with bot.services.store.write() as connection:
            bot.services.store.budgets.add(connection, budget)
        bot.close()
        yield {
            "OPENAI_ADMIN_KEY": ADMIN_KEY,
            "OPENAI_BASE_URL": simulator.url,
            "USAGE_BOT_DATABASE": str(tmp_path / "usage-bot.db"),
        }


@asynccontextmanager
async def connected(environment, cwd, *options):
    parameters = StdioServerParameters(
        command=sys.executable, args=["-m", "bot", "mcp", *options], env=environment, cwd=str(cwd)
    )
    async with Client(stdio_client(parameters)) as client:
        yield client


def drive(environment, cwd, work, *options):
    async def session():
        async with connected(environment, cwd, *options) as client:
            return await work(client)

    return asyncio.run(asyncio.wait_for(session(), 60))


def test_the_official_client_lists_and_calls_every_tool(environment, tmp_path):
    async def work(client):
        tools = (await client.list_tools()).tools
        asked = await client.call_tool("ask", {"question": "2026-11-01..2026-11-20 by project"})
        others = [await client.call_tool(name, {}) for name in ("budgets", "alerts", "forecast")]
        return tools, asked, others

    tools, asked, others = drive(environment, tmp_path, work)

    assert [tool.name for tool in tools] == ["ask", "budgets", "alerts", "forecast"]
    assert all(tool.annotations.read_only_hint for tool in tools)
    assert tools[0].input_schema["required"] == ["question"]
    assert asked.is_error is False
    assert asked.structured_content["unit"] == "nanodollar"
    assert json.loads(asked.content[1].text) == asked.structured_content
    assert [result.is_error for result in others] == [False, False, False]
    assert others[0].structured_content["budgets"][0]["amount"] == 10**12


def test_what_cannot_be_read_or_changes_something_is_the_protocol_s_own_error(environment, tmp_path):
    async def work(client):
        questions = ("xyzzy plugh", "budget organisation 5/month", "today by user")
        return [await client.call_tool("ask", {"question": question}) for question in questions]

    unread, changing, others_rows = drive(environment, tmp_path, work)

    assert unread.is_error
    assert "Try: " in unread.content[0].text
    assert changing.is_error
    assert "only reads" in changing.content[0].text
    assert others_rows.is_error
    assert "admin" in others_rows.content[0].text.lower()


def test_resources_are_listed_and_read_and_unknown_ones_refused(environment, tmp_path):
    async def work(client):
        listed = (await client.list_resources()).resources
        texts = [(await client.read_resource(resource.uri)).contents[0].text for resource in listed]
        with pytest.raises(MCPError):
            await client.read_resource("usage-bot://nothing")
        return [str(resource.uri) for resource in listed], texts

    uris, texts = drive(environment, tmp_path, work)

    assert uris == ["usage-bot://help", "usage-bot://budgets"]
    assert "today by model" in texts[0]
    assert json.loads(texts[1])["budgets"][0]["scope"] == "organisation"


def test_no_command_that_changes_something_is_a_reading():
    reading = {command.verb for command in COMMANDS if command.is_reading}
    assert {"ask", "why", "forecast", "budgets", "alerts", "help"} <= reading
    assert reading.isdisjoint({"budget", "raise", "import", "ack", "snooze", "every", "reports", "digest"})
