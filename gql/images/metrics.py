"""What forwarding does, as Prometheus reads it from `/metrics`."""

from enum import StrEnum

from prometheus_client import CollectorRegistry, Counter, Histogram

from gql.images.fetching.model import FetchFailed
from gql.tasks.links.medium import Medium

SECONDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Way(StrEnum):
    """Where an answer came from."""

    HIT = "hit"
    MISS = "miss"
    STALE = "stale"
    PASSED = "passed"


class ImageMetrics:
    """Counts what forwarding does, in the registry of the application."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._answers = Counter(
            "mj_gateway_images",
            "Pictures and videos that were answered: from the cache, through it, an older one, or past it.",
            ["medium", "way"],
            registry=registry,
        )
        sent = Counter(
            "mj_gateway_image_bytes",
            "Bytes of pictures and videos that were sent.",
            ["medium"],
            registry=registry,
        )
        # Looked up once, as it counts each piece.
        self._bytes = {medium: sent.labels(medium) for medium in Medium}
        self._seconds = Histogram(
            "mj_gateway_image_fetch_seconds",
            "Seconds until a source began to answer.",
            ["medium"],
            buckets=SECONDS,
            registry=registry,
        )
        self._failures = Counter(
            "mj_gateway_image_fetch_failures",
            "Fetches that failed or were refused, and why.",
            ["medium", "reason", "refusal"],
            registry=registry,
        )
        self._thumbnails = Counter(
            "mj_gateway_thumbnails", "Thumbnails that were made, or why not.", ["outcome"], registry=registry
        )

    def answered(self, medium: Medium, way: Way) -> None:
        """Count an answer."""
        self._answers.labels(medium, way).inc()

    def sent(self, medium: Medium, size: int) -> None:
        """Count bytes."""
        self._bytes[medium].inc(size)

    def fetched(self, medium: Medium, seconds: float) -> None:
        """Count a fetch that succeeded so far."""
        self._seconds.labels(medium).observe(seconds)

    def failed(self, medium: Medium, failure: FetchFailed) -> None:
        """Count a fetch that failed."""
        self._failures.labels(medium, failure.reason, failure.refusal or "").inc()

    def thumbnail(self, outcome: str) -> None:
        """Count a thumbnail: `made`, or the code of its error."""
        self._thumbnails.labels(outcome).inc()
