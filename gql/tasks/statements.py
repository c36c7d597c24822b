"""The statements of listings by page: built and compiled when a combination of filters first comes up."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, UnaryExpression, bindparam, false, func, select
from sqlalchemy.sql.operators import custom_op
from sqlmodel import col

from gql.storage.prepared import Prepared
from gql.tasks.filters import FILTERS, TaskFilters
from gql.tasks.model import TaskTable
from gql.tasks.scope import Owner, Scope

NEWEST_FIRST = col(TaskTable.id).desc()
OWNER_ID: Final = "owner_id"
AFTER: Final = "after"
# The upstream's ids of two tasks are hardly ever the same; SQLite, which does not know, would rather read all
# tasks of a user. A sign before the column keeps it from that (`sqlite.org/optoverview.html`, section 2).
WITHOUT_INDEX: Final[Any] = custom_op("+")

# By filters, and by what is selected.
PAGES_KEPT: Final = 256

Shape = tuple[Owner | None, frozenset[str]]


def shape_of(scope: Scope, filters: TaskFilters) -> Shape:
    """Tell apart what is compiled apart."""
    given = {name for name, _, _ in filters.given()}
    return scope.owner, frozenset(given | ({"nothing"} if filters.nothing else set()))


class Statements:
    """The statements over one database's columns."""

    def __init__(self, columns: Sequence[Any]) -> None:
        self._columns = columns
        self.page = lru_cache(maxsize=PAGES_KEPT)(self._page)
        self.window = lru_cache(maxsize=None)(self._window)
        self.counted = lru_cache(maxsize=None)(_counted)
        self.newer = lru_cache(maxsize=None)(_newer)

    def _page(self, shape: Shape, names: tuple[str, ...]) -> Prepared:
        """Select these columns of a page, the newest task first; `limit` and `offset` are bound."""
        columns = [column for column in self._columns if column.name in names]
        found = _narrowed(select(*columns), shape).order_by(NEWEST_FIRST)
        return Prepared(found.limit(bindparam("limit")).offset(bindparam("offset")))

    def _window(self, owner: Owner | None, forward: bool, ends: frozenset[str]) -> Prepared:
        """Select a window on the tasks of an owner, or of all, between those of its `ends` that are given."""
        id_ = col(TaskTable.id)
        bounds = {"after": id_ < bindparam("after"), "before": id_ > bindparam("before")}
        clauses = [clause for name, clause in bounds.items() if name in ends]
        found = _narrowed(select(*self._columns), (owner, frozenset())).where(*clauses)
        return Prepared(found.order_by(NEWEST_FIRST if forward else id_.asc()).limit(bindparam("limit")))


def _counted(shape: Shape) -> Prepared:
    """Count what is on all pages, and give the highest id; NULL where there is none."""
    return Prepared(_narrowed(select(func.count(), func.max(TaskTable.id)), shape))


def _newer(shape: Shape) -> Prepared:
    """Count only what has a higher id than `after`."""
    newer = col(TaskTable.id) > bindparam(AFTER)
    return Prepared(_narrowed(select(func.count(), func.max(TaskTable.id)), shape).where(newer))


def _narrowed(statement: Any, shape: Shape) -> Any:  # noqa: ANN401 - a select of any columns
    owner, given = shape
    if "nothing" in given:
        return statement.where(false())
    clauses = [filter_.clause(bindparam(name)) for name, filter_ in FILTERS.items() if name in given]
    if owner:
        clauses.append(_owned(owner, "mj_id" in given) == bindparam(OWNER_ID))
    return statement.where(*clauses)


def _owned(owner: Owner, found_otherwise: bool) -> ColumnElement[int]:
    column: Any = owner.column
    owned: ColumnElement[int] = UnaryExpression(column, operator=WITHOUT_INDEX) if found_otherwise else column
    return owned
