"""The subscribers of a process, so that an update touches those alone whom it may concern."""

from collections.abc import Iterator

from gql.live.subscriber import Group, Subscriber
from gql.tasks.model import Task

EVERYBODY: Group = ("", 0)


class Audience:
    """Subscribers, by the group of updates that each has asked for."""

    def __init__(self) -> None:
        self._groups: dict[Group, dict[Subscriber, None]] = {}

    def __bool__(self) -> bool:
        return bool(self._groups)

    def __iter__(self) -> Iterator[Subscriber]:
        return (subscriber for group in self._groups.values() for subscriber in group)

    def add(self, subscriber: Subscriber) -> None:
        """Take a subscriber in."""
        self._groups.setdefault(subscriber.group, {})[subscriber] = None

    def remove(self, subscriber: Subscriber) -> None:
        """Let a subscriber go who was taken in."""
        group = self._groups[subscriber.group]
        del group[subscriber]
        if not group:
            del self._groups[subscriber.group]

    def concerned(self, task: Task) -> Iterator[Subscriber]:
        """Give the subscribers whom an update of a task may concern."""
        for group in (EVERYBODY, ("user_id", task.user_id), ("mj_id", task.mj_id)):
            yield from self._groups.get(group, ())
