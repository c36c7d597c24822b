"""What an upstream may say of its tasks that is not as it should be: other forks', stale or plainly wrong."""

import json
from collections.abc import Callable, Mapping
from itertools import count
from types import MappingProxyType
from typing import Any, Final

from gql.demo.buttons import GRID_BUTTONS

Tasks = list[dict[str, Any]]
Misreport = Callable[[Tasks], object]

VIDEOS: Final = ("https://cdn.example/0.mp4?a=1&b=2", "https://cdn.example/1.mp4?a=1&b=2")
OBJECTS: Final = [{"url": url, "thumbnail": f"{url}&thumbnail"} for url in VIDEOS]
# Fields that trueai-org/midjourney-proxy has over the original, a part of them.
NEWER_FIELDS: Final = {
    "parentId": None,
    "botType": "MID_JOURNEY",
    "isWhite": False,
    "messageIds": ["1191000000000000001"],
    "isCompleted": False,
    "imageUrls": OBJECTS,
    "videoUrl": VIDEOS[0],
    "videoUrls": OBJECTS,
    "buttons": [dict(reversed(button.items())) for button in json.loads(GRID_BUTTONS)],
    "displays": {"submitTime": "2026-11-22 19:31:02"},
    "mode": "RELAX",
    "useTime": "12.34 s",
    "videoDuration": 5.2,
}
WRONG: Final = {"progress": 35, "promptEn": ["a cat"], "state": {}, "submitTime": True, "properties": "none"}


def unknown_fields(tasks: Tasks) -> Tasks:
    """Add fields that nobody knows."""
    return [{**task, "shiny": {"new": [1, None]}, "score": 9.5} for task in tasks]


def missing_fields(tasks: Tasks) -> Tasks:
    """Say the id and the status only."""
    return [{"id": task["id"], "status": task["status"]} for task in tasks]


def nulls(tasks: Tasks) -> Tasks:
    """Say null of everything but id and status."""
    return [
        {**dict.fromkeys([*task, *NEWER_FIELDS]), "id": task["id"], "status": task["status"]}
        for task in tasks
    ]


def wrong_types(tasks: Tasks) -> list[object]:
    """Give values of other types, and elements that are no tasks."""
    return [None, 5, "task", [], {}, *({**task, **WRONG} for task in tasks)]


def numeric_ids(tasks: Tasks) -> Tasks:
    """Give the ids as numbers."""
    return [{**task, "id": int(task["id"])} for task in tasks]


def extra_ids(tasks: Tasks) -> Tasks:
    """Tell of tasks that nobody asked for, too."""
    return [{**task, "id": f"9{task['id']}"} for task in tasks] + tasks


def duplicates(tasks: Tasks) -> Tasks:
    """Tell of each task twice."""
    return [*tasks, *tasks]


def left_out(tasks: Tasks) -> Tasks:
    """Say nothing of the last task, as of one that the upstream does not know."""
    return tasks[:-1]


def shuffled(tasks: Tasks) -> Tasks:
    """Tell of them in the opposite order."""
    return tasks[::-1]


def newer_fork(tasks: Tasks) -> Tasks:
    """Tell of them as trueai-org/midjourney-proxy does."""
    return [{**task, **NEWER_FIELDS} for task in tasks]


def video_urls_as_objects(tasks: Tasks) -> Tasks:
    """Give `videoUrls` as objects with an address and a thumbnail."""
    return [{**task, "videoUrls": OBJECTS} for task in tasks]


def video_urls_as_texts(tasks: Tasks) -> Tasks:
    """Give `video_urls` as a list of addresses."""
    return [{**task, "video_url": VIDEOS[0], "video_urls": VIDEOS} for task in tasks]


def video_urls_as_json_text(tasks: Tasks) -> Tasks:
    """Give `video_urls` as the text of a JSON list."""
    return [{**task, "video_urls": json.dumps(VIDEOS)} for task in tasks]


def late_in_progress() -> Misreport:
    """Make one that tells of finished tasks as still at 93 % in every second answer, from the second on."""
    answers = count()

    def misreport(tasks: Tasks) -> Tasks:
        stale = {"status": "IN_PROGRESS", "progress": "93%", "finishTime": None}
        return [{**task, **stale} for task in tasks] if next(answers) % 2 else tasks

    return misreport


def falling_progress() -> Misreport:
    """Make one whose percentages fall from answer to answer."""
    answers = count()

    def misreport(tasks: Tasks) -> Tasks:
        falling = {"status": "IN_PROGRESS", "progress": f"{max(93 - 16 * next(answers), 0)}%"}
        return [{**task, **falling} for task in tasks]

    return misreport


MISREPORTS: Final[Mapping[str, Misreport]] = MappingProxyType(
    {
        misreport.__name__: misreport
        for misreport in (
            unknown_fields,
            missing_fields,
            nulls,
            wrong_types,
            numeric_ids,
            extra_ids,
            duplicates,
            left_out,
            shuffled,
            newer_fork,
            video_urls_as_objects,
            video_urls_as_texts,
            video_urls_as_json_text,
        )
    }
)
