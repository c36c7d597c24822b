"""Execution: one operation against the schema, within its limits and the viewer's allowance."""

from collections.abc import AsyncGenerator, Hashable
from contextlib import aclosing, suppress
from inspect import isawaitable
from math import inf
from typing import Any, cast

from graphql import (
    ExperimentalIncrementalExecutionResults,
    GraphQLError,
    OperationType,
    experimental_execute_incrementally,
)
from strawberry.execution import optimized_is_awaitable
from strawberry.types.execution import ExecutionResult, PreExecutionError

from gql.allowance.allowance import Allowance, Reservation, reservation
from gql.errors import GatewayError
from gql.execution.answers import Answers, Place
from gql.execution.incremental import IncrementalResult
from gql.execution.kept import Repeated
from gql.execution.limits.cost import Costs, Estimate
from gql.execution.limits.documents import Documents, NotValid, Prepared
from gql.execution.limits.introspection import introspection_max
from gql.execution.limits.limits import Limits, Mode
from gql.execution.operation import ROOT_POINTS, Event, Operation
from gql.execution.patience import GRACE_SECONDS, InTime
from gql.execution.plans.planner import Planner
from gql.execution.refusals import NotByGet, StreamNeeded
from gql.execution.request import GraphQLRequest
from gql.execution.subscriptions import events, opened, refused
from gql.execution.told import Told
from gql.execution.turns import EventByEvent, InParts, Whole
from gql.execution.ways import Again, Compiled, OperationMetrics
from gql.schema import Schema
from gql.schema.context import Context
from gql.storage.deadline import reads_end_after

