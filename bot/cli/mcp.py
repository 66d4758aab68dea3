"""`usage-bot mcp`: questions, budgets, alerts and forecasts for programs that speak the Model Context Protocol."""

from __future__ import annotations

import click

from bot.cli.context import services
from bot.commands.request import Asker
from bot.core.errors import UserError


@click.command("mcp", epilog="Example: usage-bot mcp")
@click.option("--admin", is_flag=True, help="Also answer what only admins may see, such as rows by user.")
def command(admin: bool) -> None:
    """Serve MCP on standard input and output, for reading only. Needs: pip install 'usage-bot[mcp]'."""
    try:
        from bot.cli.mcp_tools import server
    except ModuleNotFoundError as error:
        if not (error.name or "").startswith("mcp"):
            raise
        raise UserError("MCP comes as an extra: pip install 'usage-bot[mcp]'.") from None
    with services() as live:
        server(Asker("mcp", is_admin=admin), live).run("stdio")
