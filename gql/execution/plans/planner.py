"""The planner: runs operations by their plans, where they have one."""

from collections.abc import Callable
from typing import Any

from graphql import GraphQLSchema
from graphql.execution import Executor, VariableValues, get_variable_values

from gql.execution.operation import Operation
from gql.execution.plans.parts import Now, Run
from gql.execution.plans.plans import plan_of
from gql.schema.context import Context

Build = Callable[[Operation, Context], Executor[Any]]
Tell = Callable[[Any, Context], dict[str, Any]]


class Planner:
    """Gives `data` without an executor's walk; where it gives none, the executor has to."""

    def __init__(self, schema: GraphQLSchema, build: Build) -> None:
        """Make the planner.

        Args:
            schema: graphql-core's.
            build: gives an executor for an operation, from which its plan is compiled.
        """
        self._schema = schema
        self._build = build

    async def data(self, operation: Operation, context: Context) -> dict[str, Any] | None:
        """Run a query; None where there is no plan, or only the executor can tell what is wrong."""
        values = self._values(operation)
        plan = values and plan_of(
            operation.prepared, operation.node, values, lambda: self._build(operation, context)
        )
        if not plan or not values:
            return None
        run = Run(context, values)
        try:
            data: dict[str, Any] = (
                plan.give(None, run) if isinstance(plan, Now) else await plan.give(None, run)
            )
        except Exception:  # noqa: BLE001 - the executor meets it again, and knows which error it is
            return None
        return data

    def events(self, operation: Operation, executor: Executor[Any]) -> Tell | None:
        """Give what tells of a subscription's events, and raises like a plan; None where there is no plan."""
        values = executor.variable_values
        plan = plan_of(operation.prepared, operation.node, values, lambda: executor)
        if not isinstance(plan, Now):
            return None
        return lambda event, context: plan.give(event, Run(context, values))

    def _values(self, operation: Operation) -> VariableValues | None:
        definitions = operation.node.variable_definitions or ()
        values = get_variable_values(
            self._schema, definitions, operation.request.variables or {}, max_errors=1
        )
        return None if isinstance(values, list) else values
