"""How tasks go on: a task and what its upstream says of it make a change, and where it failed a refund.

Pure and total: no clock, no database, and no report that raises an error.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from gql.checks import INT64_MAX
from gql.tasks.journal import TaskUpdate, TaskUpdateKind
from gql.tasks.model import Task
from gql.tasks.times import TimeUnit
from gql.tasks.words import FINAL, TaskStatus

Value = str | int

DONE = "100%"
# What an upstream's "100%" becomes before the end: nobody looks at a task again whose progress is 100 %.
NEARLY_DONE = "99%"
ACCEPTED = 1
# Codes of a submission that was paid for: accepted (0 where the column was never filled), known, queued.
CHARGED = frozenset({0, ACCEPTED, 21, 22})
LIMITS = {"status": 20, "progress": 30}
NO_TEXT = re.compile("[\0\ud800-\udfff]")

NO_UPSTREAM_ID = "上游未返回任务编号（no mj_id）"
LOST_UPSTREAM = "上游已无此任务（lost upstream）"


@dataclass(frozen=True, slots=True)
class Report:
    """What an upstream says of one task: texts as `midjourneys` stores them, times as Unix milliseconds.

    None is what it says nothing of. As in new-api that empties a text, but for `buttons` and `properties`.
    """

    mj_id: str
    status: str | None = None
    progress: str | None = None
    prompt_en: str | None = None
    state: str | None = None
    submit_time: int | None = None
    start_time: int | None = None
    finish_time: int | None = None
    image_url: str | None = None
    video_url: str | None = None
    video_urls: str | None = None
    fail_reason: str | None = None
    buttons: str | None = None
    properties: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be stored of a task, if nobody has changed it meanwhile.

    Attributes:
        task: as it was read.
        values: the columns that differ, each with its new value.
        refund: quota to give back to the task's user; 0 for none.
    """

    task: Task
    values: Mapping[str, Value] = field(default_factory=dict)
    refund: int = 0

    @property
    def after(self) -> Task:
        """The task as the change leaves it."""
        return replace(self.task, **self.values)  # type: ignore[arg-type]

    @property
    def update(self) -> TaskUpdate:
        """What whoever watches is told."""
        after = self.after
        kind = TaskUpdateKind.FINISHED if is_finished(after) else TaskUpdateKind.PROGRESSED
        return TaskUpdate(after, self.task.status, kind)


def is_finished(task: Task) -> bool:
    """Tell whether a task has ended: by its status, or its progress, all that new-api looks at."""
    return task.progress == DONE or task.status in FINAL


def advance(task: Task, report: Report, now_ms: int) -> Change | None:
    """Give what a report changes of a task.

    Args:
        task: as it is stored.
        report: what its upstream says of it.
        now_ms: Unix milliseconds, the finish time where the upstream tells none.

    Returns:
        None where nothing changes: the task has ended, the report says what is known, or it has no status.
    """
    status = _status(report)
    if is_finished(task) or not status:
        return None
    values: dict[str, Value] = {
        "code": ACCEPTED if _was_charged(task) else task.code,
        "status": status,
        "progress": _progress(report, status),
        "prompt_en": _text(report.prompt_en),
        "state": _text(report.state),
        "image_url": _image_url(task, report, status),
        "video_url": _text(report.video_url),
        "video_urls": _text(report.video_urls),
        "fail_reason": _text(report.fail_reason),
        "buttons": task.buttons if report.buttons is None else _text(report.buttons),
        "properties": task.properties if report.properties is None else _text(report.properties),
        **_times(task, report, now_ms if status in FINAL else 0),
    }
    return _change(task, values)


def failed(task: Task, reason: str, now_ms: int) -> Change | None:
    """Give the change that ends a task as a failure of ours to follow it; None where it has ended already."""
    if is_finished(task):
        return None
    finish_time = task.finish_time or _stored(now_ms, task.unit)
    values = {"status": TaskStatus.FAILURE.value, "progress": DONE, "fail_reason": _text(reason)}
    return _change(task, {**values, "finish_time": finish_time})


def channel_missing(channel_id: int) -> str:
    """Give the reason of a failure for a channel that is gone, in the words of new-api."""
    return f"获取渠道信息失败，请联系管理员，渠道ID：{channel_id}"


def timed_out(timeout_seconds: float) -> str:
    """Give the reason of a failure for a task that took too long, in the words of new-api."""
    for seconds, unit in ((3600, "小时"), (60, "分钟")):
        if timeout_seconds >= seconds and timeout_seconds % seconds == 0:
            return f"上游任务超时（超过{timeout_seconds // seconds:.0f}{unit}）"
    return f"上游任务超时（超过{timeout_seconds:g}秒）"


def _change(task: Task, values: Mapping[str, Value]) -> Change | None:
    changed = {name: value for name, value in values.items() if getattr(task, name) != value}
    fails = values["status"] == TaskStatus.FAILURE and _was_charged(task)
    return Change(task, changed, max(task.quota, 0) if fails else 0) if changed else None


def _was_charged(task: Task) -> bool:
    return task.code in CHARGED


def _status(report: Report) -> str:
    """Give the status to store; a reason makes a failure, as new-api takes it."""
    status = _text(report.status, "status")
    ended_well = status in {TaskStatus.SUCCESS, TaskStatus.CANCEL}
    return TaskStatus.FAILURE.value if report.fail_reason and not ended_well else status


def _progress(report: Report, status: str) -> str:
    if status in FINAL:
        return DONE
    progress = _text(report.progress, "progress")
    return NEARLY_DONE if progress == DONE else progress


def _image_url(task: Task, report: Report, status: str) -> str:
    kept = task.image_url if status == TaskStatus.FAILURE else ""
    return _text(report.image_url) or kept


def _times(task: Task, report: Report, now_ms: int) -> dict[str, int]:
    """Give the times as far as they are known, `now_ms` being the end where nobody knows it."""
    return {
        "submit_time": _stored(report.submit_time, task.unit) or task.submit_time,
        "start_time": _stored(report.start_time, task.unit) or task.start_time,
        "finish_time": _stored(report.finish_time, task.unit)
        or task.finish_time
        or _stored(now_ms, task.unit),
    }


def _stored(time_ms: int | None, unit: TimeUnit) -> int:
    return time_ms * unit // 1000 if time_ms and 0 < time_ms <= INT64_MAX else 0


def _text(told: str | None, column: str = "") -> str:
    """Give a text that every database takes: no NUL, no half characters, no longer than its column."""
    text = NO_TEXT.sub("�", told or "")
    limit = LIMITS.get(column)
    if limit is None:
        return text
    text = text.strip()
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
