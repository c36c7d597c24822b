"""The one form that every query for a summary has."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Label, Row, Select, func, literal_column
from sqlmodel import col, select

from gql.storage.database import Database
from gql.tasks.model import TaskTable
from gql.tasks.repository import TaskRepository
from gql.tasks.scope import Owner
from gql.tasks.search import TaskFilter
from gql.tasks.summaries.measures import Measure
from gql.tasks.times import TimeUnit

Rows = Mapping[int, Sequence[Row[Any]]]


class SummaryRepository:
    """Reads what tasks are together; the ids of owners come from scopes that were made with the viewer."""

    def __init__(self, database: Database, tasks: TaskRepository) -> None:
        self._database = database
        self.unit = tasks.unit

    async def rows(
        self, measure: Measure, owner: Owner | None, ids: Sequence[int], filter_: TaskFilter
    ) -> Rows:
        """Find a measure of many owners in one statement: the rows of each, or those of all tasks under 0."""
        statement = _statement(measure, owner, ids, filter_, await self.unit())
        rows: dict[int, list[Row[Any]]] = defaultdict(list)
        async with self._database.read() as connection:
            for row in await connection.execute(statement):
                rows[row.owner].append(row)
        return rows


def _statement(
    measure: Measure, owner: Owner | None, ids: Sequence[int], filter_: TaskFilter, unit: TimeUnit
) -> Select[Any]:
    """Select an owner's groups, or tasks, and leave those that the measure keeps."""
    by = measure.by(unit)
    key: Label[int] = col(owner.column).label("owner") if owner else literal_column("0").label("owner")
    owned = [col(owner.column).in_(ids)] if owner else []
    found: Select[Any] = select(key, *by, *measure.values(unit)).select_from(TaskTable)
    found = found.where(*owned, *filter_.clauses(unit), *measure.only(unit))
    if measure.aggregated:
        # By name: PostgreSQL takes an expression with parameters, written twice, for two expressions.
        found = found.group_by(*(["owner"] if owner else []), *(column.name for column in by))
    if measure.order and measure.keep:
        return _kept(found, measure.order, measure.keep)
    return found


def _kept(found: Select[Any], order: Any, keep: Any) -> Select[Any]:  # noqa: ANN401 - see `Measure`
    rows = found.subquery("found")
    place = func.row_number().over(partition_by=rows.c.owner, order_by=order(rows.c))
    size = func.count().over(partition_by=rows.c.owner)
    columns: list[Any] = [*rows.c, place.label("place"), size.label("size")]
    placed = select(*columns).subquery("placed")
    kept: Select[Any] = select(placed).where(keep(placed.c)).order_by(placed.c.place)
    return kept
