"""A refund as new-api writes it into its log, where the database has one."""

from typing import Any

import orjson

from gql.tasks.model import Task

REFUND = 6
REASON = "构图失败"


def log_row(task: Task, refund: int, username: str, now_ms: int) -> dict[str, Any]:
    """Give the row of `logs` as a newer new-api writes it; older ones lack some of the columns."""
    other = {"reason": REASON, "task_id": task.mj_id}
    texts = ("content", "token_name", "channel_name", "group", "ip", "request_id", "upstream_request_id")
    numbers = ("prompt_tokens", "completion_tokens", "use_time", "token_id")
    return {
        **dict.fromkeys(texts, ""),
        **dict.fromkeys(numbers, 0),
        "user_id": task.user_id,
        "created_at": now_ms // 1000,
        "type": REFUND,
        "username": username,
        "model_name": f"mj_{task.action.lower()}",
        "quota": refund,
        "is_stream": False,
        "channel_id": task.channel_id,
        "other": orjson.dumps(other).decode(),
    }
