"""From an address of ours to the task that it leads to."""

from contextlib import suppress
from typing import Final

from gql.checks import check_text
from gql.clock import Clock
from gql.errors import NotFound
from gql.images.address import Address
from gql.memory import Memory
from gql.tasks.links.errors import LinkRefused
from gql.tasks.links.forwarding import Forwarding
from gql.tasks.model import Task
from gql.tasks.progress import is_finished
from gql.tasks.repository import TaskRepository
from gql.tasks.scope import opened_by_address

YEAR_SECONDS: Final = 365 * 86_400
# A finished task stays as it is, and the database takes longer than the rest of an answer.
REMEMBERED: Final = 1000
REMEMBERED_SECONDS: Final = 30


class Linked:
    """Finds tasks by addresses: by signed ones, and where the operator wants that, by all."""

    def __init__(self, tasks: TaskRepository, forwarding: Forwarding, clock: Clock, *, public: bool) -> None:
        self._tasks = tasks
        self._forwarding = forwarding
        self._clock = clock
        self._public = public
        # By the row's id, or by the upstream's; and when each was read.
        self._finished: Memory[int | str, tuple[Task, float]] = Memory(REMEMBERED)

    def check(self) -> None:
        """Make sure of the key that signs addresses, before the first request.

        Raises:
            ConfigurationError: it can't be read.
        """
        if not self._public:
            self._forwarding.signer  # noqa: B018 - it is read, or made, when it is first asked for

    async def task(self, address: Address) -> Task:
        """Give the task.

        Raises:
            LinkRefused: the address is not signed, or not by us, or was too long ago.
            NotFound: there is no such task (any more).
            BadUserInput: an id that no task can have.
            Unavailable: the database can't be asked.
        """
        task_id = self._signed(address)
        key: int | str = address.mj_id if task_id is None else task_id
        task, read = self._finished.get(key) or (None, 0)
        now = self._clock.monotonic()
        if task is None or now - read > REMEMBERED_SECONDS:
            task = await self._read(key)
            if is_finished(task):
                self._finished.put(key, (task, now))
        # SQLite may give the id of a row that was deleted to another one.
        if task_id is not None and task.mj_id != address.mj_id:
            raise NotFound
        return task

    def seconds(self, address: Address) -> int:
        """Tell for how long an address that was let in goes on to open, and what it gave may be kept."""
        if self._public:
            return YEAR_SECONDS
        return int(address.query["e"]) - self._clock.now_ms() // 1000

    async def _read(self, key: int | str) -> Task:
        if isinstance(key, int):
            task = (await self._tasks.by_ids(opened_by_address(), [key])).get(key)
        else:
            check_text("mj_id", key)
            task = await self._tasks.oldest(opened_by_address(), key)
        if task is None:
            raise NotFound
        return task

    def _signed(self, address: Address) -> int | None:
        """Give the id of a signed address's task; None for one that opens without a signature."""
        if not self._public:
            return self._verified(address)
        # One that was given before the gateway was opened still says which of several tasks is meant.
        with suppress(LinkRefused):
            return self._verified(address) if "s" in address.query else None
        return None

    def _verified(self, address: Address) -> int:
        signer = self._forwarding.signer
        return signer.verify(address.medium, address.mj_id, address.number, address.query)
