"""The audits of `graphql-http`, by the reference implementation's own code, against a running server."""

import asyncio
import json
from pathlib import Path

from gql.app import create_app
from gql.operations.health import Readiness
from gql.settings import load
from gql.storage.database import Database
from tests.serving import serving

NPM = Path(__file__).parents[1] / "npm"


async def test_all_61_audits_of_graphql_over_http_pass(newapi_database: Database) -> None:
    app = create_app(load(), newapi_database, Readiness())
    async with serving(app) as port, asyncio.timeout(60):
        node = await asyncio.create_subprocess_exec(
            "node",
            "audits.mjs",
            f"http://127.0.0.1:{port}/graphql",
            cwd=NPM,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        output, complaints = await node.communicate()

    assert node.returncode == 0, complaints.decode()
    audits = json.loads(output)
    assert [audit for audit in audits if audit["status"] != "ok"] == []
    assert len(audits) == 61
