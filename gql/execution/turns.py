"""Execution by turns: long lists let everybody else run in between, as graphql-core itself never does."""

import asyncio
import time
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Sequence
from typing import Any

from graphql import GraphQLList, GraphQLObjectType, GraphQLResolveInfo, get_named_type, is_leaf_type
from graphql.execution import Executor
from graphql.execution.collect_fields import CollectedFields, FieldDetailsList
from graphql.pyutils import Path
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

# Of the thread's own time; short turns would split what loaders read in one statement.
TURN_SECONDS = 0.025
# A timer that is due needs one pass of the loop to tell its task, which runs in the next.
PASSES = 2
LONG = 10


class Turn:
    """The current turn of an event loop, over all operations that it executes.

    Between two turns the loop passes over all that waits, so that nobody's wait is several turns long.
    """

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._began = 0.0

    async def wait(self) -> None:
        """Let the loop run what waits, until there is time left in the turn."""
        loop = asyncio.get_running_loop()
        while self._loop is loop and time.thread_time() - self._began > TURN_SECONDS:  # noqa: ASYNC110
            await asyncio.sleep(0)
        if self._loop is not loop:
            self._loop, self._began = loop, time.thread_time()
            loop.call_soon(self._end, loop, PASSES)

    def _end(self, loop: asyncio.AbstractEventLoop, passes: int) -> None:
        if passes:
            loop.call_soon(self._end, loop, passes - 1)
        elif self._loop is loop:
            self._loop = None


TURN = Turn()


class ByTurns(Executor[Any]):
    """Execution with pauses between the items of long lists of objects."""

    def complete_list_value(  # noqa: PLR0917 - graphql-core's own signature
        self,
        return_type: GraphQLList[Any],
        field_details_list: FieldDetailsList,
        info: GraphQLResolveInfo[Any],
        path: Path,
        result: AsyncIterable[Any] | Iterable[Any],
        position_context: Any,  # noqa: ANN401 - graphql-core's own signature
    ) -> Any:  # noqa: ANN401 - graphql-core's own signature
        """Complete a list; a long one as if its items came one by one."""
        if (
            isinstance(result, Sequence)
            and len(result) > LONG
            and not is_leaf_type(get_named_type(return_type))
        ):
            result = self._by_turns(result)
        return super().complete_list_value(
            return_type, field_details_list, info, path, result, position_context
        )

    @staticmethod
    async def _by_turns(items: Sequence[Any]) -> AsyncIterator[Any]:
        for item in items:
            await TURN.wait()
            yield item


class InParts(ByTurns, StrawberryGraphQLCoreExecutionContext):
    """Execution that leaves for later what is deferred."""


class Whole(ByTurns):
    """Execution that defers nothing, with what Strawberry tells its resolvers."""

    build_resolve_info: Any = StrawberryGraphQLCoreExecutionContext.build_resolve_info

    def __init__(self, *args: Any, operation_extensions: object = None, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.operation_extensions = operation_extensions


class EventByEvent(Whole):
    """Execution of a subscription's events, which share what is known of their selections.

    graphql-core's own looks a selection up by the list of its nodes, which is another for every event: it
    collects the fields again, and keeps what it has collected for as long as the subscription lasts.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - graphql-core's own signature
        super().__init__(*args, **kwargs)
        self._collected: dict[tuple[object, ...], CollectedFields] = {}

    def collect_subfields(
        self, return_type: GraphQLObjectType, field_details_list: FieldDetailsList
    ) -> CollectedFields:
        """Collect the fields below; those of one document are as many as it has selections."""
        key = (return_type, *(id(details.node) for details in field_details_list))
        if key not in self._collected:
            self._collected[key] = super().collect_subfields(return_type, field_details_list)
        return self._collected[key]
