"""What a task's stored texts say: pure, total functions; nonsense reads as nothing, never as an error."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from gql.tasks.model import Task, read_number, read_text

PERCENT = re.compile(r"\s*(\d{1,9})")


@dataclass(frozen=True, slots=True)
class TaskButton:
    """A button that Midjourney shows under a result."""

    custom_id: str
    emoji: str
    label: str
    style: int
    type: int


def percent_complete(task: Task) -> int:
    """Give the number of `progress`, 0 to 100; 0 for words such as "Waiting to start"."""
    found = PERCENT.match(task.progress)
    return min(int(found[1]), 100) if found else 0


def submitted_at(task: Task) -> datetime | None:
    """Give the moment of submission."""
    return task.unit.moment(task.submit_time)


def started_at(task: Task) -> datetime | None:
    """Give the moment at which Midjourney began."""
    return task.unit.moment(task.start_time)


def finished_at(task: Task) -> datetime | None:
    """Give the moment at which the task ended."""
    return task.unit.moment(task.finish_time)


def duration_seconds(task: Task) -> float | None:
    """Give the seconds from submission to end; None while one of both is unknown."""
    if not 0 < task.submit_time <= task.finish_time:
        return None
    return (task.finish_time - task.submit_time) / task.unit


def fail_reason(task: Task) -> str | None:
    """Give the reason of a failure, None where none is told."""
    return task.fail_reason or None


def video_url(task: Task) -> str | None:
    """Give the video's address, None where there is none."""
    return task.video_url or None


def video_urls(task: Task) -> list[str]:
    """Give the addresses of a JSON list of texts (as documented) or of objects with `url` (as stored)."""
    return [address for entry in _entries(task.video_urls) if (address := _address(entry))]


def with_video_urls(task: Task, addresses: Iterable[str]) -> str:
    """Give the stored text of `video_urls` with these in place of its addresses, in their order."""
    if not video_urls(task):
        return task.video_urls
    left = iter(addresses)
    entries = (
        _with_address(entry, left) if _address(entry) else entry for entry in _entries(task.video_urls)
    )
    return orjson.dumps([*entries]).decode()


def buttons(task: Task) -> list[TaskButton]:
    """Give the buttons of a JSON list of objects."""
    return [
        TaskButton(
            custom_id=read_text(entry.get("customId")),
            emoji=read_text(entry.get("emoji")),
            label=read_text(entry.get("label")),
            style=_int32(entry.get("style")),
            type=_int32(entry.get("type")),
        )
        for entry in _entries(task.buttons)
        if isinstance(entry, dict)
    ]


def properties(task: Task) -> Any:  # noqa: ANN401 - any JSON value
    """Give the JSON value of the upstream's properties, None where it is empty or broken."""
    return _json(task.properties)


def _entries(text: str) -> Iterator[Any]:
    value = _json(text)
    return iter(value if isinstance(value, list) else ())


def _address(entry: Any) -> str | None:  # noqa: ANN401 - any JSON value
    found = entry.get("url") if isinstance(entry, dict) else entry
    return found if isinstance(found, str) and found else None


def _with_address(entry: Any, left: Iterator[str]) -> Any:  # noqa: ANN401 - any JSON value
    return entry | {"url": next(left)} if isinstance(entry, dict) else next(left)


def _json(text: str) -> Any:  # noqa: ANN401 - any JSON value
    try:
        return orjson.loads(text) if text else None  # an error takes longer than all else of it
    except orjson.JSONDecodeError:
        return None


def _int32(value: object) -> int:
    number = read_number(value)
    return number if -(2**31) <= number < 2**31 else 0
