"""Metrics: what Prometheus reads from `/metrics`; imported only when that is served."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.process_collector import ProcessCollector

from bot import __version__
from bot.core.errors import UpstreamError
from bot.core.observer import Observer
from bot.health import Connected
from bot.named_metrics import NamedMetrics
from bot.services import Services
from bot.sources.reads import last_read

SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
ANSWER_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 30)


class Metrics(Observer):
    """Counts what it is told; what the store knows is read when Prometheus asks."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # a series more for each, which nobody asks for
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._reads = self._counter("reads", "Reads of an endpoint into the store", "endpoint", "width", "outcome")
        self._rows = self._counter("rows_read", "Rows of usage and costs read into the store", "endpoint", "width")
        self._requests = self._histogram("openai_request_seconds", "Requests to OpenAI", SECONDS, "endpoint", "outcome")
        self._retries = self._counter("openai_retries", "Requests to OpenAI that were tried again", "endpoint")
        self._slack = self._histogram("slack_request_seconds", "Calls of Slack's Web API", SECONDS, "method", "outcome")
        self._jobs = self._histogram("job_seconds", "Runs of a job", SECONDS, "job", "outcome")
        self._commands = self._histogram(
            "command_seconds", "Commands, clicks and forms until their answer", ANSWER_SECONDS, "kind", "outcome"
        )

    def openai_request(self, endpoint: str, outcome: str, seconds: float, attempt: int) -> None:
        self._requests.labels(endpoint, outcome).observe(seconds)
        if attempt > 1:
            self._retries.labels(endpoint).inc()

    def slack_request(self, method: str, outcome: str, seconds: float) -> None:
        self._slack.labels(method, outcome).observe(seconds)

    def read(self, endpoint: str, width: str, outcome: str, rows: int) -> None:
        self._reads.labels(endpoint, width, outcome).inc()
        self._rows.labels(endpoint, width).inc(rows)

    def job(self, name: str, outcome: str, seconds: float) -> None:
        self._jobs.labels(name, outcome).observe(seconds)

    def command(self, kind: str, outcome: str, seconds: float) -> None:
        self._commands.labels(kind, outcome).observe(seconds)

    def look_at(self, services: Services, socket: Connected | None) -> None:
        """Also show the state of this service whenever somebody asks."""
        self.registry.register(_State(services, socket))

    def page(self) -> tuple[int, str, str]:
        """Status, content type and text of `/metrics`."""
        return 200, CONTENT_TYPE_LATEST, generate_latest(self.registry).decode()

    def _counter(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(f"usage_bot_{name}", text, labels, registry=self.registry)

    def _histogram(self, name: str, text: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
        return Histogram(f"usage_bot_{name}", text, labels, registry=self.registry, buckets=buckets)


class _State:
    """What is true at the moment of the question."""

    def __init__(self, services: Services, socket: Connected | None) -> None:
        self._services = services
        self._socket = socket
        self._named = NamedMetrics(services) if services.settings.metrics_names else None

    def describe(self) -> list[Any]:
        return []  # the store is not asked before somebody scrapes

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield _gauge("build_info", "The version that runs", 1, version=__version__)
        if self._socket:
            yield _gauge("socket_connected", "Whether the socket to Slack is open", int(self._socket.is_connected))
        try:
            yield from self._of_the_store()
            readable = 1
        except UpstreamError:
            readable = 0
        yield _gauge("store_readable", "Whether the store could be read for this page", readable)

    def _of_the_store(self) -> Iterator[GaugeMetricFamily]:
        store, now = self._services.store, self._services.clock()
        backlog = store.outbox.backlog()
        age = (now - backlog.oldest).total_seconds() if backlog.oldest else 0
        yield _gauge("outbox_messages", "Messages that wait for Slack", backlog.waiting)
        yield _gauge("outbox_oldest_seconds", "Age of the oldest message that waits", age)
        if backlog.last_sent:
            text = "When Slack last took a message"
            yield _gauge("last_delivery_timestamp_seconds", text, backlog.last_sent.timestamp())
        if last := last_read(self._services, now):
            yield _gauge("last_read_timestamp_seconds", "When everything was last read", last.timestamp())
        alerts = GaugeMetricFamily("usage_bot_alerts", "Alerts in the store", labels=("kind", "state"))
        for labels, count in store.alerts.counts().items():
            alerts.add_metric([label.replace(" ", "_") for label in labels], count)
        yield alerts
        yield _gauge("store_size_bytes", "Size of the database file", store.path.stat().st_size)
        if self._named:
            yield from self._named.families()


def _gauge(name: str, text: str, value: float, **labels: str) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"usage_bot_{name}", text, labels=tuple(labels))
    family.add_metric(tuple(labels.values()), value)
    return family
