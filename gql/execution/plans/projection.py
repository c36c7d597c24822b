"""Projections: what a selection takes of one object, as one function.

Each takes the value of a field and gives what stands for it in the response (GraphQL, section 6.4.3). It
raises something wherever the executor would tell an error: which error that is, the executor alone knows.
"""

from collections.abc import Callable
from typing import Any, Final

from graphql import GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLOutputType, is_leaf_type
from graphql.execution import Executor
from graphql.execution.collect_fields import FieldDetailsList
from strawberry.schema.schema_converter import GraphQLCoreConverter

from gql.schema.fields import ReadField

Projection = Callable[[Any], Any]

DEFINITION: Final = GraphQLCoreConverter.DEFINITION_BACKREF
TYPE_NAME: Final = "__typename"


class Unsuited(Exception):
    """A value that its field can't have."""


def projection(
    executor: Executor[Any], type_: GraphQLOutputType, details: FieldDetailsList
) -> Projection | None:
    """Compile what becomes of a field's value; None where a field below is no pure function of its object.

    Args:
        executor: collects the fields below.
        type_: of the field.
        details: the field's nodes, whose selections are merged.
    """
    if isinstance(type_, GraphQLNonNull):
        return _existing(executor, type_.of_type, details)
    existing = _existing(executor, type_, details)
    return existing and (lambda value: None if value is None else existing(value))


def _existing(
    executor: Executor[Any], type_: GraphQLOutputType, details: FieldDetailsList
) -> Projection | None:
    if is_leaf_type(type_):
        return _leaf(type_.coerce_output_value)
    if isinstance(type_, GraphQLList):
        item = projection(executor, type_.of_type, details)
        return item and _list(item)
    if isinstance(type_, GraphQLObjectType):
        return _object(executor, type_, details)
    return None


def _leaf(coerce: Projection) -> Projection:
    def project(value: Any) -> Any:  # noqa: ANN401 - whatever a scalar makes of its value
        coerced = coerce(value)
        if coerced is None:
            raise Unsuited
        return coerced

    return project


def _list(item: Projection) -> Projection:
    def project(values: Any) -> list[Any]:  # noqa: ANN401 - the field's value
        if not isinstance(values, list | tuple):
            raise Unsuited
        return [item(value) for value in values]

    return project


def _object(
    executor: Executor[Any], type_: GraphQLObjectType, details: FieldDetailsList
) -> Projection | None:
    selected: list[tuple[str, Projection]] = []
    for name, below in executor.collect_subfields(type_, details).grouped_field_set.items():
        field = _field(executor, type_, below)
        if field is None:
            return None
        selected.append((name, field))
    return lambda source: {name: field(source) for name, field in selected}


def _field(executor: Executor[Any], type_: GraphQLObjectType, details: FieldDetailsList) -> Projection | None:
    name = details[0].node.name.value
    if name == TYPE_NAME:
        return lambda _: type_.name
    field = type_.fields[name]
    definition = field.extensions[DEFINITION]
    complete = isinstance(definition, ReadField) and projection(executor, field.type, details)
    return _composed(definition.read, complete) if complete else None


def _composed(read: Projection, complete: Projection) -> Projection:
    return lambda source: complete(read(source))
