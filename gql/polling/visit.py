"""One visit at a channel: its upstream is asked for some tasks, and what it says is stored."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from structlog import get_logger

from gql.channels.upstreams.model import Upstream
from gql.clock import Clock
from gql.polling.answer import Answer
from gql.polling.breaker import Breaker
from gql.polling.errors import Unexpected, UpstreamError
from gql.polling.judgement import NOTHING_SAID, Rules
from gql.polling.observer import Observer
from gql.polling.schedule import Tracked
from gql.tasks.changes.repository import Fence, UnfinishedTask
from gql.tasks.model import Task
from gql.tasks.progress import Change, is_finished

log = get_logger(__name__)


class TaskStore(Protocol):
    """Where the tasks are: `Changes`."""

    async def unfinished(self, *, after_id: int = 0) -> Sequence[UnfinishedTask]:
        """Read the unfinished tasks with a higher id."""

    async def by_ids(self, ids: Sequence[int]) -> Sequence[Task]:
        """Read tasks as they are stored now."""

    async def apply(self, changes: Sequence[Change], fence: Fence | None = None) -> Sequence[Change]:
        """Store changes, and give those that won."""


class UpstreamStore(Protocol):
    """Where the channels are: `Upstreams`."""

    async def by_ids(self, ids: Iterable[int]) -> Mapping[int, Upstream]:
        """Give the upstreams of the channels that exist."""


class Asks(Protocol):
    """What asks upstreams: `UpstreamClient`."""

    async def reports(self, upstream: Upstream, mj_ids: Sequence[str]) -> Answer:
        """Ask an upstream for tasks, or raise `UpstreamError`."""


class Visits:
    """Makes visits; each is told of the tasks that it is about, and gives those of them that go on."""

    def __init__(
        self,
        tasks: TaskStore,
        client: Asks,
        fence: Fence,
        *,
        clock: Clock,
        rules: Rules,
        observer: Observer,
    ) -> None:
        self._tasks = tasks
        self._client = client
        self._fence = fence
        self._clock = clock
        self._rules = rules
        self._observer = observer

    async def make(
        self, upstream: Upstream | None, breaker: Breaker, tracked: Sequence[Tracked]
    ) -> Sequence[Tracked]:
        """Ask for the tasks where the breaker lets it, judge each, store what changes.

        Args:
            upstream: None where the channel does not exist.
            breaker: of this channel.
            tracked: at most as many as one request may be about.

        Returns:
            Those that are to be asked about again.

        Raises:
            Unavailable: the database is away.
            LeaseLost: somebody else is the updater now.
        """
        answer = await self._ask(upstream, breaker, tracked) if upstream else None
        # Only now: a row may have changed during the seconds that the upstream took.
        rows = {task.id: task for task in await self._tasks.by_ids([each.id for each in tracked])}
        now = self._clock.monotonic()
        for change in await self._store(self._judged(tracked, rows, answer, now)):
            rows[change.task.id] = change.after
        going_on = [each for each in tracked if each.id in rows and not is_finished(rows[each.id])]
        for each in going_on:
            each.look_at(rows[each.id], now)
        return going_on

    def _judged(
        self, tracked: Sequence[Tracked], rows: Mapping[int, Task], answer: Answer | None, now: float
    ) -> list[Change]:
        for each in tracked:
            self._rules.note(each, answer or NOTHING_SAID, now)
        now_ms = self._clock.now_ms()
        judged = (
            self._rules.judge(rows[each.id], each, answer, now, now_ms) for each in tracked if each.id in rows
        )
        return [change for change in judged if change]

    async def _store(self, changes: Sequence[Change]) -> Sequence[Change]:
        stored = await self._tasks.apply(changes, self._fence) if changes else []
        if stored:
            self._observer.changed(stored)
        return stored

    async def _ask(self, upstream: Upstream, breaker: Breaker, tracked: Sequence[Tracked]) -> Answer:
        mj_ids = list(dict.fromkeys(each.mj_id for each in tracked if each.mj_id))
        if not mj_ids or not breaker.admit():
            return NOTHING_SAID
        before = self._clock.monotonic()
        try:
            answer = await self._client.reports(upstream, mj_ids)
        except Exception as error:  # noqa: BLE001 - a defect of ours must not keep tasks from ending, either
            breaker.failed()
            self._tell(upstream, error)
            return NOTHING_SAID
        except BaseException:
            breaker.cancelled()
            raise
        else:
            breaker.succeeded()
            self._observer.asked(upstream.channel_id, len(mj_ids), self._clock.monotonic() - before)
            return answer
        finally:
            self._observer.breaker(upstream.channel_id, breaker.state)

    def _tell(self, upstream: Upstream, error: Exception) -> None:
        if isinstance(error, UpstreamError):
            log.warning("upstream_failed", channel_id=upstream.channel_id, reason=str(error))
        else:
            log.error("visit_failed", channel_id=upstream.channel_id, exc_info=error)
            error = Unexpected(upstream, "the gateway has a defect, which is in its log")
        self._observer.failed(upstream.channel_id, error)
