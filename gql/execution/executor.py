"""Execution: one operation against the schema, within its limits and the viewer's allowance."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from inspect import isawaitable
from typing import Any

from graphql import (
    ExperimentalIncrementalExecutionResults,
    OperationType,
    experimental_execute_incrementally,
)
from graphql.execution import SubsequentIncrementalExecutionResult
from strawberry.execution import optimized_is_awaitable
from strawberry.types.execution import ExecutionResult, PreExecutionError

from gql.allowance.allowance import Allowance, Reservation, reservation
from gql.errors import GatewayError
from gql.execution.incremental import IncrementalResult
from gql.execution.limits.cost import Costs, Estimate
from gql.execution.limits.documents import Documents, NotValid, Prepared
from gql.execution.limits.errors import TimedOut
from gql.execution.limits.introspection import introspection_max
from gql.execution.limits.limits import Limits
from gql.execution.refusals import NotByGet
from gql.execution.request import GraphQLRequest
from gql.execution.turns import InParts, Whole
from gql.schema import Schema
from gql.schema.context import Context
from gql.storage.deadline import reads_end_after

# SQLite ends a late statement a moment after the operation was ended, so that clients hear of the latter.
GRACE_SECONDS = 0.1


class Executor:
    """Executes operations against a schema."""

    def __init__(
        self,
        schema: Schema,
        limits: Limits,
        allowance: Allowance | None = None,
        *,
        introspection: bool = True,
        cost_in_answers: bool = False,
    ) -> None:
        """Make the executor.

        Args:
            schema: what operations are executed against.
            limits: what they may ask for.
            allowance: what viewers may spend; everything where it is left out.
            introspection: whether operations may ask for the schema.
            cost_in_answers: whether `extensions.cost` says what an operation was taken to cost.
        """
        self._schema = schema._schema  # noqa: SLF001 - Strawberry's only name for graphql-core's schema
        self._suggestions = not schema.config.disable_field_suggestions
        self._documents = Documents(
            self._schema, limits, suggestions=self._suggestions, introspection=introspection
        )
        self._limits = limits
        self._introspection_max = introspection_max(self._schema, limits)
        self._allowance = allowance or Allowance()
        self._cost_in_answers = cost_in_answers

    async def execute(self, request: GraphQLRequest, context: Context, *, read_only: bool) -> ExecutionResult:
        """Execute an operation; with `read_only`, a query alone.

        Returns:
            The result; where `request.incremental` and parts are deferred, an `IncrementalResult`.

        Raises:
            LimitExceeded: the operation asks for more than the limits allow.
            OperationUnresolved: which operation is meant can't be told.
            NotByGet: `read_only`, and the operation is no query.
            RateLimited: the viewer has not enough points left.
            TimedOut: it took too long, and was ended.
        """
        try:
            prepared = await self._documents.prepare(request.query)
        except NotValid as refusal:
            return PreExecutionError(data=None, errors=refusal.errors)
        operation = prepared.operation(request.operation_name)
        if read_only and operation.operation is not OperationType.QUERY:
            raise NotByGet
        costs = Costs.of(prepared.selections, prepared.prices, operation, request.variables, self._limits)
        paid = await self._reserve(context, self._affordable(costs))
        token = reservation.set(paid)
        try:
            result = await self._in_time(prepared, request, context)
        finally:
            reservation.reset(token)
        return await self._settled(paid, costs, result)

    async def _settled(self, paid: Reservation, costs: Costs, result: ExecutionResult) -> ExecutionResult:
        cost = {"requested": paid.points, "limit": self._limits.cost}
        if self._allowance.limited and not isinstance(result, IncrementalResult):
            cost["used"] = costs.used(result.data)
            await paid.settle(cost["used"])
        if self._cost_in_answers:
            result.extensions = {**(result.extensions or {}), "cost": cost}
        return result

    def _affordable(self, costs: Costs) -> Estimate:
        estimate = costs.estimate()
        self._limits.check("cost", estimate.points)
        self._limits.check("introspection", estimate.introspection, self._introspection_max)
        return estimate

    async def _reserve(self, context: Context, estimate: Estimate) -> Reservation:
        viewer_id = None
        if self._allowance.limited:
            try:
                viewer_id = (await context.viewer()).id
            except GatewayError:  # fields that need a viewer tell it; what they cost is paid by the address
                viewer_id = None
        return await self._allowance.reserve(viewer_id, estimate.points)

    async def _in_time(
        self, prepared: Prepared, request: GraphQLRequest, context: Context
    ) -> ExecutionResult:
        if not self._limits.enforced:
            return await self._run(prepared, request, context)
        end = asyncio.get_running_loop().time() + self._limits.seconds
        try:
            with reads_end_after(self._limits.seconds + GRACE_SECONDS):
                async with asyncio.timeout_at(end):
                    result = await self._run(prepared, request, context)
        except TimeoutError:
            raise TimedOut(seconds=f"{self._limits.seconds:g}") from None
        if isinstance(result, IncrementalResult):
            result.subsequent = _until(end, self._limits.seconds, result.subsequent)
        return result

    async def _run(self, prepared: Prepared, request: GraphQLRequest, context: Context) -> ExecutionResult:
        document = prepared.document if request.incremental else prepared.whole
        run: Any = experimental_execute_incrementally
        result = run(
            self._schema,
            document,
            context_value=context,
            variable_values=request.variables,
            operation_name=request.operation_name,
            max_coercion_errors=self._limits.errors,
            executor_class=InParts if request.incremental else Whole,
            is_awaitable=optimized_is_awaitable,
            hide_suggestions=not self._suggestions,
            operation_extensions=request.extensions,
        )
        result = await result if isawaitable(result) else result
        if isinstance(result, ExperimentalIncrementalExecutionResults):
            return IncrementalResult.of(result)
        return ExecutionResult(data=result.data, errors=result.errors)


async def _until(
    end: float, seconds: float, parts: AsyncGenerator[SubsequentIncrementalExecutionResult, None]
) -> AsyncGenerator[SubsequentIncrementalExecutionResult, None]:
    async with aclosing(parts):
        while True:
            try:
                async with asyncio.timeout_at(end):
                    part = await anext(parts, None)
            except TimeoutError:
                raise TimedOut(seconds=f"{seconds:g}") from None
            if part is None:
                return
            yield part
