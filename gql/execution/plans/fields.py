"""How a field's value is had: read from its object, or by its resolver."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from inspect import isawaitable
from typing import Any, Final

from graphql import FieldNode, GraphQLField
from graphql.execution import Executor, get_argument_values
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.arguments import convert_arguments
from strawberry.types.field import StrawberryField

from gql.execution.plans.parts import Async, Later, LinksWanted, Now, Part, Run, Writer, composed
from gql.schema.fields import (
    ALONE,
    BY_COLUMNS,
    BY_KEY,
    BY_LINKS,
    NARROW,
    STORED,
    Keyed,
    Narrow,
    ReadColumns,
    ReadField,
    Stored,
)
from gql.tasks.records import KINDS

DEFINITION: Final = GraphQLCoreConverter.DEFINITION_BACKREF
INFO: Final = "info"
ROOT: Final = "root"
# Types of values that nobody need wait for.
THERE: Final = frozenset({str, int, bool, type(None), list})


def value_of(executor: Executor[Any], field: GraphQLField, node: FieldNode) -> Part | None:
    """Give the part from an object to a field's value; None for a kind of field that has no plan.

    Args:
        executor: of the schema that the field is of.
        field: of the schema.
        node: with the field's arguments.
    """
    definition = field.extensions.get(DEFINITION)
    if isinstance(definition, ReadField):
        return read_of(definition)
    if not isinstance(definition, StrawberryField) or definition.base_resolver is None:
        return None
    if definition.extensions:
        return None
    if read := definition.metadata.get(BY_LINKS):
        return Now(partial(_linked, read, definition.metadata.get(STORED)))
    resolve = _resolving(executor, definition, field, node)
    if definition.is_async:
        keyed = definition.metadata.get(BY_KEY)
        return _by_key(keyed, resolve) if keyed else Later(resolve)
    given = _at_once(resolve)
    return Now(lambda writer, source: f"{writer.constant(given)}({source}, run)")


def columns_of(field: GraphQLField) -> ReadColumns | None:
    """Give what reads some columns of a field of rows; None for another kind of field."""
    definition = field.extensions.get(DEFINITION)
    return definition.metadata.get(BY_COLUMNS) if isinstance(definition, StrawberryField) else None


def narrow_of(field: GraphQLField) -> Narrow | None:
    """Give what narrows a field's object to columns; None for another kind of field."""
    definition = field.extensions.get(DEFINITION)
    return definition.metadata.get(NARROW) if isinstance(definition, StrawberryField) else None


def is_alone(field: GraphQLField) -> bool:
    """Whether a field may be read after others, see `ALONE`."""
    definition = field.extensions.get(DEFINITION)
    return isinstance(definition, StrawberryField) and ALONE in definition.metadata


def read_of(definition: ReadField) -> Part:
    """Give the part from an object to what is read of it."""
    if not definition.attribute:
        return Now(lambda writer, source: f"{writer.constant(definition.read)}({source})")
    value, of = attribute_of(definition), definition.of
    return composed(value, Now(lambda writer, given: f"{writer.constant(of)}({given})")) if of else value


def attribute_of(definition: ReadField) -> Now:
    """Give the part from an object to its attribute, as it is stored."""
    return Now(partial(_attribute, definition.attribute))


def _attribute(name: str, writer: Writer, source: str) -> str:
    row = writer.rows.get(source) if name in KINDS else None
    return row.cell(name) if row else f"{source}.{name}"


def _by_key(keyed: Keyed, resolve: Async) -> Later:
    key = Now(partial(_attribute, keyed.attribute))

    async def all_(sources: Sequence[Any], run: Run) -> Sequence[Any]:
        keys = key.give_all(sources, run)
        found = await keyed.read(set(keys), run)
        return [found[each] for each in keys]

    return Later(resolve, all_, (key,))


def _linked(read: Callable[[Any, Any], object], stored: Stored | None, writer: Writer, source: str) -> str:
    """Write an address; where none is forwarded, no record of a row need be made."""
    linked, row = writer.constant(read), writer.rows.get(source)
    if row and stored:
        forwards = row.constant(f"run.links.forwards({writer.constant(stored.medium)})")
        return f"({linked}(run.links, {row.record}) if {forwards} else {row.cell(stored.attribute)} or None)"
    return f"{linked}(run.links, {source})"


def _resolving(
    executor: Executor[Any], definition: StrawberryField, field: GraphQLField, node: FieldNode
) -> Callable[[Any, Run], Any]:
    """Call the resolver itself; what the arguments are, Strawberry would find out each time."""
    resolver: Any = definition.base_resolver
    function, names = resolver.wrapped_func, resolver.signature.parameters
    takes_root, takes_info = ROOT in names, INFO in names
    arguments = _arguments(executor, definition, field, node)

    def called(source: Any, run: Run) -> Any:  # noqa: ANN401 - the object, and the field's value
        given = dict(arguments(run))
        if takes_root:
            given[ROOT] = source
        if takes_info:
            given[INFO] = run
        return function(**given)

    async def awaited(source: Any, run: Run) -> Any:  # noqa: ANN401 - as above
        return await called(source, run)  # in here, so that no argument is refused before it is awaited

    if not field.args:
        return _without_arguments(function, takes_root=takes_root, takes_info=takes_info)
    return awaited if definition.is_async else called


def _without_arguments(
    function: Callable[..., Any], *, takes_root: bool, takes_info: bool
) -> Callable[[Any, Run], Any]:
    if takes_root:
        return function if takes_info else lambda source, _: function(source)
    return (lambda _, run: function(run)) if takes_info else lambda _, __: function()


def _arguments(
    executor: Executor[Any], definition: StrawberryField, field: GraphQLField, node: FieldNode
) -> Callable[[Run], Mapping[str, Any]]:
    """Find the arguments once for each set of variables."""
    converter = executor.schema._strawberry_schema.schema_converter  # type: ignore[attr-defined]  # noqa: SLF001

    def find(run: Run) -> Mapping[str, Any]:
        found: dict[str, Any] = convert_arguments(
            get_argument_values(field, node, run.variables),
            definition.arguments,
            scalar_registry=converter.scalar_registry,
            config=converter.config,
        )
        return found

    key = id(node)

    def kept(run: Run) -> Mapping[str, Any]:
        found = run.arguments.get(key)
        if found is None:
            found = run.arguments[key] = find(run)
        return found

    return kept


def _at_once(resolve: Callable[[Any, Run], Any]) -> Callable[[Any, Run], Any]:
    """Refuse what turns out to be there later only, which is seldom."""

    def give(source: Any, run: Run) -> Any:  # noqa: ANN401 - the object, and the field's value
        value = resolve(source, run)
        if type(value) not in THERE and isawaitable(value):
            if close := getattr(value, "close", None):
                close()
            raise LinksWanted
        return value

    return give
