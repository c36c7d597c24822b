"""Which engine a URL is of."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Final

from sqlalchemy import URL, make_url

from gql.errors import ConfigurationError
from gql.storage.engines.engine import POOLER, Engine, Options

if TYPE_CHECKING:
    from gql.storage.engines.mysql import MySQL
    from gql.storage.engines.pgbouncer import PooledPostgreSQL
    from gql.storage.engines.postgresql import PostgreSQL
    from gql.storage.engines.sqlite import SQLite


def engine_of(url: str, options: Options) -> Engine:
    """Make the engine of an SQLAlchemy URL; its module, and with it the driver, is loaded for that.

    Raises:
        ConfigurationError: the URL is of no engine that is served, or can't be one of its databases.
    """
    address = make_url(url)
    engine = ENGINES.get(address.get_backend_name())
    if engine is None:
        served = ", ".join(ENGINES)
        raise ConfigurationError(f"{address.get_backend_name()} databases are not served; {served} are")
    return engine(address)(address, options)


def _sqlite(_: URL) -> "type[SQLite]":
    engine: type[SQLite] = import_module("gql.storage.engines.sqlite").SQLite
    return engine


def _mysql(_: URL) -> "type[MySQL]":
    engine: type[MySQL] = import_module("gql.storage.engines.mysql").MySQL
    return engine


def _postgresql(url: URL) -> "type[PostgreSQL]":
    said = url.query.get(POOLER, "false")
    if said not in {"true", "false"}:
        raise ConfigurationError("pgbouncer in MJ_DATABASE_URL must be true or false")
    if said == "true":
        pooled: type[PooledPostgreSQL] = import_module("gql.storage.engines.pgbouncer").PooledPostgreSQL
        return pooled
    engine: type[PostgreSQL] = import_module("gql.storage.engines.postgresql").PostgreSQL
    return engine


ENGINES: Final[Mapping[str, Callable[[URL], Callable[[URL, Options], Engine]]]] = {
    "sqlite": _sqlite,
    "postgresql": _postgresql,
    "mysql": _mysql,
}
