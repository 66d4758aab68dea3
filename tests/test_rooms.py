"""The map of rooms: imports point down it, and never in a circle."""

import ast
from pathlib import Path

import pytest

BOT = Path(__file__).parent.parent / "bot"

# A room may import itself and the rooms below it.
ROOMS = (
    "__main__",
    "cli",
    "demo",
    "setup",
    "app",
    "metrics",
    "named_metrics",
    "health",
    "heartbeat",
    "listeners",
    "jobs",
    "commands",
    "doctor",
    "sources",
    "services",
    "settings",
    "env_file",
    "setting_names",
    "right_of_way",
    "pages_left",
    "logs",
    "manifest",
    "adapters",
    "network",
    "files",
    "core",
)


# The storeys of core: each may import itself and those below it; what lies loose in core is the ground of all.
STOREYS = ("home", "reports", "alerts", "budgets", "answers", "grammar", "usage", "catalogue", "slack")
GROUND = (
    "addresses",
    "amounts",
    "conversation",
    "errors",
    "first_use",
    "kept_times",
    "names",
    "openai_pages",
    "patterns",
    "teams",
    "observer",
    "periods",
    "question",
    "time_rows",
    "time_units",
)


SAME_THING = ("Json", "Labels")


def _room(path: Path) -> str:
    return path.relative_to(BOT).parts[0].removesuffix(".py")


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        found.update(name for name in names if name.startswith("bot."))
    return found


def _modules() -> list[Path]:
    return [path for path in BOT.rglob("*.py") if path != BOT / "__init__.py" and "migrations" not in path.parts]


def test_imports_point_down_the_map():
    wrong = []
    for path in _modules():
        here = ROOMS.index(_room(path))
        for name in _imports(path):
            there = name.split(".")[1]
            if there in ROOMS and ROOMS.index(there) < here:
                wrong.append(f"{path.relative_to(BOT)} imports {name}")
    assert wrong == []


def test_the_storeys_of_core_stand_on_each_other():
    wrong = []
    for path in (BOT / "core").rglob("*.py"):
        here = path.relative_to(BOT / "core").parts[0].removesuffix(".py")
        for name in _imports(path):
            there = name.split(".")[2] if name.startswith("bot.core.") else here
            if here in STOREYS and there in STOREYS and STOREYS.index(there) < STOREYS.index(here):
                wrong.append(f"{path.relative_to(BOT)} imports {name}")
    assert wrong == []


def test_every_room_of_core_has_its_place():
    found = {path.name.removesuffix(".py") for path in (BOT / "core").iterdir() if path.suffix in ("", ".py")}

    assert found - {"__init__", "__pycache__"} == {*STOREYS, *GROUND}


def test_a_public_class_of_core_has_one_meaning():
    """A name stands in two modules only where it is the same thing: a row of labels, Slack's JSON."""
    found: dict[str, list[str]] = {}
    for path in sorted((BOT / "core").rglob("*.py")):
        for node in ast.parse(path.read_text()).body:
            targets = node.targets if isinstance(node, ast.Assign) else []
            names = [one.id for one in targets if isinstance(one, ast.Name)]
            names += [node.name] if isinstance(node, ast.ClassDef) else []
            for name in (one for one in names if one[0].isupper() and not one.isupper()):
                found.setdefault(name, []).append(str(path.relative_to(BOT / "core")))
    twice = {name: paths for name, paths in found.items() if len(paths) > 1 and name not in SAME_THING}
    assert twice == {}


@pytest.mark.parametrize(("room", "other"), [("jobs", "commands"), ("commands", "jobs")])
def test_what_jobs_and_commands_both_need_is_a_source(room: str, other: str):
    wrong = [
        f"{path.relative_to(BOT)} imports {name}"
        for path in (BOT / room).rglob("*.py")
        for name in _imports(path)
        if name.startswith(f"bot.{other}")
    ]
    assert wrong == []


def test_adapters_do_not_know_each_other():
    wrong = []
    for path in (BOT / "adapters").rglob("*.py"):
        mine = path.relative_to(BOT / "adapters").parts[0].removesuffix(".py")
        for name in _imports(path):
            parts = name.split(".")
            if parts[1] == "adapters" and len(parts) > 2 and parts[2] != mine:
                wrong.append(f"{path.relative_to(BOT)} imports {name}")
    assert wrong == []


def test_only_the_command_line_knows_the_playground():
    wrong = [
        str(path.relative_to(BOT))
        for path in _modules()
        if _room(path) not in ("demo", "cli", "__main__") and any(n.startswith("bot.demo") for n in _imports(path))
    ]
    assert wrong == []


def test_core_needs_the_standard_library_only():
    import sys

    wrong = []
    for path in (BOT / "core").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module]
            for name in names:
                top = name.split(".")[0]
                if top != "bot" and top not in sys.stdlib_module_names:
                    wrong.append(f"{path.relative_to(BOT)} imports {name}")
    assert wrong == []
