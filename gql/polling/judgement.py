"""What is to become of a task, after its upstream was asked or could not be."""

from dataclasses import dataclass

from gql.polling.answer import Answer
from gql.polling.pace import pause_seconds
from gql.polling.schedule import Tracked
from gql.tasks.model import Task
from gql.tasks.progress import (
    LOST_UPSTREAM,
    NO_UPSTREAM_ID,
    Change,
    advance,
    channel_missing,
    failed,
    is_finished,
    timed_out,
)

# An upstream may list a task a little later than it answered its submission.
GRACE_SECONDS = 30.0
NOTHING_SAID = Answer({})


@dataclass(frozen=True, slots=True)
class Rules:
    """How tasks are followed.

    Attributes:
        interval_seconds: between two polls of a task, at most.
        timeout_seconds: after which a task has failed.
        lost_rounds: polls in a row that don't name a task, after which it is lost.
    """

    interval_seconds: float = 15.0
    timeout_seconds: float = 3600.0
    lost_rounds: int = 10

    @property
    def tick_seconds(self) -> float:
        """How often is looked for what is new or due."""
        return min(1.0, self.interval_seconds)

    def ends_unasked(self, tracked: Tracked, now: float) -> bool:
        """Tell whether a task ends whatever its upstream says."""
        return not tracked.mj_id or self.is_overdue(tracked, now)

    def is_overdue(self, tracked: Tracked, now: float) -> bool:
        """Tell whether a task has taken too long, by a clock that nobody sets."""
        return now - tracked.born >= self.timeout_seconds

    def note(self, tracked: Tracked, answer: Answer, now: float) -> None:
        """Count the answers in a row without a task; those in which its part is unknown don't count."""
        if tracked.mj_id in answer.reports:
            tracked.missing = 0
        elif tracked.mj_id in answer.missing and now - tracked.born >= GRACE_SECONDS:
            tracked.missing += 1

    def next_due(self, tracked: Tracked, now: float) -> float:
        """Tell when a task is asked about again; one that its upstream does not know has no hurry."""
        quiet = now - max(tracked.born, tracked.changed)
        pause = self.interval_seconds if tracked.missing else pause_seconds(quiet, self.interval_seconds)
        deadline = tracked.born + self.timeout_seconds
        return min(now + pause, deadline) if now < deadline else now + pause

    def judge(
        self, task: Task, tracked: Tracked, answer: Answer | None, now: float, now_ms: int
    ) -> Change | None:
        """Give the change that a task is due: what its upstream says, or a failure.

        An end that the upstream tells goes before a failure, however late it is told.

        Args:
            task: as it is stored now.
            tracked: what is known of it since it is followed.
            answer: what its upstream said: nothing where it could not be asked, None where it is gone.
            now: seconds of the monotonic clock.
            now_ms: Unix milliseconds.
        """
        if answer is None:
            return failed(task, channel_missing(task.channel_id), now_ms)
        if not task.mj_id:
            return failed(task, NO_UPSTREAM_ID, now_ms)
        report = answer.reports.get(task.mj_id)
        change = advance(task, report, now_ms) if report else None
        if change and is_finished(change.after):
            return change
        if self.is_overdue(tracked, now):
            return failed(task, timed_out(self.timeout_seconds), now_ms)
        if tracked.missing >= self.lost_rounds:
            return failed(task, LOST_UPSTREAM, now_ms)
        return change
