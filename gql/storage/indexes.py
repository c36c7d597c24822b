"""Which indexes the listings read by, and the statements that would make those that a database lacks."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, String, inspect

from gql.storage.database import Database

TABLE: Final = "midjourneys"
# Each for one kind of listing; the id keeps the newest first, so that a page is read without sorting.
WANTED: Final = (
    ("user_id", "id"),
    ("channel_id", "id"),
    ("mj_id",),
    ("submit_time",),
    ("progress",),
)
# None keeps others from writing meanwhile, but for SQLite's, which has no such way.
STATEMENTS: Final[Mapping[str, str]] = {
    "sqlite": "CREATE INDEX {name} ON {table} ({columns});",
    "postgresql": "CREATE INDEX CONCURRENTLY {name} ON {table} ({columns});",
    "mysql": "CREATE INDEX {name} ON {table} ({columns}) ALGORITHM=INPLACE LOCK=NONE;",
}
# MySQL takes no index of a whole text; so many characters new-api's own have.
TEXT_PREFIX: Final = "(191)"


async def missing_indexes(database: Database) -> list[str]:
    """Give the statements that make what listings lack; they are for a person to judge and to run.

    Raises:
        Unavailable: the database is away.
    """
    async with database.read() as connection:
        return await connection.run_sync(lambda sync: list(_statements(sync)))


def _statements(connection: Connection) -> Iterator[str]:
    inspector, dialect = inspect(connection), connection.dialect.name
    types = {column["name"]: column["type"] for column in inspector.get_columns(TABLE)}
    there = [_columns(index) for index in inspector.get_indexes(TABLE) if _is_whole(index)]
    for wanted in WANTED:
        if wanted[0] in types and not any(_serves(wanted, index, dialect) for index in there):
            columns = (
                name + TEXT_PREFIX * (dialect in {"mysql", "mariadb"} and _is_endless(types[name]))
                for name in wanted
            )
            statement = STATEMENTS["mysql" if dialect == "mariadb" else dialect]
            name = f"mj_gateway_{'_'.join(wanted)}"
            yield statement.format(name=name, table=TABLE, columns=", ".join(columns))


def _is_endless(type_: Any) -> bool:  # noqa: ANN401 - a type as SQLAlchemy found it
    """Tell a text without a length: MySQL's own, such as LONGTEXT, are no kind of SQLAlchemy's `Text`."""
    return isinstance(type_, String) and type_.length is None


def _columns(index: Mapping[str, Any]) -> Sequence[str | None]:
    columns: Sequence[str | None] = index["column_names"]
    return columns


def _is_whole(index: Mapping[str, Any]) -> bool:
    """Tell an index of all rows from one of some."""
    return not any(name.endswith("_where") for name in index.get("dialect_options", {}))


def _serves(wanted: Sequence[str], index: Sequence[str | None], dialect: str) -> bool:
    # In SQLite and InnoDB, every index ends with the primary key.
    columns = tuple(index) if dialect == "postgresql" else (*index, "id")
    return columns[: len(wanted)] == tuple(wanted)
