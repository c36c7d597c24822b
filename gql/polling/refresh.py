"""Asks an upstream for one task now, because somebody wants to know."""

from collections.abc import Callable
from typing import ClassVar

from structlog import get_logger

from gql.allowance.bucket import MemoryBuckets, Rate
from gql.checks import check_text
from gql.errors import ConfigurationError, GatewayError, Messages
from gql.identity.model import Viewer
from gql.language import Language
from gql.polling.errors import UpstreamError
from gql.polling.intake import Intake
from gql.polling.visit import Asks, UpstreamStore
from gql.tasks.model import Task
from gql.tasks.progress import is_finished
from gql.tasks.repository import TaskRepository
from gql.tasks.scope import visible_to

log = get_logger(__name__)

A_MINUTE = Rate(30)


class RefreshRefused(GatewayError):
    """A task that was not asked for; `code` says why. `task` is as stored, None where it is not seen."""

    status = 200
    task: Task | None = None


class TaskNotFound(RefreshRefused):
    """There is no such task among those that the viewer may see."""

    code = "NOT_FOUND"
    messages: ClassVar[Messages] = {
        Language.EN: "You have no task {mj_id}",
        Language.ZH: "没有任务 {mj_id}",
        Language.ZH_TW: "沒有任務 {mj_id}",
    }


class TooOften(RefreshRefused):
    """The viewer has asked for more than 30 tasks in a minute."""

    code = "RATE_LIMITED"
    messages: ClassVar[Messages] = {
        Language.EN: "Too many refreshes; try again in {seconds} seconds",
        Language.ZH: "刷新过于频繁，请在 {seconds} 秒后重试",
        Language.ZH_TW: "重新整理過於頻繁，請在 {seconds} 秒後重試",
    }


class UpstreamAway(RefreshRefused):
    """The upstream gave no answer, or does not know the task."""

    code = "UPSTREAM_UNAVAILABLE"
    messages: ClassVar[Messages] = {
        Language.EN: "The upstream of this task says nothing of it at present",
        Language.ZH: "上游暂时无法提供该任务的状态",
        Language.ZH_TW: "上游暫時無法提供該任務的狀態",
    }


class NotFollowed(RefreshRefused):
    """The gateway only reads here: another program follows the tasks."""

    code = "NOT_FOLLOWED"
    messages: ClassVar[Messages] = {
        Language.EN: "This gateway does not follow tasks; new-api does it by itself",
        Language.ZH: "本网关不跟踪任务，由 new-api 自行更新",
        Language.ZH_TW: "本閘道不追蹤任務，由 new-api 自行更新",
    }


class Refresher:
    """Asks for tasks one by one, for each viewer so many times a minute."""

    def __init__(
        self,
        tasks: TaskRepository,
        upstreams: UpstreamStore,
        client: Asks,
        intake: Intake | None,
        seconds: Callable[[], float],
    ) -> None:
        """Make the refresher.

        Args:
            tasks: where the tasks are read.
            upstreams: where their channels are.
            client: asks upstreams.
            intake: stores what they say; None where the gateway only reads.
            seconds: a clock that nobody sets.
        """
        self._tasks = tasks
        self._upstreams = upstreams
        self._client = client
        self._intake = intake
        self._buckets = MemoryBuckets(A_MINUTE, seconds)

    async def refresh(self, viewer: Viewer, mj_id: str) -> Task:
        """Give the newest task with this id that the viewer may see, as its upstream has it now.

        A finished task is given as it is stored: nothing changes it any more.

        Raises:
            RefreshRefused: why the upstream was not asked, or gave no answer.
            BadUserInput: an id that no task can have.
            Unavailable: the database can't be read or written.
        """
        check_text("mj_id", mj_id)
        task = await self._tasks.newest(visible_to(viewer), mj_id)
        if task is None:
            raise TaskNotFound(mj_id=mj_id)
        if is_finished(task):
            return task
        try:
            await self._ask(viewer, task)
        except RefreshRefused as refused:
            refused.task = task
            raise
        return await self._tasks.newest(visible_to(viewer), mj_id) or task

    async def _ask(self, viewer: Viewer, task: Task) -> None:
        if self._intake is None:
            raise NotFollowed
        outcome = await self._buckets.take(str(viewer.id), 1)
        if not outcome.granted:
            raise TooOften(seconds=A_MINUTE.seconds(1 - outcome.left))
        try:
            upstream = (await self._upstreams.by_ids([task.channel_id])).get(task.channel_id)
        except ConfigurationError:  # a database without channels, of which its operator knows
            raise UpstreamAway from None
        if upstream is None or not task.mj_id:
            raise UpstreamAway
        try:
            answer = await self._client.reports(upstream, [task.mj_id])
        except UpstreamError as error:
            log.warning("refresh_failed", channel_id=upstream.channel_id, reason=error.reason)
            raise UpstreamAway from None
        report = answer.reports.get(task.mj_id)
        if report is None:
            raise UpstreamAway
        await self._intake.take(report, task.channel_id)
