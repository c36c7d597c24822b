"""Looks in the database for tasks to follow: for new ones every second, and at all once in an interval."""

from gql.clock import Clock
from gql.polling.judgement import Rules
from gql.polling.schedule import Schedule, Tracked
from gql.polling.visit import TaskStore
from gql.tasks.changes.repository import UnfinishedTask
from gql.tasks.times import TimeUnit


class Lookout:
    """Fills a schedule, and takes out of it what others have ended."""

    def __init__(self, tasks: TaskStore, clock: Clock, rules: Rules) -> None:
        self._tasks = tasks
        self._clock = clock
        self._rules = rules
        self._newest_id = 0
        self._look_due = self._whole_look_due = 0.0

    async def look(self, schedule: Schedule) -> None:
        """Look if it is time to; the first look is a whole one.

        Raises:
            Unavailable: the database is away.
        """
        now = self._clock.monotonic()
        if now >= self._whole_look_due:
            found = await self._tasks.unfinished()
            schedule.keep_only({task.id for task in found})
            self._whole_look_due = now + self._rules.interval_seconds
        elif now >= self._look_due:
            found = await self._tasks.unfinished(after_id=self._newest_id)
        else:
            return
        self._look_due = now + self._rules.tick_seconds
        for task in found:
            self._newest_id = max(self._newest_id, task.id)
            known = schedule.get(task.id)
            if known is None or (known.channel_id, known.mj_id) != (task.channel_id, task.mj_id):
                schedule.drop(task.id)
                schedule.put(self._tracked(task, now), now)

    def _tracked(self, task: UnfinishedTask, now: float) -> Tracked:
        """Follow a task from now on; the machine's clock is believed this once, as it may be set later."""
        submitted_ms = TimeUnit.MILLISECONDS.at_most(task.submit_time)
        age = max(self._clock.now_ms() - submitted_ms, 0) / 1000 if task.submit_time > 0 else 0.0
        return Tracked(task.id, task.mj_id, task.channel_id, born=now - age, changed=now - age)
