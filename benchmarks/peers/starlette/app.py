"""A handler for each of the documents that the benchmark sends, and one for the REST path."""

import os
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from benchmarks import work
from benchmarks.peers.kept import Kept

Row = Sequence[Any]
Json = dict[str, Any]

ADMIN = 10
CONNECTION = sqlite3.connect(
    f"file:{os.environ['BENCH_DATABASE']}?mode=ro", uri=True, check_same_thread=False
)
CONNECTION.execute("PRAGMA busy_timeout = 5000")
CONNECTION.execute("PRAGMA query_only = 1")
VIEWER = "SELECT id, role FROM users WHERE access_token = ? AND status = 1 AND deleted_at IS NULL"
TASK = "mj_id, action, status, progress, prompt, nullif(image_url, '')"
NAMES = work.TASK.split()
FILTERS = {"mjId": "mj_id = ?", "start": "submit_time >= ?", "end": "submit_time <= ?"}
REST_COLUMNS = """id, mj_id, action, prompt, prompt_en, status, progress, image_url, video_url, video_urls,
    submit_time, start_time, finish_time, fail_reason, quota"""
REST = REST_COLUMNS.replace(",", "").split()
NEWEST = f"""SELECT m.*, username, name FROM (
        SELECT {TASK}, user_id, channel_id, id FROM midjourneys ORDER BY id DESC LIMIT ?) AS m
    LEFT JOIN users ON users.id = user_id LEFT JOIN channels ON channels.id = channel_id ORDER BY m.id DESC"""
VIEWERS: Kept[str, Row | None] = Kept()
TOTALS: Kept[tuple[Any, ...], int] = Kept()


def rows(sql: str, *values: object) -> list[Row]:
    """Read in the event loop: a page takes microseconds; sqlite3 keeps the statements prepared."""
    return CONNECTION.execute(sql, values).fetchall()


def viewer(request: Request) -> Row:
    """Find who asks, as (id, role)."""
    token = request.headers["authorization"].removeprefix("Bearer ")
    found = VIEWERS.get(token, lambda token: next(iter(rows(VIEWER, token)), None))
    if found is None:
        raise PermissionError
    return found


def total(where: str, values: tuple[object, ...]) -> int:
    """Count the tasks of a listing."""
    counted = f"SELECT count(*) FROM midjourneys {where}"
    return TOTALS.get((where, *values), lambda key: int(rows(counted, *key[1:])[0][0]))


def listing(variables: Json, owner: int | None) -> Json:
    """Answer a page of tasks."""
    given = [(FILTERS[name], value) for name, value in variables.items() if name in FILTERS]
    clauses = [("user_id = ?", owner), *given] if owner else given
    where = f"WHERE {' AND '.join(clause for clause, _ in clauses)}" if clauses else ""
    values = tuple(value for _, value in clauses)
    size = variables.get("pageSize", 20)
    sql = f"SELECT {TASK} FROM midjourneys {where} ORDER BY id DESC LIMIT ? OFFSET ?"
    found = rows(sql, *values, size, (variables.get("page", 1) - 1) * size)
    return {"items": [dict(zip(NAMES, row, strict=True)) for row in found], "total": total(where, values)}


def my_tasks(variables: Json, who: Row) -> Json:
    """Answer the viewer's own tasks."""
    return {"myTasks": listing(variables, who[0])}


def all_tasks(variables: Json, who: Row) -> Json:
    """Answer everybody's tasks."""
    require_admin(who)
    return {"allTasks": listing(variables, None)}


def connection(variables: Json, who: Row) -> Json:
    """Answer the newest tasks of all, each with its user and its channel."""
    require_admin(who)
    found = rows(NEWEST, variables["first"] + 1)
    nodes = [
        dict(zip(NAMES, row[:6], strict=True))
        | {
            "user": named(row[6], "username", row[9]),
            "channel": named(row[7], "name", row[10]),
        }
        for row in found[: variables["first"]]
    ]
    return {"tasks": {"nodes": nodes, "pageInfo": {"hasNextPage": len(found) > variables["first"]}}}


def named(id_: int, name: str, value: str | None) -> Json | None:
    """Answer a user or a channel, where there still is one."""
    return None if value is None else {"databaseId": id_, name: value}


def require_admin(who: Row) -> None:
    """Refuse who is no admin."""
    if who[1] < ADMIN:
        raise PermissionError


HANDLERS: dict[str, Callable[[Json, Row], Json]] = {
    work.MY_TASKS: my_tasks,
    work.ALL_TASKS: all_tasks,
    work.CONNECTION: connection,
}


def answered(body: Json) -> Response:
    """Write an answer."""
    return Response(orjson.dumps(body), media_type="application/json")


async def graphql(request: Request) -> Response:
    """Answer a document that is known."""
    asked = orjson.loads(await request.body())
    return answered({"data": HANDLERS[asked["query"]](asked["variables"], viewer(request))})


async def mine(request: Request) -> Response:
    """Answer `/api/mj/self`."""
    owner = viewer(request)[0]
    page, size = int(request.query_params.get("p", "1")), int(request.query_params.get("page_size", "20"))
    sql = f"SELECT {REST_COLUMNS} FROM midjourneys WHERE user_id = ? ORDER BY id DESC LIMIT ? OFFSET ?"
    items = [dict(zip(REST, row, strict=True)) for row in rows(sql, owner, size, (page - 1) * size)]
    counted = total("WHERE user_id = ?", (owner,))
    data = {"items": items, "total": counted, "page": page, "page_size": size}
    return answered({"success": True, "message": "", "data": data})


async def refused(_: Request, __: Exception) -> Response:
    """Tell a refusal."""
    return Response(status_code=403)


app = Starlette(
    routes=[Route("/graphql", graphql, methods=["POST"]), Route("/api/mj/self", mine)],
    exception_handlers={PermissionError: refused},
)
