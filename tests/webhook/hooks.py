"""The calls that a real midjourney-proxy made of its hook, and the tasks that they were about."""

import json
from typing import Any
from urllib.parse import quote

import httpx

from tests.demo.recordings import captures
from tests.kill.databases import has_log_of_updates
from tests.servers.sites import Place
from tests.storage.statements import outside
from tests.tasks.rows import insert

# As `openssl rand -base64` makes them.
SECRET = "canary/hook+secret=="
HOOK = f"/mj/notify/{quote(SECRET, safe='')}"
ALICE = 3
QUOTA = 50
COLUMNS = ("status", "progress", "image_url", "fail_reason", "finish_time", "prompt_en", "properties", "code")


def recorded() -> list[dict[str, Any]]:
    """Give the task objects in the order in which they came."""
    calls = [capture for name, capture in captures().items() if name.startswith("hook: ")]
    return [json.loads(call["request_body"]) for call in calls]


def ends() -> dict[str, dict[str, Any]]:
    """Give the call that ended each task, by the task's id."""
    return {task["id"]: task for task in recorded() if task["status"] in {"SUCCESS", "FAILURE"}}


def submitted(mj_id: str, **values: Any) -> str:
    """Give the statement that adds alice's task as new-api stores it when it is accepted."""
    row = {"user_id": ALICE, "channel_id": 1, "code": 1, "quota": QUOTA, "status": "", "progress": "0%"}
    return insert(mj_id=mj_id, **row | {"action": "IMAGINE", "submit_time": 1_795_375_098_000} | values)


def submit(place: Place, *mj_ids: str) -> None:
    """Add tasks of alice's."""
    outside(place, *(submitted(mj_id) for mj_id in mj_ids))


def rows(place: Place, mj_ids: list[str]) -> list[tuple[Any, ...]]:
    """Give what is stored of tasks, NULL as ""."""
    columns, wanted = ", ".join(COLUMNS), ", ".join(map(repr, mj_ids))
    statement = f"SELECT mj_id, {columns} FROM midjourneys WHERE mj_id IN ({wanted}) ORDER BY id"
    return [tuple("" if value is None else value for value in row) for row in outside(place, statement)]


def quota(place: Place) -> int:
    """Give alice's quota."""
    return int(outside(place, f"SELECT quota FROM users WHERE id = {ALICE}")[0][0])


def refunds(place: Place) -> int:
    """Count the refunds that are written down, wherever this database does so."""
    own = "SELECT count(*) FROM mj_gateway_ledger WHERE kind = 'refund'"
    newapis = "SELECT count(*) FROM logs WHERE type = 6"
    return int(outside(place, own if has_log_of_updates(place) else newapis)[0][0])


async def call(gateway: httpx.AsyncClient, task: object, path: str = HOOK, **headers: str) -> httpx.Response:
    """Call the hook as midjourney-proxy does, with a task or with other bytes."""
    body = task if isinstance(task, bytes) else json.dumps(task).encode()
    sent = {"Content-Type": "application/json", "User-Agent": "Java/17.0.15"}
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    return await gateway.post(path, content=body, headers=sent | more)
