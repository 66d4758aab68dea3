"""From the start to being ready, `--help`, and the memory of a service that waits; against the required imports."""

from __future__ import annotations

import compileall
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from bot.app import wall_clock
from bot.demo.slack import LocalSlack
from tests.benchmarks.folders import folder
from tests.benchmarks.rounds import by_turns, ratio, seconds
from tests.benchmarks.server import served
from tests.benchmarks.table import Row
from tests.slack_socket import SocketFront

# What a service in Socket Mode cannot do without.
STACK = (
    *("slack_bolt", "slack_bolt.adapter.socket_mode", "httpx", "sqlite_utils", "schedule"),
    *("msgspec", "pydantic.main", "dotenv", "structlog", "click"),  # `import pydantic` alone loads no model
)
# What is imported when it is used.
LATER = (
    *("matplotlib", "openai", "pandas", "polars", "prometheus_client", "genai_prices", "waitress", "tomli_w"),
    *("rich.console", "sqlite_utils", "bot.core.grammar.read", "bot.commands.table", "bot.core.reports.digest_message"),
)
IMPORTS = f"import {', '.join(STACK)}"
SERVICE = "import sys, bot.cli; bot.cli.cli.get_command(None, 'run')"  # imports what the service does
SETTLED = 4.0  # seconds after the start: the first read has ended
ROOT = Path(__file__).parents[2]


def run(rounds: int) -> Iterator[Row]:
    compileall.compile_dir(ROOT / "bot", quiet=1)  # as an installation does
    with site() as environment:
        started(environment)  # the first start makes the store
        found = by_turns(
            rounds,
            {
                "ready": partial(started, environment),
                "help": partial(_seconds, ["-m", "bot", "--help"]),
                "imports": partial(_seconds, ["-c", IMPORTS]),
            },
        )
        memory = by_turns(rounds, {"idle": partial(idle, environment), "imports": _stack_memory})
    yield Row(
        "starting",
        "start to ready, against the required imports: ≤ 1.25 ×",
        ratio(found["ready"], found["imports"]),
        1.25,
    )
    yield Row(
        "starting", "`--help`, against the required imports: ≤ 0.5 ×", ratio(found["help"], found["imports"]), 0.5
    )
    figure = ratio(memory["idle"], memory["imports"])
    said = f"{figure:.2f} × ({memory['idle'][0]:.0f} MiB)"
    yield Row("starting", "memory of an idle service, against the required stack: ≤ 1.3 ×", figure, 1.3, said)
    seconds, grown = first_question()
    said = f"{seconds:.2f} s, and {grown:.0f} MiB that stay"
    yield Row(
        "starting", "what the first question imports and compiles: seconds of the processor ≤ 1", seconds, 1, said
    )
    early = imported_early()
    said = ", ".join(early) or "none"
    yield Row(
        "starting", f"imported by the service before its use, of {', '.join(LATER)}", len(early), 0, said, is_exact=True
    )


@contextmanager
def site() -> Iterator[dict[str, str]]:
    """The environment of a service between an OpenAI and a Slack of this machine."""
    front = SocketFront()
    with (
        folder() as path,
        served(days=3, rows=20, latency=0) as openai,
        LocalSlack(wall_clock, deliver=front) as slack,
    ):
        slack.workspace.socket_url = front.url
        yield {
            **os.environ,  # noqa: TID251
            "PYTHONPATH": str(ROOT),
            "OPENAI_ADMIN_KEY": "sk-admin-x",
            "OPENAI_BASE_URL": openai,
            "SLACK_BOT_TOKEN": "xoxb-local",
            "SLACK_APP_TOKEN": "xapp-x",
            "SLACK_API_URL": slack.api_url,
            "USAGE_BOT_ALERT_CHANNEL": "#ai-spend",
            "USAGE_BOT_DATABASE": str(path / "x.db"),
        }
        front.close()


def started(environment: dict[str, str], then: Callable[[subprocess.Popen[str]], None] = lambda process: None) -> float:
    """Seconds until the service says that it has started; `then` looks at it before it is stopped."""
    start = time.perf_counter()
    words = [sys.executable, "-m", "bot", "run"]
    with subprocess.Popen(words, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said = iter(process.stderr)
        while json.loads(line := next(said)).get("event") != "started":
            assert process.poll() is None, line
        took = time.perf_counter() - start
        then(process)
        process.terminate()
        for _ in said:
            """Read to the end, or it waits for us."""
    return took


def idle(environment: dict[str, str]) -> float:
    found: list[float] = []

    def look(process: subprocess.Popen[str]) -> None:
        time.sleep(SETTLED)
        found.append(resident(process.pid))

    started(environment, look)
    return found[0]


def resident(pid: int | str) -> float:
    """MiB that a process holds now."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found
    return int(found[1]) / 1024


def _stack_memory() -> float:
    code = f"{IMPORTS}, re; print(int(re.search(r'VmRSS:\\s+(\\d+)', open('/proc/self/status').read())[1]) / 1024)"
    return float(subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.PIPE, text=True).stdout)


def _seconds(words: list[str]) -> float:
    done = partial(subprocess.run, [sys.executable, *words], check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
    return seconds(done)


def first_question() -> tuple[float, float]:
    """Seconds of the processor that it takes beside a later one, and MiB that it leaves."""
    seconds, grown = map(float, _printed("-m", "tests.benchmarks.programs.first_question"))
    return seconds, grown


def imported_early() -> list[str]:
    found = _printed("-c", f"{SERVICE}; print(*sys.modules)")
    return [name for name in LATER if name in found]


def _printed(*words: str) -> list[str]:
    done = subprocess.run([sys.executable, *words], check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    return done.stdout.split()
