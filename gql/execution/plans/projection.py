"""Projections: what becomes of a field's value in the response (GraphQL, section 6.4.3).

A projection raises something wherever the executor would tell an error: which error that is, the executor
alone knows.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache, partial
from typing import Any, Final

from graphql import (
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLUnionType,
    get_nullable_type,
    is_leaf_type,
    is_non_null_type,
)
from graphql.execution import Executor
from graphql.execution.collect_fields import FieldDetailsList

from gql.execution.plans.columns import by_columns, narrowed
from gql.execution.plans.fields import (
    DEFINITION,
    attribute_of,
    columns_of,
    is_alone,
    narrow_of,
    read_of,
    value_of,
)
from gql.execution.plans.leaves import leaf, word
from gql.execution.plans.parts import Later, Now, Part, Run, Unsuited, Writer, composed, given, together
from gql.execution.plans.rows import Each, listed
from gql.schema.fields import ReadField

TYPE_NAME: Final = "__typename"
# Far more than there are in the schemas of a process.
PLAIN_KEPT: Final = 1000


def projection(executor: Executor[Any], type_: GraphQLOutputType, details: FieldDetailsList) -> Part | None:
    """Compile what becomes of a field's value; None where a field below is of a kind that has no plan.

    Args:
        executor: collects the fields below.
        type_: of the field.
        details: the field's nodes, whose selections are merged.
    """
    inner = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
    existing = _existing(executor, inner, details)
    return existing and _or_null(type_, existing)


@lru_cache(maxsize=PLAIN_KEPT)
def plain(field: ReadField, type_: GraphQLOutputType) -> Part | None:
    """Compile a field that is read off its object, and has none below: it is the same in all documents.

    Args:
        field: its definition.
        type_: of its value.
    """
    existing = get_nullable_type(type_)
    if not is_leaf_type(existing):
        return None
    if (
        isinstance(existing, GraphQLEnumType)
        and field.attribute
        and (of := field.of)
        and is_non_null_type(type_)
    ):
        # Words are few: that of what is stored is looked up at once, not that of its member.
        return composed(attribute_of(field), word(lambda stored: existing.coerce_output_value(of(stored))))
    return composed(read_of(field), _or_null(type_, leaf(existing)))


def selection(
    executor: Executor[Any], type_: GraphQLObjectType, grouped: Mapping[str, FieldDetailsList]
) -> Part | None:
    """Compile the fields that are selected of an object; None as above."""
    fields: dict[str, Part] = {}
    for name, details in grouped.items():
        field = _field(executor, type_, details)
        if field is None:
            return None
        fields[name] = field
    now = {name: part for name, part in fields.items() if isinstance(part, Now)}
    if len(now) == len(fields):
        return Now(partial(_written, now))
    later = {name: part for name, part in fields.items() if isinstance(part, Later)}
    waiting = (type_.fields[grouped[name][0].node.name.value] for name in later)
    alone = all(map(is_alone, waiting))
    return _selecting(list(fields), now, later, alone=alone)


def _existing(executor: Executor[Any], type_: GraphQLOutputType, details: FieldDetailsList) -> Part | None:
    if is_leaf_type(type_):
        return leaf(type_)
    if isinstance(type_, GraphQLList):
        item = projection(executor, type_.of_type, details)
        return item and _list(item)
    if isinstance(type_, GraphQLObjectType):
        below = executor.collect_subfields(type_, details).grouped_field_set
        return selection(executor, type_, below)
    if isinstance(type_, GraphQLInterfaceType | GraphQLUnionType):
        return _any_of(executor, executor.schema.get_possible_types(type_), details)
    return None


def _any_of(
    executor: Executor[Any], types: Sequence[GraphQLObjectType], details: FieldDetailsList
) -> Part | None:
    """Compile what is selected of an object that is of one of several types."""
    parts: list[tuple[Any, Part]] = []
    for type_ in types:
        part = selection(executor, type_, executor.collect_subfields(type_, details).grouped_field_set)
        if part is None or type_.is_type_of is None:
            return None
        parts.append((type_.is_type_of, part))

    async def selected(value: Any, run: Run) -> Any:  # noqa: ANN401 - the object, and what is selected of it
        part = next((part for is_of, part in parts if is_of(value, run)), None)
        if part is None:
            raise Unsuited
        return await given(part, value, run)

    return Later(selected)


def _field(executor: Executor[Any], type_: GraphQLObjectType, details: FieldDetailsList) -> Part | None:
    name = details[0].node.name.value
    if name == TYPE_NAME:
        return Now(lambda _writer, _source: repr(type_.name))
    field = type_.fields.get(name)
    if field is None:
        return None
    definition = field.extensions.get(DEFINITION)
    if isinstance(definition, ReadField) and (part := plain(definition, field.type)):
        return part
    complete = projection(executor, field.type, details)
    if complete and (read := columns_of(field)):
        return by_columns(read, complete)
    value = value_of(executor, field, details[0].node)
    if not value or not complete:
        return None
    narrow = narrow_of(field)
    return narrowed(narrow, value, complete) if narrow else composed(value, complete)


def _or_null(type_: GraphQLOutputType, existing: Part) -> Part:
    if is_non_null_type(type_):
        return existing
    if isinstance(existing, Now):
        write = existing.write

        def written(writer: Writer, value: str) -> str:
            name = writer.name()
            return f"(None if ({name} := {value}) is None else {write(writer, name)})"

        return Now(written)

    async def nullable(value: Any, run: Run) -> Any:  # noqa: ANN401 - the field's value
        return None if value is None else await existing.give(value, run)

    async def all_nullable(values: Sequence[Any], run: Run) -> Sequence[Any]:
        there = [value for value in values if value is not None]
        found = iter(await existing.each(there, run) if there else ())
        return [None if value is None else next(found) for value in values]

    return Later(nullable, all_nullable if existing.give_all else None, (existing,))


def _list(item: Part) -> Part:
    if isinstance(item, Now):
        return Each(item)

    async def all_(values: Any, run: Run) -> Sequence[Any]:  # noqa: ANN401 - the field's value
        return await item.each(listed(values), run)

    return Later(all_, parts=(item,))


def _written(fields: Mapping[str, Now], writer: Writer, source: str) -> str:
    """Write an object; one that is missing has no attributes, which is an error as it should be."""
    if source.isidentifier():
        return f"{{{', '.join(f'{name!r}: {part.write(writer, source)}' for name, part in fields.items())}}}"
    name = writer.name()
    return f"[{name} := {source}, {_written(fields, writer, name)}][1]"


def _selecting(
    names: Sequence[str], now: Mapping[str, Now], later: Mapping[str, Later], *, alone: bool
) -> Later:
    there = Now(partial(_written, now))
    objects = _Objects(names, now)

    def in_turn(run: Run) -> bool:
        """Whether fields are waited for one after the other: tasks cost more than most fields."""
        return len(later) == 1 or (alone and run.context.services.reads_in_loop)

    async def select(source: Any, run: Run) -> dict[str, Any]:  # noqa: ANN401 - the object
        selected: dict[str, Any] = dict.fromkeys(names)
        selected.update(there.give(source, run))
        if in_turn(run):
            for name, part in later.items():
                selected[name] = await part.give(source, run)
        else:
            values = await together(part.give(source, run) for part in later.values())
            selected.update(zip(later, values, strict=True))
        return selected

    async def select_all(sources: Sequence[Any], run: Run) -> list[dict[str, Any]]:
        if in_turn(run):
            columns = [await part.each(sources, run) for part in later.values()]
        else:
            columns = await together(part.each(sources, run) for part in later.values())
        return objects.made(run, sources, *columns)

    return Later(select, select_all, (there, *later.values()))


def _named(name: str, _: Writer, __: str) -> str:
    return name


class _Objects:
    """Objects of which some fields were waited for."""

    def __init__(self, names: Sequence[str], now: Mapping[str, Now]) -> None:
        self._names = names
        self._now = now

    @cached_property
    def made(self) -> Callable[..., list[dict[str, Any]]]:
        """Make them from the run, the sources, and the values of each other field."""
        writer = Writer()
        source = writer.name()
        columns = {name: writer.name() for name in self._names if name not in self._now}
        fields = {name: self._now.get(name) or Now(partial(_named, columns[name])) for name in self._names}
        one, all_ = ", ".join([source, *columns.values()]), "zip(*columns, strict=True)"
        made: Callable[..., list[dict[str, Any]]] = writer.evaluated(
            f"lambda run, *columns: [{_written(fields, writer, source)} for {one} in {all_}]"
        )
        return made
