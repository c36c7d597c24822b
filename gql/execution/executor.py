"""Execution: one operation against the schema."""

from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types.execution import ExecutionResult
from strawberry.types.graphql import OperationType

from gql.execution.limits.errors import OperationUnresolved
from gql.execution.refusals import NotByGet
from gql.execution.request import GraphQLRequest
from gql.schema import Schema
from gql.schema.context import Context

ALL = OperationType.from_http("POST")
READ_ONLY = OperationType.from_http("GET")


class Executor:
    """Executes operations against a schema."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema

    async def execute(self, request: GraphQLRequest, context: Context, *, read_only: bool) -> ExecutionResult:
        """Execute an operation; with `read_only`, a query alone.

        Returns:
            The result; where `request.incremental` and parts are deferred, an `incremental.IncrementalResult`
            (graphql-core's `IncrementalExecutor` makes them; its plain `Executor` ignores `@defer` and `@stream`).

        Raises:
            OperationUnresolved: which operation, can't be told.
            NotByGet: `read_only`, and the operation is no query.
        """
        try:
            return await self._schema.execute(
                request.query,
                variable_values=request.variables,
                operation_name=request.operation_name,
                context_value=context,
                allowed_operation_types=READ_ONLY if read_only else ALL,
            )
        except InvalidOperationTypeError:
            raise NotByGet from None
        except CannotGetOperationTypeError:
            raise OperationUnresolved(operations="") from None
