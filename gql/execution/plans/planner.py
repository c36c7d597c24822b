"""The planner: runs operations by their plans, where they have one."""

from collections.abc import Awaitable, Callable
from typing import Any

from graphql import GraphQLSchema
from graphql.execution import Executor, VariableValues, get_variable_values

from gql.execution.operation import Operation, Planned
from gql.execution.plans.parts import LinksWanted, Now, Run, given
from gql.execution.plans.plans import plan_of
from gql.schema.context import Context

Build = Callable[[Operation, Context], Executor[Any]]
Give = Callable[[], Awaitable[dict[str, Any]]]
Tell = Callable[[Any, Context], dict[str, Any]]


class Planner:
    """Gives `data` without an executor's walk; where it gives none, the executor has to."""

    def __init__(self, schema: GraphQLSchema, build: Build, *, compiles: bool = True) -> None:
        """Make the planner.

        Args:
            schema: graphql-core's.
            build: gives an executor for an operation, from which its plan is compiled.
            compiles: whether there are any plans.
        """
        self._compiles = compiles
        self._schema = schema
        self._build = build

    def plan(self, operation: Operation, context: Context) -> Give | None:
        """Give what reads the data of a query; None where it has no plan.

        It raises something where only the executor can tell what is wrong.
        """
        planned = operation.planned
        if not planned.done:
            self._prepare(planned, operation, context)
        plan, values = planned.plan, planned.variables
        if not plan or not values:
            return None
        run = Run(context, values, planned.arguments)

        async def give() -> dict[str, Any]:
            try:
                data: dict[str, Any] = await given(plan, None, run)
            except LinksWanted:
                await context.settle_links()
                data = await given(plan, None, run)
            return data

        return give

    def events(self, operation: Operation, executor: Executor[Any]) -> Tell | None:
        """Give what tells of a subscription's events, and raises like a plan; None where there is no plan."""
        if not self._compiles:
            return None
        values = executor.variable_values
        plan = plan_of(operation.prepared, operation.node, values, lambda: executor)
        if not isinstance(plan, Now):
            return None
        return lambda event, context: plan.give(event, Run(context, values, {}))

    def _prepare(self, planned: Planned, operation: Operation, context: Context) -> None:
        values = planned.variables = self._values(operation) if self._compiles else None
        if values:
            node, prepared = operation.node, operation.prepared
            planned.plan = plan_of(prepared, node, values, lambda: self._build(operation, context))
        planned.done = True

    def _values(self, operation: Operation) -> VariableValues | None:
        definitions = operation.node.variable_definitions or ()
        values = get_variable_values(
            self._schema, definitions, operation.request.variables or {}, max_errors=1
        )
        return None if isinstance(values, list) else values
