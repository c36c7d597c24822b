"""How fields that say something of many tasks are declared."""

from collections.abc import Callable, Sequence
from typing import Any

import strawberry
from strawberry import UNSET

from gql.identity.model import Viewer
from gql.schema.arguments import Narrowed
from gql.schema.context import Info
from gql.schema.filter import task_filter
from gql.tasks.scope import Scope
from gql.tasks.summaries.measures import Measure
from gql.tasks.summaries.model import TaskSummary
from gql.tasks.summaries.resolvers import Asked

ScopeOf = Callable[[Viewer, Any], Scope]


def summarizes(scope: ScopeOf, description: str, measure: Measure | None = None, *directives: object) -> Any:  # noqa: ANN401 - the class says the field's type
    """Declare a field with the argument `filter` that stands for many tasks.

    Args:
        scope: says which tasks, by the viewer and the object with the field; refuses who may not see them.
        description: what the schema says of the field.
        measure: the field's value; None where the tasks themselves are, for the fields below to measure.
        directives: such as how long the field's list is.
    """

    async def resolve(
        root: strawberry.Parent[Any],
        info: Info,
        *,
        filter: Narrowed = UNSET,  # noqa: A002 - the argument's name in the schema
    ) -> object:
        viewer = await info.context.viewer()
        summary = info.context.services.summaries.summary(viewer, scope(viewer, root), task_filter(filter))
        return await measured(info, summary, measure) if measure else summary

    return _field(resolve, description, directives)


def measures(
    measure: Measure,
    description: str,
    read: Callable[[Any], object] = lambda found: found,
    directives: Sequence[object] = (),
) -> Any:  # noqa: ANN401 - the class says the field's type
    """Declare a field of a summary: a measure, or what `read` takes of it."""

    async def resolve(root: strawberry.Parent[TaskSummary], info: Info) -> object:
        return read(await measured(info, root, measure))

    return _field(resolve, description, directives)


async def measured(info: Info, summary: TaskSummary, measure: Measure) -> Any:  # noqa: ANN401 - each measure has a type of its own
    """Find a measure, together with all that the same step asks for."""
    return await info.context.measures.load(Asked(summary, measure))


def _field(resolve: Callable[..., Any], description: str, directives: Sequence[object]) -> Any:  # noqa: ANN401 - the class says the field's type
    del resolve.__annotations__["return"]
    return strawberry.field(resolver=resolve, description=description, directives=directives)
