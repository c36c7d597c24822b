"""Who hears what the updater does: metrics, and the table of `mj-gateway poll --once`."""

from collections.abc import Sequence
from typing import Protocol

from gql.polling.breaker import BreakerState
from gql.polling.errors import UpstreamError
from gql.tasks.progress import Change


class Observer(Protocol):
    """Hears what the updater does; called in the event loop, so it must be quick."""

    def asked(self, channel_id: int, tasks: int, seconds: float, /) -> None:
        """Hear of an answer: of how many tasks it was asked for, and how long it took."""

    def failed(self, channel_id: int, error: UpstreamError, /) -> None:
        """Hear of a request without an answer."""

    def breaker(self, channel_id: int, state: BreakerState, /) -> None:
        """Hear what has become of a channel's breaker after a request."""

    def changed(self, changes: Sequence[Change], /) -> None:
        """Hear of changes that are stored, each with its refund."""


class Nobody:
    """Hears nothing."""

    def asked(self, channel_id: int, tasks: int, seconds: float, /) -> None:
        """Let it be."""

    def failed(self, channel_id: int, error: UpstreamError, /) -> None:
        """Let it be."""

    def breaker(self, channel_id: int, state: BreakerState, /) -> None:
        """Let it be."""

    def changed(self, changes: Sequence[Change], /) -> None:
        """Let it be."""
