"""The executor on a schema of its own, which has mutations and defers parts."""

import asyncio

import pytest
import strawberry
from strawberry.schema.config import StrawberryConfig

from gql.execution.executor import Executor
from gql.execution.incremental import IncrementalResult
from gql.execution.limits.errors import TimedOut
from gql.execution.refusals import NotByGet
from gql.execution.request import GraphQLRequest
from gql.schema import Schema
from gql.schema.context import Context
from gql.storage.database import Database
from tests.limits.operations import context, limits


@strawberry.type
class Query:
    @strawberry.field
    def fast(self) -> str:
        return "fast"

    @strawberry.field
    async def never(self) -> str:
        await asyncio.Event().wait()
        return ""


@strawberry.type
class Mutation:
    @strawberry.field
    def change(self) -> str:
        return "changed"


@pytest.fixture
def executor() -> Executor:
    config = StrawberryConfig(enable_experimental_incremental_execution=True)
    return Executor(Schema(query=Query, mutation=Mutation, config=config), limits(limit_seconds=0.3))


@pytest.fixture
async def nobody(newapi_database: Database) -> Context:
    return context(newapi_database, None)


async def test_only_queries_are_asked_by_get(executor: Executor, nobody: Context) -> None:
    request = GraphQLRequest("mutation { change }")
    assert (await executor.execute(request, nobody, read_only=False)).data == {"change": "changed"}
    with pytest.raises(NotByGet):
        await executor.execute(request, nobody, read_only=True)


async def test_an_operation_that_takes_too_long_is_ended(executor: Executor, nobody: Context) -> None:
    with pytest.raises(TimedOut, match=r"ended after 0\.3 seconds"):
        await executor.execute(GraphQLRequest("{ never }"), nobody, read_only=True)


async def test_deferred_parts_come_until_the_operation_is_ended(executor: Executor, nobody: Context) -> None:
    request = GraphQLRequest("{ __typename ... @defer { fast } }", incremental=True)
    result = await executor.execute(request, nobody, read_only=True)
    assert isinstance(result, IncrementalResult)
    assert [part.formatted["hasNext"] async for part in result.subsequent] == [False]

    request = GraphQLRequest("{ fast ... @defer { never } }", incremental=True)
    result = await executor.execute(request, nobody, read_only=True)
    assert isinstance(result, IncrementalResult)
    with pytest.raises(TimedOut):
        await anext(result.subsequent)
