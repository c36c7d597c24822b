"""What can be asked of many tasks together. The doors call these."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from gql.errors import BadUserInput
from gql.identity.model import Viewer
from gql.tasks.recent import Recent
from gql.tasks.scope import Owner, Scope
from gql.tasks.search import TaskFilter, permitted
from gql.tasks.summaries.measures import Measure
from gql.tasks.summaries.model import TaskSummary
from gql.tasks.summaries.repository import Rows, SummaryRepository
from gql.tasks.times import TimeUnit

Alike = tuple[Measure, Owner | None, TaskFilter]


@dataclass(frozen=True, slots=True)
class Asked:
    """One measure of one summary."""

    summary: TaskSummary
    measure: Measure

    @property
    def alike(self) -> Alike:
        """Give what may differ in the owner alone, to be read by the same statement."""
        return self.measure, self.summary.scope.owner, self.summary.filter


class SummaryResolvers:
    """The resolvers over one repository of summaries."""

    def __init__(self, repository: SummaryRepository, recent: Recent | None = None) -> None:
        self._repository = repository
        self._recent = recent or Recent()

    def summary(self, viewer: Viewer, scope: Scope, filter_: TaskFilter) -> TaskSummary:
        """Say which tasks are meant; `measures` reads what is asked of them.

        Raises:
            Forbidden: a filter that is for admins.
            BadUserInput: a filter outside its limits.
        """
        return TaskSummary(scope, permitted(viewer, filter_))

    async def measures(self, asked: Sequence[Asked]) -> list[Any]:
        """Read measures, those that differ in their owner alone by one statement.

        Returns:
            The value of each, or the `BadUserInput` that says why there is none.
        """
        owners: dict[Alike, set[int]] = defaultdict(set)
        for one in asked:
            owners[one.alike].add(one.summary.scope.id)
        read: dict[Alike, Rows] = {}
        for (measure, owner, filter_), ids in owners.items():
            rows = partial(self._repository.rows, measure, owner, sorted(ids), filter_)
            read[measure, owner, filter_] = await self._recent.read([Scope(owner, id_) for id_ in ids], rows)
        unit = await self._repository.unit()
        return [_folded(one, read[one.alike], unit) for one in asked]


def _folded(asked: Asked, rows: Rows, unit: TimeUnit) -> Any:  # noqa: ANN401 - each measure has a type of its own
    try:
        return asked.measure.fold(rows.get(asked.summary.scope.id, ()), unit)
    except BadUserInput as error:
        return error
