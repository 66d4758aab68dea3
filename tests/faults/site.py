"""A place where the bot runs as a process of its own, between a simulated OpenAI and a local Slack of the test's."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from bot.adapters.store import Store
from bot.core.amounts import NANO
from bot.core.budgets.budget import Budget
from bot.demo import companies
from bot.demo.company import Company
from bot.demo.openai import ADMIN_KEY, Simulator
from bot.demo.slack import LocalSlack, SignedHttp
from bot.sources.report_schedules import BEGAN
from tests.moment import NOW

ROOT = Path(__file__).parents[2]
BOT_TOKEN = "xoxb-canary-bot-token"
APP_TOKEN = "xapp-1-canary-app-token"
SECRET = "canary-signing-secret"
CANARIES = (ADMIN_KEY, BOT_TOKEN, APP_TOKEN, SECRET, "/respond/", "legacy-verification-token")
SYNC = timedelta(minutes=15)

Found = TypeVar("Found")


def wait_until(look: Callable[[], Found], what: str, timeout: float = 60) -> Found:
    """What `look` finds in another process, which can only be asked again and again."""
    deadline = time.monotonic() + timeout
    while not (found := look()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"never seen: {what}")
        time.sleep(0.02)
    return found


class Program:
    """One process of the bot. What it writes goes to files that outlive it."""

    def __init__(self, arguments: list[str], environment: dict[str, str], output: Path) -> None:
        self.output = output
        with output.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, *arguments], env=environment, cwd=output.parent, stdout=out, stderr=out
            )

    @property
    def said(self) -> str:
        return self.output.read_text()

    @property
    def log(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.said.splitlines() if line.startswith("{") and line.endswith("}")]

    def events(self, name: str) -> list[dict[str, Any]]:
        return [line for line in self.log if line["event"] == name]

    def wait_for(self, event: str, times: int = 1) -> dict[str, Any]:
        """The log line of that event, once it was written so often."""

        def look() -> list[dict[str, Any]]:
            found = self.events(event)
            if len(found) < times and self.process.poll() is not None:
                raise AssertionError(f"ended with {self.process.returncode}: {self.said}")
            return found if len(found) >= times else []

        return wait_until(look, f"{event} x {times} in {self.output.name}")[times - 1]

    @property
    def port(self) -> int:
        return int(self.wait_for("started")["http_port"])

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=15) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """The exit status. A machine may be slow, but a wait for OpenAI would take half a minute."""
        self.process.send_signal(number)
        return self.process.wait(25)

    def pause(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        self.process.send_signal(signal.SIGCONT)


class Site:
    """One machine: a folder with the store, a clock, OpenAI, Slack, and the programs that were started here."""

    def __init__(self, folder: Path, company: Company | None = None, now: datetime = NOW) -> None:
        self.folder = folder
        self.path = folder / "store" / "usage-bot.db"
        self.offset = folder / "clock"
        self.now = now
        self.company = company or companies.tiny()
        self.openai = Simulator(self.company, self.clock).start()
        self.slack = LocalSlack(self.clock, token=BOT_TOKEN)
        self.programs: list[Program] = []

    # Time

    @property
    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(self.offset.read_text()))  # noqa: TID251

    @now.setter
    def now(self, moment: datetime) -> None:
        fresh = self.offset.with_suffix(".new")
        fresh.write_text(str((moment - datetime.now(UTC)).total_seconds()))  # noqa: TID251
        fresh.replace(self.offset)

    def clock(self) -> datetime:
        return self.now

    def has_been_here(self) -> None:
        """For the digests the bot is no new one: it owes that of today."""
        with closing(Store(self.path)) as store:
            store.meta.set(BEGAN, (self.now - timedelta(days=1)).isoformat())

    def pass_time(self, by: timedelta = SYNC) -> None:
        self.now += by

    # The program

    def environment(self, **changes: str) -> dict[str, str]:
        settings = {
            "OPENAI_ADMIN_KEY": ADMIN_KEY,
            "OPENAI_BASE_URL": self.openai.url,
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": self.slack.api_url,
            "USAGE_BOT_DATABASE": str(self.path),
            "USAGE_BOT_ALERT_CHANNEL": "#ai-spend",
            "USAGE_BOT_ADMINS": "U0DANA",
        }
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}  # noqa: TID251
        return {**kept, "PYTHONPATH": str(ROOT), **settings, **changes}

    def start(self, *, http: str = "127.0.0.1:0", **changes: str) -> Program:
        """The service on this site's clock, ready when this returns; commands go to it from now on."""
        program = self._run(["-m", "tests.faults.program", str(self.offset), http], changes)
        program.wait_for("started")
        if http:
            self.slack.deliver = SignedHttp(f"http://127.0.0.1:{program.port}/slack/events", SECRET)
        return program

    def cli(self, *arguments: str, **changes: str) -> Program:
        """The command line as a user calls it, on the machine's own clock."""
        return self._run(["-m", "bot", *arguments], changes)

    def _run(self, arguments: list[str], changes: dict[str, str]) -> Program:
        output = self.folder / f"{len(self.programs) + 1}.log"
        self.programs.append(Program(arguments, self.environment(**changes), output))
        return self.programs[-1]

    # What the test arranges and sees

    def add_budget(
        self, dollars: float = 1, *, period: str = "month", scope: str = "organisation", **rest: Any
    ) -> None:
        with Store(self.path) as store, store.write() as connection:
            amount = round(dollars * NANO)
            budget = Budget(scope, rest.pop("names", ()), "cost", amount, period, created_at=self.now, **rest)
            store.budgets.add(connection, budget)

    def sql(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """What the store holds right now, read as Datasette would."""
        if not self.path.exists():
            return []
        with closing(sqlite3.connect(f"{self.path.as_uri()}?mode=ro", uri=True)) as connection:
            try:
                return connection.execute(statement, values).fetchall()
            except sqlite3.OperationalError as error:
                if "no such table" in str(error):  # the first start has not come so far
                    return []
                raise

    def wait_for(self, statement: str, *values: object, timeout: float = 60) -> list[tuple[Any, ...]]:
        return wait_until(lambda: self.sql(statement, *values), statement, timeout)

    def wait_for_read(self, after: datetime | None = None) -> None:
        """Until everything was read after that moment, or ever."""
        text = after.isoformat() if after else ""
        self.wait_for("SELECT 1 FROM meta WHERE key = 'last_read' AND value > ?", text)

    def wait_until_told(self) -> None:
        """Until the budgets were checked against the last read and nothing waits to be sent."""
        self.wait_for(
            "SELECT 1 FROM meta WHERE key = 'budgets_as_of'"
            " AND NOT EXISTS (SELECT 1 FROM outbox WHERE state = 'pending')"
        )

    def said(self) -> Counter[str]:
        """How often each thing was said in Slack, by its key."""
        with self.slack.workspace.changed:
            messages = [message for message in self.slack.workspace.messages if "metadata" in message]
        return Counter(message["metadata"]["event_payload"]["key"] for message in messages)

    def lost_or_doubled(self) -> list[str]:
        """What the store wants said and Slack does not have exactly once."""
        said = self.said()
        wanted = {key for (key,) in self.sql("SELECT key FROM outbox WHERE act != 'edit' AND state != 'superseded'")}
        return sorted(key for key in wanted | said.keys() if said[key] != 1)

    def is_sound(self) -> bool:
        return self.sql("PRAGMA integrity_check") == [("ok",)]

    def leaks(self) -> list[str]:
        """Where a secret can be read: in what the programs wrote, in Slack, in any file of the store."""
        places = {program.output.name: program.output.read_bytes() for program in self.programs}
        places |= {file.name: file.read_bytes() for file in self.path.parent.glob("*")}
        with self.slack.workspace.changed:
            said = [*self.slack.workspace.messages, *self.slack.workspace.private]
            places["Slack"] = json.dumps(said).encode()
        return [
            f"{canary} in {place}" for place, text in places.items() for canary in CANARIES if canary.encode() in text
        ]

    def close(self) -> None:
        for program in self.programs:
            if program.process.poll() is None:
                program.kill()
        self.slack.close()
        self.openai.close()
