"""The simulated organisation, to start, to trouble with faults, and to close."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from typing import Any, Self

from bot.demo.company import Company
from bot.demo.faults import Fault
from bot.demo.openai.access import Gate
from bot.demo.openai.exchange import Request, Response
from bot.demo.openai.organisation import Organisation
from bot.demo.openai.pages import ENCODER
from bot.demo.openai.refusal import Refusal
from bot.demo.openai.server import Server
from bot.demo.openai.troubles import Match, Troubles


class Simulator:
    """
    `with Simulator(company, clock) as openai: OpenAIUsage(openai.url, …)`.

    `clock` says what "now" is. `rate` is how many requests are allowed in a minute of that clock; `latency` is how many
    real seconds an answer takes at least. `requests` has what came in, `in_flight` the most at once. `dated` is the
    clock of the answers' `Date`, where it differs from `clock`.
    """

    def __init__(
        self,
        company: Company,
        clock: Callable[[], datetime],
        *,
        rate: int | None = None,
        latency: float = 0.0,
        port: int = 0,
        dated: Callable[[], datetime] | None = None,
    ) -> None:
        self.company = company
        self.clock = clock
        self.latency = latency
        self.requests: list[Request] = []
        self.in_flight = 0
        self._open = 0
        self._lock = threading.Lock()
        self._organisation = Organisation(company)
        self._gate = Gate(rate)
        self._troubles = Troubles()
        self._server = Server(port, self._respond, dated or clock)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """The base URL, to be used as OPENAI_BASE_URL."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def start(self) -> Self:
        self._thread.start()
        return self

    def close(self) -> None:
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()

    def fault(self, match: Match, *faults: Fault, times: int | None = 1) -> None:
        """
        Lets requests that `match` (a part of the path, or a predicate) meet these faults, one after the other.

        Each happens `times` times; with None until `mend`.
        """
        self._troubles.add(match, faults, times)

    def mend(self) -> None:
        self._troubles.clear()

    def _respond(self, request: Request) -> tuple[Response, Fault | None]:
        with self._logged(request):
            if self.latency:
                self._server.closing.wait(self.latency)
            fault = self._troubles.of(request)
            response = self._answer(request) if fault is None or not fault.status else _stated(fault)
            if fault and fault.change and response.status == 200:
                response = _changed(response, fault.change, dict(request.query).get("page", ""))
            return response, fault

    @contextmanager
    def _logged(self, request: Request) -> Iterator[None]:
        with self._lock:
            self.requests.append(request)
            self._open += 1
            self.in_flight = max(self.in_flight, self._open)
        try:
            yield
        finally:
            with self._lock:
                self._open -= 1

    def _answer(self, request: Request) -> Response:
        try:
            now = self.clock()
            with self._lock:
                self._gate.enter(now)
            if request.method != "GET":
                raise Refusal(405, f"Not allowed to {request.method} {request.path}: this organisation is read only.")
            answer = self._organisation.answer(
                request.path, request.query, request.headers.get("authorization", ""), now
            )
        except Refusal as refusal:
            return _json(refusal.status, refusal.body, refusal.headers)
        return _json(200, answer, {})


def _stated(fault: Fault) -> Response:
    return Response(fault.status, fault.body, dict(fault.headers))


def _changed(response: Response, change: Callable[[Any, str], Any], cursor: str) -> Response:
    answer = json.loads(response.body, parse_float=Decimal)
    return Response(response.status, ENCODER.encode(change(answer, cursor)), response.headers)


def _json(status: int, body: Any, headers: dict[str, str]) -> Response:
    return Response(status, ENCODER.encode(body), {"Content-Type": "application/json", **headers})
