"""Counts and durations of requests, as Prometheus reads them from `/metrics`."""

from functools import cache

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
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
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """The metrics of one application, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
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

    def observe(self, scope: Scope, status: int, seconds: float) -> None:
        """Count a request; what anybody can make up, paths and methods, has few labels."""
        door = door_of(scope["path"])
        method = scope["method"] if scope["method"] in METHODS else "other"
        self._counter(door, method, status).inc()
        self._histogram(door).observe(seconds)


def door_of(path: str) -> str:
    """Name the door that a path leads to."""
    return next((door for beginning, door in DOORS.items() if path.startswith(beginning)), "pages")


def routes(metrics: Metrics) -> list[BaseRoute]:
    """Give the route `/metrics`."""

    def show(_: Request) -> Response:
        return Response(generate_latest(metrics.registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return [Route("/metrics", show)]
