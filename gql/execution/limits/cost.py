"""The cost of an operation: before it runs, by what it asks for; after it ran, by what it got."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import FieldNode, OperationDefinitionNode, SelectionSetNode, value_from_ast_untyped

from gql.execution.limits.limits import Limits
from gql.execution.limits.prices import THOUSANDTHS, Price
from gql.execution.limits.selections import Selections
from gql.execution.limits.shape import INTROSPECTION

# Resolvers refuse to list more than that.
SIZE_MAX = 100
# The argument of `nodes`, whose length has a limit of its own.
IDS = "ids"


@dataclass(frozen=True, slots=True)
class Estimate:
    """What an operation costs at most; `introspection` is apart, as it reads nothing but the schema."""

    points: int
    introspection: int


@dataclass(frozen=True, slots=True)
class Costs:
    """The costs of one operation; each walk visits a field of the response once, as execution does."""

    selections: Selections
    prices: Mapping[int, Price]
    operation: OperationDefinitionNode
    variables: Mapping[str, Any]
    limits: Limits

    @classmethod
    def of(
        cls,
        selections: Selections,
        prices: Mapping[int, Price],
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any] | None,
        limits: Limits,
    ) -> "Costs":
        """Take the variables as the request carries them, and the defaults of those that it leaves out."""
        defaults = {
            definition.variable.name.value: value_from_ast_untyped(definition.default_value)
            for definition in operation.variable_definitions or ()
            if definition.default_value
        }
        return cls(selections, prices, operation, {**defaults, **(variables or {})}, limits)

    def estimate(self) -> Estimate:
        """Compute the cost before execution; at least 1.

        Raises:
            LimitExceeded: a list is asked for with more items than are allowed, or nodes by more ids.
        """
        weights = {False: 0, True: 0}
        for fields in self.selections.grouped(self.operation.selection_set).values():
            weights[fields[0].name.value in INTROSPECTION] += self._asked(fields, frozenset(), 1)
        return Estimate(max(_points(weights[False]), 1), _points(weights[True]))

    def used(self, data: Mapping[str, Any] | None) -> int:
        """Compute the cost of what was returned: at least 1, and never more than the estimate."""
        return max(_points(self._used(data or {}, [self.operation.selection_set], {})), 1)

    def _asked(self, fields: Sequence[FieldNode], sized: frozenset[str], size: int) -> int:
        sizes = [*map(self._size, fields)]
        count = max(
            size if field.name.value in sized else self._count(field, own)
            for field, own in zip(fields, sizes, strict=True)
        )
        weight = max(self.prices[id(field)].weight for field in fields)
        below = frozenset[str]().union(*(self.prices[id(field)].sized_fields for field in fields))
        for inner in self.selections.grouped(*(field.selection_set for field in fields)).values():
            weight += self._asked(inner, below, max(sizes))
        return count * weight

    def _count(self, field: FieldNode, size: int) -> int:
        return size if self.prices[id(field)].is_list else 1

    def _size(self, field: FieldNode) -> int:
        price = self.prices[id(field)]
        given = {argument.name.value: argument.value for argument in field.arguments or ()}
        values = {**price.slicing}
        for name in price.slicing.keys() & given.keys():
            value = value_from_ast_untyped(given[name], dict(self.variables))
            values[name] = _length(value, default=price.slicing[name])
        sizes = [value for value in values.values() if value is not None]
        size = max(sizes, default=price.assumed_size)
        if IDS in price.slicing:
            self.limits.check("nodes", size)
        elif sizes:
            self.limits.check("list_size", min(size, SIZE_MAX))
        return size

    def _used(self, data: Mapping[str, Any], sets: Sequence[SelectionSetNode], known: dict[Any, Any]) -> int:
        key = tuple(map(id, sets))
        if key not in known:
            known[key] = [*self._weighing(sets)]
        found = 0
        for name, weight, inner in known[key]:
            value = data.get(name)
            for item in value if isinstance(value, list) else [value]:
                found += weight * (item is not None)
                found += self._used(item, inner, known) if inner and item else 0
        return found

    def _weighing(
        self, sets: Sequence[SelectionSetNode]
    ) -> Iterator[tuple[str, int, list[SelectionSetNode]]]:
        """Give what counts in an object of these selection sets: name, weight of each item, sets below."""
        for name, fields in self.selections.grouped(*sets).items():
            weight = max(self.prices[id(field)].weight for field in fields)
            inner = [field.selection_set for field in fields if field.selection_set]
            if weight or inner:
                yield name, weight, inner


def _points(weight: int) -> int:
    return -(-weight // THOUSANDTHS)


def _length(value: Any, default: int | None) -> int | None:  # noqa: ANN401 - what the client sent, of any type
    if isinstance(value, list):
        return len(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return int(max(min(value, SIZE_MAX), 0))
    return default
