"""Projections: what becomes of a field's value in the response (GraphQL, section 6.4.3).

A projection raises something wherever the executor would tell an error: which error that is, the executor
alone knows.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from graphql import (
    GraphQLEnumType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    is_leaf_type,
)
from graphql.execution import Executor
from graphql.execution.collect_fields import FieldDetailsList

from gql.execution.plans.fields import value_of
from gql.execution.plans.parts import Async, Later, Now, Part, Run, Sync, Unsuited, composed

TYPE_NAME: Final = "__typename"


def projection(executor: Executor[Any], type_: GraphQLOutputType, details: FieldDetailsList) -> Part | None:
    """Compile what becomes of a field's value; None where a field below is of a kind that has no plan.

    Args:
        executor: collects the fields below.
        type_: of the field.
        details: the field's nodes, whose selections are merged.
    """
    if isinstance(type_, GraphQLNonNull):
        return _existing(executor, type_.of_type, details)
    existing = _existing(executor, type_, details)
    return existing and _nullable(existing)


def selection(
    executor: Executor[Any], type_: GraphQLObjectType, grouped: Mapping[str, FieldDetailsList]
) -> Part | None:
    """Compile the fields that are selected of an object; None as above."""
    now: list[tuple[str, Sync]] = []
    later: list[tuple[str, Async]] = []
    for name, details in grouped.items():
        match _field(executor, type_, details):
            case None:
                return None
            case Now(give):
                now.append((name, give))
            case Later(wait):
                later.append((name, wait))
    if not later:
        return Now(lambda source, run: {name: give(source, run) for name, give in now})
    return Later(_selecting(tuple(grouped), now, later))


def _existing(executor: Executor[Any], type_: GraphQLOutputType, details: FieldDetailsList) -> Part | None:
    if isinstance(type_, GraphQLEnumType):
        return Now(_word(type_.coerce_output_value))
    if is_leaf_type(type_):
        return Now(_leaf(type_.coerce_output_value))
    if isinstance(type_, GraphQLList):
        item = projection(executor, type_.of_type, details)
        return item and _list(item)
    if isinstance(type_, GraphQLObjectType):
        below = executor.collect_subfields(type_, details).grouped_field_set
        return selection(executor, type_, below)
    return None


def _field(executor: Executor[Any], type_: GraphQLObjectType, details: FieldDetailsList) -> Part | None:
    name = details[0].node.name.value
    if name == TYPE_NAME:
        return Now(lambda _source, _run: type_.name)
    field = type_.fields.get(name)
    value = field and value_of(field, details[0].node)
    complete = value and field and projection(executor, field.type, details)
    return composed(value, complete) if value and complete else None


def _nullable(existing: Part) -> Part:
    match existing:
        case Now(give):
            return Now(lambda value, run: None if value is None else give(value, run))
        case Later(wait):

            async def nullable(value: Any, run: Run) -> Any:  # noqa: ANN401 - the field's value
                return None if value is None else await wait(value, run)

            return Later(nullable)


def _leaf(coerce: Callable[[Any], Any]) -> Sync:
    def give(value: Any, _: Run) -> Any:  # noqa: ANN401 - whatever a scalar makes of its value
        coerced = coerce(value)
        if coerced is None:
            raise Unsuited
        return coerced

    return give


def _word(coerce: Callable[[Any], Any]) -> Sync:
    names: dict[Any, Any] = {}

    def give(value: Any, _: Run) -> Any:  # noqa: ANN401 - a member of the enum
        if value not in names:  # Strawberry looks all of them through
            names[value] = coerce(value)
        return names[value]

    return give


def _list(item: Part) -> Part:
    match item:
        case Now(give):
            return Now(lambda values, run: [give(value, run) for value in _listed(values)])
        case Later(wait):

            async def all_(values: Any, run: Run) -> list[Any]:  # noqa: ANN401 - the field's value
                return await asyncio.gather(*(wait(value, run) for value in _listed(values)))

            return Later(all_)


def _listed(values: Any) -> Sequence[Any]:  # noqa: ANN401 - the field's value
    if not isinstance(values, list | tuple):
        raise Unsuited
    return values


def _selecting(
    names: Sequence[str], now: Sequence[tuple[str, Sync]], later: Sequence[tuple[str, Async]]
) -> Async:
    waited = [name for name, _ in later]

    async def select(source: Any, run: Run) -> dict[str, Any]:  # noqa: ANN401 - the object
        selected: dict[str, Any] = dict.fromkeys(names)
        for name, give in now:
            selected[name] = give(source, run)
        if len(later) == 1:  # tasks cost more than most fields
            selected[waited[0]] = await later[0][1](source, run)
        else:
            values = await asyncio.gather(*(wait(source, run) for _, wait in later))
            selected.update(zip(waited, values, strict=True))
        return selected

    return select
