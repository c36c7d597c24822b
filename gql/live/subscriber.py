"""One subscriber: what it wants, what it has been told, and what waits for it."""

from gql.errors import GatewayError
from gql.identity.vigil import Session
from gql.live.errors import Resync
from gql.live.log import Entry
from gql.live.mailbox import Mailbox
from gql.live.wanted import Wanted
from gql.tasks.model import Task
from gql.tasks.scope import Scope
from gql.waiting import Bell

Group = tuple[str, int | str]


class Subscriber:
    """Stands between the hub, which offers, and one stream, which takes.

    Attributes:
        floor: the offset up to which everything has been told.
        ceiling: the offset up to which something has; a cursor below would lead to what was told already.
        task_id: of the one task that is wanted, once it is known.
    """

    def __init__(self, session: Session, wanted: Wanted) -> None:
        self.session = session
        self.wanted = wanted
        self.floor = 0
        self.ceiling = 0
        self.task_id: int | None = None
        self._viewer = session.viewer
        self._scope = wanted.scope(session.viewer)
        self._tests = wanted.filter.tests()
        self._told: dict[int, tuple[int, int]] = {}
        self._mailbox = Mailbox()
        self._bell = Bell()
        self._error: GatewayError | None = None
        self._closed = False

    @property
    def group(self) -> Group:
        """The updates that may concern it: those of a task, of a user, or all."""
        if self.wanted.mj_id is not None:
            return "mj_id", self.wanted.mj_id
        return ("", 0) if self.wanted.everybody else ("user_id", self.session.viewer.id)

    def offer(self, entry: Entry, task: Task) -> None:
        """Let an entry wait where it is wanted; a reader who is far too slow is ended instead."""
        if self._error is None and self.wants(task):
            self._mailbox.put(entry, task.id)
            if self._mailbox.overflows:
                self.end(Resync())
            self.wake()

    async def take(self) -> Entry | None:
        """Wait for the next entry; None where the hub is closed.

        Raises:
            GatewayError: see `check`.
        """
        while True:
            self.check()
            if self._closed:
                return None
            if self._mailbox:
                return self._mailbox.take()
            await self._bell.heard()

    def check(self) -> None:
        """Raise the reason for which the session, or this subscriber, was ended.

        Raises:
            Forbidden: see `scope`.
            GatewayError: the reason.
        """
        if error := self.session.error or self._error:
            raise error
        _ = self.scope

    def wants(self, task: Task) -> bool:
        """Tell whether a task, as it is after a change, is what was asked for."""
        return self.task_id in {None, task.id} and all(test(task) for test in self._tests)

    @property
    def scope(self) -> Scope:
        """The tasks that the viewer, as they are now, may hear of.

        Raises:
            Forbidden: the viewer may not ask for this any more.
        """
        if self.session.viewer is not self._viewer:
            self._scope = self.wanted.scope(self.session.viewer)
            self._viewer = self.session.viewer
        return self._scope

    def may_see(self, task: Task) -> bool:
        """Tell whether a task is in the scope.

        Raises:
            Forbidden: see `scope`.
        """
        return self.scope.has(task)

    def tell(self, task: Task, head: int) -> None:
        """Remember that a task is told as it is, with all updates up to an offset in it."""
        self.ceiling = max(self.ceiling, head)
        self._told[task.id] = (head, hash(task))

    def is_news(self, offset: int, task: Task) -> bool:
        """Tell whether an update is one to be told, and was not told as a state already.

        Raises:
            Forbidden: see `may_see`.
        """
        head, mark = self._told.get(task.id, (self.floor, None))
        if offset <= max(head, self.floor) or not self.wants(task):
            return False
        self._told.pop(task.id, None)
        # Where others change tasks, a state may be told before the log hears of its change.
        return hash(task) != mark and self.may_see(task)

    def end(self, error: GatewayError) -> None:
        """Make the stream raise an error at its next step."""
        self._error = self._error or error
        self._mailbox.clear()
        self.wake()

    def close(self) -> None:
        """Make the stream end by itself at its next step."""
        self._closed = True
        self.wake()

    def wake(self) -> None:
        """Make the stream look whether there is something to tell, or a reason to end."""
        self._bell.ring()
