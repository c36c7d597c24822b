"""How many messages a client may send."""

import asyncio

from gql.execution.streams.messages import Closed, Code

# Far more than a client needs that subscribes to as much as it may, and ends all of that again.
MESSAGES_MAX = 500
SECONDS = 1


class Pace:
    """Counts messages, second by second."""

    def __init__(self) -> None:
        self._began = 0.0
        self._count = 0

    def note(self) -> None:
        """Note a message.

        Raises:
            Closed: there were too many within a second.
        """
        now = asyncio.get_running_loop().time()
        if now - self._began > SECONDS:
            self._began, self._count = now, 0
        self._count += 1
        if self._count > MESSAGES_MAX:
            raise Closed(Code.TOO_MANY, "Too many messages")
