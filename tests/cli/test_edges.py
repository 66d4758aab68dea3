"""The edge to the world never says "a bug": files, folders, outputs, signals, as real processes meet them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import cli
from bot.demo.faults import SILENT, WRONG_KEY
from bot.demo.openai import ADMIN_KEY, Simulator
from tests.faults.site import wait_until

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]
PROGRAM = (sys.executable, "-m", "bot")


@pytest.fixture
def environment(simulator: Simulator, tmp_path: Path) -> dict[str, str]:
    """As bare as a service manager's: not even HOME."""
    return {
        "PYTHONPATH": str(ROOT),
        "OPENAI_ADMIN_KEY": ADMIN_KEY,
        "OPENAI_BASE_URL": simulator.url,
        "USAGE_BOT_DATABASE": str(tmp_path / "usage-bot.db"),
    }


def run(words: Sequence[str], environment: dict[str, str], folder: Path, **how: object) -> subprocess.CompletedProcess:
    command = [*PROGRAM, *words]
    return subprocess.run(command, env=environment, cwd=folder, capture_output=True, timeout=60, **how)


def test_a_bare_environment_is_enough(environment, tmp_path):
    ran = run(["ask", "tokens on 2026-11-05"], environment, tmp_path)
    assert (ran.returncode, ran.stderr) == (0, b"")


def test_a_working_folder_that_is_gone_is_no_bug(environment, tmp_path):
    gone = tmp_path / "gone"
    gone.mkdir()
    command = ["sh", "-c", 'rmdir "$0" && exec "$@"', str(gone), *PROGRAM, "ask", "tokens on 2026-11-05"]
    ran = subprocess.run(command, env=environment, cwd=gone, capture_output=True, timeout=60, check=False)
    assert (ran.returncode, ran.stderr) == (0, b"")
    here = {**environment, "USAGE_BOT_DATABASE": "usage-bot.db"}
    gone.mkdir()
    ran = subprocess.run(command, env=here, cwd=gone, capture_output=True, timeout=60, check=False)
    assert (ran.returncode, len(ran.stderr.splitlines())) == (1, 1)
    assert b"a bug" not in ran.stderr


def test_an_output_that_takes_no_sign_gets_the_nearest_ones(environment, tmp_path):
    ran = run(["ask", "on 2026-11-05 by model"], {**environment, "PYTHONIOENCODING": "ascii"}, tmp_path)
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert b"cost - by model - Thu 5 Nov" in ran.stdout


def test_an_output_that_is_full_is_told_and_exits_with_1(environment, tmp_path):
    with Path("/dev/full").open("w") as full:
        command = [*PROGRAM, "ask", "tokens on 2026-11-05"]
        ran = subprocess.run(command, env=environment, cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, timeout=60)
    assert (ran.returncode, ran.stderr) == (1, b"usage-bot: The system refused: No space left on device.\n")


def test_a_help_that_finds_no_room_is_told_too(environment, tmp_path):
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run([*PROGRAM, "--help"], env=environment, cwd=tmp_path, stdout=full, stderr=subprocess.PIPE)
    assert (ran.returncode, ran.stderr) == (1, b"usage-bot: The system refused: No space left on device.\n")


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_an_output_that_is_closed_is_no_bug(environment, tmp_path, options):
    command = ["sh", "-c", 'exec "$0" "$@" >&-', *PROGRAM, "ask", "tokens on 2026-11-05", *options]
    ran = subprocess.run(command, env=environment, cwd=tmp_path, stderr=subprocess.PIPE, timeout=60, check=False)
    assert (ran.returncode, ran.stderr) == (0, b"")


@pytest.mark.parametrize("content", [None, b"no certificate"])
def test_certificates_that_cannot_be_read_are_said(environment, tmp_path, content):
    file = tmp_path / "own.pem"
    if content is not None:
        file.write_bytes(content)
    elsewhere = {"OPENAI_BASE_URL": "https://127.0.0.1:9/v1", "SSL_CERT_FILE": str(file)}
    ran = run(["ask", "tokens on 2026-11-05"], {**environment, **elsewhere}, tmp_path)
    assert ran.returncode == 1
    assert b"The certificates that SSL_CERT_FILE or SSL_CERT_DIR names cannot be read." in ran.stderr


def test_an_address_that_speaks_no_tls_is_said(environment, tmp_path, simulator):
    there = simulator.url.replace("http://", "https://")
    ran = run(["ask", "tokens on 2026-11-05"], {**environment, "OPENAI_BASE_URL": there}, tmp_path)
    assert ran.returncode == 1
    assert b"No secure connection to OpenAI could be made." in ran.stderr


def test_errors_are_one_line_without_log_lines_unless_they_are_wanted(environment, tmp_path, simulator):
    simulator.fault("", WRONG_KEY, times=None)
    quiet = run(["sync"], environment, tmp_path)
    assert (quiet.returncode, len(quiet.stderr.splitlines())) == (1, 1)
    verbose = run(["--verbose", "sync"], environment, tmp_path)
    assert b"read failed" in verbose.stderr


@pytest.mark.parametrize("as_first", [False, True])
def test_a_signal_ends_a_command_at_once_also_as_the_first_process(environment, tmp_path, simulator, as_first):
    if as_first and subprocess.run(["unshare", "--fork", "--pid", "true"], capture_output=True).returncode:
        pytest.skip("a first process can only be made by root")
    simulator.fault("usage", SILENT, times=None)
    command = [*(["unshare", "--fork", "--pid", "--kill-child"] if as_first else []), *PROGRAM, "sync"]
    with subprocess.Popen(command, env=environment, cwd=tmp_path) as running:
        wait_until(lambda: simulator.requests, "a request")
        ended = child_of(running.pid) if as_first else running.pid
        os.kill(ended, signal.SIGTERM)
        assert running.wait(10) != 0


def child_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["sync", "--since", "2999-01-01"], "2999-01-01 is not yet"),
        (["manifest", "--http", "ftp://x"], "--http should be the public URL"),
        (["manifest", "--http", "https://"], "--http should be the public URL"),
    ],
)
def test_contradicting_options_are_wrong_usage(words, said):
    ran = CliRunner().invoke(cli, words)
    assert ran.exit_code == 2
    assert said in ran.stderr
