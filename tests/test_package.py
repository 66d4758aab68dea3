"""What is published is whole and true: its dependencies, its page on an index, its locked versions, its sources."""

import ast
import re
import subprocess
import sys
import tarfile
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

from packaging.requirements import Requirement

from bot import __version__

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EVERYWHERE = set(PROJECT["dependencies"])
LOCKED = (ROOT / "requirements.txt").read_text()


def _name(text):
    return re.sub(r"[-_.]+", "-", text).lower()


def _imports(file):
    """The names of all modules that a file imports, wherever it does it."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def _imported(folder):
    """The packages that the modules in `folder` import, and the modules of the tests that these bring with them."""
    waiting, seen = list(folder.rglob("*.py")), set()
    while waiting:
        if (file := waiting.pop()) in seen:
            continue
        seen.add(file)
        for name in _imports(file):
            yield name.split(".")[0]
            beside = ROOT.joinpath(*name.split(".")).with_suffix(".py")
            waiting += [beside] if name.startswith("tests.") and beside.exists() else []


def _not_declared(folder, extras):
    wanted = EVERYWHERE.union(*(PROJECT["optional-dependencies"][extra] for extra in extras))
    declared = {_name(Requirement(text).name) for text in wanted} | {"usage-bot"}
    homes = packages_distributions()
    foreign = {name for name in _imported(folder) if name not in sys.stdlib_module_names | {"bot", "tests"}}
    return {name for name in foreign if not declared & {_name(home) for home in homes.get(name, [name])}}


def test_what_the_program_imports_is_declared():
    # pydantic brings its core, in the one version that it works with.
    assert _not_declared(ROOT / "bot", ["mcp"]) <= {"pydantic_core"}


def test_the_benchmarks_run_with_their_extra():
    assert _not_declared(ROOT / "tests" / "benchmarks", ["benchmark"]) == set()


def test_locked_versions_are_allowed_and_hashed_and_name_no_index():
    pins = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", LOCKED, re.M))
    for requirement in map(Requirement, EVERYWHERE):
        assert pins[_name(requirement.name)] in requirement.specifier
    assert all("--hash=sha256:" in entry for entry in re.split(r"^(?=[a-z])", LOCKED, flags=re.M) if entry.strip())
    assert "://" not in LOCKED


def test_the_page_on_an_index_leads_nowhere_else():
    page = (ROOT / PROJECT["readme"]).read_text()
    assert re.findall(r"\]\((?!https://)", page) == []


def test_the_version_has_its_section_in_the_changelog():
    first = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.M)
    assert first
    assert first[1] == __version__ == PROJECT["version"]


def test_the_source_distribution_has_all_that_its_tests_read(tmp_path):
    build = [sys.executable, "-m", "build", "--sdist", "--no-isolation", "--outdir", tmp_path, ROOT]
    subprocess.run(build, check=True, capture_output=True)
    with tarfile.open(next(tmp_path.glob("*.tar.gz"))) as archive:
        packed = {name.partition("/")[2] for name in archive.getnames()}

    rooms = (file for room in ("bot", "docs", "migrations", "tests", ".ci") for file in (ROOT / room).rglob("*"))
    here = {str(file.relative_to(ROOT)) for file in rooms if file.is_file() and "__pycache__" not in file.parts}
    alone = {"LICENSE", "README.md", "CHANGELOG.md", ".env.example", "Dockerfile", ".dockerignore", "requirements.txt"}
    assert {
        name for name in here | alone | {".slack/hooks.json"} if not name.endswith((".pyc", ".db"))
    } - packed == set()
