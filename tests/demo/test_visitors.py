from pathlib import Path

from gql.demo.seeding import seed, unfinished_tasks
from gql.demo.store import TaskStore
from gql.demo.visitors import Visitors
from gql.storage.database import open_database
from gql.storage.facts import about

UPSTREAM = "http://127.0.0.1:9"


async def test_a_task_that_is_submitted_is_in_the_database_and_at_the_upstream(tmp_path: Path) -> None:
    database, store = await open_database(f"sqlite+aiosqlite:///{tmp_path / 'demo.db'}"), TaskStore()
    try:
        await seed(database, tasks=5, users=3, rng_seed=1, now_ms=1_795_000_000_000, upstream_url=UPSTREAM)
        visitors = Visitors(database, store, UPSTREAM, users=3)
        await visitors.submit()
        await visitors.submit()
        unfinished = await unfinished_tasks(database)
        assert await about(database, "midjourneys") == 7
        assert len(unfinished) == len(store) == 2
        assert all(store.get(str(row.mj_id)) for row in unfinished)
    finally:
        await database.close()
