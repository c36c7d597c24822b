"""The answer to one query written by hand: Starlette, sqlite3 in the loop, orjson; no GraphQL at all."""

import os
import sqlite3

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

CONNECTION = sqlite3.connect(
    f"file:{os.environ['BENCH_DATABASE']}?mode=ro", uri=True, check_same_thread=False
)
USER = "SELECT id FROM users WHERE access_token = ?"
TOTAL = "SELECT count(*) FROM midjourneys WHERE user_id = ?"
ITEMS = """SELECT mj_id, action, status, progress, prompt, image_url FROM midjourneys
    WHERE user_id = ? ORDER BY id DESC LIMIT ?"""
NAMES = ("mjId", "action", "status", "progress", "prompt", "imageUrl")


async def answer(request: Request) -> Response:
    """Answer `myTasks(pageSize:)`, whatever is asked."""
    size = int(orjson.loads(await request.body())["variables"]["size"])
    token = request.headers["authorization"].removeprefix("Bearer ")
    (user,) = CONNECTION.execute(USER, (token,)).fetchone()
    (total,) = CONNECTION.execute(TOTAL, (user,)).fetchone()
    rows = CONNECTION.execute(ITEMS, (user, size)).fetchall()
    items = [dict(zip(NAMES, (*row[:5], row[5] or None), strict=True)) for row in rows]
    body = orjson.dumps({"data": {"myTasks": {"items": items, "total": total}}})
    return Response(body, media_type="application/json")


app = Starlette(routes=[Route("/", answer, methods=["POST"])])
