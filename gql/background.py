"""What goes on without being asked: tasks are followed, their updates told, and open connections watched."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from gql.channels.upstreams.repository import Upstreams
from gql.clock import Clock, SystemClock
from gql.errors import ConfigurationError
from gql.identity.repository import UserRepository
from gql.identity.vigil import Rounds, Vigil
from gql.live.announced import Announced
from gql.live.hub import Hub
from gql.live.logs import log_of
from gql.live.repository import LiveTasks
from gql.live.watcher import Watcher
from gql.live.wire.choice import wire_of
from gql.live.wire.wire import Notice
from gql.polling.client import UpstreamClient
from gql.polling.intake import Intake
from gql.polling.observer import Observer
from gql.polling.poller import Poller
from gql.polling.refresh import Refresher
from gql.polling.updater import polls, updater
from gql.settings import Settings
from gql.storage.database import Database
from gql.tasks.changes.repository import Changes
from gql.tasks.journal import Journal, TaskUpdate
from gql.tasks.recent import Recent
from gql.tasks.repository import TaskRepository

# Of a refresh: less than an operation may take, so that whoever asked is told what was slow.
REFRESH_SECONDS = 10


class Background:
    """The parts that work in the background of one application; they do while `running` lasts."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        observer: Observer | None = None,
        clock: Clock | None = None,
    ) -> None:
        """Put the parts together.

        Args:
            settings: whether tasks are followed, and how; the webhook's secret.
            database: open as long as the parts work.
            observer: hears what becomes of tasks.
            clock: the system's where it is left out.

        Raises:
            ConfigurationError: a webhook is wanted where nothing may be written.
        """
        self._settings = settings
        self._database = database
        self._observer = observer
        self._client = UpstreamClient(total_seconds=REFRESH_SECONDS)
        self._clock = clock = clock or SystemClock()
        tasks = LiveTasks(database)
        self._log = log_of(database, tasks, clock)
        self._wire = wire_of(settings, database)
        self.recent = Recent(database.replica)
        self._wire.listeners.append(self._heard)
        self._journal = Announced(self._log, self._wire, self._told)
        self.hub = Hub(self._log, tasks, Watcher(tasks, self._log, clock), self._wire)
        self.vigil = Vigil(UserRepository(database), clock, Rounds.of(database.kind))
        self.poller: Poller | None = None
        self.intake = self._intake(self._journal) if database.writable else None
        # Whoever refreshes a task sees that at once, an admin among everybody's tasks too.
        asked = Announced(self._log, self._wire, self._asked)
        self.refresher = Refresher(
            TaskRepository(database),
            Upstreams(database),
            self._client,
            self._intake(asked) if database.writable else None,
            clock.monotonic,
        )
        if settings.notify_secret.get_secret_value() and self.intake is None:
            raise ConfigurationError(
                "MJ_NOTIFY_SECRET opens a webhook, but new-api's database is only read; it needs MJ_POLL=true"
            )

    def _intake(self, journal: Journal) -> Intake:
        return Intake(Changes(self._database, journal), self._clock, self._observer)

    def _asked(self, updates: Sequence[TaskUpdate]) -> None:
        self._told(updates)
        self.recent.note_all()

    def _told(self, updates: Sequence[TaskUpdate]) -> None:
        self.recent.note(update.task.user_id for update in updates)

    def _heard(self, notices: Sequence[Notice]) -> None:
        self.recent.note(notice.user_id for notice in notices)
        if not notices:  # some may have been missed
            self.recent.note_all()

    def standing(self) -> dict[str, Any] | None:
        """Tell of the updater's last round; None where tasks are not followed, or not yet."""
        if self.poller is None or (last := self.poller.last_round) is None:
            return None
        return {
            "seconds_since_last_round": round(self._clock.monotonic() - last.at, 1),
            "leading": last.leading,
            "unfinished": last.unfinished,
            "channels_away": last.away,
        }

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Work while the block lasts; at its end nothing is left undone."""
        failure: Exception | None = None
        async with AsyncExitStack() as stack, asyncio.TaskGroup() as group:
            stack.push_async_callback(self._client.close)
            parts = [self.hub.run, self.vigil.run, self._wire.run]
            if self._database.replica:
                parts.append(self._database.replica.run)
            watching = [group.create_task(run()) for run in parts]
            following = []
            if polls(self._settings, self._database.kind):
                made = updater(
                    self._settings, self._database, self._journal, observer=self._observer, clock=self._clock
                )
                self.poller = await stack.enter_async_context(made)
                following = [group.create_task(self.poller.run())]
            try:
                yield
            except Exception as error:  # noqa: BLE001 - raised below: the group would wrap it in another one
                failure = error
            finally:
                self.hub.close()
                if self.poller:
                    self.poller.stop()
                await asyncio.gather(*following)
                for task in watching:
                    task.cancel()
        if failure:
            raise failure
