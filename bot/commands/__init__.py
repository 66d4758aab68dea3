"""What people ask. All of it is imported when the first line or click comes: `commands.run`."""

from typing import TYPE_CHECKING

from bot.core.first_use import at_first_use

if TYPE_CHECKING:
    from bot.commands.forms import suggestions as suggestions
    from bot.commands.running import agree as agree
    from bot.commands.running import click as click
    from bot.commands.running import run as run
    from bot.commands.running import run_budget as run_budget
    from bot.commands.running import talk as talk
    from bot.commands.table import ACTIONS as ACTIONS
    from bot.commands.table import COMMANDS as COMMANDS

HOMES = {
    "ACTIONS": "table",
    "COMMANDS": "table",
    "agree": "running",
    "click": "running",
    "run": "running",
    "run_budget": "running",
    "suggestions": "forms",
    "talk": "running",
}
__getattr__ = at_first_use(__name__, HOMES)
