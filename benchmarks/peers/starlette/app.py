"""A handler for each of the documents that the benchmark sends, and one for the REST path."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from benchmarks import work
from benchmarks.peers.kept import Kept
from benchmarks.peers.starlette import postgresql, sqlite

Row = Sequence[Any]
Json = dict[str, Any]

ADMIN = 10
KINDS: dict[str, type[sqlite.Reads | postgresql.Reads]] = {
    "sqlite": sqlite.Reads,
    "postgresql": postgresql.Reads,
}
READS = KINDS[os.environ["BENCH_DATABASE_KIND"]](os.environ["BENCH_DATABASE"])
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


async def viewer(request: Request) -> Row:
    """Find who asks, as (id, role)."""
    token = request.headers["authorization"].removeprefix("Bearer ")
    found = await VIEWERS.get(token, account)
    if found is None:
        raise PermissionError
    return found


async def account(token: str) -> Row | None:
    """Read the user of a token."""
    return next(iter(await READS.rows(VIEWER, token)), None)


async def total(where: str, *values: object) -> int:
    """Count the tasks of a listing."""
    return await TOTALS.get((where, *values), count)


async def count(key: tuple[Any, ...]) -> int:
    """Read a total."""
    where, *values = key
    found = await READS.rows(f"SELECT count(*) FROM midjourneys {where}", *values)
    return int(found[0][0])


async def listing(variables: Json, owner: int | None) -> Json:
    """Answer a page of tasks."""
    given = [(FILTERS[name], value) for name, value in variables.items() if name in FILTERS]
    clauses = [("user_id = ?", owner), *given] if owner else given
    where = f"WHERE {' AND '.join(clause for clause, _ in clauses)}" if clauses else ""
    values = tuple(value for _, value in clauses)
    size = variables.get("pageSize", 20)
    sql = f"SELECT {TASK} FROM midjourneys {where} ORDER BY id DESC LIMIT ? OFFSET ?"
    found = await READS.rows(sql, *values, size, (variables.get("page", 1) - 1) * size)
    items = [dict(zip(NAMES, row, strict=True)) for row in found]
    return {"items": items, "total": await total(where, *values)}


async def my_tasks(variables: Json, who: Row) -> Json:
    """Answer the viewer's own tasks."""
    return {"myTasks": await listing(variables, who[0])}


async def all_tasks(variables: Json, who: Row) -> Json:
    """Answer everybody's tasks."""
    require_admin(who)
    return {"allTasks": await listing(variables, None)}


async def connection(variables: Json, who: Row) -> Json:
    """Answer the newest tasks of all, each with its user and its channel."""
    require_admin(who)
    found = await READS.rows(NEWEST, variables["first"] + 1)
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


HANDLERS: dict[str, Callable[[Json, Row], Awaitable[Json]]] = {
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
    return answered({"data": await HANDLERS[asked["query"]](asked["variables"], await viewer(request))})


async def mine(request: Request) -> Response:
    """Answer `/api/mj/self`."""
    owner = (await viewer(request))[0]
    page, size = int(request.query_params.get("p", "1")), int(request.query_params.get("page_size", "20"))
    sql = f"SELECT {REST_COLUMNS} FROM midjourneys WHERE user_id = ? ORDER BY id DESC LIMIT ? OFFSET ?"
    found = await READS.rows(sql, owner, size, (page - 1) * size)
    items = [dict(zip(REST, row, strict=True)) for row in found]
    counted = await total("WHERE user_id = ?", owner)
    data = {"items": items, "total": counted, "page": page, "page_size": size}
    return answered({"success": True, "message": "", "data": data})


async def refused(_: Request, __: Exception) -> Response:
    """Tell a refusal."""
    return Response(status_code=403)


@asynccontextmanager
async def lifespan(_: Starlette) -> AsyncIterator[None]:
    """Open and close the database."""
    await READS.open()
    yield
    await READS.close()


app = Starlette(
    routes=[Route("/graphql", graphql, methods=["POST"]), Route("/api/mj/self", mine)],
    exception_handlers={PermissionError: refused},
    lifespan=lifespan,
)
