"""Databases for tests, on every engine and of both kinds, with the rows that a real new-api left.

A place is the path of a SQLite file, or the URL of a server's database.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any, Final

from gql.storage.database import open_database
from tests.servers.mariadb import MariaDB
from tests.servers.postgresql import PostgreSQL
from tests.servers.statements import elsewhere, fill, is_mysql, on_server

NEWAPI: Final = Path(__file__).parents[1] / "data" / "newapi"
SERVERS: Final = ("postgresql", "mariadb")
ENGINES: Final = ("sqlite", *SERVERS)
KINDS: Final = ("attached", "standalone")
SITES: Final = tuple(f"{engine}-{kind}" for engine in ENGINES for kind in KINDS)
OPENING: Final = (
    "INSERT INTO mj_gateway_ledger (user_id, kind, amount, at_ms)"
    " SELECT id, 'opening', coalesce(quota, 0), 1 FROM users"
)
# Those that the gateway knows; a copy of all would only take time.
TABLES: Final = ("midjourneys", "users", "channels", "logs", "options")

Place = Path | str


def url_of(place: Place) -> str:
    """Give the URL of a place."""
    return place if isinstance(place, str) else f"sqlite+aiosqlite:///{place}"


class Sites:
    """The servers of one session, each started when it is first needed, and databases on them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._servers: dict[str, PostgreSQL | MariaDB] = {}
        self._templates: dict[str, Place] = {}
        self._numbers = count(1)

    def server(self, engine: str) -> PostgreSQL | MariaDB:
        """Give the server of an engine."""
        if engine not in self._servers:
            server = PostgreSQL() if engine == "postgresql" else MariaDB()
            server.start()
            self._servers[engine] = server
        return self._servers[engine]

    def stop(self) -> None:
        """End all servers."""
        for server in self._servers.values():
            server.stop()

    @contextmanager
    def blank(self, engine: str) -> Iterator[Place]:
        """Make a database without tables, or name a file that does not exist; it is dropped afterwards."""
        name = f"t{next(self._numbers)}"
        if engine == "sqlite":
            yield self._folder / f"{name}.db"
            return
        yield self._made(engine, name)
        self._drop(engine, name)

    @contextmanager
    def filled(self, site: str) -> Iterator[Place]:
        """Make a copy of new-api's database, or one of our own with the same tasks, users and channels."""
        engine, kind = site.split("-")
        if site not in self._templates:
            self._templates[site] = self._template(engine, kind)
        template, name = self._templates[site], f"t{next(self._numbers)}"
        if isinstance(template, Path):
            yield Path(shutil.copy(template, self._folder / f"{name}.db"))
            return
        if engine == "postgresql":
            url = self._made(engine, f"{name} TEMPLATE {template.rpartition('/')[2]}").partition(" ")[0]
        else:
            url = self._made(engine, name)
            _copy_tables(template.rpartition("/")[2], url)
        yield url
        self._drop(engine, name)

    def _template(self, engine: str, kind: str) -> Place:
        attached = kind == "attached"
        if engine == "sqlite" and attached:
            return NEWAPI / "one-api.db"
        place = (
            self._folder / "standalone.db" if engine == "sqlite" else self._made(engine, f"{kind}_template")
        )
        if attached:
            dialect = "postgres" if engine == "postgresql" else "mysql"
            self.server(engine).load(
                f"{kind}_template", _pure(NEWAPI / f"schema.{dialect}.sql", self._folder)
            )
        else:
            elsewhere(lambda: _migrated(url_of(place)))
        _copy_rows(place, *(TABLES if attached else TABLES[:3]))
        if not attached:
            _outside(place)(OPENING)
        return place

    def _made(self, engine: str, name: str) -> str:
        server = self.server(engine)
        on_server(server.url(), f"CREATE DATABASE {name}" + " CHARACTER SET utf8mb4" * is_mysql(server.url()))
        return server.url(name)

    def _drop(self, engine: str, name: str) -> None:
        server = self.server(engine)
        on_server(server.url(), f"DROP DATABASE {name}" + " WITH (FORCE)" * (engine == "postgresql"))


def _pure(schema: Path, folder: Path) -> Path:
    """Leave out what only a newer client understands, and let the server's user read the file."""
    copy = folder / schema.name
    lines = schema.read_text().splitlines()
    copy.write_text("\n".join(line for line in lines if not line.startswith(("\\restrict", "\\unrestrict"))))
    return copy


async def _migrated(url: str) -> None:
    await (await open_database(url)).close()


def _outside(place: Place) -> Callable[[str], Any]:
    if isinstance(place, str):
        return lambda statement: on_server(place, statement)

    def execute(statement: str) -> None:
        with closing(sqlite3.connect(place, isolation_level=None)) as connection:
            connection.execute(statement)

    return execute


def _copy_tables(template: str, url: str) -> None:
    """Copy a database of MariaDB; rows are quicker copied than written."""
    tables = [name for (name,) in on_server(url, f"SHOW TABLES FROM {template}")]
    wanted = [name for name in tables if name in TABLES or name.startswith("mj_gateway")]
    made = [f"CREATE TABLE `{name}` LIKE {template}.`{name}`" for name in wanted]
    on_server(url, *made, *(f"INSERT INTO `{name}` SELECT * FROM {template}.`{name}`" for name in wanted))


def _copy_rows(place: Place, *tables: str) -> None:
    for table in tables:
        with closing(sqlite3.connect(NEWAPI / "one-api.db")) as source:
            cursor = source.execute(f"SELECT * FROM {table} ORDER BY 1")
            names = [column[0] for column in cursor.description]
            rows = cursor.fetchall()
        if isinstance(place, str):
            _copy_to_server(place, table, names, rows)
        else:
            _copy_to_file(place, table, names, rows)


def _copy_to_file(path: Path, table: str, names: list[str], rows: list[tuple[Any, ...]]) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        known = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        columns = [name for name in names if name in known]
        values = [tuple(row[names.index(name)] for name in columns) for row in rows]
        quoted = ", ".join(f'"{name}"' for name in columns)
        marks = ", ".join("?" * len(columns))
        connection.execute("BEGIN")
        connection.executemany(f"INSERT INTO {table} ({quoted}) VALUES ({marks})", values)
        connection.execute("COMMIT")


def _copy_to_server(url: str, table: str, names: list[str], rows: list[tuple[Any, ...]]) -> None:
    schema = "database()" if is_mysql(url) else "current_schema()"
    known = on_server(
        url,
        "SELECT column_name, data_type FROM information_schema.columns"
        f" WHERE table_name = '{table}' AND table_schema = {schema}",
    )
    types = {str(name): str(kind) for name, kind in known}
    columns = [name for name in names if name in types]
    values = [tuple(_value(row[names.index(name)], types[name]) for name in columns) for row in rows]
    fill(url, table, columns, values)
    if not is_mysql(url) and "id" in columns:
        on_server(url, f"SELECT setval('{table}_id_seq', (SELECT coalesce(max(id), 1) FROM {table}))")


def _value(stored: Any, kind: str) -> Any:
    """Make of what SQLite stored what a column of a server takes."""
    if stored is None:
        return None
    if kind == "boolean":
        return bool(stored)
    if kind.startswith(("timestamp", "datetime")):
        moment = datetime.fromisoformat(str(stored))
        return moment.replace(tzinfo=None) if kind == "datetime" else moment
    if kind in {"text", "json", "longtext", "mediumtext", "character", "char"} or "char" in kind:
        return stored.decode(errors="replace") if isinstance(stored, bytes) else str(stored)
    return stored
