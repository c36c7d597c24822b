"""What errors and statuses mean for a fetch."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import Final

import httpcore

from gql.images.fetching.model import Failure, FetchFailed
from gql.images.guard.refusal import RefusedAddress

FAILURES: Final[Mapping[int, Failure]] = {
    HTTPStatus.NOT_FOUND: Failure.GONE,
    HTTPStatus.GONE: Failure.GONE,
    HTTPStatus.UNAUTHORIZED: Failure.EXPIRED,
    HTTPStatus.FORBIDDEN: Failure.EXPIRED,
    HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE: Failure.UNSATISFIABLE,
}
BROKEN: Final = (httpcore.NetworkError, httpcore.ProtocolError, httpcore.ProxyError, OSError)


@contextmanager
def told(broken: Failure) -> Iterator[None]:
    """Tell what is raised within the block as a `FetchFailed`, a broken connection as `broken`."""
    try:
        yield
    except RefusedAddress as error:
        raise FetchFailed(Failure.REFUSED, error.reason) from None
    except (httpcore.TimeoutException, TimeoutError):
        raise FetchFailed(Failure.SLOW) from None
    except BROKEN:
        raise FetchFailed(broken) from None
