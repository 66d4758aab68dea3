"""Tools for MCP, for reading only. The commands of `/usage` answer them."""

from __future__ import annotations

import json
from asyncio import to_thread

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ResourceError, ToolError
from mcp.types import CallToolResult, TextContent, ToolAnnotations

from bot import __version__
from bot.commands import run
from bot.commands.request import Asker, Reply
from bot.commands.routing import routed
from bot.core.errors import UpstreamError
from bot.services import Services

INSTRUCTIONS = (
    "What an OpenAI organisation uses and spends. Quantities are exact integers in `unit`; 1,000,000,000 nanodollars"
    " are a dollar. `estimate` is true for what is not billed yet. Start with `ask`: today by model."
)
READING = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)


class Reader:
    """Answers one asker. Whatever the words say, nothing is changed."""

    def __init__(self, asker: Asker, services: Services) -> None:
        self._asker = asker
        self._services = services

    def reply(self, text: str) -> Reply:
        command, _ = routed(text)
        if not command.is_reading:
            raise ToolError(f"{command.verb!r} changes something, and this server only reads. Ask for it in Slack.")
        try:
            reply = run(text, self._asker, self._services)
        except UpstreamError as error:
            raise ToolError(str(error)) from error
        if not reply.understood:
            hints = "".join(f"\nTry: {hint}" for hint in reply.facts.get("suggestions", ()))
            raise ToolError(f"{reply.facts.get('error') or reply.message.text}{hints}")
        return reply

    def result(self, text: str) -> CallToolResult:
        reply = self.reply(text)
        facts = json.dumps(reply.facts, ensure_ascii=False, default=str)
        content = [TextContent(type="text", text=part) for part in (reply.message.text, facts)]
        return CallToolResult(content=list(content), structured_content=json.loads(facts))


def server(asker: Asker, services: Services) -> MCPServer[None]:
    """The server; `run("stdio")` serves until standard input ends."""
    made: MCPServer[None] = MCPServer(
        "usage-bot", title="OpenAI usage and spend", instructions=INSTRUCTIONS, version=__version__, log_level="WARNING"
    )
    reader = Reader(asker, services)
    _add_tools(made, reader)
    _add_resources(made, reader)
    return made


def _add_tools(made: MCPServer[None], reader: Reader) -> None:
    @made.tool(title="Ask about usage and spend", annotations=READING)
    async def ask(question: str) -> CallToolResult:
        """Answer a question in plain words, in any order: `today by model`, `last 7 days checkout-prod by key`,
        `requests yesterday by hour`, `this month vs last month`, `why yesterday`. The resource usage-bot://help
        lists the words."""
        return await to_thread(reader.result, question)

    @made.tool(title="Where budgets stand", annotations=READING)
    async def budgets(budget: str = "") -> CallToolResult:
        """Every budget with amount, spent and percent; or the one that `budget` names."""
        return await to_thread(reader.result, f"budgets {budget}".strip())

    @made.tool(title="Open alerts", annotations=READING)
    async def alerts() -> CallToolResult:
        """What is open now, since when and who is on it, and what was told in the last week."""
        return await to_thread(reader.result, "alerts")

    @made.tool(title="Where a period leads", annotations=READING)
    async def forecast(period: str = "this month") -> CallToolResult:
        """The expected end of a period with its range: `this month`, `this week`, `this month checkout-prod`."""
        return await to_thread(reader.result, f"forecast {period}")


def _add_resources(made: MCPServer[None], reader: Reader) -> None:
    @made.resource("usage-bot://help", title="What can be asked", mime_type="text/plain")
    async def help() -> str:
        return await to_thread(_read, reader, "help")

    @made.resource("usage-bot://budgets", title="Budgets", mime_type="application/json")
    async def all_budgets() -> str:
        return await to_thread(_read, reader, "budgets")


def _read(reader: Reader, verb: str) -> str:
    try:
        reply = reader.reply(verb)
    except ToolError as error:
        raise ResourceError(str(error)) from error
    if verb != "help":
        return json.dumps(reply.facts, ensure_ascii=False, default=str)
    texts = (block.get("text") for block in reply.message.blocks)
    return "\n".join(text["text"] for text in texts if isinstance(text, dict)) or reply.message.text
