"""What the updater does, as Prometheus reads it from `/metrics`."""

from collections.abc import Sequence

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from gql.polling.breaker import BreakerState
from gql.polling.errors import UpstreamError
from gql.tasks.progress import Change
from gql.tasks.words import TaskStatus

SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15)


class PollMetrics:
    """Counts what the updater does, in the registry of the application."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._asked = Counter(
            "mj_gateway_polled_tasks", "Tasks that upstreams were asked for.", ["channel"], registry=registry
        )
        self._seconds = Histogram(
            "mj_gateway_poll_seconds",
            "Seconds until an upstream answered.",
            ["channel"],
            buckets=SECONDS,
            registry=registry,
        )
        self._failures = Counter(
            "mj_gateway_poll_failures",
            "Requests that an upstream did not answer.",
            ["channel", "reason"],
            registry=registry,
        )
        self._away = Gauge(
            "mj_gateway_channel_away",
            "1 where an upstream is left alone, as it keeps failing.",
            ["channel"],
            registry=registry,
            multiprocess_mode="livemostrecent",
        )
        self._changes = Counter(
            "mj_gateway_task_changes", "Changes of tasks that are stored.", ["status"], registry=registry
        )
        self._refunds = Counter("mj_gateway_refunds", "Refunds of failed tasks.", registry=registry)
        self._refunded = Counter("mj_gateway_refunded_quota", "Quota given back.", registry=registry)

    def asked(self, channel_id: int, tasks: int, seconds: float, /) -> None:
        """Count an answer."""
        self._asked.labels(channel_id).inc(tasks)
        self._seconds.labels(channel_id).observe(seconds)

    def failed(self, channel_id: int, error: UpstreamError, /) -> None:
        """Count a request without an answer."""
        self._failures.labels(channel_id, type(error).__name__).inc()

    def breaker(self, channel_id: int, state: BreakerState, /) -> None:
        """Note whether a channel is left alone."""
        self._away.labels(channel_id).set(state is not BreakerState.CLOSED)

    def changed(self, changes: Sequence[Change], /) -> None:
        """Count changes and their refunds."""
        for change in changes:
            self._changes.labels(str(TaskStatus.of(change.after.status))).inc()
            if change.refund:
                self._refunds.inc()
                self._refunded.inc(change.refund)
