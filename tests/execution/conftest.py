"""The endpoint on the small schema, over a real socket."""

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

from gql.app import make_services
from gql.execution.documents import Documents
from gql.execution.endpoint import GraphQLEndpoint
from gql.operations.compression import Compression
from gql.settings import load
from gql.storage.database import Database
from tests.execution.small import SmallExecutor
from tests.serving import serving


@pytest.fixture
def executor() -> SmallExecutor:
    return SmallExecutor()


@pytest.fixture
def endpoint(executor: SmallExecutor, newapi_database: Database) -> GraphQLEndpoint:
    return GraphQLEndpoint(executor, make_services(load(), newapi_database), Documents())


@pytest.fixture
async def small(endpoint: GraphQLEndpoint) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a running server that has nothing but the endpoint, behind compression."""
    app = Starlette(routes=[Route("/graphql", endpoint)], middleware=[Middleware(Compression)])
    async with serving(app) as port, httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        yield client
