"""What waits for one subscriber: every update for quick readers, the newest of each task for slow ones."""

from collections import OrderedDict
from dataclasses import replace
from typing import Final

from gql.live.log import Entry

MERGED_FROM: Final = 64
LIMIT: Final = 10_000


class Mailbox:
    """Entries in the order of their offsets. Above 64 a task's next update takes the place of its last."""

    def __init__(self) -> None:
        self._waiting: OrderedDict[int, Entry] = OrderedDict()
        self._newest: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def overflows(self) -> bool:
        """Whether more waits than any reader could still make sense of."""
        return len(self._waiting) > LIMIT

    def put(self, entry: Entry, task_id: int) -> None:
        """Add an entry that is newer than all others.

        It stands at the end also where it takes another's place: whoever has read up to its cursor has read
        all that came before.
        """
        if len(self._waiting) >= MERGED_FROM and task_id in self._newest:
            entry = _merged(self._waiting.pop(self._newest[task_id]), entry)
        self._waiting[entry.offset] = entry
        self._newest[task_id] = entry.offset

    def take(self) -> Entry:
        """Take the oldest entry out."""
        offset, entry = self._waiting.popitem(last=False)
        if entry.update and self._newest[entry.update.task.id] == offset:
            del self._newest[entry.update.task.id]
        return entry

    def clear(self) -> None:
        """Forget all that waits."""
        self._waiting.clear()
        self._newest.clear()


def _merged(first: Entry, last: Entry) -> Entry:
    if first.update is None or last.update is None:
        return last
    return Entry(last.offset, replace(last.update, previous_status=first.update.previous_status))
