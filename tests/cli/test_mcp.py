"""The MCP server as the official client sees it: started as a program, driven over standard input and output."""

import asyncio
import json
import sys
from collections.abc import Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from mcp import Client, MCPError, StdioServerParameters, stdio_client

from bot.app import wall_clock
from bot.commands.table import COMMANDS
from bot.core.budgets.budget import Budget
from bot.demo import companies
from bot.demo.openai import ADMIN_KEY, Simulator
from tests.living import Bot


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A store with a budget, and a simulated OpenAI of today, as the program finds them."""
    now = wall_clock()
    with Simulator(companies.shop(now, lag=False), wall_clock) as simulator:
        path = tmp_path_factory.mktemp("store") / "usage-bot.db"
        bot = Bot(path, simulator.url)
        bot.learn_names()
        budget = Budget("organisation", (), "cost", 10**12, "month", created_at=now)
        with bot.services.store.write() as connection:
            bot.services.store.budgets.add(connection, budget)
        bot.close()
        yield {
            "OPENAI_ADMIN_KEY": ADMIN_KEY,
            "OPENAI_BASE_URL": simulator.url,
            "USAGE_BOT_DATABASE": str(path),
        }


@asynccontextmanager
async def connected(environment, cwd):
    parameters = StdioServerParameters(command=sys.executable, args=["-m", "bot", "mcp"], env=environment, cwd=str(cwd))
    async with Client(stdio_client(parameters)) as client:
        yield client


@dataclass(frozen=True)
class Session:
    """What one client got of one program, which takes seconds to start."""

    tools: list[Any]
    asked: Any
    others: list[Any]
    refused: list[Any]
    resources: dict[str, str]


@pytest.fixture(scope="module")
def session(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Session:
    async def work() -> Session:
        async with connected(environment, tmp_path_factory.mktemp("mcp")) as client:
            tools = (await client.list_tools()).tools
            asked = await client.call_tool("ask", {"question": "2026-11-01..2026-11-20 by project"})
            others = [await client.call_tool(name, {}) for name in ("budgets", "alerts", "forecast")]
            questions = ("xyzzy plugh", "budget organisation 5/month", "today by user")
            refused = [await client.call_tool("ask", {"question": question}) for question in questions]
            listed = (await client.list_resources()).resources
            texts = [(await client.read_resource(resource.uri)).contents[0].text for resource in listed]
            with pytest.raises(MCPError):
                await client.read_resource("usage-bot://nothing")
            uris = [str(resource.uri) for resource in listed]
            return Session(tools, asked, others, refused, dict(zip(uris, texts, strict=True)))

    return asyncio.run(asyncio.wait_for(work(), 60))


def test_the_official_client_lists_and_calls_every_tool(session: Session):
    assert [tool.name for tool in session.tools] == ["ask", "budgets", "alerts", "forecast"]
    assert all(tool.annotations.read_only_hint for tool in session.tools)
    assert session.tools[0].input_schema["required"] == ["question"]
    assert session.asked.is_error is False
    assert session.asked.structured_content["unit"] == "nanodollar"
    assert json.loads(session.asked.content[1].text) == session.asked.structured_content
    assert [result.is_error for result in session.others] == [False, False, False]
    assert session.others[0].structured_content["budgets"][0]["amount"] == 10**12


def test_what_cannot_be_read_or_changes_something_is_the_protocol_s_own_error(session: Session):
    unread, changing, others_rows = session.refused

    assert unread.is_error
    assert "Try: " in unread.content[0].text
    assert changing.is_error
    assert "only reads" in changing.content[0].text
    assert others_rows.is_error
    assert "admin" in others_rows.content[0].text.lower()


def test_resources_are_listed_and_read_and_unknown_ones_refused(session: Session):
    assert [*session.resources] == ["usage-bot://help", "usage-bot://budgets"]
    assert "today by model" in session.resources["usage-bot://help"]
    assert json.loads(session.resources["usage-bot://budgets"])["budgets"][0]["scope"] == "organisation"


def test_no_command_that_changes_something_is_a_reading():
    reading = {command.verb for command in COMMANDS if command.is_reading}
    assert {"ask", "why", "forecast", "budgets", "alerts", "help"} <= reading
    assert reading.isdisjoint({"budget", "raise", "import", "ack", "snooze", "every", "reports", "digest"})
