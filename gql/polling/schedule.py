"""Which tasks are followed, and when each is asked about next; no task is here twice."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from heapq import heappop, heappush
from math import inf

from gql.tasks.model import Task


@dataclass(slots=True, eq=False)
class Tracked:
    """An unfinished task, as little of it as asking needs. Times are seconds of the monotonic clock.

    Attributes:
        id: of its row.
        mj_id: its name at the upstream; not unique, and "" where it has none.
        channel_id: whose upstream it is at.
        born: when it was submitted, or first seen where no row says so.
        changed: when it was last seen to change.
        due: when it is to be asked about; infinity while it is.
        missing: answers in a row that did not know it.
        state: status and progress when it was last looked at.
    """

    id: int
    mj_id: str
    channel_id: int
    born: float
    changed: float
    due: float = 0.0
    missing: int = 0
    state: tuple[str, str] | None = None

    def look_at(self, task: Task, now: float) -> None:
        """Take note of how the task stands."""
        state = task.status, task.progress
        if self.state not in {None, state}:
            self.changed = now
        self.state = state


class Lane:
    """The tasks of one channel."""

    def __init__(self) -> None:
        self.tasks: dict[int, Tracked] = {}
        self._queue: list[tuple[float, int]] = []

    def put(self, task: Tracked, due: float) -> None:
        """Have a task asked about at a time."""
        task.due = due
        self.tasks[task.id] = task
        heappush(self._queue, (due, task.id))

    def next_due(self) -> float:
        """Tell when the first task is due; infinity where none is waiting."""
        while self._queue and not self._stands(*self._queue[0]):
            heappop(self._queue)
        return self._queue[0][0] if self._queue else inf

    def take(self, now: float, limit: int) -> list[Tracked]:
        """Take the tasks that are due, the longest waiting first; they are put back when they were asked."""
        taken: list[Tracked] = []
        while len(taken) < limit and self.next_due() <= now:
            task = self.tasks[heappop(self._queue)[1]]
            task.due = inf
            taken.append(task)
        return taken

    def _stands(self, due: float, task_id: int) -> bool:
        task = self.tasks.get(task_id)
        return task is not None and task.due == due


class Schedule:
    """The tasks that are followed, by channel."""

    def __init__(self) -> None:
        self._lanes: dict[int, Lane] = {}
        self._channels: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._channels)

    def __contains__(self, task_id: int) -> bool:
        return task_id in self._channels

    @property
    def channels(self) -> Collection[int]:
        """Give the ids of the channels that tasks are followed at."""
        return self._lanes.keys()

    def put(self, task: Tracked, due: float) -> None:
        """Have a task asked about at a time, from now on or again."""
        self._channels[task.id] = task.channel_id
        self._lanes.setdefault(task.channel_id, Lane()).put(task, due)

    def get(self, task_id: int) -> Tracked | None:
        """Give a task that is followed."""
        channel_id = self._channels.get(task_id)
        return None if channel_id is None else self._lanes[channel_id].tasks[task_id]

    def drop(self, task_id: int) -> None:
        """Follow a task no longer, if it is followed."""
        channel_id = self._channels.pop(task_id, None)
        if channel_id is not None:
            lane = self._lanes[channel_id]
            del lane.tasks[task_id]
            if not lane.tasks:
                del self._lanes[channel_id]

    def keep_only(self, task_ids: Collection[int]) -> None:
        """Follow no other tasks than these."""
        for task_id in [task_id for task_id in self._channels if task_id not in task_ids]:
            self.drop(task_id)

    def waiting(self, now: float, busy: Collection[int]) -> list[int]:
        """Give the channels with tasks that are due, the longest waiting first, without the busy ones."""
        dues = ((lane.next_due(), channel) for channel, lane in self._lanes.items() if channel not in busy)
        return [channel for _, channel in sorted(item for item in dues if item[0] <= now)]

    def take(self, channel_id: int, now: float, limit: int) -> list[Tracked]:
        """Take the tasks of a channel that are due."""
        return self._lanes[channel_id].take(now, limit)

    def pick(self, channel_id: int, wanted: Callable[[Tracked], bool], limit: int) -> list[Tracked]:
        """Take tasks of a channel by what they are; they are due as before until they are put back."""
        return [task for task in self._lanes[channel_id].tasks.values() if wanted(task)][:limit]
