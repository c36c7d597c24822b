"""Who has changed lately, so that nobody misses a change of theirs on a replica that lags behind."""

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from math import inf
from typing import Final, TypeVar

from gql.errors import Unavailable
from gql.storage.replica import Replica, reads_may_lag
from gql.tasks.scope import Owner, Scope

USERS_KEPT: Final = 100_000
Result = TypeVar("Result")


class Recent:
    """When the tasks of each user were last changed, as far as this gateway has heard of it."""

    def __init__(self, replica: Replica | None = None) -> None:
        self._replica = replica
        self._users: OrderedDict[int, float] = OrderedDict()
        self._everybody = -inf
        self._forgotten = -inf

    def note(self, user_ids: Iterable[int]) -> None:
        """Note that tasks of users have just changed."""
        if self._replica is None:  # for which alone it matters
            return
        for user_id in user_ids:
            self._users[user_id] = time.monotonic()
            self._users.move_to_end(user_id)
        while len(self._users) > USERS_KEPT:
            _, self._forgotten = self._users.popitem(last=False)

    def note_all(self) -> None:
        """Note that anybody's tasks may have changed, and everybody's are to be read as they are now."""
        self._everybody = self._forgotten = time.monotonic()

    async def read(self, scopes: Sequence[Scope], work: Callable[[], Awaitable[Result]]) -> Result:
        """Read from a replica where it has the scopes' last changes, and else from the primary.

        Raises:
            Unavailable: the primary is away too.
        """
        if self._replica:
            since = max(map(self._since, scopes), default=self._everybody)
            with reads_may_lag(since), suppress(Unavailable):
                if self._replica.wanted():
                    return await work()
        return await work()

    def _since(self, scope: Scope) -> float:
        if scope.owner is Owner.USER:
            return max(self._users.get(scope.id, -inf), self._forgotten)
        return self._everybody
