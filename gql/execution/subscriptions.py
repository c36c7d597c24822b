"""Subscriptions: an execution for each event of a source (GraphQL, section 6.2.3)."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from inspect import isawaitable
from typing import Any

from graphql import GraphQLError
from graphql.execution import Executor, create_source_event_stream
from strawberry.types.execution import ExecutionResult, PreExecutionError

from gql.execution.operation import Event
from gql.schema.context import Context

PlainExecutor = Executor[Any]
Execute = Callable[[PlainExecutor], Awaitable[ExecutionResult]]


async def events(executor: PlainExecutor, context: Context, execute: Execute) -> AsyncGenerator[Event, None]:
    """Tell of each event, with loaders of its own; the last one is refused where the source fails.

    Args:
        executor: of the whole subscription.
        context: of the one who subscribes.
        execute: executes one event, within the limits.
    """
    try:
        source = await _source(executor)
        async with aclosing(source):
            async for happened in source:
                one = executor.build_per_event_executor(happened)
                one.context_value = context.renewed()
                yield Event(await execute(one), happened.cursor)
    except GraphQLError as error:
        yield refused(error)
    except Exception as error:  # noqa: BLE001 - whoever formats it masks it and logs it
        yield refused(GraphQLError(str(error), original_error=error))


def refused(*errors: GraphQLError, before: bool = False) -> Event:
    """Give the event that ends an operation with errors; `before` it could be executed at all."""
    kind = PreExecutionError if before else ExecutionResult
    return Event(kind(data=None, errors=[*errors]), refused=True)


async def _source(executor: PlainExecutor) -> AsyncGenerator[Any, None]:
    found: Any = create_source_event_stream(executor)
    found = await found if isawaitable(found) else found
    if errors := getattr(found, "errors", None):
        raise errors[0]
    source: AsyncGenerator[Any, None] = found
    return source
