"""Faults of the database, told as errors of the gateway."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DatabaseError, DataError, IntegrityError, InterfaceError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from structlog import get_logger

from gql.errors import Unavailable

log = get_logger(__name__)


@contextmanager
def told_as_unavailable(*, logged: bool = True) -> Iterator[None]:
    """Raise `Unavailable` for what lies in the database; what lies in our own statements passes as it is.

    Args:
        logged: whether the log gets the detail; not where the caller tells it.

    Raises:
        Unavailable: no connection, a locked, broken or vanished file, a missing table, a full pool.
    """
    try:
        yield
    except (DataError, IntegrityError, ProgrammingError):
        raise
    except (DatabaseError, InterfaceError, PoolTimeoutError, OSError) as error:
        if logged:
            detail = str(getattr(error, "orig", error))
            log.warning("database_unavailable", fault=type(error).__name__, detail=detail)
        raise Unavailable from error
