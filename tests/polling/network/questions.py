"""An upstream that knows when it was asked about each of its tasks, which never end."""

import time
from collections import defaultdict
from itertools import pairwise

from gql.demo.store import TaskStore
from gql.demo.tasks import LiveTask, UpstreamTask
from gql.demo.timeline import Moment

UNDER_WAY_MS = 1


class Endless(LiveTask):
    """A task that is under way for ever."""

    def moment(self, now_ms: int) -> Moment:  # noqa: ARG002 - it stands still
        """Give what it is, always."""
        return self.timeline.at(UNDER_WAY_MS)


class Questions(TaskStore):
    """The tasks of an upstream, and when it was asked about each, in seconds of the monotonic clock."""

    def __init__(self) -> None:
        super().__init__()
        self._asked: dict[str, list[float]] = defaultdict(list)

    def batch(self, ids: list[str], now_ms: int) -> list[UpstreamTask]:
        """Note who was asked about."""
        now = time.monotonic()
        for id_ in ids:
            self._asked[id_].append(now)
        return super().batch(ids, now_ms)

    def longest_wait(self, id_: str, begin: float, end: float) -> float:
        """Give the longest time for which nobody asked about a task."""
        asked = (moment for moment in self._asked[id_] if begin <= moment <= end)
        return max(later - earlier for earlier, later in pairwise([begin, *asked, end]))
