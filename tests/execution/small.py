"""A small schema with a field that waits until a test lets it go, behind the real endpoint."""

import asyncio
from typing import Any

import strawberry
from graphql import ExperimentalIncrementalExecutionResults, experimental_execute_incrementally, parse
from graphql.execution import Executor as PlainExecutor
from graphql.execution.incremental import IncrementalExecutor
from strawberry.schema.config import StrawberryConfig
from strawberry.types.execution import ExecutionResult
from strawberry.utils.await_maybe import await_maybe

from gql.execution.executor import Executor
from gql.execution.incremental import IncrementalResult
from gql.execution.refusals import NotByGet
from gql.execution.request import GraphQLRequest
from gql.schema.context import Context

Gate = asyncio.Event
Info = strawberry.Info[Gate, None]


@strawberry.type
class Query:
    fast: str = "fast"

    @strawberry.field
    async def slow(self, info: Info) -> str:
        await info.context.wait()
        return "slow"

    @strawberry.field
    async def broken(self, info: Info) -> str | None:
        await info.context.wait()
        raise RuntimeError("the password is 1234")

    @strawberry.field
    async def required(self, info: Info) -> str:
        await info.context.wait()
        raise RuntimeError("the password is 1234")

    @strawberry.field
    def numbers(self) -> list[int]:
        return [1, 2, 3]


class SmallExecutor(Executor):
    """Runs operations on the small schema, without limits; `gate` lets the slow fields go."""

    def __init__(self) -> None:
        config = StrawberryConfig(enable_experimental_incremental_execution=True)
        self._small = strawberry.Schema(query=Query, config=config)._schema
        self.gate = Gate()

    async def execute(
        self,
        request: GraphQLRequest,
        context: Context,  # noqa: ARG002
        *,
        read_only: bool,
    ) -> ExecutionResult:
        if read_only and "mutation" in request.query:
            raise NotByGet
        result: Any = await await_maybe(
            experimental_execute_incrementally(
                self._small,
                parse(request.query),
                root_value=Query(),
                context_value=self.gate,
                executor_class=IncrementalExecutor if request.incremental else PlainExecutor,
            )
        )
        if isinstance(result, ExperimentalIncrementalExecutionResults):
            return IncrementalResult.of(result)
        return ExecutionResult(result.data, result.errors)
