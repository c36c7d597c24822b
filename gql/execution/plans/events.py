"""Plans of subscriptions: what becomes of an event, the same function for all who subscribe alike."""

from collections.abc import Hashable
from typing import Any, Final, cast

from graphql import GraphQLBoolean, GraphQLObjectType, get_nullable_type
from graphql.execution import Executor
from graphql.execution.collect_fields import collect_fields

from gql.execution.limits.documents import Prepared
from gql.execution.plans.projection import Projection, projection

# Of one operation: a plan for each combination of its Boolean variables, on which selections may depend.
KEPT: Final = 8


def event_plan(prepared: Prepared, executor: Executor[Any]) -> Projection | None:
    """Give the plan of a subscription: a function from an event to `data`.

    Args:
        prepared: the document, which keeps plans.
        executor: built for one of its subscriptions, with its variables.

    Returns:
        The plan, which raises where only the executor can tell what is wrong with an event; None where a
        field that is selected needs a resolver.
    """
    plans: dict[Hashable, Projection | None] = prepared.plans
    key = (id(executor.operation), *_choices(executor))
    if key in plans:
        return plans[key]
    plan = compiled(executor)
    if len(plans) < KEPT:
        plans[key] = plan
    return plan


def _choices(executor: Executor[Any]) -> list[tuple[str, object]]:
    """Give the variables by which `@include` and `@skip` may select."""
    values = executor.variable_values
    return [
        (name, values.coerced.get(name))
        for name, source in values.sources.items()
        if get_nullable_type(source.signature.type) is GraphQLBoolean
    ]


def compiled(executor: Executor[Any]) -> Projection | None:
    """Compile the plan of the subscription that an executor is built for."""
    root = cast("GraphQLObjectType", executor.schema.subscription_type)
    collected = collect_fields(
        executor.schema, executor.fragments, executor.variable_values, root, executor.operation
    )
    (name, details), *_ = collected.grouped_field_set.items()
    field = projection(executor, root.fields[details[0].node.name.value].type, details)
    return field and (lambda event: {name: field(event)})
