"""The simulated upstream's tasks: in memory, the oldest given up when there are too many."""

from collections.abc import Iterable
from operator import attrgetter
from typing import Final

from gql.demo.tasks import TaskObject, UpstreamTask

CAPACITY: Final = 10_000


class TaskStore:
    """Tasks by id, at most `capacity` of them."""

    def __init__(self, tasks: Iterable[UpstreamTask] = (), *, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._tasks: dict[str, UpstreamTask] = {}
        for task in tasks:
            self.add(task)

    def __len__(self) -> int:
        return len(self._tasks)

    def add(self, task: UpstreamTask) -> None:
        """Track the task; one more than the capacity makes the store forget the one added first."""
        self._tasks[task.id] = task
        if len(self._tasks) > self._capacity:
            del self._tasks[next(iter(self._tasks))]

    def get(self, task_id: str) -> UpstreamTask | None:
        """The task of this id, None where there is none."""
        return self._tasks.get(task_id)

    def all(self) -> list[UpstreamTask]:
        """Every task, in order of ids, which begin with the time of submission."""
        return sorted(self._tasks.values(), key=attrgetter("id"))

    def in_memory(self, now_ms: int) -> list[UpstreamTask]:
        """The queued and running tasks, in order of submission."""
        return [task for task in self.all() if task.is_in_memory(now_ms)]

    def batch(self, ids: list[str], now_ms: int) -> list[UpstreamTask]:
        """The known ones of `ids`, each once: queued and running ones, then the others in `java_order`."""
        known = [self._tasks[task_id] for task_id in java_order(ids) if task_id in self._tasks]
        running = [task for task in known if task.is_in_memory(now_ms)]
        others = [task for task in known if not task.is_in_memory(now_ms)]
        return sorted(running, key=attrgetter("id")) + others


def by_submission(objects: Iterable[TaskObject]) -> list[TaskObject]:
    """Latest submission first, those without a time last."""
    return sorted(objects, key=lambda task: task["submitTime"] or 0, reverse=True)


def java_order(ids: list[str]) -> list[str]:
    """The distinct ids in the order of a Java `HashSet`, so that nobody counts on the request's order."""
    needed = max(int(len(ids) / 0.75) + 1, 16)
    buckets = 1 << (needed - 1).bit_length()
    return sorted(dict.fromkeys(ids), key=lambda text: _java_hash(text) & (buckets - 1))


def _java_hash(text: str) -> int:
    """`String.hashCode` as `HashMap` spreads it; for text of the Basic Multilingual Plane."""
    code = 0
    for character in text:
        code = (31 * code + ord(character)) & 0xFFFFFFFF
    return code ^ (code >> 16)
