"""Faults of the database, told as errors of the gateway."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from structlog import get_logger

from gql.errors import Unavailable

log = get_logger(__name__)


def by_kind(error: Exception) -> bool:
    """Tell by its class whether an error lies in the database, or in what was asked of it."""
    return not isinstance(error, DataError | IntegrityError | ProgrammingError)


@contextmanager
def told_as_unavailable(
    means_away: Callable[[Exception], bool] = by_kind, *, logged: bool = True
) -> Iterator[None]:
    """Raise `Unavailable` for what lies in the database; what lies in our own statements passes as it is.

    Args:
        means_away: tells the two apart; each engine has a way of its own.
        logged: whether the log gets the detail; not where the caller tells it.

    Raises:
        Unavailable: no connection, a locked, broken or vanished file, a missing table, a full pool.
    """
    try:
        yield
    except (DBAPIError, PoolTimeoutError, OSError, EOFError) as error:
        if not means_away(error):
            raise
        if logged:
            detail = str(getattr(error, "orig", error))
            log.warning("database_unavailable", fault=type(error).__name__, detail=detail)
        raise Unavailable from error
