"""`mj-gateway seed`: made-up tasks, for trying things out and for measuring."""

import asyncio
import time
from typing import Annotated

import typer

from gql.cli.console import print_json, reported, say
from gql.cli.databases import AsJson, DatabaseUrl, standalone
from gql.demo.seeding import seed as add
from gql.demo.upstream import wall_clock_ms
from gql.settings import load

UPSTREAM_URL = "http://127.0.0.1:8001"


def seed(
    *,
    tasks: Annotated[int, typer.Option(min=0, help="How many tasks are added.")] = 1000,
    users: Annotated[int, typer.Option(min=1, help="How many users they are of.")] = 20,
    rng_seed: Annotated[int, typer.Option(help="The same number tells the same story.")] = 1,
    upstream_url: Annotated[
        str, typer.Option(help="Where channels and image URLs lead; `demo` leads them to its own upstream.")
    ] = UPSTREAM_URL,
    as_json: AsJson = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Add made-up tasks to a standalone database.

    A second run adds as many other tasks. Users and channels are made where they are missing and otherwise
    left as they are; they have no tokens (see `token create`). Interrupted, whole transactions stay. A
    database of new-api is refused.

    For example:

        mj-gateway seed --tasks 10000 --users 50

        mj-gateway seed --tasks 1000000 --rng-seed 7 --database-url sqlite+aiosqlite:///big.db
    """
    settings = load(database_url=database_url)
    begin = time.perf_counter()

    async def fill() -> None:
        done = 0

        def told(count: int) -> None:
            nonlocal done
            done += count
            report("tasks", done, tasks)

        async with standalone(settings) as database:
            with reported() as report:
                told(0)
                await add(
                    database,
                    tasks=tasks,
                    users=users,
                    rng_seed=rng_seed,
                    now_ms=wall_clock_ms(),
                    upstream_url=upstream_url,
                    progress=told,
                )

    asyncio.run(fill())
    seconds = time.perf_counter() - begin
    say(f"Added {tasks:,} tasks in {seconds:.1f} s, {tasks / seconds:,.0f} a second.")
    if as_json:
        print_json({"tasks": tasks, "users": users, "seconds": round(seconds, 3)})
