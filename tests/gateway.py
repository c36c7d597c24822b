"""The whole application in-process: real routing, real SQLite, no socket."""

from typing import Any

import httpx

from gql.app import create_app
from gql.operations.health import Readiness
from gql.settings import Settings
from gql.storage.database import Database
from tests.accounts import headers


def client_of(database: Database, **settings: Any) -> httpx.AsyncClient:
    """Make a client of the application on a database, under settings."""
    app = create_app(Settings(**settings), database, Readiness())
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway.test")


async def ask(client: httpx.AsyncClient, query: str, username: str | None = None, **variables: Any) -> Any:
    """Run an operation as a user, or as nobody, and give the response's JSON."""
    response = await client.post(
        "/graphql",
        json={"query": query, "variables": variables},
        headers=headers(username) if username else {},
    )
    assert response.status_code == 200, response.text
    return response.json()


async def data(client: httpx.AsyncClient, query: str, username: str, **variables: Any) -> Any:
    """Run an operation that has no errors, and give its data."""
    response = await ask(client, query, username, **variables)
    assert "errors" not in response, response["errors"]
    return response["data"]


async def errors(
    client: httpx.AsyncClient, query: str, username: str | None = None, **variables: Any
) -> list[Any]:
    """Run an operation that must have errors, and give them as (path, code, message)."""
    response = await ask(client, query, username, **variables)
    return [
        (".".join(map(str, error.get("path", []))), error["extensions"]["code"], error["message"])
        for error in response["errors"]
    ]
