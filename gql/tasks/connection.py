"""Connections of tasks: said first, read when their fields are asked for, many of them in one statement."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from gql.keyset.window import Slice, Window
from gql.tasks.model import Task
from gql.tasks.records import Columns
from gql.tasks.repository import TaskRepository
from gql.tasks.scope import Owner, Scope
from gql.tasks.search import TaskFilter
from gql.tasks.totals import Totals

Item = TypeVar("Item")
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class TaskConnection:
    """A window on the tasks of a scope that satisfy a filter; of some columns only, or of whole tasks."""

    scope: Scope
    filter: TaskFilter
    window: Window
    columns: Columns | None = None

    def narrowed(self, columns: Columns) -> "TaskConnection":
        """Give the same of some columns."""
        return TaskConnection(self.scope, self.filter, self.window, columns)


async def slices(repository: TaskRepository, connections: Sequence[TaskConnection]) -> list[Slice[Task]]:
    """Read connections; those that differ in their owner alone are read by one statement."""
    read: dict[TaskConnection, Slice[Task]] = {}
    for (_, filter_, window, columns), alike in _grouped(
        connections, lambda c: (c.scope.owner, c.filter, c.window, c.columns)
    ):
        found = await repository.slices([connection.scope for connection in alike], filter_, window, columns)
        read.update(zip(alike, found, strict=True))
    return [read[connection] for connection in connections]


async def totals(
    repository: TaskRepository, kept: Totals, connections: Sequence[TaskConnection]
) -> list[int]:
    """Count connections; those that differ in their owner alone are counted by one statement.

    One that is alone is not counted again where a listing by page has the same tasks.
    """
    counted: dict[TaskConnection, int] = {}
    for (owner, filter_), alike in _grouped(connections, lambda c: (c.scope.owner, c.filter)):
        ids = {connection.scope.id for connection in alike}
        same = filter_.as_listing(await repository.unit()) if len(ids) == 1 else None
        if same:
            counts = {id_: await kept.of(Scope(owner, id_), same) for id_ in ids}
        else:
            counts = await _counts(repository, owner, [*ids], filter_)
        counted.update((connection, counts.get(connection.scope.id, 0)) for connection in alike)
    return [counted[connection] for connection in connections]


async def _counts(
    repository: TaskRepository, owner: Owner | None, ids: Sequence[int], filter_: TaskFilter
) -> dict[int, int]:
    if owner is None:
        return {0: await repository.count(Scope(), filter_)}
    return dict(await repository.counts(owner, ids, filter_))


def _grouped(items: Sequence[Item], key: Callable[[Item], Key]) -> list[tuple[Key, list[Item]]]:
    groups: dict[Key, list[Item]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return list(groups.items())
