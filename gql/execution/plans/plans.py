"""Plans: an operation as one function, compiled once and kept with its document."""

from collections.abc import Callable, Hashable
from typing import Any, Final, cast

from graphql import (
    GraphQLBoolean,
    GraphQLObjectType,
    OperationDefinitionNode,
    OperationType,
    get_nullable_type,
)
from graphql.execution import Executor, VariableValues
from graphql.execution.collect_fields import collect_fields

from gql.execution.limits.documents import Prepared
from gql.execution.plans.parts import Now, Part
from gql.execution.plans.projection import projection, selection

# Of one operation: a plan for each combination of its Boolean variables, on which selections may depend.
KEPT: Final = 8


def plan_of(
    prepared: Prepared,
    node: OperationDefinitionNode,
    values: VariableValues,
    build: Callable[[], Executor[Any]],
) -> Part | None:
    """Give the plan of an operation: from nothing, or from an event of a subscription, to `data`.

    Args:
        prepared: the document, which keeps plans.
        node: the operation.
        values: its variables.
        build: gives an executor for it, which is needed to compile the plan.

    Returns:
        The plan, which raises where only the executor can tell what is wrong; None where something that is
        selected is of a kind that has no plan.
    """
    plans: dict[Hashable, Part | None] = prepared.plans
    key = (id(node), *_choices(values))
    if key in plans:
        return plans[key]
    plan = compiled(build())
    if len(plans) < KEPT:
        plans[key] = plan
    return plan


def compiled(executor: Executor[Any]) -> Part | None:
    """Compile the plan of the operation that an executor is built for."""
    kind = executor.operation.operation
    if kind is OperationType.MUTATION:  # its fields must not run side by side, nor twice
        return None
    root = cast("GraphQLObjectType", executor.schema.get_root_type(kind))
    grouped = collect_fields(
        executor.schema, executor.fragments, executor.variable_values, root, executor.operation
    ).grouped_field_set
    if kind is OperationType.QUERY:
        return selection(executor, root, grouped)
    # The event is the value of the one field.
    (name, details), *_ = grouped.items()
    told = projection(executor, root.fields[details[0].node.name.value].type, details)
    if not isinstance(told, Now):
        return None
    write = told.write
    return Now(lambda writer, event: f"{{{name!r}: {write(writer, event)}}}")


def _choices(values: VariableValues) -> list[tuple[str, object]]:
    """Give the variables by which `@include` and `@skip` may select."""
    return [
        (name, values.coerced.get(name))
        for name, source in values.sources.items()
        if get_nullable_type(source.signature.type) is GraphQLBoolean
    ]
