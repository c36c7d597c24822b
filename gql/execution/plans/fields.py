"""How a field's value is had: read from its object, or by its resolver."""

from collections.abc import Callable
from inspect import isawaitable
from typing import Any, Final, cast

from graphql import FieldNode, GraphQLField, VariableNode, Visitor, visit
from graphql.execution import get_argument_values
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField

from gql.execution.plans.parts import Async, Later, Now, Part, Run, Unsuited
from gql.schema.fields import ReadField

DEFINITION: Final = GraphQLCoreConverter.DEFINITION_BACKREF


def value_of(field: GraphQLField, node: FieldNode) -> Part | None:
    """Give the part from an object to a field's value; None for a kind of field that has no plan.

    Args:
        field: of the schema.
        node: with the field's arguments.
    """
    definition = field.extensions.get(DEFINITION)
    if isinstance(definition, ReadField):
        return _read(definition)
    if not isinstance(definition, StrawberryField) or definition.base_resolver is None:
        return None
    resolve = _with_arguments(field, node) if field.args else _without(definition)
    if resolve is None:
        return None
    if definition.is_async:
        return Later(_awaited(resolve) if field.args else resolve)
    given = _at_once(resolve)
    return Now(lambda writer, source: f"{writer.constant(given)}({source}, run)")


def _read(definition: ReadField) -> Now:
    if definition.attribute:
        return Now(lambda _, source: f"{source}.{definition.attribute}")
    return Now(lambda writer, source: f"{writer.constant(definition.read)}({source})")


def _without(definition: StrawberryField) -> Callable[[Any, Run], Any] | None:
    """Call the resolver itself, as Strawberry would look for arguments each time; None for one of its own."""
    resolver: Any = definition.base_resolver
    function = resolver.wrapped_func
    match tuple(resolver.signature.parameters):
        case ("root", "info"):
            return cast("Callable[[Any, Run], Any]", function)
        case ("root",):
            return lambda source, _: function(source)
        case ("info",):
            return lambda _, run: function(run)
    return None


def _with_arguments(field: GraphQLField, node: FieldNode) -> Callable[[Any, Run], Any]:
    resolve: Any = field.resolve
    if _takes_variables(node):
        return lambda source, run: resolve(source, run, **get_argument_values(field, node, run.variables))
    arguments = get_argument_values(field, node)
    return lambda source, run: resolve(source, run, **arguments)


def _awaited(resolve: Callable[[Any, Run], Any]) -> Async:
    async def awaited(source: Any, run: Run) -> Any:  # noqa: ANN401 - the object, and the field's value
        return await resolve(source, run)  # in here, so that no argument is refused before it is awaited

    return awaited


def _takes_variables(node: FieldNode) -> bool:
    found: list[VariableNode] = []

    class Search(Visitor):
        def enter_variable(self, variable: VariableNode, *_: object) -> None:
            found.append(variable)

    for argument in node.arguments or ():
        visit(argument, Search())
    return bool(found)


def _at_once(resolve: Callable[[Any, Run], Any]) -> Callable[[Any, Run], Any]:
    """Refuse what turns out to be there later only, which is seldom."""

    def give(source: Any, run: Run) -> Any:  # noqa: ANN401 - the object, and the field's value
        value = resolve(source, run)
        if isawaitable(value):
            if close := getattr(value, "close", None):
                close()
            raise Unsuited
        return value

    return give
