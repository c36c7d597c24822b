"""The statements of listings by page: built and compiled when a combination of filters first comes up."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    UnaryExpression,
    bindparam,
    column,
    false,
    func,
    literal,
    literal_column,
    null,
    select,
    table,
)
from sqlalchemy.sql.operators import custom_op
from sqlmodel import col

from gql.keyset.window import between
from gql.storage.prepared import Prepared
from gql.tasks import records
from gql.tasks.filters import FILTERS, TaskFilters
from gql.tasks.model import TaskTable
from gql.tasks.scope import Owner, Scope

NEWEST_FIRST = col(TaskTable.id).desc()
OWNER_ID: Final = "owner_id"
AFTER: Final = "after"
UPTO: Final = "upto"
FIRST: Final = "first"
TIMES: Final = {"start_timestamp", "end_timestamp"}
# One row; its number moves when a total may have become smaller.
REMOVALS: Final = table("mj_gateway_removals", column("number", BigInteger))
# The upstream's ids of two tasks are hardly ever the same; SQLite, which does not know, would rather read all
# tasks of a user. A sign before the column keeps it from that (`sqlite.org/optoverview.html`, section 2).
WITHOUT_INDEX: Final[Any] = custom_op("+")

# By filters, and by what is selected.
PAGES_KEPT: Final = 128

Shape = tuple[Owner | None, frozenset[str]]


def shape_of(scope: Scope, filters: TaskFilters) -> Shape:
    """Tell apart what is compiled apart."""
    given = {name for name, _, _ in filters.given()}
    return scope.owner, frozenset(given | ({"nothing"} if filters.nothing else set()))


class Statements:
    """The statements over one database's columns; `proved` is whether it has the number of removals."""

    def __init__(self, columns: Sequence[Any], *, proved: bool) -> None:
        self._columns = columns
        self._removals = select(REMOVALS.c.number).scalar_subquery() if proved else literal(0)
        self.page = lru_cache(maxsize=PAGES_KEPT)(self._page)
        self.deep = lru_cache(maxsize=PAGES_KEPT)(self._deep)
        self.window = lru_cache(maxsize=PAGES_KEPT)(self._window)
        self.counted = lru_cache(maxsize=None)(self._counted)
        self.newer = lru_cache(maxsize=None)(self._newer)
        self.oldest = lru_cache(maxsize=None)(self._oldest)
        self.blocks = lru_cache(maxsize=None)(self._blocks)
        self.removals = Prepared(select(self._removals))
        self.highest = Prepared(select(func.max(TaskTable.id)))

    def _page(self, shape: Shape, names: tuple[str, ...]) -> Prepared:
        """Select these columns of a page, the newest task first; `limit` and `offset` are bound."""
        found = _between(_narrowed(select(*self._named(names)), shape), shape).order_by(NEWEST_FIRST)
        return Prepared(found.limit(bindparam("limit")).offset(bindparam("offset")))

    def _deep(self, shape: Shape, names: tuple[str, ...]) -> Prepared:
        """Select the same; what comes before is skipped in an index, without a look at the rows."""
        ids = col(TaskTable.id)
        skipped = _between(_narrowed(select(ids), shape), shape).order_by(NEWEST_FIRST)
        begin = skipped.limit(1).offset(bindparam("offset")).correlate(None).scalar_subquery()
        found = _between(_narrowed(select(*self._named(names)), shape), shape).where(ids <= begin)
        return Prepared(found.order_by(NEWEST_FIRST).limit(bindparam("limit")))

    def _window(
        self, owner: Owner | None, names: tuple[str, ...], forward: bool, ends: frozenset[str]
    ) -> Prepared:
        """Select these columns of a window on the tasks of an owner, or of all, between the `ends` it has."""
        id_ = col(TaskTable.id)
        clauses = between(id_, **{name: bindparam(name) for name in sorted(ends)})
        found = _narrowed(select(*self._named(names)), (owner, frozenset())).where(*clauses)
        return Prepared(found.order_by(NEWEST_FIRST if forward else id_.asc()).limit(bindparam("limit")))

    def _named(self, names: tuple[str, ...]) -> list[Any]:
        columns = [column for column in self._columns if column.name in names]
        return [*columns, self._removals.label(records.REMOVALS)] if records.REMOVALS in names else columns

    def _oldest(self, shape: Shape) -> Prepared:
        """Select tasks from the id `first` on, the oldest first; `limit` and `offset` are bound."""
        ids = col(TaskTable.id)
        skipped = _narrowed(select(ids), shape).where(ids >= bindparam(FIRST)).order_by(ids)
        begin = skipped.limit(1).offset(bindparam("offset")).correlate(None).scalar_subquery()
        found = _narrowed(select(*self._columns), shape).where(ids >= begin).order_by(ids)
        return Prepared(found.limit(bindparam("limit")))

    def _blocks(self, shape: Shape) -> Prepared:
        """Count the tasks in each block of `size` ids; where there are none, there is no row."""
        ids = col(TaskTable.id)
        found = _narrowed(select(ids - ids % bindparam("size", type_=BigInteger), func.count()), shape)
        return Prepared(found.group_by(literal_column("1")))

    def _counted(self, shape: Shape) -> Prepared:
        """Count what has an id up to `upto`; give the number of removals, and the first and last id of all.

        All are counted and the newer taken away: to look at each id would keep SQLite and InnoDB from
        counting by the smallest index.
        """
        ids = col(TaskTable.id)
        ends = (func.min(ids), func.max(ids)) if is_timed(shape) else (null(), null())
        every = _narrowed(select(func.count(), *ends).select_from(TaskTable), shape).subquery()
        newer = _narrowed(select(func.count()).select_from(TaskTable), shape).where(ids > bindparam(UPTO))
        count, *found = every.columns
        return Prepared(select(count - newer.scalar_subquery(), self._removals, *found))

    def _newer(self, shape: Shape) -> Prepared:
        """Count only what has an id above `after` and up to `upto`; give the highest and the removals too."""
        ids = col(TaskTable.id)
        found = _narrowed(select(func.count(), func.max(ids), self._removals), shape)
        return Prepared(found.where(ids > bindparam(AFTER), ids <= bindparam(UPTO)))


def is_timed(shape: Shape) -> bool:
    """Tell whether a listing is of a time, and so may lie anywhere among the ids."""
    return bool(shape[1] & TIMES)


def _between(statement: Any, shape: Shape) -> Any:  # noqa: ANN401 - a select of any columns
    """Keep a server from walking over all ids to find the few of a time."""
    ids = col(TaskTable.id)
    bounds = (ids >= bindparam(FIRST), ids <= bindparam(UPTO)) if is_timed(shape) else ()
    return statement.where(*bounds)


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
