"""OpenAI in the tests: answers in order or by path, every request kept, time that passes at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from bot.adapters.openai_usage import OpenAIUsage

KEY = "sk-admin-canary-0123456789"
FIXTURES = Path(__file__).parents[2] / ".." / "shared" / "fixtures"
Answer = httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def monotonic(self) -> float:
        return self.now


class Stub(httpx.BaseTransport):
    """Gives `answers` one after the other, the last one for ever."""

    def __init__(self, *answers: Answer, time: Time | None = None) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []
        self.times: list[float] = []
        self.time = time or Time()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        self.times.append(self.time.now)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        if callable(answer):
            return fresh(answer(request))
        return fresh(answer)

    def sent(self, name: str) -> list[list[str]]:
        return [request.url.params.get_list(name) for request in self.requests]

    def client(self, *, rate: float = 1000.0) -> OpenAIUsage:
        return OpenAIUsage(
            "https://api.example/v1",
            SecretStr(KEY),
            rate=rate,
            transport=self,
            sleep=self.time.sleep,
            monotonic=self.time.monotonic,
        )


def fresh(response: httpx.Response) -> httpx.Response:
    """As it comes from the network: read by nobody yet. The last one is given again and again."""
    if not response.is_stream_consumed:
        return response
    return httpx.Response(response.status_code, headers=response.headers, stream=httpx.ByteStream(response.content))


def page(*buckets: Any, next_page: str | None = None) -> httpx.Response:
    body = {"object": "page", "data": list(buckets), "has_more": next_page is not None, "next_page": next_page}
    return httpx.Response(200, json=body)


def bucket(start: int, *results: Any, length: int = 86400) -> dict[str, Any]:
    return {"object": "bucket", "start_time": start, "end_time": start + length, "results": list(results)}


def completion(**fields: Any) -> dict[str, Any]:
    needed = {"input_tokens": 0, "output_tokens": 0, "num_model_requests": 0}
    return {"object": "organization.usage.completions.result", **needed, **fields}


def cost(value: Any, **fields: Any) -> dict[str, Any]:
    return {"object": "organization.costs.result", "amount": {"value": value, "currency": "usd"}, **fields}


def trickle(time: Time, seconds: float) -> Iterator[bytes]:
    """A body that sends one byte every `seconds`, for ever."""
    while True:
        time.now += seconds
        yield b" "


def recorded(name: str) -> Any:
    """A fixture read in place: they are not part of the project."""
    path = FIXTURES / name
    if not path.exists():
        pytest.skip(f"the recorded pages are not beside this checkout: {name}")
    return json.loads(path.read_text())
