"""Which engine a URL is of."""

from collections.abc import Callable, Mapping
from typing import Final

from sqlalchemy import URL, make_url

from gql.errors import ConfigurationError
from gql.storage.engines.engine import Engine, Options
from gql.storage.engines.mysql import MySQL
from gql.storage.engines.pgbouncer import PARAMETER, PooledPostgreSQL
from gql.storage.engines.postgresql import PostgreSQL
from gql.storage.engines.sqlite import SQLite

ENGINES: Final[Mapping[str, Callable[[URL, Options], Engine]]] = {
    "sqlite": SQLite,
    "postgresql": lambda url, options: _postgresql(url)(url, options),
    "mysql": MySQL,
}


def engine_of(url: str, options: Options) -> Engine:
    """Make the engine of an SQLAlchemy URL.

    Raises:
        ConfigurationError: the URL is of no engine that is served, or can't be one of its databases.
    """
    address = make_url(url)
    engine = ENGINES.get(address.get_backend_name())
    if engine is None:
        served = ", ".join(ENGINES)
        raise ConfigurationError(f"{address.get_backend_name()} databases are not served; {served} are")
    return engine(address, options)


def _postgresql(url: URL) -> Callable[[URL, Options], Engine]:
    said = url.query.get(PARAMETER, "false")
    if said not in {"true", "false"}:
        raise ConfigurationError("pgbouncer in MJ_DATABASE_URL must be true or false")
    return PooledPostgreSQL if said == "true" else PostgreSQL
