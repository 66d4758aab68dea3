"""A wheel built from the tree holds all that the program needs away from it."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT]
    subprocess.run(build, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def away(wheel, tmp_path_factory):
    """The unpacked wheel, far from the tree."""
    folder = tmp_path_factory.mktemp("away")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def _python(away, *arguments):
    environment = {**os.environ, "PYTHONPATH": str(away)}  # noqa: TID251
    return subprocess.run([sys.executable, *arguments], cwd=away, env=environment, capture_output=True, text=True)


def test_the_program_runs_away_from_the_tree(away):
    ran = _python(away, "-m", "bot", "--help")

    assert ran.returncode == 0, ran.stderr
    assert "demo" in ran.stdout


def test_the_store_finds_its_migrations_away_from_the_tree(away, tmp_path):
    text = (
        "import sys; from pathlib import Path; from bot.adapters.store import Store; Store(Path(sys.argv[1])).close()"
    )

    ran = _python(away, "-c", text, tmp_path / "usage-bot.db")

    assert (ran.returncode, ran.stderr) == (0, "")
    assert (tmp_path / "usage-bot.db").stat().st_size > 0


def test_the_wheel_holds_the_program_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()

    assert "bot/migrations/migrations.py" in names
    assert "bot/py.typed" in names
    assert {name.split("/")[0] for name in names} == {"bot", "usage_bot-0.1.0.dist-info"}
