"""Subscriptions: an execution for each event of a source (GraphQL, section 6.2.3)."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from inspect import isawaitable
from typing import Any

from graphql import GraphQLError
from graphql.execution import Executor, create_source_event_stream
from strawberry.types.execution import ExecutionResult, PreExecutionError

from gql.execution.operation import Event

Execute = Callable[[Any], Awaitable[ExecutionResult]]


async def events(
    opening: Awaitable[AsyncGenerator[Any, None]], execute: Execute
) -> AsyncGenerator[Event, None]:
    """Tell of each event; the last one is refused where the source fails.

    Args:
        opening: see `opened`.
        execute: executes one event, within the limits.
    """
    try:
        async with aclosing(await opening) as source:
            async for happened in source:
                yield Event(await execute(happened), happened.cursor)
                del happened  # of thousands who wait for hours, none keeps what it was told
    except GraphQLError as error:
        yield refused(error)
    except Exception as error:  # noqa: BLE001 - whoever formats it masks it and logs it
        yield refused(GraphQLError(str(error), original_error=error))


async def opened(executor: Executor[Any]) -> AsyncGenerator[Any, None]:
    """Open the source of a subscription's events.

    Raises:
        GraphQLError: the subscription can't begin.
    """
    found: Any = create_source_event_stream(executor)
    found = await found if isawaitable(found) else found
    if errors := getattr(found, "errors", None):
        raise errors[0]
    source: AsyncGenerator[Any, None] = found
    return source


def refused(*errors: GraphQLError, before: bool = False) -> Event:
    """Give the event that ends an operation with errors; `before` it could be executed at all."""
    kind = PreExecutionError if before else ExecutionResult
    return Event(kind(data=None, errors=[*errors]), refused=True)
