"""Defects: the log has what happened, the client an id to ask for it with."""

from uuid import uuid4

from structlog import get_logger

from gql.errors import Internal

log = get_logger(__name__)


def incident(event: str, defect: BaseException | None, **details: object) -> Internal:
    """Log a defect with its traceback.

    Args:
        event: the door that it was met at.
        defect: what was raised.
        details: more for the log; nothing that only the client should know.

    Returns:
        The error for the client, which names the id and nothing else.
    """
    error = Internal(incident=uuid4().hex)
    log.error(event, **error.details, **details, exc_info=defect)
    return error
