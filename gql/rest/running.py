"""How many exports run at once: each keeps a reader of the database and the processor busy for seconds."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from gql.allowance.allowance import Visit, visit
from gql.rest.errors import TooManyExports

# A process does its work on one core, so more at once would only make each of them slower.
EXPORTS_MAX = 4
# Nobody takes all the places, however slowly they read.
EXPORTS_OF_ONE_MAX = 2
# An export of 100,000 tasks takes about as long.
RETRY_SECONDS = 5


class Running:
    """The exports that run in this process, by viewer."""

    def __init__(self) -> None:
        self._viewers: Counter[int] = Counter()

    @contextmanager
    def one_more(self, viewer_id: int) -> Iterator[None]:
        """Count an export while the block runs.

        Raises:
            TooManyExports: there are as many as may be.
        """
        own, all_ = self._viewers[viewer_id], self._viewers.total()
        if own >= EXPORTS_OF_ONE_MAX or all_ >= EXPORTS_MAX:
            visit.get(Visit()).retry_in_seconds = RETRY_SECONDS
            raise TooManyExports(own=EXPORTS_OF_ONE_MAX, all=EXPORTS_MAX, seconds=RETRY_SECONDS)
        self._viewers[viewer_id] += 1
        try:
            yield
        finally:
            self._viewers -= Counter([viewer_id])  # which keeps no zeros, so no viewer for ever
