"""The wire: it wakes the other gateways of a database. What they then read, the log and the tasks tell."""

import secrets
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple, Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from gql.tasks.journal import TaskUpdate

# PostgreSQL takes 8,000 bytes, and two numbers are 40 at most.
NOTICES_AT_ONCE: Final = 150


class Notice(NamedTuple):
    """That a task of a user has changed; ids only, as whoever listens may be anybody."""

    task_id: int
    user_id: int


Listener = Callable[[Sequence[Notice]], object]


class Wire(Protocol):
    """Between the gateways of one database; it may lose notices, but says when it does not work.

    Attributes:
        listeners: called with what others have changed; with nothing where something may have been missed.
    """

    listeners: list[Listener]

    @property
    def live(self) -> bool:
        """Whether notices arrive."""

    async def within(self, connection: AsyncConnection, updates: Sequence[TaskUpdate]) -> None:
        """Take updates in the transaction that makes them, so that they are told with its commit."""

    def after(self, updates: Sequence[TaskUpdate]) -> None:
        """Take updates whose transaction is committed."""

    async def run(self) -> None:
        """Listen and tell until it is cancelled; a connection that is lost is made again."""


class Silence:
    """No wire: the others look by themselves."""

    live = False

    def __init__(self) -> None:
        self.listeners: list[Listener] = []

    async def within(self, connection: AsyncConnection, updates: Sequence[TaskUpdate]) -> None:
        """Tell nobody."""

    def after(self, updates: Sequence[TaskUpdate]) -> None:
        """Tell nobody."""

    async def run(self) -> None:
        """Do nothing."""


class Signature:
    """Writes notices as text, knows its own again, and tells listeners of the others'."""

    def __init__(self) -> None:
        self.listeners: list[Listener] = []
        self._sender = secrets.token_hex(4)

    def hear(self, text: str) -> None:
        """Tell of what another one wrote."""
        notices = self.read(text)
        if notices is not None:
            self._tell(notices)

    def missed(self) -> None:
        """Tell that something may have been missed."""
        self._tell(())

    def texts(self, updates: Sequence[TaskUpdate]) -> Iterator[str]:
        """Write updates in texts such as `4f2a9c31 17:3 18:3`: the sender, and task and user of each."""
        for start in range(0, len(updates), NOTICES_AT_ONCE):
            tasks = (update.task for update in updates[start : start + NOTICES_AT_ONCE])
            yield " ".join((self._sender, *(f"{task.id}:{task.user_id}" for task in tasks)))

    def read(self, text: str) -> list[Notice] | None:
        """Read what another one wrote; None for our own, and nothing of what can't be read."""
        sender, *parts = text.split()[: NOTICES_AT_ONCE + 1] or [""]
        if sender == self._sender:
            return None
        numbers = (part.partition(":") for part in parts)
        return [Notice(int(task), int(user)) for task, _, user in numbers if _is_id(task) and _is_id(user)]

    def _tell(self, notices: Sequence[Notice]) -> None:
        for listener in self.listeners:
            listener(notices)


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and int(text) < 2**63