# Of one document: by the sizes of lists that are asked for.
ESTIMATES_KEPT = 100
# Subscriptions that were seen once.
SEEN_KEPT = 1000


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
        compiles: bool = True,
        metrics: OperationMetrics | None = None,
        answers: Answers | None = None,
    ) -> None:
        """Make the executor.

        Args:
            schema: what operations are executed against.
            limits: what they may ask for.
            allowance: what viewers may spend; everything where it is left out.
            introspection: whether operations may ask for the schema.
            cost_in_answers: whether `extensions.cost` says what an operation was taken to cost.
            compiles: whether operations run by plans, where they have one.
            metrics: count which way operations go.
            answers: keeps what can be given again; nothing where it is left out.
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
        self._planner = Planner(self._schema, self._built, compiles=compiles)
        self._metrics = metrics
        self._told = Told()
        # What an operation has used up is counted in its data.
        self._answers = Answers() if self._allowance.limited or answers is None else answers
        self._repeated = Repeated(SEEN_KEPT)

    async def prepare(self, request: GraphQLRequest) -> Operation:
        """Find the operation of a request, and hold it against the limits.

        Raises:
            NotValid: the document can't be parsed, or is not valid.
            LimitExceeded: the operation asks for more than the limits allow.
            OperationUnresolved: which operation is meant can't be told.
        """
        key = request.key
        prepared = self._documents.kept(request.query)
        if prepared and key and (kept := prepared.operations.get(key)):
            return Operation(request, prepared, *kept)
        prepared = prepared or await self._documents.prepare(request.query)
        operation = self._operation(prepared, request)
        if key and self._is_worth_keeping(operation, key):
            self._documents.keep(prepared, request.query, key, operation.known)
        return operation

    def _is_worth_keeping(self, operation: Operation, key: Hashable) -> bool:
        if self._limits.mode is Mode.WARN:  # which tells each time what exceeds a limit
            return False
        # A cursor is sent once: who comes back has another.
        once = operation.kind is OperationType.SUBSCRIPTION and operation.request.variables
        return not once or self._repeated((operation.request.query, key))

    def _operation(self, prepared: Prepared, request: GraphQLRequest) -> Operation:
        node = prepared.operation(request.operation_name)
        costs = Costs.of(prepared.selections, prepared.prices, node, request.variables, self._limits)
        return Operation(request, prepared, node, costs, self._affordable(prepared, costs))

    async def execute(self, request: GraphQLRequest, context: Context, *, read_only: bool) -> ExecutionResult:
        """Execute a query or a mutation; with `read_only`, a query alone.

        Returns:
            The result; where `request.incremental` and parts are deferred, an `IncrementalResult`.

        Raises:
            LimitExceeded, OperationUnresolved: see `prepare`.
            NotByGet: `read_only`, and the operation is a mutation.
            StreamNeeded: the operation is a subscription.
            RateLimited: the viewer has not enough points left.
            TimedOut: it took too long, and was ended.
        """
        try:
            operation = await self.prepare(request)
        except NotValid as refusal:
            return PreExecutionError(data=None, errors=refusal.errors)
        if operation.kind is OperationType.SUBSCRIPTION:
            raise StreamNeeded
        if read_only and operation.kind is not OperationType.QUERY:
            raise NotByGet
        return await self.run(operation, context)

    async def run(self, operation: Operation, context: Context) -> ExecutionResult:
        """Run a query or a mutation; see `execute`."""
        paid = await self._reserve(context, operation.estimate.points)
        place = None if operation.request.incremental else self._answers.place(operation, context)
        found = self._answers.find(place) if place else None
        if found is None:
            result = await self._in_time(operation, context, paid, place)
        else:
            result = Again(data=cast("dict[str, Any]", found), errors=None)
        if self._metrics:
            self._metrics.count(result)
        return await self._settled(paid, operation.costs, result)

    async def subscribe(self, operation: Operation, context: Context) -> AsyncGenerator[Event, None]:
        """Run a subscription; each of its events is executed within the limit of time.

        Raises:
            RateLimited: the viewer has not enough points left, for the subscription or for an event.
        """
        await self._reserve(context, ROOT_POINTS)
        try:
            executor = self._built(operation, context)
        except NotValid as refusal:
            yield refused(*refusal.errors)
            return
        tell = self._planner.events(operation, executor)
        source = opened(executor)
        # Each subscriber's takes much room, and with a plan hardly ever a part.
        kept = None if tell else executor
        del executor

        async def execute(happened: Any) -> ExecutionResult:  # noqa: ANN401 - whatever the source tells of
            if operation.event_points:
                await self._reserve(context, operation.event_points)
            renewed = context.renewed()
            if tell:
                with suppress(Exception):  # what is wrong with it, the executor tells
                    data = self._told.data(operation, renewed, happened, tell)
                    return ExecutionResult(data=data, errors=None)
            return await self._event(kept or self._built(operation, context), renewed, happened)

        async with aclosing(events(source, execute)) as happening:
            async for event in happening:
                yield event
                del event

    async def _event(self, executor: EventByEvent, context: Context, happened: Any) -> ExecutionResult:  # noqa: ANN401
        """Execute one event of a subscription, with loaders of its own."""
        patience = self._limits.seconds + GRACE_SECONDS if self._limits.enforced else inf
        one = executor.build_per_event_executor(happened)
        one.context_value = context
        with reads_end_after(patience):
            found: Any = one.execute_operation(serially=False)
            if isawaitable(found):
                async with InTime(self._limits):
                    found = await found
        return ExecutionResult(data=found.data, errors=found.errors)

    async def _settled(self, paid: Reservation, costs: Costs, result: ExecutionResult) -> ExecutionResult:
        cost = {"requested": paid.points, "limit": self._limits.cost}
        if self._allowance.limited and not isinstance(result, IncrementalResult):
            cost["used"] = costs.used(result.data)
            await paid.settle(cost["used"])
        if self._cost_in_answers:
            result.extensions = {**(result.extensions or {}), "cost": cost}
        return result

    def _affordable(self, prepared: Prepared, costs: Costs) -> Estimate:
        key = (id(costs.operation), *(_size_of(costs.variables.get(name)) for name in prepared.sizing))
        estimate = prepared.estimates.get(key)
        if estimate is None:
            estimate = costs.estimate()
            if len(prepared.estimates) < ESTIMATES_KEPT:
                prepared.estimates[key] = estimate
        self._limits.check("cost", estimate.points)
        self._limits.check("introspection", estimate.introspection, self._introspection_max)
        return estimate

    async def _reserve(self, context: Context, points: int) -> Reservation:
        viewer_id = None
        if self._allowance.limited:
            try:
                viewer_id = (await context.viewer()).id
            except GatewayError:  # fields that need a viewer tell it; what they cost is paid by the address
                viewer_id = None
        return await self._allowance.reserve(viewer_id, points)

    def _built(self, operation: Operation, context: Context) -> EventByEvent:
        build: Any = EventByEvent.build
        built: EventByEvent | list[GraphQLError] = build(
            self._schema,
            operation.prepared.whole,
            raw_variable_values=operation.request.variables,
            **self._arguments(operation.request, context),
        )
        if isinstance(built, list):
            raise NotValid(*built)
        return built

    async def _in_time(
        self, operation: Operation, context: Context, paid: Reservation, place: Place | None
    ) -> ExecutionResult:
        token = reservation.set(paid)
        try:
            async with InTime(self._limits) as patience:
                result = await self._executed(operation, context, place)
        finally:
            reservation.reset(token)
        if isinstance(result, IncrementalResult) and self._limits.enforced:
            result.subsequent = patience.until_end(result.subsequent)
        return result

    async def _executed(self, operation: Operation, context: Context, place: Place | None) -> ExecutionResult:
        request, prepared = operation.request, operation.prepared
        if not request.incremental and (give := self._planner.plan(operation, context)):
            try:
                data = await give()
                return Compiled(data=self._answers.keep(place, data) if place else data, errors=None)
            except Exception:  # noqa: BLE001 - the executor meets it again, and knows which error it is
                context = context.renewed()
        document = prepared.document if request.incremental else prepared.whole
        run: Any = experimental_execute_incrementally
        result = run(
            self._schema,
            document,
            variable_values=request.variables,
            executor_class=InParts if request.incremental else Whole,
            **self._arguments(request, context),
        )
        result = await result if isawaitable(result) else result
        if isinstance(result, ExperimentalIncrementalExecutionResults):
            return IncrementalResult.of(result)
        return ExecutionResult(data=result.data, errors=result.errors)

    def _arguments(self, request: GraphQLRequest, context: Context) -> dict[str, Any]:
        return {
            "context_value": context,
            "operation_name": request.operation_name,
            "max_coercion_errors": self._limits.errors,
            "is_awaitable": optimized_is_awaitable,
            "hide_suggestions": not self._suggestions,
            "operation_extensions": request.extensions,
        }


def _size_of(value: Any) -> Hashable:  # noqa: ANN401 - what the client sent, of any type
    """Give what matters of a variable that says how long a list is; true is not 1."""
    return type(value), len(value) if isinstance(value, list | dict) else value
