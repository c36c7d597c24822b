"""Counts and durations of requests, as Prometheus reads them from `/metrics`."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, lru_cache, partial
from tempfile import TemporaryDirectory
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Scope

# By the beginning of the path; the first that fits counts.
DOORS = {
    "/graphql": "graphql",
    "/schema.graphql": "graphql",
    "/api/mj": "rest",
    "/mj/image/": "image",
    "/mj/video/": "image",
    "/mj/notify": "webhook",
    "/healthz": "operations",
    "/readyz": "operations",
    "/metrics": "operations",
}
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})
# Read by prometheus_client when it is imported: a folder in which all workers of a supervisor count together.
FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """The metrics of one application, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        if FOLDER not in os.environ:  # else every scrape would tell of another process
            ProcessCollector(registry=self.registry)
        self.requests = Counter(
            "mj_gateway_requests", "Requests answered.", ["door", "method", "status"], registry=self.registry
        )
        self.durations = Histogram(
            "mj_gateway_request_seconds",
            "Seconds from a request to the end of its answer.",
            ["door"],
            buckets=SECONDS,
            registry=self.registry,
        )
        # To look a child up by its labels takes longer than to count.
        self._counter = cache(lambda door, method, status: self.requests.labels(door, method, str(status)))
        self._histogram = cache(self.durations.labels)

    def exposed(self) -> bytes:
        """Give the text that Prometheus reads; of all workers where there are several."""
        if FOLDER not in os.environ:
            return generate_latest(self.registry)
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]
        return generate_latest(together)

    def observe(self, scope: Scope, status: int, seconds: float) -> None:
        """Count a request; what anybody can make up, paths and methods, has few labels."""
        door = door_of(scope["path"])
        method = scope["method"] if scope["method"] in METHODS else "other"
        self._counter(door, method, status).inc()
        self._histogram(door).observe(seconds)


@lru_cache(maxsize=256)
def door_of(path: str) -> str:
    """Name the door that a path leads to."""
    return next((door for beginning, door in DOORS.items() if path.startswith(beginning)), "pages")


def routes(metrics: Metrics) -> list[BaseRoute]:
    """Give the route `/metrics`."""

    def show(_: Request) -> Response:
        return Response(metrics.exposed(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return [Route("/metrics", show)]


@contextmanager
def shared_metrics() -> Iterator[tuple[Mapping[str, str], Callable[[int], object]]]:
    """Let the workers of a supervisor count together while the block lasts.

    Yields:
        What to add to their environment, and what to call with the id of a process that has ended.
    """
    with TemporaryDirectory(prefix="mj-gateway-metrics-") as folder:
        yield {FOLDER: folder}, partial(mark_process_dead, path=folder)
